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
