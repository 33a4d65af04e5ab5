using AwsOps.Engine.Scaling;

namespace AwsOps.Engine.Tests.Scaling;

/// <summary>Groups of several instance types: the examples of the Auto Scaling user guide, and what a replay makes of them.</summary>
public class MixedFleetTests
{
    private static readonly DateTime Start = new(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc);

    // The example prices of
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups-instance-weighting.html#weights-price-per-unit-hour
    private static readonly MixedFleet C5 = new()
    {
        Types =
        [
            new() { InstanceType = "c5.2xlarge", Weight = 2, OnDemandPerHour = 0.34, SpotPerHour = 0.180 },
            new() { InstanceType = "c5.4xlarge", Weight = 4, OnDemandPerHour = 0.68, SpotPerHour = 0.341 },
            new() { InstanceType = "c5.12xlarge", Weight = 12, OnDemandPerHour = 2.04, SpotPerHour = 0.779 },
            new() { InstanceType = "c5.18xlarge", Weight = 18, OnDemandPerHour = 3.06, SpotPerHour = 1.207 },
            new() { InstanceType = "c5.24xlarge", Weight = 24, OnDemandPerHour = 4.08, SpotPerHour = 1.555 },
        ],
    };

    // Same page: "your instances come from the instance pools with the lowest price per unit". Of 0.090, 0.085, 0.0649, 0.067 and 0.0648 the last.
    [Fact]
    public void Lowest_price_is_per_unit()
    {
        var one = new FleetAllocation(C5 with { SpotPools = 1 });
        Assert.Equal("c5.24xlarge", Chosen(one, true, [0, 0, 0, 0, 0]));
        Assert.Equal("c5.24xlarge", Chosen(one, true, [0, 0, 0, 0, 9]));
        // "continue to fulfill your request by drawing from the next cheapest pool".
        Assert.Equal("c5.12xlarge", Chosen(one, true, [0, 0, 0, 0, 9], [false, false, false, false, true]));
        // Two pools, evenly.
        var two = new FleetAllocation(C5);
        Assert.Equal("c5.12xlarge", Chosen(two, true, [0, 0, 0, 0, 1]));
        Assert.Equal("c5.24xlarge", Chosen(two, true, [0, 0, 1, 0, 1]));
        Assert.Equal("c5.18xlarge", Chosen(two, true, [0, 0, 1, 0, 1], [false, false, true, false, true]));
        // "For On-Demand Instances, the price per unit hour is the same" for sizes of one type: then the first of the list.
        Assert.Equal("c5.2xlarge", Chosen(new(C5 with { OnDemandStrategy = OnDemandAllocation.LowestPrice }), false, [0, 0, 0, 0, 0]));
    }

    // Same page, "Instance weighting and Spot max price": "the maximum Spot price reflects the maximum unit price".
    [Fact]
    public void The_maximum_price_is_per_unit()
    {
        var allocation = new FleetAllocation(C5 with { SpotMaxPrice = 0.066 });
        Assert.Equal("c5.24xlarge", Chosen(allocation, true, [0, 0, 0, 0, 0]));
        Assert.Equal(-1, allocation.Choose(true, [0, 0, 0, 0, 0], [false, false, true, false, true]));
        Assert.Equal("c5.2xlarge", Chosen(allocation, false, [0, 0, 0, 0, 0]));
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html#allocation-strategies: c5.large, "then
    // c4.large, and then c3.large"; "optimizes for capacity first"; price-capacity-optimized "looks at both price and capacity".
    [Fact]
    public void Priorities_and_capacity()
    {
        var fleet = new MixedFleet
        {
            Types =
            [
                new() { InstanceType = "c5.large", SpotPerHour = 0.4 }, new() { InstanceType = "c4.large", SpotPerHour = 0.3, SpotDepth = 2 },
                new() { InstanceType = "c3.large", SpotPerHour = 0.2, SpotDepth = 2 },
            ],
        };
        var prioritized = new FleetAllocation(fleet with { SpotStrategy = SpotAllocation.CapacityOptimizedPrioritized });
        Assert.Equal([0, 1, 2], new[] { prioritized.Choose(false, [0, 0, 0]), prioritized.Choose(false, [0, 0, 0], [true]), prioritized.Choose(false, [0, 0, 0], [true, true]) });
        Assert.Equal([1, 2, 0], new[] { prioritized.Choose(true, [0, 0, 0]), prioritized.Choose(true, [0, 0, 0], [false, true]), prioritized.Choose(true, [0, 0, 0], [false, true, true]) });
        Assert.Equal(2, new FleetAllocation(fleet with { SpotStrategy = SpotAllocation.PriceCapacityOptimized }).Choose(true, [0, 0, 0]));
        // TE1: "gradually shift the On-Demand Instances away from instance types that are lower priority"; lowest-price is not honored.
        Assert.True(prioritized.Rank(false, 2, 0) > prioritized.Rank(false, 0, 0));
        Assert.Equal(0, new FleetAllocation(fleet with { OnDemandStrategy = OnDemandAllocation.LowestPrice }).Rank(false, 2, 0));
    }

    // Same page as the prices, "Considerations": "If there are 5 units remaining … and Amazon EC2 Auto Scaling provisions a c5.12xlarge, the
    // desired capacity is exceeded by 7 units."
    [Fact]
    public void The_last_launch_may_exceed_what_is_desired()
    {
        var settings = Group(5, new() { Types = [C5.Types[2], C5.Types[0]] });
        Assert.Equal((1, 12), Last(settings, 1).Select(static m => (m.InService, m.Units)).Single());
        // A decrement that is smaller than the overage terminates nothing; one that leaves room for a smaller instance does.
        var mixed = Group(14, new() { Types = [C5.Types[2], C5.Types[0]] }) with
        {
            Incidents = [new(0, 0, null, 600, IncidentKind.NoCapacity, "c5.12xlarge")],
            Schedules = [new() { Name = "more", StartTime = Start.AddMinutes(2), DesiredCapacity = 28 }, new() { Name = "less", StartTime = Start.AddMinutes(8), DesiredCapacity = 25 }],
        };
        var minutes = Last(mixed, 15);
        // 24 from two of twelve, 4 from two of two; then one of two goes.
        Assert.Equal((2, 24), (minutes[0].InService, minutes[0].Units));
        Assert.Equal((4, 28), (minutes[7].InService, minutes[7].Units));
        Assert.Equal((3, 26), (minutes[14].InService, minutes[14].Units));
    }

    [Fact]
    public void Base_and_percentage_are_in_units_and_each_type_has_its_cost()
    {
        // MI1: a base of 4 units; of the other 12 a quarter, 3, rounded up to whole instances of two units; the rest Spot of the deepest pool.
        var summary = ScalingReplay.Run(
            Group(16, C5 with { Types = [C5.Types[0], C5.Types[1] with { SpotDepth = 2 }], SpotStrategy = SpotAllocation.CapacityOptimized }) with { Purchase = (4, 25) },
            Start, Enumerable.Repeat(1.0, 60));
        Assert.Equal(["c5.2xlarge", "c5.4xlarge"], summary.Types.Select(static t => t.InstanceType));
        Assert.Equal((4.0, 0.0), (summary.Types[0].OnDemandHours, summary.Types[0].SpotHours));
        Assert.Equal((0.0, 2.0), (summary.Types[1].OnDemandHours, summary.Types[1].SpotHours));
        Assert.Equal((4 * 0.34) + (2 * 0.341), summary.Cost, 9);
        Assert.Equal(summary.Cost, summary.Types.Sum(static t => t.Cost), 9);
    }

    // Round robin gives each the same number of requests: the small one is full while the large one has room.
    [Theory]
    [InlineData(LoadSpread.Even, 80.0, 60.0, 0.0)]
    [InlineData(LoadSpread.Even, 120.0, 80.0, 20.0 / 2)]
    [InlineData(LoadSpread.ByCapacity, 80.0, 53.333333, 0.0)]
    [InlineData(LoadSpread.ByCapacity, 120.0, 80.0, 0.0)]
    public void Load_is_spread_evenly_or_by_capacity(LoadSpread spread, double load, double cpu, double lost)
    {
        var settings = Group(3, new() { Types = [new() { InstanceType = "large", Weight = 2 }, new() { InstanceType = "small" }] }) with
        {
            Load = new() { CapacityPerInstance = 100, Spread = spread },
            Incidents = [new(0, 0, null, 60, IncidentKind.NoCapacity, "large")],
            Schedules = [new() { Name = "more", StartTime = Start.AddSeconds(1), DesiredCapacity = 3 }],
            DesiredCapacity = 2,
        };
        var minutes = Last(settings, 8, load);
        Assert.Equal((2, 3, 150.0), (minutes[7].InService, minutes[7].Units, minutes[7].Capacity));
        Assert.Equal(cpu, minutes[7].Metric, 5);
        Assert.Equal(lost * 60, minutes[7].Lost, 6);
    }

    [Fact]
    public void Interrupted_Spot_is_gone_after_two_minutes_and_replaced_from_another_pool()
    {
        var fleet = new MixedFleet { Types = [new() { InstanceType = "a", SpotPerHour = 0.1 }, new() { InstanceType = "b", SpotPerHour = 0.2 }], SpotPools = 1 };
        var settings = Group(4, fleet) with
        {
            Purchase = (1, 0),
            Incidents = [new(600, 0, null, 3600, IncidentKind.NoCapacity, "a", IsSpot: true), new(600, 2, Kind: IncidentKind.SpotInterruption)],
        };
        var minutes = Last(settings, 30);
        Assert.Equal([4, 4, 2], new[] { minutes[10], minutes[11], minutes[12] }.Select(static m => m.Serving));
        Assert.Equal(4, minutes[29].Serving);
        var summary = ScalingReplay.Run(settings, Start, Enumerable.Repeat(1.0, 30));
        // One of three stays for half an hour, two for twelve minutes.
        Assert.Equal(0.5 + (2 * 0.2), summary.Types[0].SpotHours, 9);
        Assert.Equal(0.5, summary.Types[0].OnDemandHours, 9);
        Assert.InRange(summary.Types[1].SpotHours, 0.4, 0.6);
    }

    [Fact]
    public void A_zone_that_comes_back_gets_its_share_again()
    {
        var settings = Group(6, null) with { Zones = 3, MaxSize = 6, Incidents = [new(300, 0, 0, 600)] };
        var most = 0;
        var isMoved = false;
        var minutes = Last(settings, 60);
        foreach (var minute in minutes)
        {
            most = Math.Max(most, minute.InService + minute.Pending);
            isMoved |= (minute.Rules & ScalingRules.AZ1) != 0;
        }

        // Four ran in the other two zones, and two more; two of these go back, one after the other, each launched before another goes:
        // one above the maximum, "10 percent or one instance".
        Assert.Equal(7, most);
        Assert.True(isMoved);
        Assert.Equal((6, 0, 0), (minutes[^1].Serving, minutes[^1].Pending, minutes[^1].Terminating));
        Assert.Equal(4, ScalingReplay.Run(settings, Start, Enumerable.Repeat(1.0, 60)).Launches);
        // Suspended, the launches stay where they are.
        Assert.Equal(2, ScalingReplay.Run(settings with { Suspended = ScalingProcesses.AZRebalance }, Start, Enumerable.Repeat(1.0, 60)).Launches);
    }

    [Fact]
    public void What_is_wrong_is_named()
    {
        var fleet = new MixedFleet { Types = [new() { InstanceType = "a" }, new() { InstanceType = "a" }] };
        Assert.Equal("Types has a more than once: give each instance type once.", fleet.FindProblem());
        Assert.StartsWith("Weight 0 of a", (fleet with { Types = [new() { InstanceType = "a", Weight = 0 }] }).FindProblem(), StringComparison.Ordinal);
        Assert.StartsWith("Types is empty", (fleet with { Types = [] }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("instance type b", (Group(1, fleet with { Types = [new() { InstanceType = "a" }] }) with { Incidents = [new(0, 0, InstanceType: "b")] }).FindProblem(), StringComparison.Ordinal);
    }

    private static string Chosen(FleetAllocation allocation, bool isSpot, int[] spot, bool[]? closed = null) => C5.Types[allocation.Choose(isSpot, spot, closed)].InstanceType;

    private static ReplaySettings Group(int desired, MixedFleet? fleet) => new()
    {
        MinSize = 0,
        MaxSize = 100,
        DesiredCapacity = desired,
        Fleet = fleet,
        Load = new() { CapacityPerInstance = 100 },
        Timings = ScalingTimings.Medians with { Terminate = DurationRange.Fixed(30) },
    };

    private static List<ReplayMinute> Last(ReplaySettings settings, int minutes, double load = 1)
    {
        var all = new List<ReplayMinute>();
        ScalingReplay.Run(settings, Start, Enumerable.Repeat(load, minutes), sink: (in ReplayMinute minute) => all.Add(minute));
        return all;
    }
}
