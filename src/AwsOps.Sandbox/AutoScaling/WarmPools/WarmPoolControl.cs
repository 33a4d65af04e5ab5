using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.AutoScaling.Hooks;
using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.WarmPools;

/// <summary>
/// Fills a warm pool, and gives instances from it to the group.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html
/// </summary>
internal static class WarmPoolControl
{
    private const string Launching = "autoscaling:EC2_INSTANCE_LAUNCHING";

    /// <summary>Launches or terminates the difference between the pool and its size.</summary>
    public static void Fill(AutoScalingState state, ScalingGroup group)
    {
        if (group.WarmPool is not { } pool || group.IsDeleting)
        {
            return;
        }

        var live = pool.Instances.FindAll(static i => i.State != Lifecycle.WarmedTerminating);
        var size = pool.DesiredSize(group);
        for (var count = live.Count; count < size && !group.IsSuspended("Launch"); count++)
        {
            if (!Launch(state, group, pool, live.Count, size))
            {
                break;
            }
        }

        foreach (var extra in live.Skip(size))
        {
            Terminate(state, group, extra, "an instance was taken out of the warm pool in response to a difference between desired and actual capacity");
        }
    }

    /// <summary>Moves a warmed instance of a zone into the group; null when the pool has none.</summary>
    public static GroupInstance? Take(AutoScalingState state, ScalingGroup group, string zone, string cause)
    {
        if (group.WarmPool?.Instances.Find(i => i.Ec2.AvailabilityZone == zone && i.State is Lifecycle.WarmedStopped or Lifecycle.WarmedRunning) is not { } instance)
        {
            return null;
        }

        var wasRunning = instance.State == Lifecycle.WarmedRunning;
        group.WarmPool.Instances.Remove(instance);
        group.Instances.Add(instance);
        instance.State = Lifecycle.Pending;
        instance.ProtectedFromScaleIn = group.NewInstancesProtected;
        instance.Activity = state.Begin(group, $"Launching a new EC2 instance from warm pool: {instance.Id}", cause);
        instance.Activity.Details = Activity.DetailsOf(instance.Ec2.Subnet);
        instance.Activity.Step("PreInService", 30);
        if (wasRunning)
        {
            state.Instances.Follow(new InstanceStateChange(instance.Ec2, InstanceState.Running, InstanceState.Running));
        }
        else
        {
            state.Ec2.StartInstance(instance.Id);
        }

        return instance;
    }

    /// <summary>After a change of an instance in the pool.</summary>
    public static void Follow(AutoScalingState state, ScalingGroup group, GroupInstance instance, InstanceState current)
    {
        switch (current)
        {
            case InstanceState.Running when instance.State == Lifecycle.WarmedPending:
                if (HookControl.Begin(state, group, instance, Launching, "EC2", "WarmPool", _ => Warmed(state, group, instance)))
                {
                    instance.State = Lifecycle.WarmedPendingWait;
                }
                else
                {
                    Warmed(state, group, instance);
                }

                break;
            case InstanceState.Stopped when instance.State == Lifecycle.WarmedPendingProceed:
                Settle(state, instance, Lifecycle.WarmedStopped);
                break;
            case InstanceState.Terminated:
                instance.Activity?.Succeed(state.Now);
                state.Leave(group, instance);
                Gone(state, group);
                break;
        }
    }

    /// <summary>Terminates all of the pool.</summary>
    public static void Empty(AutoScalingState state, ScalingGroup group)
    {
        foreach (var instance in group.WarmPool?.Instances.ToList() ?? [])
        {
            Terminate(state, group, instance, "an instance was taken out of the warm pool in response to a user request");
        }
    }

    private static bool Launch(AutoScalingState state, ScalingGroup group, WarmPool pool, int have, int size)
    {
        var zone = group.Zones.MinBy(z => pool.Instances.Count(i => i.Ec2.AvailabilityZone == z))!;
        var cause = Activity.At(state.Now, $"an instance was launched into the warm pool in response to a difference between its desired and actual size, increasing it from {have} to {size}");
        try
        {
            var candidate = state.Capacity.Planner.Candidates(group, group.Launch)[0];
            var instance = state.Instances.Run(group, candidate, state.Capacity.SubnetIn(group, zone));
            instance.State = Lifecycle.WarmedPending;
            pool.Instances.Add(instance);
            instance.Activity = state.Begin(group, $"Launching a new EC2 instance into warm pool: {instance.Id}", cause);
            instance.Activity.Details = Activity.DetailsOf(instance.Ec2.Subnet);
            return true;
        }
        catch (AwsError error)
        {
            state.Begin(group, $"Launching a new EC2 instance into warm pool.  Status Reason: {error.Message} Launching EC2 instance failed.", cause)
                .Fail(state.Now, $"{error.Message} Launching EC2 instance failed.");
            return false;
        }
    }

    private static void Warmed(AutoScalingState state, ScalingGroup group, GroupInstance instance)
    {
        if (group.WarmPool?.PoolState == "Running")
        {
            Settle(state, instance, Lifecycle.WarmedRunning);
            return;
        }

        instance.State = Lifecycle.WarmedPendingProceed;
        state.Ec2.StopInstance(instance.Id);
    }

    private static void Settle(AutoScalingState state, GroupInstance instance, string at)
    {
        instance.State = at;
        instance.Activity?.Succeed(state.Now);
        instance.Activity = null;
    }

    private static void Terminate(AutoScalingState state, ScalingGroup group, GroupInstance instance, string what)
    {
        if (instance.State == Lifecycle.WarmedTerminating)
        {
            return;
        }

        instance.Activity?.Cancel(state.Now, "The instance was terminated before it was warmed.");
        instance.Hooks?.Dispose();
        instance.State = Lifecycle.WarmedTerminating;
        instance.Activity = state.Begin(group, $"Terminating EC2 instance: {instance.Id}", Activity.At(state.Now, what));
        state.Ec2.TerminateInstance(instance.Id);
    }

    private static void Gone(AutoScalingState state, ScalingGroup group)
    {
        if (group.WarmPool is { Instances.Count: 0, IsDeleting: true })
        {
            group.WarmPool = null;
        }

        if (group.IsDeleting && group.Instances.Count == 0 && group.WarmPool is null or { Instances.Count: 0 })
        {
            GroupRemoval.Remove(state, group);
        }
        else
        {
            Fill(state, group);
        }
    }
}
