namespace AwsOps.Engine.Scaling;

/// <summary>A figure over several seeds: its 10th, 50th and 90th percentile.</summary>
/// <param name="P10">A tenth of the runs are at or below.</param>
/// <param name="P50">The median.</param>
/// <param name="P90">A tenth of the runs are above.</param>
public readonly record struct Band(double P10, double P50, double P90)
{
    /// <summary>The band of <paramref name="values"/>, which are sorted in place.</summary>
    public static Band Of(Span<double> values) => new(
        MetricStatistic.Quantile(values, 0.1), MetricStatistic.Quantile(values, 0.5), MetricStatistic.Quantile(values, 0.9));
}

/// <summary>The same replay under several seeds: what AWS leaves undocumented moves the result within these bands.</summary>
public sealed record ReplayBands
{
    /// <summary>How many seeds make a band that is worth reading.</summary>
    public const int DefaultSeeds = 21;

    /// <summary>Minutes with the load above its limit.</summary>
    public required Band BreachMinutes { get; init; }

    /// <summary>Minutes with the metric above its target.</summary>
    public required Band MinutesOverTarget { get; init; }

    /// <summary>Requests lost.</summary>
    public required Band RequestsLost { get; init; }

    /// <summary>Instance-hours.</summary>
    public required Band InstanceHours { get; init; }

    /// <summary>Cost.</summary>
    public required Band Cost { get; init; }

    /// <summary>The most instances in service at once.</summary>
    public required Band PeakInService { get; init; }

    /// <summary>Each seed's figures, in order of the seed.</summary>
    public required IReadOnlyList<ReplaySummary> Runs { get; init; }

    /// <summary>Replays a load under the seeds 0 to <paramref name="seeds"/> − 1.</summary>
    /// <param name="settings">The group and what it is replayed under.</param>
    /// <param name="start">The start of the first minute, UTC.</param>
    /// <param name="load">Requests per second, one value per minute; kept in memory, as each seed reads it.</param>
    /// <param name="seeds">How many seeds.</param>
    /// <param name="cancellation">Stops the replay.</param>
    public static ReplayBands Run(ReplaySettings settings, DateTime start, IEnumerable<double> load, int seeds = DefaultSeeds, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 1);
        settings.Validated();
        var minutes = load as IReadOnlyList<double> ?? [.. load];
        var runs = new ReplaySummary[seeds];
        Parallel.For(0, seeds, new ParallelOptions { CancellationToken = cancellation }, seed =>
            runs[seed] = ScalingReplay.Run(settings, start, minutes, (ulong)seed));
        return new()
        {
            BreachMinutes = Over(runs, r => r.BreachMinutes),
            MinutesOverTarget = Over(runs, r => r.MinutesOverTarget),
            RequestsLost = Over(runs, r => r.RequestsLost),
            InstanceHours = Over(runs, r => r.InstanceHours),
            Cost = Over(runs, r => r.Cost),
            PeakInService = Over(runs, r => r.PeakInService),
            Runs = runs,
        };
    }

    private static Band Over(ReplaySummary[] runs, Func<ReplaySummary, double> figure) => Band.Of(Array.ConvertAll(runs, r => figure(r)));
}
