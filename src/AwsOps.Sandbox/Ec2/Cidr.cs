using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AwsOps.Sandbox.Ec2;

/// <summary>An IPv4 or IPv6 address block. IPv4 addresses stand in the low 32 bits.</summary>
internal readonly record struct Cidr(UInt128 Address, int Length, bool IsIpv6)
{
    private int Width => IsIpv6 ? 128 : 32;

    private UInt128 Mask => Length == 0 ? 0 : (UInt128.MaxValue << (Width - Length)) & (IsIpv6 ? UInt128.MaxValue : uint.MaxValue);

    /// <summary>The block with its host bits cleared, as EC2 stores it.</summary>
    public Cidr Canonical => this with { Address = Address & Mask };

    /// <summary>First address.</summary>
    public UInt128 First => Address & Mask;

    /// <summary>Number of addresses (zero stands for 2^128).</summary>
    public UInt128 Size => UInt128.One << (Width - Length);

    public bool Contains(UInt128 address) => (address & Mask) == First;

    public bool Contains(Cidr other) => other.IsIpv6 == IsIpv6 && other.Length >= Length && Contains(other.Address);

    public bool Overlaps(Cidr other) => Contains(other) || other.Contains(this);

    public override string ToString() => $"{Format(Address, IsIpv6)}/{Length}";

    /// <summary>Reads a block strictly: four decimal octets (or an IPv6 address), a slash, a prefix length.</summary>
    public static bool TryParse(string? text, out Cidr cidr)
    {
        cidr = default;
        var slash = text?.IndexOf('/') ?? -1;
        if (slash < 0
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || !TryParseAddress(text![..slash], out var address, out var isIpv6)
            || length > (isIpv6 ? 128 : 32))
        {
            return false;
        }

        cidr = new Cidr(address, length, isIpv6);
        return true;
    }

    /// <summary>Reads one address; the short forms of inet_aton are refused, as EC2 does.</summary>
    public static bool TryParseAddress(string text, out UInt128 address, out bool isIpv6)
    {
        address = 0;
        isIpv6 = text.Contains(':');
        if ((!isIpv6 && text.Count(static c => c == '.') != 3) || text.Contains('%') || !IPAddress.TryParse(text, out var parsed)
            || (parsed.AddressFamily == AddressFamily.InterNetworkV6) != isIpv6)
        {
            return false;
        }

        foreach (var octet in parsed.GetAddressBytes())
        {
            address = (address << 8) | octet;
        }

        return true;
    }

    public static string Format(UInt128 address, bool isIpv6)
    {
        var bytes = new byte[isIpv6 ? 16 : 4];
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            bytes[i] = (byte)(address & 0xff);
            address >>= 8;
        }

        return new IPAddress(bytes).ToString();
    }
}
