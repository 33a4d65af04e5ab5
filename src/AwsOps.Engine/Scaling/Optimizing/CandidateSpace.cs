namespace AwsOps.Engine.Scaling;

/// <summary>The candidates of a search: a coarse grid to begin with, then the neighbors of what is good.</summary>
internal sealed class CandidateSpace
{
    private readonly ReplaySettings _today;
    private readonly OptimizerOptions _options;
    private readonly TargetTrackingPolicy _policy;
    private readonly BusyHours? _busy;
    private readonly double[] _targets;
    private readonly int[] _minimums;
    private readonly int[] _warmups;

    public CandidateSpace(ReplaySettings today, OptimizerOptions options, double[] load, DateTime start)
    {
        (_today, _options) = (today, options);
        _policy = today.Policies.OfType<TargetTrackingPolicy>().FirstOrDefault(p => p.IsEnabled)
            ?? new TargetTrackingPolicy { Name = "target-tracking", TargetValue = 50 };
        // Half the limit's load for a metric in percent or requests; a backlog has no such scale, so today's target is varied.
        var full = _policy.Metric switch { ScalingMetric.CpuUtilization => 100, ScalingMetric.RequestCountPerTarget => today.Load.CapacityPerInstance * 60, _ => 2 * _policy.TargetValue };
        _targets = options.Targets.Count > 0 ? [.. options.Targets] : [.. new[] { 0.35, 0.45, 0.55, 0.65, 0.75, 0.85 }.Select(s => s * full)];
        var needed = Needed(load);
        _minimums = options.Minimums.Count > 0 ? [.. options.Minimums.Where(m => m <= today.MaxSize).DefaultIfEmpty(today.MinSize)]
            : [.. new[] { today.MinSize, needed(0), needed(0.25), needed(0.5) }.Select(m => Math.Clamp(m, 1, today.MaxSize)).Distinct().Order()];
        var ready = today.Timings.Boot.Median;
        _warmups = options.Warmups.Count > 0 ? [.. options.Warmups] : [.. new[] { ready, ready + 60, ready + 180 }.Distinct()];
        _busy = options.TrySchedules ? BusyHours.Find(load, start, l => l / (today.Load.CapacityPerInstance * today.Load.LimitUtilization)) : null;
    }

    /// <summary>The grid: every combination of targets, minimums and warm-ups, with the extras one at a time, the plain ones first.</summary>
    public IEnumerable<CandidateParameters> Grid()
    {
        foreach (var extra in Extras())
        {
            foreach (var target in _targets)
            {
                foreach (var minimum in _minimums)
                {
                    foreach (var warmup in _warmups)
                    {
                        yield return new(target, minimum, warmup, extra.Boost, extra.Schedule, extra.Pool);
                    }
                }
            }
        }
    }

    /// <summary>What is next to a candidate in one parameter.</summary>
    public IEnumerable<CandidateParameters> Neighbors(CandidateParameters of)
    {
        var step = (_targets.Max() - _targets.Min()) / 20;
        foreach (var change in new[] { -4 * step, -step, step, 4 * step })
        {
            yield return of with { Target = of.Target + change };
        }

        foreach (var change in new[] { -2, -1, 1, 2 })
        {
            yield return of with { MinSize = of.MinSize + change };
        }

        foreach (var change in new[] { -30, 30 })
        {
            yield return of with { WarmupSeconds = of.WarmupSeconds + change };
        }

        foreach (var (boost, schedule, pool) in Extras())
        {
            yield return of with { BoostPercent = boost };
            yield return of with { ScheduleShare = schedule };
            yield return of with { HasWarmPool = pool };
        }

        yield return of with { ScheduleShare = of.ScheduleShare > 0 ? of.ScheduleShare - 0.1 : 0 };
        yield return of with { ScheduleShare = of.ScheduleShare > 0 ? of.ScheduleShare + 0.1 : 0 };
    }

    public bool IsValid(CandidateParameters candidate) =>
        candidate.Target > 0 && candidate.MinSize >= 1 && candidate.MinSize <= _today.MaxSize && candidate.WarmupSeconds >= 0
        && (_policy.Metric != ScalingMetric.CpuUtilization || candidate.Target is > 5 and < 100) && candidate.ScheduleShare is >= 0 and <= 1.5;

    /// <summary>The whole settings of a candidate: today's with what it varies.</summary>
    public ReplaySettings Settings(CandidateParameters candidate)
    {
        var tracking = _policy with { TargetValue = candidate.Target, WarmupSeconds = candidate.WarmupSeconds };
        List<ReplayPolicy> policies = [tracking, .. _today.Policies.Where(p => p.Name != _policy.Name && p.Name != BoostName)];
        if (candidate.BoostPercent > 0)
        {
            policies.Add(Boost(candidate));
        }

        var busyMinimum = _busy is null ? 0 : Math.Clamp((int)Math.Ceiling(_busy.Instances * candidate.ScheduleShare * _today.UnitsPerInstance), candidate.MinSize, _today.MaxSize);
        return _today with
        {
            MinSize = candidate.MinSize,
            DesiredCapacity = null,
            Policies = policies,
            Schedules = candidate.ScheduleShare > 0 && _busy is not null ? _busy.Schedule(busyMinimum, candidate.MinSize) : _today.Schedules,
            WarmPool = candidate.HasWarmPool ? _today.WarmPool ?? _options.WarmPool : _options.TryWarmPool ? null : _today.WarmPool,
        };
    }

    private const string BoostName = "surge-step";

    // A surge: half of the way from the target to saturation, or half again the target where the metric does not saturate.
    private StepPolicy Boost(CandidateParameters candidate)
    {
        var threshold = _policy.Metric == ScalingMetric.CpuUtilization ? candidate.Target + ((100 - candidate.Target) / 2) : 1.5 * candidate.Target;
        return new()
        {
            Name = BoostName,
            Metric = _policy.Metric,
            WarmupSeconds = candidate.WarmupSeconds,
            Alarm = new() { EvaluationPeriods = 1, DatapointsToAlarm = 1, Threshold = threshold, Statistic = _policy.Metric == ScalingMetric.RequestCountPerTarget ? "Sum" : "Average" },
            AdjustmentType = AdjustmentType.PercentChangeInCapacity,
            Steps = [new(0, null, candidate.BoostPercent)],
            MinAdjustmentMagnitude = _today.UnitsPerInstance,
        };
    }

    private IEnumerable<(int Boost, double Schedule, bool Pool)> Extras()
    {
        yield return (0, 0, false);
        if (_options.TrySteps)
        {
            yield return (50, 0, false);
            yield return (100, 0, false);
        }

        if (_busy is not null)
        {
            yield return (0, 0.6, false);
            yield return (0, 0.9, false);
        }

        if (_options.TryWarmPool)
        {
            yield return (0, 0, true);
        }
    }

    private Func<double, int> Needed(double[] load)
    {
        var sorted = load.ToArray();
        return share => (int)Math.Min(int.MaxValue, Math.Ceiling(MetricStatistic.Quantile(sorted, share) / (_today.Load.CapacityPerInstance * _today.Load.LimitUtilization) * _today.UnitsPerInstance));
    }
}
