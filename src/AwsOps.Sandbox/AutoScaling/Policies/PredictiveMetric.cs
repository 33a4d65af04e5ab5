using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Policies;

/// <summary>
/// The metrics of a predictive scaling configuration: a load that is forecast, and the average per instance that the target is of.
/// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredictiveScalingMetricSpecification.html
/// </summary>
internal static class PredictiveMetric
{
    // A pair stands for a load metric and a scaling metric.
    private static readonly (string Pair, string Load, string Scaling)[] Pairs =
    [
        ("ASGCPUUtilization", "ASGTotalCPUUtilization", "ASGAverageCPUUtilization"),
        ("ASGNetworkIn", "ASGTotalNetworkIn", "ASGAverageNetworkIn"),
        ("ASGNetworkOut", "ASGTotalNetworkOut", "ASGAverageNetworkOut"),
        ("ALBRequestCount", "ALBTargetGroupRequestCount", "ALBRequestCountPerTarget"),
    ];

    /// <exception cref="AwsError">The configuration is not valid for the group.</exception>
    public static void Check(AutoScalingState state, ScalingGroup group, ScalingPolicy? changed, Struct configuration)
    {
        var metrics = configuration.Structs("MetricSpecifications");
        if (metrics.Count != 1)
        {
            // "This is an array, but we currently only support a single metric specification."
            throw AutoScalingErrors.Validation($"MetricSpecifications must have exactly one metric specification, not {metrics.Count}.");
        }

        var metric = metrics[0];
        if (metric.Double("TargetValue") is not { } target || target <= 0 || !double.IsFinite(target))
        {
            throw AutoScalingErrors.Validation($"TargetValue {metric["TargetValue"]} is not valid: use a value greater than 0.");
        }

        var hasPair = metric.Has("PredefinedMetricPairSpecification");
        var (hasLoad, hasScaling) = (metric.Has("PredefinedLoadMetricSpecification") || metric.Has("CustomizedLoadMetricSpecification"), metric.Has("PredefinedScalingMetricSpecification") || metric.Has("CustomizedScalingMetricSpecification"));
        if (hasPair == (hasLoad || hasScaling) || hasLoad != hasScaling)
        {
            throw AutoScalingErrors.Validation("You must specify either a metric pair, or a load metric and a scaling metric individually.");
        }

        // "The value must be less than the forecast interval duration of 3600 seconds."
        if (configuration.Int("SchedulingBufferTime") is { } buffer and (< 0 or >= 3600))
        {
            throw AutoScalingErrors.Validation($"SchedulingBufferTime {buffer} is not valid: use 0 to 3599.");
        }

        // "Required if the MaxCapacityBreachBehavior property is set to IncreaseMaxCapacity, and cannot be used otherwise."
        if ((configuration.String("MaxCapacityBreachBehavior") == "IncreaseMaxCapacity") != configuration.Has("MaxCapacityBuffer"))
        {
            throw AutoScalingErrors.Validation("MaxCapacityBuffer is required if MaxCapacityBreachBehavior is IncreaseMaxCapacity, and cannot be used otherwise.");
        }

        // "Only one of the policies can be used for active scaling."
        if (ScalingPolicy.Scales(configuration) && group.Policies.Find(p => p != changed && p.IsPredictiveScaling) is { } other)
        {
            throw AutoScalingErrors.Validation($"Policy '{other.Name}' scales the group by its forecast already: only one predictive scaling policy can have the mode ForecastAndScale.");
        }

        if (LoadId(group, configuration) is { } load && load.Dimension("TargetGroup") is { } targetGroup && !group.TargetGroupArns.Exists(arn => state.Elb.FindTargetGroup(arn)?.FullName == targetGroup))
        {
            throw AutoScalingErrors.Validation($"The resource label is not valid: the target group {targetGroup} is not attached to the Auto Scaling group {group.Name}.");
        }
    }

    /// <summary>The load metric; null for metrics of the user's own, which are not forecast here.</summary>
    public static MetricId? LoadId(ScalingGroup group, Struct configuration)
    {
        var metric = configuration.Structs("MetricSpecifications")[0];
        var (pair, load) = (metric.Child("PredefinedMetricPairSpecification"), metric.Child("PredefinedLoadMetricSpecification"));
        var name = pair?.String("PredefinedMetricType") ?? Array.Find(Pairs, p => p.Load == load?.String("PredefinedMetricType")).Pair;
        return name switch
        {
            null => null,
            "ALBRequestCount" => Requests(TargetTrackingMetric.Label((pair ?? load)!.String("ResourceLabel"))),
            _ => new MetricId("AWS/EC2", name == "ASGCPUUtilization" ? "CPUUtilization" : name[3..], ("AutoScalingGroupName", group.Name)),
        };
    }

    private static MetricId Requests((string Balancer, string TargetGroup) label) =>
        new("AWS/ApplicationELB", "RequestCount", ("TargetGroup", label.TargetGroup), ("LoadBalancer", label.Balancer));
}
