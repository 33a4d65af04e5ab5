using AwsOps.Engine.Policy;
using static AwsOps.Engine.Tests.Policy.Ask;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
/// </summary>
public class EvaluationLogicTests
{
    private static AccessDecision Decide(PolicySet policies, AccessRequest? request = null) =>
        AccessEvaluator.Evaluate(request ?? Request(), policies);

    [Fact]
    public void By_default_all_requests_are_implicitly_denied()
    {
        AccessDecision decision = Decide(new());
        Assert.Equal(new(AccessOutcome.Denied, PolicyLayer.Identity, false, null), decision);
    }

    [Fact]
    public void With_the_exception_of_the_root_user_which_has_full_access()
    {
        AccessDecision decision = Decide(new(), Request(Root));
        Assert.True(decision.IsAllowed);
        Assert.Equal(PolicyLayer.None, decision.Layer);
    }

    [Fact]
    public void An_explicit_allow_in_an_identity_policy_overrides_the_default()
    {
        AccessDecision decision = Decide(new() { Identity = [AllowAll] });
        Assert.True(decision.IsAllowed);
        Assert.Equal(PolicyLayer.Identity, decision.Layer);
        Assert.Same(AllowAll.Statements[0], decision.Statement);
    }

    [Theory]
    [InlineData(PolicyLayer.ResourceControl)]
    [InlineData(PolicyLayer.ServiceControl)]
    [InlineData(PolicyLayer.Resource)]
    [InlineData(PolicyLayer.Identity)]
    [InlineData(PolicyLayer.Boundary)]
    [InlineData(PolicyLayer.Session)]
    public void An_explicit_deny_in_any_policy_overrides_any_allows(PolicyLayer layer)
    {
        PolicyDocument deny = Doc(
            """{"Effect":"Allow","Action":"*","Resource":"*"}""",
            """{"Sid":"No","Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*"}""",
            $$"""{"Effect":"Allow","Principal":{"AWS":"{{Session}}"},"Action":"*","Resource":"*"}""");
        PolicyDocument grant = Grant($$"""{"AWS":"{{Session}}"}""");
        AccessDecision decision = Decide(
            new()
            {
                ResourceControl = [[layer == PolicyLayer.ResourceControl ? deny : AllowAll]],
                ServiceControl = [[AllowAll], [layer == PolicyLayer.ServiceControl ? deny : AllowAll]],
                Resource = [layer == PolicyLayer.Resource ? deny : grant],
                Identity = [AllowAll, layer == PolicyLayer.Identity ? deny : AllowAll],
                Boundary = layer == PolicyLayer.Boundary ? deny : AllowAll,
                Session = [layer == PolicyLayer.Session ? deny : AllowAll],
            },
            Request(Session));
        Assert.Equal(new(AccessOutcome.Denied, layer, true, deny.Statements[1]), decision);
    }

    [Theory]
    [InlineData(PolicyLayer.ServiceControl)]
    [InlineData(PolicyLayer.Identity)]
    [InlineData(PolicyLayer.Boundary)]
    [InlineData(PolicyLayer.Session)]
    public void A_boundary_scp_or_session_policy_might_override_the_allow_with_an_implicit_deny(PolicyLayer layer)
    {
        AccessDecision decision = Decide(
            new()
            {
                ServiceControl = [[layer == PolicyLayer.ServiceControl ? AllowNothing : AllowAll]],
                Identity = layer == PolicyLayer.Identity ? [] : [AllowAll],
                Boundary = layer == PolicyLayer.Boundary ? AllowNothing : AllowAll,
                Session = [layer == PolicyLayer.Session ? AllowNothing : AllowAll],
            },
            Request(Session));
        Assert.Equal(new(AccessOutcome.Denied, layer, false, null), decision);
    }

    [Fact]
    public void Within_an_account_an_allow_in_either_policy_is_enough()
    {
        Assert.True(Decide(new() { Identity = [AllowAll], Resource = [] }).IsAllowed);
        Assert.True(Decide(new() { Identity = [], Resource = [Grant($$"""{"AWS":"{{User}}"}""")] }).IsAllowed);
    }

    /// <summary>"IAM user … not limited by an implicit deny in an identity-based policy or permissions boundary."</summary>
    [Fact]
    public void A_grant_to_a_user_arn_bypasses_identity_policy_and_boundary()
    {
        AccessDecision decision = Decide(new() { Resource = [Grant($$"""{"AWS":"{{User}}"}""")], Boundary = AllowNothing });
        Assert.True(decision.IsAllowed);
        Assert.Equal(PolicyLayer.Resource, decision.Layer);
    }

    /// <summary>"Grants to an IAM role ARN are limited by an implicit deny in a permissions boundary or session policy."</summary>
    [Fact]
    public void A_grant_to_a_role_arn_is_limited_by_boundary_and_session_but_not_by_the_identity_policy()
    {
        PolicyDocument grant = Grant($$"""{"AWS":"{{Role}}"}""");
        Assert.True(Decide(new() { Resource = [grant] }, Request(Session)).IsAllowed);
        Assert.Equal(PolicyLayer.Boundary, Decide(new() { Resource = [grant], Boundary = AllowNothing }, Request(Session)).Layer);
        Assert.Equal(PolicyLayer.Session, Decide(new() { Resource = [grant], Session = [AllowNothing] }, Request(Session)).Layer);
    }

    /// <summary>"Permissions granted directly to a session are not limited by an implicit deny in an identity-based policy, a permissions boundary, or session policy."</summary>
    [Theory]
    [InlineData(Session)]
    [InlineData(FederatedUser)]
    public void A_grant_to_a_session_arn_bypasses_all_three(string session)
    {
        PolicySet policies = new()
        {
            Resource = [Grant($$"""{"AWS":"{{session}}"}""")],
            Boundary = AllowNothing,
            Session = [AllowNothing],
        };
        Assert.True(Decide(policies, Request(session)).IsAllowed);
    }

    /// <summary>"If a resource-based policy grants permission to the ARN of the IAM user who federated, then requests made by the federated user … are limited by an implicit deny in a permission boundary or session policy."</summary>
    [Fact]
    public void A_grant_to_the_user_who_federated_is_limited_by_boundary_and_session_policy()
    {
        PolicyDocument grant = Grant($$"""{"AWS":"{{User}}"}""");
        AccessRequest request = Request(FederatedUser, issuer: User);
        Assert.True(Decide(new() { Resource = [grant], Session = [AllowAll] }, request).IsAllowed);
        Assert.False(Decide(new() { Resource = [grant], Session = [AllowNothing] }, request).IsAllowed);
        Assert.False(Decide(new() { Resource = [grant], Session = [AllowAll], Boundary = AllowNothing }, request).IsAllowed);
    }

    /// <summary>"If there is no session policy, the code checks whether the principal is a role session … Otherwise, the request is implicitly denied."</summary>
    [Fact]
    public void A_federated_user_without_a_session_policy_is_implicitly_denied()
    {
        Assert.Equal(PolicyLayer.Session, Decide(new() { Identity = [AllowAll] }, Request(FederatedUser)).Layer);
        Assert.True(Decide(new() { Identity = [AllowAll] }, Request(Session)).IsAllowed);
        Assert.True(Decide(new() { Identity = [AllowAll], Session = [AllowAll] }, Request(FederatedUser)).IsAllowed);
    }

    [Fact]
    public void A_session_policy_intersects_with_the_identity_policy()
    {
        PolicyDocument sqs = Doc("""{"Effect":"Allow","Action":"sqs:*","Resource":"*"}""");
        PolicyDocument send = Doc("""{"Effect":"Allow","Action":"*:Send*","Resource":"*"}""");
        PolicySet policies = new() { Identity = [sqs], Session = [send] };
        Assert.True(Decide(policies, Request(Session, "sqs:SendMessage")).IsAllowed);
        Assert.False(Decide(policies, Request(Session, "sqs:DeleteQueue")).IsAllowed);
        Assert.False(Decide(policies, Request(Session, "ses:SendEmail")).IsAllowed);
    }

    /// <summary>
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles: boundaries and
    /// session policies "do not limit permissions granted using the aws:PrincipalArn condition key with a wildcard(*) in the Principal element".
    /// </summary>
    [Fact]
    public void A_grant_to_everybody_with_a_condition_on_the_principals_arn_bypasses_boundary_and_session()
    {
        PolicyDocument grant = Doc($$$$"""{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"{{{{Role}}}}"}}}""");
        Assert.True(Decide(new() { Resource = [grant], Boundary = AllowNothing, Session = [AllowNothing] }, Request(Session)).IsAllowed);
        Assert.False(Decide(new() { Resource = [grant] }, Request(User)).IsAllowed);
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts: "This delegates authority to the account."</summary>
    [Fact]
    public void A_grant_to_the_account_leaves_it_to_the_accounts_own_policies()
    {
        PolicyDocument grant = Grant($$"""{"AWS":"{{Account}}"}""");
        Assert.False(Decide(new() { Resource = [grant] }).IsAllowed);
        Assert.True(Decide(new() { Resource = [grant], Identity = [AllowAll] }).IsAllowed);
    }

    /// <summary>"IAM role trust policies and KMS key policies … must explicitly allow access for principals."</summary>
    [Theory]
    [InlineData("sts:AssumeRole", "arn:aws:iam::111122223333:role/app")]
    [InlineData("kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/0d990263-018e-4e65-a703-eff731de951e")]
    public void Trust_and_key_policies_must_allow_explicitly(string action, string resource)
    {
        AccessRequest request = Request(User, action, resource);
        Assert.Equal(PolicyLayer.Resource, Decide(new() { Identity = [AllowAll], Resource = [] }, request).Layer);
        Assert.True(Decide(new() { Identity = [AllowAll], Resource = [Grant($$"""{"AWS":"{{Account}}"}""")] }, request).IsAllowed);
        Assert.False(Decide(new() { Resource = [Grant($$"""{"AWS":"{{Account}}"}""")] }, request).IsAllowed);
        Assert.True(Decide(new() { Resource = [Grant($$"""{"AWS":"{{User}}"}""")] }, request).IsAllowed);
    }

    [Fact]
    public void Actions_of_kms_that_concern_no_key_need_no_key_policy() =>
        Assert.True(Decide(new() { Identity = [AllowAll] }, Request(User, "kms:ListKeys", "*")).IsAllowed);

    /// <summary>Even the root user needs the key policy: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html</summary>
    [Fact]
    public void A_key_policy_must_name_the_root_user_too()
    {
        AccessRequest request = Request(Root, "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/0d990263-018e-4e65-a703-eff731de951e");
        Assert.False(Decide(new() { Resource = [] }, request).IsAllowed);
        Assert.True(Decide(new() { Resource = [Grant($$"""{"AWS":"{{Root}}"}""")] }, request).IsAllowed);
    }

    [Fact]
    public void A_permissions_boundary_does_not_limit_the_root_user_nor_a_service_linked_role()
    {
        Assert.True(Decide(new() { Boundary = AllowNothing }, Request(Root)).IsAllowed);
        string linked = "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
        Assert.True(Decide(new() { Identity = [AllowAll], Boundary = AllowNothing }, Request(linked)).IsAllowed);
    }
}
