using AwsOps.Engine.Scaling;

namespace AwsOps.Engine.Tests.Scaling;

/// <summary>Target tracking, step and simple scaling by the examples of the Auto Scaling user guide.</summary>
public class PolicyTests
{
    private static readonly Guid Id = new("9ca53fdd-7cf5-4223-938a-ae1199204502");

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html: names of the two alarms.
    [Fact]
    public void Alarms_of_a_target_tracking_policy()
    {
        var high = TargetTracking.HighAlarm("my-asg", 50, Id);
        Assert.Equal("TargetTracking-my-asg-AlarmHigh-9ca53fdd-7cf5-4223-938a-ae1199204502", high.Name);
        Assert.Equal((60, 3, 50.0, AlarmComparison.GreaterThanThreshold), (high.Settings.PeriodSeconds, high.Settings.EvaluationPeriods, high.Settings.Threshold, high.Settings.Comparison));
        var low = TargetTracking.LowAlarm("my-asg", 50, 7, Id);
        Assert.Equal("TargetTracking-my-asg-AlarmLow-9ca53fdd-7cf5-4223-938a-ae1199204502", low.Name);
        Assert.Equal((60, 15, 42.5, AlarmComparison.LessThanThreshold), (low.Settings.PeriodSeconds, low.Settings.EvaluationPeriods, low.Settings.Threshold, low.Settings.Comparison));
        Assert.Equal(MissingDataTreatment.Missing, low.Settings.MissingData);
    }

    // TT2, a hypothesis that fits what was observed.
    [Theory]
    [InlineData(1, 0.70)]
    [InlineData(2, 0.70)]
    [InlineData(4, 0.75)]
    [InlineData(5, 0.80)]
    [InlineData(7, 0.85)]
    [InlineData(10, 0.90)]
    [InlineData(100, 0.90)]
    public void Low_threshold(int capacity, double factor)
    {
        Assert.Equal(factor, TargetTracking.LowThresholdFactor(capacity), 9);
        Assert.Equal(0.6 * 80, TargetTracking.LowThreshold(80, capacity, new() { LowThresholdFactor = 0.6 }), 9);
    }

    // "We might determine that adding 1.5 instances will decrease the CPU utilization to close to 50 percent ... we round up and add two.
    // Similarly, if we determine that removing 1.5 instances ... we remove just one instance."
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
    [Theory]
    [InlineData(3, 75, 5)]
    [InlineData(6, 37.5, 5)]
    [InlineData(10, 50, 10)]
    public void Rounding_favors_capacity(int capacity, double metric, int expected) =>
        Assert.Equal(expected, Track(50, metric, GroupCapacity.Settled(1, 100, capacity)).Capacity);

    // "if there are 1500 messages in the queue with 10 instances and an acceptable backlog of 100, target tracking adds 5":
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
    [Fact]
    public void Backlog_per_instance()
    {
        var proposal = Track(100, 1500 / 10.0, GroupCapacity.Settled(1, 100, 10));
        Assert.Equal((ScalingDirection.Out, 15), (proposal.Direction, proposal.Capacity));
        Assert.Contains("desired capacity 10 to 15", proposal.Describe(GroupCapacity.Settled(1, 100, 10)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_of_binary_fractions_does_not_add_one_too_many() =>
        Assert.Equal(3, Track(0.1, 0.3, GroupCapacity.Settled(1, 10, 1)).Capacity);

    // "While scaling out, we do not consider instances that are warming up as part of the current capacity of the group."
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html#as-target-tracking-scaling-warmup
    [Fact]
    public void Warming_instances_are_credited()
    {
        var covered = Track(50, 70, new GroupCapacity(1, 100, 14, 10, 4));
        Assert.Equal((ScalingDirection.Hold, HoldReason.CoveredByWarming, 14), (covered.Direction, covered.Hold, covered.Capacity));
        Assert.True(covered.Rules.HasFlag(ScalingRules.TT6));
        Assert.Equal(16, Track(50, 80, new GroupCapacity(1, 100, 14, 10, 4)).Capacity);
    }

    // "A scale-in activity can't start while a scale-out activity is in progress"; "while scaling in, we consider instances that are
    // terminating as part of the current capacity of the group", same section.
    [Fact]
    public void Scale_in_waits_and_counts_terminating_instances()
    {
        Assert.Equal(HoldReason.ScaleOutInProgress, Track(50, 20, new GroupCapacity(1, 100, 10, 8, 2)).Hold);
        var settled = Track(50, 40, new GroupCapacity(1, 100, 8, 8, 0, 2));
        Assert.Equal(HoldReason.CoveredByTerminating, settled.Hold);
        Assert.Equal(6, Track(50, 30, new GroupCapacity(1, 100, 8, 8, 0, 2)).Capacity);
    }

    [Fact]
    public void Limits_hold_a_policy()
    {
        Assert.Equal(12, Track(50, 100, GroupCapacity.Settled(1, 12, 10)).Capacity);
        var atMax = Track(50, 100, GroupCapacity.Settled(1, 10, 10));
        Assert.Equal((HoldReason.AtLimit, true), (atMax.Hold, atMax.Rules.HasFlag(ScalingRules.LIMITS)));
        Assert.Contains("maximum size 10", atMax.Describe(GroupCapacity.Settled(1, 10, 10)), StringComparison.Ordinal);
        Assert.Contains("minimum size 4", Track(50, 1, GroupCapacity.Settled(4, 10, 4)).Describe(GroupCapacity.Settled(4, 10, 4)), StringComparison.Ordinal);
    }

    // "A target tracking scaling policy does not scale in your Auto Scaling group when the specified metric has insufficient data":
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html#available-metrics
    [Fact]
    public void No_data_no_scaling()
    {
        var input = new TargetTrackingInput("p", 50, double.NaN, AlarmState.InsufficientData, AlarmState.InsufficientData);
        Assert.Equal(HoldReason.InsufficientData, TargetTracking.Decide(input, GroupCapacity.Settled(1, 10, 5)).Hold);
        // Zeros are data: ALBRequestCountPerTarget emits them, and the group goes to its minimum.
        Assert.Equal(2, Track(1000, 0, GroupCapacity.Settled(2, 10, 5)).Capacity);
    }

    [Fact]
    public void Scale_in_can_be_disabled_and_is_paced()
    {
        var group = GroupCapacity.Settled(1, 10, 5);
        var input = new TargetTrackingInput("p", 50, 10, AlarmState.Ok, AlarmState.Alarm);
        Assert.Equal(HoldReason.ScaleInDisabled, TargetTracking.Decide(input with { DisableScaleIn = true }, group).Hold);
        Assert.Equal(HoldReason.ScaleInPacing, TargetTracking.Decide(input with { SecondsSinceScaleIn = 299 }, group).Hold);
        Assert.Equal(1, TargetTracking.Decide(input with { SecondsSinceScaleIn = 300 }, group).Capacity);
        Assert.Equal(1, TargetTracking.Decide(input with { SecondsSinceScaleIn = 60 }, group, new() { ScaleInGapSeconds = 59 }).Capacity);
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scale-based-on-demand.html#multiple-scaling-policy-resolution:
    // one policy launches one instance, the other two: two win. One policy terminates three, another 25 percent of eight: two go.
    [Fact]
    public void The_largest_capacity_wins()
    {
        var group = GroupCapacity.Settled(1, 20, 8);
        Assert.Equal(10, PolicyArbiter.Combine(group, [Step(group, 1), Step(group, 2)]).Desired);
        var quarter = SimpleScaling.Decide(new("quarter", AdjustmentType.PercentChangeInCapacity, -25), group, false, double.PositiveInfinity);
        var decision = PolicyArbiter.Combine(group, [Step(group, -3), quarter]);
        Assert.Equal((6, -2, "quarter"), (decision.Desired, decision.Change, decision.Deciding.Policy));
        Assert.True(decision.Rules.HasFlag(ScalingRules.TT8));
    }

    // "It will scale out if any of the target tracking policies are ready for scale out, but will scale in only if all of the target
    // tracking policies (with the scale-in portion enabled) are ready to scale in."
    [Fact]
    public void Out_if_any_in_only_if_all()
    {
        var group = GroupCapacity.Settled(1, 20, 8);
        var down = Track(50, 20, group);
        var idle = TargetTracking.Decide(new("idle", 50, 50, AlarmState.Ok, AlarmState.Ok), group);
        var outOnly = TargetTracking.Decide(new("out-only", 50, 50, AlarmState.Ok, AlarmState.Ok, DisableScaleIn: true), group);
        var blocked = PolicyArbiter.Combine(group, [down, idle]);
        Assert.Equal((8, HoldReason.AnotherPolicyNotReady), (blocked.Desired, blocked.Deciding.Hold));
        Assert.Equal(4, PolicyArbiter.Combine(group, [down, outOnly]).Desired);
        Assert.Equal(4, PolicyArbiter.Combine(group, [down]).Desired);
        Assert.Equal(10, PolicyArbiter.Combine(group, [down, Track(50, 60, group)]).Desired);
        // "If a step scaling policy initiates scale in before target tracking is ready, it will not be blocked":
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
        Assert.Equal(7, PolicyArbiter.Combine(group, [idle, Step(group, -1)]).Desired);
        Assert.Equal(8, PolicyArbiter.Combine(group, []).Desired);
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html#as-scaling-steps: the whole example.
    [Fact]
    public void Step_example_of_the_guide()
    {
        var scaleOut = Policy(50, new(0, 10, 0), new(10, 20, 10), new(20, null, 30));
        var scaleIn = Policy(50, new(-10, 0, 0), new(-20, -10, -10), new(null, -20, -30));
        var ten = GroupCapacity.Settled(1, 100, 10);
        Assert.Equal(10, StepScaling.Decide(scaleOut, 59, ten).Capacity);
        Assert.Equal(11, StepScaling.Decide(scaleOut, 60, ten).Capacity);
        Assert.Equal(14, StepScaling.Decide(scaleOut, 70, GroupCapacity.Settled(1, 100, 11)).Capacity);
        Assert.Equal(13, StepScaling.Decide(scaleIn, 40, GroupCapacity.Settled(1, 100, 14)).Capacity);
        Assert.Equal(10, StepScaling.Decide(scaleIn, 30, GroupCapacity.Settled(1, 100, 13)).Capacity);
        Assert.Equal(HoldReason.NoStep, StepScaling.Decide(scaleIn, 41, ten).Hold);
    }

    // Same page, "Instance warm-up": at 62 nothing more, at 70 two more, for 13.
    [Fact]
    public void Steps_during_warm_up()
    {
        var policy = Policy(50, new(0, 10, 0), new(10, 20, 10), new(20, null, 30));
        var warming = new GroupCapacity(1, 100, 11, 10, 1);
        var same = StepScaling.Decide(policy, 62, warming);
        Assert.Equal((HoldReason.CoveredByWarming, 11), (same.Hold, same.Capacity));
        Assert.Equal(13, StepScaling.Decide(policy, 70, warming).Capacity);
        Assert.Equal(HoldReason.ScaleOutInProgress, StepScaling.Decide(Policy(50, new StepAdjustment(null, 0, -10)), 40, warming).Hold);
    }

    // Same page, "Scaling adjustment types".
    [Theory]
    [InlineData(12.7, 12)]
    [InlineData(.67, 1)]
    [InlineData(-.58, -1)]
    [InlineData(-6.67, -6)]
    [InlineData(0, 0)]
    public void Percent_rounding(double change, int expected) => Assert.Equal(expected, CapacityAdjustment.RoundPercent(change));

    [Theory]
    [InlineData(AdjustmentType.ChangeInCapacity, 3, 5, 0, 8)]
    [InlineData(AdjustmentType.ExactCapacity, 3, 5, 0, 5)]
    [InlineData(AdjustmentType.PercentChangeInCapacity, 10, 10, 0, 11)]
    [InlineData(AdjustmentType.PercentChangeInCapacity, 4, 25, 2, 6)]
    [InlineData(AdjustmentType.PercentChangeInCapacity, 4, -25, 2, 2)]
    [InlineData(AdjustmentType.PercentChangeInCapacity, 10, 30, 0, 13)]
    [InlineData(AdjustmentType.PercentChangeInCapacity, 13, -30, 0, 10)]
    public void Adjustments(AdjustmentType type, int current, int adjustment, int magnitude, int expected) =>
        Assert.Equal(expected, CapacityAdjustment.Apply(type, current, adjustment, magnitude));

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scale-based-on-demand.html#as-how-scaling-policies-work, examples 1 and 2.
    [Fact]
    public void Limits_of_the_guide()
    {
        Assert.Equal(3, Step(GroupCapacity.Settled(1, 3, 2), 3).Capacity);
        Assert.Equal(2, Step(GroupCapacity.Settled(2, 5, 3), -2).Capacity);
    }

    // as-scaling-simple-step.html: desired 30, current 32 (weights): a decrement of 1 does nothing.
    [Fact]
    public void A_decrement_within_the_overage_does_nothing()
    {
        var group = new GroupCapacity(1, 100, 30, 32);
        Assert.Equal(HoldReason.CoveredByOverage, Step(group, -1).Hold);
        Assert.Equal(29, Step(group, -3).Capacity);
        Assert.Equal(HoldReason.CoveredByOverage, SimpleScaling.Decide(new("p", AdjustmentType.ChangeInCapacity, -1), group, false, double.PositiveInfinity).Hold);
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_StepAdjustment.html: bounds for a threshold of 50.
    [Theory]
    [InlineData(0, 10, 50, true)]
    [InlineData(0, 10, 59.999, true)]
    [InlineData(0, 10, 60, false)]
    [InlineData(-10, 0, 50, true)]
    [InlineData(-10, 0, 40, false)]
    [InlineData(-10, 0, 40.001, true)]
    public void Step_bounds(double low, double high, double metric, bool expected) =>
        Assert.Equal(expected, new StepAdjustment(low, high, 1).Holds(metric - 50));

    [Theory]
    [InlineData("0..10 20..", "gap")]
    [InlineData("0..10 5..", "overlap")]
    [InlineData("0.. 10..", "both have no upper bound")]
    [InlineData("..0 ..-5", "both have no lower bound")]
    [InlineData("-10..0", "must have no lower bound")]
    [InlineData("0..10", "must have no upper bound")]
    [InlineData("..", "neither")]
    [InlineData("10..5", "greater than the lower")]
    [InlineData("", "0 steps")]
    [InlineData("0..10 10..", null)]
    [InlineData("10.. 0..10", null)]
    [InlineData("..-20 -20..-10 -10..0", null)]
    public void Step_validation(string text, string? expected)
    {
        var steps = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => t.Split(".."))
            .Select(b => new StepAdjustment(b[0].Length == 0 ? null : double.Parse(b[0], null), b[1].Length == 0 ? null : double.Parse(b[1], null), 1)).ToArray();
        var problem = StepScaling.FindProblem(AdjustmentType.ChangeInCapacity, steps);
        if (expected is null)
        {
            Assert.Null(problem);
        }
        else
        {
            Assert.Contains(expected, problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Step_validation_of_numbers_and_types()
    {
        var many = Enumerable.Range(0, 21).Select(i => new StepAdjustment(i, i == 20 ? null : i + 1, 1)).ToArray();
        Assert.Contains("21 steps", StepScaling.FindProblem(AdjustmentType.ChangeInCapacity, many), StringComparison.Ordinal);
        Assert.Null(StepScaling.FindProblem(AdjustmentType.ChangeInCapacity, [.. many.Skip(1)]));
        Assert.Contains("-1", StepScaling.FindProblem(AdjustmentType.ExactCapacity, [new(0, null, -1)]), StringComparison.Ordinal);
        Assert.Contains("MinAdjustmentMagnitude 2", StepScaling.FindProblem(AdjustmentType.ExactCapacity, [new(0, null, 1)], 2), StringComparison.Ordinal);
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/Cooldown.html: wait for the activity, then for the cooldown of 300 s.
    [Fact]
    public void Simple_scaling_waits()
    {
        var policy = new SimpleScalingSettings("add-two", AdjustmentType.ChangeInCapacity, 2);
        var group = GroupCapacity.Settled(1, 10, 4);
        Assert.Equal(HoldReason.ActivityInProgress, SimpleScaling.Decide(policy, group, true, 1000).Hold);
        Assert.Equal(HoldReason.Cooldown, SimpleScaling.Decide(policy, group, false, 299).Hold);
        Assert.Equal(6, SimpleScaling.Decide(policy, group, false, 300).Capacity);
        Assert.Equal(6, SimpleScaling.Decide(policy, group, false, 60, 60).Capacity);
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html, EstimatedInstanceWarmup.
    [Theory]
    [InlineData(120, 60, 200, 120, WarmupSource.Policy)]
    [InlineData(null, 60, 200, 60, WarmupSource.DefaultInstanceWarmup)]
    [InlineData(null, 0, 200, 0, WarmupSource.DefaultInstanceWarmup)]
    [InlineData(null, -1, 200, 200, WarmupSource.DefaultCooldown)]
    [InlineData(null, null, 200, 200, WarmupSource.DefaultCooldown)]
    [InlineData(null, null, null, 300, WarmupSource.DefaultCooldown)]
    public void Warm_up_that_applies(int? policy, int? group, int? cooldown, int expected, WarmupSource source) =>
        Assert.Equal((expected, source), InstanceWarmup.Choose(policy, group, cooldown));

    // "This warm-up period applies to instances launched due to a specific target tracking or step scaling policy. When a warm-up period is
    // specified here, it overrides the default instance warmup." Whatever else launches has the default instance warmup, if that is set.
    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html
    [Theory]
    [InlineData(true, 120, 60, 300, 120)]
    [InlineData(true, null, 60, 300, 60)]
    [InlineData(true, null, null, 200, 200)]
    [InlineData(false, 120, 60, 300, 60)]
    [InlineData(false, null, null, 300, 0)]
    [InlineData(false, null, -1, 300, 0)]
    public void Warm_up_is_that_of_what_launched(bool byPolicy, int? policy, int? group, int? cooldown, int expected) =>
        Assert.Equal(expected, InstanceWarmup.OfLaunch(byPolicy, policy, group, cooldown));

    [Fact]
    public void Every_rule_has_its_source()
    {
        foreach (var rule in Enum.GetValues<ScalingRules>().Where(r => r != ScalingRules.None))
        {
            var known = Assert.Single(ScalingRuleCatalog.Explain(rule));
            Assert.Equal(rule.ToString(), known.Id);
            Assert.StartsWith("https://docs.aws.amazon.com/", known.Source, StringComparison.Ordinal);
        }
    }

    private static PolicyProposal Track(double target, double metric, GroupCapacity group) =>
        TargetTracking.Decide(
            new("track", target, metric, metric > target ? AlarmState.Alarm : AlarmState.Ok, metric < target ? AlarmState.Alarm : AlarmState.Ok), group);

    private static PolicyProposal Step(GroupCapacity group, int change) =>
        StepScaling.Decide(
            new() { Policy = "step", Steps = [change > 0 ? new(0, null, change) : new(null, 0, change)], Threshold = 50 }, change > 0 ? 90 : 10, group);

    private static StepScalingSettings Policy(double threshold, params StepAdjustment[] steps) =>
        new() { Policy = "step", AdjustmentType = AdjustmentType.PercentChangeInCapacity, Steps = steps, Threshold = threshold };
}
