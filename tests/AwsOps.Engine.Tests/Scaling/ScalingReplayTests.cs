using AwsOps.Engine.Scaling;

namespace AwsOps.Engine.Tests.Scaling;

/// <summary>What a replay shows of the rules; that it is right to the second is <see cref="ReplayAgainstReferenceTests"/>'s to say.</summary>
public class ScalingReplayTests
{
    private static readonly DateTime Start = new(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly ReplaySettings Shop = new()
    {
        MinSize = 2,
        MaxSize = 40,
        Load = new() { CapacityPerInstance = 100 },
        Timings = ScalingTimings.Medians,
        Policies = [new TargetTrackingPolicy { Name = "cpu50", TargetValue = 50, WarmupSeconds = 120 }],
    };

    // TT1: three datapoints above the target, then the lag of the alarm. TT10: CPU saturates, so the group doubles at most, each time.
    [Fact]
    public void A_saturated_metric_doubles_the_group_and_no_more()
    {
        var minutes = Replay(Shop, [.. Enumerable.Repeat(80.0, 10), .. Enumerable.Repeat(2000.0, 30)]);
        var changes = minutes.Where(m => m.Change > 0).ToList();
        Assert.Equal([2, 4, 8, 16], changes.Take(4).Select(m => m.Change));
        Assert.Equal(Start.AddMinutes(14), changes[0].Time);
        Assert.True(changes[0].Rules.HasFlag(ScalingRules.TT10 | ScalingRules.TT3));
        // Request counts do not saturate: the first step takes it there.
        var requests = Shop with { Policies = [new TargetTrackingPolicy { Name = "rpt", Metric = ScalingMetric.RequestCountPerTarget, TargetValue = 3000 }] };
        Assert.Equal(38, Replay(requests, [.. Enumerable.Repeat(80.0, 10), .. Enumerable.Repeat(2000.0, 30)]).First(m => m.Change > 0).Change);
    }

    // TT9: ALBRequestCountPerTarget emits zeros, so the group goes to its minimum; 15 datapoints (TT1).
    [Fact]
    public void Idle_goes_to_the_minimum()
    {
        var settings = Shop with { DesiredCapacity = 10 };
        var minutes = Replay(settings, Enumerable.Repeat(0.0, 30));
        var change = Assert.Single(minutes, m => m.Change != 0);
        Assert.Equal((-8, Start.AddMinutes(16)), (change.Change, change.Time));
        Assert.Equal(2, minutes[^1].Serving);
    }

    // TT11: with basic monitoring 3 datapoints take 15 minutes.
    [Fact]
    public void Basic_monitoring_is_slow()
    {
        var load = Enumerable.Repeat(150.0, 60).ToArray();
        var detailed = Replay(Shop, load).First(m => m.Change > 0).Time;
        var basic = Replay(Shop with { Load = Shop.Load with { IsBasicMonitoring = true } }, load).First(m => m.Change > 0).Time;
        Assert.InRange((detailed - Start).TotalMinutes, 3, 5);
        Assert.InRange((basic - Start).TotalMinutes, 15, 21);
    }

    [Theory]
    [InlineData(HoldReason.AlarmNotYet)]
    [InlineData(HoldReason.AtLimit)]
    [InlineData(HoldReason.CoveredByWarming)]
    [InlineData(HoldReason.RoundingGivesNoChange)]
    [InlineData(HoldReason.AnotherPolicyNotReady)]
    [InlineData(HoldReason.Suspended)]
    [InlineData(HoldReason.InsufficientData)]
    [InlineData(HoldReason.Cooldown)]
    [InlineData(HoldReason.WithinTarget)]
    [InlineData(HoldReason.ScaleOutInProgress)]
    public void Why_did_it_not_scale(HoldReason reason)
    {
        var busy = Enumerable.Repeat(500.0, 30);
        var (settings, load) = reason switch
        {
            HoldReason.AlarmNotYet => (Shop, busy),
            HoldReason.AtLimit => (Shop with { MaxSize = 2 }, busy),
            HoldReason.Suspended => (Shop with { Suspended = ScalingProcesses.AlarmNotification }, busy),
            HoldReason.InsufficientData => (Shop with { MinSize = 0, DesiredCapacity = 0 }, busy),
            HoldReason.WithinTarget => (Shop, Enumerable.Repeat(95.0, 30)),
            HoldReason.RoundingGivesNoChange => (Shop with { DesiredCapacity = 3 }, Enumerable.Repeat(101.0, 30)),
            HoldReason.CoveredByWarming => (Shop, Enumerable.Repeat(150.0, 30)),
            HoldReason.ScaleOutInProgress => (Shop with { Policies = [Shop.Policies[0] with { WarmupSeconds = 1800 }] }, [.. Enumerable.Repeat(150.0, 8), .. Enumerable.Repeat(10.0, 30)]),
            HoldReason.Cooldown => (Shop with
            {
                Policies = [new SimplePolicy { Name = "add", Adjustment = 1, Alarm = new() { EvaluationPeriods = 1, Threshold = 50 } }],
            }, busy),
            _ => (Shop with
            {
                DesiredCapacity = 10,
                Policies = [.. Shop.Policies, new TargetTrackingPolicy { Name = "rpt", Metric = ScalingMetric.RequestCountPerTarget, TargetValue = 60 }],
            }, Enumerable.Repeat(9.5, 30)),
        };
        var timeline = new DecisionTimeline();
        ScalingReplay.Run(settings, Start, load, sink: timeline.Add);
        var span = timeline.Spans.First(s => s.Hold == reason);
        Assert.NotEmpty(span.Explanation);
        Assert.NotEqual(ScalingRules.None, span.Rules);
        Assert.Contains(span, timeline.Between(span.From, span.To));
    }

    // as-using-sqs-queue.html: the backlog per instance is tracked; waiting work is not lost.
    [Fact]
    public void A_queue_is_worked_off()
    {
        var settings = Shop with
        {
            Load = Shop.Load with { IsQueued = true },
            Policies = [new TargetTrackingPolicy { Name = "backlog", Metric = ScalingMetric.BacklogPerInstance, TargetValue = 1000 }],
        };
        double[] load = [.. Enumerable.Repeat(100.0, 10), .. Enumerable.Repeat(900.0, 20), .. Enumerable.Repeat(50.0, 60)];
        var minutes = Replay(settings, load);
        Assert.Contains(minutes, m => m.Lost > 1000);
        Assert.Equal(0, minutes[^1].Lost);
    }

    // "if 10 instances are required ... in a target tracking scaling policy, and 8 in a predictive scaling policy, desired is 10";
    // instances are launched ahead of the hour: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-predictive-scaling.html
    [Fact]
    public void Predictive_scaling_is_there_before_the_hour()
    {
        var days = Enumerable.Range(0, 7 * 24).Select(h => h % 24 is >= 8 and < 18 ? 1000.0 : 100).ToArray();
        var predictive = new PredictivePolicy { Name = "predict", TargetValue = 50, History = days, PreLaunchSeconds = 600 };
        var load = days.Take(24).SelectMany(h => Enumerable.Repeat(h, 60)).ToArray();
        var with = Replay(Shop with { Policies = [.. Shop.Policies, predictive] }, load);
        var up = with.First(m => m.Cause == ReplayCause.Predictive);
        Assert.Equal((Start.AddMinutes((8 * 60) - 10), 20), (up.Time, up.Desired));
        Assert.Equal(0, with.Where(m => m.Time.Hour == 8).Sum(m => m.Lost));
        Assert.True(Replay(Shop, load).Where(m => m.Time.Hour == 8).Sum(m => m.Lost) > 0);
        Assert.True(with[^1].Desired < 20);
    }

    // "The increased maximum capacity then becomes the new normal maximum capacity for the Auto Scaling group until you manually update it":
    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredictiveScalingConfiguration.html
    [Fact]
    public void A_maximum_that_was_raised_for_a_forecast_stays()
    {
        var days = Enumerable.Range(0, 7 * 24).Select(h => h % 24 is >= 8 and < 18 ? 1000.0 : 100).ToArray();
        var predictive = new PredictivePolicy { Name = "predict", TargetValue = 50, History = days, MaxCapacityBufferPercent = 10 };
        // The forecast asks for 20 from 8 to 18; at 20:00 comes what nobody forecast.
        double[] load = [.. days.Take(20).SelectMany(h => Enumerable.Repeat(h, 60)), .. Enumerable.Repeat(2000.0, 60)];
        var settings = Shop with { MaxSize = 12, Policies = [.. Shop.Policies, predictive] };
        Assert.Equal(22, Replay(settings, load).Where(static m => m.Time.Hour == 20).Max(static m => m.Desired));
        Assert.Equal(12, Replay(settings with { Policies = [.. Shop.Policies, predictive with { MaxCapacityBufferPercent = null }] }, load).Max(static m => m.Desired));
    }

    // WP1: what is prepared is in service sooner.
    [Fact]
    public void A_warm_pool_is_faster()
    {
        double[] load = [.. Enumerable.Repeat(80.0, 20), .. Enumerable.Repeat(900.0, 20)];
        var timings = ScalingTimings.Medians with { Boot = DurationRange.Fixed(240) };
        var cold = ScalingReplay.Run(Shop with { Timings = timings }, Start, load);
        var warm = ScalingReplay.Run(Shop with { Timings = timings, WarmPool = new() }, Start, load);
        Assert.True(warm.RequestsLost < cold.RequestsLost);
        Assert.True(warm.WarmPoolHours > 0);
        Assert.Equal(0, cold.WarmPoolHours);
    }

    [Fact]
    public void Schedules_run_in_their_zone()
    {
        var settings = Shop with
        {
            Schedules = [new() { Name = "morning", Recurrence = CronSchedule.Parse("30 8 * * *"), TimeZone = ScheduledAction.FindTimeZone("Europe/Berlin"), MinSize = 6 }],
        };
        var change = Assert.Single(Replay(settings, Enumerable.Repeat(150.0 / 7, 12 * 60)), m => m.Cause == ReplayCause.Schedule);
        Assert.Equal((Start.AddMinutes(450), 4), (change.Time, change.Change));
        Assert.True(change.Rules.HasFlag(ScalingRules.SC1));
        Assert.Contains("scheduled action", change.Describe(), StringComparison.Ordinal);
        Assert.DoesNotContain(Replay(settings with { Suspended = ScalingProcesses.ScheduledActions }, Enumerable.Repeat(20.0, 600)), m => m.Change > 0);
    }

    [Fact]
    public void Purchase_options_and_prices()
    {
        var settings = Shop with { DesiredCapacity = 10, MinSize = 10, Purchase = (2, 50), Prices = new(1, 0.25) };
        var summary = ScalingReplay.Run(settings, Start, Enumerable.Repeat(300.0, 60));
        Assert.Equal((10, 4), (summary.InstanceHours, summary.SpotHours));
        Assert.Equal(7, summary.Cost);
    }

    // SPEC-RG-2016-01: demand 2 (limit 0.9 of 100), supply 4: over by 100 percent, all of the time.
    [Fact]
    public void Elasticity()
    {
        var fixedSize = Shop with { MinSize = 4, MaxSize = 4, Policies = [] };
        Assert.Equal(new ElasticityScores(0, 100, 0, 100, 0), ScalingReplay.Run(fixedSize, Start, Enumerable.Repeat(150.0, 60)).Elasticity);
        var under = ScalingReplay.Run(fixedSize, Start, [.. Enumerable.Repeat(720.0, 30), .. Enumerable.Repeat(360.0, 30)]);
        Assert.Equal(new ElasticityScores(25, 0, 50, 0, -1), under.Elasticity);
        Assert.Equal(30, under.BreachMinutes);
        Assert.Equal(320.0 * 1800, under.RequestsLost);
    }

    [Fact]
    public void A_seed_always_gives_the_same_and_bands_are_in_order()
    {
        var settings = Shop with { Timings = ScalingTimings.Observed };
        double[] load = [.. LoadShapes.Surge(80, 1200, 30, 10, 20, 20, 180)];
        var bands = ReplayBands.Run(settings, Start, load, 9, TestContext.Current.CancellationToken);
        Assert.Equal(bands.Runs, ReplayBands.Run(settings, Start, load, 9, TestContext.Current.CancellationToken).Runs);
        Assert.True(bands.RequestsLost.P10 < bands.RequestsLost.P50 && bands.RequestsLost.P50 < bands.RequestsLost.P90);
        Assert.Equal(9, bands.Runs.Count);
    }

    [Fact]
    public void Invalid_settings_are_named()
    {
        Assert.Contains("MaxSize 1", (Shop with { MaxSize = 1 }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("MinSize -1", (Shop with { MinSize = -1 }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("DesiredCapacity 99", (Shop with { DesiredCapacity = 99 }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("CapacityPerInstance 0", (Shop with { Load = Shop.Load with { CapacityPerInstance = 0 } }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("IsQueued", (Shop with { Policies = [Shop.Policies[0] with { Metric = ScalingMetric.BacklogPerInstance }] }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("TargetValue -5", (Shop with { Policies = [new TargetTrackingPolicy { Name = "x", TargetValue = -5 }] }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("Launch 5/4/9", (Shop with { Timings = new() { Launch = new(5, 4, 9) } }).FindProblem(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ScalingReplay(Shop with { Zones = 0 }, Start));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScalingReplay(Shop, Start).Advance(double.NaN));
    }

    // TE1, as Termination chooses: the replay's own, faster choice must be the same instances' ages.
    [Fact]
    public void Terminations_follow_the_default_policy()
    {
        var settings = Shop with
        {
            Zones = 2,
            Policies = [],
            Schedules = [Set("up", 37, 5), Set("down", 71, 3)],
        };
        var minutes = Replay(settings, Enumerable.Repeat(10.0, 90));
        Assert.Equal(5, minutes[60].InService);
        var at = Start.AddMinutes(71).AddSeconds(15);
        FleetInstance[] group = [.. Enumerable.Range(0, 5).Select(i => new FleetInstance { InstanceId = $"i-{i}", Zone = i % 2 == 0 ? "a" : "b", LaunchTime = i < 2 ? Start : Start.AddMinutes(37).AddSeconds(15) })];
        var chosen = Termination.ChooseMany(group, 2, new() { Now = at });
        Assert.Equal(["i-2", "i-3"], chosen.Select(i => i.InstanceId));
        Assert.Equal(2, minutes[71].Terminating);

        static ScheduledAction Set(string name, int minute, int size) => new() { Name = name, StartTime = Start.AddMinutes(minute), MinSize = size, DesiredCapacity = size };
    }

    // Memory must not grow with the load: a minute without a change allocates nothing, so a byte per minute is none.
    [Fact]
    public void A_minute_allocates_nothing()
    {
        var replay = new ScalingReplay(Shop with { DesiredCapacity = 3, Policies = [.. Shop.Policies, new TargetTrackingPolicy { Name = "rpt", Metric = ScalingMetric.RequestCountPerTarget, TargetValue = 3000 }] }, Start);
        Run(500);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(20_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);

        void Run(int minutes)
        {
            for (var i = 0; i < minutes; i++)
            {
                replay.Advance(145);
            }
        }
    }

    internal static List<ReplayMinute> Replay(ReplaySettings settings, IEnumerable<double> load)
    {
        var minutes = new List<ReplayMinute>();
        ScalingReplay.Run(settings, Start, load, sink: (in ReplayMinute m) => minutes.Add(m));
        return minutes;
    }
}
