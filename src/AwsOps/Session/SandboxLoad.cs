namespace AwsOps;

/// <summary>The load that a scaling group of the sandbox carries.</summary>
public sealed class SandboxLoad
{
    internal SandboxLoad(Sandbox.Load.SandboxLoad load)
    {
        var samples = load.Samples;
        ScalingGroupName = load.Settings.ScalingGroupName ?? string.Empty;
        RequestsPerSecond = samples.Count == 0 ? 0 : samples[^1].RequestsPerSecond;
        ServedPerSecond = samples.Count == 0 ? 0 : samples[^1].ServedPerSecond;
        PeakRequestsPerSecond = load.Settings.Points.Max(static point => point.RequestsPerSecond);
        LostRequests = Math.Round(samples.Sum(static sample => 60 * (sample.RequestsPerSecond - sample.ServedPerSecond)));
        Sample = (SandboxLoadSample[])[.. samples.Select(static sample => new SandboxLoadSample(sample.Time, sample.RequestsPerSecond, sample.ServedPerSecond, sample.Instances, sample.CpuPercent))];
    }

    /// <summary>Group that carries it.</summary>
    public string ScalingGroupName { get; }

    /// <summary>Requests per second in the last minute.</summary>
    public double RequestsPerSecond { get; }

    /// <summary>Requests per second that were served in the last minute.</summary>
    public double ServedPerSecond { get; }

    /// <summary>Highest rate of the curve.</summary>
    public double PeakRequestsPerSecond { get; }

    /// <summary>Requests beyond capacity so far.</summary>
    public double LostRequests { get; }

    /// <summary>What happened, minute by minute.</summary>
    public IReadOnlyList<SandboxLoadSample> Sample { get; }
}

/// <summary>One minute of a load.</summary>
/// <param name="Time">The minute, UTC.</param>
/// <param name="RequestsPerSecond">Rate that came.</param>
/// <param name="ServedPerSecond">Rate that was served.</param>
/// <param name="Instances">Instances that served.</param>
/// <param name="CpuPercent">Their average CPU.</param>
public sealed record SandboxLoadSample(DateTime Time, double RequestsPerSecond, double ServedPerSecond, int Instances, double CpuPercent);
