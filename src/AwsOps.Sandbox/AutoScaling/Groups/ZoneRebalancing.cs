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

        var counts = group.Counted.GroupBy(static i => i.Ec2.AvailabilityZone).ToDictionary(static g => g.Key, static g => g.Count());
        var settled = group.Instances.TrueForAll(static i => i.State is Lifecycle.InService or Lifecycle.Standby) && group.Reconciliation is null;
        if (!settled)
        {
            return;
        }

        // "AZRebalance is still active but does not function properly. It can launch new instances without terminating the old ones. This could
        // cause your Auto Scaling group to grow up to 10 percent larger than its maximum size":
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-how-suspending-processes-affects-other-processes.html
        var canTerminate = !group.IsSuspended("Terminate");
        if (group.Surplus > 0 && canTerminate)
        {
            Terminate(state, group, counts);
        }
        else if (group.Capacity == group.Desired + group.Surplus && group.Capacity < ZoneBalance.RebalanceLimit(group.MaxSize)
            && ZoneBalance.Rebalance(group.Zones, counts) is [var move, ..])
        {
            var cause = Activity.At(state.Now, "an instance was launched to aid in balancing the group's zones");
            if (state.Capacity.LaunchOne(group, cause, out _, move.LaunchZone) is { } instance)
            {
                group.Surplus += instance.Units;
            }
        }
    }

    private static void Terminate(AutoScalingState state, ScalingGroup group, Dictionary<string, int> counts)
    {
        var from = counts.Where(c => !group.Zones.Contains(c.Key)).Concat(counts.OrderByDescending(static c => c.Value)).First().Key;
        group.Surplus = 0;
        if (state.Capacity.Choose(group, [.. group.Counted.Where(i => i.Ec2.AvailabilityZone == from)]) is { } instance)
        {
            state.Instances.Terminate(group, instance, Activity.Join(
                Activity.At(state.Now, "an instance was taken out of service to aid in balancing the group's zones"),
                Activity.At(state.Now, $"instance {instance.Id} was selected for termination")));
        }
    }
}
