using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Load;
using AwsOps.Sandbox.Pricing;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>
/// The sandbox under a load and the engine's replay of the same load give the same sequence of sizes, minute by minute: one implementation
/// of the rules, two consumers. Timings are fixed to the same figures in both.
/// </summary>
public class SameAsReplayTests
{
    private const int Minutes = 150;
    private const double Capacity = 100;

    // Minutes in which one of two zones has no capacity; when it is back the zones are evened out.
    private static readonly (int From, int To) ZoneShort = (22, 60);

    private static readonly AlarmSettings Above70 = new() { EvaluationPeriods = 2, Threshold = 70 };

    // Instances enter service at a full minute, so that a minute's metric is the same whether it is taken over the minute or at its end.
    private static readonly ScalingTimings Timings = new()
    {
        AlarmLag = DurationRange.Fixed(10),
        ActivityStart = DurationRange.Fixed(5),
        Launch = DurationRange.Fixed(45),
        Boot = DurationRange.Fixed(0),
        Terminate = DurationRange.Fixed(45),
        WarmPoolLaunch = DurationRange.Fixed(45),
        WarmPoolBoot = DurationRange.Fixed(0),
        Stop = DurationRange.Fixed(40),
        Drain = DurationRange.Fixed(5),
        ScaleInGap = DurationRange.Fixed(300),
        ScheduleDelay = DurationRange.Fixed(0),
        HealthDetection = DurationRange.Fixed(10),
    };

    [Theory]
    [InlineData("target", 1)]
    [InlineData("target", 2)]
    [InlineData("target", 3)]
    [InlineData("target", 4)]
    [InlineData("target", 5)]
    [InlineData("target, default warm-up", 6)]
    [InlineData("target, default warm-up", 7)]
    [InlineData("steps", 8)]
    [InlineData("steps", 9)]
    [InlineData("steps", 10)]
    [InlineData("simple", 11)]
    [InlineData("simple", 12)]
    [InlineData("target and steps", 13)]
    [InlineData("target and steps", 14)]
    [InlineData("target and schedule", 15)]
    [InlineData("target and schedule", 16)]
    [InlineData("target, mixed capacity-optimized-prioritized", 17)]
    [InlineData("target, mixed capacity-optimized-prioritized", 18)]
    [InlineData("target, mixed lowest-price", 19)]
    [InlineData("target, mixed lowest-price", 20)]
    [InlineData("target, mixed price-capacity-optimized", 21)]
    [InlineData("target, mixed short", 22)]
    [InlineData("target, mixed short", 23)]
    [InlineData("target, pool", 24)]
    [InlineData("target, pool", 25)]
    [InlineData("target, pool prepared", 26)]
    [InlineData("target, pool prepared", 27)]
    [InlineData("target, pool prepared reuse", 28)]
    [InlineData("target, pool prepared reuse", 29)]
    [InlineData("target, pool reuse", 30)]
    [InlineData("steps, pool reuse Hibernated", 31)]
    [InlineData("steps, pool prepared reuse Hibernated", 37)]
    [InlineData("simple, pool reuse", 33)]
    [InlineData("simple, pool prepared reuse", 34)]
    [InlineData("sizes, pool Running", 35)]
    [InlineData("sizes, pool prepared reuse Running", 36)]
    [InlineData("target, surge", 38)]
    [InlineData("target, pool surge", 39)]
    [InlineData("target, pool reuse Hibernated surge", 40)]
    [InlineData("target, zones", 41)]
    [InlineData("target, zones", 42)]
    [InlineData("target, zones full", 44)]
    [InlineData("target, mixed interrupted", 45)]
    [InlineData("target, mixed interrupted", 46)]
    [InlineData("target, mixed lowest-price interrupted", 47)]
    [InlineData("target, mixed rebalanced", 48)]
    [InlineData("target, mixed rebalanced", 49)]
    [InlineData("target, mixed lowest-price rebalanced", 50)]
    [InlineData("math target", 51)]
    [InlineData("math target", 52)]
    [InlineData("math steps", 56)]
    [InlineData("math steps", 57)]
    [InlineData("target, zones", 55)]
    public void The_sandbox_scales_as_the_replay_does(string what, int seed)
    {
        var load = what.Contains("surge", StringComparison.Ordinal) ? Surge() : Load(seed);
        var (shop, start) = Open(what, load);
        var sandbox = new List<(int Minute, int Desired, int InService, int Units, int Pooled)>();
        for (var minute = 0; minute < Minutes; minute++)
        {
            Happen(what, minute, shop);
            shop.Seconds(10);
            if (minute == 40 && what.Contains("rebalanced", StringComparison.Ordinal))
            {
                // Replacements are launched 5 seconds later and enter service at a full minute.
                Interrupt(shop, 2, TimeSpan.FromMinutes(3));
            }

            // Instances enter service at full minutes: the replay's minute ends just before.
            shop.Seconds(49);
            var running = shop.Instances().Where(static i => i.String("LifecycleState") == "InService").ToList();
            shop.Seconds(1);
            sandbox.Add((minute, shop.Describe().Int("DesiredCapacity")!.Value, running.Count, running.Sum(static i => int.Parse(i.String("WeightedCapacity") ?? "1", System.Globalization.CultureInfo.InvariantCulture)), Pooled(shop)));
        }

        var replay = new List<(int Minute, int Desired, int InService, int Units, int Pooled)>();
        var told = new List<string>();
        var rules = ScalingRules.None;
        ScalingReplay.Run(Settings(what, start), start, load, sink: (in ReplayMinute minute) =>
        {
            rules |= minute.Rules;
            replay.Add((replay.Count, minute.Desired, minute.InService, minute.Units, minute.Pooled));
            told.Add($"{replay.Count - 1}: sandbox {sandbox[replay.Count - 1]}; {replay[^1]}; {minute.Desired}, {minute.InService} in service, {minute.Warming} warming: {minute.Describe()}");
        });
        var first = Enumerable.Range(0, Minutes).FirstOrDefault(minute => sandbox[minute] != replay[minute], -1);
        Assert.True(first < 0, $"differs in minute {first}:\n{string.Join('\n', told.Skip(first - 5).Take(8))}");
        Assert.True(Changes(replay).Count > 3, "nothing scaled");
        Assert.True(!what.Contains("full", StringComparison.Ordinal) || replay.Max(static m => m.InService) == 9, "the maximum of 8 is not exceeded by one");
        Assert.Equal(what.Contains("rebalanced", StringComparison.Ordinal), rules.HasFlag(ScalingRules.CR1));
        Assert.Equal(what.Contains("zones", StringComparison.Ordinal), rules.HasFlag(ScalingRules.AZ1));
    }

    private static void Happen(string what, int minute, Shop shop)
    {
        if (minute == 40 && what.Contains("short", StringComparison.Ordinal))
        {
            // From here on there is no more of one type.
            shop.Ec2.Shortages.Add(new CapacityShortage("c5.large"));
        }

        if (what.Contains("zones", StringComparison.Ordinal) && minute == ZoneShort.From)
        {
            shop.Ec2.Shortages.Add(new CapacityShortage(AvailabilityZone: shop.Subnets[1].AvailabilityZone));
        }

        if (what.Contains("zones", StringComparison.Ordinal) && minute == ZoneShort.To)
        {
            shop.Ec2.Shortages.Clear();
        }

        if (minute == 40 && what.Contains("interrupted", StringComparison.Ordinal))
        {
            Interrupt(shop, 1, TimeSpan.Zero);
        }
    }

    // The longest-running, as the replay does.
    private static void Interrupt(Shop shop, int count, TimeSpan lead)
    {
        var spot = shop.Instances().Where(i => i.String("LifecycleState") == "InService" && shop.Ec2.Instances.Get(i.String("InstanceId")!).IsSpot).Take(count).ToList();
        Assert.Equal(count, spot.Count);
        spot.ForEach(i => shop.Ec2.InterruptSpotInstance(i.String("InstanceId")!, lead));
    }

    private static int Pooled(Shop shop) => shop.Describe().Has("WarmPoolConfiguration")
        ? shop.OnGroup("DescribeWarmPool").Structs("Instances").Count(static i => i.String("LifecycleState") != "Warmed:Terminating") : 0;

    private static ReplayWarmPool? Pool(string what) => !what.Contains("pool", StringComparison.Ordinal) ? null : new(
        what.Contains("prepared", StringComparison.Ordinal) ? 8 : null,
        what.Contains("prepared", StringComparison.Ordinal) ? 1 : 0,
        what.Contains("Running", StringComparison.Ordinal) ? WarmPoolState.Running : what.Contains("Hibernated", StringComparison.Ordinal) ? WarmPoolState.Hibernated : WarmPoolState.Stopped,
        what.Contains("reuse", StringComparison.Ordinal));

    // What waits running is in service within the minute, whose metric then depends on when it is taken: sizes are set instead.
    private static (double Minute, int Desired)[] Sizes(string what) => what.Contains("sizes", StringComparison.Ordinal) ? [(12.4, 9), (40.4, 3), (70.4, 12), (71.4, 7), (100.4, 2)] : [];

    private static List<(int Minute, int Desired, int InService, int Units, int Pooled)> Changes(List<(int Minute, int Desired, int InService, int Units, int Pooled)> minutes) =>
        [.. minutes.Where((item, index) => index == 0 || item.Desired != minutes[index - 1].Desired)];

    // Levels that hold for a quarter to half an hour, the first of them on target.
    private static double[] Load(int seed)
    {
        var random = new Random(seed);
        var load = new double[Minutes];
        var (level, until) = (90.0, 20);
        for (var minute = 0; minute < Minutes; minute++)
        {
            if (minute == until)
            {
                (level, until) = (Math.Round((60 + (random.NextDouble() * 900)) / 7) * 7, until + random.Next(15, 35));
            }

            load[minute] = level;
        }

        return load;
    }

    // A sale: ten times the load within five minutes, for an hour.
    private static double[] Surge() => [.. Enumerable.Range(0, Minutes).Select(static minute => minute is < 20 or >= 90 ? 90.0 : Math.Min(900, 90 + (162 * (minute - 19))))];

    private static (Shop Shop, DateTime Start) Open(string what, double[] load)
    {
        var shop = new Shop();
        // Balance is looked at at full minutes; metrics of the group are of the end of theirs.
        var maintenance = what.Contains("math", StringComparison.Ordinal) ? 59 : what.Contains("zones", StringComparison.Ordinal) ? 60 : 45;
        shop.State.Timings = shop.State.Timings with { Decision = (5, 5, 5), HealthCheck = (10, 10), Maintenance = (maintenance, maintenance) };
        shop.Ec2.Timings = shop.Ec2.Timings with { Launch = (45, 45), Terminate = (40, 40), Stop = (40, 40) };
        var alarms = shop.Scope.Get<CloudWatchState>().Alarms;
        alarms.Timings = alarms.Timings with { PastMinute = (10, 10) };
        if (what.Contains("Hibernated", StringComparison.Ordinal))
        {
            Hibernation.Configure(shop.Template);
        }

        shop.Create(2, Max(what), zones: what.Contains("zones", StringComparison.Ordinal) ? 2 : 1, change: request =>
        {
            request["DefaultInstanceWarmup"] = what.Contains("default", StringComparison.Ordinal) ? 100L : null;
            if (Mix(what) is { } mix)
            {
                Mixed(request, what, mix);
                request["CapacityRebalance"] = what.Contains("rebalanced", StringComparison.Ordinal);
            }
        });
        shop.Minutes(3);
        Assert.Equal(Mix(what) is null ? 2 : 5, shop.Describe().Int("DesiredCapacity"));
        Assert.True(shop.InService > 1);
        if (Pool(what) is { } pool)
        {
            shop.OnGroup(
                "PutWarmPool", ("PoolState", pool.State.ToString()), ("MinSize", (long)pool.MinSize), ("MaxGroupPreparedCapacity", (long?)pool.MaxPrepared),
                ("InstanceReusePolicy", new Struct { ["ReuseOnScaleIn"] = pool.ReuseOnScaleIn }));
            shop.Minutes(4);
        }

        var start = shop.Now;
        if (what.Contains("math", StringComparison.Ordinal))
        {
            shop.OnGroup("EnableMetricsCollection", ("Granularity", "1Minute"));
            if (what.Contains("target", StringComparison.Ordinal))
            {
                shop.OnGroup("PutScalingPolicy", ("PolicyName", "math"), ("PolicyType", "TargetTrackingScaling"), ("EstimatedInstanceWarmup", 130L),
                    ("TargetTrackingConfiguration", new Struct { ["TargetValue"] = 50.0, ["CustomizedMetricSpecification"] = new Struct { ["Metrics"] = Metrics(null) } }));
            }
            else
            {
                Call(shop, "out", Above70, shop.OnGroup("PutScalingPolicy", ("PolicyName", "out"), ("PolicyType", "StepScaling"), ("AdjustmentType", "PercentChangeInCapacity"), ("MinAdjustmentMagnitude", 1L), ("EstimatedInstanceWarmup", 90L),
                    ("StepAdjustments", new List<Struct> { Step(0, 20, 25), Step(20, null, 60) })), Metrics(60));
                Call(shop, "in", Below30, shop.OnGroup("PutScalingPolicy", ("PolicyName", "in"), ("PolicyType", "StepScaling"), ("AdjustmentType", "ChangeInCapacity"), ("StepAdjustments", new List<Struct> { Step(null, 0, -1) })), Metrics(60));
            }
        }
        else if (what.Contains("target", StringComparison.Ordinal))
        {
            shop.OnGroup("PutScalingPolicy", ("PolicyName", "cpu"), ("PolicyType", "TargetTrackingScaling"), ("EstimatedInstanceWarmup", what.Contains("default", StringComparison.Ordinal) ? null : 130L),
                ("TargetTrackingConfiguration", new Struct { ["TargetValue"] = 50.0, ["PredefinedMetricSpecification"] = new Struct { ["PredefinedMetricType"] = "ASGAverageCPUUtilization" } }));
        }

        if (what.Contains("steps", StringComparison.Ordinal) && !what.Contains("math", StringComparison.Ordinal))
        {
            Call(shop, "out", Above70, shop.OnGroup("PutScalingPolicy", ("PolicyName", "out"), ("PolicyType", "StepScaling"), ("AdjustmentType", "PercentChangeInCapacity"), ("MinAdjustmentMagnitude", 1L), ("EstimatedInstanceWarmup", 90L),
                ("StepAdjustments", new List<Struct> { Step(0, 20, 25), Step(20, null, 60) })));
            Call(shop, "in", Below30, shop.OnGroup("PutScalingPolicy", ("PolicyName", "in"), ("PolicyType", "StepScaling"), ("AdjustmentType", "ChangeInCapacity"), ("StepAdjustments", new List<Struct> { Step(null, 0, -1) })));
        }

        if (what.Contains("simple", StringComparison.Ordinal))
        {
            Call(shop, "out", Above70, shop.OnGroup("PutScalingPolicy", ("PolicyName", "out"), ("PolicyType", "SimpleScaling"), ("AdjustmentType", "ChangeInCapacity"), ("ScalingAdjustment", 3L), ("Cooldown", 200L)));
            Call(shop, "in", Below30, shop.OnGroup("PutScalingPolicy", ("PolicyName", "in"), ("PolicyType", "SimpleScaling"), ("AdjustmentType", "ChangeInCapacity"), ("ScalingAdjustment", -1L), ("Cooldown", 100L)));
        }

        if (what.Contains("schedule", StringComparison.Ordinal))
        {
            shop.OnGroup("PutScheduledUpdateGroupAction", ("ScheduledActionName", "floor"), ("StartTime", start.AddMinutes(12.4)), ("MinSize", 5L));
            shop.OnGroup("PutScheduledUpdateGroupAction", ("ScheduledActionName", "ceiling"), ("StartTime", start.AddMinutes(70.4)), ("MinSize", 1L), ("MaxSize", 7L));
        }

        foreach (var (minute, desired) in Sizes(what))
        {
            shop.OnGroup("PutScheduledUpdateGroupAction", ("ScheduledActionName", $"at-{(int)minute}"), ("StartTime", start.AddMinutes(minute)), ("DesiredCapacity", (long)desired));
        }

        SandboxLoad.Attach(shop.Cloud, SandboxTest.Region, new LoadSettings
        {
            ScalingGroupName = Shop.Group,
            CapacityPerInstance = Mix(what) is null ? Capacity : null,
            CapacityPerVCpu = Capacity / 2,
            Points = [.. load.SelectMany(static (value, minute) => new[] { new LoadPoint(TimeSpan.FromMinutes(minute), value), new LoadPoint(TimeSpan.FromMinutes(minute + 0.99), value) })],
        });
        return (shop, start);
    }

    private static ReplaySettings Settings(string what, DateTime start)
    {
        var policies = new List<ReplayPolicy>();
        if (what.Contains("target", StringComparison.Ordinal))
        {
            policies.Add(new TargetTrackingPolicy { Name = "cpu", TargetValue = 50, WarmupSeconds = what.Contains("default", StringComparison.Ordinal) ? null : 130 });
        }

        if (what.Contains("steps", StringComparison.Ordinal))
        {
            policies.Add(new StepPolicy { Name = "out", Alarm = Above70, AdjustmentType = AdjustmentType.PercentChangeInCapacity, MinAdjustmentMagnitude = 1, WarmupSeconds = 90, Steps = [new(0, 20, 25), new(20, null, 60)] });
            policies.Add(new StepPolicy { Name = "in", Alarm = Below30, Steps = [new(null, 0, -1)] });
        }

        if (what.Contains("simple", StringComparison.Ordinal))
        {
            policies.Add(new SimplePolicy { Name = "out", Alarm = Above70, Adjustment = 3, CooldownSeconds = 200 });
            policies.Add(new SimplePolicy { Name = "in", Alarm = Below30, Adjustment = -1, CooldownSeconds = 100 });
        }

        if (what.Contains("math", StringComparison.Ordinal))
        {
            policies = [.. policies.Select(static policy => policy with { Metric = ScalingMetric.MetricMath, MetricMath = InUse })];
        }

        var mix = Mix(what);
        return new ReplaySettings
        {
            MinSize = mix is null ? 2 : 5,
            MaxSize = mix is null ? Max(what) : 40,
            Zones = what.Contains("zones", StringComparison.Ordinal) ? 2 : 1,
            CapacityRebalance = what.Contains("rebalanced", StringComparison.Ordinal),
            Fleet = mix,
            WarmPool = Pool(what),
            Purchase = mix is null ? (0, 100) : (3, 25),
            Incidents = Incidents(what),
            DefaultInstanceWarmup = what.Contains("default", StringComparison.Ordinal) ? 100 : null,
            Load = new() { CapacityPerInstance = Capacity },
            Timings = Timings,
            Policies = policies,
            Schedules = Sizes(what) is { Length: > 0 } sizes ? [.. sizes.Select(size => new ScheduledAction { Name = $"at-{(int)size.Minute}", StartTime = start.AddMinutes(size.Minute), DesiredCapacity = size.Desired })]
                : what.Contains("schedule", StringComparison.Ordinal)
                ? [new() { Name = "floor", StartTime = start.AddMinutes(12.4), MinSize = 5 }, new() { Name = "ceiling", StartTime = start.AddMinutes(70.4), MinSize = 1, MaxSize = 7 }] : [],
        };
    }

    private static int Max(string what) => what.Contains("full", StringComparison.Ordinal) ? 8 : 20;

    private static IReadOnlyList<ReplayIncident> Incidents(string what) =>
        what.Contains("short", StringComparison.Ordinal) ? [new(40 * 60, 0, null, 86_400, IncidentKind.NoCapacity, "c5.large")]
        : what.Contains("zones", StringComparison.Ordinal) ? [new(ZoneShort.From * 60, 0, 1, ((ZoneShort.To - ZoneShort.From) * 60) + 1, IncidentKind.NoCapacity)]
        : what.Contains("interrupted", StringComparison.Ordinal) ? [new(40 * 60, 1, null, 0, IncidentKind.SpotInterruption)]
        : what.Contains("rebalanced", StringComparison.Ordinal) ? [new((43 * 60) + 10, 2, null, 0, IncidentKind.SpotInterruption, null, null, 180)]
        : [];

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-target-tracking-metric-math.html
    private const string Expression = "IF(desired > 0, cpu * inservice / desired, 0)";

    private static readonly ReplayMath InUse = new()
    {
        Id = "e",
        Queries =
        [
            new("cpu", ReplaySignal.CpuUtilization), new("inservice", ReplaySignal.InServiceInstances), new("desired", ReplaySignal.DesiredCapacity, "Maximum"),
            new("e", null, Expression: Expression),
        ],
    };

    private static List<Struct> Metrics(long? period)
    {
        return [Stat("cpu", "AWS/EC2", "CPUUtilization", "Average"), Stat("inservice", "AWS/AutoScaling", "GroupInServiceInstances", "Average"), Stat("desired", "AWS/AutoScaling", "GroupDesiredCapacity", "Maximum"),
            new Struct { ["Id"] = "e", ["Expression"] = Expression, ["ReturnData"] = true }];

        Struct Stat(string id, string space, string name, string statistic) => new()
        {
            ["Id"] = id,
            ["ReturnData"] = false,
            ["MetricStat"] = new Struct
            {
                ["Metric"] = new Struct { ["Namespace"] = space, ["MetricName"] = name, ["Dimensions"] = new List<Struct> { new() { ["Name"] = "AutoScalingGroupName", ["Value"] = Shop.Group } } },
                ["Period"] = period,
                ["Stat"] = statistic,
            },
        };
    }

    // Sizes of one family: what serves is in proportion to the vCPUs, as the weights are. On-Demand the smaller one, base 3 of 5 units and a quarter.
    private static MixedFleet? Mix(string what)
    {
        if (!what.Contains("mixed", StringComparison.Ordinal))
        {
            return null;
        }

        var zone = new Shop().Subnets[0].AvailabilityZone;
        var (small, large) = (Price("c5.large", 1), Price("c5.xlarge", 2));
        return new()
        {
            Types = [small, large],
            SpotStrategy = what.Contains("lowest", StringComparison.Ordinal) ? SpotAllocation.LowestPrice
                : what.Contains("price-capacity", StringComparison.Ordinal) ? SpotAllocation.PriceCapacityOptimized : SpotAllocation.CapacityOptimizedPrioritized,
        };

        FleetType Price(string type, int weight)
        {
            var shop = new Shop();
            return new()
            {
                InstanceType = type,
                Weight = weight,
                OnDemandPerHour = (double)ExamplePrices.OnDemand(type, SandboxTest.Region, "Linux")!.Value,
                SpotPerHour = (double)ExamplePrices.Spot(type, shop.Ec2.Zone(zone), SandboxTest.Region, "Linux", shop.Now).Usd,
            };
        }
    }

    private static void Mixed(Struct request, string what, MixedFleet mix)
    {
        request["MinSize"] = 5L;
        request["MaxSize"] = 40L;
        request["MixedInstancesPolicy"] = new Struct
        {
            ["LaunchTemplate"] = new Struct
            {
                ["LaunchTemplateSpecification"] = request.Child("LaunchTemplate"),
                ["Overrides"] = mix.Types.Select(static t => new Struct { ["InstanceType"] = t.InstanceType, ["WeightedCapacity"] = t.Weight.ToString(System.Globalization.CultureInfo.InvariantCulture) }).ToList(),
            },
            ["InstancesDistribution"] = new Struct
            {
                ["OnDemandBaseCapacity"] = 3L,
                ["OnDemandPercentageAboveBaseCapacity"] = 25L,
                ["SpotAllocationStrategy"] = what.Contains("lowest", StringComparison.Ordinal) ? "lowest-price" : what.Contains("price-capacity", StringComparison.Ordinal) ? "price-capacity-optimized" : "capacity-optimized-prioritized",
            },
        };
        request.Remove("LaunchTemplate");
    }

    private static AlarmSettings Below30 => new() { EvaluationPeriods = 3, Threshold = 30, Comparison = AlarmComparison.LessThanThreshold };

    private static Struct Step(double? lower, double? upper, int adjustment) =>
        new() { ["MetricIntervalLowerBound"] = lower, ["MetricIntervalUpperBound"] = upper, ["ScalingAdjustment"] = (long)adjustment };

    private static void Call(Shop shop, string name, AlarmSettings alarm, Struct policy, List<Struct>? metrics = null) => shop.CloudWatch("PutMetricAlarm", new Struct
    {
        ["AlarmName"] = name,
        ["Metrics"] = metrics,
        ["Namespace"] = metrics is null ? "AWS/EC2" : null,
        ["MetricName"] = metrics is null ? "CPUUtilization" : null,
        ["Dimensions"] = metrics is null ? new List<Struct> { new() { ["Name"] = "AutoScalingGroupName", ["Value"] = Shop.Group } } : null,
        ["Statistic"] = metrics is null ? "Average" : null,
        ["Period"] = metrics is null ? 60L : null,
        ["EvaluationPeriods"] = (long)alarm.EvaluationPeriods,
        ["Threshold"] = alarm.Threshold,
        ["ComparisonOperator"] = alarm.Comparison.ToString(),
        ["AlarmActions"] = new List<string> { policy.String("PolicyARN")! },
    });
}
