using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AwsOps.Engine.FlowLogs;

/// <summary>
/// Numbers and addresses out of bytes, many digits at a time. All of it reads up to <see cref="Padding"/> bytes past the
/// token, so buffers carry that much at their end.
/// </summary>
internal static class Bytes
{
    /// <summary>What a buffer must have after its last byte.</summary>
    public const int Padding = 64;

    /// <summary>A decimal number of up to 18 digits; false when it is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryNumber(ref byte text, int length, out long value)
    {
        if ((uint)(length - 1) < 8)
        {
            return TryEight(ref text, length, out value);
        }

        return TryLong(ref text, length, out value);
    }

    private static bool TryLong(ref byte text, int length, out long value)
    {
        value = 0;
        if (length is 0 or > 18)
        {
            return false;
        }

        for (var i = 0; i < length; i += 8)
        {
            var digits = Math.Min(8, length - i);
            if (!TryEight(ref Unsafe.Add(ref text, i), digits, out var part))
            {
                return false;
            }

            value = (value * PowersOfTen[digits]) + part;
        }

        return true;
    }

    private static ReadOnlySpan<long> PowersOfTen => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>
    /// One to eight digits in a few multiplications: shifted so that missing digits are leading zeros, then pairs, fours and
    /// eights are joined.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryEight(ref byte text, int length, out long value)
    {
        var shift = (8 - length) * 8;
        var v = (Unsafe.ReadUnaligned<ulong>(ref text) << shift) - (0x3030_3030_3030_3030UL << shift);
        var bad = ((v + 0x7676_7676_7676_7676UL) | v) & 0x8080_8080_8080_8080UL;
        v = (v * 10) + (v >> 8);
        v = (((v & 0x0000_00FF_0000_00FFUL) * 0x000F_4240_0000_0064UL) + (((v >> 16) & 0x0000_00FF_0000_00FFUL) * 0x0000_2710_0000_0001UL)) >> 32;
        value = (long)v;
        return bad == 0;
    }

    /// <summary>An address of either family; false when it is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAddress(ref byte text, int length, out FlowAddress address) =>
        TryIPv4(ref text, length, out address) || TryIPv6(MemoryMarshal.CreateReadOnlySpan(ref text, length), out address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryIPv4(ref byte text, int length, out FlowAddress address)
    {
        address = default;
        if ((uint)(length - 7) <= 8)
        {
            var dots = Vector128.Equals(Vector128.LoadUnsafe(ref text), Vector128.Create((byte)'.')).ExtractMostSignificantBits() & ((1u << length) - 1);
            if (BitOperations.PopCount(dots) == 3)
            {
                var first = BitOperations.TrailingZeroCount(dots);
                dots &= dots - 1;
                var second = BitOperations.TrailingZeroCount(dots);
                dots &= dots - 1;
                var third = BitOperations.TrailingZeroCount(dots);
                var wrong = 0;
                var value = (Part(ref text, first, ref wrong) << 24)
                    | (Part(ref Unsafe.Add(ref text, first + 1), second - first - 1, ref wrong) << 16)
                    | (Part(ref Unsafe.Add(ref text, second + 1), third - second - 1, ref wrong) << 8)
                    | Part(ref Unsafe.Add(ref text, third + 1), length - third - 1, ref wrong);
                address = FlowAddress.FromIPv4(value);
                return wrong >= 0;
            }
        }

        return false;
    }

    /// <summary>
    /// A part of an IPv4 address: 0 to 255 without leading zeros; else <paramref name="wrong"/> gets negative. There is no branch in
    /// it, because how many digits a part has can't be foreseen.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Part(ref byte text, int length, ref int wrong)
    {
        var shift = (4 - length) * 8;
        var v = (Unsafe.ReadUnaligned<uint>(ref text) << shift) - (0x3030_3030u << shift);
        var bad = ((v + 0x7676_7676u) | v) & 0x8080_8080u;
        var value = (v >> 24) + (((v >> 16) & 0xFF) * 10) + (((v >> 8) & 0xFF) * 100);
        // The least value of so many digits: 0, 10, 100.
        var least = (0x64_0A00u >> ((length - 1) * 8)) & 0xFF;
        wrong |= (length - 1) | (3 - length) | (255 - (int)value) | (int)(value - least) | (int)(bad | (bad << 8) | (bad << 16) | (bad << 24));
        return value;
    }

    private static bool TryIPv6(ReadOnlySpan<byte> text, out FlowAddress address)
    {
        address = default;
        Span<ushort> groups = stackalloc ushort[8];
        int count = 0, gap = -1, i = 0;
        if (text.Length is < 2 or > 45)
        {
            return false;
        }

        if (text[0] == ':')
        {
            if (text[1] != ':')
            {
                return false;
            }

            (gap, i) = (0, 2);
        }

        while (i < text.Length)
        {
            if (count == 8)
            {
                return false;
            }

            int value = 0, digits = 0, start = i;
            while (i < text.Length && Hex(text[i]) is >= 0 and var digit)
            {
                value = (value << 4) | digit;
                i++;
                if (++digits > 4)
                {
                    return false;
                }
            }

            if (i < text.Length && text[i] == '.')
            {
                if (count > 6 || !TryEmbedded(text[start..], out var v4))
                {
                    return false;
                }

                groups[count++] = (ushort)(v4 >> 16);
                groups[count++] = (ushort)v4;
                i = text.Length;
                break;
            }

            if (digits == 0)
            {
                return false;
            }

            groups[count++] = (ushort)value;
            if (i == text.Length)
            {
                break;
            }

            if (text[i++] != ':' || i == text.Length)
            {
                return false;
            }

            if (text[i] == ':')
            {
                if (gap >= 0)
                {
                    return false;
                }

                gap = count;
                i++;
            }
        }

        if (gap < 0 ? count != 8 : count > 7)
        {
            return false;
        }

        if (gap >= 0)
        {
            var tail = count - gap;
            for (var k = 1; k <= tail; k++)
            {
                groups[8 - k] = groups[count - k];
            }

            groups[gap..(8 - tail)].Clear();
        }

        ulong high = 0, low = 0;
        for (var k = 0; k < 4; k++)
        {
            high = (high << 16) | groups[k];
            low = (low << 16) | groups[k + 4];
        }

        address = new(high, low);
        return true;
    }

    private static bool TryEmbedded(ReadOnlySpan<byte> text, out uint value)
    {
        value = 0;
        Span<byte> padded = stackalloc byte[32];
        if (text.Length is < 7 or > 15)
        {
            return false;
        }

        padded.Clear();
        text.CopyTo(padded);
        if (!TryIPv4(ref padded[0], text.Length, out var address))
        {
            return false;
        }

        value = (uint)address.Low;
        return true;
    }

    private static int Hex(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };

    /// <summary>A 64-bit hash of bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(ref byte text, int length)
    {
        var hash = (ulong)length * 0x9E37_79B9_7F4A_7C15UL;
        var i = 0;
        for (; i + 8 <= length; i += 8)
        {
            hash = Mix(hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, i)));
        }

        if (i < length)
        {
            // The bytes past the token are shifted out.
            hash = Mix(hash ^ (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, i)) << ((8 - (length - i)) * 8)));
        }

        return hash;
    }

    /// <summary>Spreads bits (the finalizer of SplitMix64, shortened).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong x)
    {
        x *= 0xBF58_476D_1CE4_E5B9UL;
        return x ^ (x >> 32);
    }
}
