namespace AwsOps.Engine.Scaling;

/// <summary>
/// What AWS leaves open about target tracking. Defaults are the cadence of the years before November 2024; since then it
/// "automatically adapts", so where real alarms can be read, take their settings instead.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
/// </summary>
public sealed record TargetTrackingOptions
{
    /// <summary>The defaults.</summary>
    public static TargetTrackingOptions Default { get; } = new();

    /// <summary>The alarms' period in seconds: 60; 300 with basic monitoring (TT11).</summary>
    public int PeriodSeconds { get; init; } = 60;

    /// <summary>Datapoints of the high alarm (TT1, observed).</summary>
    public int HighDatapoints { get; init; } = 3;

    /// <summary>Datapoints of the low alarm (TT1, observed).</summary>
    public int LowDatapoints { get; init; } = 15;

    /// <summary>The low threshold as a share of the target; null is <see cref="TargetTracking.LowThresholdFactor"/> of the capacity (TT2).</summary>
    public double? LowThresholdFactor { get; init; }

    /// <summary>The least time in seconds between two scale-ins (TT5). Observed gaps: 59 s, 300 s, 960 s.</summary>
    public int ScaleInGapSeconds { get; init; } = 300;
}

/// <summary>One of the two alarms that a target tracking policy makes.</summary>
/// <param name="Name">TargetTracking-group-AlarmHigh-uuid, or AlarmLow.</param>
/// <param name="Settings">What it evaluates.</param>
public sealed record TargetTrackingAlarm(string Name, AlarmSettings Settings);

/// <summary>What a target tracking policy decides from.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="TargetValue">The target, in the metric's unit.</param>
/// <param name="Metric">The metric's most recent value; NaN when there is none.</param>
/// <param name="High">The state of the high alarm.</param>
/// <param name="Low">The state of the low alarm.</param>
/// <param name="DisableScaleIn">Whether the policy's scale-in is disabled.</param>
/// <param name="SecondsSinceScaleIn">Time since the group's last scale-in by a policy; infinity when there was none.</param>
public readonly record struct TargetTrackingInput(
    string Policy, double TargetValue, double Metric, AlarmState High, AlarmState Low,
    bool DisableScaleIn = false, double SecondsSinceScaleIn = double.PositiveInfinity);

/// <summary>
/// Target tracking: the alarms that a policy makes and the capacity that it asks for (TT1 to TT11). See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html.
/// </summary>
public static class TargetTracking
{
    // A metric that is on the target up to rounding in its last bits must not add an instance.
    private const double Tolerance = 1e-9;

    /// <summary>
    /// The low threshold's share of the target for a group of <paramref name="capacity"/>, a hypothesis that fits what was
    /// observed (0.70 for small groups, 0.85 at capacity 7, 0.90 for large ones): (n − 1) / n, rounded down to 0.05, within 0.70 and 0.90.
    /// </summary>
    public static double LowThresholdFactor(int capacity)
    {
        var share = capacity <= 1 ? 0 : (capacity - 1.0) / capacity;
        return Math.Min(0.90, Math.Max(0.70, Math.Floor((share * 20) + Tolerance) / 20));
    }

    /// <summary>The alarm that scales out: metric above the target (TT1).</summary>
    /// <param name="groupName">The group's name.</param>
    /// <param name="targetValue">The target.</param>
    /// <param name="id">The uuid at the end of the name.</param>
    /// <param name="options">The cadence; null is the default.</param>
    /// <param name="statistic">The statistic of the metric.</param>
    public static TargetTrackingAlarm HighAlarm(
        string groupName, double targetValue, Guid id, TargetTrackingOptions? options = null, string statistic = "Average") =>
        Alarm(groupName, "AlarmHigh", id, targetValue, AlarmComparison.GreaterThanThreshold, (options ??= TargetTrackingOptions.Default).HighDatapoints, options, statistic);

    /// <summary>The alarm that scales in: metric below the low threshold (TT1, TT2). AWS sets the threshold anew as the capacity changes.</summary>
    /// <param name="groupName">The group's name.</param>
    /// <param name="targetValue">The target.</param>
    /// <param name="capacity">The group's capacity, which the threshold depends on.</param>
    /// <param name="id">The uuid at the end of the name.</param>
    /// <param name="options">The cadence; null is the default.</param>
    /// <param name="statistic">The statistic of the metric.</param>
    public static TargetTrackingAlarm LowAlarm(
        string groupName, double targetValue, int capacity, Guid id, TargetTrackingOptions? options = null, string statistic = "Average") =>
        Alarm(groupName, "AlarmLow", id, LowThreshold(targetValue, capacity, options ??= TargetTrackingOptions.Default), AlarmComparison.LessThanThreshold, options.LowDatapoints, options, statistic);

    /// <summary>The threshold of the low alarm.</summary>
    public static double LowThreshold(double targetValue, int capacity, TargetTrackingOptions? options = null) =>
        targetValue * ((options ?? TargetTrackingOptions.Default).LowThresholdFactor ?? LowThresholdFactor(capacity));

    /// <summary>
    /// The capacity, before limits, that brings the metric to the target: up to the next whole instance, so that a
    /// scale-out adds rather too many and a scale-in removes rather too few (TT3).
    /// </summary>
    public static double Proportional(int capacity, double metric, double target) => capacity * metric / target;

    /// <summary>What the policy asks for now. Call it every minute while an alarm is in ALARM (TT4).</summary>
    public static PolicyProposal Decide(in TargetTrackingInput input, in GroupCapacity group, TargetTrackingOptions? options = null)
    {
        options ??= TargetTrackingOptions.Default;
        if (input.High == AlarmState.Alarm && !double.IsNaN(input.Metric))
        {
            return DecideOut(input, group);
        }

        if (input.Low == AlarmState.Alarm && !double.IsNaN(input.Metric))
        {
            return DecideIn(input, group, options);
        }

        if (input.High == AlarmState.InsufficientData || double.IsNaN(input.Metric))
        {
            return Hold(input, group, HoldReason.InsufficientData, double.NaN, ScalingRules.TT9);
        }

        var isBelow = input.Metric < LowThreshold(input.TargetValue, group.Desired, options);
        return isBelow && input.DisableScaleIn ? Hold(input, group, HoldReason.ScaleInDisabled, double.NaN, ScalingRules.TT8)
            : isBelow || input.Metric > input.TargetValue ? Hold(input, group, HoldReason.AlarmNotYet, double.NaN, ScalingRules.TT1 | ScalingRules.CW1)
            : Hold(input, group, HoldReason.WithinTarget, double.NaN, ScalingRules.TT1);
    }

    private static PolicyProposal DecideOut(in TargetTrackingInput input, in GroupCapacity group)
    {
        // "While scaling out, we do not consider instances that are warming up as part of the current capacity of the group":
        // the metric is theirs alone who are ready. A group of which nothing is ready yet has only its warming ones to go by.
        var measured = group.Ready > 0 ? group.Ready : group.Current;
        var raw = Proportional(measured, input.Metric, input.TargetValue);
        var wanted = (long)Math.Ceiling(raw - Tolerance);
        const ScalingRules Rules = ScalingRules.TT3 | ScalingRules.TT6;
        if (wanted <= group.Desired)
        {
            return Hold(input, group, group.Warming > 0 ? HoldReason.CoveredByWarming : HoldReason.RoundingGivesNoChange, raw, Rules);
        }

        var capacity = group.Clamp(wanted);
        return capacity <= group.Desired
            ? Hold(input, group, HoldReason.AtLimit, raw, Rules | ScalingRules.LIMITS)
            : new(input.Policy, ScalingDirection.Out, capacity, HoldReason.None, capacity < wanted ? Rules | ScalingRules.LIMITS : Rules,
                input.Metric, input.TargetValue, raw, !input.DisableScaleIn);
    }

    private static PolicyProposal DecideIn(in TargetTrackingInput input, in GroupCapacity group, TargetTrackingOptions options)
    {
        if (input.DisableScaleIn)
        {
            return Hold(input, group, HoldReason.ScaleInDisabled, double.NaN, ScalingRules.TT8);
        }

        if (group.Warming > 0)
        {
            return Hold(input, group, HoldReason.ScaleOutInProgress, double.NaN, ScalingRules.TT6);
        }

        // "While scaling in, we consider instances that are terminating as part of the current capacity of the group."
        var raw = Proportional(group.Ready + group.Terminating, input.Metric, input.TargetValue);
        var wanted = (long)Math.Ceiling(raw - Tolerance);
        const ScalingRules Rules = ScalingRules.TT3 | ScalingRules.TT6;
        if (wanted >= group.Desired)
        {
            return Hold(input, group, group.Terminating > 0 ? HoldReason.CoveredByTerminating : HoldReason.RoundingGivesNoChange, raw, Rules);
        }

        var capacity = group.Clamp(wanted);
        if (capacity >= group.Desired)
        {
            return Hold(input, group, HoldReason.AtLimit, raw, Rules | ScalingRules.LIMITS);
        }

        return input.SecondsSinceScaleIn < options.ScaleInGapSeconds
            ? Hold(input, group, HoldReason.ScaleInPacing, raw, Rules | ScalingRules.TT5)
            : new(input.Policy, ScalingDirection.In, capacity, HoldReason.None, Rules | ScalingRules.TT5 | (capacity > wanted ? ScalingRules.LIMITS : 0),
                input.Metric, input.TargetValue, raw, true);
    }

    private static PolicyProposal Hold(in TargetTrackingInput input, in GroupCapacity group, HoldReason reason, double raw, ScalingRules rules) =>
        new(input.Policy, ScalingDirection.Hold, group.Desired, reason, rules, input.Metric, input.TargetValue, raw, !input.DisableScaleIn);

    private static TargetTrackingAlarm Alarm(
        string groupName, string kind, Guid id, double threshold, AlarmComparison comparison, int datapoints, TargetTrackingOptions options, string statistic) =>
        new($"TargetTracking-{groupName}-{kind}-{id:D}", new AlarmSettings
        {
            PeriodSeconds = options.PeriodSeconds,
            EvaluationPeriods = datapoints,
            Comparison = comparison,
            Threshold = threshold,
            Statistic = statistic,
            MissingData = MissingDataTreatment.Missing,
        });
}
