using AwsOps.Sandbox.AutoScaling.Groups;

namespace AwsOps.Sandbox.AutoScaling.Schedules;

/// <summary>
/// Runs scheduled actions as the clock goes (SC1). What falls due while ScheduledActions is suspended is lost.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html
/// </summary>
internal static class ScheduleRunner
{
    /// <summary>Sets the clock for the next run, or takes the action away when there is none.</summary>
    public static void Arm(AutoScalingState state, ScalingGroup group, GroupSchedule schedule)
    {
        schedule.Timer?.Dispose();
        schedule.NextRun = schedule.Action.Next(state.Now);
        if (schedule.NextRun is not { } next)
        {
            group.Schedules.Remove(schedule);
            return;
        }

        var late = AutoScalingTimings.Within(state.Timings.Schedule, state.Scope.Ids);
        schedule.Timer = state.Scope.Clock.At(next + late, () => Run(state, group, schedule));
    }

    private static void Run(AutoScalingState state, ScalingGroup group, GroupSchedule schedule)
    {
        if (!group.IsSuspended("ScheduledActions") && !group.IsDeleting)
        {
            (group.MinSize, group.MaxSize, var desired) = schedule.Action.Apply(group.MinSize, group.MaxSize, group.Desired);
            state.Capacity.SetDesired(
                group, desired, $"a scheduled action update of AutoScalingGroup constraints to min: {group.MinSize}, max: {group.MaxSize}, desired: {desired}");
        }

        Arm(state, group, schedule);
    }
}
