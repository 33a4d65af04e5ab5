using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>Mistakes in how a policy is written.</summary>
public class LinterTests
{
    private static IReadOnlyList<PolicyFinding> Lint(string statements, PolicyKind kind = PolicyKind.Identity) =>
        PolicyLinter.Lint($$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""", kind, Ask.Account);

    private static PolicyFinding? Find(string id, string statements, PolicyKind kind = PolicyKind.Identity) =>
        Lint(statements, kind).FirstOrDefault(finding => finding.Id == id);

    [Fact]
    public void A_tidy_policy_has_no_findings() =>
        Assert.Empty(Lint("""
            {"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::reports/${aws:username}/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}},
            {"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::reports","Condition":{"StringLike":{"s3:prefix":"a/*"}}},
            {"Effect":"Allow","Action":"ec2:DescribeInstances","Resource":"*"}
            """));

    [Fact]
    public void Broken_json_is_one_error_with_its_position()
    {
        PolicyFinding finding = Assert.Single(PolicyLinter.Lint("{\n\"Version\": \"2012-10-17\",\n", PolicyKind.Identity));
        Assert.Equal(("Grammar", FindingSeverity.Error, new TextPosition(3, 1)), (finding.Id, finding.Severity, finding.Position));
    }

    [Theory]
    [InlineData("s3:GetObjects", "UnknownAction", "GetObject")]
    [InlineData("s4:GetObject", "UnknownService", "s3")]
    [InlineData("s3:Gett*", "UnknownAction", "")]
    [InlineData("ec2:describeinstances", null, "")]
    public void Actions_that_do_not_exist(string action, string? id, string suggestion)
    {
        PolicyFinding? finding = Lint($$"""{"Effect":"Allow","Action":"{{action}}","Resource":"*"}""").FirstOrDefault(finding => finding.Id.StartsWith("Unknown", StringComparison.Ordinal));
        Assert.Equal(id, finding?.Id);
        Assert.Contains(suggestion, finding?.Fix ?? "", StringComparison.Ordinal);
        Assert.Equal(id is null, finding is null || finding.Position.Column != 75 && finding.Severity != FindingSeverity.Error);
    }

    [Theory]
    [InlineData("sqs:SendMessage", "arn:aws:sns:eu-west-1:111122223333:t", "ResourceMismatch")]
    [InlineData("s3:GetObject", "arn:aws:s3:::bucket", "ResourceMismatch")]
    [InlineData("ec2:DescribeInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "ResourceMismatch")]
    [InlineData("s3:GetObject", "arn:aws:s3:::bucket/*", null)]
    [InlineData("s3:GetObject", "arn:aws:s3:::*", null)]
    [InlineData("kms:Decrypt", "arn:*:kms:*:111122223333:key/*", null)]
    public void Resources_that_the_action_cannot_have(string action, string resource, string? id) =>
        Assert.Equal(id, Find("ResourceMismatch", $$"""{"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}"}""")?.Id);

    [Fact]
    public void An_action_that_none_of_the_resources_fits()
    {
        PolicyFinding finding = Find("ActionWithoutResource", """{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"arn:aws:s3:::bucket/*"}""")!;
        Assert.Contains("s3:ListBucket", finding.Reason, StringComparison.Ordinal);
        Assert.Null(Find("ActionWithoutResource", """{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::bucket/*"}"""));
    }

    /// <summary>Parliament reports a mismatch for these valid pairs (its issue 255 is of this sort).</summary>
    [Theory]
    [InlineData("logs:PutLogEvents", "arn:aws:logs:*:111122223333:log-group:/app:log-stream:*")]
    [InlineData("s3:GetObject", "arn:aws:s3:::bucket*")]
    [InlineData("iam:PassRole", "arn:aws:iam::*:role/service-role/x*")]
    [InlineData("dynamodb:Query", "arn:aws:dynamodb:*:*:table/t/index/*")]
    [InlineData("ec2:RunInstances", "arn:aws:ec2:*::image/ami-*")]
    public void Valid_resources_are_no_mismatch(string action, string resource) =>
        Assert.Null(Find("ResourceMismatch", $$"""{"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}"}"""));

    [Theory]
    [InlineData("""{"StringEquals":{"aws:SorceVpc":"vpc-1"}}""", "UnknownConditionKey")]
    [InlineData("""{"StringEquals":{"s3:prefx":"a"}}""", "UnknownConditionKey")]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/team":"red"}}""", null)]
    [InlineData("""{"StringEquals":{"token.actions.githubusercontent.com:sub":"repo:o/r:ref:refs/heads/main"}}""", null)]
    [InlineData("""{"StringEquals":{"ec2:InstanceType":"t3.micro"}}""", "ConditionKeyOfOtherAction")]
    [InlineData("""{"StringLike":{"s3:prefix":"a"}}""", null)]
    [InlineData("""{"NumericEquals":{"aws:SourceVpc":"1"}}""", "OperatorMismatch")]
    [InlineData("""{"StringEquals":{"aws:SourceIp":"203.0.113.7"}}""", "OperatorMismatch")]
    [InlineData("""{"ForAnyValue:StringEquals":{"aws:SourceVpc":"vpc-1"}}""", "SetOperatorOnSingleValue")]
    [InlineData("""{"StringEquals":{"aws:TagKeys":"a"}}""", "MissingSetOperator")]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":"a"}}""", "ForAllValuesAllowsMissingKey")]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"aws:TagKeys":"false"}}""", null)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"203.0.113.0/33"}}""", "InvalidConditionValue")]
    [InlineData("""{"DateLessThan":{"aws:CurrentTime":"tomorrow"}}""", "InvalidConditionValue")]
    [InlineData("""{"Bool":{"aws:SecureTransport":"yes"}}""", "InvalidConditionValue")]
    [InlineData("""{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333"}}""", "InvalidConditionValue")]
    [InlineData("""{"StringEquals":{"s3:prefix":"home/*"}}""", "WildcardIsLiteral")]
    [InlineData("""{"StringEquals":{"s3:prefix":"home/${*}"}}""", null)]
    [InlineData("""{"NumericEquals":{"s3:max-keys":"${aws:EpochTime}"}}""", "VariableIsLiteral")]
    public void Conditions(string condition, string? id)
    {
        string statement = $$"""{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::bucket","Condition":{{condition}}}""";
        Assert.Equal(id, Lint(statement).OrderBy(finding => finding.Id == "InvalidConditionValue").FirstOrDefault()?.Id);
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent</summary>
    [Theory]
    [InlineData("Bool", true)]
    [InlineData("BoolIfExists", false)]
    public void A_deny_without_mfa_must_reach_long_term_keys(string name, bool found)
    {
        string deny = $$$$"""{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"{{{{name}}}}":{"aws:MultiFactorAuthPresent":"false"}}}""";
        Assert.Equal(found, Find("MfaDenyMissesLongTermKeys", deny) is not null);
    }

    [Fact]
    public void Variables_before_2012_and_before_the_fifth_colon()
    {
        const string Old = """{"Version":"2008-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}"}}""";
        Assert.Contains(PolicyLinter.Lint(Old, PolicyKind.Resource, Ask.Account), finding => finding.Id == "VariableIsLiteral");
        Assert.NotNull(Find("VariableIsLiteral", """{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:${aws:RequestedRegion}:111122223333:q"}"""));
    }

    [Theory]
    [InlineData("""{"Effect":"Allow","NotAction":"iam:*","Resource":"arn:aws:s3:::b/*"}""", "AllowNotAction")]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","NotResource":"arn:aws:s3:::b/*"}""", "AllowNotResource")]
    [InlineData("""{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}""", "ServiceWildcard")]
    [InlineData("""{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}""", "WriteOnEverything")]
    [InlineData("""{"Effect":"Allow","Action":["s3:Get*","s3:GetObject"],"Resource":"arn:aws:s3:::b/*"}""", "RedundantAction")]
    public void Breadth(string statement, string id) => Assert.NotNull(Find(id, statement));

    [Fact]
    public void A_limit_is_not_scolded_for_being_broad() =>
        Assert.Empty(Lint("""{"Effect":"Allow","Action":"*","Resource":"*"}""", PolicyKind.ServiceControl));

    [Fact]
    public void A_policy_over_the_limit_is_an_error() =>
        Assert.NotNull(Find("PolicyTooLong", $$"""{"Effect":"Allow","Action":"s3:GetObject","Resource":[{{string.Join(",", Enumerable.Range(0, 300).Select(i => $"\"arn:aws:s3:::bucket-{i}/*\""))}}]}"""));

    [Fact]
    public void Findings_are_in_the_order_of_the_text()
    {
        IReadOnlyList<PolicyFinding> findings = Lint("""{"Effect":"Allow","Action":["s3:Nope","iam:*"],"Resource":"*"},{"Effect":"Deny","Action":"x:y","Resource":"*"}""");
        Assert.Equal(findings.OrderBy(finding => finding.Position.Line).ThenBy(finding => finding.Position.Column).Select(finding => finding.Position), findings.Select(finding => finding.Position));
        Assert.True(findings.Count >= 3);
    }
}
