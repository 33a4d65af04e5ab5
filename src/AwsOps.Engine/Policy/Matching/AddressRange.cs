using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AwsOps.Engine.Policy.Matching;

/// <summary>A range of IPv4 or IPv6 addresses, by its first and last one.</summary>
internal readonly record struct AddressRange(bool IsV6, UInt128 First, UInt128 Last)
{
    /// <summary>Reads an address or a CIDR block. "If you specify an IP address without the associated routing prefix", it is that one address.</summary>
    internal static AddressRange? Parse(string text)
    {
        int slash = text.IndexOf('/');
        ReadOnlySpan<char> host = slash < 0 ? text : text.AsSpan(0, slash);
        // IPAddress also reads "10" and "0x7f.1"; a policy does not.
        if (!IPAddress.TryParse(host, out IPAddress? address) || host.Contains('%')
            || (address.AddressFamily == AddressFamily.InterNetwork && !IsDotted(host)))
        {
            return null;
        }

        bool isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        int width = isV6 ? 128 : 32;
        int prefix = width;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > width))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        UInt128 value = isV6 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes[..length]);
        UInt128 hosts = prefix == width ? 0 : (UInt128.One << (width - prefix)) - 1;
        if (isV6 && prefix == 0)
        {
            hosts = UInt128.MaxValue;
        }

        return new(isV6, value & ~hosts, value | hosts);
    }

    internal bool Contains(AddressRange other) => IsV6 == other.IsV6 && First <= other.First && other.Last <= Last;

    private static bool IsDotted(ReadOnlySpan<char> host) => host.Count('.') == 3 && !host.ContainsAnyExcept("0123456789.");
}
