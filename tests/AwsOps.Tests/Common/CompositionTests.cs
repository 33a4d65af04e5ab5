namespace AwsOps.Tests.Common;

/// <summary>What one cmdlet returns, the next one takes: template, group, policy, alarm, and whatever else belongs together.</summary>
public sealed class CompositionTests : CmdletTest
{
    [Fact]
    public void Template_group_policy_alarm()
    {
        var alarm = One("New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-ScalingPolicy add-two -Adjustment 2 | New-CpuAlarm -Threshold 80 -Email ops@example.com");
        Assert.Equal(2, alarm.Get<string[]>("AlarmAction").Length);
        Assert.Equal("add-two", One("Get-ScalingPolicy").Text("ScalingPolicyName"));
    }

    [Theory]
    [InlineData("Get-LaunchTemplate | New-ScalingGroup new -MinSize 0 -MaxSize 1", "AwsOps.ScalingGroup")]
    [InlineData("New-AccessRole worker | New-LaunchTemplate new -InstanceType t3.small", "AwsOps.LaunchTemplate")]
    [InlineData("New-SecurityGroup web | New-LaunchTemplate new -InstanceType t3.small", "AwsOps.LaunchTemplate")]
    [InlineData("New-SecurityGroup web | New-LoadBalancer new -WarningAction Ignore", "AwsOps.LoadBalancer")]
    [InlineData("New-LoadBalancer new -WarningAction Ignore | New-ScalingGroup new -LaunchTemplateName shop -MinSize 0 -MaxSize 1", "AwsOps.ScalingGroup")]
    [InlineData("Get-ScalingGroup | Set-ScalingGroup -MaxSize 11 -PassThru", "AwsOps.ScalingGroup")]
    [InlineData("Get-ScalingGroup | New-ScalingSchedule new -Recurrence '0 8 * * *' -MinSize 3", "AwsOps.ScalingSchedule")]
    [InlineData("Get-ScalingGroup | Get-ScalingActivity -First 1", "AwsOps.ScalingActivity")]
    [InlineData("Get-ScalingGroup | Set-SandboxLoad 5 -PassThru", "AwsOps.SandboxLoad")]
    [InlineData("Get-ScalingGroup | Watch-ScalingGroup -IntervalSeconds 60 -Minutes 0.5 -NoChart", "AwsOps.ScalingSample")]
    [InlineData("New-NotificationTopic mails | New-CpuAlarm -ScalingGroupName shop", "AwsOps.MetricAlarm")]
    [InlineData("New-SecurityGroup web | Grant-SecurityGroupAccess -Port 80 -From 10.0.0.0/8 | Revoke-SecurityGroupAccess -PassThru", "AwsOps.SecurityGroupRule")]
    [InlineData("Add-SandboxFault Throttle -Operation Nothing -PassThru | Remove-SandboxFault; Get-AwsOpsSandbox", "AwsOps.SandboxStatus")]
    public void One_binds_to_the_next(string script, string type)
    {
        Ok(Shop);
        Assert.Equal(type, One(script).TypeNames[0]);
    }

    [Fact]
    public void An_object_brings_its_region_and_account_along()
    {
        Ok("$null = New-LaunchTemplate shop -InstanceType t3.small -Region us-east-1");
        Fails("LaunchTemplateNotFound", "Get-LaunchTemplate shop");
        var group = One("Get-LaunchTemplate -Region us-east-1 | New-ScalingGroup shop -MinSize 0 -MaxSize 1");
        Assert.Equal("us-east-1", group.Text("Region"));
        Assert.Equal("us-east-1", One("Get-ScalingGroup -Region us-east-1 | New-ScalingPolicy -TargetCpu 50 | New-CpuAlarm").Text("Region"));
        Assert.Empty(Ok("Get-ScalingGroup"));
        Assert.Contains("111122223333", Fails("WrongAccount", "Get-ScalingGroup -AccountId 444455556666").Exception.Message, StringComparison.Ordinal);
    }
}
