namespace AwsOps.Tests.Scaling;

public sealed class RemoveLoadBalancerTests : CmdletTest
{
    public RemoveLoadBalancerTests()
        : base(Shop + "$balancer = New-LoadBalancer front -WarningAction Ignore; Set-ScalingGroup shop -TargetGroupArn $balancer.TargetGroupArn; ")
    {
    }

    [Fact]
    public void In_use_it_stays_and_the_error_names_the_group()
    {
        var before = Changes().Count;
        var error = Fails("LoadBalancerInUse", "Remove-LoadBalancer front -Confirm:$false");
        Assert.Contains("scaling group 'shop'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-Force", Text(error), StringComparison.Ordinal);
        Assert.Equal(before, Changes().Count);
        Fails("LoadBalancerInUse", "Remove-LoadBalancer front -WhatIf");
    }

    [Fact]
    public void Force_takes_the_group_out_first()
    {
        Assert.Contains("target groups from front to none: detach front", Show("Remove-LoadBalancer front -Force -WhatIf").ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(["autoscaling:DetachLoadBalancerTargetGroups", "elasticloadbalancing:DeleteLoadBalancer", "elasticloadbalancing:DeleteTargetGroup"], ChangesOf("Remove-LoadBalancer front -Force -Confirm:$false"));
        Assert.Empty(One("Get-ScalingGroup shop").Get<string[]>("TargetGroupArn"));
        Ok("$null = New-LoadBalancer front -WarningAction Ignore");
    }

    [Fact]
    public void What_the_advice_says_works()
    {
        Ok("Set-ScalingGroup 'shop' -TargetGroupArn @(); Remove-LoadBalancer front -Confirm:$false");
        Assert.Empty(Ok("Get-LoadBalancer"));
    }
}
