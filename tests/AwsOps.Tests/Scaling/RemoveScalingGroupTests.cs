namespace AwsOps.Tests.Scaling;

public sealed class RemoveScalingGroupTests : CmdletTest
{
    public RemoveScalingGroupTests()
        : base(Shop + "$null = $group | New-ScalingPolicy -TargetCpu 50; ")
    {
    }

    [Fact]
    public void With_its_instances_only_by_force()
    {
        Assert.Contains("-Force", Text(Fails("ScalingGroupHasInstances", "Remove-ScalingGroup shop -Confirm:$false")), StringComparison.Ordinal);
        Assert.Equal("shop", One("Remove-ScalingGroup shop -Force -Wait -PassThru -Confirm:$false").Text("ScalingGroupName"));
        Assert.Empty(Ok("Get-ScalingGroup"));
        Assert.Empty(Ok("Get-ScalingPolicy"));
        Assert.Empty(Ok("Get-MetricAlarm"));
    }

    [Fact]
    public void WhatIf_says_what_goes_with_it() =>
        Assert.Contains("Remove and terminate its 2 instance(s)", Show("Remove-ScalingGroup shop -Force -WhatIf"), StringComparison.Ordinal);

    [Fact]
    public void A_group_made_empty_goes_without_force()
    {
        Ok("Set-ScalingGroup shop -MinSize 0 -DesiredCapacity 0 -Wait; Remove-ScalingGroup shop -Confirm:$false");
        Assert.Empty(Ok("Get-ScalingGroup"));
    }
}
