namespace AwsOps.Engine.Scaling;

/// <summary>What a search for better settings may try, and what it must hold to.</summary>
public sealed record OptimizerOptions
{
    /// <summary>The limit: minutes of breach per day, on average over the trace.</summary>
    public double BreachMinutesPerDay { get; init; } = 5;

    /// <summary>The share of the trace, its end, that is held back: the search never sees it and the gain is measured on it.</summary>
    public double HoldoutShare { get; init; } = 0.3;

    /// <summary>Targets to try; empty derives them from the metric.</summary>
    public IReadOnlyList<double> Targets { get; init; } = [];

    /// <summary>Minimum sizes to try; empty derives them from the load.</summary>
    public IReadOnlyList<int> Minimums { get; init; } = [];

    /// <summary>Warm-ups to try, in seconds; empty derives them from launch and boot.</summary>
    public IReadOnlyList<int> Warmups { get; init; } = [];

    /// <summary>Whether to try a daily schedule that raises the minimum for the busy hours.</summary>
    public bool TrySchedules { get; init; } = true;

    /// <summary>Whether to try a step policy beside target tracking, for surges.</summary>
    public bool TrySteps { get; init; } = true;

    /// <summary>Whether to try a warm pool.</summary>
    public bool TryWarmPool { get; init; }

    /// <summary>The warm pool to try where the group has none.</summary>
    public ReplayWarmPool WarmPool { get; init; } = new();

    /// <summary>How many candidates to try at most.</summary>
    public int MaxCandidates { get; init; } = 500;

    /// <summary>How many seeds the bands of the result are taken over.</summary>
    public int Seeds { get; init; } = ReplayBands.DefaultSeeds;

    /// <summary>What is wrong with the options, or null.</summary>
    public string? FindProblem() =>
        !(BreachMinutesPerDay >= 0) ? $"BreachMinutesPerDay {BreachMinutesPerDay} is not valid: use 0 or more."
        : !(HoldoutShare is >= 0 and < 1) ? $"HoldoutShare {HoldoutShare} is not valid: use 0 to below 1."
        : MaxCandidates < 1 ? $"MaxCandidates {MaxCandidates} is not valid: use 1 or more."
        : Seeds < 1 ? $"Seeds {Seeds} is not valid: use 1 or more."
        : Targets.Any(t => !(t > 0)) ? "Targets: use numbers above 0."
        : Minimums.Any(m => m < 0) ? "Minimums: use 0 or more."
        : Warmups.Any(w => w < 0) ? "Warmups: use seconds of 0 or more." : null;
}

/// <summary>One set of settings that the search can try.</summary>
/// <param name="Target">The target of the target tracking policy.</param>
/// <param name="MinSize">The minimum size.</param>
/// <param name="WarmupSeconds">The policy's warm-up.</param>
/// <param name="BoostPercent">What the step policy adds when the metric is half again above its target; 0 for no step policy.</param>
/// <param name="ScheduleShare">The share of the busy hours' demand that a daily schedule makes the minimum; 0 for no schedule.</param>
/// <param name="HasWarmPool">Whether there is a warm pool.</param>
public readonly record struct CandidateParameters(
    double Target, int MinSize, int WarmupSeconds, int BoostPercent = 0, double ScheduleShare = 0, bool HasWarmPool = false);

/// <summary>A candidate that was tried.</summary>
/// <param name="Parameters">What was varied.</param>
/// <param name="Settings">The whole settings: what to give the group.</param>
/// <param name="Training">Its figures on the part of the trace that the search saw.</param>
public sealed record Candidate(CandidateParameters Parameters, ReplaySettings Settings, ReplaySummary Training);

/// <summary>What a search found.</summary>
public sealed record OptimizerResult
{
    /// <summary>The cheapest candidate within the limit; when none is, the one with the fewest breach minutes.</summary>
    public required Candidate Best { get; init; }

    /// <summary>Whether <see cref="Best"/> keeps to the limit on the part that the search saw.</summary>
    public required bool IsLimitMet { get; init; }

    /// <summary>Whether it keeps to the limit on the part that was held back (its median); null when nothing was.</summary>
    public required bool? IsLimitMetOnHoldout { get; init; }

    /// <summary>Today's settings on the part that the search saw.</summary>
    public required ReplaySummary Baseline { get; init; }

    /// <summary>Today's settings on the part that was held back; null when nothing was.</summary>
    public required ReplayBands? BaselineHoldout { get; init; }

    /// <summary>The best candidate on the part that was held back; null when nothing was.</summary>
    public required ReplayBands? BestHoldout { get; init; }

    /// <summary>Every candidate, in the order in which they were tried.</summary>
    public required IReadOnlyList<Candidate> Tried { get; init; }

    /// <summary>The candidates that no other beats in both cost and breach minutes, the cheapest first.</summary>
    public required IReadOnlyList<Candidate> Pareto { get; init; }

    /// <summary>The share of today's cost that is saved, on the held-back part where there is one; negative when it costs more.</summary>
    public double Saving => BaselineHoldout is { } before && BestHoldout is { } after
        ? Share(before.Cost.P50, after.Cost.P50) : Share(Baseline.Cost, Best.Training.Cost);

    private static double Share(double before, double after) => before > 0 ? 1 - (after / before) : 0;
}
