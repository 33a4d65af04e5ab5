using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Refreshes;

/// <summary>An instance refresh. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRefresh.html</summary>
internal sealed class Refresh(string id, ScalingGroup group, RefreshPreferences preferences, DateTime start)
{
    public string Id { get; } = id;

    public ScalingGroup Group { get; } = group;

    public RefreshPreferences Preferences { get; } = preferences;

    public DateTime StartTime { get; } = start;

    public DateTime? EndTime { get; set; }

    public string Status { get; set; } = "Pending";

    public string? StatusReason { get; set; }

    /// <summary>The configuration to bring in, as it was asked for; null replaces with the group's own.</summary>
    public Struct? DesiredConfiguration { get; init; }

    /// <summary>What is launched while the refresh goes on; null is the group's own.</summary>
    public LaunchChoice? LaunchNow { get; set; }

    /// <summary>Ids of the instances to replace that are still there.</summary>
    public HashSet<string> Outdated { get; } = new(StringComparer.Ordinal);

    /// <summary>How many there were to replace.</summary>
    public int Total { get; set; }

    /// <summary>How many replacements are ready.</summary>
    public int Done { get; set; }

    public DateTime LastProgress { get; set; } = start;

    /// <summary>Until when it waits at a checkpoint or bakes; null when it does not.</summary>
    public DateTime? WaitUntil { get; set; }

    /// <summary>Checkpoints passed.</summary>
    public int CheckpointsPassed { get; set; }

    /// <summary>When a rollback began, why, and how far the refresh had come.</summary>
    public (string Reason, DateTime Start, int Percent, int Left)? Rollback { get; set; }

    public IDisposable? Timer { get; set; }

    public bool IsOver => EndTime is not null;

    public int Percent => Total == 0 ? 100 : 100 * Done / Total;

    public int Left => Total - Done;

    public Struct Describe() => new()
    {
        ["InstanceRefreshId"] = Id,
        ["AutoScalingGroupName"] = Group.Name,
        ["Status"] = Status,
        ["StatusReason"] = StatusReason,
        ["StartTime"] = StartTime,
        ["EndTime"] = EndTime,
        ["PercentageComplete"] = (long)Percent,
        ["InstancesToUpdate"] = (long)Left,
        ["Preferences"] = Preferences.Describe(Group),
        ["DesiredConfiguration"] = DesiredConfiguration,
        ["Strategy"] = "Rolling",
        ["RollbackDetails"] = Rollback is not { } rollback ? null : new Struct
        {
            ["RollbackReason"] = rollback.Reason,
            ["RollbackStartTime"] = rollback.Start,
            ["PercentageCompleteOnRollback"] = (long)rollback.Percent,
            ["InstancesToUpdateOnRollback"] = (long)rollback.Left,
        },
    };
}
