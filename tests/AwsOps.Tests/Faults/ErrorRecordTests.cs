using System.Management.Automation;

namespace AwsOps.Tests.Faults;

/// <summary>What an error tells, exactly, and how the pipeline goes on.</summary>
public sealed class ErrorRecordTests() : ModuleTest("Start-AwsOpsSandbox -Region eu-west-1; $null = New-LaunchTemplate shop -InstanceType t3.small")
{
    [Fact]
    public void An_error_of_AWS_is_whole()
    {
        Ok("Add-SandboxFault AccessDenied -Operation CreateAutoScalingGroup");
        var error = Assert.Single(Run("New-ScalingGroup shop -LaunchTemplateName shop -MinSize 1 -MaxSize 2").Errors);
        var call = Ok("Get-SandboxEvent")[^1];
        Assert.Equal("AccessDenied,AwsOps.Scaling.NewScalingGroupCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.PermissionDenied, error.CategoryInfo.Category);
        Assert.Equal("shop", error.TargetObject?.ToString());
        Assert.Equal("AccessDenied", Property(error, "AwsErrorCode"));
        Assert.Equal(call.Text("RequestId"), Property(error, "AwsRequestId"));
        Assert.Contains($"(AWS error AccessDenied, request {call.Text("RequestId")})", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Amazon.AutoScaling.AmazonAutoScalingException", error.Exception.InnerException!.GetType().FullName);
        Assert.Contains("""{"Effect":"Allow","Action":"autoscaling:CreateAutoScalingGroup","Resource":"*"}""", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_item_follows_a_failure()
    {
        var outcome = Run("'nothing', 'shop', 'nowhere' | ForEach-Object { [pscustomobject]@{ LaunchTemplateName = $_ } } | Get-LaunchTemplate");
        Assert.Equal("shop", Assert.Single(outcome.Output).Text("LaunchTemplateName"));
        Assert.Equal(["nothing", "nowhere"], outcome.Errors.Select(static error => error.TargetObject));
        Assert.All(outcome.Errors, static error => Assert.StartsWith("LaunchTemplateNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    [Fact]
    public void ErrorAction_is_honoured()
    {
        Assert.Equal("caught LaunchTemplateNotFound", One("try { Get-LaunchTemplate nothing -ErrorAction Stop } catch [AwsOps.AwsOpsException] { \"caught $($_.Exception.ErrorId)\" }").ToString());
        Assert.Empty(Run("Get-LaunchTemplate nothing -ErrorAction Ignore").Errors);
        Assert.Empty(Ok("Get-LaunchTemplate nothing -ErrorAction SilentlyContinue -ErrorVariable problems"));
        Assert.Single(Ok("$problems"));
    }

    [Fact]
    public void A_failure_in_the_middle_names_what_was_done()
    {
        Ok("$null = New-AccessRole shop -PolicyArn AmazonSSMManagedInstanceCore; Add-SandboxFault AccessDenied -Operation DeleteRole");
        var error = Assert.Single(Run("Remove-AccessRole shop -Confirm:$false").Errors);
        Assert.Contains("Done before that, and still so: ", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("\"Detach arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore\"", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("DeleteRole", Ok("Get-SandboxEvent")[^1].Text("EventName"));
    }

    private static object? Property(ErrorRecord error, string name) => error.Exception.GetType().GetProperty(name)!.GetValue(error.Exception);
}
