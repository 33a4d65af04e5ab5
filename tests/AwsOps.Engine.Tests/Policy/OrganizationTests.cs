using AwsOps.Engine.Policy;
using static AwsOps.Engine.Tests.Policy.Ask;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>Service control and resource control policies.</summary>
public class OrganizationTests
{
    private const string ServiceLinkedSession = "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling";

    private static AccessDecision Decide(PolicySet policies, AccessRequest? request = null) =>
        AccessEvaluator.Evaluate(request ?? Request(), policies);

    /// <summary>
    /// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html: "there must be an
    /// explicit Allow statement at every level from the root through each OU in the direct path to the account".
    /// </summary>
    [Theory]
    [InlineData(true, true, true, true)]
    [InlineData(false, true, true, false)]
    [InlineData(true, false, true, false)]
    [InlineData(true, true, false, false)]
    public void An_allow_is_needed_at_every_level(bool root, bool unit, bool account, bool allowed)
    {
        PolicySet policies = new()
        {
            Identity = [AllowAll],
            ServiceControl = [Level(root), Level(unit), Level(account)],
        };
        AccessDecision decision = Decide(policies);
        Assert.Equal(allowed, decision.IsAllowed);
        Assert.Equal(allowed ? PolicyLayer.Identity : PolicyLayer.ServiceControl, decision.Layer);

        static IReadOnlyList<PolicyDocument> Level(bool allows) => allows ? [AllowNothing, AllowAll] : [AllowNothing];
    }

    /// <summary>https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html: "SCPs affect … including the root user."</summary>
    [Fact]
    public void An_scp_limits_the_root_user_of_a_member_account()
    {
        Assert.False(Decide(new() { ServiceControl = [[DenyAll]] }, Request(Root)).IsAllowed);
        Assert.False(Decide(new() { ServiceControl = [[AllowNothing]] }, Request(Root)).IsAllowed);
    }

    /// <summary>"SCPs do not affect any service-linked role", and the management account has none that count.</summary>
    [Fact]
    public void An_scp_does_not_limit_service_linked_roles_nor_the_management_account()
    {
        Assert.True(Decide(new() { Identity = [AllowAll], ServiceControl = [[DenyAll]] }, Request(ServiceLinkedSession)).IsAllowed);
        Assert.True(Decide(new() { Identity = [AllowAll], ServiceControl = [] }).IsAllowed);
    }

    [Fact]
    public void An_scp_grants_nothing() =>
        Assert.False(Decide(new() { ServiceControl = [[AllowAll]] }).IsAllowed);

    [Fact]
    public void An_scp_limits_what_a_resource_policy_grants_to_a_user_arn() =>
        Assert.Equal(PolicyLayer.ServiceControl, Decide(new() { Resource = [Grant($$"""{"AWS":"{{User}}"}""")], ServiceControl = [[AllowNothing]] }).Layer);

    /// <summary>SCPs follow the principal: they do not reach strangers who use the account's resources.</summary>
    [Fact]
    public void An_scp_does_not_limit_a_service_or_an_anonymous_caller()
    {
        PolicySet policies = new() { Resource = [Grant("\"*\"")], ServiceControl = [[DenyAll]] };
        Assert.True(Decide(policies, new(RequestPrincipal.Anonymous, "sqs:SendMessage", Queue)).IsAllowed);
        Assert.True(Decide(policies, new(RequestPrincipal.Service("sns.amazonaws.com"), "sqs:SendMessage", Queue)).IsAllowed);
    }

    /// <summary>https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_evaluation.html: RCPFullAWSAccess cannot be detached, so only a Deny limits.</summary>
    [Fact]
    public void An_rcp_only_denies()
    {
        Assert.True(Decide(new() { Identity = [AllowAll], ResourceControl = [[AllowNothing], []] }).IsAllowed);
        AccessDecision decision = Decide(new() { Identity = [AllowAll], ResourceControl = [[], [DenyAll]] });
        Assert.Equal(new(AccessOutcome.Denied, PolicyLayer.ResourceControl, true, DenyAll.Statements[0]), decision);
    }

    [Fact]
    public void An_rcp_reaches_strangers_services_and_the_root_user()
    {
        PolicySet policies = new() { Identity = [AllowAll], Resource = [Grant("\"*\"")], ResourceControl = [[DenyAll]] };
        Assert.False(Decide(policies, Request(Stranger)).IsAllowed);
        Assert.False(Decide(policies, Request(Root)).IsAllowed);
        Assert.False(Decide(policies, new(RequestPrincipal.Service("sns.amazonaws.com"), "sqs:SendMessage", Queue)).IsAllowed);
    }

    /// <summary>https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html: service-linked roles, and kms:RetireGrant, are beyond RCPs.</summary>
    [Fact]
    public void An_rcp_does_not_limit_service_linked_roles_nor_the_retiring_of_grants()
    {
        Assert.True(Decide(new() { Identity = [AllowAll], ResourceControl = [[DenyAll]] }, Request(ServiceLinkedSession)).IsAllowed);
        AccessRequest retire = Request(User, "kms:RetireGrant", "arn:aws:kms:eu-west-1:111122223333:key/1");
        Assert.True(Decide(new() { Resource = [Grant($$"""{"AWS":"{{User}}"}""")], ResourceControl = [[DenyAll]] }, retire).IsAllowed);
    }
}
