using AwsOps.Engine.Network;

namespace AwsOps.Engine.FlowLogs;

/// <summary>An address of either family in 128 bits; IPv4 in the mapped range ::ffff:0:0/96, so that one form serves both.</summary>
/// <param name="High">The upper half.</param>
/// <param name="Low">The lower half.</param>
public readonly record struct FlowAddress(ulong High, ulong Low)
{
    private const ulong Mapped = 0xFFFF_0000_0000;

    /// <summary>An IPv4 address.</summary>
    public static FlowAddress FromIPv4(uint value) => new(0, Mapped | value);

    /// <summary>An address as the network engine has it.</summary>
    public static FlowAddress From(IpAddress address) =>
        address.Family == IpFamily.IPv4 ? FromIPv4((uint)address.Value) : new((ulong)(address.Value >> 64), (ulong)address.Value);

    /// <summary>Whether it is of IPv4.</summary>
    public bool IsIPv4 => High == 0 && Low >> 32 == 0xFFFF;

    /// <summary>The address as the network engine has it.</summary>
    public IpAddress ToIpAddress() => IsIPv4 ? new(IpFamily.IPv4, (uint)Low) : new(IpFamily.IPv6, new UInt128(High, Low));

    /// <summary>Whether the address is of a private network, of the link or of the host itself, or of a group: not of the internet.</summary>
    /// <remarks>RFC 1918, 6598, 3927, 1122 and 5771; for IPv6 RFC 4193 and 4291.</remarks>
    public bool IsLocal
    {
        get
        {
            if (!IsIPv4)
            {
                return High >> 57 == 0x7E || High >> 54 == 0x3FA || High >> 56 == 0xFF || (High == 0 && Low <= 1);
            }

            var v = (uint)Low;
            return v >> 24 is 10 or 127 or 0 || v >> 20 == 0xAC1 || v >> 16 is 0xC0A8 or 0xA9FE || v >> 22 == 0x191 || v >> 28 >= 0xE;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => ToIpAddress().ToString();
}
