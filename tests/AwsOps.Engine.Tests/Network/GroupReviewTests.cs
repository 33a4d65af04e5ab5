using AwsOps.Engine.Network;
using CsCheck;
using static AwsOps.Engine.Tests.Network.Some;

namespace AwsOps.Engine.Tests.Network;

public class GroupReviewTests
{
    [Fact]
    public void What_a_review_calls_superfluous_can_go_all_at_once_and_nothing_is_closed() =>
        Gens.Groups.Sample(
            static group =>
            {
                var findings = GroupReview.Analyze(new() { SecurityGroups = [group], PrefixLists = [new("pl-office", null, ["198.18.5.0/24", "52.1.0.0/16"]), new("pl-world", null, ["0.0.0.0/0"])] });
                List<SecurityGroupRule> gone = [.. findings.Where(static f => f.Kind is GroupFindingKind.DuplicateRule or GroupFindingKind.ShadowedRule).Select(static f => f.Rule!)];
                var after = group with { Rules = [.. group.Rules.Where(r => !gone.Exists(g => ReferenceEquals(g, r)))] };
                Assert.Equal(Allowed(group), Allowed(after));

                // And what is left has nothing superfluous.
                Assert.DoesNotContain(after.RulesOf(egress: false).Where(static r => r.ReferencedGroupId is null), rule => Allowed(after with { Rules = [.. after.Rules.Where(r => !ReferenceEquals(r, rule))] }).Equals(Allowed(after)));
            },
            iter: 500);

    // https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html#vpc-peering-stale-groups
    [Fact]
    public void A_reference_that_grants_nothing_is_stale()
    {
        SecurityGroupRule deleted = new() { RuleId = "sgr-1", IpProtocol = "tcp", FromPort = 1, ToPort = 1, ReferencedGroupId = "sg-x", ReferencedGroupOwnerId = "1", VpcPeeringConnectionId = "pcx-1", PeeringStatus = "deleted" };
        var active = deleted with { RuleId = "sgr-2", FromPort = 2, ToPort = 2, PeeringStatus = "active" };
        var own = deleted with { RuleId = "sgr-3", FromPort = 3, ToPort = 3, ReferencedGroupId = "sg-1", VpcPeeringConnectionId = null, PeeringStatus = null };
        var group = Group(deleted, active, own) with { OwnerId = "1", VpcId = "vpc-a" };
        var finding = Assert.Single(GroupReview.Analyze(new() { SecurityGroups = [group] }));
        Assert.Equal((GroupFindingKind.StaleReference, "sgr-1"), (finding.Kind, finding.Rule!.RuleId));
    }

    [Fact]
    public void Without_the_interfaces_no_group_is_called_unused()
    {
        var group = Group(Tcp(22, "0.0.0.0/0"));
        Assert.Empty(GroupReview.Analyze(new() { SecurityGroups = [group] }));
        var finding = Assert.Single(GroupReview.Analyze(new() { SecurityGroups = [group], NetworkInterfaces = [] }));
        Assert.Equal((GroupFindingKind.UnusedGroup, Severity.Medium), (finding.Kind, finding.Severity));
        Assert.Contains("launch templates were not looked at", finding.Reason, StringComparison.Ordinal);
        Assert.Empty(GroupReview.Analyze(new() { SecurityGroups = [group], NetworkInterfaces = [] }, new() { NamedElsewhere = new HashSet<string> { "sg-1" } }));
    }

    [Fact]
    public void Replies_of_a_service_need_the_ephemeral_ports_of_its_clients()
    {
        NetworkAclEntry web = new() { RuleNumber = 100, Protocol = "6", Allow = true, CidrBlock = "0.0.0.0/0", PortFrom = 443, PortTo = 443 };
        NetworkAclEntry back = new() { RuleNumber = 100, Protocol = "6", Allow = true, CidrBlock = "0.0.0.0/0", PortFrom = 1024, PortTo = 65535, Egress = true };
        Assert.Equal("tcp 1024-65535 with 0.0.0.0/0", Assert.Single(AclReplies.Unanswered(Acl(web))).Replies.ToString());
        Assert.Empty(AclReplies.Unanswered(Acl(web, back)));
        Assert.Equal("tcp 1024-32767 with 0.0.0.0/0", Assert.Single(AclReplies.Unanswered(Acl(web, back with { PortFrom = 32768 }))).Replies.ToString());
        Assert.Empty(AclReplies.Unanswered(Acl(web, back, new() { RuleNumber = 200, Protocol = "6", Allow = true, CidrBlock = "0.0.0.0/0", PortFrom = 1024, PortTo = 65535 })));

        static NetworkAcl Acl(params NetworkAclEntry[] entries) => new() { NetworkAclId = "acl-1", Entries = entries };
    }

    private static TrafficSet Allowed(SecurityGroup group) => SecurityGroupSemantics.Allowed([group], egress: false, Gens.Peers).Certain;
}
