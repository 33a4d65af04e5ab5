using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html: the account is the zone of trust.</summary>
public sealed class ExternalAccessTests
{
    private const string Objects = "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::shop/*\"";

    [Theory]
    [InlineData("\"*\"", "", true)]
    [InlineData("{\"AWS\":\"*\"}", "", true)]
    [InlineData("\"*\"", ",\"Condition\":{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-ours\"}}", false)]
    [InlineData("\"*\"", ",\"Condition\":{\"StringEquals\":{\"aws:SourceVpce\":\"vpce-1\"}}", false)]
    [InlineData("\"*\"", ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}", false)]
    [InlineData("\"*\"", ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"0.0.0.0/0\"}}", true)]
    [InlineData("{\"AWS\":\"444455556666\"}", "", false)]
    [InlineData("{\"AWS\":\"arn:aws:iam::444455556666:role/app\"}", "", false)]
    [InlineData("{\"CanonicalUser\":\"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be\"}", "", false)]
    public void Outsiders_who_are_let_in_are_found(string principal, string condition, bool isPublic) =>
        Assert.Equal(isPublic, Assert.Single(Find($$"""{"Effect":"Allow","Principal":{{principal}},{{Objects}}{{condition}}}""")).IsPublic);

    [Theory]
    [InlineData("{\"AWS\":\"111122223333\"}", "")]
    [InlineData("{\"AWS\":\"arn:aws:iam::111122223333:role/app\"}", "")]
    [InlineData("{\"AWS\":\"AIDAEXAMPLEEXAMPLE000\"}", "")]
    [InlineData("{\"Service\":\"sns.amazonaws.com\"}", "")]
    [InlineData("\"*\"", ",\"Condition\":{\"StringEquals\":{\"aws:PrincipalAccount\":\"111122223333\"}}")]
    [InlineData("\"*\"", ",\"Condition\":{\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::111122223333:role/*\"}}")]
    [InlineData("\"*\"", ",\"Condition\":{\"StringEquals\":{\"aws:SourceAccount\":\"111122223333\"}}")]
    [InlineData("{\"AWS\":\"444455556666\"}", ",\"Condition\":{\"StringEquals\":{\"aws:PrincipalAccount\":\"111122223333\"}}")]
    public void Who_is_inside_the_zone_of_trust_is_not(string principal, string condition) =>
        Assert.Empty(Find($$"""{"Effect":"Allow","Principal":{{principal}},{{Objects}}{{condition}}}"""));

    [Fact]
    public void A_Deny_that_keeps_them_out_counts() => Assert.Empty(Find(
        $$"""{"Effect":"Allow","Principal":"*",{{Objects}}}""",
        """{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"111122223333"}}}"""));

    [Fact]
    public void What_a_grant_says_is_what_its_statement_says()
    {
        var grant = Assert.Single(Find("""{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::shop","arn:aws:s3:::shop/*"],"Condition":{"Bool":{"aws:SecureTransport":"true"}}}"""));
        Assert.Equal(("AWS", "444455556666"), (grant.PrincipalType, grant.Principal));
        Assert.Equal(["s3:GetObject", "s3:ListBucket"], grant.Actions);
        Assert.Equal(["Bool aws:SecureTransport true"], grant.Conditions);
    }

    [Theory]
    [InlineData("""{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}""", """{"StringEquals":{"token.actions.githubusercontent.com:sub":"repo:shop/web:ref:refs/heads/main"}}""", false)]
    [InlineData("""{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}""", """{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"}}""", true)]
    [InlineData("""{"Federated":"arn:aws:iam::111122223333:saml-provider/work"}""", """{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}""", false)]
    public void Roles_that_trust_identity_providers_are_found_and_public_where_anybody_has_an_identity_there(string principal, string condition, bool isPublic)
    {
        var policy = Ask.Doc($$"""{"Effect":"Allow","Principal":{{principal}},"Action":["sts:AssumeRoleWithWebIdentity","sts:AssumeRoleWithSAML"],"Condition":{{condition}}}""");
        Assert.Equal(isPublic, Assert.Single(ExternalAccessFinder.Find(policy, PolicyKind.Trust, Ask.Account)).IsPublic);
    }

    private static IReadOnlyList<ExternalGrant> Find(params string[] statements) => ExternalAccessFinder.Find(Ask.Doc(statements), PolicyKind.Resource, Ask.Account);
}
