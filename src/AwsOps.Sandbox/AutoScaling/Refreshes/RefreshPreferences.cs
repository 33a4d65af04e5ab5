using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Refreshes;

/// <summary>
/// Preferences of an instance refresh.
/// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
/// </summary>
internal sealed record RefreshPreferences
{
    public int MinHealthyPercentage { get; init; } = Engine.Scaling.InstanceRefresh.DefaultMinHealthyPercentage;

    public int MaxHealthyPercentage { get; init; } = Engine.Scaling.InstanceRefresh.DefaultMaxHealthyPercentage;

    /// <summary>Seconds; null is the group's default instance warmup, or its health check grace period.</summary>
    public int? InstanceWarmup { get; init; }

    /// <summary>Ascending; the last is 100.</summary>
    public IReadOnlyList<int> Checkpoints { get; init; } = [];

    public int CheckpointDelay { get; init; } = 3600;

    public bool SkipMatching { get; init; }

    public bool AutoRollback { get; init; }

    /// <summary><c>Refresh</c>, <c>Ignore</c> or <c>Wait</c>.</summary>
    public string ProtectedInstances { get; init; } = "Wait";

    /// <summary><c>Terminate</c>, <c>Ignore</c> or <c>Wait</c>.</summary>
    public string StandbyInstances { get; init; } = "Wait";

    public IReadOnlyList<string> Alarms { get; init; } = [];

    public int BakeTime { get; init; }

    public static RefreshPreferences Of(Struct? request)
    {
        request ??= [];
        var preferences = new RefreshPreferences
        {
            MinHealthyPercentage = request.Int("MinHealthyPercentage") ?? Engine.Scaling.InstanceRefresh.DefaultMinHealthyPercentage,
            MaxHealthyPercentage = request.Int("MaxHealthyPercentage") ?? Engine.Scaling.InstanceRefresh.DefaultMaxHealthyPercentage,
            InstanceWarmup = request.Int("InstanceWarmup"),
            Checkpoints = [.. request.List("CheckpointPercentages").Select(static p => Convert.ToInt32(p, System.Globalization.CultureInfo.InvariantCulture))],
            CheckpointDelay = request.Int("CheckpointDelay") ?? 3600,
            SkipMatching = request.Bool("SkipMatching") ?? false,
            AutoRollback = request.Bool("AutoRollback") ?? false,
            ProtectedInstances = request.String("ScaleInProtectedInstances") ?? "Wait",
            StandbyInstances = request.String("StandbyInstances") ?? "Wait",
            Alarms = request.Child("AlarmSpecification")?.Strings("Alarms") ?? [],
            BakeTime = request.Int("BakeTime") ?? 0,
        };
        if (Engine.Scaling.InstanceRefresh.FindProblem(preferences.MinHealthyPercentage, request.Int("MaxHealthyPercentage")) is { } problem)
        {
            throw AutoScalingErrors.Validation(problem);
        }

        return preferences.Checkpoints.Zip(preferences.Checkpoints.Skip(1)).All(static p => p.First < p.Second)
            ? preferences
            : throw AutoScalingErrors.Validation("CheckpointPercentages must be in ascending order.");
    }

    public int WarmupSeconds(ScalingGroup group) => InstanceWarmup ?? group.DefaultInstanceWarmup ?? group.HealthCheckGracePeriod;

    public Struct Describe(ScalingGroup group) => new()
    {
        ["MinHealthyPercentage"] = (long)MinHealthyPercentage,
        ["MaxHealthyPercentage"] = (long)MaxHealthyPercentage,
        ["InstanceWarmup"] = (long)WarmupSeconds(group),
        ["CheckpointPercentages"] = Checkpoints.Count == 0 ? null : Checkpoints.Select(static p => (object)(long)p).ToList(),
        ["CheckpointDelay"] = Checkpoints.Count == 0 ? null : (long)CheckpointDelay,
        ["SkipMatching"] = SkipMatching,
        ["AutoRollback"] = AutoRollback,
        ["ScaleInProtectedInstances"] = ProtectedInstances,
        ["StandbyInstances"] = StandbyInstances,
        ["AlarmSpecification"] = Alarms.Count == 0 ? null : new Struct { ["Alarms"] = Alarms },
        ["BakeTime"] = BakeTime == 0 ? null : (long)BakeTime,
    };
}
