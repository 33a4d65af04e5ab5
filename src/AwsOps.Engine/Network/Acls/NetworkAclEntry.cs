namespace AwsOps.Engine.Network;

/// <summary>One entry of a network ACL, as describe-network-acls gives it.</summary>
public sealed record NetworkAclEntry
{
    /// <summary>The number: entries are tried in ascending order. 32767 is the closing <c>*</c>.</summary>
    public required int RuleNumber { get; init; }

    /// <summary>Whether the entry is for outbound traffic.</summary>
    public bool Egress { get; init; }

    /// <summary>A protocol number, or -1 for all.</summary>
    public string Protocol { get; init; } = "-1";

    /// <summary>Whether the entry allows; else it denies.</summary>
    public bool Allow { get; init; }

    /// <summary>The peers as an IPv4 block.</summary>
    public string? CidrBlock { get; init; }

    /// <summary>The peers as an IPv6 block.</summary>
    public string? Ipv6CidrBlock { get; init; }

    /// <summary>The first port.</summary>
    public int? PortFrom { get; init; }

    /// <summary>The last port.</summary>
    public int? PortTo { get; init; }

    /// <summary>The ICMP type, -1 for all.</summary>
    public int? IcmpType { get; init; }

    /// <summary>The ICMP code, -1 for all.</summary>
    public int? IcmpCode { get; init; }

    /// <summary>The peers.</summary>
    /// <exception cref="FormatException">The block is none, or there is not exactly one.</exception>
    public Cidr Block => Cidr.ParseCanonical(CidrBlock ?? Ipv6CidrBlock
        ?? throw new FormatException($"Entry {RuleNumber} of a network ACL has neither an IPv4 nor an IPv6 range."));

    /// <summary>
    /// The protocol and ports. A protocol other than TCP, UDP and ICMP ignores ports and types, save ICMPv6 over IPv6
    /// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html).
    /// </summary>
    /// <exception cref="FormatException">The protocol or a port does not exist.</exception>
    public ServiceSet Services
    {
        get
        {
            var protocol = IpProtocols.Parse(Protocol);
            var typed = protocol == IpProtocols.Icmp || (protocol == IpProtocols.IcmpV6 && Ipv6CidrBlock is not null);
            if (typed)
            {
                return ServiceSet.OfIcmp(protocol, IcmpType ?? -1, IcmpCode ?? -1);
            }

            if (!IpProtocols.HasPorts(protocol))
            {
                return ServiceSet.Of(protocol);
            }

            var range = ServiceKeys.OfPorts(protocol, PortFrom ?? 0, PortTo ?? 65535);
            return new(RangeSet<uint>.Of(range.Lo, range.Hi));
        }
    }

    /// <summary>Checks that the entry can be.</summary>
    /// <exception cref="FormatException">The protocol, a port or the range does not exist; the message says what would be right.</exception>
    public void Validate() => _ = (Services, Block);

    /// <summary>Such as <c>entry 100: allow tcp 443 from 0.0.0.0/0</c>.</summary>
    public override string ToString() =>
        $"entry {(RuleNumber >= NetworkAcl.LastRuleNumber ? "*" : RuleNumber)}: {(Allow ? "allow" : "deny")} {Services} {(Egress ? "to" : "from")} {Block}";
}
