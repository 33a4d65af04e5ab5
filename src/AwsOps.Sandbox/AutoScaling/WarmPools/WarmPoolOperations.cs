using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.WarmPools;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutWarmPool.html</summary>
internal static class WarmPoolOperations
{
    public static void Register(ServiceSimulator service)
    {
        service.On("PutWarmPool", Put);
        service.On("DescribeWarmPool", Describe);
        service.On("DeleteWarmPool", Delete);
    }

    private static Struct? Put(Call call, Struct request)
    {
        var (state, group) = Find(call, request);
        var poolState = request.String("PoolState") is { } name ? Enum.Parse<WarmPoolState>(name) : group.WarmPool?.PoolState ?? WarmPoolState.Stopped;
        if (WarmPoolControl.FindProblem(state, group, group.Launch) is { } problem)
        {
            throw AutoScalingErrors.Validation($"You can't add a warm pool to the Auto Scaling group {group.Name}. {problem}");
        }

        // "Amazon EC2 Auto Scaling can put an instance in a Hibernated state only if meets all of the requirements listed in the Hibernation prerequisites topic."
        if (poolState == WarmPoolState.Hibernated && !state.Capacity.Planner.Candidates(group, group.Launch).All(static c => c.Spec.Hibernation))
        {
            throw AutoScalingErrors.Validation("The launch template or launch configuration must be configured for hibernation (HibernationOptions) for a warm pool whose PoolState is Hibernated.");
        }

        var (max, min) = (request.Int("MaxGroupPreparedCapacity"), request.Int("MinSize"));
        if (max < -1 || min < 0)
        {
            throw AutoScalingErrors.Validation("MaxGroupPreparedCapacity must be -1 or more, MinSize 0 or more.");
        }

        var pool = group.WarmPool ??= new WarmPool();
        pool.PoolState = poolState;
        pool.ReuseOnScaleIn = request.Child("InstanceReusePolicy")?.Bool("ReuseOnScaleIn") ?? pool.ReuseOnScaleIn;
        pool.MinSize = min ?? pool.MinSize;
        pool.MaxPrepared = max is -1 ? null : max ?? pool.MaxPrepared;
        if (group.Reconciliation is null)
        {
            // Else what comes back from the group is waited for.
            WarmPoolControl.Fill(state, group);
        }

        return [];
    }

    private static Struct? Describe(Call call, Struct request)
    {
        var (_, group) = Find(call, request);
        var instances = group.WarmPool?.Instances ?? [];
        var (items, next) = Page.Of(instances, request.String("NextToken"), Math.Clamp(request.Int("MaxRecords") ?? 50, 1, 50), AutoScalingErrors.InvalidToken);
        return new Struct
        {
            ["WarmPoolConfiguration"] = group.WarmPool?.Describe(),
            ["Instances"] = items.Select(static i => i.Describe()).ToList(),
            ["NextToken"] = next,
        };
    }

    private static Struct? Delete(Call call, Struct request)
    {
        var (state, group) = Find(call, request);
        var pool = group.WarmPool ?? throw AutoScalingErrors.Validation($"No warm pool found for Auto Scaling group {group.Name}");
        if (pool.Instances.Count == 0)
        {
            group.WarmPool = null;
            return [];
        }

        pool.IsDeleting = true;
        WarmPoolControl.Empty(state, group);
        return [];
    }

    private static (AutoScalingState State, ScalingGroup Group) Find(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        return (state, state.Get(request.String("AutoScalingGroupName")!));
    }
}
