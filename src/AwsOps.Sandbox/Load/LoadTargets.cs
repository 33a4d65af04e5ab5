using AwsOps.Sandbox.AutoScaling;
using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Load;

/// <summary>Who serves a load at this moment.</summary>
internal static class LoadTargets
{
    /// <summary>Whether what the load was attached to is still there.</summary>
    public static bool Exists(Scope scope, LoadSettings settings) => settings.ScalingGroupName is { } group
        ? scope.Get<AutoScalingState>().TryGet(group, out _)
        : scope.Get<ElbState>().FindTargetGroup(settings.TargetGroupArn!) is not null;

    /// <summary>The target group that the requests come through, if any.</summary>
    public static TargetGroup? TargetGroup(Scope scope, LoadSettings settings)
    {
        var arn = settings.TargetGroupArn;
        if (arn is null && scope.Get<AutoScalingState>().TryGet(settings.ScalingGroupName!, out var group))
        {
            arn = group.TargetGroupArns.FirstOrDefault();
        }

        return arn is null ? null : scope.Get<ElbState>().FindTargetGroup(arn);
    }

    /// <summary>Running instances that get requests.</summary>
    public static List<Instance> Instances(Scope scope, LoadSettings settings)
    {
        var all = TargetGroup(scope, settings) is { } targets && scope.Get<ElbState>().BalancersOf(targets).Any()
            ? Routed(targets)
            : settings.ScalingGroupName is { } name && scope.Get<AutoScalingState>().TryGet(name, out var group)
                ? group.Instances.Where(static i => i.State == Lifecycle.InService).Select(static i => i.Ec2)
                : [];
        return [.. all.Where(static i => i.State == InstanceState.Running)];
    }

    // "If a target group contains only unhealthy registered targets, the load balancer routes requests to all those targets."
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    private static IEnumerable<Instance> Routed(TargetGroup group)
    {
        var healthy = group.Targets.Where(static t => t.State == TargetState.Healthy).ToList();
        var routed = healthy.Count > 0 ? healthy : group.Targets.Where(static t => t.State is TargetState.Unhealthy or TargetState.Unavailable);
        return routed.Select(static t => t.Instance).OfType<Instance>().Distinct();
    }
}
