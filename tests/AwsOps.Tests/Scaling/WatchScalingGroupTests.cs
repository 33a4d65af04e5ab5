namespace AwsOps.Tests.Scaling;

public sealed class WatchScalingGroupTests : CmdletTest
{
    public WatchScalingGroupTests()
        : base(Shop)
    {
    }

    [Fact]
    public void It_looks_as_often_as_asked_and_moves_the_sandbox_s_time()
    {
        var samples = Ok("Watch-ScalingGroup shop -IntervalSeconds 30 -Minutes 2 -NoChart");
        Assert.Equal(5, samples.Count);
        Assert.Equal(TimeSpan.FromMinutes(2), samples[^1].Get<DateTime>("Time") - samples[0].Get<DateTime>("Time"));
        Assert.All(samples, static sample => Assert.Equal(2, sample.Get<int>("InService")));
    }

    [Fact]
    public void Bars_go_to_the_host_and_objects_down_the_pipeline()
    {
        var text = Show("$null = $group | Watch-ScalingGroup -IntervalSeconds 60 -Minutes 2");
        Assert.Equal(3, text.Split('\n').Count(static line => line.Contains('█', StringComparison.Ordinal)));
        Assert.Empty(Show("$null = $group | Watch-ScalingGroup -IntervalSeconds 60 -Minutes 2 -NoChart"));
    }

    [Fact]
    public void A_group_that_is_missing() => Fails("ScalingGroupNotFound", "Watch-ScalingGroup missing");

    [Fact]
    public void A_group_that_goes_while_it_is_watched_ends_the_watch()
    {
        var outcome = Run("Watch-ScalingGroup shop -IntervalSeconds 10 -Minutes 10 -NoChart | ForEach-Object { if (-not $gone) { $gone = $true; Remove-ScalingGroup shop -Force -Confirm:$false } }");
        Assert.Equal("ScalingGroupNotFound", Assert.Single(outcome.Errors).FullyQualifiedErrorId.Split(',')[0]);
    }
}
