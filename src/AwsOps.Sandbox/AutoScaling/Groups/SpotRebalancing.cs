using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.Ec2;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>
/// Capacity Rebalancing: what EC2 recommends to rebalance is replaced, and terminated once the replacement is in service (CR1).
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-capacity-rebalancing.html
/// </summary>
internal static class SpotRebalancing
{
    /// <summary>After EC2's rebalance recommendation for an instance.</summary>
    public static void Recommended(AutoScalingState state, Instance ec2)
    {
        if (state.Member(ec2.Id) is var (group, instance) && Lifecycle.Counts(instance.State))
        {
            instance.IsAtRisk = true;
            if (group.CapacityRebalance)
            {
                state.Capacity.Request(group);
            }
        }
    }

    /// <summary>Terminates instances at risk, the oldest first, as far as what is in service without them is enough.</summary>
    public static void Relieve(AutoScalingState state, ScalingGroup group)
    {
        while (group.AtRiskUnits > 0 && !group.IsSuspended("Terminate") && Next(group) is { } leaving)
        {
            state.Instances.Terminate(group, leaving, Activity.At(state.Now, "an instance was taken out of service in response to an EC2 instance rebalance recommendation"));
        }
    }

    private static GroupInstance? Next(ScalingGroup group)
    {
        var healthy = group.Instances.FindAll(static i => i is { State: Lifecycle.InService, Healthy: true, Ec2.State: InstanceState.Running });
        var units = healthy.Sum(static i => i.Units);
        return healthy.Find(i => i.IsAtRisk && CapacityRebalancing.MayTerminate(units, i.Units, group.Desired));
    }
}
