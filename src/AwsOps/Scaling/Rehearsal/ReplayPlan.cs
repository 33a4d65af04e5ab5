using AwsOps.Engine.Scaling;
using CloudWatchAlarm = Amazon.CloudWatch.Model.MetricAlarm;
using GroupPolicy = Amazon.AutoScaling.Model.ScalingPolicy;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>A group as it is replayed: the engine's settings, and what was assumed to get there.</summary>
internal sealed record ReplayPlan(string Name, ReplaySettings Settings, IReadOnlyList<string> Assumptions)
{
    /// <summary>The prices that were looked up; empty when they were given, or when the cost is in instance-hours.</summary>
    public IReadOnlyList<InstancePrice> Prices { get; init; } = [];

    /// <summary>False when prices were asked for and are not known: no cost is better than a wrong one.</summary>
    public bool IsCostKnown { get; init; } = true;

    /// <summary>Makes a plan from what AWS says of a group.</summary>
    /// <param name="described">The group.</param>
    /// <param name="load">What load does to its instances.</param>
    public static ReplayPlan Of(GroupDescription described, LoadModel load)
    {
        var group = described.Group;
        var notes = new List<string>();
        var distribution = group.MixedInstancesPolicy?.InstancesDistribution;
        if (group.DesiredCapacityType is { } unit && unit != "units")
        {
            notes.Add($"The group counts its capacity in {unit}: replayed as if each instance were one unit; -Override gives types and weights.");
        }

        var policies = new List<ReplayPolicy>();
        foreach (var policy in described.Policies)
        {
            policies.AddRange(Policies(policy, described, notes));
        }

        var cpuPeriods = described.Alarms.Where(static alarm => alarm.MetricName == "CPUUtilization" && alarm.AlarmName.StartsWith("TargetTracking-", StringComparison.Ordinal)).Select(static alarm => alarm.Period ?? 60).ToList();
        if (cpuPeriods.Exists(static period => period >= 300))
        {
            notes.Add("The alarms of target tracking have periods of five minutes: instances are replayed with basic monitoring (TT11).");
            load = load with { IsBasicMonitoring = true };
        }

        if (policies.Exists(static policy => policy.Metric == ScalingMetric.BacklogPerInstance || PolicyMath.IsOfQueue(policy)))
        {
            load = load with { IsQueued = true };
        }

        return new ReplayPlan(
            group.AutoScalingGroupName,
            new ReplaySettings
            {
                MinSize = group.MinSize ?? 0,
                MaxSize = group.MaxSize ?? 0,
                DefaultCooldown = group.DefaultCooldown ?? SimpleScaling.DefaultCooldownSeconds,
                DefaultInstanceWarmup = group.DefaultInstanceWarmup,
                Fleet = InstanceMix.Of(group.MixedInstancesPolicy, notes),
                Zones = Math.Max(1, group.AvailabilityZones?.Count ?? 1),
                Purchase = distribution is null ? (0, 100) : (distribution.OnDemandBaseCapacity ?? 0, distribution.OnDemandPercentageAboveBaseCapacity ?? 100),
                WarmPool = group.WarmPoolConfiguration is { Status: null } pool ? Pool(pool) : null,
                CapacityRebalance = group.CapacityRebalance ?? false,
                Policies = policies,
                Schedules = [.. described.Schedules.Select(action => Schedule(action, notes)).OfType<ScheduledAction>()],
                Suspended = Suspended(group, notes),
                Load = load,
                Timings = Timings(hasLoadBalancer: group.TargetGroupARNs is { Count: > 0 } || group.LoadBalancerNames is { Count: > 0 }),
            },
            notes);
    }

    /// <summary>What was observed: without a load balancer nothing has to drain.</summary>
    public static ScalingTimings Timings(bool hasLoadBalancer) =>
        hasLoadBalancer ? ScalingTimings.Observed : ScalingTimings.Observed with { Terminate = new(22, 44, 64), Drain = DurationRange.Fixed(0) };

    /// <summary>The alarm as the engine evaluates it.</summary>
    public static AlarmSettings Alarm(CloudWatchAlarm alarm) => new()
    {
        PeriodSeconds = alarm.Period ?? alarm.Metrics?.Select(static query => query.MetricStat?.Period).Max() ?? 60,
        EvaluationPeriods = alarm.EvaluationPeriods ?? 1,
        DatapointsToAlarm = alarm.DatapointsToAlarm,
        Comparison = Enum.TryParse<AlarmComparison>(alarm.ComparisonOperator?.Value, out var comparison) ? comparison : AlarmComparison.GreaterThanThreshold,
        Threshold = alarm.Threshold ?? 0,
        Statistic = alarm.Statistic?.Value ?? alarm.ExtendedStatistic ?? "Average",
        MissingData = alarm.TreatMissingData switch { "breaching" => MissingDataTreatment.Breaching, "notBreaching" => MissingDataTreatment.NotBreaching, "ignore" => MissingDataTreatment.Ignore, _ => MissingDataTreatment.Missing },
        MetricNamespace = alarm.Namespace ?? string.Empty,
        IgnoreLowSamples = alarm.EvaluateLowSampleCountPercentile == "ignore",
    };

    /// <summary>
    /// The metric of a replay that a CloudWatch metric is; null when a replay does not have it. Of metric math that is the backlog per
    /// instance, messages of a queue divided by the instances in service, AWS's own example:
    /// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-target-tracking-metric-math.html
    /// </summary>
    public static ScalingMetric? Metric(string? name, IEnumerable<(string? Name, string? Expression)> math) => name switch
    {
        "CPUUtilization" or "ASGAverageCPUUtilization" or "ASGCPUUtilization" => ScalingMetric.CpuUtilization,
        "RequestCountPerTarget" or "ALBRequestCountPerTarget" or "ALBRequestCount" => ScalingMetric.RequestCountPerTarget,
        _ => math.Any(static part => part.Expression?.Contains('/', StringComparison.Ordinal) == true) && math.Any(static part => part.Name is "ApproximateNumberOfMessagesVisible")
            && math.Any(static part => part.Name is "GroupInServiceInstances") ? ScalingMetric.BacklogPerInstance : null,
    };

    /// <summary>The metric of an alarm; null when a replay does not have it.</summary>
    public static ScalingMetric? Metric(CloudWatchAlarm alarm) =>
        Metric(alarm.MetricName, (alarm.Metrics ?? []).Select(static query => ((string?)query.MetricStat?.Metric?.MetricName, (string?)query.Expression)));

    private static IEnumerable<ReplayPolicy> Policies(GroupPolicy policy, GroupDescription described, List<string> notes)
    {
        var isEnabled = policy.Enabled ?? true;
        switch (policy.PolicyType ?? "SimpleScaling")
        {
            case "TargetTrackingScaling":
                return Tracking(policy, described, isEnabled, notes) is { } tracking ? [tracking] : [];
            case "PredictiveScaling":
                return Predictive(policy, isEnabled, notes) is { } predictive ? [predictive] : [];
            case var type:
                var alarms = described.AlarmsOf(policy).ToList();
                if (alarms.Count == 0)
                {
                    notes.Add($"No alarm calls policy '{policy.PolicyName}': it never acts.");
                }

                return [.. alarms.Select(alarm => Called(policy, alarm, type == "StepScaling", isEnabled, notes)).OfType<ReplayPolicy>()];
        }
    }

    private static TargetTrackingPolicy? Tracking(GroupPolicy policy, GroupDescription described, bool isEnabled, List<string> notes)
    {
        var tracking = policy.TargetTrackingConfiguration;
        var custom = tracking?.CustomizedMetricSpecification;
        var name = tracking?.PredefinedMetricSpecification?.PredefinedMetricType?.Value ?? custom?.MetricName;
        var metric = Metric(name, (custom?.Metrics ?? []).Select(static query => ((string?)query.MetricStat?.Metric?.MetricName, (string?)query.Expression)));
        var math = metric is null ? PolicyMath.Of(custom?.Metrics) : null;
        if (metric is null && math is null)
        {
            notes.Add(Unknown(policy, name ?? "a metric of its own"));
            return null;
        }

        var target = tracking!.TargetValue ?? 0;
        var alarms = described.AlarmsOf(policy).ToList();
        var high = alarms.Find(static alarm => alarm.ComparisonOperator?.Value.StartsWith("Greater", StringComparison.Ordinal) == true);
        var low = alarms.Find(static alarm => alarm.ComparisonOperator?.Value.StartsWith("Less", StringComparison.Ordinal) == true);
        var options = TargetTrackingOptions.Default;
        if (high is null)
        {
            notes.Add($"The alarms of policy '{policy.PolicyName}' are not known: assumed are {options.HighDatapoints} and {options.LowDatapoints} datapoints of a minute (TT1).");
        }
        else
        {
            var factor = low?.Threshold / target;
            options = options with
            {
                PeriodSeconds = Alarm(high).PeriodSeconds,
                HighDatapoints = high.EvaluationPeriods ?? options.HighDatapoints,
                LowDatapoints = low?.EvaluationPeriods ?? options.LowDatapoints,
                // What the hypothesis says for this capacity is left to it, as AWS sets the threshold anew when the capacity changes (TT2).
                LowThresholdFactor = factor is { } share && Math.Abs(share - TargetTracking.LowThresholdFactor(described.Group.DesiredCapacity ?? 0)) > 1e-6 ? share : null,
            };
        }

        return new TargetTrackingPolicy
        {
            Name = policy.PolicyName,
            Metric = metric ?? ScalingMetric.MetricMath,
            MetricMath = math,
            TargetValue = target,
            DisableScaleIn = tracking.DisableScaleIn ?? false,
            WarmupSeconds = policy.EstimatedInstanceWarmup,
            IsEnabled = isEnabled,
            Options = options,
        };
    }

    /// <summary>What is assumed of a predictive policy.</summary>
    public static string OwnForecast(string policy) => $"Policy '{policy}' is replayed with this module's own forecast, as AWS does not publish its own (PR1); it needs 24 hours of load.";

    private static PredictivePolicy? Predictive(GroupPolicy policy, bool isEnabled, List<string> notes)
    {
        var configuration = policy.PredictiveScalingConfiguration;
        var metric = configuration?.MetricSpecifications?.FirstOrDefault();
        var name = metric?.PredefinedMetricPairSpecification?.PredefinedMetricType?.Value ?? metric?.PredefinedScalingMetricSpecification?.PredefinedMetricType?.Value;
        if (configuration?.Mode?.Value != "ForecastAndScale")
        {
            notes.Add($"Policy '{policy.PolicyName}' only forecasts: it is not replayed.");
            return null;
        }

        if (Metric(name, []) is not { } known)
        {
            notes.Add(Unknown(policy, name ?? "a metric of its own"));
            return null;
        }

        notes.Add(OwnForecast(policy.PolicyName));
        return new PredictivePolicy
        {
            Name = policy.PolicyName,
            Metric = known,
            TargetValue = metric!.TargetValue ?? 0,
            PreLaunchSeconds = configuration.SchedulingBufferTime ?? 300,
            MaxCapacityBufferPercent = configuration.MaxCapacityBreachBehavior?.Value == "IncreaseMaxCapacity" ? configuration.MaxCapacityBuffer ?? 0 : null,
            IsEnabled = isEnabled,
        };
    }

    private static ReplayPolicy? Called(GroupPolicy policy, CloudWatchAlarm alarm, bool isStep, bool isEnabled, List<string> notes)
    {
        var math = Metric(alarm) is null ? PolicyMath.Of(alarm.Metrics) : null;
        if ((Metric(alarm) ?? (math is null ? null : ScalingMetric.MetricMath)) is not { } metric)
        {
            notes.Add(Unknown(policy, alarm.MetricName ?? "metric math"));
            return null;
        }

        var type = Enum.TryParse<AdjustmentType>(policy.AdjustmentType, out var parsed) ? parsed : AdjustmentType.ChangeInCapacity;
        var magnitude = policy.MinAdjustmentMagnitude ?? policy.MinAdjustmentStep ?? 0;
        return isStep
            ? new StepPolicy
            {
                Name = policy.PolicyName,
                Metric = metric,
                MetricMath = math,
                WarmupSeconds = policy.EstimatedInstanceWarmup,
                IsEnabled = isEnabled,
                Alarm = Alarm(alarm),
                AdjustmentType = type,
                MinAdjustmentMagnitude = magnitude,
                Steps = [.. (policy.StepAdjustments ?? []).Select(static step => new StepAdjustment(step.MetricIntervalLowerBound, step.MetricIntervalUpperBound, step.ScalingAdjustment ?? 0))],
            }
            : new SimplePolicy
            {
                Name = policy.PolicyName,
                Metric = metric,
                MetricMath = math,
                IsEnabled = isEnabled,
                Alarm = Alarm(alarm),
                AdjustmentType = type,
                Adjustment = policy.ScalingAdjustment ?? 0,
                MinAdjustmentMagnitude = magnitude,
                CooldownSeconds = policy.Cooldown,
            };
    }

    private static ReplayWarmPool Pool(Amazon.AutoScaling.Model.WarmPoolConfiguration pool) => new(
        pool.MaxGroupPreparedCapacity, pool.MinSize ?? 0, Enum.TryParse<WarmPoolState>(pool.PoolState?.Value, out var state) ? state : WarmPoolState.Stopped, pool.InstanceReusePolicy?.ReuseOnScaleIn ?? false);

    private static string Unknown(GroupPolicy policy, string metric) =>
        $"Policy '{policy.PolicyName}' scales on {metric}, which does not follow from the load: it is left out.";

    private static ScheduledAction? Schedule(Amazon.AutoScaling.Model.ScheduledUpdateGroupAction action, List<string> notes)
    {
        try
        {
            return new ScheduledAction
            {
                Name = action.ScheduledActionName,
                Recurrence = action.Recurrence is null ? null : CronSchedule.Parse(action.Recurrence),
                // For a recurring action AWS answers its next time here, which says nothing of the time that is replayed.
                StartTime = action.Recurrence is null ? (action.StartTime ?? action.Time)?.ToUniversalTime() : null,
                EndTime = action.EndTime?.ToUniversalTime(),
                TimeZone = ScheduledAction.FindTimeZone(action.TimeZone),
                MinSize = action.MinSize,
                MaxSize = action.MaxSize,
                DesiredCapacity = action.DesiredCapacity,
            };
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            notes.Add($"Schedule '{action.ScheduledActionName}' is left out: {exception.Message}");
            return null;
        }
    }

    private static ScalingProcesses Suspended(Amazon.AutoScaling.Model.AutoScalingGroup group, List<string> notes)
    {
        var suspended = ScalingProcesses.None;
        foreach (var name in (group.SuspendedProcesses ?? []).Select(static process => process.ProcessName))
        {
            suspended |= name == "HealthCheck" ? ScalingProcesses.ReplaceUnhealthy : Enum.TryParse<ScalingProcesses>(name, out var process) ? process : ScalingProcesses.None;
            notes.Add($"Process {name} is suspended, and stays so for the whole replay.");
        }

        return suspended;
    }
}
