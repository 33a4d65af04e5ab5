using AwsOps.Engine.Network;
using CsCheck;
using static AwsOps.Engine.Tests.Network.Some;

namespace AwsOps.Engine.Tests.Network;

public class ExposureAnalyzerTests
{
    [Fact]
    public void An_open_administration_port_is_critical_with_its_rule_and_a_witness()
    {
        var exposure = Assert.Single(ExposureAnalyzer.Analyze(Group(
            Rule("tcp", 22, 22, "0.0.0.0/0", "sgr-1"),
            Rule("tcp", 3306, 3306, "10.0.0.0/8", "sgr-2"))));
        Assert.Equal((Verdict.Exposed, Severity.Critical, IpFamily.IPv4), (exposure.Verdict, exposure.Severity, exposure.Family));
        Assert.Equal(("tcp", "22", "0.0.0.0/0"), (exposure.Protocol, exposure.PortText, exposure.RuleSources.ToString()));
        Assert.Equal(AddressRanges.Internet.Only(IpFamily.IPv4), exposure.Sources);
        Assert.Equal("sgr-1", Assert.Single(exposure.Rules).RuleId);
        Assert.Equal("tcp from 1.0.0.0 to port 22", exposure.Witness.ToString());
        Assert.Equal("tcp 22 is SSH, administration; to every address asked about", exposure.Reason);
    }

    // Where other tools call the group closed: the world written in halves or as the part of it that is in use.
    [Theory]
    [InlineData("0.0.0.0/1", "128.0.0.0/1", "0.0.0.0/0")]
    [InlineData("::/1", "8000::/1", "::/1")]
    [InlineData("2000::/3", "fc00::/7", "2000::/3")]
    public void The_world_in_another_notation_is_the_world(string first, string second, string sources)
    {
        var exposure = Assert.Single(ExposureAnalyzer.Analyze(Group(Tcp(22, first), Tcp(22, second))));
        Assert.Equal((Verdict.Exposed, Severity.Critical), (exposure.Verdict, exposure.Severity));
        Assert.Equal(sources, exposure.RuleSources.ToString());
        Assert.Equal(AddressRanges.Internet.Only(exposure.Family), exposure.Sources);
    }

    // Where other tools pass: https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html, a list can hold
    // any block.
    [Fact]
    public void A_prefix_list_is_read_and_one_that_is_not_known_is_unknown()
    {
        var group = Group(TcpFromList(22, "pl-world"));
        Assert.Equal(Verdict.Exposed, Assert.Single(ExposureAnalyzer.Analyze(group, new() { Peers = new Lists(("pl-world", "0.0.0.0/0")) })).Verdict);
        Assert.Empty(ExposureAnalyzer.Analyze(group, new() { Peers = new Lists(("pl-world", "10.0.0.0/8")) }));
        var unknown = ExposureAnalyzer.Analyze(group);
        Assert.Equal([IpFamily.IPv4, IpFamily.IPv6], unknown.Select(static e => e.Family));
        Assert.All(unknown, static e => Assert.Equal(Verdict.Unknown, e.Verdict));
        Assert.All(unknown, static e => Assert.Contains("pl-world", Assert.Single(e.Missing), StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_open_in_any_case_is_not_unknown_too()
    {
        var exposures = ExposureAnalyzer.Analyze(Group(TcpFromList(22, "pl-1"), Rule("-1", null, null, "0.0.0.0/0"), Rule("-1", null, null, "::/0")));
        Assert.All(exposures, static e => Assert.Equal(Verdict.Exposed, e.Verdict));
    }

    // Where other tools miss "any port": written as a range, as -1, or as a protocol number.
    [Theory]
    [InlineData("tcp", 0, 65535, "tcp", "0-65535", Severity.Critical)]
    [InlineData("-1", null, null, "all", "all", Severity.Critical)]
    [InlineData("-1", 22, 22, "all", "all", Severity.Critical)]
    [InlineData("6", 22, 22, "tcp", "22", Severity.Critical)]
    [InlineData("47", 1, 1, "47", "all", Severity.Medium)]
    [InlineData("udp", 1000, 3000, "udp", "1000-3000", Severity.Critical)]
    [InlineData("tcp", 40000, 49999, "tcp", "40000-49999", Severity.High)]
    [InlineData("tcp", 12345, 12345, "tcp", "12345", Severity.Medium)]
    [InlineData("tcp", 443, 443, "tcp", "443", Severity.Low)]
    [InlineData("icmp", 8, -1, "icmp", "type 8", Severity.Low)]
    [InlineData("icmpv6", null, null, "icmpv6", "all", Severity.Low)]
    public void Any_way_to_write_a_service_is_understood(string protocol, int? from, int? to, string name, string ports, Severity severity)
    {
        var exposure = Assert.Single(ExposureAnalyzer.Analyze(Group(Rule(protocol, from, to, "0.0.0.0/0"))));
        Assert.Equal((name, ports, severity), (exposure.Protocol, exposure.PortText, exposure.Severity));
    }

    [Fact]
    public void Few_sources_weigh_less_than_many()
    {
        Severity Of(string cidr) => Assert.Single(ExposureAnalyzer.Analyze(Group(Tcp(22, cidr)))).Severity;
        Assert.Equal(Severity.Critical, Of("2.0.0.0/7"));
        Assert.Equal(Severity.High, Of("52.0.0.0/15"));
        Assert.Equal(Severity.Medium, Of("52.1.2.3/32"));
        Assert.Equal(Severity.Medium, Of("2600:1::/32"));
    }

    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("203.0.113.0/24")]
    [InlineData("fd00::/8")]
    [InlineData("::ffff:0:0/96")]
    public void What_no_stranger_sends_from_is_no_exposure(string cidr) =>
        Assert.Empty(ExposureAnalyzer.Analyze(Group(Tcp(22, cidr))));

    [Fact]
    public void Group_references_and_outbound_rules_are_no_exposure_to_strangers() =>
        Assert.Empty(ExposureAnalyzer.Analyze(Group(
            new SecurityGroupRule { IpProtocol = "-1", ReferencedGroupId = "sg-1" },
            Rule("-1", null, null, "0.0.0.0/0") with { IsEgress = true })));

    [Fact]
    public void Asked_about_others_than_strangers_a_group_reference_counts()
    {
        var group = Group(new SecurityGroupRule { IpProtocol = "-1", ReferencedGroupId = "sg-1" });
        var options = new ExposureOptions { From = AddressSet.Parse("10.0.0.0/8") };
        Assert.Equal(Verdict.Unknown, Assert.Single(ExposureAnalyzer.Analyze(group, options)).Verdict);
    }

    [Fact]
    public void The_question_narrows_ports_and_sources()
    {
        var group = Group(Rule("-1", null, null, "0.0.0.0/0"));
        var exposures = ExposureAnalyzer.Analyze(group, new()
        {
            From = AddressSet.Parse("198.51.100.0/24"),
            Services = ServiceSet.Of(IpProtocols.Tcp, PortSet.Parse("22,443")),
        });
        Assert.Equal(["22", "443"], exposures.Select(static e => e.PortText));
        Assert.All(exposures, static e => Assert.Equal("198.51.100.0/24", e.Sources.ToString()));
    }

    [Fact]
    public void A_hole_in_all_traffic_is_a_few_reports_not_hundreds()
    {
        var exposures = ExposureAnalyzer.Analyze(Group(Rule("-1", null, null, "52.0.0.0/8"), Tcp(22, "0.0.0.0/0")));
        Assert.Equal(
            ["icmp all", "icmpv6 all", "other", "tcp 0-21", "tcp 22", "tcp 23-65535", "udp 0-65535"],
            exposures.Select(static e => e.Protocol == "other" ? "other" : e.Services.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_rule_that_cannot_be_is_named_with_its_group() =>
        Assert.Contains("Security group sg-1, rule sgr-9: The port 99999", Assert.Throws<FormatException>(
            () => ExposureAnalyzer.Analyze(Group(Rule("tcp", 1, 99999, "0.0.0.0/0", "sgr-9")))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_exposed_traffic_is_the_semantics_cut_to_the_question() => Gens.Groups.Sample(static group =>
    {
        var exposures = ExposureAnalyzer.Analyze(group, new() { Peers = Gens.Peers });
        var expected = SecurityGroupSemantics.Allowed([group], egress: false, new StrangerWithLists()).Certain
            .Intersect(TrafficSet.Of(AddressRanges.Internet, ServiceSet.All));
        Assert.Equal(expected, TrafficSet.Union([.. exposures.Select(static e => e.Traffic)]));
        foreach (var exposure in exposures)
        {
            Assert.True(expected.Contains(exposure.Witness.Source, exposure.Witness.Protocol, exposure.Witness.Port));
            var behind = SecurityGroupSemantics.Allowed([group with { Rules = exposure.Rules }], egress: false, Gens.Peers).Certain;
            Assert.True(exposure.Traffic.Subtract(behind).IsEmpty, "The rules behind an exposure make it.");
        }
    });

    private sealed class StrangerWithLists : RulePeers
    {
        public override AddressSet? PrefixList(string prefixListId) => Gens.Peers.PrefixList(prefixListId);

        public override AddressSet? Members(SecurityGroupRule rule) => AddressSet.Empty;
    }
}
