using AwsOps.Engine.Scaling;

namespace AwsOps.Engine.Tests.Scaling;

/// <summary>Zones, termination, mixed instances, warm pools and instance refreshes by the examples of the Auto Scaling user guide.</summary>
public class FleetTests
{
    private static readonly DateTime Now = new(2024, 1, 2, 12, 0, 0, DateTimeKind.Utc);

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html#arch-AutoScalingMultiAZ:
    // "attempting to launch new instances in the Availability Zone with the fewest instances. If the attempt fails, ... another".
    [Fact]
    public void Launches_go_to_the_zone_with_the_fewest()
    {
        Assert.Equal(1, ZoneBalance.ZoneForLaunch([2, 1, 1]));
        Assert.Equal(2, ZoneBalance.ZoneForLaunch([2, 1, 1], [false, true, false]));
        Assert.Equal(-1, ZoneBalance.ZoneForLaunch([0, 0], [true, true]));
        Assert.Equal([0, 2, 1], ZoneBalance.Distribute([3, 1, 2], 3));
        Assert.Equal([4, 0], ZoneBalance.Distribute([0, 0], 4, [false, true]));
    }

    // Same page, "Rebalancing activities": launch before terminate; 10 percent or one instance above the maximum.
    [Fact]
    public void Rebalancing()
    {
        var moves = ZoneBalance.Rebalance(["a", "b"], new Dictionary<string, int> { ["a"] = 5, ["b"] = 1 });
        Assert.Equal([new ZoneMove("b", "a"), new ZoneMove("b", "a")], moves);
        Assert.Empty(ZoneBalance.Rebalance(["a", "b"], new Dictionary<string, int> { ["a"] = 2, ["b"] = 1 }));
        Assert.Equal([new ZoneMove("b", "c")], ZoneBalance.Rebalance(["a", "b"], new Dictionary<string, int> { ["a"] = 1, ["c"] = 1 }));
        Assert.Equal((5, 22, 110), (ZoneBalance.RebalanceLimit(4), ZoneBalance.RebalanceLimit(20), ZoneBalance.RebalanceLimit(100)));
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-instance-termination.html#default-termination-policy:
    // the zone with most instances, then the oldest launch configuration before any template, then the oldest template, then the billing hour.
    [Fact]
    public void Default_termination_policy()
    {
        Assert.Equal("a2", Choose([I("a1", "a", 10), I("a2", "a", 50), I("b1", "b", 59)]));
        Assert.Equal("a1", Choose([I("a1", "a", 10) with { LaunchTemplateId = "lt", LaunchTemplateVersion = 1 }, I("a2", "a", 50) with { LaunchTemplateId = "lt", LaunchTemplateVersion = 2 }]));
        Assert.Equal("a2", Choose([I("a1", "a", 10) with { LaunchTemplateId = "lt", LaunchTemplateVersion = 1 }, I("a2", "a", 5) with { LaunchConfigurationName = "lc" }]));
        Assert.Equal("a1", Choose([
            I("a1", "a", 10) with { LaunchConfigurationName = "old", LaunchConfigurationCreated = Now.AddDays(-9) },
            I("a2", "a", 50) with { LaunchConfigurationName = "new", LaunchConfigurationCreated = Now.AddDays(-1) }]));
        // "terminate one of these instances at random": the caller's choice of an index.
        Assert.Equal("a2", Choose([I("a1", "a", 10), I("a2", "a", 10)], pick: n => n - 1));
    }

    // Same page: "which Availability Zones have the most instances, and at least one instance that is not protected from scale in".
    [Fact]
    public void Protected_instances_stay()
    {
        Assert.Equal("b1", Choose([I("a1", "a", 10) with { IsProtected = true }, I("a2", "a", 50) with { IsProtected = true }, I("b1", "b", 1)]));
        Assert.Null(Choose([I("a1", "a", 10) with { IsProtected = true }]));
    }

    // Same page, "Customizing the termination policy".
    [Fact]
    public void Custom_termination_policies()
    {
        FleetInstance[] group =
        [
            I("a1", "a", 65) with { LaunchTemplateId = "lt", LaunchTemplateVersion = 3 },
            I("a2", "a", 30) with { LaunchTemplateId = "lt", LaunchTemplateVersion = 2 },
            I("b1", "b", 119) with { LaunchTemplateId = "other", LaunchTemplateVersion = 9 },
            I("b2", "b", 5) with { LaunchConfigurationName = "lc" },
        ];
        Assert.Equal("b1", Choose(group, TerminationPolicy.OldestInstance));
        Assert.Equal("b2", Choose(group, TerminationPolicy.NewestInstance));
        Assert.Equal("b1", Choose(group, TerminationPolicy.OldestLaunchTemplate));
        Assert.Equal("b2", Choose(group, TerminationPolicy.OldestLaunchConfiguration));
        Assert.Equal("b1", Choose(group, TerminationPolicy.ClosestToNextInstanceHour));
        Assert.Equal("b2", Choose(group, TerminationPolicy.OldestLaunchConfiguration, TerminationPolicy.Default));
        // "if one Availability Zone has more instances than the other ..., your termination policy is applied to the imbalanced zone"
        Assert.Equal("a1", Choose([.. group[..3]], TerminationPolicy.OldestInstance));
    }

    // Same page: "Amazon EC2 Auto Scaling first identifies which of the two types (Spot or On-Demand) should be terminated."
    [Fact]
    public void Mixed_groups_choose_the_purchase_option_first()
    {
        FleetInstance[] group = [I("a1", "a", 50), I("a2", "a", 40), I("b1", "b", 30) with { IsSpot = true, InstanceType = "c4.large" }, I("b2", "b", 20) with { IsSpot = true, InstanceType = "c5.large" }];
        var context = new TerminationContext { Now = Now, CurrentLaunchTemplateId = "lt", TerminateSpot = true, AllocationRank = i => i.InstanceType == "c4.large" ? 1 : 0 };
        Assert.Equal("b1", group[Termination.Choose(group, context)].InstanceId);
        Assert.Equal(["b1", "b2"], Termination.ChooseMany(group, 2, context).Select(i => i.InstanceId));
    }

    [Fact]
    public void Many_terminations_keep_the_zones_balanced()
    {
        var group = Enumerable.Range(0, 9).Select(i => I($"i{i}", i < 5 ? "a" : i < 8 ? "b" : "c", i)).ToArray();
        var left = group.Except(Termination.ChooseMany(group, 6, new TerminationContext { Now = Now })).ToArray();
        Assert.Equal(["a", "b", "c"], left.Select(i => i.Zone).Order());
        Assert.Equal(9, Termination.ChooseMany(group, 20, new TerminationContext { Now = Now }).Count);
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-purchase-options.html#asg-instances-distribution, the whole table.
    [Theory]
    [InlineData(10, 50, "10 0, 15 5, 20 10, 25 15")]
    [InlineData(0, 0, "0 10, 0 20, 0 30, 0 40")]
    [InlineData(0, 60, "6 4, 12 8, 18 12, 24 16")]
    [InlineData(0, 100, "10 0, 20 0, 30 0, 40 0")]
    [InlineData(12, 0, "10 0, 12 8, 12 18, 12 28")]
    public void Purchase_options(int onDemandBase, int percent, string expected)
    {
        var splits = new[] { 10, 20, 30, 40 }.Select(total => PurchaseSplit.Of(total, onDemandBase, percent));
        Assert.Equal(expected, string.Join(", ", splits.Select(s => $"{s.OnDemand} {s.Spot}")));
    }

    // "If the result creates a fractional number, Amazon EC2 Auto Scaling rounds up to the next integer in favor of On-Demand Instances."
    [Fact]
    public void Purchase_options_round_up() => Assert.Equal(new PurchaseSplit(2, 1), PurchaseSplit.Of(3, 0, 50));

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-weighting.html: 5 units remain, weight 12: exceeded by 7.
    // as-scale-based-on-demand.html, example 3: maximum 12, current 10, weight 6: current capacity 16.
    [Fact]
    public void Weights()
    {
        Assert.Equal(1, WeightedCapacity.LaunchCount(95, 100, 12));
        Assert.Equal(1, WeightedCapacity.LaunchCount(10, 12, 6));
        Assert.Equal(3, WeightedCapacity.LaunchCount(95, 100, 2));
        Assert.Equal(0, WeightedCapacity.LaunchCount(101, 100, 2));
        Assert.Equal(112, WeightedCapacity.HardLimit(100, 12));
        Assert.False(WeightedCapacity.MayTerminate(32, 29, 4));
        Assert.True(WeightedCapacity.MayTerminate(32, 28, 4));
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutWarmPool.html.
    [Theory]
    [InlineData(10, 4, null, 0, 6)]
    [InlineData(10, 4, 6, 0, 2)]
    [InlineData(10, 4, 3, 0, 0)]
    [InlineData(10, 9, null, 3, 3)]
    [InlineData(10, 4, -1, 0, 6)]
    public void Warm_pool_size(int max, int desired, int? prepared, int min, int expected) => Assert.Equal(expected, WarmPool.Size(max, desired, prepared, min));

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html: 100 percent: one at a time; 0 percent: all at once.
    [Theory]
    [InlineData(10, 90, 100, 1)]
    [InlineData(20, 90, 100, 2)]
    [InlineData(10, 100, 100, 1)]
    [InlineData(10, 0, 100, 10)]
    [InlineData(1, 90, 100, 1)]
    [InlineData(10, 100, 110, 1)]
    [InlineData(10, 90, 120, 3)]
    [InlineData(10, 100, 200, 10)]
    public void Refresh_batches(int desired, int minHealthy, int maxHealthy, int expected) =>
        Assert.Equal(expected, InstanceRefresh.Batch(desired, minHealthy, maxHealthy).BatchSize);

    [Fact]
    public void Refresh_bounds()
    {
        Assert.Equal(new RefreshBatch(1, 1, 1, false), InstanceRefresh.Batch(1));
        Assert.Equal(new RefreshBatch(1, 2, 1, true), InstanceRefresh.Batch(1, 100, 110));
        Assert.Equal(5 * 360, InstanceRefresh.DurationSeconds(10, 2, 60, 300));
        Assert.Contains("101", InstanceRefresh.FindProblem(101, null), StringComparison.Ordinal);
        Assert.Contains("99", InstanceRefresh.FindProblem(50, 99), StringComparison.Ordinal);
        Assert.Contains("use at most 150", InstanceRefresh.FindProblem(50, 160), StringComparison.Ordinal);
        Assert.Null(InstanceRefresh.FindProblem(100, 200));
    }

    private static string? Choose(FleetInstance[] instances, params TerminationPolicy[] policies) => Choose(instances, null, policies);

    private static string? Choose(FleetInstance[] instances, Func<int, int>? pick, params TerminationPolicy[] policies)
    {
        var context = new TerminationContext { Now = Now, Policies = policies, CurrentLaunchTemplateId = "lt", Pick = pick ?? (_ => 0) };
        var index = Termination.Choose(instances, context);
        return index < 0 ? null : instances[index].InstanceId;
    }

    private static FleetInstance I(string id, string zone, int ageMinutes) =>
        new() { InstanceId = id, Zone = zone, LaunchTime = Now.AddMinutes(-ageMinutes), InstanceType = "c5.large" };

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html: "If your warm pool is depleted … instances will launch directly into the Auto Scaling group".
    [Theory]
    [InlineData(new[] { 2, 1, 3 }, new[] { 1, 0, 1 }, new[] { false, false, false }, 0)]
    [InlineData(new[] { 2, 1, 3 }, new[] { 1, 2, 1 }, new[] { false, false, false }, 1)]
    [InlineData(new[] { 2, 1, 3 }, new[] { 1, 2, 1 }, new[] { false, true, false }, 0)]
    [InlineData(new[] { 2, 1, 3 }, new[] { 0, 0, 0 }, new[] { false, false, false }, -1)]
    public void A_warm_instance_starts_in_the_emptiest_zone_that_has_one(int[] counts, int[] warm, bool[] unavailable, int zone) =>
        Assert.Equal(zone, WarmPool.ZoneForStart(counts, warm, unavailable));

    // The same page: "If you want to return instances to the warm pool instead, you can specify an instance reuse policy"; what can't hibernate "will fallback to being stopped";
    // "Warm pools aren't supported with weighted mixed instance groups … don't support Spot Instances".
    [Fact]
    public void Warm_pools_reuse_rest_and_are_refused()
    {
        Assert.True(WarmPool.Returns(true, true, true));
        Assert.False(WarmPool.Returns(false, true, true) || WarmPool.Returns(true, false, true) || WarmPool.Returns(true, true, false));
        Assert.Equal(
            [WarmPoolState.Hibernated, WarmPoolState.Stopped, WarmPoolState.Running],
            [WarmPool.StateOf(WarmPoolState.Hibernated, true), WarmPool.StateOf(WarmPoolState.Hibernated, false), WarmPool.StateOf(WarmPoolState.Running, false)]);
        Assert.Null(WarmPool.FindProblem(false, false));
        Assert.Contains("weights", WarmPool.FindProblem(true, false), StringComparison.Ordinal);
        Assert.Contains("Spot", WarmPool.FindProblem(false, true), StringComparison.Ordinal);
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-capacity-rebalancing.html: replaced ahead, "scales out first", and terminated once what stays is enough.
    [Theory]
    [InlineData(10, 10, 2, 2)]
    [InlineData(10, 11, 2, 1)]
    [InlineData(10, 12, 2, 0)]
    [InlineData(10, 9, 2, 0)]
    [InlineData(10, 10, 0, 0)]
    public void Spot_at_risk_is_replaced_ahead(int wanted, int live, int atRisk, int launched) => Assert.Equal(launched, CapacityRebalancing.Replacements(wanted, live, atRisk));

    [Theory]
    [InlineData(10, 1, 10, false)]
    [InlineData(11, 1, 10, true)]
    [InlineData(11, 2, 10, false)]
    public void And_goes_when_what_stays_is_enough(int inService, int weight, int desired, bool may) => Assert.Equal(may, CapacityRebalancing.MayTerminate(inService, weight, desired));
}
