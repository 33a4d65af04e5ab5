using AwsOps.Engine.Scaling;

namespace AwsOps.Engine.Tests.Scaling;

public class ScalingOptimizerTests
{
    // A Monday, as LoadShapes.Daily begins.
    private static readonly DateTime Start = new(2024, 3, 4, 0, 0, 0, DateTimeKind.Utc);

    private static readonly ReplaySettings Wasteful = new()
    {
        MinSize = 12,
        MaxSize = 60,
        Load = new() { CapacityPerInstance = 100 },
        Policies = [new TargetTrackingPolicy { Name = "cpu", TargetValue = 25 }],
        Prices = new(0.1),
    };

    private static readonly double[] Days = [.. LoadShapes.Daily(100, 1500, 14, 4 * 1440, noise: 0.03, seed: 1)];

    [Fact]
    public void Finds_cheaper_settings_within_the_limit_and_on_what_it_did_not_see()
    {
        var result = Search(new() { MaxCandidates = 150, Seeds = 5 });
        Assert.True(result.IsLimitMet);
        Assert.True(result.IsLimitMetOnHoldout);
        Assert.True(result.Saving > 0.3, $"saved {result.Saving:P0}");
        Assert.True(result.Best.Training.Cost < result.Baseline.Cost);
        Assert.InRange(result.Best.Training.BreachMinutes, 0, 10);
        Assert.Null(result.Best.Settings.FindProblem());
        Assert.InRange(result.Tried.Count, 100, 150);
        Assert.Equal(result.Tried.Count, result.Tried.Select(c => c.Parameters).Distinct().Count());
    }

    [Fact]
    public void The_front_has_only_what_no_other_beats()
    {
        var result = Search(new() { MaxCandidates = 60, Seeds = 1, TrySteps = false });
        foreach (var candidate in result.Pareto)
        {
            Assert.DoesNotContain(result.Tried, o => o.Training.Cost <= candidate.Training.Cost && o.Training.BreachMinutes <= candidate.Training.BreachMinutes
                && (o.Training.Cost, o.Training.BreachMinutes) != (candidate.Training.Cost, candidate.Training.BreachMinutes));
        }

        Assert.Contains(result.Best, result.Pareto);
    }

    [Fact]
    public void Is_the_same_each_time()
    {
        var options = new OptimizerOptions { MaxCandidates = 40, Seeds = 2 };
        Assert.Equal(Search(options).Tried.Select(c => (c.Parameters, c.Training)), Search(options).Tried.Select(c => (c.Parameters, c.Training)));
    }

    [Fact]
    public void A_limit_out_of_reach_is_said()
    {
        var result = ScalingOptimizer.Search(Wasteful with { MinSize = 1, MaxSize = 2 }, Start, Days, new() { MaxCandidates = 20, Seeds = 1 }, TestContext.Current.CancellationToken);
        Assert.False(result.IsLimitMet);
        Assert.Equal(result.Tried.Min(c => c.Training.BreachMinutes), result.Best.Training.BreachMinutes);
    }

    [Fact]
    public void Busy_hours_become_a_schedule()
    {
        var busy = BusyHours.Find(Days, Start, l => l / 90)!;
        Assert.Equal((8, 20), (busy.FromHour, busy.ToHour));
        var actions = busy.Schedule(10, 2);
        Assert.Equal(["45 7 * * *", "0 20 * * *"], actions.Select(a => a.Recurrence!.Text));
        Assert.Equal([10, 2], actions.Select(a => a.MinSize!.Value));
        Assert.Null(BusyHours.Find(Days.AsSpan(0, 1440), Start, l => l));
        Assert.Null(BusyHours.Find(new double[4000], Start, l => l));
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.Contains("HoldoutShare 1", Assert.Throws<ArgumentException>(() => Search(new() { HoldoutShare = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("no minutes", Assert.Throws<ArgumentException>(() => ScalingOptimizer.Search(Wasteful, Start, [], null, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => ScalingOptimizer.Search(Wasteful, Start, Days, cancellation: new CancellationToken(true)));
    }

    private static OptimizerResult Search(OptimizerOptions options) =>
        ScalingOptimizer.Search(Wasteful, Start, Days, options, TestContext.Current.CancellationToken);
}
