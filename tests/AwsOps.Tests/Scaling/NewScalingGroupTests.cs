namespace AwsOps.Tests.Scaling;

public sealed class NewScalingGroupTests : CmdletTest
{
    public NewScalingGroupTests()
        : base("$template = New-LaunchTemplate shop -InstanceType t3.small; ")
    {
    }

    [Fact]
    public void A_group_starts_with_its_minimum_in_every_zone_of_the_default_VPC()
    {
        var group = One("$template | New-ScalingGroup shop -MinSize 3 -MaxSize 10 -Wait");
        Assert.Equal((3, 10, 3, 3), (group.Get<int>("MinSize"), group.Get<int>("MaxSize"), group.Get<int>("DesiredCapacity"), group.Get<int>("InService")));
        Assert.Equal(["eu-west-1a", "eu-west-1b", "eu-west-1c"], Names("(Get-ScalingGroup shop).Instance", "Zone"));
        Assert.Equal(("shop", "$Latest", "EC2"), (group.Text("LaunchTemplateName"), group.Text("LaunchTemplateVersion"), group.Text("HealthCheckType")));
        Assert.Equal("111122223333", group.Text("AccountId"));
        Assert.Empty(group.Get<string[]>("InstanceType"));
    }

    [Fact]
    public void Several_types_and_purchase_options()
    {
        var group = One("$template | New-ScalingGroup shop -MinSize 0 -MaxSize 20 -DesiredCapacity 6 -InstanceType t3.small, t3.medium -OnDemandBase 2 -OnDemandPercentage 50 -SpotAllocationStrategy capacity-optimized -Wait");
        Assert.Equal(["t3.small", "t3.medium"], group.Get<string[]>("InstanceType"));
        Assert.Equal((2, 50, "capacity-optimized"), (group.Get<int>("OnDemandBase"), group.Get<int>("OnDemandPercentage"), group.Text("SpotAllocationStrategy")));
        Ok("$policy = (Get-SandboxEvent New-ScalingGroup -Mutating).Parameter.MixedInstancesPolicy");
        Assert.Equal("shop", One("$policy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName").ToString());

        // The base, then half of the rest: https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html
        Assert.Equal(6, group.Get<int>("InService"));
    }

    [Fact]
    public void Purchase_options_alone_make_a_mixed_group_of_the_template_s_type()
    {
        var group = One("$template | New-ScalingGroup shop -MinSize 0 -MaxSize 20 -OnDemandPercentage 0");
        Assert.Empty(group.Get<string[]>("InstanceType"));
        Assert.Equal((0, "price-capacity-optimized"), (group.Get<int>("OnDemandPercentage"), group.Text("SpotAllocationStrategy")));
    }

    [Fact]
    public void Behind_a_load_balancer_the_load_balancer_judges()
    {
        Ok("$balancer = New-LoadBalancer front -Wait -WarningAction Ignore");
        var group = One("New-ScalingGroup shop -LaunchTemplateName shop -MinSize 1 -MaxSize 2 -TargetGroupArn $balancer.TargetGroupArn");
        Assert.Equal("ELB", group.Text("HealthCheckType"));
        Assert.Equal("EC2", One("New-ScalingGroup other -LaunchTemplateName shop -MinSize 1 -MaxSize 2 -TargetGroupArn $balancer.TargetGroupArn -HealthCheckType EC2").Text("HealthCheckType"));

        // A load balancer from the pipeline brings its target groups; its subnets are its own affair.
        Assert.Single(One("$balancer | New-ScalingGroup third -LaunchTemplateName shop -MinSize 0 -MaxSize 2").Get<string[]>("TargetGroupArn"));
    }

    [Fact]
    public void Every_setting_arrives()
    {
        var group = One("$template | New-ScalingGroup shop -MinSize 0 -MaxSize 2 -LaunchTemplateVersion 1 -HealthCheckGracePeriod 120 -DefaultWarmup 90 -DefaultCooldown 60 -TerminationPolicy OldestInstance, Default -MaxInstanceLifetimeDays 30 -Tag @{ team = 'web' }");
        Assert.Equal(("1", 120, 90, 60, 30), (group.Text("LaunchTemplateVersion"), group.Get<int>("HealthCheckGracePeriod"), group.Get<int>("DefaultWarmup"), group.Get<int>("DefaultCooldown"), group.Get<int>("MaxInstanceLifetimeDays")));
        Assert.Equal(["OldestInstance", "Default"], group.Get<string[]>("TerminationPolicy"));
        Assert.Equal("web", group.Get<System.Collections.Hashtable>("Tag")["team"]);
        Assert.Equal("True", One("(Get-SandboxEvent New-ScalingGroup -Mutating).Parameter.Tags[0].PropagateAtLaunch").ToString());
    }

    [Fact]
    public void WhatIf_says_the_sizes() =>
        Assert.Contains("Create with 2 instances, 2 to 9", Show("New-ScalingGroup shop -LaunchTemplateName shop -MinSize 2 -MaxSize 9 -WhatIf"), StringComparison.Ordinal);
}
