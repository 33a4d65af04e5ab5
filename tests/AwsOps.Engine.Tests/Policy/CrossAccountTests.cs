using AwsOps.Engine.Policy;
using static AwsOps.Engine.Tests.Policy.Ask;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html</summary>
public class CrossAccountTests
{
    private static bool Allows(PolicySet policies, AccessRequest? request = null) =>
        AccessEvaluator.Evaluate(request ?? Request(Stranger), policies).IsAllowed;

    /// <summary>"AWS allows the request only if both account policy evaluations allow the request."</summary>
    [Fact]
    public void Both_accounts_must_allow()
    {
        PolicyDocument grant = Grant($$"""{"AWS":"{{Stranger}}"}""");
        Assert.True(Allows(new() { Identity = [AllowAll], Resource = [grant] }));
        Assert.False(Allows(new() { Identity = [AllowAll], Resource = [] }));
        Assert.False(Allows(new() { Identity = [], Resource = [grant] }));
    }

    [Theory]
    [InlineData("""{"AWS":"444455556666"}""")]
    [InlineData("""{"AWS":"arn:aws:iam::444455556666:root"}""")]
    [InlineData("""{"AWS":["999999999999","arn:aws:iam::444455556666:user/mallory"]}""")]
    [InlineData("\"*\"")]
    [InlineData("""{"AWS":"*"}""")]
    public void The_resource_policy_may_name_the_account_or_the_principal_or_everybody(string principal) =>
        Assert.True(Allows(new() { Identity = [AllowAll], Resource = [Grant(principal)] }));

    [Theory]
    [InlineData("""{"AWS":"arn:aws:iam::444455556666:user/Mallory"}""")]
    [InlineData("""{"AWS":"arn:aws:iam::444455556666:user/other"}""")]
    [InlineData("""{"AWS":"999999999999"}""")]
    [InlineData("""{"Service":"*"}""")]
    public void Anybody_else_is_not_meant(string principal) =>
        Assert.False(Allows(new() { Identity = [AllowAll], Resource = [Grant(principal)] }));

    [Fact]
    public void The_boundary_session_policy_and_scp_of_the_principals_account_limit()
    {
        PolicyDocument grant = Grant("\"*\"");
        Assert.False(Allows(new() { Identity = [AllowAll], Resource = [grant], Boundary = AllowNothing }));
        Assert.False(Allows(new() { Identity = [AllowAll], Resource = [grant], ServiceControl = [[AllowNothing]] }));
        AccessRequest session = Request("arn:aws:sts::444455556666:assumed-role/app/x");
        Assert.False(Allows(new() { Identity = [AllowAll], Resource = [grant], Session = [AllowNothing] }, session));
        Assert.True(Allows(new() { Identity = [AllowAll], Resource = [grant], Session = [AllowAll] }, session));
    }

    [Fact]
    public void Anonymous_callers_and_services_need_the_resource_policy_alone()
    {
        AccessRequest anonymous = new(RequestPrincipal.Anonymous, "sqs:SendMessage", Queue);
        Assert.True(Allows(new() { Resource = [Grant("\"*\"")] }, anonymous));
        Assert.False(Allows(new() { Resource = [Grant("""{"AWS":"111122223333"}""")] }, anonymous));
        AccessRequest service = new(RequestPrincipal.Service("sns.amazonaws.com"), "sqs:SendMessage", Queue);
        Assert.True(Allows(new() { Resource = [Grant("""{"Service":["ec2.amazonaws.com","sns.amazonaws.com"]}""")] }, service));
        Assert.False(Allows(new() { Resource = [Grant("""{"Service":"ec2.amazonaws.com"}""")] }, service));
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalaccount: "Anonymous requests return anonymous."</summary>
    [Fact]
    public void An_anonymous_caller_has_an_account_of_that_name()
    {
        PolicyDocument own = Doc("""{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:PrincipalAccount":"111122223333"}}}""");
        Assert.False(Allows(new() { Resource = [own] }, new(RequestPrincipal.Anonymous, "sqs:SendMessage", Queue)));
        Assert.True(Allows(new() { Resource = [own] }, Request(User)));
    }

    [Fact]
    public void The_owner_of_a_bucket_is_not_in_its_arn()
    {
        RequestPrincipal user = RequestPrincipal.Parse(User);
        PolicySet policies = new() { Identity = [AllowAll], Resource = [] };
        Assert.True(Allows(policies, new(user, "s3:GetObject", "arn:aws:s3:::mine/key")));
        Assert.False(Allows(policies, new(user, "s3:GetObject", "arn:aws:s3:::theirs/key", null, OtherAccount)));
    }

    [Fact]
    public void A_web_identity_must_be_trusted_by_its_provider()
    {
        const string Provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
        AccessRequest request = new(RequestPrincipal.Federated(Provider), "sts:AssumeRoleWithWebIdentity", Role);
        Assert.True(Allows(new() { Resource = [PolicyDocument.Parse($$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"{{{Provider}}}"},"Action":"sts:AssumeRoleWithWebIdentity"}}""")] }, request));
        Assert.False(Allows(new() { Resource = [Grant("""{"Federated":"accounts.google.com"}""")] }, request));
    }
}
