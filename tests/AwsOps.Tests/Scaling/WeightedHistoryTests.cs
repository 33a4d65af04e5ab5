namespace AwsOps.Tests.Scaling;

/// <summary>The history of a group whose instances have weights: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups-instance-weighting.html</summary>
public sealed class WeightedHistoryTests : ModuleTest
{
    private const string Group = """
        $url = (Start-AwsOpsSandbox -Region eu-west-1 -Port 0 -StartTime '2026-11-27T05:00:00Z').EndpointUrl
        $null = New-LaunchTemplate mix -InstanceType c5.large
        """;

    public WeightedHistoryTests()
        : base(Group)
    {
    }

    [Fact]
    public async Task Each_instance_counts_what_it_weighs_and_what_is_gone_is_told()
    {
        // As another program would, since New-ScalingGroup gives no weights.
        const string Template = "MixedInstancesPolicy.LaunchTemplate.", Share = "MixedInstancesPolicy.InstancesDistribution.";
        await AutoScalingAsync(
            ("Action", "CreateAutoScalingGroup"), ("AutoScalingGroupName", "mix"), ("MinSize", "4"), ("MaxSize", "40"), ("AvailabilityZones.member.1", "eu-west-1a"),
            (Template + "LaunchTemplateSpecification.LaunchTemplateName", "mix"), (Template + "LaunchTemplateSpecification.Version", "$Latest"),
            (Template + "Overrides.member.1.InstanceType", "c5.large"), (Template + "Overrides.member.1.WeightedCapacity", "1"),
            (Template + "Overrides.member.2.InstanceType", "c5.xlarge"), (Template + "Overrides.member.2.WeightedCapacity", "2"),
            (Share + "OnDemandBaseCapacity", "4"), (Share + "OnDemandPercentageAboveBaseCapacity", "0"), (Share + "SpotAllocationStrategy", "lowest-price"));
        Ok("""
            Step-AwsOpsSandbox -Minutes 3
            $null = Get-ScalingGroup mix | New-ScalingPolicy -TargetCpu 50 -WarmupSeconds 120
            $null = Get-ScalingGroup mix | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 180 }, @{ Minutes = 20; RequestsPerSecond = 180 }, @{ Minutes = 21; RequestsPerSecond = 360 }, @{ Minutes = 70; RequestsPerSecond = 360 }, @{ Minutes = 71; RequestsPerSecond = 90 }
            Step-AwsOpsSandbox -Minutes 60
            $compared = Test-ScalingPolicy mix -Compare -From '2026-11-27T05:05:00Z' -CapacityPerInstance 100
            """);
        var group = One("Get-ScalingGroup mix");
        Assert.True(group.Get<int>("DesiredCapacity") > group.Get<int>("InService"), "all weigh 1");

        // Evenly spread over instances of 100 and 200 requests per second: four small ones at first, some of both later.
        var minutes = Ok("$compared.Model.Minutes");
        Assert.InRange(minutes[5].Get<double>("Load"), 175, 185);
        Assert.InRange(minutes[^5].Get<double>("Load"), 350, 370);
        Assert.DoesNotContain(Ok("$compared.Assumption"), static line => line.ToString().Contains("are gone", StringComparison.Ordinal));
        Assert.Empty(Run("Get-ScalingDecision mix -From '2026-11-27T05:05:00Z'").Warnings);

        Ok("Step-AwsOpsSandbox -Minutes 60; $compared = Test-ScalingPolicy mix -Compare -From '2026-11-27T05:05:00Z' -CapacityPerInstance 100");
        Assert.Contains(Ok("$compared.Assumption"), static line => line.ToString().Contains("are gone, and AWS does not tell what they weighed", StringComparison.Ordinal));
        Assert.Contains("MI2", Assert.Single(Run("Get-ScalingDecision mix -From '2026-11-27T05:05:00Z'").Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_warm_pool_gives_and_takes_back_counts_as_in_service()
    {
        Ok("""
            $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait
            Set-ScalingWarmPool shop -ReuseOnScaleIn $true
            $null = $group | New-ScalingPolicy -TargetCpu 50 -WarmupSeconds 120
            Step-AwsOpsSandbox -Minutes 10
            $from = (Get-AwsOpsSandbox).Now
            $null = $group | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 90 }, @{ Minutes = 20; RequestsPerSecond = 90 }, @{ Minutes = 21; RequestsPerSecond = 360 }, @{ Minutes = 60; RequestsPerSecond = 360 }, @{ Minutes = 61; RequestsPerSecond = 90 } -CapacityPerInstance 100
            Step-AwsOpsSandbox -Minutes 120
            $compared = Test-ScalingPolicy shop -Compare -From $from.AddMinutes(2) -CapacityPerInstance 100
            """);
        Assert.Contains(Ok("Get-ScalingActivity shop"), static activity => activity.Text("Description")!.Contains("to the warm pool", StringComparison.Ordinal));
        var minutes = Ok("$compared.Model.Minutes");
        Assert.InRange(minutes[5].Get<double>("Load"), 85, 95);
        Assert.InRange(minutes[50].Get<double>("Load"), 345, 375);
        Assert.InRange(minutes[^3].Get<double>("Load"), 85, 95);
    }
}
