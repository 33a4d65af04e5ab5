using AwsOps.Sandbox.AutoScaling.Policies;
using AwsOps.Sandbox.AutoScaling.WarmPools;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteAutoScalingGroup.html</summary>
internal static class GroupRemoval
{
    public static void Register(ServiceSimulator service) => service.On("DeleteAutoScalingGroup", Delete);

    /// <summary>Takes an empty group away, with its policies (and their alarms) and schedules.</summary>
    public static void Remove(AutoScalingState state, ScalingGroup group)
    {
        foreach (var policy in group.Policies.ToList())
        {
            PolicyOperations.Remove(state, group, policy);
        }

        foreach (var schedule in group.Schedules)
        {
            schedule.Timer?.Dispose();
        }

        foreach (var refresh in group.Refreshes)
        {
            refresh.Timer?.Dispose();
        }

        state.Remove(group);
    }

    private static Struct? Delete(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var group = state.Get(request.String("AutoScalingGroupName")!);
        var force = request.Bool("ForceDelete") ?? false;
        if (group.DeletionProtection == "prevent-all-deletion" || (force && group.DeletionProtection == "prevent-force-deletion"))
        {
            throw AutoScalingErrors.InUse($"The Auto Scaling group '{group.Name}' cannot be deleted: its deletion protection is '{group.DeletionProtection}'.");
        }

        if (group.IsDeleting)
        {
            throw AutoScalingErrors.ActivityInProgress("You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.");
        }

        var pool = group.WarmPool?.Instances.ToList() ?? [];
        if (group.Instances.Count == 0 && pool.Count == 0)
        {
            Remove(state, group);
            return null;
        }

        if (!force)
        {
            throw group.Instances.Exists(static i => i.Activity is { IsOver: false }) && group.Desired == 0
                ? AutoScalingErrors.ActivityInProgress("You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.")
                : AutoScalingErrors.InUse("You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.");
        }

        Empty(state, group);
        return null;
    }

    private static void Empty(AutoScalingState state, ScalingGroup group)
    {
        var capacity = group.Capacity;
        group.IsDeleting = true;
        group.Reconciliation?.Dispose();
        var cause = Activity.Join(
            Activity.At(state.Now, $"a user request force deleted AutoScalingGroup changing the desired capacity from {group.Desired} to 0"),
            Activity.At(state.Now, $"an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from {capacity} to 0"));
        (group.MinSize, group.MaxSize, group.Desired, group.Surplus) = (0, 0, 0, 0);
        // "Force delete … without waiting for all instances to be terminated. This action also deletes any outstanding lifecycle actions."
        group.Hooks.Clear();
        WarmPoolControl.Empty(state, group);
        foreach (var instance in group.Instances.ToList())
        {
            state.Instances.Terminate(group, instance, cause);
        }
    }
}
