namespace AwsOps.Tests.Scaling;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-capacity-rebalancing.html</summary>
public sealed class CapacityRebalanceTests : ModuleTest
{
    private const string Batch = """
        Start-AwsOpsSandbox -Region eu-west-1
        $group = New-LaunchTemplate batch -InstanceType m5.large | New-ScalingGroup batch -MinSize 4 -MaxSize 8 -InstanceType m5.large, m6i.large -OnDemandPercentage 0 -CapacityRebalance $true -Wait
        """;

    public CapacityRebalanceTests()
        : base(Batch)
    {
    }

    [Fact]
    public void A_group_is_made_and_set_so_and_replaces_ahead()
    {
        Assert.True(One("Get-ScalingGroup batch").Get<bool>("CapacityRebalance"));
        Ok("$id = (Get-ScalingGroup batch).Instance[0].InstanceId; Send-SandboxInterruption $id -LeadMinutes 8; Step-AwsOpsSandbox 5");
        Assert.Equal(4, One("Get-ScalingGroup batch").Get<int>("InService"));
        Assert.Empty(Ok("(Get-ScalingGroup batch).Instance | Where-Object InstanceId -eq $id"));
        Assert.Contains(Ok("Get-ScalingActivity batch"), static activity => activity.Text("Cause")!.Contains("rebalance recommendation", StringComparison.Ordinal));
        Assert.Contains("capacity rebalancing from True to False", Show("Set-ScalingGroup batch -CapacityRebalance $false -WhatIf"), StringComparison.Ordinal);
        Ok("Set-ScalingGroup batch -CapacityRebalance $false");
        Assert.False(One("Get-ScalingGroup batch").Get<bool>("CapacityRebalance"));
        Fails("InvalidInstanceId", "Send-SandboxInterruption i-00000000000000000");
    }

    [Fact]
    public void A_replay_loses_less_with_it()
    {
        const string Spot = "-MinSize 4 -MaxSize 4 -OnDemandPercentage 0 -CapacityPerInstance 100 -Baseline 300 -Peak 300 -BootSeconds 0 -Runs 1 -Incident @{ Minute = 20; Kind = 'SpotInterruption'; Instances = 2; LeadMinutes = 6 }";
        double Lost(string more) => One($"(Test-ScalingPolicy {Spot} {more}).Summary").Get<double>("RequestsLost");
        Assert.True(Lost("") > 0);
        Assert.Equal(0, Lost("-CapacityRebalance $true"));
        Assert.Contains(Ok($"(Test-ScalingPolicy {Spot} -CapacityRebalance $true).Minutes"), static minute => minute.Get<IReadOnlyList<string>>("Rule").Contains("CR1"));
        // What the group has is replayed.
        Assert.Contains(Ok("(Test-ScalingPolicy batch -CapacityPerInstance 100 -Baseline 300 -Peak 300 -Runs 1 -Incident @{ Minute = 20; Kind = 'SpotInterruption'; Instances = 2; LeadMinutes = 6 }).Minutes"), static minute => minute.Get<IReadOnlyList<string>>("Rule").Contains("CR1"));
        Fails("InvalidIncident", "Test-ScalingPolicy -MinSize 1 -MaxSize 2 -CapacityPerInstance 100 -Peak 10 -Incident @{ Minute = 1; Instances = 1; LeadMinutes = 2 }");
    }
}
