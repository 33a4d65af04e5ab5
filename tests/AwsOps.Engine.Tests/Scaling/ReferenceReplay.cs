using AwsOps.Engine.Scaling;

namespace AwsOps.Engine.Tests.Scaling;

/// <summary>
/// The replay once more, slow and obvious: second by second, every instance a thing with times, every rule written out here from AWS's
/// pages rather than taken from the engine. Timings must be without spread.
/// </summary>
internal sealed class ReferenceReplay(ReplaySettings settings, DateTime start)
{
    private readonly List<Machine> _machines = [];
    private readonly List<Dictionary<ScalingMetric, double>> _points = [];
    private readonly Dictionary<ReplayPolicy, (AlarmState High, AlarmState Low, double LowThreshold)> _alarms = [];
    private readonly Dictionary<int, long> _zoneBack = [];
    private readonly HashSet<(long, int)> _done = [];
    private readonly TargetTrackingPolicy? _tracked = settings.Policies.OfType<TargetTrackingPolicy>().FirstOrDefault();
    private readonly int _step = settings.Policies.Any(p => p is StepPolicy { Alarm.PeriodSeconds: < 60 }) ? 10 : 60;
    private int _min = settings.MinSize, _max = settings.MaxSize, _desired = settings.DesiredCapacity!.Value;
    private double _lastScaleIn = double.NegativeInfinity, _simpleEnded = double.NegativeInfinity;
    private bool _simpleActive;
    private int _simpleCooldown, _sequence;

    public double Lost { get; private set; }

    public double BreachSeconds { get; private set; }

    public double OverTargetSeconds { get; private set; }

    public double InstanceSeconds { get; private set; }

    public double Backlog { get; private set; }

    public List<(int Desired, int InService, int Serving, int Pending, int Terminating)> Minutes { get; } = [];

    public void Run(double[] load)
    {
        for (var i = 0; i < (_desired + settings.Weight - 1) / settings.Weight; i++)
        {
            _machines.Add(new Machine { Sequence = _sequence++, Zone = EmptiestZone(0), InService = 0, Serves = 0, Warm = 0, Launched = 0 });
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
            NoteSimpleEnd(t);
            Happen(t);
            NoteSimpleEnd(t);
            if (t % _step == lag % _step && (t / _step) - (lag / _step) is var published and > 0)
            {
                Decide(t, (int)published);
                NoteSimpleEnd(t);
            }

            Measure(t, load[t / 60], 1, sums);
            if ((t + 1) % _step == 0)
            {
                _points.Add(sums.Take());
            }

            if ((t + 1) % 60 == 0)
            {
                Minutes.Add((_desired, Count(m => m.IsInService(t)), Count(m => m.IsServing(t)), Count(m => m.IsPending(t)), Count(m => m.IsTerminating(t))));
            }
        }
    }

    private int Count(Func<Machine, bool> which) => _machines.Count(which);

    private void Happen(long t)
    {
        for (var i = 0; i < settings.Incidents.Count; i++)
        {
            if (settings.Incidents[i].At == t && _done.Add((t, i)))
            {
                Fail(settings.Incidents[i], t);
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

        if (_zoneBack.Count > 0 && _zoneBack.ContainsValue(t) && _done.Add((t, -1)))
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
    }

    private void Fail(ReplayIncident incident, long t)
    {
        if (incident.Zone is { } zone)
        {
            _zoneBack[zone] = t + incident.Seconds;
        }

        var hit = _machines.Where(m => m.IsInService(t) && m.Failed > t && (incident.Zone is null || m.Zone == incident.Zone)).OrderBy(m => m.Sequence);
        foreach (var machine in (incident.Zone is null ? hit.Take(incident.Instances) : hit).ToList())
        {
            machine.Failed = t;
            machine.Detected = t + settings.Timings.HealthDetection.Median;
        }
    }

    private void Measure(long t, double load, double time, Sums sums)
    {
        var spare = Backlog > 0 ? (_machines.Count(m => m.IsServing(t)) * settings.Load.CapacityPerInstance) - load : 0;
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
        int serving = 0, busy = 0, idle = 0, warmBusy = 0, warmIdle = 0, inService = 0, paid = 0;
        foreach (var m in _machines)
        {
            paid++;
            inService += m.IsInService(t) ? 1 : 0;
            serving += m.IsServing(t) ? 1 : 0;
            if (m.IsInService(t) && m.Failed > t)
            {
                _ = m.Warm <= t ? m.IsServing(t) ? busy++ : idle++ : m.IsServing(t) ? warmBusy++ : warmIdle++;
            }
        }

        var capacity = serving * settings.Load.CapacityPerInstance;
        var before = Backlog;
        if (settings.Load.IsQueued)
        {
            Backlog = Math.Max(0, Backlog + ((load - capacity) * time));
        }
        else
        {
            Lost += Math.Max(0, load - capacity);
        }

        InstanceSeconds += paid * time;
        BreachSeconds += load > capacity * settings.Load.LimitUtilization ? 1 : 0;
        if (busy + idle == 0)
        {
            (busy, idle) = (warmBusy, warmIdle);
        }

        double? cpu = null, requests = null, waiting = null;
        if (busy + idle > 0)
        {
            var share = serving == 0 ? 0 : before > 0 ? 1 : Math.Min(1, load / serving / settings.Load.CapacityPerInstance);
            var used = serving == 0 ? 0 : settings.Load.IdleCpuPercent + ((100 - settings.Load.IdleCpuPercent) * share);
            cpu = ((busy * used) + (idle * settings.Load.IdleCpuPercent)) / (busy + idle);
        }

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
            _ = m.IsTerminating(t) ? terminating++ : m.IsPending(t) ? pending++ : m.Warm <= t || m.Failed <= t ? ready++ : warming++;
        }

        var w = settings.Weight;
        (ready, warming, terminating) = (ready * w, (warming + pending) * w, terminating * w);
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
                SimplePolicy simple => Simple(simple, t, published, ready + warming, pending > 0 || terminating > 0),
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
        var timings = settings.Timings;
        while (Live() * settings.Weight < _desired && EmptiestZone(t) >= 0)
        {
            var inService = t + timings.ActivityStart.Median + timings.Launch.Median;
            _machines.Add(new Machine
            {
                Sequence = _sequence++,
                Zone = EmptiestZone(t),
                Launched = t,
                InService = inService,
                Serves = inService + timings.Boot.Median,
                Warm = inService + warmup,
            });
        }

        while ((Live() - 1) * settings.Weight >= _desired && Live() > 0)
        {
            var most = Enumerable.Range(0, settings.Zones).Max(LiveIn);
            var chosen = _machines.Where(m => m.Terminated == long.MaxValue && LiveIn(m.Zone) == most)
                .OrderBy(m => 3600 - ((t - m.Launched) % 3600)).ThenBy(m => m.Sequence).First();
            chosen.Terminated = t;
            chosen.Gone = t + timings.Terminate.Median;
        }
    }

    private void NoteSimpleEnd(long t)
    {
        if (_simpleActive && !_machines.Exists(m => m.IsPending(t) || m.IsTerminating(t)))
        {
            (_simpleActive, _simpleEnded) = (false, t);
        }
    }

    private int Live() => _machines.Count(m => m.Terminated == long.MaxValue);

    private int LiveIn(int zone) => _machines.Count(m => m.Zone == zone && m.Terminated == long.MaxValue);

    private int EmptiestZone(long t)
    {
        var open = Enumerable.Range(0, settings.Zones).Where(z => _zoneBack.GetValueOrDefault(z) <= t).ToList();
        return open.Count == 0 ? -1 : open.MinBy(LiveIn);
    }

    private sealed class Machine
    {
        public int Sequence, Zone;
        public long Launched, InService, Serves, Warm;
        public long Failed = long.MaxValue, Detected = long.MaxValue, Terminated = long.MaxValue, Gone = long.MaxValue;

        public bool IsPending(long t) => t < InService && Terminated == long.MaxValue;

        public bool IsInService(long t) => t >= InService && Terminated == long.MaxValue;

        public bool IsServing(long t) => IsInService(t) && t >= Serves && t < Failed;

        public bool IsTerminating(long t) => Terminated <= t && t < Gone;
    }

    private sealed class Sums
    {
        private readonly (double Sum, double Seconds)[] _sums = new (double, double)[3];

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
