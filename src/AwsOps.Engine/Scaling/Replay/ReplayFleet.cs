namespace AwsOps.Engine.Scaling;

/// <summary>
/// What happens to an instance, or to the group, at a moment of a replay. Within a second things happen in this order: first what
/// comes of itself, then what goes wrong, then what is decided.
/// </summary>
internal enum ReplayEventKind : byte
{
    InService,
    Serve,
    Warm,
    Gone,
    PoolReady,
    ZoneBack,
    Interrupted,
    Incident,
    FailureDetected,
    Schedule,
    Predict,
    Rebalance,
}

/// <summary>A coming event: of the instance in slot <paramref name="Index"/> while it is of the same <paramref name="Generation"/>, or of the group.</summary>
internal readonly record struct ReplayEvent(ReplayEventKind Kind, int Index, int Generation);

/// <summary>Coming events, by second, then by kind, then in the order in which they were added.</summary>
internal sealed class ReplayEvents
{
    private readonly PriorityQueue<ReplayEvent, (long Time, ReplayEventKind Kind, long Order)> _queue = new();
    private long _order;

    /// <summary>The second of the first event, or the largest number when there is none.</summary>
    public long Next { get; private set; } = long.MaxValue;

    public void Add(long time, ReplayEvent what)
    {
        _queue.Enqueue(what, (time, what.Kind, _order++));
        Next = Math.Min(Next, time);
    }

    public ReplayEvent Take()
    {
        var what = _queue.Dequeue();
        Next = _queue.TryPeek(out _, out var key) ? key.Time : long.MaxValue;
        return what;
    }
}

/// <summary>
/// The instances of a replay: launching, in service, warming, serving, failed, terminating; by zone, type and purchase option; and the warm pool.
/// </summary>
internal sealed class ReplayFleet
{
    private readonly ReplaySettings _settings;
    private readonly ReplayEvents _events;
    private readonly FleetType[] _types;
    private readonly FleetAllocation? _allocation;
    private readonly int[] _zoneCounts;
    private readonly int[] _spotInZone;
    private readonly bool[] _zoneDown;
    private readonly long[] _zoneBack;
    private readonly long[] _closedUntil;
    private readonly int[] _readyServing, _warmingServing, _paidOnDemand, _paidSpot;
    private readonly Stack<int> _free = new();
    private Instance[] _instances = new Instance[16];
    private int _slots;
    private int _sequence;
    private readonly ReplayPool? _pool;
    private long _lastShortage = -1;
    private int _atRisk;
    private ScalingRandom _random;

    public ReplayFleet(ReplaySettings settings, MixedFleet fleet, ReplayEvents events, ulong seed)
    {
        (_settings, _events) = (settings, events);
        _types = [.. fleet.Types];
        // One type, all of it On-Demand, leaves nothing to choose.
        _allocation = _types.Length > 1 || settings.Purchase.OnDemandPercent < 100 ? new FleetAllocation(fleet) : null;
        _zoneCounts = new int[settings.Zones];
        _spotInZone = new int[settings.Zones * _types.Length];
        _zoneDown = new bool[settings.Zones];
        _zoneBack = new long[settings.Zones];
        _closedUntil = new long[settings.Zones * _types.Length * 2];
        (_readyServing, _warmingServing) = (new int[_types.Length], new int[_types.Length]);
        (_paidOnDemand, _paidSpot) = (new int[_types.Length], new int[_types.Length]);
        _pool = settings.WarmPool is { } pool ? new(settings, pool, events, _paidOnDemand) : null;
        _random = new ScalingRandom(seed);
    }

    public int Pending { get; private set; }

    public int ReadyServing { get; private set; }

    public int ReadyIdle { get; private set; }

    public int WarmingServing { get; private set; }

    public int WarmingIdle { get; private set; }

    /// <summary>In service but dead, until the health check sees it.</summary>
    public int Failed { get; private set; }

    public int Terminating { get; private set; }

    /// <summary>Capacity units in service and warm (or dead, and not found to be).</summary>
    public int ReadyUnits { get; private set; }

    /// <summary>Capacity units that launch, or warm up in service.</summary>
    public int WarmingUnits { get; private set; }

    /// <summary>Capacity units that launch.</summary>
    public int PendingUnits { get; private set; }

    /// <summary>Capacity units that terminate.</summary>
    public int TerminatingUnits { get; private set; }

    /// <summary>Live capacity units, by purchase option.</summary>
    public int OnDemandUnits { get; private set; }

    /// <summary>Live capacity units that are Spot.</summary>
    public int SpotUnits { get; private set; }

    /// <summary>Live units that EC2 recommended to rebalance, with Capacity Rebalancing.</summary>
    public int AtRiskUnits => _settings.CapacityRebalance ? _atRisk : 0;

    /// <summary>Instances in the warm pool, those being prepared or coming back included.</summary>
    public int Pool => _pool?.Count ?? 0;

    /// <summary>Instances of the warm pool that wait without running.</summary>
    public int Resting => _pool?.Resting ?? 0;

    /// <summary>Instances on their way back to the warm pool.</summary>
    public int Returning => _pool?.Returning ?? 0;

    public int Launches { get; private set; }

    /// <summary>Whether an instance launches, terminates or returns to the warm pool.</summary>
    public bool IsActive => Pending > 0 || Terminating > 0 || Returning > 0;

    /// <summary>Rules of the warm pool that were at work since this was last cleared.</summary>
    public ScalingRules Rules { get; set; }

    public int Serving => ReadyServing + WarmingServing;

    public int Warming => WarmingServing + WarmingIdle;

    public int InService => ReadyServing + ReadyIdle + Warming + Failed;

    public int Live => Pending + InService;

    public int LiveUnits => OnDemandUnits + SpotUnits;

    /// <summary>The types, every capacity and price filled in.</summary>
    public ReadOnlySpan<FleetType> Types => _types;

    /// <summary>Instances that serve and are warm, by type.</summary>
    public ReadOnlySpan<int> ReadyServingOf => _readyServing;

    /// <summary>Instances that serve and warm up, by type.</summary>
    public ReadOnlySpan<int> WarmingServingOf => _warmingServing;

    /// <summary>On-Demand Instances from their launch until they are gone, by type.</summary>
    public ReadOnlySpan<int> PaidOnDemandOf => _paidOnDemand;

    /// <summary>Spot Instances from their launch until they are gone or taken back, by type.</summary>
    public ReadOnlySpan<int> PaidSpotOf => _paidSpot;

    public ref ScalingRandom Random => ref _random;

    /// <summary>Instances that are ready and serving from the start, so many units or a little more.</summary>
    public void Seed(int units)
    {
        while (LiveUnits < units && Place(units) is { Zone: >= 0 } place)
        {
            ref var instance = ref Add(place, 0, 0);
            Count(instance, -1);
            (instance.Phase, instance.IsServing, instance.IsWarm) = (Phase.InService, true, true);
            Count(instance, 1);
        }
    }

    /// <summary>Launches instances until there are so many units, spread over the zones; what no zone can take is not launched.</summary>
    public void LaunchUntil(int units, long now, int warmup)
    {
        if (LiveUnits >= units)
        {
            return;
        }

        var start = now + _settings.Timings.ActivityStart.Draw(ref _random);
        while (LiveUnits < units)
        {
            if (StartWarm(now, start, warmup, -1))
            {
                continue;
            }

            if (Place(units, now) is not { Zone: >= 0 } place)
            {
                break;
            }

            Launch(place, now, start, warmup);
        }
    }

    /// <summary>Launches Spot Instances for those at risk, beyond so many units (CR1).</summary>
    public void ReplaceAtRisk(int units, long now, int warmup)
    {
        if (CapacityRebalancing.Replacements(units, LiveUnits, AtRiskUnits) == 0)
        {
            return;
        }

        var start = now + _settings.Timings.ActivityStart.Draw(ref _random);
        while (CapacityRebalancing.Replacements(units, LiveUnits, AtRiskUnits) > 0 && PlaceIn(true, now) is { Zone: >= 0 } place)
        {
            Launch(place, now, start, warmup);
        }
    }

    /// <summary>Terminates an instance at risk whose replacement is in service (CR1): the first that was launched of those that may go.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TerminateAtRisk(int desired, long now)
    {
        var (healthy, first) = (0, -1);
        for (var slot = 0; slot < _slots; slot++)
        {
            healthy += _instances[slot] is { Phase: Phase.InService, IsFailed: false } ? WeightOf(_instances[slot]) : 0;
        }

        for (var slot = 0; slot < _slots; slot++)
        {
            if (_instances[slot] is { Phase: Phase.InService, IsFailed: false, IsAtRisk: true } && CapacityRebalancing.MayTerminate(healthy, WeightOf(_instances[slot]), desired)
                && (first < 0 || _instances[slot].Sequence < _instances[first].Sequence))
            {
                first = slot;
            }
        }

        return TerminateSlot(first, now, isScaleIn: false);
    }

    /// <summary>Terminates one instance so that at least so many units stay, of a zone or (−1) of any; or returns it to the warm pool, when that reuses what scales in.</summary>
    /// <returns>Whether there was one that may go.</returns>
    public bool Terminate(int units, long now, int zone = -1, bool isScaleIn = true, bool onlyPending = false)
    {
        var (spotFirst, spare) = PurchaseSplit.Of(units, _settings.Purchase.OnDemandBase, _settings.Purchase.OnDemandPercent).Shrink(OnDemandUnits, SpotUnits);
        return TerminateSlot(Choose(LiveUnits - units, spare, spotFirst, zone, now, onlyPending), now, isScaleIn);
    }

    /// <summary>Whether the zones differ by more than one instance, those apart that can't be launched in (AZ1).</summary>
    public bool IsUnbalanced => _zoneCounts.Length > 1 && ZoneBalance.NextMove(_zoneCounts, _zoneDown).Launch >= 0;

    /// <summary>
    /// Begins to rebalance: finds the instance that will go from the fullest zone and launches as many units of its purchase option in the emptiest.
    /// </summary>
    /// <returns>The units that were launched ahead; 0 when there was nothing to move or no capacity.</returns>
    public int BeginMove(int max, long now, int warmup)
    {
        var (least, most) = ZoneBalance.NextMove(_zoneCounts, _zoneDown);
        if (least < 0 || Choose(int.MaxValue, int.MaxValue, PrefersSpot(), most, now, onlyPending: false) is not (>= 0 and var leaving))
        {
            return 0;
        }

        var (weight, isSpot) = (WeightOf(_instances[leaving]), _instances[leaving].IsSpot);
        if (LiveUnits + weight > ZoneBalance.RebalanceLimit(max, LargestWeight()))
        {
            return 0;
        }

        var (start, ahead) = (now + _settings.Timings.ActivityStart.Draw(ref _random), 0);
        for (var units = LiveUnits + weight; LiveUnits < units; ahead = weight)
        {
            if (StartWarm(now, start, warmup, least))
            {
                continue;
            }

            if (ChooseType(least, isSpot, now) is not (>= 0 and var type))
            {
                break;
            }

            Launch((least, type, isSpot), now, start, warmup);
        }

        return ahead;
    }

    /// <summary>Ends a move: terminates an instance of the fullest zone, now that what was launched for it is in service.</summary>
    public void EndMove(int units, long now)
    {
        var most = 0;
        for (var zone = 1; zone < _zoneCounts.Length; zone++)
        {
            most = _zoneCounts[zone] > _zoneCounts[most] ? zone : most;
        }

        Terminate(units, now, most, isScaleIn: false);
    }

    /// <summary>Handles an event of an instance.</summary>
    /// <returns>Whether an instance has to be replaced.</returns>
    public bool Handle(in ReplayEvent what, long now)
    {
        ref var instance = ref _instances[what.Index];
        if (instance.Generation != what.Generation)
        {
            return false;
        }

        Count(instance, -1);
        var replace = false;
        switch (what.Kind)
        {
            case ReplayEventKind.InService when instance.Phase == Phase.Pending:
                EnterService(ref instance, now);
                break;
            case ReplayEventKind.Serve:
                instance.IsServing = true;
                break;
            case ReplayEventKind.Warm:
                instance.IsWarm = true;
                break;
            case ReplayEventKind.Interrupted when instance is { Phase: Phase.InService, IsFailed: false }:
                // It is EC2 that ended it: from now on it costs nothing.
                Pay(ref instance, false);
                Fail(ref instance, now);
                break;
            case ReplayEventKind.FailureDetected when instance.Phase == Phase.InService:
                Remove(ref instance, isLive: true);
                replace = true;
                break;
            case ReplayEventKind.Gone:
                Remove(ref instance, isLive: false);
                break;
        }

        Count(instance, 1);
        return replace;
    }

    /// <summary>The longest-running instances fail or are to be interrupted, all of a zone fails, or there is no capacity to be had.</summary>
    public void Fail(in ReplayIncident incident, long now)
    {
        if (incident.Kind == IncidentKind.NoCapacity)
        {
            Close(incident, now);
            return;
        }

        if (incident is { Kind: IncidentKind.Failure, Zone: { } zone })
        {
            _zoneDown[zone] = true;
            _zoneBack[zone] = now + incident.Seconds;
            _events.Add(now + incident.Seconds, new(ReplayEventKind.ZoneBack, zone, 0));
        }

        var left = incident is { Kind: IncidentKind.Failure, Zone: not null } ? int.MaxValue : incident.Instances;
        while (left-- > 0 && OldestHealthy(incident) is var slot and >= 0)
        {
            ref var instance = ref _instances[slot];
            if (incident.Kind == IncidentKind.SpotInterruption)
            {
                instance.IsAtRisk = true;
                _atRisk += WeightOf(instance);
                _events.Add(incident.At + ReplayIncident.InterruptionNoticeSeconds, Event(ReplayEventKind.Interrupted, slot));
                continue;
            }

            Count(instance, -1);
            Fail(ref instance, now);
            Count(instance, 1);
        }
    }

    private void Fail(ref Instance instance, long now)
    {
        instance.IsFailed = true;
        if (!_settings.Suspended.HasFlag(ScalingProcesses.ReplaceUnhealthy))
        {
            _events.Add(now + _settings.Timings.HealthDetection.Draw(ref _random), Event(ReplayEventKind.FailureDetected, instance.Slot));
        }
    }

    /// <summary>A zone takes launches again, unless it has failed once more since; −1 when it is capacity that came back.</summary>
    public void ZoneBack(int zone, long now)
    {
        if (zone >= 0)
        {
            _zoneDown[zone] &= now < _zoneBack[zone];
        }
    }

    /// <summary>An instance of the warm pool is ready.</summary>
    public void PoolReady(int id) => _pool?.Settle(id);

    /// <summary>Fills the warm pool with instances that are ready from the start.</summary>
    public void SeedPool(int max, int desired)
    {
        while (_pool is not null && _pool.Count < _pool.Size(max, desired) && PlaceWarm(0) is { Zone: >= 0 } place)
        {
            _pool.Add(place.Zone, place.Type, 0, null);
        }
    }

    /// <summary>Brings the warm pool to its size (WP1).</summary>
    public void FillPool(int max, int desired, long now)
    {
        if (_pool is null)
        {
            return;
        }

        var (size, timings) = (_pool.Size(max, desired), _settings.Timings);
        if (_pool.Count < size && !_settings.Suspended.HasFlag(ScalingProcesses.Launch))
        {
            var start = now + timings.ActivityStart.Draw(ref _random);
            while (_pool.Count < size && PlaceWarm(now) is { Zone: >= 0 } place)
            {
                Rules |= ScalingRules.WP1;
                var prepared = start + timings.Launch.Draw(ref _random) + timings.Boot.Draw(ref _random);
                _pool.Add(place.Zone, place.Type, now, prepared + Stop());
            }
        }

        // "Suspending the Terminate process applies only to instances that are currently in the InService state."
        _pool.Trim(size, now, OnDemandRank);
    }

    private int Stop() => _settings.WarmPool!.State == WarmPoolState.Running ? 0 : _settings.Timings.Stop.Draw(ref _random);

    private int OnDemandRank(int type) => _types.Length == 1 ? 0 : _allocation!.Rank(false, type, 0);

    // Where and as what the next instance of the warm pool is launched, so that group and pool together are balanced: zone −1 when it can't be.
    private (int Zone, int Type) PlaceWarm(long now)
    {
        Span<bool> tried = stackalloc bool[_zoneDown.Length];
        Span<int> counts = stackalloc int[_zoneDown.Length];
        _zoneDown.CopyTo(tried);
        for (var zone = 0; zone < counts.Length; zone++)
        {
            counts[zone] = _zoneCounts[zone] + _pool!.CountIn(zone);
        }

        for (var zone = ZoneBalance.ZoneForLaunch(counts, tried); zone >= 0; zone = ZoneBalance.ZoneForLaunch(counts, tried))
        {
            if (ChooseType(zone, false, now) is >= 0 and var type)
            {
                return (zone, type);
            }

            tried[zone] = true;
        }

        return (-1, -1);
    }

    // A warm instance joins the group, while there is one.
    private bool StartWarm(long now, long start, int warmup, int onlyZone) => _pool is { Ready: > 0 } pool && StartWarm(pool, now, start, warmup, onlyZone);

    private bool StartWarm(ReplayPool pool, long now, long start, int warmup, int onlyZone)
    {
        if (pool.Take(_zoneCounts, _zoneDown, (zone, type) => IsClosed(zone, type, false, now), onlyZone) is not { } warm)
        {
            return false;
        }

        Rules |= ScalingRules.WP2;
        var (state, timings) = (_settings.WarmPool!.State, _settings.Timings);
        ref var instance = ref Add((warm.Zone, warm.Type, false), state == WarmPoolState.Running ? warm.LaunchedAt : now, warmup);
        instance.Origin = state switch { WarmPoolState.Running => Origin.Running, WarmPoolState.Hibernated => Origin.Hibernated, _ => Origin.Stopped };
        Launches++;
        var launch = state == WarmPoolState.Running ? 0 : timings.WarmPoolLaunch.Draw(ref _random);
        _events.Add(start + launch, Event(ReplayEventKind.InService, instance.Slot));
        return true;
    }

    private ReplayEvent Event(ReplayEventKind kind, int slot) => new(kind, slot, _instances[slot].Generation);

    private int WeightOf(in Instance instance) => _types[instance.Type].Weight;

    private int LargestWeight()
    {
        var largest = 1;
        foreach (var type in _types)
        {
            largest = Math.Max(largest, type.Weight);
        }

        return largest;
    }

    private bool PrefersSpot() => PurchaseSplit.Of(LiveUnits, _settings.Purchase.OnDemandBase, _settings.Purchase.OnDemandPercent).Shrink(OnDemandUnits, SpotUnits).SpotFirst;

    // Where and as what the next instance on the way to so many units is launched: zone −1 when it can't be.
    private (int Zone, int Type, bool IsSpot) Place(int units, long now = 0)
    {
        if (_allocation is null && now > _lastShortage)
        {
            return (ZoneBalance.ZoneForLaunch(_zoneCounts, _zoneDown), 0, false);
        }

        var (@base, percent) = _settings.Purchase;
        if (PurchaseSplit.NextIsSpot(units, LiveUnits, OnDemandUnits, @base, percent))
        {
            // "keeps trying in other Spot Instance pools … rather than launching On-Demand Instances".
            return PlaceIn(true, now);
        }

        var place = PlaceIn(false, now);
        return place.Zone < 0 && SpotUnits < PurchaseSplit.Of(units, @base, percent).Spot ? PlaceIn(true, now) : place;
    }

    private (int Zone, int Type, bool IsSpot) PlaceIn(bool isSpot, long now)
    {
        Span<bool> tried = stackalloc bool[_zoneDown.Length];
        _zoneDown.CopyTo(tried);
        for (var zone = ZoneBalance.ZoneForLaunch(_zoneCounts, tried); zone >= 0; zone = ZoneBalance.ZoneForLaunch(_zoneCounts, tried))
        {
            if (ChooseType(zone, isSpot, now) is >= 0 and var type)
            {
                return (zone, type, isSpot);
            }

            tried[zone] = true;
        }

        return (-1, -1, isSpot);
    }

    private int ChooseType(int zone, bool isSpot, long now)
    {
        var count = _types.Length;
        Span<bool> closed = stackalloc bool[now > _lastShortage ? 0 : count];
        for (var type = 0; type < closed.Length; type++)
        {
            closed[type] = IsClosed(zone, type, isSpot, now);
        }

        return _allocation?.Choose(isSpot, _spotInZone.AsSpan(zone * count, count), closed) ?? (closed.IsEmpty || !closed[0] ? 0 : -1);
    }

    private bool IsClosed(int zone, int type, bool isSpot, long now) => now < _closedUntil[(((zone * _types.Length) + type) * 2) + (isSpot ? 1 : 0)];

    private void Close(in ReplayIncident incident, long now)
    {
        var until = now + incident.Seconds;
        for (var zone = 0; zone < _zoneDown.Length; zone++)
        {
            for (var type = 0; type < _types.Length; type++)
            {
                for (var spot = 0; spot < 2; spot++)
                {
                    if (zone == (incident.Zone ?? zone) && _types[type].InstanceType == (incident.InstanceType ?? _types[type].InstanceType) && (incident.IsSpot ?? spot == 1) == (spot == 1))
                    {
                        ref var closed = ref _closedUntil[(((zone * _types.Length) + type) * 2) + spot];
                        closed = Math.Max(closed, until);
                    }
                }
            }
        }

        _lastShortage = Math.Max(_lastShortage, until);
        _events.Add(until, new(ReplayEventKind.ZoneBack, -1, 0));
    }

    private void Launch((int Zone, int Type, bool IsSpot) place, long now, long start, int warmup)
    {
        ref var instance = ref Add(place, now, warmup);
        Launches++;
        _events.Add(start + _settings.Timings.Launch.Draw(ref _random), Event(ReplayEventKind.InService, instance.Slot));
    }

    // Purchase option, then the fullest zone, then the allocation strategy, then the nearest billing hour (TE1; all have the same launch
    // template), then the oldest: of each the best that is left.
    private int Choose(int maxUnits, int maxOnDemandUnits, bool spotFirst, int onlyZone, long now, bool onlyPending)
    {
        var chosen = -1;
        (int Purchase, int Zone, int Rank, long ToHour, int Sequence) best = default;
        for (var slot = 0; slot < _slots; slot++)
        {
            ref var instance = ref _instances[slot];
            if (instance.Phase is not (Phase.Pending or Phase.InService) || (onlyPending && instance.Phase != Phase.Pending) || (onlyZone >= 0 && instance.Zone != onlyZone))
            {
                continue;
            }

            var weight = WeightOf(instance);
            if (weight > maxUnits || (!instance.IsSpot && weight > maxOnDemandUnits))
            {
                continue;
            }

            var rank = _types.Length == 1 ? 0 : _allocation!.Rank(instance.IsSpot, instance.Type, _spotInZone[(instance.Zone * _types.Length) + instance.Type]);
            var key = (instance.IsSpot == spotFirst ? 0 : 1, -_zoneCounts[instance.Zone], -rank, 3600 - ((now - instance.LaunchedAt) % 3600), instance.Sequence);
            if (chosen < 0 || key.CompareTo(best) < 0)
            {
                (chosen, best) = (slot, key);
            }
        }

        return chosen;
    }

    private bool TerminateSlot(int slot, long now, bool isScaleIn)
    {
        if (slot >= 0 && WarmPool.Returns(isScaleIn && _pool is { ReusesOnScaleIn: true }, _instances[slot].Phase == Phase.InService, !_instances[slot].IsFailed))
        {
            ref var instance = ref _instances[slot];
            Rules |= ScalingRules.WP2;
            var ready = now + _settings.Timings.Drain.Draw(ref _random) + Stop();
            Count(instance, -1);
            Remove(ref instance, isLive: true);
            _pool!.Add(instance.Zone, instance.Type, instance.LaunchedAt, ready, isReturning: true);
        }
        else if (slot >= 0)
        {
            Leave(ref _instances[slot], now + _settings.Timings.Terminate.Draw(ref _random));
        }

        return slot >= 0;
    }

    private ref Instance Add((int Zone, int Type, bool IsSpot) place, long now, int warmup)
    {
        if (!_free.TryPop(out var slot))
        {
            slot = _slots++;
            if (slot == _instances.Length)
            {
                Array.Resize(ref _instances, 2 * slot);
            }
        }

        ref var instance = ref _instances[slot];
        instance = new Instance { Slot = slot, Generation = instance.Generation + 1, Phase = Phase.Pending, Zone = place.Zone, Type = place.Type, IsSpot = place.IsSpot };
        (instance.LaunchedAt, instance.Warmup, instance.Sequence) = (now, warmup, _sequence++);
        Join(instance, 1);
        Pay(ref instance, true);
        Count(instance, 1);
        return ref instance;
    }

    private void EnterService(ref Instance instance, long now)
    {
        instance.Phase = Phase.InService;
        // What was running, or comes back with its memory, has nothing to start.
        var boot = instance.Origin switch
        {
            Origin.Cold => _settings.Timings.Boot.Draw(ref _random),
            Origin.Stopped => _settings.Timings.WarmPoolBoot.Draw(ref _random),
            _ => 0,
        };
        var isRouted = !_settings.Suspended.HasFlag(ScalingProcesses.AddToLoadBalancer);
        instance.IsServing = boot == 0 && isRouted;
        instance.IsWarm = instance.Warmup == 0;
        if (boot > 0 && isRouted)
        {
            _events.Add(now + boot, Event(ReplayEventKind.Serve, instance.Slot));
        }

        if (instance.Warmup > 0)
        {
            _events.Add(now + instance.Warmup, Event(ReplayEventKind.Warm, instance.Slot));
        }
    }

    private void Leave(ref Instance instance, long gone)
    {
        Count(instance, -1);
        instance.Phase = Phase.Terminating;
        Join(instance, -1);
        Count(instance, 1);
        _events.Add(gone, Event(ReplayEventKind.Gone, instance.Slot));
    }

    private void Remove(ref Instance instance, bool isLive)
    {
        instance.Phase = Phase.Gone;
        // What is still to come for it no longer concerns the slot.
        instance.Generation++;
        if (isLive)
        {
            Join(instance, -1);
        }

        Pay(ref instance, false);
        _free.Push(instance.Slot);
    }

    // Live instances, as zones and purchase options count them.
    private void Join(in Instance instance, int change)
    {
        _zoneCounts[instance.Zone] += change;
        _atRisk += instance.IsAtRisk ? change * WeightOf(instance) : 0;
        if (instance.IsSpot)
        {
            SpotUnits += change * WeightOf(instance);
            _spotInZone[(instance.Zone * _types.Length) + instance.Type] += change;
        }
        else
        {
            OnDemandUnits += change * WeightOf(instance);
        }
    }

    private void Pay(ref Instance instance, bool isPaid)
    {
        if (instance.IsPaid != isPaid)
        {
            instance.IsPaid = isPaid;
            (instance.IsSpot ? _paidSpot : _paidOnDemand)[instance.Type] += isPaid ? 1 : -1;
        }
    }

    private int OldestHealthy(in ReplayIncident incident)
    {
        var (oldest, onlySpot) = (-1, incident.Kind == IncidentKind.SpotInterruption);
        for (var slot = 0; slot < _slots; slot++)
        {
            ref var instance = ref _instances[slot];
            if (instance.Phase == Phase.InService && !instance.IsFailed && instance.Zone == (incident.Zone ?? instance.Zone)
                && (!onlySpot || instance is { IsSpot: true, IsAtRisk: false }) && (incident.InstanceType is null || _types[instance.Type].InstanceType == incident.InstanceType)
                && (oldest < 0 || instance.Sequence < _instances[oldest].Sequence))
            {
                oldest = slot;
            }
        }

        return oldest;
    }

    private void Count(in Instance instance, int change)
    {
        var units = change * WeightOf(instance);
        switch (instance.Phase)
        {
            case Phase.Pending:
                Pending += change;
                PendingUnits += units;
                WarmingUnits += units;
                break;
            case Phase.Terminating:
                Terminating += change;
                TerminatingUnits += units;
                break;
            case Phase.InService when instance.IsFailed:
                Failed += change;
                ReadyUnits += units;
                break;
            case Phase.InService when instance is { IsWarm: true, IsServing: true }:
                ReadyServing += change;
                ReadyUnits += units;
                _readyServing[instance.Type] += change;
                break;
            case Phase.InService when instance.IsWarm:
                ReadyIdle += change;
                ReadyUnits += units;
                break;
            case Phase.InService when instance.IsServing:
                WarmingServing += change;
                WarmingUnits += units;
                _warmingServing[instance.Type] += change;
                break;
            case Phase.InService:
                WarmingIdle += change;
                WarmingUnits += units;
                break;
        }
    }

    private enum Phase : byte
    {
        Gone,
        Pending,
        InService,
        Terminating,
    }

    private enum Origin : byte
    {
        Cold,
        Stopped,
        Running,
        Hibernated,
    }

    private struct Instance
    {
        public int Slot;
        public int Generation;
        public int Sequence;
        public int Zone;
        public int Type;
        public int Warmup;
        public long LaunchedAt;
        public Phase Phase;
        public bool IsSpot;
        public bool IsServing;
        public bool IsWarm;
        public bool IsFailed;
        public bool IsAtRisk;
        public Origin Origin;
        public bool IsPaid;
    }
}
