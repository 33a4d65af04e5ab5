using AwsOps.Engine.Policy;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html, "Policy grammar notes".</summary>
public class GrammarTests
{
    private const string Rest = "\"Action\":\"s3:GetObject\",\"Resource\":\"*\"";

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}""")]
    [InlineData("""{"Effect":"Allow","Action":"*:*","Resource":["arn:aws:s3:::*","arn:*:iam::*:role/x"]}""")]
    [InlineData("""{"Sid":"A1","Effect":"Allow","NotAction":"iam:*","NotResource":"arn:aws-cn:sqs:cn-north-1:111122223333:q"}""")]
    public void A_policy_that_aws_saves_has_no_errors(string statement) =>
        Assert.Empty(PolicyGrammar.Check(Ask.Doc(statement), PolicyKind.Identity));

    [Theory]
    [InlineData("{\"Effect\":\"Allow\",\"Principal\":\"*\"," + Rest + "}", "Policy document should not specify a principal.")]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject"}""", "Policy statement must contain resources.")]
    [InlineData("{\"Sid\":\"a-b\",\"Effect\":\"Allow\"," + Rest + "}", "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*")]
    [InlineData("{\"Sid\":\"a\",\"Effect\":\"Allow\"," + Rest + "},{\"Sid\":\"a\",\"Effect\":\"Allow\"," + Rest + "}", "Statement IDs (SID) in a single policy must be unique.")]
    [InlineData("""{"Effect":"Allow","Action":"GetObject","Resource":"*"}""", "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")]
    [InlineData("""{"Effect":"Allow","Action":"s3:Get:Object","Resource":"*"}""", "Actions/Condition can contain only one colon.")]
    [InlineData("""{"Effect":"Allow","Action":"s*:GetObject","Resource":"*"}""", "Vendor s* is not valid")]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","Resource":"bucket"}""", "Resource bucket must be in ARN format or \"*\".")]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:*:::bucket"}""", "Resource vendor must be fully qualified and cannot contain regexes.")]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:azure:s3:::bucket"}""", "Partition \"azure\" is not valid for resource \"arn:azure:s3:::bucket\".")]
    [InlineData("""{"Effect":"Allow","Action":"iam:GetUser","Resource":"arn:aws:iam:eu-west-1:1:user/a"}""", "IAM resource arn:aws:iam:eu-west-1:1:user/a cannot contain region information.")]
    public void Identity_policies(string statements, string awsMessage) =>
        Assert.Equal(awsMessage, Assert.Single(PolicyGrammar.Check(Ask.Doc(statements), PolicyKind.Identity)).AwsMessage);

    [Fact]
    public void Identity_policies_need_the_current_version() =>
        Assert.Equal("Policy document must be version 2012-10-17 or greater.",
            Assert.Single(PolicyGrammar.Check(PolicyDocument.Parse("{\"Statement\":{\"Effect\":\"Allow\"," + Rest + "}}"), PolicyKind.Identity)).AwsMessage);

    [Theory]
    [InlineData("""{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}""", null)]
    [InlineData("""{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["sts:AssumeRole","sts:TagSession"]}""", null)]
    [InlineData("""{"Effect":"Allow","Action":"sts:AssumeRole"}""", "Missing required field Principal")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Resource":"*"}""", "Has prohibited field Resource")]
    [InlineData("""{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}""", "Has prohibited field NotPrincipal")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"s3:GetObject"}""", "AssumeRole policy may only specify STS AssumeRole actions.")]
    public void Trust_policies(string statement, string? awsMessage) =>
        Assert.Equal(awsMessage, PolicyGrammar.Check(Ask.Doc(statement), PolicyKind.Trust).SingleOrDefault()?.AwsMessage);

    /// <summary>https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html</summary>
    [Theory]
    [InlineData("\"Effect\":\"Deny\",\"Principal\":\"*\",", true)]
    [InlineData("\"Effect\":\"Allow\",\"Principal\":\"*\",", false)]
    [InlineData("\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"111122223333\"},", false)]
    [InlineData("\"Effect\":\"Deny\",", false)]
    public void Resource_control_policies(string start, bool valid) =>
        Assert.Equal(valid, PolicyGrammar.Check(Ask.Doc("{" + start + Rest + "}"), PolicyKind.ResourceControl).Count == 0);

    [Fact]
    public void Service_control_policies_name_no_principal() =>
        Assert.Single(PolicyGrammar.Check(Ask.Doc("{\"Effect\":\"Deny\",\"Principal\":\"*\"," + Rest + "}"), PolicyKind.ServiceControl));

    [Fact]
    public void Resource_policies_need_a_principal() =>
        Assert.Single(PolicyGrammar.Check(Ask.Doc("{\"Effect\":\"Allow\"," + Rest + "}"), PolicyKind.Resource));
}
