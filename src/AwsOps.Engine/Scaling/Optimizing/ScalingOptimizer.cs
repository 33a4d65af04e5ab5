namespace AwsOps.Engine.Scaling;

/// <summary>
/// Searches for the cheapest settings that keep breach minutes within a limit: a coarse grid first, then from the best of it to better
/// neighbors, until none is better or the budget of candidates is used up. The end of the trace is held back to measure the gain on.
/// The same input always gives the same result.
/// </summary>
public static class ScalingOptimizer
{
    /// <summary>Searches.</summary>
    /// <param name="today">Today's settings, which are the baseline and what candidates are made from.</param>
    /// <param name="start">The start of the first minute, UTC.</param>
    /// <param name="load">Requests per second, one value per minute.</param>
    /// <param name="options">What may be tried; null is the default.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <param name="progress">Told every few dozen candidates how many were tried, and the best so far.</param>
    /// <exception cref="ArgumentException">The settings, options or load are not valid.</exception>
    public static OptimizerResult Search(ReplaySettings today, DateTime start, IReadOnlyList<double> load, OptimizerOptions? options = null, CancellationToken cancellation = default,
        Action<int, Candidate>? progress = null)
    {
        options ??= new();
        today.Validated();
        if (options.TryWarmPool && today.FindWarmPoolProblem() is { } noPool)
        {
            throw new ArgumentException($"TryWarmPool: {noPool}", nameof(options));
        }

        if (options.FindProblem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        if (load.Count == 0)
        {
            throw new ArgumentException("load has no minutes: give at least one.", nameof(load));
        }

        var training = TrainingMinutes(load.Count, options.HoldoutShare);
        double[] seen = [.. load.Take(training)], held = [.. load.Skip(training)];
        var space = new CandidateSpace(today, options, seen, start);
        var search = new Run(space, seen, start, Limit(options, seen.Length), progress, cancellation);
        search.Try(space.Grid(), options.MaxCandidates);
        search.Climb(options.MaxCandidates);

        var best = search.Best;
        var holdoutStart = start.AddMinutes(training);
        var after = held.Length == 0 ? null : ReplayBands.Run(AtLoad(best.Settings, held[0]), holdoutStart, held, options.Seeds, cancellation);
        return new()
        {
            Best = best,
            IsLimitMet = best.Training.BreachMinutes <= Limit(options, seen.Length),
            IsLimitMetOnHoldout = after is null ? null : after.BreachMinutes.P50 <= Limit(options, held.Length),
            Baseline = ScalingReplay.Run(AtLoad(today with { Timings = today.Timings.AtMedian() }, seen[0]), start, seen),
            BaselineHoldout = held.Length == 0 ? null : ReplayBands.Run(AtLoad(today, held[0]), holdoutStart, held, options.Seeds, cancellation),
            BestHoldout = after,
            Tried = search.Tried,
            Pareto = Front(search.Tried),
        };
    }

    // Whole days where there are enough of them, so that a part does not begin in the middle of a night.
    private static int TrainingMinutes(int minutes, double holdoutShare)
    {
        var training = Math.Max(1, (int)(minutes * (1 - holdoutShare)));
        return minutes >= 4 * 1440 && holdoutShare > 0 ? Math.Max(1440, training / 1440 * 1440) : training;
    }

    private static double Limit(OptimizerOptions options, int minutes) => options.BreachMinutesPerDay * minutes / 1440;

    // A replay begins with a group that fits its first minute; what it would do otherwise says nothing of the settings.
    private static ReplaySettings AtLoad(ReplaySettings settings, double load)
    {
        var needed = Math.Ceiling(load / (settings.Load.CapacityPerInstance * settings.Load.LimitUtilization) * settings.UnitsPerInstance);
        return settings with { DesiredCapacity = (int)Math.Clamp(needed, settings.MinSize, settings.MaxSize) };
    }

    private static List<Candidate> Front(IReadOnlyList<Candidate> tried)
    {
        var front = new List<Candidate>();
        foreach (var candidate in tried.OrderBy(c => c.Training.Cost).ThenBy(c => c.Training.BreachMinutes))
        {
            if (front.Count == 0 || candidate.Training.BreachMinutes < front[^1].Training.BreachMinutes)
            {
                front.Add(candidate);
            }
        }

        return front;
    }

    private sealed class Run(CandidateSpace space, double[] load, DateTime start, double limit, Action<int, Candidate>? progress, CancellationToken cancellation)
    {
        // Few enough to hear of the search, many enough to keep every core busy.
        private const int BatchSize = 48;

        private readonly HashSet<CandidateParameters> _known = [];
        private readonly List<Candidate> _tried = [];

        public IReadOnlyList<Candidate> Tried => _tried;

        public Candidate Best { get; private set; } = null!;

        /// <summary>Tries what is new of <paramref name="candidates"/>, as far as the budget goes.</summary>
        /// <returns>Whether a better one was among them.</returns>
        public bool Try(IEnumerable<CandidateParameters> candidates, int budget)
        {
            var before = Best;
            foreach (var batch in candidates.Where(c => space.IsValid(c) && _known.Add(c)).Take(budget - _tried.Count).Chunk(BatchSize))
            {
                Try(batch);
                progress?.Invoke(_tried.Count, Best);
            }

            return Best != before;
        }

        private void Try(CandidateParameters[] batch)
        {
            var results = new Candidate[batch.Length];
            Parallel.For(0, batch.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
            {
                var settings = space.Settings(batch[i]);
                var median = settings with { Timings = settings.Timings.AtMedian() };
                results[i] = new(batch[i], settings, ScalingReplay.Run(AtLoad(median, load[0]), start, load));
            });
            foreach (var candidate in results)
            {
                _tried.Add(candidate);
                Best = Best is null || IsBetter(candidate.Training, Best.Training) ? candidate : Best;
            }
        }

        public void Climb(int budget)
        {
            while (_tried.Count < budget && Try(space.Neighbors(Best.Parameters), budget))
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        private bool IsBetter(ReplaySummary candidate, ReplaySummary best)
        {
            var (isWithin, isBestWithin) = (candidate.BreachMinutes <= limit, best.BreachMinutes <= limit);
            return isWithin != isBestWithin ? isWithin
                : isWithin ? candidate.Cost < best.Cost
                : (candidate.BreachMinutes, candidate.Cost).CompareTo((best.BreachMinutes, best.Cost)) < 0;
        }
    }
}
