using System.Text.Json.Nodes;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.AutoScaling.Notifications;

namespace AwsOps.Sandbox.AutoScaling.Hooks;

/// <summary>Starts the hooks of a transition and tells their targets.</summary>
internal static class HookControl
{
    /// <summary>Holds an instance for the group's hooks of a transition; false when there are none.</summary>
    public static bool Begin(
        AutoScalingState state, ScalingGroup group, GroupInstance instance, string transition, string origin, string destination, Action<string> done)
    {
        var hooks = group.Hooks.FindAll(h => h.Transition == transition);
        if (hooks.Count == 0)
        {
            return false;
        }

        instance.Hooks?.Dispose();
        instance.Hooks = new HookRun(state.Scope.Clock, state.Scope.Ids.Uuid(), hooks, done);
        instance.Hooks.Start();
        foreach (var hook in hooks)
        {
            Notify(state, group, instance, hook, origin, destination);
        }

        return true;
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/prepare-for-lifecycle-notifications.html
    private static void Notify(AutoScalingState state, ScalingGroup group, GroupInstance instance, LifecycleHook hook, string origin, string destination)
    {
        if (hook.NotificationTargetArn is not { } target)
        {
            return;
        }

        GroupNotifications.Publish(state, target, $"Auto Scaling:  Lifecycle action '{(hook.Transition.EndsWith("LAUNCHING", StringComparison.Ordinal) ? "LAUNCHING" : "TERMINATING")}' for instance {instance.Id} in progress.", new JsonObject
        {
            ["Origin"] = origin,
            ["LifecycleHookName"] = hook.Name,
            ["Destination"] = destination,
            ["AccountId"] = state.Scope.Account,
            ["RequestId"] = state.Scope.Ids.Uuid(),
            ["LifecycleTransition"] = hook.Transition,
            ["AutoScalingGroupName"] = group.Name,
            ["Service"] = "AWS Auto Scaling",
            ["Time"] = state.Now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["EC2InstanceId"] = instance.Id,
            ["NotificationMetadata"] = hook.NotificationMetadata,
            ["LifecycleActionToken"] = instance.Hooks!.Token,
        });
    }
}
