namespace AwsOps.Sandbox.Ec2;

/// <summary>A security group.</summary>
internal sealed class SecurityGroup(string id, string name, string description, Vpc vpc) : Ec2Resource(id)
{
    public override string ResourceType => "security-group";

    public string GroupName { get; } = name;

    public string Description { get; } = description;

    public Vpc Vpc { get; } = vpc;

    public string VpcId => Vpc.Id;

    public bool IsDefault => GroupName == "default";

    /// <summary>Rules in the order of their making, both directions.</summary>
    public List<SecurityGroupRule> Rules { get; } = [];
}

/// <summary>One rule: one peer, one protocol, one port range, as <c>DescribeSecurityGroupRules</c> shows it.</summary>
internal sealed class SecurityGroupRule(string id, SecurityGroup group, RuleMatch match) : Ec2Resource(id)
{
    public override string ResourceType => "security-group-rule";

    public SecurityGroup Group { get; } = group;

    public RuleMatch Match { get; set; } = match;

    public string? Description { get; set; }
}

/// <summary>What a rule allows; two rules of a group may not be equal in it.</summary>
/// <param name="IsEgress">Direction.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c>, <c>icmp</c>, <c>icmpv6</c>, <c>-1</c> or a protocol number.</param>
/// <param name="FromPort">First port, or ICMP type; -1 for all.</param>
/// <param name="ToPort">Last port, or ICMP code; -1 for all.</param>
/// <param name="Peer">The other side: a canonical CIDR, a group id or a prefix list id.</param>
/// <param name="Kind">What <paramref name="Peer"/> is.</param>
internal sealed record RuleMatch(bool IsEgress, string Protocol, int FromPort, int ToPort, string Peer, PeerKind Kind);

/// <summary>Kinds of the other side of a rule.</summary>
internal enum PeerKind
{
    CidrIpv4,
    CidrIpv6,
    Group,
    PrefixList,
}
