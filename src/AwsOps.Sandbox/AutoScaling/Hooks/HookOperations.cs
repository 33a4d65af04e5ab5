using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Hooks;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html</summary>
internal static class HookOperations
{
    private static readonly string[] Transitions = ["autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"];

    public static void Register(ServiceSimulator service)
    {
        service.On("PutLifecycleHook", Put);
        service.On("DescribeLifecycleHooks", Describe);
        service.On("DeleteLifecycleHook", Delete);
        service.On("CompleteLifecycleAction", Complete);
        service.On("RecordLifecycleActionHeartbeat", Heartbeat);
        service.On("DescribeLifecycleHookTypes", static (_, _) => new Struct { ["LifecycleHookTypes"] = Transitions.ToList() });
    }

    /// <summary>Reads and adds a hook, as PutLifecycleHook and the specifications of CreateAutoScalingGroup give it.</summary>
    public static void Put(ScalingGroup group, Struct request)
    {
        var name = request.String("LifecycleHookName")!;
        var old = group.Hooks.Find(h => h.Name == name);
        var transition = request.String("LifecycleTransition") ?? old?.Transition
            ?? throw AutoScalingErrors.Validation("LifecycleTransition is required for a new lifecycle hook.");
        if (!Transitions.Contains(transition))
        {
            throw AutoScalingErrors.Validation($"LifecycleTransition '{transition}' is not valid: use {string.Join(" or ", Transitions)}.");
        }

        var timeout = request.Int("HeartbeatTimeout") ?? old?.HeartbeatTimeout ?? 3600;
        var result = request.String("DefaultResult") ?? old?.DefaultResult ?? "ABANDON";
        if (timeout is < 30 or > 7200)
        {
            throw AutoScalingErrors.Validation($"HeartbeatTimeout {timeout} is not valid: use 30 to 7200 seconds.");
        }

        if (result is not ("ABANDON" or "CONTINUE"))
        {
            throw AutoScalingErrors.Validation($"DefaultResult '{result}' is not valid: use CONTINUE or ABANDON.");
        }

        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html: 50 hooks a group.
        if (old is null && group.Hooks.Count >= 50)
        {
            throw AutoScalingErrors.LimitExceeded("There is a limit of 50 lifecycle hooks for each Auto Scaling group.");
        }

        group.Hooks.RemoveAll(h => h.Name == name);
        group.Hooks.Add(new LifecycleHook(name, transition)
        {
            HeartbeatTimeout = timeout,
            DefaultResult = result,
            NotificationTargetArn = request.Has("NotificationTargetARN") ? NullIfEmpty(request.String("NotificationTargetARN")) : old?.NotificationTargetArn,
            RoleArn = request.String("RoleARN") ?? old?.RoleArn,
            NotificationMetadata = request.String("NotificationMetadata") ?? old?.NotificationMetadata,
        });
    }

    private static Struct? Put(Call call, Struct request)
    {
        Put(Group(call, request), request);
        return null;
    }

    private static Struct? Describe(Call call, Struct request)
    {
        var group = Group(call, request);
        var names = request.Strings("LifecycleHookNames");
        return new Struct
        {
            ["LifecycleHooks"] = group.Hooks.Where(h => names.Count == 0 || names.Contains(h.Name)).Select(h => h.Describe(group.Name)).ToList(),
        };
    }

    // Instances that wait for the hook go on: those launching are abandoned or continued as the hook's default says.
    private static Struct? Delete(Call call, Struct request)
    {
        var group = Group(call, request);
        var hook = Hook(group, request);
        group.Hooks.Remove(hook);
        foreach (var instance in group.Instances.Where(i => i.Hooks?.IsWaitingFor(hook.Name) == true).ToList())
        {
            instance.Hooks!.Complete(hook.Name, hook.DefaultResult);
        }

        return null;
    }

    private static Struct? Complete(Call call, Struct request)
    {
        var result = request.String("LifecycleActionResult")!;
        if (result is not ("ABANDON" or "CONTINUE"))
        {
            throw AutoScalingErrors.Validation($"LifecycleActionResult '{result}' is not valid: use CONTINUE or ABANDON.");
        }

        var (hook, run) = Find(call, request);
        run.Complete(hook.Name, result);
        return null;
    }

    private static Struct? Heartbeat(Call call, Struct request)
    {
        var (hook, run) = Find(call, request);
        run.Heartbeat(hook.Name);
        return null;
    }

    private static (LifecycleHook Hook, HookRun Run) Find(Call call, Struct request)
    {
        var group = Group(call, request);
        var hook = Hook(group, request);
        var (id, token) = (request.String("InstanceId"), request.String("LifecycleActionToken"));
        var all = group.Instances.Concat(group.WarmPool?.Instances ?? []);
        var instance = all.FirstOrDefault(i => i.Hooks?.IsWaitingFor(hook.Name) == true && (id is null || i.Id == id) && (token is null || i.Hooks.Token == token));
        return instance is not null && (id ?? token) is not null
            ? (hook, instance.Hooks!)
            : throw AutoScalingErrors.Validation($"No active Lifecycle Action found with {(id is null ? $"token {token}" : $"instance ID {id}")}");
    }

    private static ScalingGroup Group(Call call, Struct request) => call.Scope.Get<AutoScalingState>().Get(request.String("AutoScalingGroupName")!);

    private static LifecycleHook Hook(ScalingGroup group, Struct request) => group.Hooks.Find(h => h.Name == request.String("LifecycleHookName"))
        ?? throw AutoScalingErrors.Validation($"No Lifecycle Hook found with name {request.String("LifecycleHookName")} in Auto Scaling group {group.Name}");

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
