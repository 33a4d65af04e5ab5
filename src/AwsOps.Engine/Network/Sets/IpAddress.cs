using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace AwsOps.Engine.Network;

/// <summary>One address of either family.</summary>
/// <param name="Family">The family.</param>
/// <param name="Value">The address as a number; below 2^32 for IPv4.</param>
public readonly record struct IpAddress(IpFamily Family, UInt128 Value) : IComparable<IpAddress>
{
    /// <summary>The number of bits of an address: 32 or 128.</summary>
    public int Bits => Family == IpFamily.IPv4 ? 32 : 128;

    /// <summary>Whether this is an IPv4 address written as IPv6, <c>::ffff:a.b.c.d</c>.</summary>
    internal bool IsMappedIPv4 => Family == IpFamily.IPv6 && Value >> 32 == 0xFFFF;

    /// <summary>Reads an address.</summary>
    /// <param name="text">An IPv4 address in four decimal parts, or an IPv6 address.</param>
    /// <exception cref="FormatException">It is not an address.</exception>
    public static IpAddress Parse(string text) =>
        TryParse(text, out var address)
            ? address
            : throw new FormatException($"'{text}' is not an IP address; write one such as 10.0.0.5 or 2001:db8::5.");

    /// <summary>Reads an address.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out IpAddress address) =>
        TryParse(text.AsSpan(), out address);

    internal static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (TryParseIPv4(text, out var v4))
        {
            address = new(IpFamily.IPv4, v4);
            return true;
        }

        // A scope (fe80::1%eth0), brackets and ports are IPAddress's additions and no address of a rule.
        if (!text.Contains(':') || text.ContainsAny('%', '[', '/') || !IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        parsed.TryWriteBytes(bytes, out _);
        address = new(IpFamily.IPv6, BinaryPrimitives.ReadUInt128BigEndian(bytes));
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(IpAddress other) =>
        Family != other.Family ? Family.CompareTo(other.Family) : Value.CompareTo(other.Value);

    /// <summary>The address in its usual form (RFC 5952 for IPv6).</summary>
    public override string ToString()
    {
        if (Family == IpFamily.IPv4)
        {
            var v = (uint)Value;
            return string.Create(CultureInfo.InvariantCulture, $"{v >> 24}.{(v >> 16) & 255}.{(v >> 8) & 255}.{v & 255}");
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return new IPAddress(bytes).ToString();
    }

    /// <summary>Four decimal parts; a leading zero is refused because half of the world reads it as octal.</summary>
    private static bool TryParseIPv4(ReadOnlySpan<char> text, out uint value)
    {
        value = 0;
        int part = 0, digits = 0, parts = 1;
        foreach (var c in text)
        {
            if (c == '.')
            {
                if (digits == 0 || ++parts > 4)
                {
                    return false;
                }

                value = (value << 8) | (uint)part;
                part = digits = 0;
                continue;
            }

            if (!char.IsAsciiDigit(c) || (digits > 0 && part == 0))
            {
                return false;
            }

            part = (part * 10) + (c - '0');
            digits++;
            if (part > 255)
            {
                return false;
            }
        }

        value = (value << 8) | (uint)part;
        return digits > 0 && parts == 4;
    }
}
