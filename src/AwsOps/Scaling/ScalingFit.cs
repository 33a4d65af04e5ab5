using AwsOps.Engine.Scaling;

namespace AwsOps;

/// <summary>Lags and thresholds of one group, found in its own history; the next replay takes them with -Fit.</summary>
public sealed class ScalingFit
{
    internal ScalingFit(string group, ScalingLag? alarm, ScalingLag? activity, ScalingLag? launch, ScalingLag? terminate, ScalingLag? scaleIn, int? boot, double? lowThresholdFactor)
    {
        ScalingGroupName = group;
        AlarmLag = alarm;
        ActivityLag = activity;
        Launch = launch;
        Terminate = terminate;
        ScaleInGap = scaleIn;
        BootSeconds = boot;
        LowThresholdFactor = lowThresholdFactor;
    }

    /// <summary>Group that it was found in.</summary>
    public string ScalingGroupName { get; }

    /// <summary>Seconds from the last breaching datapoint to the alarm's state; null when history does not tell.</summary>
    public ScalingLag? AlarmLag { get; }

    /// <summary>Seconds from a decision to its activity; null when history does not tell.</summary>
    public ScalingLag? ActivityLag { get; }

    /// <summary>Seconds of a launch; null when there was none.</summary>
    public ScalingLag? Launch { get; }

    /// <summary>Seconds of a termination; null when there was none.</summary>
    public ScalingLag? Terminate { get; }

    /// <summary>Seconds between two scale-ins by a policy; null when there were no two.</summary>
    public ScalingLag? ScaleInGap { get; }

    /// <summary>Seconds from InService to the first answer that fit best; null when nothing was launched.</summary>
    public int? BootSeconds { get; }

    /// <summary>The low alarm's threshold as a share of the target; null when history does not tell.</summary>
    public double? LowThresholdFactor { get; }

    internal ScalingTimings Apply(ScalingTimings timings) => timings with
    {
        AlarmLag = AlarmLag?.Range ?? timings.AlarmLag,
        ActivityStart = ActivityLag?.Range ?? timings.ActivityStart,
        Launch = Launch?.Range ?? timings.Launch,
        Terminate = Terminate?.Range ?? timings.Terminate,
        ScaleInGap = ScaleInGap?.Range ?? timings.ScaleInGap,
        Boot = BootSeconds is { } boot ? DurationRange.Fixed(boot) : timings.Boot,
    };
}

/// <summary>How long something took, in seconds.</summary>
/// <param name="Low">The shortest.</param>
/// <param name="Median">The median.</param>
/// <param name="High">The longest.</param>
/// <param name="Count">How often it was seen.</param>
public sealed record ScalingLag(int Low, int Median, int High, int Count)
{
    internal DurationRange Range => new(Low, Median, High);

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Low} / {Median} / {High} s ({Count})");

    internal static ScalingLag? Of(IEnumerable<double> seconds)
    {
        var sorted = seconds.Where(static value => value >= 0).Select(static value => (int)Math.Round(value)).Order().ToList();
        return sorted.Count == 0 ? null : new(sorted[0], sorted[(sorted.Count - 1) / 2], sorted[^1], sorted.Count);
    }
}
