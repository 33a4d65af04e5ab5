using AwsOps.Engine.Scaling;

namespace AwsOps.Engine.Tests.Scaling;

/// <summary>
/// The replay once more, slow and obvious: second by second, every instance a thing with times, every rule written out here from AWS's
/// pages rather than taken from the engine. Timings must be without spread.
/// </summary>
internal sealed class ReferenceReplay(ReplaySettings settings, DateTime start)
{
    private readonly List<Machine> _machines = [];
    private readonly List<Machine> _pool = [];
    private readonly List<Dictionary<ScalingMetric, double>> _points = [];
    private readonly Dictionary<ReplayPolicy, (AlarmState High, AlarmState Low, double LowThreshold)> _alarms = [];
    private readonly Dictionary<int, long> _zoneBack = [];
    private readonly HashSet<(long, int)> _done = [];
    private readonly TargetTrackingPolicy? _tracked = settings.Policies.OfType<TargetTrackingPolicy>().FirstOrDefault();
    private readonly int _step = settings.Policies.Any(p => p is StepPolicy { Alarm.PeriodSeconds: < 60 }) ? 10 : 60;
    private int _min = settings.MinSize, _max = settings.MaxSize, _desired = settings.DesiredCapacity!.Value;
    private double _lastScaleIn = double.NegativeInfinity, _simpleEnded = double.NegativeInfinity;
    private bool _simpleActive;
    private int _simpleCooldown, _sequence, _ahead;
    private bool _isUneven;
    private readonly List<Kind> _kinds = Kinds(settings);
    private readonly List<(ReplayIncident What, long Until)> _shortages = [];

    public double Lost { get; private set; }

    public double BreachSeconds { get; private set; }

    public double OverTargetSeconds { get; private set; }

    public double InstanceSeconds { get; private set; }

    public double SpotSeconds { get; private set; }

    public double Cost { get; private set; }

    public double Backlog { get; private set; }

    public double PoolSeconds { get; private set; }

    public double RestingSeconds { get; private set; }

    public bool HasReturned { get; private set; }

    public bool HasRelieved { get; private set; }

    public List<(int Desired, int InService, int Units, int Serving, int Pending, int Terminating, int Pooled)> Minutes { get; } = [];

    public void Run(double[] load)
    {
        while (Units() < _desired && Launch(0, _desired, 0))
        {
            var machine = _machines[^1];
            (machine.InService, machine.Serves, machine.Warm) = (0, 0, 0);
        }

        while (_pool.Count < PoolSize() && LaunchIntoPool(0))
        {
            _pool[^1].Ready = 0;
        }

        foreach (var policy in settings.Policies)
        {
            var threshold = policy is TargetTrackingPolicy t ? t.TargetValue * LowFactor(_desired) : 0;
            _alarms[policy] = (AlarmState.InsufficientData, AlarmState.InsufficientData, threshold);
        }

        var lag = settings.Timings.AlarmLag.Median;
        var sums = new Sums();
        for (long t = 0; t < load.Length * 60L; t++)
        {
            // What instances come to in a second comes before what happens to the group in it.
            foreach (var entered in _machines.Where(m => m.InService == t && m.IsInService(t)).OrderBy(m => m.Sequence).ToList())
            {
                Relieve(t, entered.Sequence);
            }

            NoteSimpleEnd(t);
            Happen(t);
            NoteSimpleEnd(t);
            if (t % _step == lag % _step && (t / _step) - (lag / _step) is var published and > 0)
            {
                Decide(t, (int)published);
                NoteSimpleEnd(t);
            }

            _isUneven |= _ahead > 0 || Uneven(t) is not null;
            Measure(t, load[t / 60], 1, sums);
            if ((t + 1) % _step == 0)
            {
                _points.Add(sums.Take());
            }

            if ((t + 1) % 60 == 0)
            {
                Minutes.Add((_desired, Count(m => m.IsInService(t)), _machines.Where(m => m.IsInService(t)).Sum(m => m.Kind.Weight), Count(m => m.IsServing(t)), Count(m => m.IsPending(t)), Count(m => m.IsTerminating(t)), _pool.Count));
            }
        }
    }

    private int Count(Func<Machine, bool> which) => _machines.Count(which);

    private void Happen(long t)
    {
        foreach (var machine in _machines.Where(m => m.Interrupts == t && m.IsInService(t) && m.Failed > t))
        {
            (machine.Failed, machine.Free) = (t, t);
            machine.Detected = IsSuspended(ScalingProcesses.ReplaceUnhealthy) ? long.MaxValue : t + settings.Timings.HealthDetection.Median;
        }

        for (var i = 0; i < settings.Incidents.Count; i++)
        {
            if (Math.Max(0, settings.Incidents[i].At - settings.Incidents[i].RecommendationLead) == t && _done.Add((t, i)))
            {
                Fail(settings.Incidents[i], t);
                if (AtRisk() > 0)
                {
                    Reconcile(t, null);
                }
            }
        }

        for (var i = 0; i < _machines.Count; i++)
        {
            if (_machines[i].Detected == t && _machines[i].IsInService(t))
            {
                _machines.RemoveAt(i--);
                Reconcile(t, null);
            }
        }

        for (var i = 0; i < settings.Schedules.Count; i++)
        {
            var action = settings.Schedules[i];
            if ((action.StartTime!.Value - start).TotalSeconds + settings.Timings.ScheduleDelay.Median == t && _done.Add((t, 1000 + i)))
            {
                _min = action.MinSize ?? _min;
                _max = action.MaxSize ?? Math.Max(_max, _min);
                _min = Math.Min(_min, _max);
                SetDesired(Math.Min(_max, Math.Max(_min, action.DesiredCapacity ?? _desired)), t, null);
            }
        }

        if ((_zoneBack.ContainsValue(t) || _shortages.Exists(s => s.Until == t)) && _done.Add((t, -1)))
        {
            Reconcile(t, null);
        }

        for (var i = _machines.Count - 1; i >= 0; i--)
        {
            if (_machines[i].Gone <= t)
            {
                _machines.RemoveAt(i);
            }
        }

        if (t % 60 == 0 && _isUneven)
        {
            _isUneven = false;
            Rebalance(t);
        }
    }

    private bool IsSuspended(ScalingProcesses process) => settings.Suspended.HasFlag(process);

    private void Fail(ReplayIncident incident, long t)
    {
        if (incident.Kind == IncidentKind.NoCapacity)
        {
            _shortages.Add((incident, t + incident.Seconds));
            return;
        }

        var isZone = incident.Kind == IncidentKind.Failure && incident.Zone is not null;
        if (isZone)
        {
            _zoneBack[incident.Zone!.Value] = t + incident.Seconds;
        }

        var hit = _machines.Where(m => m.IsInService(t) && m.Failed > t && (incident.Zone is null || m.Zone == incident.Zone)
            && (incident.Kind == IncidentKind.Failure || (m.IsSpot && !m.AtRisk)) && (incident.InstanceType is null || m.Kind.Name == incident.InstanceType)).OrderBy(m => m.Sequence);
        foreach (var machine in (isZone ? hit : hit.Take(incident.Instances)).ToList())
        {
            if (incident.Kind == IncidentKind.SpotInterruption)
            {
                (machine.AtRisk, machine.Interrupts) = (true, incident.At + 120);
                continue;
            }

            machine.Failed = t;
            machine.Detected = IsSuspended(ScalingProcesses.ReplaceUnhealthy) ? long.MaxValue : t + settings.Timings.HealthDetection.Median;
        }
    }

    private int AtRisk() => settings.CapacityRebalance ? _machines.Where(m => m.Terminated == long.MaxValue && m.AtRisk).Sum(m => m.Kind.Weight) : 0;

    // Those at risk go, the oldest first, as far as what is in service without them is enough.
    private void Relieve(long t, int entered = int.MaxValue)
    {
        bool IsThere(Machine m) => m.IsInService(t) && m.Failed > t && (m.InService < t || m.Sequence <= entered);
        while (AtRisk() > 0 && !IsSuspended(ScalingProcesses.Terminate)
            && _machines.Where(m => m.AtRisk && IsThere(m) && _machines.Where(IsThere).Sum(x => x.Kind.Weight) - m.Kind.Weight >= _desired).MinBy(m => m.Sequence) is { } leaving)
        {
            HasRelieved = true;
            Terminate(leaving, t);
        }
    }

    // Of the zones that can be used the emptiest and the fullest, when they differ by more than one instance.
    private (int Emptiest, int Fullest)? Uneven(long t)
    {
        var open = Enumerable.Range(0, settings.Zones).Where(z => _zoneBack.GetValueOrDefault(z) <= t).ToList();
        return open.Count > 0 && open.Max(LiveIn) > open.Min(LiveIn) + 1 ? (open.MinBy(LiveIn), open.MaxBy(LiveIn)) : null;
    }

    private void Rebalance(long t)
    {
        if (IsSuspended(ScalingProcesses.AZRebalance) || IsSuspended(ScalingProcesses.Launch) || IsSuspended(ScalingProcesses.Terminate)
            || _machines.Exists(m => m.IsPending(t) || m.IsTerminating(t)) || Units() < _desired || AtRisk() > 0)
        {
            return;
        }

        if (_ahead > 0)
        {
            _ahead = 0;
            var fullest = Enumerable.Range(0, settings.Zones).MaxBy(LiveIn);
            if (Leaving(t, _desired).FirstOrDefault(m => m.Zone == fullest) is { } leaving)
            {
                Terminate(leaving, t);
            }

            Reconcile(t, null);
            return;
        }

        if (Uneven(t) is not var (to, from))
        {
            return;
        }

        var spotFirst = SpotUnits() > Units() - OnDemandShare(Units());
        var goes = Ordered(_machines.Where(m => m.Terminated == long.MaxValue && m.Zone == from), t, spotFirst).First();
        var largest = _kinds.Max(k => k.Weight);
        if (Units() + goes.Kind.Weight <= _max + Math.Max(largest, _max / 10))
        {
            for (var wanted = Units() + goes.Kind.Weight; Units() < wanted && (StartWarm(t, settings.DefaultInstanceWarmup ?? 0, to) || LaunchIn(t, to, goes.IsSpot, settings.DefaultInstanceWarmup ?? 0));)
            {
                _ahead = goes.Kind.Weight;
            }
        }
    }

    private void Measure(long t, double load, double time, Sums sums)
    {
        var spare = Backlog > 0 ? _machines.Where(m => m.IsServing(t)).Sum(m => m.Kind.Capacity) - load : 0;
        if (spare > 0 && Backlog / spare < time)
        {
            // The queue runs empty within the second.
            var busyTime = Backlog / spare;
            MeasureEvenly(t, load, busyTime, sums);
            Backlog = 0;
            time -= busyTime;
        }

        MeasureEvenly(t, load, time, sums);
    }

    private void MeasureEvenly(long t, double load, double time, Sums sums)
    {
        int serving = 0, inService = 0;
        var (capacity, least) = (0.0, double.PositiveInfinity);
        foreach (var m in _machines)
        {
            inService += m.IsInService(t) ? 1 : 0;
            if (m.IsServing(t))
            {
                serving++;
                capacity += m.Kind.Capacity;
                least = Math.Min(least, m.Kind.Capacity);
            }

            if (m.Free > t)
            {
                InstanceSeconds += time;
                SpotSeconds += m.IsSpot ? time : 0;
                Cost += (m.IsSpot ? m.Kind.Spot : m.Kind.OnDemand) / 3600 * time;
            }
        }

        foreach (var m in _pool)
        {
            var isResting = m.Ready <= t && settings.WarmPool!.State != WarmPoolState.Running;
            PoolSeconds += time;
            RestingSeconds += isResting ? time : 0;
            InstanceSeconds += isResting ? 0 : time;
            Cost += isResting ? 0 : m.Kind.OnDemand / 3600 * time;
        }

        // Spread evenly, the smallest is full first; by capacity, or out of a queue, all are full at once.
        var isEven = settings.Load is { Spread: LoadSpread.Even, IsQueued: false };
        var full = serving == 0 ? 0 : isEven && _kinds.Count > 1 ? serving * least : _kinds.Count == 1 ? serving * _kinds[0].Capacity : capacity;
        var before = Backlog;
        if (settings.Load.IsQueued)
        {
            Backlog = Math.Max(0, Backlog + ((load - capacity) * time));
        }
        else if (serving == 0 || !isEven)
        {
            Lost += Math.Max(0, load - capacity);
        }
        else
        {
            Lost += _machines.Where(m => m.IsServing(t)).Sum(m => Math.Max(0, (load / serving) - m.Kind.Capacity));
        }

        BreachSeconds += load > full * settings.Load.LimitUtilization ? 1 : 0;
        double Cpu(Machine m) => !m.IsServing(t) ? settings.Load.IdleCpuPercent
            : before > 0 ? 100
            : settings.Load.IdleCpuPercent + ((100 - settings.Load.IdleCpuPercent) * Math.Min(1, isEven || _kinds.Count == 1 ? load / serving / m.Kind.Capacity : load / capacity));
        var alive = _machines.Where(m => m.IsInService(t) && m.Failed > t).ToList();
        var measured = alive.Exists(m => m.Warm <= t) ? alive.FindAll(m => m.Warm <= t) : alive;
        double? cpu = measured.Count > 0 ? measured.Average(Cpu) : null, requests = null, waiting = null;
        requests = serving > 0 ? load / serving : null;
        waiting = settings.Load.IsQueued && inService > 0 ? (before + Backlog) / 2 / inService : null;
        sums.Add(ScalingMetric.CpuUtilization, cpu, time);
        sums.Add(ScalingMetric.RequestCountPerTarget, requests, time);
        sums.Add(ScalingMetric.BacklogPerInstance, waiting, time);
        if (_tracked is { } tracked)
        {
            var metric = tracked.Metric switch { ScalingMetric.CpuUtilization => cpu, ScalingMetric.RequestCountPerTarget => requests * 60, _ => waiting };
            OverTargetSeconds += metric > tracked.TargetValue || (metric is null && load > 0) ? 1 : 0;
        }
    }

    private void Decide(long t, int published)
    {
        int ready = 0, warming = 0, terminating = 0, pending = 0;
        foreach (var m in _machines)
        {
            var w = m.Kind.Weight;
            _ = m.IsTerminating(t) ? terminating += w : m.IsPending(t) ? pending += w : m.Warm <= t || m.Failed <= t ? ready += w : warming += w;
        }

        warming += pending;
        var wishes = new List<(ReplayPolicy Policy, int Wish)>();
        var isReadyIn = true;
        foreach (var policy in settings.Policies)
        {
            if (_step == 10 && Alarm(policy).PeriodSeconds >= 60 && published % 6 != 0)
            {
                continue;
            }

            var wish = policy switch
            {
                TargetTrackingPolicy tracking => Track(tracking, t, published, ready, warming, terminating),
                StepPolicy step => Step(step, published, ready, warming, terminating),
                SimplePolicy simple => Simple(simple, t, published, ready + warming, pending > 0 || terminating > 0 || _pool.Exists(m => m.IsReturning(t))),
                _ => null,
            };
            isReadyIn &= policy is not TargetTrackingPolicy { DisableScaleIn: false } || wish < _desired;
            if (wish is { } value && value != _desired)
            {
                wishes.Add((policy, value));
            }
        }

        wishes.RemoveAll(x => x.Policy is TargetTrackingPolicy && x.Wish < _desired && !isReadyIn);
        if (wishes.Count == 0)
        {
            return;
        }

        var best = wishes[0];
        foreach (var wish in wishes)
        {
            best = wish.Wish > best.Wish ? wish : best;
        }

        if (best.Wish < _desired)
        {
            _lastScaleIn = t;
        }

        if (best.Policy is SimplePolicy simplePolicy)
        {
            (_simpleActive, _simpleCooldown) = (true, simplePolicy.CooldownSeconds ?? settings.DefaultCooldown);
        }

        SetDesired(best.Wish, t, best.Policy);
    }

    private static AlarmSettings Alarm(ReplayPolicy policy) => policy switch
    {
        StepPolicy step => step.Alarm,
        SimplePolicy simple => simple.Alarm,
        _ => new AlarmSettings { EvaluationPeriods = 3, Threshold = 0 },
    };

    private int? Track(TargetTrackingPolicy policy, long t, int published, int ready, int warming, int terminating)
    {
        var state = _alarms[policy];
        var metric = policy.Metric;
        var (highState, latest) = Evaluate(metric, published, 60, 3, 3, v => v > policy.TargetValue, MissingDataTreatment.Missing, state.High);
        var (lowState, _) = Evaluate(metric, published, 60, 15, 15, v => v < state.LowThreshold, MissingDataTreatment.Missing, state.Low);
        _alarms[policy] = (highState, lowState, policy.TargetValue * LowFactor(_desired));
        if (latest is not { } value)
        {
            return null;
        }

        if (highState == AlarmState.Alarm)
        {
            var wanted = (int)Math.Ceiling(((ready > 0 ? ready : warming) * value / policy.TargetValue) - 1e-9);
            return Math.Max(_desired, Math.Min(_max, wanted));
        }

        if (lowState == AlarmState.Alarm && !policy.DisableScaleIn && warming == 0 && t - _lastScaleIn >= settings.Timings.ScaleInGap.Median)
        {
            var wanted = (int)Math.Ceiling(((ready + terminating) * value / policy.TargetValue) - 1e-9);
            return Math.Min(_desired, Math.Max(_min, wanted));
        }

        return null;
    }

    private int? Step(StepPolicy policy, int published, int ready, int warming, int terminating)
    {
        var alarm = policy.Alarm;
        var (state, latest) = Evaluate(
            policy.Metric, published, alarm.PeriodSeconds, alarm.EvaluationPeriods, alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
            v => alarm.Comparison == AlarmComparison.GreaterThanThreshold ? v > alarm.Threshold : v < alarm.Threshold, alarm.MissingData, _alarms[policy].High);
        _alarms[policy] = _alarms[policy] with { High = state };
        if (state != AlarmState.Alarm || latest is not { } value)
        {
            return null;
        }

        foreach (var step in policy.Steps)
        {
            var difference = value - alarm.Threshold;
            if (difference < (step.LowerBound ?? double.MinValue) || difference >= (step.UpperBound ?? double.MaxValue))
            {
                continue;
            }

            if (policy.AdjustmentType == AdjustmentType.ExactCapacity)
            {
                var exact = Math.Min(_max, Math.Max(_min, step.Adjustment));
                return exact < _desired && warming > 0 ? null : exact;
            }

            if (step.Adjustment > 0)
            {
                return Math.Max(_desired, Math.Min(_max, ready + Adjust(policy, ready, step.Adjustment)));
            }

            var left = ready + terminating + Adjust(policy, ready + terminating, step.Adjustment);
            return step.Adjustment == 0 || warming > 0 ? null : Math.Min(_desired, Math.Max(_min, left));
        }

        return null;
    }

    private static int Adjust(StepPolicy policy, int basis, int adjustment)
    {
        if (policy.AdjustmentType == AdjustmentType.ChangeInCapacity)
        {
            return adjustment;
        }

        // Percent of whole numbers: between 0 and 1 it is 1, beyond that toward zero.
        var hundredths = Math.Abs(basis * adjustment);
        var size = hundredths == 0 ? 0 : Math.Max(1, hundredths / 100);
        return Math.Sign(adjustment) * Math.Max(size, policy.MinAdjustmentMagnitude);
    }

    private int? Simple(SimplePolicy policy, long t, int published, int current, bool isBusy)
    {
        var alarm = policy.Alarm;
        var (state, _) = Evaluate(
            policy.Metric, published, alarm.PeriodSeconds, alarm.EvaluationPeriods, alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
            v => alarm.Comparison == AlarmComparison.GreaterThanThreshold ? v > alarm.Threshold : v < alarm.Threshold, alarm.MissingData, _alarms[policy].High);
        _alarms[policy] = _alarms[policy] with { High = state };
        if (state != AlarmState.Alarm || isBusy || t - _simpleEnded < _simpleCooldown)
        {
            return null;
        }

        var wanted = current + policy.Adjustment;
        return (policy.Adjustment < 0 && wanted >= _desired) || (policy.Adjustment > 0 && wanted <= _desired) ? null : Math.Min(_max, Math.Max(_min, wanted));
    }

    private (AlarmState State, double? Latest) Evaluate(
        ScalingMetric metric, int published, int period, int n, int m, Func<double, bool> breaches, MissingDataTreatment treatment, AlarmState current)
    {
        var steps = Math.Max(1, period / _step);
        var points = new List<double?>(); // the newest first
        for (var i = 0; i < n + 2; i++)
        {
            var values = new List<double>();
            for (var s = published - ((i + 1) * steps); s < published - (i * steps); s++)
            {
                if (s >= 0 && !double.IsNaN(_points[s][metric]))
                {
                    values.Add(_points[s][metric]);
                }
            }

            points.Add(values.Count == 0 ? null : metric == ScalingMetric.RequestCountPerTarget ? values.Sum() : values.Average());
        }

        var real = points.Where(p => p is not null).Take(n).Select(p => p!.Value).ToList();
        var breaching = real.Count(breaches);
        var latest = points.Find(p => p is not null);
        var missing = n - real.Count;
        if (missing == 0)
        {
            return (breaching >= m ? AlarmState.Alarm : AlarmState.Ok, latest);
        }

        var state = treatment switch
        {
            MissingDataTreatment.Breaching => breaching + missing >= m ? AlarmState.Alarm : AlarmState.Ok,
            _ when breaching >= m => AlarmState.Alarm,
            MissingDataTreatment.NotBreaching => AlarmState.Ok,
            _ when real.Count > breaching => AlarmState.Ok,
            MissingDataTreatment.Ignore => current,
            _ => points.FindLastIndex(p => p is not null) + 1 >= m ? AlarmState.Alarm : AlarmState.InsufficientData,
        };
        return (state, latest);
    }

    private static double LowFactor(int n) => Math.Min(0.9, Math.Max(0.7, Math.Floor(((n <= 1 ? 0 : (double)(n - 1) / n) * 20) + 1e-9) / 20));

    private void SetDesired(int desired, long t, ReplayPolicy? policy)
    {
        if (desired != _desired)
        {
            _desired = desired;
            Reconcile(t, policy);
        }
    }

    private void Reconcile(long t, ReplayPolicy? policy)
    {
        var warmup = policy is null or SimplePolicy ? settings.DefaultInstanceWarmup ?? 0
            : policy.WarmupSeconds ?? settings.DefaultInstanceWarmup ?? settings.DefaultCooldown;
        while (!IsSuspended(ScalingProcesses.Launch) && Units() < _desired + _ahead && Launch(t, _desired + _ahead, warmup))
        {
        }

        while (!IsSuspended(ScalingProcesses.Launch) && Units() >= _desired + _ahead && Units() < _desired + _ahead + AtRisk() && LaunchAnywhere(t, true, settings.DefaultInstanceWarmup ?? 0))
        {
        }

        while (Leaving(t, _desired + _ahead + AtRisk()).FirstOrDefault(m => !IsSuspended(ScalingProcesses.Terminate) || m.IsPending(t)) is { } leaving)
        {
            if (settings.WarmPool is { ReuseOnScaleIn: true } && leaving.IsInService(t) && leaving.Failed > t)
            {
                HasReturned = true;
                _machines.Remove(leaving);
                _pool.Add(leaving);
                (leaving.Returned, leaving.Ready) = (true, t + settings.Timings.Drain.Median + StopTime());
            }
            else
            {
                Terminate(leaving, t);
            }
        }

        Relieve(t);
        while (!IsSuspended(ScalingProcesses.Launch) && _pool.Count < PoolSize() && LaunchIntoPool(t))
        {
        }

        while (_pool.Count > PoolSize())
        {
            _pool.Remove(_pool.OrderByDescending(m => InPool(m.Zone)).ThenByDescending(Misfit).ThenBy(m => 3600 - ((t - m.Launched) % 3600)).First());
        }
    }

    // The maximum, or what may be prepared, less the desired capacity; at least the pool's own minimum.
    private int PoolSize() => settings.WarmPool is not { } pool ? 0 : Math.Max(pool.MinSize, (pool.MaxPrepared is null or -1 ? _max : pool.MaxPrepared.Value) - _desired);

    private int InPool(int zone) => _pool.Count(m => m.Zone == zone);

    private int StopTime() => settings.WarmPool!.State == WarmPoolState.Running ? 0 : settings.Timings.Stop.Median;

    private bool LaunchIntoPool(long t)
    {
        foreach (var zone in Enumerable.Range(0, settings.Zones).Where(z => _zoneBack.GetValueOrDefault(z) <= t).OrderBy(z => InPool(z) + LiveIn(z)))
        {
            if (KindFor(t, zone, false) is { } kind)
            {
                var timings = settings.Timings;
                _pool.Add(new Machine { Kind = kind, Zone = zone, Launched = t, Ready = t + timings.ActivityStart.Median + timings.Launch.Median + timings.Boot.Median + StopTime() });
                return true;
            }
        }

        return false;
    }

    // The first to have joined the pool, in the emptiest zone of the group that has any.
    private bool StartWarm(long t, int warmup, int? only = null)
    {
        while (_pool.Where(m => m.Ready <= t && _zoneBack.GetValueOrDefault(m.Zone) <= t && m.Zone == (only ?? m.Zone)).OrderBy(m => LiveIn(m.Zone)).ThenBy(m => m.Zone).FirstOrDefault() is { } warm)
        {
            _pool.Remove(warm);
            var wasRunning = settings.WarmPool!.State == WarmPoolState.Running;
            if (!wasRunning && IsShort(t, warm.Zone, warm.Kind, false))
            {
                continue;
            }

            var inService = t + settings.Timings.ActivityStart.Median + (wasRunning ? 0 : settings.Timings.WarmPoolLaunch.Median);
            _machines.Add(new Machine
            {
                Kind = warm.Kind,
                Sequence = _sequence++,
                Zone = warm.Zone,
                Launched = wasRunning ? warm.Launched : t,
                InService = inService,
                Serves = IsSuspended(ScalingProcesses.AddToLoadBalancer) ? long.MaxValue : inService + (settings.WarmPool.State == WarmPoolState.Stopped ? settings.Timings.WarmPoolBoot.Median : 0),
                Warm = inService + warmup,
            });
            return true;
        }

        return false;
    }

    private bool IsShort(long t, int zone, Kind kind, bool isSpot) =>
        _shortages.Exists(s => t < s.Until && (s.What.Zone ?? zone) == zone && (s.What.IsSpot ?? isSpot) == isSpot && (s.What.InstanceType ?? kind.Name) == kind.Name);

    private void Terminate(Machine machine, long t)
    {
        machine.Terminated = t;
        machine.Gone = t + settings.Timings.Terminate.Median;
    }

    // Those that may go when so many units are to stay, the first to go first.
    private IEnumerable<Machine> Leaving(long t, int stay)
    {
        var (units, onDemand) = (Units(), Units() - SpotUnits());
        var may = _machines.Where(m => m.Terminated == long.MaxValue && m.Kind.Weight <= units - stay && (m.IsSpot || m.Kind.Weight <= onDemand - OnDemandShare(stay)));
        return Ordered(may, t, SpotUnits() > stay - OnDemandShare(stay));
    }

    private IEnumerable<Machine> Ordered(IEnumerable<Machine> machines, long t, bool spotFirst) => machines
        .OrderByDescending(m => m.IsSpot == spotFirst).ThenByDescending(m => LiveIn(m.Zone)).ThenByDescending(Misfit)
        .ThenBy(m => 3600 - ((t - m.Launched) % 3600)).ThenBy(m => m.Sequence);

    // How far a machine is from what the allocation strategy would launch.
    private int Misfit(Machine m)
    {
        if (_kinds.Count == 1)
        {
            return 0;
        }

        if (!m.IsSpot)
        {
            return settings.Fleet!.OnDemandStrategy == OnDemandAllocation.Prioritized ? _kinds.IndexOf(m.Kind) : 0;
        }

        var place = SpotOrder().IndexOf(m.Kind);
        return settings.Fleet!.SpotStrategy != SpotAllocation.LowestPrice ? place : place < settings.Fleet.SpotPools ? (100 * SpotsIn(m.Zone, m.Kind)) + place : 100_000 + place;
    }

    private bool Launch(long t, int want, int warmup)
    {
        if (StartWarm(t, warmup))
        {
            return true;
        }

        var isSpot = Units() - SpotUnits() >= OnDemandShare(Math.Max(want, Units() + 1));
        return LaunchAnywhere(t, isSpot, warmup) || (!isSpot && SpotUnits() < want - OnDemandShare(want) && LaunchAnywhere(t, true, warmup));
    }

    private bool LaunchAnywhere(long t, bool isSpot, int warmup) =>
        Enumerable.Range(0, settings.Zones).Where(z => _zoneBack.GetValueOrDefault(z) <= t).OrderBy(LiveIn).ToList().Exists(zone => LaunchIn(t, zone, isSpot, warmup));

    private Kind? KindFor(long t, int zone, bool isSpot)
    {
        var order = _kinds;
        if (settings.Fleet is { } fleet)
        {
            order = isSpot ? SpotOrder() : fleet.OnDemandStrategy == OnDemandAllocation.LowestPrice ? [.. _kinds.OrderBy(k => k.OnDemand / k.Weight)] : _kinds;
            if (isSpot && fleet.SpotStrategy == SpotAllocation.LowestPrice)
            {
                order = [.. order.Take(fleet.SpotPools).OrderBy(k => SpotsIn(zone, k)), .. order.Skip(fleet.SpotPools)];
            }
        }

        return order.Find(k => !IsShort(t, zone, k, isSpot));
    }

    private bool LaunchIn(long t, int zone, bool isSpot, int warmup)
    {
        if (KindFor(t, zone, isSpot) is not { } kind)
        {
            return false;
        }

        var timings = settings.Timings;
        var inService = t + timings.ActivityStart.Median + timings.Launch.Median;
        _machines.Add(new Machine
        {
            Kind = kind,
            IsSpot = isSpot,
            Sequence = _sequence++,
            Zone = zone,
            Launched = t,
            InService = inService,
            Serves = IsSuspended(ScalingProcesses.AddToLoadBalancer) ? long.MaxValue : inService + timings.Boot.Median,
            Warm = inService + warmup,
        });
        return true;
    }

    private List<Kind> SpotOrder() => settings.Fleet!.SpotStrategy switch
    {
        SpotAllocation.LowestPrice => [.. _kinds.OrderBy(k => k.Spot / k.Weight)],
        SpotAllocation.PriceCapacityOptimized => [.. _kinds.OrderByDescending(k => k.Depth).ThenBy(k => k.Spot / k.Weight)],
        _ => [.. _kinds.OrderByDescending(k => k.Depth)],
    };

    private int SpotsIn(int zone, Kind kind) => _machines.Count(m => m.Terminated == long.MaxValue && m.IsSpot && m.Zone == zone && m.Kind == kind);

    private int Units() => _machines.Where(m => m.Terminated == long.MaxValue).Sum(m => m.Kind.Weight);

    private int SpotUnits() => _machines.Where(m => m.Terminated == long.MaxValue && m.IsSpot).Sum(m => m.Kind.Weight);

    // The base, and of what is above it the percentage, rounded up.
    private int OnDemandShare(int units) => units <= settings.Purchase.OnDemandBase ? units
        : settings.Purchase.OnDemandBase + (int)Math.Ceiling((units - settings.Purchase.OnDemandBase) * settings.Purchase.OnDemandPercent / 100m);

    private static List<Kind> Kinds(ReplaySettings settings)
    {
        var first = settings.Fleet?.Types[0];
        return first is null ? [new("", settings.Weight, settings.Load.CapacityPerInstance, 1, 1, 1)] :
        [
            .. settings.Fleet!.Types.Select(t => new Kind(
                t.InstanceType, t.Weight, t.Capacity ?? settings.Load.CapacityPerInstance * t.Weight / first.Weight,
                t.OnDemandPerHour ?? (double)t.Weight / first.Weight, t.SpotPerHour ?? (double)t.Weight / first.Weight, t.SpotDepth)),
        ];
    }

    private sealed record Kind(string Name, int Weight, double Capacity, double OnDemand, double Spot, double Depth);

    private void NoteSimpleEnd(long t)
    {
        if (_simpleActive && !_machines.Exists(m => m.IsPending(t) || m.IsTerminating(t)) && !_pool.Exists(m => m.IsReturning(t)))
        {
            (_simpleActive, _simpleEnded) = (false, t);
        }
    }

    private int LiveIn(int zone) => _machines.Count(m => m.Zone == zone && m.Terminated == long.MaxValue);

    private sealed class Machine
    {
        public required Kind Kind;
        public bool IsSpot, Returned, AtRisk;
        public int Sequence, Zone;
        public long Launched, InService, Serves, Warm;
        public long Free = long.MaxValue, Failed = long.MaxValue, Detected = long.MaxValue, Terminated = long.MaxValue, Gone = long.MaxValue, Ready = long.MaxValue, Interrupts = long.MaxValue;

        public bool IsPending(long t) => t < InService && Terminated == long.MaxValue;

        public bool IsInService(long t) => t >= InService && Terminated == long.MaxValue;

        public bool IsServing(long t) => IsInService(t) && t >= Serves && t < Failed;

        public bool IsReturning(long t) => Returned && t < Ready;

        public bool IsTerminating(long t) => Terminated <= t && t < Gone;
    }

    private sealed class Sums
    {
        private readonly (double Sum, double Seconds)[] _sums = new (double, double)[Enum.GetValues<ScalingMetric>().Length];

        public void Add(ScalingMetric metric, double? value, double time)
        {
            if (value is { } number)
            {
                var (sum, seconds) = _sums[(int)metric];
                _sums[(int)metric] = (sum + (number * time), seconds + time);
            }
        }

        public Dictionary<ScalingMetric, double> Take()
        {
            var taken = Enum.GetValues<ScalingMetric>().ToDictionary(m => m, m => _sums[(int)m] is not { Seconds: > 0 } s ? double.NaN
                : m == ScalingMetric.RequestCountPerTarget ? s.Sum : s.Sum / s.Seconds);
            Array.Clear(_sums);
            return taken;
        }
    }
}
