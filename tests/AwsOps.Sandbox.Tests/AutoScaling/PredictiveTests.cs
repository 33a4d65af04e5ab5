using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Load;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>
/// Predictive scaling: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-predictive-scaling.html and
/// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredictiveScalingConfiguration.html. The forecast is the Engine's.
/// </summary>
public class PredictiveTests
{
    private static readonly MetricId Cpu = new("AWS/EC2", "CPUUtilization", ("AutoScalingGroupName", Shop.Group));

    [Theory]
    [InlineData(0, 300)]
    [InlineData(9, 1500)]
    [InlineData(20, 0)]
    public void The_sandbox_scales_by_forecast_as_the_replay_does(int firstHour, int early)
    {
        const int Hours = 60;
        var shop = new Shop();
        shop.State.Timings = shop.State.Timings with { Decision = (5, 5, 5) };
        shop.Ec2.Timings = shop.Ec2.Timings with { Launch = (45, 45), Terminate = (40, 40) };
        var alarms = shop.Scope.Get<CloudWatchState>().Alarms;
        alarms.Timings = alarms.Timings with { PastMinute = (10, 10) };
        shop.Create(2, 12, zones: 1);
        shop.Minutes(3);
        // A shop: quiet nights, busy days, evenings in between.
        double[] load = [.. Enumerable.Range(0, Hours * 60).Select(minute => ((firstHour + (minute / 60)) % 24) switch { < 8 => 90.0, < 18 => 530, _ => 330 })];
        var start = shop.Now;
        shop.OnGroup("PutScalingPolicy", ("PolicyName", "cpu"), ("PolicyType", "TargetTrackingScaling"), ("EstimatedInstanceWarmup", 0L),
            ("TargetTrackingConfiguration", new Struct { ["TargetValue"] = 50.0, ["PredefinedMetricSpecification"] = new Struct { ["PredefinedMetricType"] = "ASGAverageCPUUtilization" } }));
        Put(shop, "ahead", Configuration(50, scales: true, early));
        SandboxLoad.Attach(shop.Cloud, SandboxTest.Region, new LoadSettings
        {
            ScalingGroupName = Shop.Group,
            CapacityPerInstance = 100,
            Points = [.. load.SelectMany(static (value, minute) => new[] { new LoadPoint(TimeSpan.FromMinutes(minute), value), new LoadPoint(TimeSpan.FromMinutes(minute + 0.99), value) })],
        });
        var sandbox = new List<int>();
        for (var minute = 0; minute < load.Length; minute++)
        {
            // The replay's minute ends just before the next one begins.
            shop.Seconds(59);
            sandbox.Add(shop.Describe().Int("DesiredCapacity")!.Value);
            shop.Seconds(1);
        }

        var settings = new ReplaySettings
        {
            MinSize = 2,
            MaxSize = 12,
            Load = new() { CapacityPerInstance = 100 },
            Timings = new()
            {
                AlarmLag = DurationRange.Fixed(10),
                ActivityStart = DurationRange.Fixed(5),
                Launch = DurationRange.Fixed(45),
                Boot = DurationRange.Fixed(0),
                Terminate = DurationRange.Fixed(45),
                ScaleInGap = DurationRange.Fixed(300),
                ScheduleDelay = DurationRange.Fixed(0),
            },
            Policies = [new TargetTrackingPolicy { Name = "cpu", TargetValue = 50, WarmupSeconds = 0 }, new PredictivePolicy { Name = "ahead", TargetValue = 50, PreLaunchSeconds = early }],
        };
        var (replay, told, ahead) = (new List<int>(), new List<string>(), 0);
        ScalingReplay.Run(settings, start, load, sink: (in ReplayMinute minute) =>
        {
            replay.Add(minute.Desired);
            told.Add($"{replay.Count - 1} {minute.Time:dd HH:mm}: sandbox {sandbox[replay.Count - 1]}; replay {minute.Desired}: {minute.Describe()}");
            ahead += minute.Cause == ReplayCause.Predictive ? 1 : 0;
        });
        var first = Enumerable.Range(0, load.Length).FirstOrDefault(minute => sandbox[minute] != replay[minute], -1);
        Assert.True(first < 0, $"differs in minute {first}:\n{string.Join('\n', told.Skip(first - 5).Take(8))}");
        Assert.InRange(ahead, 1, 6);
        Assert.Equal(ahead, shop.OnGroup("DescribeScalingActivities").Structs("Activities")
            .Select(static a => a.String("Cause")!).Where(static c => c.Contains("predictive scaling policy ahead forecast", StringComparison.Ordinal)).Select(static c => c[..20]).Distinct().Count());
    }

    [Fact]
    public void A_forecast_begins_after_a_day_reaches_two_days_and_is_made_anew_every_six_hours()
    {
        var shop = new Shop();
        shop.Create(2, 10);
        Put(shop, "look", Configuration(50, scales: false));
        Assert.Empty(Forecast(shop, "look").Child("CapacityForecast")!.List("Timestamps"));
        Feed(shop, 24, 390);
        shop.Minutes(60);
        var made = Forecast(shop, "look");
        Assert.InRange(made.Child("CapacityForecast")!.List("Timestamps").Count, 47, 48);
        Assert.All(made.Child("CapacityForecast")!.List("Values"), static value => Assert.Equal(8.0, value));
        Assert.All(made.Structs("LoadForecast")[0].List("Values"), static value => Assert.InRange((double)value!, 380, 400));
        Feed(shop, 4, 390);
        Assert.Equal(made.Time("UpdateTime"), Forecast(shop, "look").Time("UpdateTime"));
        Feed(shop, 2, 390);
        Assert.True(Forecast(shop, "look").Time("UpdateTime") > made.Time("UpdateTime"));
        // It only forecasts.
        Assert.Equal(2, shop.Describe().Int("DesiredCapacity"));
        Assert.False(shop.Describe().Has("PredictedCapacity"));
    }

    // "If the forecast capacity is 50, and the maximum capacity is 40, then the effective maximum capacity is 55"; "the increased maximum
    // capacity then becomes the new normal maximum".
    [Theory]
    [InlineData(null, 10, 10)]
    [InlineData(10, 24, 21)]
    public void The_maximum_holds_or_is_raised_for_good(int? buffer, int max, int desired)
    {
        var shop = new Shop();
        shop.Create(2, 10);
        Feed(shop, 25, 1030);
        var configuration = Configuration(50, scales: true);
        if (buffer is { } percent)
        {
            (configuration["MaxCapacityBreachBehavior"], configuration["MaxCapacityBuffer"]) = ("IncreaseMaxCapacity", (long)percent);
        }

        Put(shop, "ahead", configuration);
        Assert.Equal((max, desired, 21), (shop.Describe().Int("MaxSize"), shop.Describe().Int("DesiredCapacity"), shop.Describe().Int("PredictedCapacity")));
        shop.OnGroup("DeletePolicy", ("PolicyName", "ahead"));
        Assert.Equal(max, shop.Describe().Int("MaxSize"));
        Assert.False(shop.Describe().Has("PredictedCapacity"));
    }

    [Fact]
    public void Configurations_that_are_not_valid_are_refused()
    {
        var shop = new Shop();
        shop.Create(2, 10);
        foreach (var (change, words) in new (Action<Struct>, string)[]
        {
            (static c => c["MetricSpecifications"] = new List<Struct> { Metric(50), Metric(60) }, "exactly one"),
            (static c => c["MetricSpecifications"] = new List<Struct> { Metric(0) }, "greater than 0"),
            (static c => c["MetricSpecifications"] = new List<Struct> { new() { ["TargetValue"] = 50.0 } }, "either a metric pair"),
            (static c => c["SchedulingBufferTime"] = 3600L, "SchedulingBufferTime 3600"),
            (static c => c["MaxCapacityBuffer"] = 10L, "IncreaseMaxCapacity"),
            (static c => c["MaxCapacityBreachBehavior"] = "IncreaseMaxCapacity", "MaxCapacityBuffer is required"),
            (static c => c["MetricSpecifications"] = new List<Struct> { Metric(50, "ALBRequestCount") }, "ResourceLabel"),
        })
        {
            var configuration = Configuration(50, scales: false);
            change(configuration);
            Assert.Contains(words, Assert.Throws<AwsError>(() => Put(shop, "p", configuration)).Message, StringComparison.Ordinal);
        }

        // "Only one of the policies can be used for active scaling."
        Put(shop, "one", Configuration(50, scales: true));
        Put(shop, "one", Configuration(60, scales: true));
        Put(shop, "look", Configuration(40, scales: false));
        Assert.Contains("'one'", Assert.Throws<AwsError>(() => Put(shop, "two", Configuration(50, scales: true))).Message, StringComparison.Ordinal);
        Assert.Contains("30 days", Assert.Throws<AwsError>(() => shop.OnGroup("GetPredictiveScalingForecast", ("PolicyName", "one"), ("StartTime", shop.Now), ("EndTime", shop.Now.AddDays(31)))).Message, StringComparison.Ordinal);
    }

    private static void Feed(Shop shop, int hours, double totalCpu)
    {
        for (var minute = 0; minute < hours * 60; minute++)
        {
            shop.Metrics.Put(Cpu, shop.Now, totalCpu, "Percent");
            shop.Minutes(1);
        }
    }

    private static Struct Forecast(Shop shop, string policy) =>
        shop.OnGroup("GetPredictiveScalingForecast", ("PolicyName", policy), ("StartTime", MetricStore.Floor(shop.Now, 3600)), ("EndTime", shop.Now.AddDays(3)));

    private static void Put(Shop shop, string name, Struct configuration) =>
        shop.OnGroup("PutScalingPolicy", ("PolicyName", name), ("PolicyType", "PredictiveScaling"), ("PredictiveScalingConfiguration", configuration));

    private static Struct Configuration(double target, bool scales, int? early = null) => new()
    {
        ["Mode"] = scales ? "ForecastAndScale" : null,
        ["SchedulingBufferTime"] = (long?)early,
        ["MetricSpecifications"] = new List<Struct> { Metric(target) },
    };

    private static Struct Metric(double target, string pair = "ASGCPUUtilization") => new()
    {
        ["TargetValue"] = target,
        ["PredefinedMetricPairSpecification"] = new Struct { ["PredefinedMetricType"] = pair },
    };
}
