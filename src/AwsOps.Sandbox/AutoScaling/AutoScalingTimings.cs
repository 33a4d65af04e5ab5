using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling;

/// <summary>How long Auto Scaling takes. AWS documents none of it; the figures were observed in public event logs.</summary>
internal sealed record AutoScalingTimings
{
    /// <summary>Seconds from a change of the desired capacity to the activity: 1 to 37, median 13.</summary>
    public (int Min, int Median, int Max) Decision { get; init; } = (1, 13, 37);

    /// <summary>Seconds from a failed check to the replacement.</summary>
    public (int Min, int Max) HealthCheck { get; init; } = (5, 60);

    /// <summary>Seconds from the making of a group to the first look at its health and balance, which then comes every minute.</summary>
    public (int Min, int Max) Maintenance { get; init; } = (30, 59);

    /// <summary>The first retry of a failed launch; each further one waits twice as long.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait between retries.</summary>
    public TimeSpan MaxRetry { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How late a scheduled action runs, in seconds; AWS allows two minutes.</summary>
    public (int Min, int Max) Schedule { get; init; } = (0, 0);

    /// <summary>A delay within <see cref="Decision"/>, half of them at or below the median.</summary>
    public TimeSpan DecisionDelay(SandboxIds ids)
    {
        var (min, median, max) = Decision;
        var share = max > min ? Math.Log((double)(median - min) / (max - min)) / Math.Log(0.5) : 1;
        return TimeSpan.FromSeconds(Math.Round(min + ((max - min) * Math.Pow(ids.NextDouble(), share))));
    }

    public static TimeSpan Within((int Min, int Max) range, SandboxIds ids) =>
        TimeSpan.FromSeconds(range.Min + (range.Max > range.Min ? ids.Next(range.Max - range.Min + 1) : 0));
}
