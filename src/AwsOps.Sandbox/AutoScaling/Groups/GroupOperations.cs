using AwsOps.Sandbox.AutoScaling.Hooks;
using AwsOps.Sandbox.AutoScaling.WarmPools;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Groups;

/// <summary>Creates and updates groups.</summary>
internal static class GroupOperations
{
    public static void Register(ServiceSimulator service)
    {
        service.On("CreateAutoScalingGroup", Create);
        service.On("UpdateAutoScalingGroup", Update);
        service.On("SetDesiredCapacity", SetDesired);
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
    private static Struct? Create(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var name = request.String("AutoScalingGroupName")!;
        if (state.TryGet(name, out _))
        {
            throw AutoScalingErrors.AlreadyExists($"AutoScalingGroup by this name already exists - A group with the name {name} already exists");
        }

        if (name.Contains(':', StringComparison.Ordinal))
        {
            throw AutoScalingErrors.Validation("AutoScalingGroup name cannot contain ':'");
        }

        var (min, max) = (request.Int("MinSize")!.Value, request.Int("MaxSize")!.Value);
        var desired = request.Int("DesiredCapacity") ?? min;
        GroupRequest.CheckSizes(min, max, desired);
        var reader = new GroupRequest(state, request);
        var launch = reader.Launch(LaunchChoice.None);
        var (zones, subnets) = reader.Places(null);
        reader.CheckLaunch(launch, zones, subnets);
        var group = new ScalingGroup(name, call.Arn("autoscaling", $"autoScalingGroup:{call.Ids.Uuid()}:autoScalingGroupName/{name}"), call.Now)
        {
            MinSize = min,
            MaxSize = max,
            Launch = launch,
            Zones = zones,
            SubnetIds = subnets,
        };
        group.Kept["ServiceLinkedRoleARN"] = $"arn:aws:iam::{call.Account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
        reader.Apply(group);
        foreach (var tag in request.Structs("Tags"))
        {
            GroupTags.Put(group, tag);
        }

        foreach (var hook in request.Structs("LifecycleHookSpecificationList"))
        {
            HookOperations.Put(group, hook);
        }

        LoadBalancing.AttachAll(state, group, request);
        state.Add(group);
        state.Capacity.SetDesired(group, desired, "a user request created an AutoScalingGroup");
        return null;
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
    private static Struct? Update(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var group = state.Get(request.String("AutoScalingGroupName")!);
        var min = request.Int("MinSize") ?? group.MinSize;
        var max = request.Int("MaxSize") ?? group.MaxSize;
        // A new minimum or maximum moves a desired capacity that is not given.
        var desired = request.Int("DesiredCapacity") ?? (max < min ? group.Desired : Math.Clamp(group.Desired, min, max));
        GroupRequest.CheckSizes(min, max, desired);
        var reader = new GroupRequest(state, request);
        var launch = reader.Launch(group.Launch);
        var (zones, subnets) = reader.Places(group);
        if (launch != group.Launch || request.Has("VPCZoneIdentifier") || request.Has("AvailabilityZones"))
        {
            reader.CheckLaunch(launch, zones, subnets);
        }

        if (group.WarmPool is not null && WarmPoolControl.FindProblem(state, group, launch) is { } problem)
        {
            throw AutoScalingErrors.Validation($"The Auto Scaling group {group.Name} has a warm pool. {problem}");
        }

        reader.Apply(group);
        (group.MinSize, group.MaxSize, group.Launch, group.Zones, group.SubnetIds) = (min, max, launch, zones, subnets);
        state.Capacity.SetDesired(group, desired, $"a user request update of AutoScalingGroup constraints to min: {min}, max: {max}, desired: {desired}");
        return null;
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetDesiredCapacity.html
    private static Struct? SetDesired(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var group = state.Get(request.String("AutoScalingGroupName")!);
        var desired = request.Int("DesiredCapacity")!.Value;
        if (desired > group.MaxSize)
        {
            throw AutoScalingErrors.Validation($"New SetDesiredCapacity value {desired} is above max value {group.MaxSize} for the AutoScalingGroup.");
        }

        if (desired < group.MinSize)
        {
            throw AutoScalingErrors.Validation($"New SetDesiredCapacity value {desired} is below min value {group.MinSize} for the AutoScalingGroup.");
        }

        if (request.Bool("HonorCooldown") == true && Policies.PolicyExecution.InCooldown(state, group))
        {
            throw AutoScalingErrors.ActivityInProgress("Scaling activity in progress: the cooldown of the Auto Scaling group has not ended, and HonorCooldown is set.");
        }

        state.Capacity.SetDesired(group, desired, "a user request explicitly set group desired capacity");
        return null;
    }
}
