using System.Globalization;

namespace AwsOps.Engine.Network;

/// <summary>IP protocol numbers and the names that EC2 knows them by.</summary>
public static class IpProtocols
{
    /// <summary>Every protocol, as EC2 writes it.</summary>
    public const int All = -1;

    /// <summary>ICMP for IPv4.</summary>
    public const int Icmp = 1;

    /// <summary>TCP.</summary>
    public const int Tcp = 6;

    /// <summary>UDP.</summary>
    public const int Udp = 17;

    /// <summary>ICMP for IPv6.</summary>
    public const int IcmpV6 = 58;

    private static readonly Dictionary<string, int> Numbers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["all"] = All,
        ["-1"] = All,
        ["icmp"] = Icmp,
        ["tcp"] = Tcp,
        ["udp"] = Udp,
        ["icmpv6"] = IcmpV6,
    };

    /// <summary>
    /// Whether rules select ports of this protocol. For anything but TCP, UDP, ICMP and ICMPv6 a rule means all
    /// traffic whatever range it gives
    /// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html).
    /// </summary>
    /// <param name="protocol">The number.</param>
    public static bool HasPorts(int protocol) => protocol is Tcp or Udp;

    /// <summary>Whether rules select a type and code of this protocol.</summary>
    /// <param name="protocol">The number.</param>
    public static bool HasTypes(int protocol) => protocol is Icmp or IcmpV6;

    /// <summary>Reads a protocol as rules write it.</summary>
    /// <param name="text">tcp, udp, icmp, icmpv6, a number, -1 or all.</param>
    /// <returns>The number, or -1 for all.</returns>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static int Parse(string? text)
    {
        if (text is not null)
        {
            if (Numbers.TryGetValue(text, out var known))
            {
                return known;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 255)
            {
                return number;
            }
        }

        throw new FormatException($"'{text}' is not an IP protocol; write tcp, udp, icmp, icmpv6, a number from 0 to 255, or -1 for all.");
    }

    /// <summary>A protocol as EC2 describes it in a rule: a name where it has one, else the number.</summary>
    /// <param name="protocol">The number, or -1.</param>
    public static string Name(int protocol) => protocol switch
    {
        Icmp => "icmp",
        Tcp => "tcp",
        Udp => "udp",
        IcmpV6 => "icmpv6",
        _ => protocol.ToString(CultureInfo.InvariantCulture),
    };
}
