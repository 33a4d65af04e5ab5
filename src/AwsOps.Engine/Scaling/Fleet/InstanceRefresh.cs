namespace AwsOps.Engine.Scaling;

/// <summary>What an instance refresh may do at one time.</summary>
/// <param name="MinHealthy">Instances that must stay in service and healthy.</param>
/// <param name="MaxRunning">Instances that may be in service, healthy or pending.</param>
/// <param name="BatchSize">How many are replaced at once.</param>
/// <param name="LaunchesFirst">Whether replacements are launched before the old ones go.</param>
public readonly record struct RefreshBatch(int MinHealthy, int MaxRunning, int BatchSize, bool LaunchesFirst);

/// <summary>
/// The arithmetic of an instance refresh (IR1). See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html and
/// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html.
/// </summary>
public static class InstanceRefresh
{
    /// <summary>MinHealthyPercentage when none is given.</summary>
    public const int DefaultMinHealthyPercentage = 90;

    /// <summary>MaxHealthyPercentage when none is given.</summary>
    public const int DefaultMaxHealthyPercentage = 100;

    /// <summary>A refresh that can't go on for this long (seconds) fails.</summary>
    public const int StuckSeconds = 3600;

    /// <summary>A refresh takes at most this long (seconds): 14 days.</summary>
    public const int MaxSeconds = 14 * 86_400;

    /// <summary>What is wrong with the percentages, or null.</summary>
    public static string? FindProblem(int minHealthyPercentage, int? maxHealthyPercentage)
    {
        if (minHealthyPercentage is < 0 or > 100)
        {
            return $"MinHealthyPercentage {minHealthyPercentage} is not valid: use 0 to 100.";
        }

        return maxHealthyPercentage switch
        {
            null => null,
            < 100 or > 200 => $"MaxHealthyPercentage {maxHealthyPercentage} is not valid: use 100 to 200.",
            { } max when max - minHealthyPercentage > 100 => $"MaxHealthyPercentage {max} less MinHealthyPercentage {minHealthyPercentage} is more than 100: use at most {minHealthyPercentage + 100}.",
            _ => null,
        };
    }

    /// <summary>
    /// How many instances are replaced at once: what may be missing below <paramref name="desired"/> plus what may run above it, at least
    /// one, so 100 percent is one at a time, 0 percent is all at once, and a group of one has an outage unless it may launch first.
    /// </summary>
    public static RefreshBatch Batch(
        int desired, int minHealthyPercentage = DefaultMinHealthyPercentage, int maxHealthyPercentage = DefaultMaxHealthyPercentage)
    {
        var minHealthy = (int)(((long)desired * minHealthyPercentage + 99) / 100);
        var maxRunning = (int)((long)desired * maxHealthyPercentage / 100);
        if (maxHealthyPercentage > 100 && minHealthyPercentage == 100)
        {
            // Launch before terminating: one more than desired must be possible even in a small group.
            maxRunning = Math.Max(maxRunning, desired + 1);
        }

        var batch = Math.Min(desired, Math.Max(1, desired - minHealthy + (maxRunning - desired)));
        return new(minHealthy, maxRunning, batch, maxRunning > desired);
    }

    /// <summary>
    /// How long replacing <paramref name="instances"/> takes, in seconds, without checkpoints: batch after batch, each launch plus warm-up.
    /// </summary>
    public static double DurationSeconds(int instances, int batchSize, double launchSeconds, double warmupSeconds) =>
        Math.Ceiling(instances / (double)Math.Max(1, batchSize)) * (launchSeconds + warmupSeconds);
}
