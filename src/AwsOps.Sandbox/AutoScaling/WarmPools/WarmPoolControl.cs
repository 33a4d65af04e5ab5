using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.AutoScaling.Hooks;
using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.AutoScaling.Policies;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;
using WarmPoolRules = AwsOps.Engine.Scaling.WarmPool;

namespace AwsOps.Sandbox.AutoScaling.WarmPools;

/// <summary>
/// Fills a warm pool, and gives instances from it to the group.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html
/// </summary>
internal static class WarmPoolControl
{
    private const string Launching = "autoscaling:EC2_INSTANCE_LAUNCHING";
    private const string Terminating = "autoscaling:EC2_INSTANCE_TERMINATING";

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

        if (live.Count > size)
        {
            Trim(state, group, live, live.Count - size);
        }
    }

    /// <summary>Why a group can't have a warm pool when it launches so; null when it can.</summary>
    public static string? FindProblem(AutoScalingState state, ScalingGroup group, LaunchChoice launch) => WarmPoolRules.FindProblem(
        launch.Mixed?.Overrides.Any(static o => o.Weight is not null) == true,
        launch.Mixed?.OnDemandPercent < 100 || state.Capacity.Planner.Candidates(group, launch).Any(static c => c.Spec.Spot));

    /// <summary>Moves a warmed instance of some zones into the group; null when the pool has none.</summary>
    public static GroupInstance? Take(AutoScalingState state, ScalingGroup group, IReadOnlyList<string> zones, string cause)
    {
        while (group.WarmPool is { IsDeleting: false } pool)
        {
            var warm = pool.Instances.FindAll(static i => Lifecycle.IsWarmed(i.State));
            int[] counts = [.. zones.Select(zone => group.Counted.Count(i => i.Ec2.AvailabilityZone == zone))];
            int[] ready = [.. zones.Select(zone => warm.Count(i => i.Ec2.AvailabilityZone == zone))];
            if (WarmPoolRules.ZoneForStart(counts, ready) is not (>= 0 and var index))
            {
                return null;
            }

            var instance = warm.Find(i => i.Ec2.AvailabilityZone == zones[index])!;
            if (Start(state, group, instance, cause))
            {
                return instance;
            }
        }

        return null;
    }

    /// <summary>Returns an instance of the group to the pool: out of the load balancer, through the hooks, then stopped or hibernated.</summary>
    public static void Return(AutoScalingState state, ScalingGroup group, GroupInstance instance, string cause)
    {
        group.Instances.Remove(instance);
        group.WarmPool!.Instances.Add(instance);
        (instance.State, instance.IsReturning, instance.InServiceAt, instance.WarmupSeconds) = (Lifecycle.WarmedPending, true, null, null);
        instance.Activity = state.Begin(group, $"Returning EC2 instance to the warm pool: {instance.Id}", cause);
        instance.Activity.Details = Activity.DetailsOf(instance.Ec2.Subnet);
        TargetTrackingAlarms.Refresh(state, group);
        if (state.Instances.Deregister(group, instance))
        {
            instance.Activity.Description += InstanceLifecycle.Draining;
            instance.Activity.Step("WaitingForELBConnectionDraining", 50);
        }
        else
        {
            Drained(state, group, instance);
        }
    }

    /// <summary>After an instance that returns has left the load balancer.</summary>
    public static void Drained(AutoScalingState state, ScalingGroup group, GroupInstance instance)
    {
        instance.Activity!.Step("InProgress", 50);
        // "the state of an instance changes to Warmed:Pending:Wait because it's returned to the warm pool", origin AutoScalingGroup, destination WarmPool:
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/warm-pools-eventbridge-events.html
        if (HookControl.Begin(state, group, instance, Terminating, "AutoScalingGroup", "WarmPool", _ => Warmed(state, group, instance)))
        {
            instance.State = Lifecycle.WarmedPendingWait;
            instance.Activity.Step("MidLifecycleAction", 60);
        }
        else
        {
            Warmed(state, group, instance);
        }
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
                Settle(state, group, instance, RestOf(group, instance) == WarmPoolState.Hibernated ? Lifecycle.WarmedHibernated : Lifecycle.WarmedStopped);
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
        var cause = Activity.At(state.Now, $"an instance was launched into the warm pool in response to a difference between its desired and actual size, increasing it from {have} to {size}");
        var failure = "No Availability Zone of the group can be used.";
        try
        {
            if (Run(state, group, pool, ref failure) is { } instance)
            {
                instance.State = Lifecycle.WarmedPending;
                pool.Instances.Add(instance);
                instance.Activity = state.Begin(group, $"Launching a new EC2 instance into warm pool: {instance.Id}", cause);
                instance.Activity.Details = Activity.DetailsOf(instance.Ec2.Subnet);
                return true;
            }
        }
        catch (AwsError error)
        {
            failure = error.Message;
        }

        state.Begin(group, $"Launching a new EC2 instance into warm pool.  Status Reason: {failure} Launching EC2 instance failed.", cause)
            .Fail(state.Now, $"{failure} Launching EC2 instance failed.");
        return false;
    }

    // In the zone with the fewest of group and pool that has capacity, On-Demand.
    private static GroupInstance? Run(AutoScalingState state, ScalingGroup group, WarmPool pool, ref string failure)
    {
        var planner = state.Capacity.Planner;
        var candidates = planner.Candidates(group, group.Launch);
        var unavailable = new bool[group.Zones.Count];
        int[] counts = [.. group.Zones.Select(zone => group.Counted.Concat(pool.Instances).Count(i => i.Ec2.AvailabilityZone == zone && i.State != Lifecycle.WarmedTerminating))];
        for (var zone = ZoneBalance.ZoneForLaunch(counts, unavailable); zone >= 0; zone = ZoneBalance.ZoneForLaunch(counts, unavailable))
        {
            foreach (var candidate in planner.InZone(group, group.Launch, candidates, group.Launch.Mixed is null ? null : false, group.Zones[zone]))
            {
                try
                {
                    return state.Instances.Run(group, candidate, state.Capacity.SubnetIn(group, group.Zones[zone]));
                }
                catch (AwsError error) when (error.Code == "InsufficientInstanceCapacity")
                {
                    failure = error.Message;
                }
            }

            unavailable[zone] = true;
        }

        return null;
    }

    private static void Warmed(AutoScalingState state, ScalingGroup group, GroupInstance instance)
    {
        var rest = RestOf(group, instance);
        if (rest == WarmPoolState.Running)
        {
            Settle(state, group, instance, Lifecycle.WarmedRunning);
            return;
        }

        instance.State = Lifecycle.WarmedPendingProceed;
        state.Ec2.StopInstance(instance.Id, rest == WarmPoolState.Hibernated);
    }

    private static WarmPoolState RestOf(ScalingGroup group, GroupInstance instance) =>
        WarmPoolRules.StateOf(group.WarmPool?.PoolState ?? WarmPoolState.Stopped, instance.Ec2.Spec.Hibernation);

    private static void Settle(AutoScalingState state, ScalingGroup group, GroupInstance instance, string at)
    {
        instance.State = at;
        instance.Activity?.Succeed(state.Now);
        instance.Activity = null;
        if (instance.IsReturning)
        {
            (instance.IsReturning, group.LastActivityEnd) = (false, state.Now);
        }
    }

    // A stopped instance takes capacity to start; one that gets none "will be considered a failed launch and terminated".
    private static bool Start(AutoScalingState state, ScalingGroup group, GroupInstance instance, string cause)
    {
        var wasRunning = instance.State == Lifecycle.WarmedRunning;
        try
        {
            if (!wasRunning)
            {
                state.Ec2.StartInstance(instance.Id);
            }
        }
        catch (AwsError error)
        {
            state.Begin(group, $"Launching a new EC2 instance from warm pool: {instance.Id}.  Status Reason: {error.Message} Launching EC2 instance failed.", cause)
                .Fail(state.Now, $"{error.Message} Launching EC2 instance failed.");
            Terminate(state, group, instance, "an instance was taken out of the warm pool in response to a failed launch");
            return false;
        }

        group.WarmPool!.Instances.Remove(instance);
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

        return true;
    }

    // "When terminating instances in the warm pool, it uses the default termination policy to choose which instances to terminate first."
    private static void Trim(AutoScalingState state, ScalingGroup group, List<GroupInstance> live, int count)
    {
        var context = new TerminationContext
        {
            Now = state.Now,
            CurrentLaunchTemplateId = group.Launch.AnyTemplate?.String("LaunchTemplateId"),
            AllocationRank = state.Capacity.Planner.Ranks(group, live),
            Pick = state.Scope.Ids.Next,
        };
        foreach (var extra in Termination.ChooseMany([.. live.Select(static i => i.ToFleet() with { IsProtected = false })], count, context))
        {
            Terminate(state, group, live.Find(i => i.Id == extra.InstanceId)!, "an instance was taken out of the warm pool in response to a difference between desired and actual capacity");
        }
    }

    private static void Terminate(AutoScalingState state, ScalingGroup group, GroupInstance instance, string what)
    {
        if (instance.State == Lifecycle.WarmedTerminating)
        {
            return;
        }

        instance.Activity?.Cancel(state.Now, "The instance was terminated before it was warmed.");
        instance.Hooks?.Dispose();
        instance.IsReturning = false;
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
