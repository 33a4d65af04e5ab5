using AwsOps.Engine.Network;
using CsCheck;
using static AwsOps.Engine.Tests.Network.Some;

namespace AwsOps.Engine.Tests.Network;

public class ExposureCloserTests
{
    private static readonly ExposureOptions Question = new() { Peers = Gens.Peers };

    [Fact]
    public void Private_ranges_keep_what_the_world_loses()
    {
        var plan = Plan(Group(Tcp(22, "0.0.0.0/0")));
        Assert.Equal(["tcp 22 from 0.0.0.0/0"], plan.Revoke.Select(static r => r.ToString()));
        Assert.Equal(
            ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15"],
            plan.Authorize.Select(static r => r.CidrIpv4));
    }

    [Fact]
    public void Trusted_ranges_keep_their_access_and_gain_none()
    {
        var group = Group(Tcp(22, "52.0.0.0/8"));
        var plan = Plan(group, new() { Trusted = AddressSet.Parse("52.1.2.0/24, 198.51.100.7") });
        Assert.Equal("52.1.2.0/24", Assert.Single(plan.Authorize).CidrIpv4);
    }

    [Fact]
    public void A_trusted_range_of_documentation_space_is_kept_too() =>
        Assert.Contains("203.0.113.0/24", Plan(Group(Tcp(22, "0.0.0.0/0")), new() { Trusted = AddressSet.Parse("203.0.113.0/24") }).Authorize.Select(static r => r.CidrIpv4));

    [Fact]
    public void Only_the_asked_part_of_a_rule_goes()
    {
        var group = Group(Rule("tcp", 20, 25, "52.0.0.0/8"));
        var exposures = ExposureAnalyzer.Analyze(group, new() { Services = ServiceSet.Of(IpProtocols.Tcp, PortSet.Of(22)) });
        var plan = ExposureCloser.Plan(group, exposures);
        Assert.Equal(["tcp 20-21 from 52.0.0.0/8", "tcp 23-25 from 52.0.0.0/8"], plan.Authorize.Select(static r => r.ToString()));
    }

    // Other tools' fixers revoke a whole permission, with the private ranges and group references in it.
    [Fact]
    public void Rules_without_offence_stay_untouched()
    {
        var kept = new[]
        {
            Tcp(22, "10.0.0.0/8"),
            new SecurityGroupRule { IpProtocol = "tcp", FromPort = 22, ToPort = 22, ReferencedGroupId = "sg-bastion" },
            Rule("-1", null, null, "0.0.0.0/0") with { IsEgress = true },
        };
        var plan = Plan(Group([.. kept, Tcp(22, "0.0.0.0/0")]));
        Assert.All(kept, rule => Assert.Contains(rule, plan.After.Rules));
        Assert.DoesNotContain(plan.Authorize, static r => r.CidrIpv4 == "10.0.0.0/8");
    }

    [Fact]
    public void A_trusted_prefix_list_is_kept_as_a_reference()
    {
        var list = new TrustedPrefixList("pl-office", IpFamily.IPv4, null);
        var plan = Plan(Group(Tcp(22, "0.0.0.0/0"), Tcp(22, "::/0")), new() { TrustedLists = [list] });
        Assert.Single(plan.Authorize, static r => r.PrefixListId == "pl-office");

        // A narrower rule might never have let the entries in.
        Assert.Contains("pl-office", Assert.Throws<ArgumentException>(() => Plan(Group(Tcp(22, "52.0.0.0/8")), new() { TrustedLists = [list] })).Message, StringComparison.Ordinal);
        var known = list with { Entries = AddressSet.Parse("52.1.0.0/16, 53.0.0.0/16") };
        Assert.Equal("52.1.0.0/16", Assert.Single(Plan(Group(Tcp(22, "52.0.0.0/8")), new() { TrustedLists = [known] }).Authorize).CidrIpv4);
    }

    [Fact]
    public void An_unresolved_prefix_list_is_left_and_told()
    {
        var group = Group(TcpFromList(22, "pl-1"));
        var plan = ExposureCloser.Plan(group, ExposureAnalyzer.Analyze(group));
        Assert.True(plan.IsEmpty);
        Assert.Same(group.Rules[0], Assert.Single(plan.Unresolved));
    }

    [Fact]
    public void The_peak_of_rules_is_told_before_the_quota_stops_the_edit() =>
        Assert.True(Plan(Group(Rule("-1", null, null, "0.0.0.0/0")), services: ServiceSet.Of(6, PortSet.Of(22))).PeakRuleCount > ClosePlan.DefaultRuleQuota);

    // https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html#managed-prefix-lists-concepts: "if you create a prefix
    // list with 20 maximum entries and you reference that prefix list in a security group rule, this counts as 20 security group rules".
    [Fact]
    public void A_prefix_list_counts_as_many_rules_as_it_may_have_entries()
    {
        var group = Group(TcpFromList(443, "pl-office"), Tcp(22, "0.0.0.0/0"), new SecurityGroupRule { IpProtocol = "tcp", FromPort = 1, ToPort = 1, ReferencedGroupId = "sg-a" });
        Dictionary<string, PrefixListSize> sizes = new() { ["pl-office"] = new(IpFamily.IPv4, 20) };

        // The list, the old rule, the group, and five private ranges that stay.
        var plan = Plan(group, new() { PrefixListSizes = sizes });
        Assert.Equal((20 + 1 + 1 + 5, "pl-office", 20), (plan.PeakRuleCount, Assert.Single(plan.HeavyRules).Rule.PrefixListId, plan.HeavyRules[0].Rules));
        Assert.Equal(20 + 1 + 1 + 5, plan.Undo().PeakRuleCount);
        Assert.Equal(1 + 1 + 1 + 5, Plan(group).PeakRuleCount);

        // Each family has a quota of its own.
        sizes["pl-office"] = new(IpFamily.IPv6, 6);
        Assert.Equal(1 + 1 + 5, Plan(group, new() { PrefixListSizes = sizes }).PeakRuleCount);
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html#available-aws-managed-prefix-lists
    [Theory]
    [InlineData("com.amazonaws.global.cloudfront.origin-facing", "IPv4", null, 55)]
    [InlineData("com.amazonaws.global.ipv6.cloudfront.origin-facing", "IPv6", null, 55)]
    [InlineData("com.amazonaws.eu-west-1.s3", "IPv4", null, 1)]
    [InlineData("com.amazonaws.eu-west-1.s3express", "IPv4", null, 6)]
    [InlineData("com.amazonaws.eu-west-1.ipv6.route53-healthchecks", "IPv6", null, 25)]
    [InlineData("com.amazonaws.eu-west-1.vpc-lattice", "IPv4", null, 10)]
    [InlineData("office", "IPv6", 7, 7)]
    [InlineData("com.amazonaws.eu-west-1.new-service", "IPv4", null, 0)]
    [InlineData("office", "IPv4", null, 0)]
    public void The_weight_of_a_list_is_its_maximum_or_what_AWS_tells_of_its_own(string name, string family, int? maxEntries, int rules)
    {
        var size = PrefixListSize.Of(name, family, maxEntries);
        Assert.Equal((rules, rules > 0 ? family : null), (size?.Rules ?? 0, size?.Family.ToString()));
    }

    [Fact]
    public void After_a_plan_nothing_is_exposed_nothing_else_is_lost_and_undo_restores() =>
        Gen.Select(Gens.Groups, Gen.OneOfConst("52.1.2.0/24", "198.51.100.0/24, 2600:1::/32", "10.0.0.0/8")).Sample(
            static (group, trust) =>
            {
                var trusted = AddressSet.Parse(trust);
                var exposures = ExposureAnalyzer.Analyze(group, Question);
                var plan = ExposureCloser.Plan(group, exposures, new() { Trusted = trusted, Peers = Gens.Peers });

                var left = ExposureAnalyzer.Analyze(plan.After, Question with { From = AddressRanges.Internet.Subtract(trusted) });
                Assert.Empty(left);

                var (before, after) = (Allowed(group), Allowed(plan.After));
                Assert.True(after.Subtract(before).IsEmpty, "Nothing is opened.");
                var legitimate = before.Subtract(TrafficSet.Of(AddressRanges.Internet.Subtract(trusted), ServiceSet.All))
                    .Subtract(TrafficSet.Of(AddressRanges.NeverSource.Subtract(trusted), ServiceSet.All));
                Assert.True(legitimate.Subtract(after).IsEmpty, "No legitimate traffic is lost.");
                Assert.Equal(before.Subtract(after), plan.Removed);

                var restored = plan.Undo().After;
                Assert.Equal(group.Rules.OrderBy(static r => r.RuleId), restored.Rules.OrderBy(static r => r.RuleId));
                Assert.DoesNotContain(plan.After.Rules, r => plan.After.Rules.Any(o => !ReferenceEquals(r, o) && r.IsDuplicateOf(o)));
            },
            iter: 1000);

    private static TrafficSet Allowed(SecurityGroup group) => SecurityGroupSemantics.Allowed([group], egress: false, Gens.Peers).Certain;

    private static ClosePlan Plan(SecurityGroup group, CloseOptions? options = null, ServiceSet? services = null) =>
        ExposureCloser.Plan(group, ExposureAnalyzer.Analyze(group, new() { Services = services ?? ServiceSet.All }), options);
}
