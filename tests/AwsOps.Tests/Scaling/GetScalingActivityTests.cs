namespace AwsOps.Tests.Scaling;

public sealed class GetScalingActivityTests : CmdletTest
{
    public GetScalingActivityTests()
        : base(Shop + "Set-ScalingGroup shop -DesiredCapacity 3 -Wait; $null = New-ScalingGroup other -LaunchTemplateName shop -MinSize 1 -MaxSize 1 -Wait; ")
    {
    }

    [Fact]
    public void Newest_first_and_of_the_groups_named()
    {
        var times = Ok("Get-ScalingActivity shop").Select(static item => item.Get<DateTime>("StartTime")).ToList();
        Assert.Equal(times.OrderDescending(), times);
        Assert.Equal(3, times.Count);
        Assert.Equal(["other", "shop"], Names("Get-ScalingActivity", "ScalingGroupName").Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["shop", "other"], Names("Get-ScalingActivity shop, other -First 1", "ScalingGroupName").OrderDescending());
        Assert.Equal(2, Ok("Get-ScalingGroup | Get-ScalingActivity -First 1").Count);
    }

    [Fact]
    public void Since_a_time()
    {
        var latest = One("Get-ScalingActivity shop -First 1").Get<DateTime>("StartTime");
        Assert.Single(Ok($"Get-ScalingActivity shop -Since '{latest:O}'"));
        Assert.Single(Ok($"Get-ScalingActivity shop -Since ([datetime]'{latest:O}').ToLocalTime()"));
        Assert.Empty(Ok("Get-ScalingActivity shop -Since '2030-01-01'"));
    }

    [Fact]
    public void A_group_that_is_missing_ends_nothing()
    {
        var outcome = Run("Get-ScalingActivity missing, other");
        Assert.Equal("ScalingGroupNotFound", Assert.Single(outcome.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Single(outcome.Output);
    }
}
