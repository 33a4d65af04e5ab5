using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Iam;

/// <summary>https://docs.aws.amazon.com/access-analyzer/latest/APIReference/Welcome.html</summary>
public class AnalyzerTests : IamTest
{
    private readonly string _arn;

    public AnalyzerTests() => _arn = Analyzer("CreateAnalyzer", ("analyzerName", "outside"), ("type", "ACCOUNT"), ("archiveRules", new[] { Input(("ruleName", "partner"), ("filter", Input(("principal.AWS", Input(("eq", new[] { "999988887777" })))))) })).String("arn")!;

    [Fact]
    public void There_is_one_for_an_account_and_region()
    {
        Assert.Equal($"arn:aws:access-analyzer:eu-west-1:{Account}:analyzer/outside", _arn);
        Assert.Equal("ServiceQuotaExceededException", Cloud.Fail("accessanalyzer", "CreateAnalyzer", Input(("analyzerName", "more"), ("type", "ACCOUNT"))).Code);
        Assert.Equal("ConflictException", Cloud.Fail("accessanalyzer", "CreateAnalyzer", Input(("analyzerName", "outside"), ("type", "ACCOUNT"))).Code);
        Assert.Equal("NotSimulated", Cloud.Fail("accessanalyzer", "CreateAnalyzer", Input(("analyzerName", "unused"), ("type", "ACCOUNT_UNUSED_ACCESS"))).Code);
        Assert.Equal("AWSServiceRoleForAccessAnalyzer", Iam("ListRoles").Structs("Roles").Single().String("RoleName"));
        Analyzer("DeleteAnalyzer", ("analyzerName", "outside"));
        Assert.Equal("ResourceNotFoundException", Cloud.Fail("accessanalyzer", "GetAnalyzer", Input(("analyzerName", "outside"))).Code);
    }

    [Fact]
    public void It_finds_who_from_outside_gets_in_and_forgets_who_no_longer_does()
    {
        Iam("CreateRole", ("RoleName", "own"), ("AssumeRolePolicyDocument", Trust($$"""{"AWS":"{{Account}}"}""")));
        Iam("CreateRole", ("RoleName", "partner"), ("AssumeRolePolicyDocument", Trust("""{"AWS":"arn:aws:iam::444455556666:root"}""", """{"StringEquals":{"sts:ExternalId":"42"}}""")));
        Cloud.Call("s3", "CreateBucket", Input(("Bucket", "open-files"), ("CreateBucketConfiguration", Input(("LocationConstraint", "eu-west-1")))));
        Cloud.Call("s3", "DeletePublicAccessBlock", Input(("Bucket", "open-files")));
        Cloud.Call("s3", "PutBucketPolicy", Input(("Bucket", "open-files"), ("Policy", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::open-files/*"}]}""")));
        Cloud.Call("sns", "CreateTopic", Input(("Name", "news")));
        Cloud.Call("kms", "CreateKey");
        var findings = Findings();
        Assert.Equal(["AWS::IAM::Role", "AWS::S3::Bucket"], findings.Select(static finding => finding.String("resourceType")));
        Assert.Equal(("444455556666", false, "42"), (findings[0].Child("principal")!.String("AWS"), findings[0].Bool("isPublic"), findings[0].Child("condition")!.String("sts:ExternalId")));
        Assert.Equal(("*", true, "s3:GetObject"), (findings[1].Child("principal")!.String("AWS"), findings[1].Bool("isPublic"), findings[1].Strings("action").Single()));
        var details = Analyzer("GetFindingV2", ("analyzerArn", _arn), ("id", findings[1].String("id"))).Structs("findingDetails").Single().Child("externalAccessDetails")!;
        Assert.True(details.Bool("isPublic"));

        Cloud.Call("s3", "PutPublicAccessBlock", Input(("Bucket", "open-files"), ("PublicAccessBlockConfiguration", Input(("RestrictPublicBuckets", true)))));
        Assert.Equal(["RESOLVED"], Findings("AWS::S3::Bucket").Select(static finding => finding.String("status")));
        Assert.Equal(5, Analyzer("ListAnalyzedResources", ("analyzerArn", _arn)).Structs("analyzedResources").Count);
    }

    [Fact]
    public void Findings_are_archived_by_hand_or_by_rule()
    {
        Iam("CreateRole", ("RoleName", "partner"), ("AssumeRolePolicyDocument", Trust("""{"AWS":"999988887777"}""")));
        Iam("CreateRole", ("RoleName", "other"), ("AssumeRolePolicyDocument", Trust("""{"AWS":"444455556666"}""")));
        var findings = Findings();
        Assert.Equal(["ACTIVE", "ARCHIVED"], findings.Select(static finding => finding.String("status")).Order());
        var active = findings.Single(static finding => finding.String("status") == "ACTIVE");
        Analyzer("UpdateFindings", ("analyzerArn", _arn), ("status", "ARCHIVED"), ("ids", new[] { active.String("id") }));
        Assert.Equal("ARCHIVED", Analyzer("GetFinding", ("analyzerArn", _arn), ("id", active.String("id"))).Child("finding")!.String("status"));
        Assert.Equal(2, Analyzer("GetFindingsStatistics", ("analyzerArn", _arn)).Structs("findingsStatistics").Single().Child("externalAccessFindingsStatistics")!.Int("totalArchivedFindings"));
    }

    [Fact]
    public void Policies_are_validated_with_places()
    {
        // https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html
        var findings = Analyzer("ValidatePolicy", ("policyType", "IDENTITY_POLICY"), ("policyDocument", "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [ { \"Effect\": \"Allow\", \"Action\": \"s3:GetObjekt\", \"Resource\": \"*\" } ]\n}")).Structs("findings");
        var unknown = findings.First(static finding => finding.String("findingDetails")!.Contains("s3:GetObjekt", StringComparison.Ordinal));
        var start = unknown.Structs("locations").Single().Child("span")!.Child("start")!;
        Assert.Equal((3, 48), (start.Int("line"), start.Int("column")));
        Assert.DoesNotContain(Analyzer("ValidatePolicy", ("policyType", "IDENTITY_POLICY"), ("policyDocument", Allow("s3:GetObject", "arn:aws:s3:::a/b"))).Structs("findings"), static finding => finding.String("findingType") == "ERROR");
        Assert.Equal("FAIL", Analyzer("CheckNoPublicAccess", ("resourceType", "AWS::SQS::Queue"), ("policyDocument", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:111122223333:q"}]}""")).String("result"));
    }

    [Fact]
    public void Policies_are_compared()
    {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html
        Struct NewAccess(string policy, string old) => Analyzer("CheckNoNewAccess", ("policyType", "IDENTITY_POLICY"), ("newPolicyDocument", policy), ("existingPolicyDocument", old));
        Assert.Equal("PASS", NewAccess(Allow("s3:GetObject", "arn:aws:s3:::a/*"), Allow("s3:Get*")).String("result"));
        var wider = NewAccess(Allow("s3:*", "arn:aws:s3:::a/*"), Allow("s3:Get*"));
        Assert.Equal(("FAIL", 0), (wider.String("result"), wider.Structs("reasons").Single().Int("statementIndex")));
        Struct NotGranted(string policy, string action) => Analyzer("CheckAccessNotGranted", ("policyType", "IDENTITY_POLICY"), ("policyDocument", policy), ("access", new[] { Input(("actions", new[] { action })) }));
        Assert.Equal("PASS", NotGranted(Allow("s3:Get*"), "s3:DeleteObject").String("result"));
        Assert.Equal("FAIL", NotGranted(Allow("s3:*"), "s3:DeleteObject").String("result"));
        Assert.Equal("InvalidParameterException", Cloud.Fail("accessanalyzer", "CheckNoNewAccess", Input(("policyType", "IDENTITY_POLICY"), ("newPolicyDocument", "{"), ("existingPolicyDocument", "{"))).Code);
    }

    private Struct Analyzer(string operation, params (string, object?)[] members) => Cloud.Call("accessanalyzer", operation, Input(members));

    private IReadOnlyList<Struct> Findings(string? type = null) => Analyzer(
        "ListFindings",
        ("analyzerArn", _arn),
        ("filter", type is null ? null : Input(("resourceType", Input(("eq", new[] { type }))))),
        ("sort", Input(("attributeName", "resourceType"), ("orderBy", "ASC")))).Structs("findings");
}
