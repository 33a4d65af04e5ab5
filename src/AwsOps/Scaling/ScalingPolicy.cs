namespace AwsOps;

/// <summary>A scaling policy: by which rule a group follows its load.</summary>
public sealed class ScalingPolicy : AwsResource
{
    internal ScalingPolicy(Common.AwsConnection aws, Amazon.AutoScaling.Model.ScalingPolicy policy)
        : base(aws, Common.Arns.Account(policy.PolicyARN))
    {
        var tracking = policy.TargetTrackingConfiguration;
        var prediction = policy.PredictiveScalingConfiguration;
        var predicted = prediction?.MetricSpecifications?.FirstOrDefault();
        ScalingPolicyName = policy.PolicyName;
        ScalingGroupName = policy.AutoScalingGroupName;
        PolicyArn = policy.PolicyARN;
        PolicyType = policy.PolicyType ?? "SimpleScaling";
        Metric = tracking?.PredefinedMetricSpecification?.PredefinedMetricType?.Value ?? tracking?.CustomizedMetricSpecification?.MetricName
            ?? predicted?.PredefinedMetricPairSpecification?.PredefinedMetricType?.Value ?? predicted?.PredefinedScalingMetricSpecification?.PredefinedMetricType?.Value;
        TargetValue = tracking?.TargetValue ?? predicted?.TargetValue;
        Predictive = prediction is null ? null : prediction.Mode?.Value ?? "ForecastOnly";
        PreLaunchSeconds = prediction is null ? null : prediction.SchedulingBufferTime ?? 300;
        MaxCapacityBuffer = prediction?.MaxCapacityBuffer;
        DisableScaleIn = tracking?.DisableScaleIn ?? false;
        WarmupSeconds = policy.EstimatedInstanceWarmup;
        CooldownSeconds = policy.Cooldown;
        AdjustmentType = policy.AdjustmentType;
        Adjustment = policy.ScalingAdjustment;
        Step = (ScalingStep[])[.. (policy.StepAdjustments ?? []).Select(static step => new ScalingStep(step.MetricIntervalLowerBound, step.MetricIntervalUpperBound, step.ScalingAdjustment ?? 0))];
        AlarmName = (string[])[.. (policy.Alarms ?? []).Select(static alarm => alarm.AlarmName).Order(StringComparer.Ordinal)];
        Enabled = policy.Enabled ?? true;
    }

    /// <summary>Name of the policy.</summary>
    public string ScalingPolicyName { get; }

    /// <summary>Group it belongs to.</summary>
    public string ScalingGroupName { get; }

    /// <summary>ARN; an alarm acts on it.</summary>
    public string PolicyArn { get; }

    /// <summary>TargetTrackingScaling, StepScaling, SimpleScaling or PredictiveScaling.</summary>
    public string PolicyType { get; }

    /// <summary>Metric that target tracking follows, or metrics that predictive scaling forecasts; null for other types.</summary>
    public string? Metric { get; }

    /// <summary>Value that target tracking or predictive scaling keeps the metric at; null for other types.</summary>
    public double? TargetValue { get; }

    /// <summary>ForecastOnly or ForecastAndScale of predictive scaling; null for other types.</summary>
    public string? Predictive { get; }

    /// <summary>Seconds before the hour at which predictive scaling launches its instances; null for other types.</summary>
    public int? PreLaunchSeconds { get; }

    /// <summary>Percent above its forecast that predictive scaling may raise the group's maximum to; null when it keeps to the maximum.</summary>
    public int? MaxCapacityBuffer { get; }

    /// <summary>True when target tracking only adds instances.</summary>
    public bool DisableScaleIn { get; }

    /// <summary>Seconds until a new instance counts; null for the group's default.</summary>
    public int? WarmupSeconds { get; }

    /// <summary>Seconds between simple scalings; null for the group's default.</summary>
    public int? CooldownSeconds { get; }

    /// <summary>What the adjustments mean; null for target tracking.</summary>
    public string? AdjustmentType { get; }

    /// <summary>Adjustment of a simple policy; null for other types.</summary>
    public int? Adjustment { get; }

    /// <summary>Steps of a step policy; empty for other types.</summary>
    public IReadOnlyList<ScalingStep> Step { get; }

    /// <summary>Alarms that call it.</summary>
    public IReadOnlyList<string> AlarmName { get; }

    /// <summary>False when it is switched off.</summary>
    public bool Enabled { get; }
}

/// <summary>One step of a step policy. Bounds are relative to the alarm's threshold.</summary>
/// <param name="Lower">Where the step begins; null for no bound.</param>
/// <param name="Upper">Where the step ends; null for no bound.</param>
/// <param name="Adjustment">By how much, or to how much, the capacity changes.</param>
public sealed record ScalingStep(double? Lower, double? Upper, int Adjustment)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{Lower?.ToString() ?? "-∞"}, {Upper?.ToString() ?? "∞"}): {Adjustment:+0;-0;0}");
}
