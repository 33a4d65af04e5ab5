namespace AwsOps.Tests.Scaling;

public sealed class SetScalingGroupTests : CmdletTest
{
    public SetScalingGroupTests()
        : base(Shop + "$null = New-LaunchTemplate next -InstanceType t3.medium; $front = New-LoadBalancer front -WarningAction Ignore; $back = New-LoadBalancer back -WarningAction Ignore; ")
    {
    }

    [Fact]
    public void A_second_run_changes_nothing()
    {
        string[] settings =
        [
            "-MinSize 3 -MaxSize 12 -DesiredCapacity 4", "-LaunchTemplateName next", "-LaunchTemplateName next -LaunchTemplateVersion 1", "-LaunchTemplateVersion '$Default'",
            "-SubnetId $group.SubnetId[1], $group.SubnetId[0]", "-InstanceType t3.small, t3.medium", "-OnDemandBase 1", "-OnDemandPercentage 40", "-SpotAllocationStrategy lowest-price",
            "-HealthCheckType ELB", "-HealthCheckGracePeriod 77", "-DefaultWarmup 88", "-DefaultCooldown 99", "-TerminationPolicy NewestInstance, Default", "-MaxInstanceLifetimeDays 7",
            "-MaxInstanceLifetimeDays 0", "-TargetGroupArn $front.TargetGroupArn", "-TargetGroupArn @()", "-Tag @{ team = 'web'; tier = 1 }",
        ];
        foreach (var setting in settings)
        {
            Assert.True(ChangesOf($"Set-ScalingGroup shop {setting}").Count == 1, setting);
            Assert.True(ChangesOf($"Set-ScalingGroup shop {setting}").Count == 0, setting + ", again");
            Assert.True(ChangesOf($"Get-ScalingGroup | Set-ScalingGroup {setting}").Count == 0, setting + ", by object");
        }

        Assert.Contains("is so already", Assert.Single(Run("Set-ScalingGroup shop -MinSize 3 -Verbose").Verbose, static line => line.StartsWith("Scaling group", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_differs_is_sent()
    {
        Ok("Set-ScalingGroup shop -MinSize 2 -MaxSize 11 -Tag @{ team = 'web' }; Set-ScalingGroup shop -Tag @{ team = 'web'; tier = 'one' }");
        Assert.Equal(["AutoScalingGroupName", "MaxSize"], Ok("(Get-SandboxEvent Set-ScalingGroup -Mutating)[0].Parameter.Keys").Select(static key => key.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal("tier", One("(Get-SandboxEvent Set-ScalingGroup -Mutating)[-1].Parameter.Tags.Key").ToString());
    }

    [Fact]
    public void WhatIf_says_from_what_to_what_for_each_setting()
    {
        Ok("Set-ScalingGroup shop -TargetGroupArn $front.TargetGroupArn");
        var before = Changes().Count;
        var text = Show("Set-ScalingGroup shop -MinSize 3 -HealthCheckType ELB -LaunchTemplateName next -InstanceType t3.small, t3.large -OnDemandBase 1 -TargetGroupArn $back.TargetGroupArn -Tag @{ team = 'web' } -WhatIf");
        foreach (var words in new[]
        {
            "minimum from 2 to 3", "health check from EC2 to ELB", "template from shop $Latest to next $Latest", "instance types from the template's to t3.small+t3.large", "on-demand base from unset to 1",
            "target groups from front to back: attach back", "target groups from front to back: detach front", "tags team=web", "Scaling group shop",
        })
        {
            Assert.Contains(words, text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        }

        Assert.Equal(before, Changes().Count);
    }

    [Fact]
    public void Target_groups_are_attached_before_others_are_detached_and_instances_move()
    {
        Ok("Set-ScalingGroup shop -TargetGroupArn $front.TargetGroupArn");
        Assert.Equal(2, Ok("Get-TargetHealth front").Count);
        Assert.Equal(["autoscaling:AttachLoadBalancerTargetGroups", "autoscaling:DetachLoadBalancerTargetGroups"], ChangesOf("Set-ScalingGroup shop -TargetGroupArn $back.TargetGroupArn"));
        Assert.Equal(2, Ok("Get-TargetHealth back").Count);
        Assert.Equal(["back", "front"], One("Set-ScalingGroup shop -TargetGroupArn (@($back.TargetGroupArn) + @($front.TargetGroupArn)) -PassThru").Get<string[]>("TargetGroupArn").Select(static arn => arn.Split('/')[1]).Order(StringComparer.Ordinal));
        Assert.Empty(One("Set-ScalingGroup shop -TargetGroupArn @() -PassThru").Get<string[]>("TargetGroupArn"));
    }

    [Fact]
    public void Several_groups_by_name_and_one_that_is_missing()
    {
        Ok("foreach ($name in 'a', 'b') { $null = New-ScalingGroup $name -LaunchTemplateName shop -MinSize 0 -MaxSize 4 }");
        var outcome = Run("Set-ScalingGroup a, missing, b -MaxSize 6 -PassThru");
        Assert.Equal("ScalingGroupNotFound", Assert.Single(outcome.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(["a 6", "b 6"], outcome.Output.Select(static group => $"{group.Text("ScalingGroupName")} {group.Get<int>("MaxSize")}"));
        Assert.Empty(Ok("Set-ScalingGroup a -MaxSize 7"));
    }

    [Fact]
    public void A_mixed_group_keeps_what_is_not_given()
    {
        Ok("Set-ScalingGroup shop -InstanceType t3.small, t3.medium -OnDemandBase 1 -OnDemandPercentage 20");
        var group = One("Set-ScalingGroup shop -LaunchTemplateVersion 1 -PassThru");
        Assert.Equal((1, 20, "1"), (group.Get<int>("OnDemandBase"), group.Get<int>("OnDemandPercentage"), group.Text("LaunchTemplateVersion")));
        Assert.Equal(["t3.small", "t3.medium"], group.Get<string[]>("InstanceType"));
    }

    [Fact]
    public void Wait_waits_for_the_instances() =>
        Assert.Equal(5, One("Set-ScalingGroup shop -DesiredCapacity 5 -Wait -PassThru").Get<int>("InService"));

    [Fact]
    public void A_larger_minimum_alone_makes_the_group_larger() =>
        Assert.Equal(4, One("Set-ScalingGroup shop -MinSize 4 -Wait -PassThru").Get<int>("InService"));
}
