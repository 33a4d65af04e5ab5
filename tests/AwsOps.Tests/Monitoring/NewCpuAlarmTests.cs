namespace AwsOps.Tests.Monitoring;

public sealed class NewCpuAlarmTests : CmdletTest
{
    public NewCpuAlarmTests()
        : base(Shop)
    {
    }

    [Fact]
    public void An_alarm_of_a_group_by_default_above_80_percent_for_five_minutes()
    {
        var alarm = One("$group | New-CpuAlarm");
        Assert.Equal(("shop-cpu-above-80", "CPUUtilization", ">", 80.0, 60, 5), (alarm.Text("AlarmName"), alarm.Text("MetricName"), alarm.Text("Comparison"), alarm.Get<double>("Threshold"), alarm.Get<int>("PeriodSeconds"), alarm.Get<int>("EvaluationPeriods")));
        Assert.Equal("shop", alarm.Get<System.Collections.Hashtable>("Dimension")["AutoScalingGroupName"]);
        Assert.Empty(alarm.Get<string[]>("AlarmAction"));
    }

    [Fact]
    public void It_mails_when_the_CPU_is_high_and_when_it_is_fine_again()
    {
        Ok("$null = $group | New-CpuAlarm -Threshold 70 -Minutes 2 -Email ops@example.com, night@example.com -NotifyOk; Step-AwsOpsSandbox 3; $group | Set-SandboxLoad 190 -CapacityPerInstance 100; Step-AwsOpsSandbox 6; $group | Set-SandboxLoad 20 -CapacityPerInstance 100; Step-AwsOpsSandbox 6");
        var subjects = Names("Get-SandboxEvent -Mail | Where-Object To -eq night@example.com", "Subject");
        Assert.Contains(subjects, static subject => subject.StartsWith("ALARM:", StringComparison.Ordinal));
        Assert.Contains(subjects, static subject => subject.StartsWith("OK:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_topic_that_is_there_is_used_and_nobody_is_subscribed_twice()
    {
        Ok("$null = New-NotificationTopic awsops-alarms -Email ops@example.com");
        Assert.Equal(["sns:Subscribe", "cloudwatch:PutMetricAlarm"], ChangesOf("$null = $group | New-CpuAlarm -Email OPS@example.com, new@example.com"));
        Assert.Equal(2, Ok("(Get-NotificationTopic awsops-alarms).Subscriber").Count);
        Assert.Equal(["cloudwatch:PutMetricAlarm"], ChangesOf("$null = Get-NotificationTopic awsops-alarms | New-CpuAlarm -ScalingGroupName shop -AlarmName other"));
        Assert.Equal(One("Get-NotificationTopic awsops-alarms").Text("TopicArn"), Assert.Single(One("Get-MetricAlarm other").Get<string[]>("AlarmAction")));
    }

    [Fact]
    public void It_calls_a_step_policy_and_leaves_target_tracking_alone()
    {
        var step = One("$group | New-ScalingPolicy more -Adjustment 2 | New-CpuAlarm -Threshold 60");
        Assert.Equal(One("Get-ScalingPolicy shop more").Text("PolicyArn"), Assert.Single(step.Get<string[]>("AlarmAction")));
        Assert.Empty(One("$group | New-ScalingPolicy -TargetCpu 50 | New-CpuAlarm -Threshold 90").Get<string[]>("AlarmAction"));
    }

    [Fact]
    public void Each_instance_of_a_group()
    {
        var alarms = Ok("$group.Instance | New-CpuAlarm -Threshold 90");
        Assert.Equal(2, alarms.Count);
        Assert.All(alarms, static alarm => Assert.StartsWith("i-", alarm.Text("AlarmName"), StringComparison.Ordinal));
    }

    [Fact]
    public void By_state()
    {
        Ok("$null = $group | New-CpuAlarm -Threshold 5 -Minutes 1; $null = $group | New-CpuAlarm; $group | Set-SandboxLoad 100 -CapacityPerInstance 100; Step-AwsOpsSandbox 8");
        Assert.Equal(["shop-cpu-above-5"], Names("Get-MetricAlarm -State ALARM", "AlarmName"));
        Assert.Equal(["shop-cpu-above-80"], Names("Get-MetricAlarm shop* -State OK", "AlarmName"));

        // A name that is in another state is not missing.
        Assert.Empty(Ok("Get-MetricAlarm shop-cpu-above-80 -State ALARM"));
    }

    [Fact]
    public void Bad_input()
    {
        Refuses(
            ("$group | New-CpuAlarm -Email ops", "ParameterArgumentValidationError", ["-Email 'ops'", "ops@example.com"]),
            ("$group | New-CpuAlarm -Email 'ops@example.com, night@example.com'", "ParameterArgumentValidationError", ["-Email", "is not a mail address"]),
            ("$group | New-CpuAlarm -TopicArn alarms", "ParameterArgumentValidationError", ["-TopicArn 'alarms'", "arn:aws:sns:"]),
            ("$group | New-CpuAlarm -TopicName 'my topic' -Email ops@example.com", "ParameterArgumentValidationError", ["-TopicName 'my topic'", "letters"]),
            ("$group | New-CpuAlarm -Threshold 101", "ParameterArgumentValidationError", ["Threshold", "101", "100"]),
            ("New-CpuAlarm -ScalingGroupName none", "ScalingGroupNotFound", ["'none'"]),
            ("New-CpuAlarm -InstanceId i-0123456789abcdef0", "InstanceNotFound", ["i-0123456789abcdef0"]),
            ("New-CpuAlarm -InstanceId web", "ParameterArgumentValidationError", ["-InstanceId 'web'", "i-0123456789abcdef0"]),
            ("New-NotificationTopic 'my topic'", "ParameterArgumentValidationError", ["-TopicName 'my topic'"]));
        Ok("$null = $group | New-CpuAlarm; $null = New-NotificationTopic mails");
        Refuses(
            ("$group | New-CpuAlarm -Email ops@example.com", "AlarmExists", ["'shop-cpu-above-80'", "-AlarmName"]),
            ("New-NotificationTopic mails", "TopicExists", ["'mails'"]));
    }
}
