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
        var poolState = request.String("PoolState") ?? group.WarmPool?.PoolState ?? "Stopped";
        if (poolState == "Hibernated")
        {
            throw AutoScalingErrors.Validation("This sandbox does not simulate hibernation: use the PoolState Stopped or Running.");
        }

        if (request.Child("InstanceReusePolicy")?.Bool("ReuseOnScaleIn") == true)
        {
            throw AutoScalingErrors.Validation("This sandbox does not simulate returning instances to the warm pool: leave ReuseOnScaleIn out or false.");
        }

        // "You can't create a warm pool in a group with a mixed instances policy" (or one that launches Spot Instances).
        if (group.Launch.Mixed is not null)
        {
            throw AutoScalingErrors.Validation("You can't add a warm pool to an Auto Scaling group that has a mixed instances policy or a launch template or launch configuration that requests Spot Instances.");
        }

        var (max, min) = (request.Int("MaxGroupPreparedCapacity"), request.Int("MinSize"));
        if (max < -1 || min < 0)
        {
            throw AutoScalingErrors.Validation("MaxGroupPreparedCapacity must be -1 or more, MinSize 0 or more.");
        }

        var pool = group.WarmPool ??= new WarmPool();
        pool.PoolState = poolState;
        pool.MinSize = min ?? pool.MinSize;
        pool.MaxPrepared = max is -1 ? null : max ?? pool.MaxPrepared;
        WarmPoolControl.Fill(state, group);
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
