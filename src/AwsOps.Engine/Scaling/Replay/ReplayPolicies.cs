namespace AwsOps.Engine.Scaling;

/// <summary>A policy of the group that is replayed.</summary>
public abstract record ReplayPolicy
{
    /// <summary>The policy's name.</summary>
    public required string Name { get; init; }

    /// <summary>The metric that it scales on.</summary>
    public ScalingMetric Metric { get; init; }

    /// <summary>With <see cref="ScalingMetric.MetricMath"/>: the expression that it scales on.</summary>
    public ReplayMath? MetricMath { get; init; }

    /// <summary>Whether it is enabled.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>The policy's EstimatedInstanceWarmup in seconds; null is the group's (TT7).</summary>
    public int? WarmupSeconds { get; init; }

    internal abstract string? FindProblem();

    /// <summary>What is wrong with its metric math, or null.</summary>
    public string? FindMathProblem() =>
        (Metric == ScalingMetric.MetricMath) != (MetricMath is not null) ? $"Policy '{Name}': {ScalingMetric.MetricMath} and its expression belong together: give both or neither."
        : MetricMath?.FindProblem() is { } problem ? $"Policy '{Name}': {problem}" : null;
}

/// <summary>A target tracking policy.</summary>
public sealed record TargetTrackingPolicy : ReplayPolicy
{
    /// <summary>The target, in the metric's unit.</summary>
    public required double TargetValue { get; init; }

    /// <summary>Whether its scale-in is disabled.</summary>
    public bool DisableScaleIn { get; init; }

    /// <summary>The alarms' cadence and thresholds. The replay takes the pace of scale-in from <see cref="ScalingTimings.ScaleInGap"/> instead.</summary>
    public TargetTrackingOptions Options { get; init; } = TargetTrackingOptions.Default;

    internal override string? FindProblem() =>
        TargetValue > 0 && double.IsFinite(TargetValue) ? null : $"Policy '{Name}': TargetValue {TargetValue} is not valid: use a number above 0.";
}

/// <summary>A step scaling policy with the alarm that invokes it.</summary>
public sealed record StepPolicy : ReplayPolicy
{
    /// <summary>The alarm.</summary>
    public required AlarmSettings Alarm { get; init; }

    /// <summary>What adjustments mean.</summary>
    public AdjustmentType AdjustmentType { get; init; }

    /// <summary>The steps, relative to the alarm's threshold.</summary>
    public required IReadOnlyList<StepAdjustment> Steps { get; init; }

    /// <summary>The least change of a percentage, in units.</summary>
    public int MinAdjustmentMagnitude { get; init; }

    internal override string? FindProblem() =>
        (Alarm.FindProblem() ?? StepScaling.FindProblem(AdjustmentType, Steps, MinAdjustmentMagnitude)) is { } problem ? $"Policy '{Name}': {problem}" : null;
}

/// <summary>A simple scaling policy with the alarm that invokes it.</summary>
public sealed record SimplePolicy : ReplayPolicy
{
    /// <summary>The alarm.</summary>
    public required AlarmSettings Alarm { get; init; }

    /// <summary>What the adjustment means.</summary>
    public AdjustmentType AdjustmentType { get; init; }

    /// <summary>Units, percent, or the exact capacity.</summary>
    public required int Adjustment { get; init; }

    /// <summary>The least change of a percentage, in units.</summary>
    public int MinAdjustmentMagnitude { get; init; }

    /// <summary>The policy's cooldown in seconds; null is the group's.</summary>
    public int? CooldownSeconds { get; init; }

    internal override string? FindProblem() => Alarm.FindProblem() is { } problem ? $"Policy '{Name}': {problem}" : null;
}

/// <summary>A predictive scaling policy that scales (not forecast only).</summary>
public sealed record PredictivePolicy : ReplayPolicy
{
    /// <summary>The target, in the metric's unit.</summary>
    public required double TargetValue { get; init; }

    /// <summary>How early instances are launched before the hour, in seconds (SchedulingBufferTime).</summary>
    public int PreLaunchSeconds { get; init; } = 300;

    /// <summary>
    /// How far, in percent of the forecast capacity, the maximum may be exceeded (MaxCapacityBuffer, with IncreaseMaxCapacity);
    /// null honors the maximum.
    /// </summary>
    public int? MaxCapacityBufferPercent { get; init; }

    /// <summary>Hourly averages of the load before the replay begins, the oldest first; may be empty.</summary>
    public IReadOnlyList<double> History { get; init; } = [];

    internal override string? FindProblem() =>
        !(TargetValue > 0) || !double.IsFinite(TargetValue) ? $"Policy '{Name}': TargetValue {TargetValue} is not valid: use a number above 0."
        : PreLaunchSeconds is < 0 or >= 3600 ? $"Policy '{Name}': PreLaunchSeconds {PreLaunchSeconds} is not valid: use 0 to 3599."
        : Metric >= ScalingMetric.BacklogPerInstance ? $"Policy '{Name}': predictive scaling does not work on {Metric}: use {ScalingMetric.CpuUtilization} or {ScalingMetric.RequestCountPerTarget}."
        : null;
}
