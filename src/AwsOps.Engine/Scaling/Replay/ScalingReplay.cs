namespace AwsOps.Engine.Scaling;

/// <summary>
/// Replays a load, minute by minute, against a group with its policies and schedules, by the same rules that the sandbox follows.
/// Within a minute everything happens at its second. Memory does not grow with the length of the load. The same settings, load and
/// seed always give the same result; docs/scaling-model.md says what is modelled and what is assumed.
/// </summary>
public sealed class ScalingReplay
{
    private readonly ReplaySettings _settings;
    private readonly DateTime _start;
    private readonly ReplayEvents _events = new();
    private readonly ReplayFleet _fleet;
    private readonly ReplayMeter _meter;
    private readonly ReplayForecast? _forecast;
    private readonly ReplayPolicyState[] _policies;
    private readonly PolicyProposal[] _proposals;
    private readonly MetricRing?[] _rings = new MetricRing?[3];
    private readonly MetricRing?[] _signals = new MetricRing?[Enum.GetValues<ReplaySignal>().Length];
    private readonly bool _hasSignals;
    private readonly DateTime[] _occurrences;
    private readonly int _step, _lagSteps, _lagOffset;

    private ReplayMinute _row;
    private long _now, _steps;
    private double _load;
    private int _min, _max, _desired, _forecastCapacity;
    private long _lastScaleIn = long.MinValue, _simpleEnded = long.MinValue;
    private int _simpleCooldown;
    private bool _isSimpleActive, _isBalanceWatched;
    private int _ahead;
    private double _basicSum;
    private int _basicCount;
    private int _peak, _scaleOuts, _scaleIns;
    private long _predictHour;

    // Of the present minute.
    private ReplayCause _cause;
    private int _minuteStartDesired;
    private ScalingRules _rules;
    private ScalingDecision _decision;
    private GroupCapacity _group;
    private bool _isDecided;

    /// <summary>Sets a group up: its desired capacity in service and ready, its alarms without data.</summary>
    /// <param name="settings">The group and what it is replayed under.</param>
    /// <param name="start">The start of the first minute, UTC.</param>
    /// <param name="seed">Which draw of the timings' ranges.</param>
    /// <exception cref="ArgumentException">The settings are not valid.</exception>
    public ScalingReplay(ReplaySettings settings, DateTime start, ulong seed = 0)
    {
        _settings = settings.Validated();
        _start = DateTime.SpecifyKind(start, DateTimeKind.Utc);
        (_min, _max, _desired) = (settings.MinSize, settings.MaxSize, settings.DesiredCapacity ?? settings.MinSize);
        _occurrences = new DateTime[settings.Schedules.Count];
        var fleet = settings.ResolvedFleet;
        _fleet = new ReplayFleet(settings, fleet, _events, seed);
        _meter = new ReplayMeter(settings, fleet.Types.Count);

        var lag = settings.Timings.AlarmLag.Draw(ref _fleet.Random);
        var gap = settings.Timings.ScaleInGap.Draw(ref _fleet.Random);
        var enabled = settings.Policies.Where(p => p.IsEnabled).ToList();
        _step = enabled.Exists(IsHighResolution) ? 10 : 60;
        (_lagSteps, _lagOffset) = (lag / _step, lag % _step);
        _policies = [.. enabled.Select(p => ReplayPolicyState.Create(p, settings, _step, gap)).OfType<ReplayPolicyState>()];
        _proposals = new PolicyProposal[_policies.Length];
        foreach (var query in enabled.Where(static p => p.MetricMath is not null).SelectMany(static p => p.MetricMath!.Queries).Where(static q => q.Signal is not null))
        {
            _signals[(int)query.Signal!.Value] ??= new MetricRing(_policies.Max(static p => p.Formula?.StepsNeeded ?? 0) + _lagSteps + (300 / _step) + 1);
        }

        _hasSignals = Array.Exists(_signals, static s => s is not null);
        foreach (var group in _policies.Where(static p => p.Formula is null).GroupBy(p => p.Metric))
        {
            _rings[(int)group.Key] = new MetricRing(group.Max(p => p.StepsNeeded) + _lagSteps + (300 / _step) + 1);
        }

        _fleet.Seed(_desired);
        _peak = _fleet.InService;
        _fleet.SeedPool(_max, _desired);
        ScheduleEvents();
        if (enabled.OfType<PredictivePolicy>().FirstOrDefault() is { } predictive)
        {
            _forecast = new ReplayForecast(predictive, settings, _start);
            _events.Add(0, new(ReplayEventKind.Predict, 0, 0));
        }
    }

    /// <summary>The figures so far.</summary>
    public ReplaySummary Summary
    {
        get
        {
            var types = new FleetTypeUse[_fleet.Types.Length];
            for (var i = 0; i < types.Length; i++)
            {
                var (type, (onDemand, spot)) = (_fleet.Types[i], _meter.HoursOf(i));
                types[i] = new(type.InstanceType, onDemand, spot, (onDemand * type.OnDemandPerHour!.Value) + (spot * type.SpotPerHour!.Value));
            }

            return new()
            {
                Minutes = _now / 60,
                MinutesOverTarget = _meter.OverTargetSeconds / 60,
                BreachMinutes = _meter.BreachSeconds / 60,
                Requests = _meter.Requests,
                RequestsLost = _settings.Load.IsQueued ? _meter.Backlog : _meter.Lost,
                InstanceHours = types.Sum(static t => t.OnDemandHours + t.SpotHours),
                SpotHours = types.Sum(static t => t.SpotHours),
                WarmPoolHours = _meter.PoolHours,
                Types = new(types),
                Cost = types.Sum(static t => t.Cost) + (_meter.RestingHours * _settings.Prices.WarmPoolPerHour),
                PeakInService = _peak,
                ScaleOuts = _scaleOuts,
                ScaleIns = _scaleIns,
                Launches = _fleet.Launches,
                Elasticity = _meter.Elasticity(),
            };
        }
    }

    /// <summary>Replays a load.</summary>
    /// <param name="settings">The group and what it is replayed under.</param>
    /// <param name="start">The start of the first minute, UTC.</param>
    /// <param name="load">Requests per second, one value per minute. Read once, as it goes.</param>
    /// <param name="seed">Which draw of the timings' ranges.</param>
    /// <param name="sink">Takes each minute; null for the figures alone.</param>
    public static ReplaySummary Run(ReplaySettings settings, DateTime start, IEnumerable<double> load, ulong seed = 0, ReplaySink? sink = null)
    {
        var replay = new ScalingReplay(settings, start, seed);
        foreach (var value in load)
        {
            ref readonly var minute = ref replay.Advance(value);
            sink?.Invoke(minute);
        }

        return replay.Summary;
    }

    /// <summary>Goes one minute on under <paramref name="load"/> requests per second. The result is overwritten by the next minute.</summary>
    public ref readonly ReplayMinute Advance(double load)
    {
        if (!(load >= 0) || !double.IsFinite(load))
        {
            throw new ArgumentOutOfRangeException(nameof(load), load, "Load must be a number of requests per second of 0 or more.");
        }

        var time = _start.AddTicks(_now * TimeSpan.TicksPerSecond);
        (_load, _minuteStartDesired, _cause, _rules, _isDecided) = (load, _desired, ReplayCause.None, ScalingRules.None, false);
        _meter.StartMinute();
        for (var end = _now + 60; _now < end;)
        {
            Step();
        }

        Record(time);
        return ref _row;
    }

    private static bool IsHighResolution(ReplayPolicy policy) =>
        policy is StepPolicy { Alarm.PeriodSeconds: < 60 } or SimplePolicy { Alarm.PeriodSeconds: < 60 }
            or TargetTrackingPolicy { Options.PeriodSeconds: < 60 };

    private void Step()
    {
        var end = _now + _step;
        RunTo(_now + _lagOffset, isInclusive: true);
        Decide();
        RunTo(end, isInclusive: false);
        Publish(end);
        _steps++;
    }

    // Runs what happens up to a second. What happens at the last second of a step belongs to the next one.
    private void RunTo(long time, bool isInclusive)
    {
        while (_events.Next < time || (isInclusive && _events.Next == time))
        {
            var at = Math.Max(_now, _events.Next);
            Measure(at);
            Handle(_events.Take());
        }

        Measure(time);
    }

    private void Measure(long to)
    {
        if (to > _now)
        {
            _meter.Measure(_fleet, _load, _now, to);
            _forecast?.Measure(_forecast.IsOfCpu ? _meter.Served(_fleet, _load) : _load, _now, to);
            _now = to;
        }
    }

    private void Publish(long end)
    {
        var (cpu, requests, backlog) = _meter.TakeStep();
        var time = _start.AddTicks((end - _step) * TimeSpan.TicksPerSecond);
        _rings[(int)ScalingMetric.RequestCountPerTarget]?.Add(time, requests);
        _rings[(int)ScalingMetric.BacklogPerInstance]?.Add(time, backlog);
        if (_hasSignals)
        {
            Signal(ReplaySignal.RequestCountPerTarget, time, requests);
            Signal(ReplaySignal.RequestCount, time, _load > 0 ? _load * _step : double.NaN);
            Signal(ReplaySignal.HealthyHosts, time, _fleet.Serving);
            Signal(ReplaySignal.QueueMessages, time, _meter.Backlog);
            Signal(ReplaySignal.InServiceInstances, time, _fleet.InService);
            Signal(ReplaySignal.InServiceCapacity, time, _fleet.ReadyUnits + _fleet.WarmingUnits - _fleet.PendingUnits);
            Signal(ReplaySignal.PendingInstances, time, _fleet.Pending);
            Signal(ReplaySignal.DesiredCapacity, time, _desired);
        }

        var (ring, signal) = (_rings[(int)ScalingMetric.CpuUtilization], _signals[(int)ReplaySignal.CpuUtilization]);
        if (ring is null && signal is null)
        {
            return;
        }

        if (!_settings.Load.IsBasicMonitoring)
        {
            ring?.Add(time, cpu);
            signal?.Add(time, cpu);
            return;
        }

        // Basic monitoring: one datapoint per five minutes, at the start of its period (TT11).
        ring?.Add(time, double.NaN);
        signal?.Add(time, double.NaN);
        if (!double.IsNaN(cpu))
        {
            _basicSum += cpu;
            _basicCount++;
        }

        if (end % 300 == 0)
        {
            var mean = _basicCount > 0 ? _basicSum / _basicCount : double.NaN;
            ring?.Set((300 / _step) - 1, mean);
            signal?.Set((300 / _step) - 1, mean);
            (_basicSum, _basicCount) = (0, 0);
        }
    }

    private void Signal(ReplaySignal signal, DateTime time, double value) => _signals[(int)signal]?.Add(time, value);

    private void Handle(in ReplayEvent what)
    {
        switch (what.Kind)
        {
            case ReplayEventKind.Schedule:
                RunSchedule(what.Index);
                break;
            case ReplayEventKind.Predict:
                Predict();
                break;
            case ReplayEventKind.Incident:
                _fleet.Fail(_settings.Incidents[what.Index], _now);
                if (_fleet.AtRiskUnits > 0)
                {
                    _rules |= ScalingRules.CR1;
                    Reconcile(null);
                }

                break;
            case ReplayEventKind.ZoneBack:
                _fleet.ZoneBack(what.Index, _now);
                Reconcile(null);
                break;
            case ReplayEventKind.Rebalance:
                Rebalance();
                break;
            case ReplayEventKind.PoolReady:
                _fleet.PoolReady(what.Index);
                break;
            default:
                if (_fleet.Handle(what, _now))
                {
                    _rules |= ScalingRules.HC1;
                    Reconcile(null);
                }

                if (what.Kind == ReplayEventKind.InService)
                {
                    RelieveAtRisk();
                }

                break;
        }

        _peak = Math.Max(_peak, _fleet.InService);
        WatchBalance();
        NoteSimpleEnd();
    }

    // The cooldown begins when the last instance has come or gone.
    private void NoteSimpleEnd()
    {
        if (_isSimpleActive && !_fleet.IsActive)
        {
            (_isSimpleActive, _simpleEnded) = (false, _now);
        }
    }

    private void Decide()
    {
        var published = _steps - _lagSteps;
        if (published <= 0 || _policies.Length == 0)
        {
            return;
        }

        var group = new GroupCapacity(_min, _max, _desired, _fleet.ReadyUnits, _fleet.WarmingUnits, _fleet.TerminatingUnits);
        var history = new ReplayHistory(
            Since(_lastScaleIn), _fleet.IsActive, Since(_simpleEnded), _simpleCooldown);
        var count = 0;
        foreach (var policy in _policies)
        {
            if (policy.IsDue(published, _step))
            {
                if (policy.Formula is { } formula)
                {
                    policy.Evaluate(formula.Evaluate(_signals, _lagSteps), 0);
                }
                else
                {
                    policy.Evaluate(_rings[(int)policy.Metric]!, _lagSteps);
                }

                _proposals[count++] = policy.Propose(group, history);
            }
        }

        if (count > 0)
        {
            Act(group, PolicyArbiter.Combine(group, _proposals.AsSpan(0, count)));
        }
    }

    private void Act(in GroupCapacity group, ScalingDecision decision)
    {
        if (IsSuspended(ScalingProcesses.AlarmNotification)
            && decision.Deciding.Hold is not (HoldReason.WithinTarget or HoldReason.AlarmNotYet or HoldReason.InsufficientData))
        {
            var held = decision.Deciding with { Direction = ScalingDirection.Hold, Capacity = _desired, Hold = HoldReason.Suspended };
            decision = new(_desired, 0, held, ScalingRules.SUSPENDED);
        }

        // High-resolution alarms decide several times a minute; a change is what the minute is remembered by.
        if (decision.IsChange || !_isDecided)
        {
            (_decision, _group, _isDecided) = (decision, group, decision.IsChange);
        }

        _rules |= decision.Rules;

        // Predictive scaling's forecast holds for its hour: the desired capacity is the larger of the two (PR1).
        var desired = PredictiveScaling.Floor(decision.Desired, _desired, _forecastCapacity, _max);
        if (desired == _desired)
        {
            return;
        }

        if (desired < _desired)
        {
            _lastScaleIn = _now;
        }

        _cause = ReplayCause.Policy;
        var policy = FindPolicy(decision.Deciding.Policy);
        if (policy?.SimpleCooldown is { } cooldown)
        {
            (_isSimpleActive, _simpleCooldown) = (true, cooldown);
        }

        SetDesired(desired, policy);
        NoteSimpleEnd();
    }

    // Not a lambda: what it captures would be allocated every minute.
    private ReplayPolicyState? FindPolicy(string name)
    {
        foreach (var policy in _policies)
        {
            if (policy.Name == name)
            {
                return policy;
            }
        }

        return null;
    }

    private void RunSchedule(int index)
    {
        var action = _settings.Schedules[index];
        if (!IsSuspended(ScalingProcesses.ScheduledActions))
        {
            (_min, _max, var desired) = action.Apply(_min, _max, _desired);
            _rules |= ScalingRules.SC1;
            if (desired != _desired)
            {
                _cause = ReplayCause.Schedule;
                SetDesired(desired, null);
            }
        }

        AddOccurrence(index, _occurrences[index]);
    }

    private void Predict()
    {
        var hour = _predictHour++;
        _forecastCapacity = _forecast!.CapacityOf(hour);
        _max = _forecast.EffectiveMax(_max, _forecastCapacity);
        if (_forecastCapacity > 0 && PredictiveScaling.Desired(_desired, _forecastCapacity, _min, _max) is var desired && desired > _desired)
        {
            _cause = ReplayCause.Predictive;
            _rules |= ScalingRules.PR1;
            SetDesired(desired, null);
        }

        _events.Add(_forecast.TimeOf(_predictHour), new(ReplayEventKind.Predict, 0, 0));
    }

    private void SetDesired(int desired, ReplayPolicyState? policy)
    {
        _ = desired > _desired ? _scaleOuts++ : _scaleIns++;
        _desired = desired;
        Reconcile(policy);
    }

    // Brings the instances to the desired capacity.
    private void Reconcile(ReplayPolicyState? policy)
    {
        var warmup = InstanceWarmup.OfLaunch(
            policy is { SimpleCooldown: null }, policy?.WarmupSeconds, _settings.DefaultInstanceWarmup, _settings.DefaultCooldown);
        var units = _desired + _ahead;
        if (!IsSuspended(ScalingProcesses.Launch))
        {
            _fleet.LaunchUntil(units, _now, warmup);
        }

        if (!IsSuspended(ScalingProcesses.Launch))
        {
            _fleet.ReplaceAtRisk(units, _now, InstanceWarmup.OfLaunch(false, null, _settings.DefaultInstanceWarmup, _settings.DefaultCooldown));
        }

        // "Suspending the Terminate process applies only to instances that are currently in the InService state. It does not prevent the termination of instances in other states":
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/suspend-resume-considerations.html
        var onlyPending = IsSuspended(ScalingProcesses.Terminate);
        while (_fleet.LiveUnits > units + _fleet.AtRiskUnits && _fleet.Terminate(units + _fleet.AtRiskUnits, _now, onlyPending: onlyPending))
        {
            // One after the other, as each choice depends on what the last one left.
        }

        RelieveAtRisk();

        WatchBalance();
        _fleet.FillPool(_max, _desired, _now);
    }

    private void RelieveAtRisk()
    {
        while (_fleet.AtRiskUnits > 0 && !IsSuspended(ScalingProcesses.Terminate) && _fleet.TerminateAtRisk(_desired, _now))
        {
            _rules |= ScalingRules.CR1;
        }
    }

    // Auto Scaling looks after the balance of the zones by itself; how often is not documented: each minute here, once the fleet has settled.
    private void WatchBalance()
    {
        const ScalingProcesses Needed = ScalingProcesses.AZRebalance | ScalingProcesses.Launch | ScalingProcesses.Terminate;
        if (!_isBalanceWatched && (_ahead > 0 || _fleet.IsUnbalanced) && (_settings.Suspended & Needed) == 0)
        {
            _isBalanceWatched = true;
            _events.Add(((_now / 60) + 1) * 60, new(ReplayEventKind.Rebalance, 0, 0));
        }
    }

    // One instance at a time: launched first, the other terminated when the new one is in service (AZ1).
    private void Rebalance()
    {
        _isBalanceWatched = false;
        if (_fleet.Pending == 0 && _fleet.Terminating == 0 && _fleet.LiveUnits >= _desired && _fleet.AtRiskUnits == 0)
        {
            _rules |= ScalingRules.AZ1;
            if (_ahead > 0)
            {
                _ahead = 0;
                _fleet.EndMove(_desired, _now);
                Reconcile(null);
            }
            else
            {
                _ahead = _fleet.BeginMove(_max, _now, InstanceWarmup.OfLaunch(false, null, _settings.DefaultInstanceWarmup, _settings.DefaultCooldown));
            }
        }

        WatchBalance();
    }

    private bool IsSuspended(ScalingProcesses process) => (_settings.Suspended & process) != 0;

    private double Since(long time) => time == long.MinValue ? double.PositiveInfinity : _now - time;

    private void Record(DateTime time)
    {
        AlarmState high = AlarmState.InsufficientData, low = AlarmState.InsufficientData;
        foreach (var policy in _policies)
        {
            high = policy.High > high ? policy.High : high;
            low = policy.Low > low ? policy.Low : low;
        }

        (_rules, _fleet.Rules) = (_rules | _fleet.Rules, ScalingRules.None);
        _row = new ReplayMinute
        {
            Time = time,
            Load = _load,
            Desired = _desired,
            InService = _fleet.InService,
            Units = _fleet.ReadyUnits + _fleet.WarmingUnits - _fleet.PendingUnits,
            Serving = _fleet.Serving,
            Capacity = _meter.Capacity(_fleet).All,
            Warming = _fleet.Warming,
            Pending = _fleet.Pending,
            Terminating = _fleet.Terminating,
            Pooled = _fleet.Pool,
            Metric = _policies is [{ Formula: { } formula }, ..] ? formula.Latest : _meter.MinuteMetric,
            HighAlarm = high,
            LowAlarm = low,
            Cause = _cause,
            Change = _desired - _minuteStartDesired,
            Decision = _decision,
            Group = _group,
            Rules = _rules,
            Lost = _settings.Load.IsQueued ? _meter.Backlog : _meter.MinuteLost,
            BreachSeconds = _meter.MinuteBreach,
        };
    }

    private void ScheduleEvents()
    {
        for (var i = 0; i < _settings.Schedules.Count; i++)
        {
            AddOccurrence(i, _start.AddTicks(-1));
        }

        for (var i = 0; i < _settings.Incidents.Count; i++)
        {
            var incident = _settings.Incidents[i];
            _events.Add(Math.Max(0, incident.At - incident.RecommendationLead), new(ReplayEventKind.Incident, i, 0));
        }
    }

    private void AddOccurrence(int index, DateTime after)
    {
        if (_settings.Schedules[index].Next(after) is { } next)
        {
            _occurrences[index] = next;
            var delay = _settings.Timings.ScheduleDelay.Draw(ref _fleet.Random);
            _events.Add(((next - _start).Ticks / TimeSpan.TicksPerSecond) + delay, new(ReplayEventKind.Schedule, index, 0));
        }
    }
}
