using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Instances;

/// <summary>
/// Standby, attach, detach: instances that leave or enter a group without being launched or terminated.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-enter-exit-standby.html
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-detach-attach-instances.html
/// </summary>
internal static class StandbyOperations
{
    public static void Register(ServiceSimulator service)
    {
        service.On("EnterStandby", Enter);
        service.On("ExitStandby", Exit);
        service.On("AttachInstances", Attach);
        service.On("DetachInstances", Detach);
    }

    private static Struct? Enter(Call call, Struct request)
    {
        var (state, group) = Find(call, request);
        var instances = InService(group, request, "moved to standby");
        var activities = Leave(state, group, instances, request, "Moving EC2 instance to Standby: {0}", "instance {0} was moved to standby in response to a user request");
        foreach (var instance in instances)
        {
            state.Instances.Deregister(group, instance);
            instance.State = Lifecycle.Standby;
        }

        return Answer(activities, call.Now);
    }

    private static Struct? Exit(Call call, Struct request)
    {
        var (state, group) = Find(call, request);
        RequireLaunch(group, "return instances from standby to service");
        var instances = InstanceOperations.Of(group, request.Strings("InstanceIds"));
        if (instances.Find(static i => i.State != Lifecycle.Standby) is { } other)
        {
            throw AutoScalingErrors.Validation($"The instance {other.Id} is not in Standby.");
        }

        var (before, after) = (group.Desired, group.Desired + instances.Sum(static i => i.Units));
        if (after > group.MaxSize)
        {
            throw AutoScalingErrors.Validation($"Moving {instances.Count} instance(s) out of standby would raise the desired capacity to {after}, above the max size {group.MaxSize} of Auto Scaling group {group.Name}.");
        }

        group.Desired = after;
        var activities = new List<Activity>();
        foreach (var instance in instances)
        {
            activities.Add(Begin(state, group, instance, "Moving EC2 instance out of Standby: {0}", $"instance {instance.Id} was moved out of standby in response to a user request, increasing the capacity from {before} to {after}"));
            instance.Activity = activities[^1];
            // Registers with the target groups, puts it in service and ends the activity.
            state.Instances.EnterService(group, instance);
        }

        return Answer(activities, call.Now);
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DetachInstances.html
    private static Struct? Detach(Call call, Struct request)
    {
        var (state, group) = Find(call, request);
        var instances = InService(group, request, "detached");
        var activities = Leave(state, group, instances, request, "Detaching EC2 instance: {0}", "instance {0} was detached in response to a user request");
        foreach (var instance in instances)
        {
            state.Instances.Deregister(group, instance);
            state.Leave(group, instance);
            instance.Ec2.Tags.Remove("aws:autoscaling:groupName");
        }

        return Answer(activities, call.Now);
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AttachInstances.html
    private static Struct? Attach(Call call, Struct request)
    {
        var (state, group) = Find(call, request);
        RequireLaunch(group, "attach instances");
        var instances = request.Strings("InstanceIds").Select(id => Attachable(state, group, id)).ToList();
        var after = group.Desired + instances.Count;
        if (after > group.MaxSize)
        {
            throw AutoScalingErrors.Validation($"AutoScalingGroup {group.Name} has max-size={group.MaxSize}, min-size={group.MinSize}, and desired-size={group.Desired}. To attach {instances.Count} more instance(s), please update the AutoScalingGroup sizes appropriately.");
        }

        var before = group.Desired;
        group.Desired = after;
        foreach (var ec2 in instances)
        {
            var instance = new GroupInstance(ec2, LaunchSource.None) { ProtectedFromScaleIn = group.NewInstancesProtected };
            state.Join(group, instance);
            group.Instances.Add(instance);
            ec2.Tags["aws:autoscaling:groupName"] = group.Name;
            instance.Activity = Begin(state, group, instance, "Attaching an existing EC2 instance: {0}", $"an instance was added in response to a user request, increasing the capacity from {before} to {after}");
            state.Instances.EnterService(group, instance);
        }

        return null;
    }

    /// <summary>
    /// "While Launch is suspended, you cannot return an instance in the Standby state to service", nor attach instances:
    /// https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-how-suspending-processes-affects-other-processes.html
    /// </summary>
    private static void RequireLaunch(ScalingGroup group, string what)
    {
        if (group.IsSuspended("Launch"))
        {
            throw AutoScalingErrors.Validation($"AutoScalingGroup {group.Name} cannot {what} while its Launch process is suspended.");
        }
    }

    private static Instance Attachable(AutoScalingState state, ScalingGroup group, string id)
    {
        if (!state.Ec2.Instances.TryGet(id, out var instance))
        {
            throw AutoScalingErrors.Validation($"Invalid Instance ID(s): [{id}] specified.");
        }

        if (state.Member(id) is var (owner, _))
        {
            throw AutoScalingErrors.Validation($"Instance {id} is already part of AutoScalingGroup:{owner.Name}.");
        }

        if (instance.State != InstanceState.Running)
        {
            throw AutoScalingErrors.Validation($"Instance {id} is not in correct state. Instance(s) must be in 'running' state.");
        }

        return group.Zones.Contains(instance.AvailabilityZone)
            ? instance
            : throw AutoScalingErrors.Validation($"The instance {id} is in the Availability Zone {instance.AvailabilityZone}, which is not one of the group's: {string.Join(", ", group.Zones)}.");
    }

    private static List<GroupInstance> InService(ScalingGroup group, Struct request, string what)
    {
        var instances = InstanceOperations.Of(group, request.Strings("InstanceIds"));
        return instances.Find(static i => i.State is not (Lifecycle.InService or Lifecycle.Standby)) is { } other
            ? throw AutoScalingErrors.Validation($"The instance {other.Id} is in the state {other.State} and cannot be {what}.")
            : instances;
    }

    private static List<Activity> Leave(AutoScalingState state, ScalingGroup group, List<GroupInstance> instances, Struct request, string description, string cause)
    {
        var units = instances.Where(static i => i.State == Lifecycle.InService).Sum(static i => i.Units);
        var decrement = request.Bool("ShouldDecrementDesiredCapacity")!.Value;
        var (before, after) = (group.Desired, group.Desired - units);
        if (decrement && after < group.MinSize)
        {
            throw AutoScalingErrors.Validation($"AutoScalingGroup {group.Name} has min-size={group.MinSize}, max-size={group.MaxSize}, and desired-size={before}. To take {instances.Count} more instance(s) out, please update the AutoScalingGroup sizes appropriately.");
        }

        if (decrement)
        {
            group.Desired = after;
        }

        state.Capacity.Request(group);
        return instances.ConvertAll(i => Begin(
            state, group, i, description, string.Format(System.Globalization.CultureInfo.InvariantCulture, cause, i.Id) + (decrement ? $", shrinking the capacity from {before} to {after}" : string.Empty)));
    }

    private static Activity Begin(AutoScalingState state, ScalingGroup group, GroupInstance instance, string description, string cause)
    {
        var activity = state.Begin(group, string.Format(System.Globalization.CultureInfo.InvariantCulture, description, instance.Id), Activity.At(state.Now, cause));
        activity.Details = Activity.DetailsOf(instance.Ec2.Subnet);
        activity.Step("InProgress", 50);
        return activity;
    }

    // The answer shows the activities as they begin; they end at once here.
    private static Struct Answer(List<Activity> activities, DateTime now)
    {
        var answer = new Struct { ["Activities"] = activities.ConvertAll(static a => a.Describe()) };
        foreach (var activity in activities.Where(static a => !a.IsOver))
        {
            activity.Succeed(now);
        }

        return answer;
    }

    private static (AutoScalingState State, ScalingGroup Group) Find(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        return (state, state.Get(request.String("AutoScalingGroupName")!));
    }
}
