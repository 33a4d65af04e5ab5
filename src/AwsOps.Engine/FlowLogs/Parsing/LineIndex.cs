using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AwsOps.Engine.FlowLogs;

/// <summary>
/// Where the blanks and line ends of a piece of text are, found 64 bytes at a time without a branch per field: first all of
/// them are written down, then records are taken apart by number (the two stages of Langdale and Lemire, Parsing Gigabytes of
/// JSON per Second, VLDB Journal 2019).
/// </summary>
internal sealed class LineIndex
{
    /// <summary>Bytes looked at together: what is written down of them stays in the nearest cache.</summary>
    public const int Window = 1 << 13;

    // Blanks are written eight at a time, also past their number; the first place is what stands before the first field.
    private readonly int[] _marks = new int[Window + 72];
    private readonly int[] _ends = new int[Window + 72];

    /// <summary>How many whole lines there are.</summary>
    public int Lines { get; private set; }

    /// <summary>Whether two marks stand side by side somewhere: an empty line or a doubled blank.</summary>
    public bool Irregular { get; private set; }

    /// <summary>Offsets of blanks and line ends; before the first of them is the offset in front of the text.</summary>
    public ref int Marks => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_marks), 1);

    /// <summary>For each line, which of the <see cref="Marks"/> is its end.</summary>
    public ReadOnlySpan<int> Ends => _ends.AsSpan(0, Lines);

    /// <summary>Looks through at most <see cref="Window"/> bytes.</summary>
    /// <param name="data">The beginning of the buffer, which goes on for <see cref="Bytes.Padding"/> bytes behind the text.</param>
    /// <param name="from">Where the text begins in it.</param>
    /// <param name="to">Where it ends.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(ref byte data, int from, int to)
    {
        ref var marks = ref Marks;
        ref var ends = ref MemoryMarshal.GetArrayDataReference(_ends);
        Unsafe.Add(ref marks, -1) = from - 1;
        int count = 0, lines = 0;
        // Whether the byte before was a mark: the text begins behind a line end.
        ulong carry = 1, doubled = 0;
        for (var block = from; block < to; block += 64)
        {
            Find(ref Unsafe.Add(ref data, block), out var bits, out var feeds);
            if (to - block < 64)
            {
                var valid = (1UL << (to - block)) - 1;
                bits &= valid;
                feeds &= valid;
            }

            doubled |= bits & ((bits << 1) | carry);
            carry = bits >> 63;
            for (var rest = feeds; rest != 0; rest &= rest - 1)
            {
                // The mark's number: all those before it in this block come first.
                Unsafe.Add(ref ends, lines++) = count + BitOperations.PopCount(bits & ((rest & (~rest + 1)) - 1));
            }

            var found = BitOperations.PopCount(bits);
            for (var done = 0; done < found; done += 8)
            {
                ref var place = ref Unsafe.Add(ref marks, count + done);
                for (var i = 0; i < 8; i++)
                {
                    Unsafe.Add(ref place, i) = block + BitOperations.TrailingZeroCount(bits);
                    bits &= bits - 1;
                }
            }

            count += found;
        }

        (Lines, Irregular) = (lines, doubled != 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Find(ref byte text, out ulong bits, out ulong feeds)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var v = Vector512.LoadUnsafe(ref text);
            feeds = Vector512.Equals(v, Vector512.Create((byte)'\n')).ExtractMostSignificantBits();
            bits = feeds | Vector512.Equals(v, Vector512.Create((byte)' ')).ExtractMostSignificantBits();
            return;
        }

        Vector256<byte> blank = Vector256.Create((byte)' '), feed = Vector256.Create((byte)'\n');
        Vector256<byte> low = Vector256.LoadUnsafe(ref text), high = Vector256.LoadUnsafe(ref text, 32);
        feeds = Vector256.Equals(low, feed).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(high, feed).ExtractMostSignificantBits() << 32);
        bits = feeds | Vector256.Equals(low, blank).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(high, blank).ExtractMostSignificantBits() << 32);
    }
}
