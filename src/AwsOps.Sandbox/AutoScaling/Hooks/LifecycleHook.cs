using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Hooks;

/// <summary>
/// A lifecycle hook. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html
/// </summary>
internal sealed record LifecycleHook(string Name, string Transition)
{
    /// <summary>Seconds until the default result; 30 to 7200, 3600 unless told otherwise.</summary>
    public int HeartbeatTimeout { get; init; } = 3600;

    /// <summary><c>ABANDON</c> or <c>CONTINUE</c>.</summary>
    public string DefaultResult { get; init; } = "ABANDON";

    public string? NotificationTargetArn { get; init; }

    public string? RoleArn { get; init; }

    public string? NotificationMetadata { get; init; }

    /// <summary>Seconds an instance can wait in all: 48 hours or 100 heartbeats, whichever is less.</summary>
    public int GlobalTimeout => (int)Math.Min(48 * 3600, 100L * HeartbeatTimeout);

    public Struct Describe(string groupName) => new()
    {
        ["LifecycleHookName"] = Name,
        ["AutoScalingGroupName"] = groupName,
        ["LifecycleTransition"] = Transition,
        ["NotificationTargetARN"] = NotificationTargetArn,
        ["RoleARN"] = RoleArn,
        ["NotificationMetadata"] = NotificationMetadata,
        ["HeartbeatTimeout"] = (long)HeartbeatTimeout,
        ["GlobalTimeout"] = (long)GlobalTimeout,
        ["DefaultResult"] = DefaultResult,
    };
}
