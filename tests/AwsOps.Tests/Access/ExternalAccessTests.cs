using AwsOps.Tests.Scenarios;

namespace AwsOps.Tests.Access;

/// <summary>On the resources that the scenario of Get-ExternalAccess makes.</summary>
public sealed class ExternalAccessTests() : ModuleTest(Scenario.Of("Get-ExternalAccess")!.Setup)
{
    [Fact]
    public void The_engine_finds_who_is_let_in_and_by_what() => Assert.Equal(
        [
            "Engine AWS::IAM::Role role/auditor AWS 444455556666 False sts:AssumeRole StringEquals sts:ExternalId k7",
            "Engine AWS::KMS::Key key AWS 444455556666 False kms:* ",
            "Engine AWS::Lambda::Function function:orders AWS 444455556666 False lambda:InvokeFunction ",
            "Engine AWS::S3::Bucket shop-public * True s3:GetObject ",
            "Engine AWS::SQS::Queue orders AWS arn:aws:iam::444455556666:role/app False sqs:SendMessage ",
        ],
        Ok("Get-ExternalAccess -ByEngine").Select(Describe).Order(StringComparer.Ordinal));

    [Fact]
    public void The_analyzer_s_findings_are_shown_where_there_is_one()
    {
        // Of the types that both look at, both say the same.
        var analyzer = Ok("Get-ExternalAccess");
        Assert.All(analyzer, static finding => Assert.Equal("AccessAnalyzer", finding.Text("Source")));
        Assert.All(analyzer, static finding => Assert.NotNull(finding.Text("FindingId")));
        var types = analyzer.Select(static finding => finding.Text("ResourceType")).ToHashSet();
        Assert.Equal(Ok("Get-ExternalAccess -ByEngine").Where(finding => types.Contains(finding.Text("ResourceType"))).Select(Who).Order(StringComparer.Ordinal), analyzer.Select(Who).Order(StringComparer.Ordinal));
        Assert.True(types.Count >= 4);

        static string Who(System.Management.Automation.PSObject finding) => $"{finding.Text("Resource")} {finding.Text("Principal")} {finding.Text("IsPublic")} {string.Join(',', finding.Get<string[]>("Action"))}";
    }

    [Fact]
    public void An_analyzer_is_made_once_on_request()
    {
        const string Command = "Get-ExternalAccess -Region us-east-1 -CreateAnalyzer";
        Ok(Command);
        Ok(Command);
        Assert.Single(Ok("Get-SandboxEvent"), static call => call.Text("EventName") == "CreateAnalyzer" && call.Text("Region") == "us-east-1");
    }

    [Fact]
    public void What_can_t_be_read_is_an_error_and_the_rest_is_shown()
    {
        Ok("Add-SandboxFault AccessDenied -Operation ListKeys");
        var outcome = Run("Get-ExternalAccess -ByEngine");
        Assert.Equal("kms", Assert.Single(outcome.Errors).TargetObject.ToString());
        Assert.Equal(4, outcome.Output.Count);
    }

    [Fact]
    public void Public_access_stands_out_in_the_view() => Assert.Contains("shop-public", Show("Get-ExternalAccess -ByEngine | Where-Object IsPublic"), StringComparison.Ordinal);

    private static string Describe(System.Management.Automation.PSObject finding) =>
        $"{finding.Text("Source")} {finding.Text("ResourceType")} {Short(finding.Text("Resource")!)} {finding.Text("Principal")} {finding.Text("IsPublic")} {string.Join(',', finding.Get<string[]>("Action"))} {string.Join(',', finding.Get<string[]>("Condition"))}";

    private static string Short(string arn) => arn.Split(':', 6)[5] is var resource && resource.StartsWith("key/", StringComparison.Ordinal) ? "key" : resource;
}
