using System.Management.Automation;

namespace AwsOps.Tests.Common;

/// <summary>
/// Each change of a cmdlet that makes several fails in turn: what was made before is gone again, or the error names it.
/// The state is compared by looking, not by the calls.
/// </summary>
public sealed class FailureInTheMiddleTests : CmdletTest
{
    private const string Trust = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}]}";

    /// <summary>Looks at all that these cmdlets make, as text; the target group of a load balancer has its name.</summary>
    private const string Look = """
        Get-LaunchTemplate | ForEach-Object LaunchTemplateName
        Get-ScalingGroup | ForEach-Object { "$($_.ScalingGroupName) $($_.MinSize) $($_.TargetGroupArn) $($_.Tag.Keys)" }
        Get-LoadBalancer | ForEach-Object LoadBalancerName
        Get-AccessRole | ForEach-Object { "$($_.RoleName) $($_.PolicyArn) $($_.InlinePolicyName) $($_.InstanceProfileName)" }
        Get-MetricAlarm | ForEach-Object AlarmName
        Get-NotificationTopic | ForEach-Object { "$($_.TopicName) $($_.Subscriber)" }
        Get-SecurityGroup | ForEach-Object { "$($_.SecurityGroupName) $($_.Rule)" }
        foreach ($name in 'new', 'new1', 'new2') { if ($null -ne (Get-TargetHealth $name -ErrorVariable failed -ErrorAction SilentlyContinue) -or -not $failed) { "targetgroup/$name" } }
        """;

    /// <summary>What is made all or not at all, with the number of changes it takes.</summary>
    public static TheoryData<string, int> Making => new()
    {
        { "New-LoadBalancer new -WarningAction Ignore", 3 },
        { "New-ScalingGroup new -LaunchTemplateName shop -MinSize 1 -MaxSize 2 -Tag @{ team = 'web' }", 1 },
        { $"New-AccessRole new -PolicyArn ReadOnlyAccess, SecurityAudit -Policy @{{ read = '{Trust}' }}", 6 },
        { "$group | New-CpuAlarm -Email a@example.com, b@example.com", 4 },
        { "New-NotificationTopic new -Email a@example.com, b@example.com", 3 },
        { "New-LaunchTemplate new -InstanceType t3.small -Tag @{ team = 'web' }", 1 },
        { "New-SecurityGroup new -Tag @{ team = 'web' }", 1 },
    };

    /// <summary>What goes on where it stopped, with the number of changes it takes.</summary>
    public static TheoryData<string, int> Changing => new()
    {
        { "Set-ScalingGroup shop -MinSize 1 -TargetGroupArn $back.TargetGroupArn -Tag @{ team = 'web' }", 4 },
        { "Remove-AccessRole worker -Confirm:$false", 5 },
    };

    [Theory]
    [MemberData(nameof(Making))]
    public void What_was_made_is_gone_again(string script, int changes)
    {
        Ok(Shop);
        var before = Looked();
        for (var passing = 0; passing < changes; passing++)
        {
            Ok($"Add-SandboxFault AccessDenied -Mutating -After {passing} -Count 1");
            var outcome = Run(script);
            var error = Assert.Single(outcome.Errors);
            Assert.Equal(ErrorCategory.PermissionDenied, error.CategoryInfo.Category);
            Assert.Empty(outcome.Output);
            Assert.Equal(before, Looked());
            Assert.Equal(passing > 0, error.Exception.Message.Contains("removed again", StringComparison.Ordinal));
            Assert.DoesNotContain("could not be removed", error.Exception.Message, StringComparison.Ordinal);
            Ok("Remove-SandboxFault");
        }

        // Without a fault it takes as many changes as were made to fail, and what failed before is in nobody's way.
        Assert.Equal(changes, ChangesOf(script).Count);
    }

    [Theory]
    [MemberData(nameof(Making))]
    public void What_can_not_be_taken_back_is_named(string script, int changes)
    {
        Ok(Shop);
        var before = Looked();
        for (var passing = 1; passing < changes; passing++)
        {
            // The change fails, and so does all that would take back what was made before it.
            Ok($"Add-SandboxFault AccessDenied -Mutating -After {passing}");
            var error = Assert.Single(Run(script.Replace("new", $"new{passing}", StringComparison.Ordinal)).Errors);
            Ok("Remove-SandboxFault");
            Assert.Contains("could not be removed again", error.Exception.Message, StringComparison.Ordinal);
            var left = Looked().Except(before).ToList();
            Assert.NotEmpty(left);
            Assert.All(left, line => Assert.Contains(line.Split(' ')[0], error.Exception.Message, StringComparison.Ordinal));
            Ok("Get-NotificationTopic | Remove-NotificationTopic -Confirm:$false; Get-MetricAlarm | Remove-MetricAlarm");
            before = Looked();
        }
    }

    [Theory]
    [MemberData(nameof(Changing))]
    public void What_was_done_is_named_and_a_second_run_does_the_rest(string script, int changes)
    {
        Ok(Shop + $$"""
            $front = New-LoadBalancer front -WarningAction Ignore; $back = New-LoadBalancer back -WarningAction Ignore
            $group | Set-ScalingGroup -TargetGroupArn $front.TargetGroupArn
            $null = New-AccessRole worker -PolicyArn ReadOnlyAccess -Policy @{ read = '{{Trust}}' }
            """);
        for (var done = 1; done < changes; done++)
        {
            // Each run gets one change further than the one before.
            Ok("Add-SandboxFault AccessDenied -Mutating -After 1");
            var before = Changes().Count;
            var error = Assert.Single(Run(script).Errors);
            Ok("Remove-SandboxFault");
            Assert.Contains("Done before that, and still so: ", error.Exception.Message, StringComparison.Ordinal);
            Assert.Equal(before + 1, Changes().Count);
        }

        Assert.Single(ChangesOf(script));
    }

    [Fact]
    public void A_target_group_that_stays_behind_is_named()
    {
        Ok(Shop + "$balancer = New-LoadBalancer front -WarningAction Ignore; $group | Set-ScalingGroup -TargetGroupArn $balancer.TargetGroupArn");
        Ok("Add-SandboxFault AccessDenied -Mutating -After 1 -Count 1");
        var error = Assert.Single(Run("Remove-LoadBalancer front -Force -Confirm:$false").Errors);
        Assert.Contains("detach front", error.Exception.Message, StringComparison.Ordinal);
        Assert.Single(Ok("Get-LoadBalancer front"));

        Ok("Remove-SandboxFault; Add-SandboxFault AccessDenied -Operation DeleteTargetGroup");
        error = Assert.Single(Run("Remove-LoadBalancer front -Force -Confirm:$false").Errors);
        Assert.Contains(One("$balancer").Get<string[]>("TargetGroupArn")[0] + " is left", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Remove with its listeners", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Ok("Get-LoadBalancer front*"));
    }

    [Fact]
    public void A_subscription_that_AWS_does_not_take_back_is_named()
    {
        Ok(Shop + "$null = New-NotificationTopic awsops-alarms -Email first@example.com");
        Ok("Add-SandboxFault AccessDenied -Operation PutMetricAlarm");
        var error = Assert.Single(Run("$group | New-CpuAlarm -Email second@example.com").Errors);
        Assert.Contains("second@example.com", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("48 hours", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("first@example.com", error.Exception.Message, StringComparison.Ordinal);
        Assert.Single(Ok("Get-NotificationTopic awsops-alarms"));
    }

    private List<string> Looked() => [.. Ok(Look).Select(static item => item.ToString()!)];
}
