namespace AwsOps.Tests.Scaling;

public sealed class GetTargetHealthTests : CmdletTest
{
    public GetTargetHealthTests()
        : base("$balancer = New-LoadBalancer front -Wait -WarningAction Ignore; $group = New-LaunchTemplate shop t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 4 -TargetGroupArn $balancer.TargetGroupArn -Wait; Step-AwsOpsSandbox -Minutes 3; ")
    {
    }

    [Theory]
    [InlineData("Get-TargetHealth front")]
    [InlineData("Get-TargetHealth $balancer.TargetGroupArn")]
    [InlineData("$balancer | Get-TargetHealth")]
    [InlineData("$group | Get-TargetHealth")]
    [InlineData("'front' | Get-TargetHealth")]
    public void By_name_ARN_and_object(string script)
    {
        var targets = Ok(script);
        Assert.Equal(2, targets.Count);
        Assert.All(targets, static target => Assert.Equal(("front", "healthy"), (target.Text("TargetGroupName"), target.Text("State"))));
    }

    [Fact]
    public void A_group_behind_no_load_balancer_has_no_targets() =>
        Assert.Empty(Ok("New-ScalingGroup other -LaunchTemplateName shop -MinSize 0 -MaxSize 1 | Get-TargetHealth"));
}
