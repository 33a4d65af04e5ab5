using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Policies;

/// <summary>
/// The metric of a target tracking configuration, as members of PutMetricAlarm.
/// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredefinedMetricSpecification.html
/// </summary>
internal static class TargetTrackingMetric
{
    private const string RequestCount = "ALBRequestCountPerTarget";

    private static readonly Dictionary<string, string> Ec2Metrics = new(StringComparer.Ordinal)
    {
        ["ASGAverageCPUUtilization"] = "CPUUtilization",
        ["ASGAverageNetworkIn"] = "NetworkIn",
        ["ASGAverageNetworkOut"] = "NetworkOut",
    };

    /// <exception cref="AwsError">The configuration is not valid for the group.</exception>
    public static void Check(AutoScalingState state, ScalingGroup group, Struct configuration)
    {
        var target = configuration.Double("TargetValue")!.Value;
        if (target <= 0 || !double.IsFinite(target))
        {
            throw AutoScalingErrors.Validation($"TargetValue {target} is not valid: use a value greater than 0.");
        }

        if (configuration.Has("PredefinedMetricSpecification") == configuration.Has("CustomizedMetricSpecification"))
        {
            throw AutoScalingErrors.Validation("Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified in the TargetTrackingConfiguration.");
        }

        Members(group, configuration);
        if (configuration.Child("PredefinedMetricSpecification") is { } predefined && predefined.String("PredefinedMetricType") == RequestCount)
        {
            var targetGroup = Label(predefined.String("ResourceLabel")).TargetGroup;
            if (!group.TargetGroupArns.Exists(arn => state.Elb.FindTargetGroup(arn)?.FullName == targetGroup))
            {
                throw AutoScalingErrors.Validation($"The resource label {predefined.String("ResourceLabel")} is not valid: the target group {targetGroup} is not attached to the Auto Scaling group {group.Name}.");
            }
        }
    }

    /// <summary>Namespace, MetricName, Dimensions and Statistic, or Metrics.</summary>
    public static Struct Members(ScalingGroup group, Struct configuration)
    {
        if (configuration.Child("PredefinedMetricSpecification") is { } predefined)
        {
            return Predefined(group, predefined);
        }

        var customized = configuration.Child("CustomizedMetricSpecification")!;
        if (customized.Has("Metrics"))
        {
            return new Struct { ["Metrics"] = customized.Structs("Metrics").Select(static q => WithPeriod(q)).ToList() };
        }

        if (!customized.Has("MetricName") || !customized.Has("Namespace") || !customized.Has("Statistic"))
        {
            throw AutoScalingErrors.Validation("A CustomizedMetricSpecification needs MetricName, Namespace and Statistic, or Metrics.");
        }

        return new Struct
        {
            ["Namespace"] = customized.String("Namespace"),
            ["MetricName"] = customized.String("MetricName"),
            ["Dimensions"] = customized.Structs("Dimensions"),
            ["Statistic"] = customized.String("Statistic"),
            ["Unit"] = customized.String("Unit"),
            ["Period"] = customized.Long("Period"),
        };
    }

    /// <summary>Whether the metric comes every five minutes because what the group launches has basic monitoring (TT11).</summary>
    public static bool IsBasic(AutoScalingState state, ScalingGroup group, Struct configuration)
    {
        if (configuration.Child("PredefinedMetricSpecification")?.String("PredefinedMetricType") is not { } type || !Ec2Metrics.ContainsKey(type))
        {
            return false;
        }

        try
        {
            return state.Capacity.Planner.Candidates(group, group.Launch).All(static c => !c.Spec.DetailedMonitoring);
        }
        catch (AwsError)
        {
            // The template is gone; what runs tells instead.
            return group.Instances.TrueForAll(static i => !i.Ec2.DetailedMonitoring);
        }
    }

    private static Struct Predefined(ScalingGroup group, Struct predefined)
    {
        var type = predefined.String("PredefinedMetricType")!;
        if (Ec2Metrics.TryGetValue(type, out var metric))
        {
            return new Struct
            {
                ["Namespace"] = "AWS/EC2",
                ["MetricName"] = metric,
                ["Dimensions"] = new List<Struct> { Dimension("AutoScalingGroupName", group.Name) },
                ["Statistic"] = "Average",
            };
        }

        if (type != RequestCount)
        {
            throw AutoScalingErrors.Validation($"PredefinedMetricType '{type}' is not valid: use {string.Join(", ", Ec2Metrics.Keys)} or {RequestCount}.");
        }

        var (balancer, targetGroup) = Label(predefined.String("ResourceLabel"));
        return new Struct
        {
            ["Namespace"] = "AWS/ApplicationELB",
            ["MetricName"] = "RequestCountPerTarget",
            ["Dimensions"] = new List<Struct> { Dimension("TargetGroup", targetGroup), Dimension("LoadBalancer", balancer) },
            ["Statistic"] = "Sum",
        };
    }

    // app/my-alb/778d41231b141a0f/targetgroup/my-alb-target-group/943f017f100becff
    public static (string Balancer, string TargetGroup) Label(string? label)
    {
        var at = label?.IndexOf("/targetgroup/", StringComparison.Ordinal) ?? -1;
        return at > 0 && label!.StartsWith("app/", StringComparison.Ordinal)
            ? (label[..at], label[(at + 1)..])
            : throw AutoScalingErrors.Validation($"ResourceLabel '{label}' is not valid for {RequestCount}: use app/<load-balancer-name>/<load-balancer-id>/targetgroup/<target-group-name>/<target-group-id>.");
    }

    private static Struct Dimension(string name, string value) => new() { ["Name"] = name, ["Value"] = value };

    // Target tracking's metric queries may leave the period out; a minute then.
    private static Struct WithPeriod(Struct query)
    {
        var copy = new Struct();
        foreach (var (name, value) in query)
        {
            copy[name] = value;
        }

        if (query.Child("MetricStat") is { } stat)
        {
            copy["MetricStat"] = new Struct
            {
                ["Metric"] = stat.Child("Metric"),
                ["Period"] = stat.Long("Period") ?? 60,
                ["Stat"] = stat.String("Stat"),
                ["Unit"] = stat.String("Unit"),
            };
        }

        return copy;
    }
}
