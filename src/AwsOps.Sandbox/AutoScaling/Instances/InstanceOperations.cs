using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Instances;

/// <summary>Operations on single instances of a group.</summary>
internal static class InstanceOperations
{
    public static void Register(ServiceSimulator service)
    {
        service.On("TerminateInstanceInAutoScalingGroup", Terminate);
        service.On("SetInstanceHealth", SetHealth);
        service.On("SetInstanceProtection", SetProtection);
    }

    /// <summary>The instances that a request names; each must be of the group.</summary>
    public static List<GroupInstance> Of(ScalingGroup group, IReadOnlyList<string> ids)
    {
        var missing = ids.Where(id => group.Instances.TrueForAll(i => i.Id != id)).ToList();
        return missing.Count > 0
            ? throw AutoScalingErrors.Validation($"The instance {string.Join(", ", missing)} is not part of Auto Scaling group {group.Name}.")
            : [.. ids.Select(id => group.Instances.First(i => i.Id == id))];
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TerminateInstanceInAutoScalingGroup.html
    private static Struct? Terminate(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var (group, instance) = Member(state, request.String("InstanceId")!);
        if (Lifecycle.IsTerminating(instance.State))
        {
            throw AutoScalingErrors.ActivityInProgress($"The instance {instance.Id} is already being terminated.");
        }

        var decrement = request.Bool("ShouldDecrementDesiredCapacity")!.Value;
        if (decrement && group.Desired - instance.Units < group.MinSize)
        {
            throw AutoScalingErrors.Validation($"Currently, desiredSize equals minSize ({group.MinSize}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.");
        }

        var what = $"instance {instance.Id} was taken out of service in response to a user request";
        if (decrement)
        {
            what += $", shrinking the capacity from {group.Desired} to {group.Desired - instance.Units}";
            group.Desired -= instance.Units;
        }

        var activity = state.Instances.Terminate(group, instance, Activity.At(call.Now, what));
        state.Capacity.Request(group);
        return new Struct { ["Activity"] = activity.Describe() };
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceHealth.html
    private static Struct? SetHealth(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var (group, instance) = Member(state, request.String("InstanceId")!);
        var status = request.String("HealthStatus")!;
        if (status is not ("Healthy" or "Unhealthy"))
        {
            throw AutoScalingErrors.Validation($"HealthStatus '{status}' is not valid: use Healthy or Unhealthy.");
        }

        if (status == "Healthy")
        {
            instance.Healthy = true;
        }
        else if (request.Bool("ShouldRespectGracePeriod") == false || !state.Health.InGrace(group, instance))
        {
            state.Health.MarkUnhealthy(group, instance, "a user health-check");
        }

        return null;
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceProtection.html
    private static Struct? SetProtection(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var group = state.Get(request.String("AutoScalingGroupName")!);
        foreach (var instance in Of(group, request.Strings("InstanceIds")))
        {
            instance.ProtectedFromScaleIn = request.Bool("ProtectedFromScaleIn")!.Value;
        }

        return [];
    }

    private static (ScalingGroup Group, GroupInstance Instance) Member(AutoScalingState state, string id) => state.Member(id)
        ?? throw AutoScalingErrors.Validation(state.Ec2.Instances.TryGet(id, out Instance? _)
            ? $"Instance Id not found - No managed instance found for instance ID: {id}"
            : $"Instance Id not found - No managed instance found for instance ID: {id}, and EC2 has no such instance");
}
