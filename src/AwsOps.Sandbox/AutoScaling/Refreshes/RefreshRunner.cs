using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.ElasticLoadBalancing;

namespace AwsOps.Sandbox.AutoScaling.Refreshes;

/// <summary>
/// Replaces a group's instances batch by batch (IR1).
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
/// </summary>
internal static class RefreshRunner
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    public static void Start(AutoScalingState state, Refresh refresh)
    {
        refresh.Timer = state.Scope.Clock.Every(state.Now + Interval, Interval, () => Step(state, refresh));
    }

    /// <summary>Goes back to the group's own configuration: what has been replaced is replaced again.</summary>
    public static void RollBack(AutoScalingState state, Refresh refresh, string reason)
    {
        refresh.Rollback = (reason, state.Now, refresh.Percent, refresh.Left);
        refresh.Status = "RollbackInProgress";
        var replaced = refresh.Group.Counted.Where(i => !refresh.Outdated.Contains(i.Id)).Select(static i => i.Id).ToList();
        refresh.Outdated.Clear();
        refresh.Outdated.UnionWith(replaced);
        (refresh.Total, refresh.Done, refresh.LaunchNow, refresh.WaitUntil) = (replaced.Count, 0, null, null);
        refresh.LastProgress = state.Now;
    }

    private static void Step(AutoScalingState state, Refresh refresh)
    {
        var group = refresh.Group;
        refresh.Outdated.RemoveWhere(id => state.Member(id) is null || refresh.Group.Instances.TrueForAll(i => i.Id != id));
        if (refresh.Status == "Cancelling")
        {
            End(state, refresh, "Cancelled", "Cancelled due to user request.");
            return;
        }

        if (refresh.Status == "Pending")
        {
            refresh.Status = "InProgress";
        }

        Count(state, refresh);
        if (Failure(state, refresh) is { } failure)
        {
            Fail(state, refresh, failure);
        }
        else if (!(refresh.WaitUntil > state.Now) && !IsSuspended(group))
        {
            Replace(state, refresh);
        }
    }

    // With Launch or Terminate suspended, "InstanceRefresh does not replace instances":
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-how-suspending-processes-affects-other-processes.html
    private static bool IsSuspended(ScalingGroup group) => group.IsSuspended("InstanceRefresh") || group.IsSuspended("Launch") || group.IsSuspended("Terminate");

    private static void Count(AutoScalingState state, Refresh refresh)
    {
        var leaving = refresh.Group.Instances.Count(i => refresh.Outdated.Contains(i.Id) && Lifecycle.IsTerminating(i.State));
        var pending = refresh.Group.Counted.Count(i => !refresh.Outdated.Contains(i.Id) && !IsReady(state, refresh, i));
        var missing = Math.Max(0, refresh.Group.Desired - refresh.Group.Capacity);
        var done = Math.Clamp(refresh.Total - (refresh.Outdated.Count - leaving) - Math.Max(pending, missing), 0, refresh.Total);
        if (done > refresh.Done)
        {
            refresh.Done = done;
            refresh.LastProgress = state.Now;
        }
    }

    private static void Replace(AutoScalingState state, Refresh refresh)
    {
        var group = refresh.Group;
        var outdated = group.Instances.FindAll(i => refresh.Outdated.Contains(i.Id) && !Lifecycle.IsTerminating(i.State));
        var pending = group.Counted.Count(i => !refresh.Outdated.Contains(i.Id) && !IsReady(state, refresh, i));
        if (outdated.Count == 0 && pending == 0 && group.Capacity >= group.Desired)
        {
            Finish(state, refresh);
            return;
        }

        if (AtCheckpoint(state, refresh, outdated.Count, pending))
        {
            return;
        }

        var batch = InstanceRefresh.Batch(group.Desired, refresh.Preferences.MinHealthyPercentage, refresh.Preferences.MaxHealthyPercentage);
        if (batch.LaunchesFirst)
        {
            var surplus = Math.Min(outdated.Count, batch.MaxRunning - group.Desired);
            if (surplus != group.Surplus)
            {
                group.Surplus = surplus;
                state.Capacity.Request(group);
            }
        }

        var ready = group.Counted.Count(i => IsReady(state, refresh, i));
        var free = Math.Min(ready - batch.MinHealthy, batch.BatchSize - pending);
        if (!batch.LaunchesFirst && pending == 0 && ready >= group.Desired)
        {
            // 100 percent, or a group too small for its percentage: one at a time, with an outage of that one.
            free = Math.Max(free, 1);
        }

        Terminate(state, refresh, outdated, free);
    }

    private static void Terminate(AutoScalingState state, Refresh refresh, List<GroupInstance> outdated, int count)
    {
        var group = refresh.Group;
        var preferences = refresh.Preferences;
        var candidates = outdated.FindAll(i =>
            (!i.ProtectedFromScaleIn || preferences.ProtectedInstances == "Refresh")
            && (i.State == Lifecycle.InService || (i.State == Lifecycle.Standby && preferences.StandbyInstances == "Terminate")));
        for (; count > 0 && state.Capacity.Choose(group, candidates, ignoreProtection: true) is { } next; count--)
        {
            candidates.Remove(next);
            state.Instances.Terminate(group, next, Activity.At(state.Now, $"an instance was taken out of service in response to an instance refresh"));
            state.Capacity.Request(group);
        }

        // Instances that the preferences pass over are not waited for.
        if (preferences.ProtectedInstances == "Ignore")
        {
            Ignore(refresh, outdated.FindAll(static i => i.ProtectedFromScaleIn));
        }

        if (preferences.StandbyInstances == "Ignore")
        {
            Ignore(refresh, outdated.FindAll(static i => i.State == Lifecycle.Standby));
        }
    }

    private static void Ignore(Refresh refresh, List<GroupInstance> instances)
    {
        refresh.Total -= instances.Count(i => refresh.Outdated.Remove(i.Id));
    }

    // "The instance refresh pauses for the checkpoint delay at each percentage."
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-adding-checkpoints-instance-refresh.html
    private static bool AtCheckpoint(AutoScalingState state, Refresh refresh, int outdated, int pending)
    {
        var checkpoints = refresh.Preferences.Checkpoints;
        if (refresh.CheckpointsPassed >= checkpoints.Count || refresh.Status == "RollbackInProgress")
        {
            return false;
        }

        var goal = (refresh.Total * checkpoints[refresh.CheckpointsPassed] + 99) / 100;
        if (refresh.Total - outdated < goal)
        {
            return false;
        }

        if (pending == 0 && refresh.Done >= goal)
        {
            refresh.CheckpointsPassed++;
            refresh.WaitUntil = state.Now.AddSeconds(refresh.Preferences.CheckpointDelay);
        }

        return true;
    }

    private static void Finish(AutoScalingState state, Refresh refresh)
    {
        if (refresh.Preferences.BakeTime > 0 && refresh.WaitUntil is null && refresh.Status == "InProgress")
        {
            refresh.Status = "Baking";
            refresh.WaitUntil = state.Now.AddSeconds(refresh.Preferences.BakeTime);
            return;
        }

        refresh.Done = refresh.Total;
        if (refresh.Status == "RollbackInProgress")
        {
            End(state, refresh, "RollbackSuccessful", refresh.Rollback!.Value.Reason);
            return;
        }

        // "The group is updated to the desired configuration when the refresh has succeeded."
        refresh.Group.Launch = refresh.LaunchNow ?? refresh.Group.Launch;
        End(state, refresh, "Successful", null);
    }

    private static string? Failure(AutoScalingState state, Refresh refresh)
    {
        var alarms = state.Scope.Get<CloudWatchState>().Alarms;
        if (refresh.Status != "RollbackInProgress"
            && refresh.Preferences.Alarms.FirstOrDefault(a => alarms.Find(a)?.State == AlarmState.Alarm) is { } alarm)
        {
            return $"The alarm {alarm} went into the ALARM state.";
        }

        if (refresh.WaitUntil > state.Now)
        {
            return null;
        }

        return (state.Now - refresh.LastProgress).TotalSeconds > InstanceRefresh.StuckSeconds + refresh.Preferences.WarmupSeconds(refresh.Group)
            ? "The instance refresh failed because it could not replace an instance for an hour."
            : (state.Now - refresh.StartTime).TotalSeconds > InstanceRefresh.MaxSeconds ? "The instance refresh has taken more than 14 days." : null;
    }

    private static void Fail(AutoScalingState state, Refresh refresh, string reason)
    {
        if (refresh.Preferences.AutoRollback && refresh.Rollback is null)
        {
            RollBack(state, refresh, reason);
        }
        else
        {
            End(state, refresh, refresh.Rollback is null ? "Failed" : "RollbackFailed", reason);
        }
    }

    private static void End(AutoScalingState state, Refresh refresh, string status, string? reason)
    {
        refresh.Timer?.Dispose();
        refresh.Status = status;
        refresh.StatusReason = reason;
        refresh.EndTime = state.Now;
        refresh.Group.Surplus = 0;
        state.Capacity.Request(refresh.Group);
    }

    // In service, warmed up, and healthy to the load balancer when the group's health checks ask it.
    private static bool IsReady(AutoScalingState state, Refresh refresh, GroupInstance instance) =>
        instance is { State: Lifecycle.InService, Healthy: true }
        && (refresh.Outdated.Contains(instance.Id) || !instance.IsWarming(refresh.Preferences.WarmupSeconds(refresh.Group), state.Now))
        && (!refresh.Group.HealthCheckType.Contains("ELB", StringComparison.Ordinal)
            || (refresh.Group.TargetGroupArns.TrueForAll(arn => state.Elb.TargetOf(arn, instance.Id)?.State is TargetState.Healthy or TargetState.Unused or TargetState.Unavailable)
                && refresh.Group.LoadBalancerNames.TrueForAll(name => state.Classic.IsReady(name, instance.Id))));
}
