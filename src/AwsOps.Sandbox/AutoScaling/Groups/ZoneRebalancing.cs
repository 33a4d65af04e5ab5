using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Instances;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>
/// Brings zones back into balance: launches in the emptiest, and terminates in the fullest once that instance is in service (AZ1).
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html#AutoScalingBehavior.InstanceUsage
/// </summary>
internal static class ZoneRebalancing
{
    public static void Step(AutoScalingState state, ScalingGroup group)
    {
        if (group.IsSuspended("AZRebalance") || group.IsSuspended("Launch") || group.ActiveRefresh is not null)
        {
            return;
        }

        var settled = group.Instances.TrueForAll(static i => i.State is Lifecycle.InService or Lifecycle.Standby) && group.Reconciliation is null;
        if (!settled || group.Capacity < group.Desired || group.AtRiskUnits > 0)
        {
            return;
        }

        // "AZRebalance is still active but does not function properly. It can launch new instances without terminating the old ones. This could
        // cause your Auto Scaling group to grow up to 10 percent larger than its maximum size":
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-how-suspending-processes-affects-other-processes.html
        if (group.Surplus > 0 && !group.IsSuspended("Terminate"))
        {
            End(state, group);
        }
        else if (Next(group) is (var launch, var terminate))
        {
            Begin(state, group, launch, terminate);
        }
    }

    // The instance that will go says how many units, and of which purchase option, are launched ahead of it.
    private static void Begin(AutoScalingState state, ScalingGroup group, string launch, string terminate)
    {
        if (state.Capacity.Choose(group, In(group, terminate)) is not { } leaving
            || group.Capacity + leaving.Units > ZoneBalance.RebalanceLimit(group.MaxSize, group.Launch.LargestWeight))
        {
            return;
        }

        var cause = Activity.At(state.Now, "an instance was launched to aid in balancing the group's zones");
        var isLaunched = false;
        for (var wanted = group.Capacity + leaving.Units; group.Capacity < wanted && state.Capacity.LaunchOne(group, cause, out _, launch, leaving.Ec2.IsSpot) is not null;)
        {
            isLaunched = true;
        }

        group.Surplus += isLaunched ? leaving.Units : 0;
    }

    private static void End(AutoScalingState state, ScalingGroup group)
    {
        var counts = Counts(group);
        var from = counts.Where(c => !group.Zones.Contains(c.Key)).Concat(counts.OrderByDescending(static c => c.Value)).First().Key;
        group.Surplus = 0;
        if (state.Capacity.Choose(group, In(group, from), stay: group.Desired, all: [.. group.Counted]) is { } instance)
        {
            state.Instances.Terminate(group, instance, Activity.Join(
                Activity.At(state.Now, "an instance was taken out of service to aid in balancing the group's zones"),
                Activity.At(state.Now, $"instance {instance.Id} was selected for termination")));
        }

        if (group.Capacity > group.Desired)
        {
            state.Capacity.Request(group);
        }
    }

    private static (string Launch, string Terminate)? Next(ScalingGroup group)
    {
        var counts = Counts(group);
        int[] inside = [.. group.Zones.Select(z => counts.GetValueOrDefault(z))];
        if (counts.Keys.Where(z => !group.Zones.Contains(z)).Order(StringComparer.Ordinal).FirstOrDefault() is { } outside)
        {
            return (group.Zones[ZoneBalance.ZoneForLaunch(inside)], outside);
        }

        return ZoneBalance.NextMove(inside) is ( >= 0 and var launch, var terminate) ? (group.Zones[launch], group.Zones[terminate]) : null;
    }

    private static Dictionary<string, int> Counts(ScalingGroup group) => group.Counted.GroupBy(static i => i.Ec2.AvailabilityZone).ToDictionary(static g => g.Key, static g => g.Count());

    private static List<GroupInstance> In(ScalingGroup group, string zone) => [.. group.Counted.Where(i => i.Ec2.AvailabilityZone == zone)];
}
