using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>Dangerous policies, and those that only look so; among them what other tools get wrong.</summary>
public class AuditTests
{
    private static string[] Ids(string statements, PolicyKind kind = PolicyKind.Identity, FindingSeverity atLeast = FindingSeverity.Information) =>
        [.. PolicyLinter.Lint($$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""", kind, Ask.Account)
            .Where(finding => finding.Severity >= atLeast).Select(finding => finding.Id).Distinct()];

    /// <summary>Prowler's check misses the second, third and fourth of these.</summary>
    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*"}""")]
    [InlineData("""{"Effect":"Allow","Action":"*:*","Resource":"*"}""")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":["*","arn:aws:s3:::b"]}""")]
    [InlineData("""{"Effect":"Allow","NotAction":"s3:GetBucketTagging","Resource":"*"}""")]
    [InlineData("""{"Effect":"Allow","NotAction":"iam:*","Resource":"*"},{"Effect":"Allow","Action":"iam:*","Resource":"*"}""")]
    [InlineData("""{"Effect":"Allow","Action":["s3:GetObject","*"],"NotResource":"arn:aws:s3:::one-bucket"}""")]
    [InlineData("""{"Effect":"Allow","Action":"**","Resource":"**"}""")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}""")]
    public void Administrators_in_every_disguise(string statements) => Assert.Contains("Administrator", Ids(statements));

    /// <summary>Prowler calls the first of these an administrator.</summary>
    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*"}""")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","NotAction":"s3:*","Resource":"*"}""")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::b"}""")]
    [InlineData("""{"Effect":"Allow","Action":"s3:*","Resource":"*"}""")]
    public void No_administrators(string statements) => Assert.DoesNotContain("Administrator", Ids(statements));

    [Fact]
    public void An_administrator_under_conditions_is_told_apart()
    {
        PolicyFinding finding = PolicyLinter.Lint("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}}""", PolicyKind.Identity)
            .Single(finding => finding.Id == "Administrator");
        Assert.Equal(FindingSeverity.High, finding.Severity);
    }

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}""", true)]
    [InlineData("""{"Effect":"Allow","Action":"iam:Pass*","Resource":"arn:aws:iam::*:role/*"}""", true)]
    [InlineData("""{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}""", true)]
    [InlineData("""{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/app"}""", false)]
    [InlineData("""{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}}""", false)]
    [InlineData("""{"Effect":"Allow","Action":"iam:*","Resource":"*"},{"Effect":"Deny","Action":"iam:PassRole","Resource":"*"}""", false)]
    public void Passing_any_role_to_any_service(string statements, bool found) => Assert.Equal(found, Ids(statements).Contains("PassAnyRole"));

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"iam:PutUserPolicy","Resource":"*"}""", true)]
    [InlineData("""{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"arn:aws:iam::111122223333:user/bob"}""", true)]
    [InlineData("""{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"arn:aws:iam::111122223333:user/${aws:username}"}""", false)]
    [InlineData("""{"Effect":"Allow","Action":["iam:PassRole","ec2:RunInstances"],"Resource":"*"}""", true)]
    [InlineData("""{"Effect":"Allow","Action":["iam:PassRole","ec2:DescribeInstances"],"Resource":"*"}""", false)]
    [InlineData("""{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}},{"Effect":"Allow","Action":"ec2:RunInstances","Resource":"*"}""", false)]
    [InlineData("""{"Effect":"Allow","Action":"iam:*","Resource":"*"},{"Effect":"Deny","Action":["iam:Put*","iam:Attach*","iam:Create*","iam:Set*","iam:Update*","iam:PassRole"],"Resource":"*"}""", false)]
    [InlineData("""{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}""", false)]
    public void Privilege_escalation(string statements, bool found) => Assert.Equal(found, Ids(statements).Contains("PrivilegeEscalation"));

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*"}""", "DataExposure")]
    [InlineData("""{"Effect":"Allow","Action":"ec2:Modify*","Resource":"*"}""", "DataSharing")]
    [InlineData("""{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-*"}""", "")]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"s3:ExistingObjectTag/public":"yes"}}}""", "")]
    public void Data_that_can_leave(string statements, string id) =>
        Assert.Equal(id, Ids(statements).FirstOrDefault(found => found.StartsWith("Data", StringComparison.Ordinal)) ?? "");

    private const string Bucket = "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::b/*\"";

    [Theory]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":\"*\"," + Bucket, "PublicAccess")]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"}," + Bucket, "PublicAccess")]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"111122223333\",\"*\"]},\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::b/*\"", "PublicAccess")]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":\"*\"," + Bucket + ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"0.0.0.0/0\"}}", "PublicAccess")]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":\"*\"," + Bucket + ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"::/0\"}}", "PublicAccess")]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":\"*\"," + Bucket + ",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"true\"}}", "PublicAccess")]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":\"*\"," + Bucket + ",\"Condition\":{\"StringEqualsIfExists\":{\"aws:SourceVpce\":\"vpce-1\"}}", "PublicAccess")]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":\"*\"," + Bucket + ",\"Condition\":{\"StringNotEquals\":{\"aws:PrincipalAccount\":\"444455556666\"}}", "PublicAccess")]
    [InlineData("\"Effect\":\"Allow\",\"NotPrincipal\":{\"AWS\":\"444455556666\"}," + Bucket, "PublicAccess")]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":\"*\"," + Bucket + ",\"Condition\":{\"StringLike\":{\"aws:Referer\":\"https://example.com/*\"}}", "PublicAccessUnderConditions")]
    // Not public: the account is this one, for requests of principals always present (Prowler calls it public).
    [InlineData("\"Effect\":\"Allow\",\"Principal\":\"*\"," + Bucket + ",\"Condition\":{\"StringEqualsIfExists\":{\"aws:PrincipalAccount\":\"111122223333\"}}", "")]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":\"*\"," + Bucket + ",\"Condition\":{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-mine\"}}", "")]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":\"*\"," + Bucket + ",\"Condition\":{\"StringEquals\":{\"aws:SourceVpce\":\"vpce-1\"}}", "")]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":\"*\"," + Bucket + ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}", "")]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":\"*\"," + Bucket + ",\"Condition\":{\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::111122223333:role/*\"}}", "")]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111122223333\"}," + Bucket, "")]
    public void Public_access(string statement, string id)
    {
        // A policy that lets in everybody and denies everybody is public to nobody (Prowler ignores the Deny).
        const string Deny = ",{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"}";
        string statements = "{" + statement + "}";
        Assert.Equal(id, Ids(statements, PolicyKind.Resource).FirstOrDefault(found => found.StartsWith("Public", StringComparison.Ordinal)) ?? "");
        Assert.DoesNotContain(Ids(statements + Deny, PolicyKind.Resource), found => found.StartsWith("Public", StringComparison.Ordinal));
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData(",\"Condition\":{\"StringEquals\":{\"aws:SourceAccount\":\"111122223333\"}}", false)]
    [InlineData(",\"Condition\":{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:s3:::mine\"}}", false)]
    [InlineData(",\"Condition\":{\"StringEquals\":{\"aws:SourceOrgID\":\"o-mine\"}}", false)]
    [InlineData(",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"true\"}}", true)]
    [InlineData(",\"Condition\":{\"ArnLike\":{\"aws:SourceArn\":\"*\"}}", true)]
    public void A_confused_deputy(string condition, bool found)
    {
        string statement = "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"s3.amazonaws.com\"},\"Action\":\"sqs:SendMessage\",\"Resource\":\"" + Ask.Queue + "\"" + condition + "}";
        Assert.Equal(found, Ids(statement, PolicyKind.Resource).Contains("ConfusedDeputy"));
    }

    [Theory]
    [InlineData("\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\"", "PublicAccess")]
    [InlineData("\"Principal\":{\"AWS\":\"444455556666\"},\"Action\":\"sts:AssumeRole\"", "CrossAccountAccess,NoExternalId")]
    [InlineData("\"Principal\":{\"AWS\":\"444455556666\"},\"Action\":\"sts:AssumeRole\",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"s3cret\"}}", "CrossAccountAccess")]
    [InlineData("\"Principal\":{\"AWS\":\"111122223333\"},\"Action\":\"sts:AssumeRole\"", "")]
    [InlineData("\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"", "")]
    public void Trust(string statement, string ids) => Assert.Equal(ids, string.Join(',', Ids("{\"Effect\":\"Allow\"," + statement + "}", PolicyKind.Trust)));

    /// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html</summary>
    [Theory]
    [InlineData("token.actions.githubusercontent.com", "", true)]
    [InlineData("token.actions.githubusercontent.com", "\"StringEquals\":{\"token.actions.githubusercontent.com:aud\":\"sts.amazonaws.com\"}", true)]
    [InlineData("token.actions.githubusercontent.com", "\"StringLike\":{\"token.actions.githubusercontent.com:sub\":\"repo:*\"}", true)]
    [InlineData("token.actions.githubusercontent.com", "\"StringLike\":{\"token.actions.githubusercontent.com:sub\":\"repo:mine/*\"}", false)]
    [InlineData("token.actions.githubusercontent.com", "\"StringEqualsIfExists\":{\"token.actions.githubusercontent.com:sub\":\"repo:mine/x:ref:refs/heads/main\"}", true)]
    [InlineData("accounts.google.com", "\"StringEquals\":{\"accounts.google.com:aud\":\"66677788899900pro0\"}", false)]
    [InlineData("oidc.eks.eu-west-1.amazonaws.com/id/ABC", "\"StringEquals\":{\"oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub\":\"system:serviceaccount:a:b\"}", false)]
    public void Federated_trust(string provider, string condition, bool found)
    {
        string principal = provider == "accounts.google.com" ? provider : $"arn:aws:iam::111122223333:oidc-provider/{provider}";
        string statement = $$$"""{"Effect":"Allow","Principal":{"Federated":"{{{principal}}}"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{ {{{condition}}} }}""";
        Assert.Equal(found, Ids(statement, PolicyKind.Trust).Contains("AnyFederatedIdentity"));
    }
}
