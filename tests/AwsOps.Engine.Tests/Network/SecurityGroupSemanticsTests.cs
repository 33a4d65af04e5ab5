using AwsOps.Engine.Network;

namespace AwsOps.Engine.Tests.Network;

public class SecurityGroupSemanticsTests
{
    private static readonly IpAddress Anyone = IpAddress.Parse("8.8.8.8");

    // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html: a new group has no inbound rules.
    [Fact]
    public void A_group_without_rules_lets_nothing_in() =>
        Assert.True(Allowed().Certain.IsEmpty);

    // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html: the rules of all groups are
    // aggregated to one set.
    [Fact]
    public void The_rules_of_several_groups_are_a_union()
    {
        var groups = new[] { Group(Rule("tcp", 22, 22, "10.0.0.0/8")), Group(Rule("tcp", 443, 443, "0.0.0.0/0")) };
        var allowed = SecurityGroupSemantics.Allowed(groups, egress: false).Certain;
        Assert.Equal("tcp 22, tcp 443", allowed.ServicesOf(IpAddress.Parse("10.1.1.1")).ToString());
        Assert.Equal("tcp 443", allowed.ServicesOf(Anyone).ToString());
    }

    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html: "-1 or a protocol
    // number other than tcp, udp, icmp, or icmpv6 allows traffic on all ports, regardless of any port range you specify".
    [Theory]
    [InlineData("-1", 22, 22, 6, 3389, true)]
    [InlineData("47", 22, 22, 47, 0, true)]
    [InlineData("47", 22, 22, 6, 22, false)]
    [InlineData("6", 22, 22, 6, 22, true)]
    [InlineData("17", 53, 53, 17, 53, true)]
    [InlineData("TCP", 22, 22, 6, 23, false)]
    [InlineData("icmp", 8, -1, 1, (8 << 8) | 7, true)]
    [InlineData("icmp", 8, 0, 1, (8 << 8) | 7, false)]
    [InlineData("1", -1, -1, 1, 5, true)]
    [InlineData("icmpv6", null, null, 58, 128 << 8, true)]
    public void A_protocol_means_what_the_reference_says(string protocol, int? from, int? to, int packetProtocol, int packetPort, bool allowed) =>
        Assert.Equal(allowed, Allowed(Rule(protocol, from, to, "0.0.0.0/0")).Certain.Contains(Anyone, packetProtocol, packetPort));

    [Theory]
    [InlineData("tpc", 22, 22, "'tpc' is not an IP protocol")]
    [InlineData("300", 22, 22, "'300' is not an IP protocol")]
    [InlineData("tcp", 22, 99999, "The port 99999")]
    [InlineData("tcp", 90, 80, "did you mean 80-90?")]
    [InlineData("icmp", 256, -1, "type 256")]
    public void A_rule_that_cannot_be_is_an_error(string protocol, int? from, int? to, string part) =>
        Assert.Contains(part, Assert.Throws<FormatException>(() => Allowed(Rule(protocol, from, to, "0.0.0.0/0"))).Message, StringComparison.Ordinal);

    // https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html: a list stands for its entries, which
    // the rule does not hold.
    [Fact]
    public void An_unresolved_prefix_list_is_unknown_not_closed()
    {
        var bounds = Allowed(new SecurityGroupRule { IpProtocol = "tcp", FromPort = 22, ToPort = 22, PrefixListId = "pl-1" });
        Assert.True(bounds.Certain.IsEmpty);
        Assert.True(bounds.Possible.Contains(Anyone, 6, 22));
        Assert.False(bounds.Possible.Contains(Anyone, 6, 23));
        Assert.Contains("pl-1", Assert.Single(bounds.Missing), StringComparison.Ordinal);
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html#security-group-referencing: the private
    // addresses of the interfaces that are associated with the referenced group.
    [Fact]
    public void A_group_reference_means_its_members_private_addresses()
    {
        var rule = new SecurityGroupRule { IpProtocol = "-1", ReferencedGroupId = "sg-web" };
        var bounds = SecurityGroupSemantics.Allowed([Group(rule)], egress: false, new OneMember());
        Assert.Equal("10.0.0.7/32", bounds.Certain.Addresses.ToString());
        Assert.Empty(bounds.Missing);
        Assert.True(SecurityGroupSemantics.Allowed([Group(rule)], egress: false, RulePeers.Stranger).Possible.IsEmpty);
        Assert.NotEmpty(Allowed(rule).Missing);
    }

    [Fact]
    public void Directions_are_apart() =>
        Assert.True(SecurityGroupSemantics.Allowed([Group(Rule("-1", null, null, "0.0.0.0/0"))], egress: true).Possible.IsEmpty);

    private static TrafficBounds Allowed(params SecurityGroupRule[] rules) =>
        SecurityGroupSemantics.Allowed([Group(rules)], egress: false);

    private static SecurityGroup Group(params SecurityGroupRule[] rules) => new() { GroupId = "sg-1", Rules = rules };

    private static SecurityGroupRule Rule(string protocol, int? from, int? to, string cidr) =>
        new() { IpProtocol = protocol, FromPort = from, ToPort = to, CidrIpv4 = cidr };

    private sealed class OneMember : RulePeers
    {
        public override AddressSet? Members(SecurityGroupRule rule) => AddressSet.Parse("10.0.0.7");
    }
}
