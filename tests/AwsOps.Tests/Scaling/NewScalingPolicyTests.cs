namespace AwsOps.Tests.Scaling;

public sealed class NewScalingPolicyTests : CmdletTest
{
    public NewScalingPolicyTests()
        : base(Shop)
    {
    }

    [Fact]
    public void Target_tracking_makes_its_own_alarms()
    {
        var policy = One("$group | New-ScalingPolicy -TargetCpu 50 -WarmupSeconds 90 -DisableScaleIn");
        Assert.Equal(("cpu-50", "TargetTrackingScaling", "ASGAverageCPUUtilization", 50.0, 90, true), (policy.Text("ScalingPolicyName"), policy.Text("PolicyType"), policy.Text("Metric"), policy.Get<double>("TargetValue"), policy.Get<int>("WarmupSeconds"), policy.Get<bool>("DisableScaleIn")));
        Assert.NotEmpty(policy.Get<string[]>("AlarmName"));
        Assert.Equal(policy.Get<string[]>("AlarmName").Length, Ok("Get-MetricAlarm").Count);
    }

    [Fact]
    public void Requests_are_counted_at_the_group_s_load_balancer()
    {
        Ok("$balancer = New-LoadBalancer front -WarningAction Ignore; $group | Set-ScalingGroup -TargetGroupArn $balancer.TargetGroupArn");
        Assert.Equal("requests-1000", One("Get-ScalingGroup shop | New-ScalingPolicy -TargetRequestsPerInstance 1000").Text("ScalingPolicyName"));

        // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredefinedMetricSpecification.html
        Assert.Matches("^app/front/[0-9a-f]+/targetgroup/front/[0-9a-f]+$", One("(Get-SandboxEvent New-ScalingPolicy -Mutating).Parameter.TargetTrackingConfiguration.PredefinedMetricSpecification.ResourceLabel").ToString());
    }

    [Fact]
    public void A_network_metric() =>
        Assert.Equal("ASGAverageNetworkIn", One("$group | New-ScalingPolicy -TargetMetric ASGAverageNetworkIn -TargetValue 1000000").Text("Metric"));

    [Fact]
    public void Steps()
    {
        var policy = One("$group | New-ScalingPolicy surge -Step @{ Lower = 0; Upper = 10; Adjustment = 10 }, @{ Lower = 10; Adjustment = 30 } -AdjustmentType PercentChangeInCapacity -MinAdjustmentMagnitude 2");
        Assert.Equal(("StepScaling", "PercentChangeInCapacity"), (policy.Text("PolicyType"), policy.Text("AdjustmentType")));
        Assert.Equal(["[0, 10): +10", "[10, ∞): +30"], Ok("(Get-ScalingPolicy shop surge).Step").Select(static step => step.ToString()));
    }

    [Fact]
    public void A_simple_adjustment()
    {
        var policy = One("$group | New-ScalingPolicy less -Adjustment -1 -CooldownSeconds 60");
        Assert.Equal(("SimpleScaling", -1, 60), (policy.Text("PolicyType"), policy.Get<int>("Adjustment"), policy.Get<int>("CooldownSeconds")));
    }

    [Fact]
    public void WhatIf_says_the_rule() =>
        Assert.Contains("Create: keep the average CPU at 50 %", Show("$group | New-ScalingPolicy -TargetCpu 50 -WhatIf"), StringComparison.Ordinal);

    [Fact]
    public void Several_groups_get_one_each()
    {
        Ok("$null = New-ScalingGroup other -LaunchTemplateName shop -MinSize 0 -MaxSize 1");
        Assert.Equal(["other", "shop"], Names("Get-ScalingGroup | New-ScalingPolicy -TargetCpu 60", "ScalingGroupName").Order(StringComparer.Ordinal));
        Assert.Equal(2, Ok("Get-ScalingPolicy -ScalingPolicyName cpu-60").Count);
    }
}
