namespace AwsOps.Engine.Scaling;

/// <summary>
/// Measures a replay: what the metrics show, what users and the bill feel. Between events nothing changes, so each stretch of time
/// is measured in one go.
/// </summary>
internal sealed class ReplayMeter(ReplaySettings settings, int types)
{
    // A queue changes by itself; it is looked at in pieces no longer than this many seconds.
    private const long QueueStep = 10;

    private readonly LoadModel _load = settings.Load;
    private readonly TargetTrackingPolicy? _tracked = settings.Policies.OfType<TargetTrackingPolicy>().FirstOrDefault(p => p.IsEnabled && p.Metric != ScalingMetric.MetricMath);
    private double _cpuSum, _cpuTime, _requestSum, _requestTime, _backlogSum, _backlogTime;
    private double _minuteSum, _minuteTime;
    private double _underSum, _overSum, _underTime, _overTime;
    private int _lastDemand = -1, _lastSupply = -1;
    private long _supplyChanges, _demandChanges;
    private readonly double[] _onDemandSeconds = new double[types], _spotSeconds = new double[types];
    private double _seconds, _poolSeconds, _restingSeconds;

    public ScalingMetric Primary { get; } = settings.Policies.Count > 0 ? settings.Policies[0].Metric : ScalingMetric.CpuUtilization;

    public double Backlog { get; private set; }

    public double Requests { get; private set; }

    public double Lost { get; private set; }

    public double BreachSeconds { get; private set; }

    public double OverTargetSeconds { get; private set; }

    public double MinuteLost { get; private set; }

    public double MinuteBreach { get; private set; }

    /// <summary>The primary metric over the minute so far; NaN when there was nothing to measure.</summary>
    public double MinuteMetric => _minuteTime == 0 ? double.NaN : Primary == ScalingMetric.RequestCountPerTarget ? _minuteSum : _minuteSum / _minuteTime;

    public void StartMinute() => (_minuteSum, _minuteTime, MinuteLost, MinuteBreach) = (0, 0, 0, 0);

    /// <summary>The metrics of the step that ends; NaN where there was nothing to measure.</summary>
    public (double Cpu, double Requests, double Backlog) TakeStep()
    {
        var step = (_cpuTime > 0 ? _cpuSum / _cpuTime : double.NaN, _requestTime > 0 ? _requestSum : double.NaN, _backlogTime > 0 ? _backlogSum / _backlogTime : double.NaN);
        (_cpuSum, _cpuTime, _requestSum, _requestTime, _backlogSum, _backlogTime) = (0, 0, 0, 0, 0, 0);
        return step;
    }

    /// <summary>Measures the time from <paramref name="from"/> to <paramref name="to"/> under a constant load and fleet.</summary>
    public void Measure(ReplayFleet fleet, double load, long from, long to)
    {
        if (!_load.IsQueued)
        {
            MeasurePiece(fleet, load, to - from);
            return;
        }

        while (from < to)
        {
            var end = Math.Min(to, from - (from % QueueStep) + QueueStep);
            MeasureQueue(fleet, load, end - from);
            from = end;
        }
    }

    // A queue that runs empty on the way is two pieces: before, everybody is busy; after, only as far as the load asks for.
    private void MeasureQueue(ReplayFleet fleet, double load, double time)
    {
        var drain = Capacity(fleet).All - load;
        if (Backlog > 0 && drain > 0 && Backlog < drain * time)
        {
            var busy = Backlog / drain;
            MeasurePiece(fleet, load, busy);
            Backlog = 0;
            time -= busy;
        }

        MeasurePiece(fleet, load, time);
    }

    public ElasticityScores Elasticity() => new(
        Percent(_underSum), Percent(_overSum), Percent(_underTime), Percent(_overTime),
        _seconds > 0 ? (_supplyChanges - _demandChanges) * 3600 / _seconds : 0);

    /// <summary>Hours in the warm pool.</summary>
    public double PoolHours => _poolSeconds / 3600;

    /// <summary>Hours of those that did not run.</summary>
    public double RestingHours => _restingSeconds / 3600;

    /// <summary>Hours from launch until gone of a type.</summary>
    public (double OnDemand, double Spot) HoursOf(int type) => (_onDemandSeconds[type] / 3600, _spotSeconds[type] / 3600);

    private double Percent(double sum) => _seconds > 0 ? 100 * sum / _seconds : 0;

    /// <summary>What is served of a load: all, or as much as there is capacity for.</summary>
    public double Served(ReplayFleet fleet, double load) => Capacity(fleet).All is var capacity && Backlog > 0 ? capacity : Math.Min(load, capacity);

    /// <summary>What serves in all, and the load at which the first of its instances is full.</summary>
    public (double All, double First) Capacity(ReplayFleet fleet)
    {
        var types = fleet.Types;
        if (types.Length == 1)
        {
            var one = fleet.Serving * _load.CapacityPerInstance;
            return (one, one);
        }

        var (all, least) = (0.0, double.PositiveInfinity);
        for (var type = 0; type < types.Length; type++)
        {
            if (fleet.ReadyServingOf[type] + fleet.WarmingServingOf[type] is > 0 and var count)
            {
                all += count * types[type].Capacity!.Value;
                least = Math.Min(least, types[type].Capacity!.Value);
            }
        }

        return (all, IsEven && fleet.Serving > 0 ? fleet.Serving * least : all);
    }

    private bool IsEven => _load is { Spread: LoadSpread.Even, IsQueued: false };

    // What of an evenly spread load is more than instances can take: the small ones lose it though others have room.
    private static double Excess(ReplayFleet fleet, double load)
    {
        var types = fleet.Types;
        var (share, excess) = (load / fleet.Serving, 0.0);
        for (var type = 0; type < types.Length; type++)
        {
            excess += (fleet.ReadyServingOf[type] + fleet.WarmingServingOf[type]) * Math.Max(0, share - types[type].Capacity!.Value);
        }

        return excess;
    }

    private void MeasurePiece(ReplayFleet fleet, double load, double time)
    {
        var serving = fleet.Serving;
        var (capacity, first) = Capacity(fleet);
        var backlog = Backlog;
        Requests += load * time;
        if (_load.IsQueued)
        {
            Backlog = Math.Max(0, backlog + ((load - capacity) * time));
        }
        else if (load > first)
        {
            var lost = first < capacity ? Excess(fleet, load) : load - capacity;
            Lost += lost * time;
            MinuteLost += lost * time;
        }

        MeasureMetrics(fleet, load, time, serving, capacity, backlog);
        var isBreach = load > first * _load.LimitUtilization && (!_load.IsQueued || backlog > capacity * _load.MaxWaitSeconds);
        if (isBreach)
        {
            BreachSeconds += time;
            MinuteBreach += time;
        }

        MeasureElasticity(load, time, fleet.Types.Length == 1 ? serving : (int)Math.Floor((capacity / _load.CapacityPerInstance) + 1e-9));
        MeasureCost(fleet, time);
    }

    // The sum of the CPU of instances that serve, so many of each type.
    private double Used(ReplayFleet fleet, ReadOnlySpan<int> instances, double load, int serving, double capacity, double backlog)
    {
        var types = fleet.Types;
        var used = 0.0;
        for (var type = 0; type < types.Length; type++)
        {
            if (instances[type] > 0)
            {
                var each = backlog > 0 ? 100
                    : types.Length == 1 ? _load.Cpu(load / serving)
                    : _load.CpuAt(IsEven ? load / serving / types[type].Capacity!.Value : load / capacity);
                used += instances[type] * each;
            }
        }

        return used;
    }

    private void MeasureMetrics(ReplayFleet fleet, double load, double time, int serving, double capacity, double backlog)
    {
        var cpu = double.NaN;
        if (fleet.InService > fleet.Failed)
        {
            // Warming instances are outside the metric (TT6), unless there are no others.
            var isReady = fleet.ReadyServing + fleet.ReadyIdle > 0;
            var (busy, idle) = isReady ? (fleet.ReadyServing, fleet.ReadyIdle) : (fleet.WarmingServing, fleet.WarmingIdle);
            var used = Used(fleet, isReady ? fleet.ReadyServingOf : fleet.WarmingServingOf, load, serving, capacity, backlog);
            cpu = (used + (idle * _load.IdleCpuPercent)) / (busy + idle);
            _cpuSum += cpu * time;
            _cpuTime += time;
        }

        var perTarget = serving > 0 ? load / serving : double.NaN;
        if (serving > 0)
        {
            _requestSum += perTarget * time;
            _requestTime += time;
        }

        var waiting = fleet.InService > 0 ? (backlog + Backlog) / 2 / fleet.InService : double.NaN;
        if (_load.IsQueued && fleet.InService > 0)
        {
            _backlogSum += waiting * time;
            _backlogTime += time;
        }

        var primary = Primary switch { ScalingMetric.CpuUtilization => cpu, ScalingMetric.RequestCountPerTarget => perTarget, _ => waiting };
        if (!double.IsNaN(primary))
        {
            _minuteSum += primary * time;
            _minuteTime += time;
        }

        if (_tracked is not null)
        {
            var metric = _tracked.Metric switch { ScalingMetric.CpuUtilization => cpu, ScalingMetric.RequestCountPerTarget => perTarget * 60, _ => waiting };
            // Nobody there to serve is over every target.
            OverTargetSeconds += metric > _tracked.TargetValue || (double.IsNaN(metric) && load > 0) ? time : 0;
        }
    }

    private void MeasureElasticity(double load, double time, int supply)
    {
        var demand = (int)Math.Ceiling((load / (_load.CapacityPerInstance * _load.LimitUtilization)) - 1e-9);
        _seconds += time;
        if (demand > supply)
        {
            _underSum += (double)(demand - supply) / demand * time;
            _underTime += time;
        }
        else if (supply > demand)
        {
            _overSum += (double)(supply - demand) / Math.Max(1, demand) * time;
            _overTime += time;
        }

        _demandChanges += _lastDemand >= 0 && demand != _lastDemand ? 1 : 0;
        _supplyChanges += _lastSupply >= 0 && supply != _lastSupply ? 1 : 0;
        (_lastDemand, _lastSupply) = (demand, supply);
    }

    private void MeasureCost(ReplayFleet fleet, double time)
    {
        for (var type = 0; type < _onDemandSeconds.Length; type++)
        {
            _onDemandSeconds[type] += fleet.PaidOnDemandOf[type] * time;
            _spotSeconds[type] += fleet.PaidSpotOf[type] * time;
        }

        _poolSeconds += fleet.Pool * time;
        _restingSeconds += fleet.Resting * time;
    }
}
