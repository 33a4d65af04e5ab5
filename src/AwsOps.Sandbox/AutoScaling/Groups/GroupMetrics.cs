using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>
/// Group metrics, each minute, once they are enabled.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
/// </summary>
internal static class GroupMetrics
{
    private static readonly Dictionary<string, Func<ScalingGroup, double>> Metrics = new(StringComparer.Ordinal)
    {
        ["GroupMinSize"] = static g => g.MinSize,
        ["GroupMaxSize"] = static g => g.MaxSize,
        ["GroupDesiredCapacity"] = static g => g.Desired,
        ["GroupInServiceInstances"] = static g => Count(g, static s => s == Lifecycle.InService),
        ["GroupPendingInstances"] = static g => Count(g, Lifecycle.IsPending),
        ["GroupStandbyInstances"] = static g => Count(g, static s => s == Lifecycle.Standby),
        ["GroupTerminatingInstances"] = static g => Count(g, Lifecycle.IsTerminating),
        ["GroupTotalInstances"] = static g => g.Instances.Count,
        ["GroupInServiceCapacity"] = static g => Units(g, static s => s == Lifecycle.InService),
        ["GroupPendingCapacity"] = static g => Units(g, Lifecycle.IsPending),
        ["GroupStandbyCapacity"] = static g => Units(g, static s => s == Lifecycle.Standby),
        ["GroupTerminatingCapacity"] = static g => Units(g, Lifecycle.IsTerminating),
        ["GroupTotalCapacity"] = static g => Units(g, static _ => true),
        ["WarmPoolDesiredCapacity"] = static g => g.WarmPool?.DesiredSize(g) ?? 0,
        ["WarmPoolWarmedCapacity"] = static g => Warm(g, Lifecycle.IsWarmed),
        ["WarmPoolPendingCapacity"] = static g => Warm(g, static s => s.StartsWith(Lifecycle.WarmedPending, StringComparison.Ordinal)),
        ["WarmPoolTerminatingCapacity"] = static g => Warm(g, static s => s == Lifecycle.WarmedTerminating),
        ["WarmPoolTotalCapacity"] = static g => Warm(g, static _ => true),
        ["GroupAndWarmPoolDesiredCapacity"] = static g => g.Desired + (g.WarmPool?.DesiredSize(g) ?? 0),
        ["GroupAndWarmPoolTotalCapacity"] = static g => Units(g, static _ => true) + Warm(g, static _ => true),
    };

    public static void Register(ServiceSimulator service)
    {
        service.On("EnableMetricsCollection", Enable);
        service.On("DisableMetricsCollection", Disable);
        service.On("DescribeMetricCollectionTypes", static (_, _) => new Struct
        {
            ["Metrics"] = Metrics.Keys.Select(static m => new Struct { ["Metric"] = m }).ToList(),
            ["Granularities"] = new List<Struct> { new() { ["Granularity"] = "1Minute" } },
        });
    }

    public static void Publish(AutoScalingState state, ScalingGroup group)
    {
        var store = state.Scope.Get<CloudWatchState>().Metrics;
        foreach (var metric in group.EnabledMetrics)
        {
            store.Put(new MetricId("AWS/AutoScaling", metric, ("AutoScalingGroupName", group.Name)), state.Now, Metrics[metric](group), "None");
        }
    }

    private static Struct? Enable(Call call, Struct request)
    {
        var group = call.Scope.Get<AutoScalingState>().Get(request.String("AutoScalingGroupName")!);
        if (request.String("Granularity") is not "1Minute" and var granularity)
        {
            throw AutoScalingErrors.Validation($"Granularity '{granularity}' is not valid: use 1Minute.");
        }

        group.EnabledMetrics.UnionWith(Chosen(request));
        return null;
    }

    private static Struct? Disable(Call call, Struct request)
    {
        var group = call.Scope.Get<AutoScalingState>().Get(request.String("AutoScalingGroupName")!);
        group.EnabledMetrics.ExceptWith(Chosen(request));
        return null;
    }

    private static IReadOnlyCollection<string> Chosen(Struct request)
    {
        var metrics = request.Strings("Metrics");
        if (metrics.Count == 0)
        {
            return Metrics.Keys;
        }

        return metrics.FirstOrDefault(static m => !Metrics.ContainsKey(m)) is { } unknown
            ? throw AutoScalingErrors.Validation($"Metric '{unknown}' is not one of {string.Join(", ", Metrics.Keys)}.")
            : metrics;
    }

    private static double Count(ScalingGroup group, Func<string, bool> isIn) => group.Instances.Count(i => isIn(i.State));

    private static double Units(ScalingGroup group, Func<string, bool> isIn) => group.Instances.Where(i => isIn(i.State)).Sum(static i => i.Units);

    private static double Warm(ScalingGroup group, Func<string, bool> isIn) => group.WarmPool?.Instances.Where(i => isIn(i.State)).Sum(static i => i.Units) ?? 0;
}
