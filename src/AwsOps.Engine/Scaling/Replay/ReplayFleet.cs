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
    Incident,
    FailureDetected,
    Schedule,
    Predict,
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
/// The instances of a replay: launching, in service, warming, serving, failed, terminating; by zone; and the warm pool.
/// </summary>
internal sealed class ReplayFleet
{
    private readonly ReplaySettings _settings;
    private readonly ReplayEvents _events;
    private readonly int[] _zoneCounts;
    private readonly bool[] _zoneDown;
    private readonly long[] _zoneBack;
    private readonly Stack<int> _free = new();
    private Instance[] _instances = new Instance[16];
    private int _slots;
    private int _sequence;
    private int _poolReady;
    private ScalingRandom _random;

    public ReplayFleet(ReplaySettings settings, ReplayEvents events, ulong seed)
    {
        (_settings, _events) = (settings, events);
        _zoneCounts = new int[settings.Zones];
        _zoneDown = new bool[settings.Zones];
        _zoneBack = new long[settings.Zones];
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

    /// <summary>Instances in the warm pool, those being prepared included.</summary>
    public int Pool { get; private set; }

    public int Launches { get; private set; }

    public int Serving => ReadyServing + WarmingServing;

    public int Warming => WarmingServing + WarmingIdle;

    public int InService => ReadyServing + ReadyIdle + Warming + Failed;

    public int Live => Pending + InService;

    public ref ScalingRandom Random => ref _random;

    /// <summary>Instances that are ready and serving from the start.</summary>
    public void Seed(int count)
    {
        for (var i = 0; i < count; i++)
        {
            ref var instance = ref Add(0, 0);
            Count(instance, -1);
            (instance.Phase, instance.IsServing, instance.IsWarm) = (Phase.InService, true, true);
            Count(instance, 1);
        }
    }

    /// <summary>Launches instances, spread over the zones; what no zone can take is not launched.</summary>
    public void Launch(int count, long now, int warmup)
    {
        var start = now + (count > 0 ? _settings.Timings.ActivityStart.Draw(ref _random) : 0);
        for (var i = 0; i < count && ZoneBalance.ZoneForLaunch(_zoneCounts, _zoneDown) >= 0; i++)
        {
            ref var instance = ref Add(now, warmup);
            instance.IsPooled = _poolReady > 0;
            if (instance.IsPooled)
            {
                _poolReady--;
                Pool--;
            }

            Launches++;
            var launch = instance.IsPooled ? _settings.Timings.WarmPoolLaunch : _settings.Timings.Launch;
            _events.Add(start + launch.Draw(ref _random), Event(ReplayEventKind.InService, instance.Slot));
        }
    }

    /// <summary>
    /// Terminates one instance: of the zone with most, the one nearest its next billing hour (TE1; all have the same launch template).
    /// </summary>
    public void Terminate(long now)
    {
        var most = _zoneCounts.Max();
        var (chosen, nearest) = (-1, (ToHour: long.MaxValue, Sequence: 0));
        for (var slot = 0; slot < _slots; slot++)
        {
            ref var instance = ref _instances[slot];
            if (instance.Phase is Phase.Pending or Phase.InService && _zoneCounts[instance.Zone] == most)
            {
                var key = (3600 - ((now - instance.LaunchedAt) % 3600), instance.Sequence);
                if (key.CompareTo(nearest) < 0)
                {
                    (chosen, nearest) = (slot, key);
                }
            }
        }

        Leave(ref _instances[chosen], now + _settings.Timings.Terminate.Draw(ref _random));
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

    /// <summary>The longest-running instances fail, or all of a zone.</summary>
    public void Fail(in ReplayIncident incident, long now)
    {
        if (incident.Zone is { } zone)
        {
            _zoneDown[zone] = true;
            _zoneBack[zone] = now + incident.Seconds;
            _events.Add(now + incident.Seconds, new(ReplayEventKind.ZoneBack, zone, 0));
        }

        var left = incident.Zone is null ? incident.Instances : int.MaxValue;
        while (left-- > 0 && OldestHealthy(incident.Zone) is var slot and >= 0)
        {
            ref var instance = ref _instances[slot];
            Count(instance, -1);
            instance.IsFailed = true;
            Count(instance, 1);
            if (!_settings.Suspended.HasFlag(ScalingProcesses.ReplaceUnhealthy))
            {
                _events.Add(now + _settings.Timings.HealthDetection.Draw(ref _random), Event(ReplayEventKind.FailureDetected, slot));
            }
        }
    }

    /// <summary>A zone takes launches again, unless it has failed once more since.</summary>
    public void ZoneBack(int zone, long now) => _zoneDown[zone] &= now < _zoneBack[zone];

    public void PoolReady() => _poolReady += Pool > _poolReady ? 1 : 0;

    /// <summary>Brings the warm pool to its size (WP1).</summary>
    public void FillPool(int max, int desired, long now)
    {
        if (_settings.WarmPool is not { } pool)
        {
            return;
        }

        var size = WarmPool.Size(max, desired, pool.MaxPrepared, pool.MinSize) / _settings.Weight;
        for (; Pool < size; Pool++)
        {
            var prepared = now + _settings.Timings.Launch.Draw(ref _random) + _settings.Timings.Boot.Draw(ref _random);
            _events.Add(prepared, new(ReplayEventKind.PoolReady, 0, 0));
        }

        Pool = size;
        _poolReady = Math.Min(_poolReady, Pool);
    }

    private ReplayEvent Event(ReplayEventKind kind, int slot) => new(kind, slot, _instances[slot].Generation);

    private ref Instance Add(long now, int warmup)
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
        instance = new Instance { Slot = slot, Generation = instance.Generation + 1, Phase = Phase.Pending, Zone = ZoneBalance.ZoneForLaunch(_zoneCounts, _zoneDown) };
        (instance.LaunchedAt, instance.Warmup, instance.Sequence) = (now, warmup, _sequence++);
        _zoneCounts[instance.Zone]++;
        Count(instance, 1);
        return ref instance;
    }

    private void EnterService(ref Instance instance, long now)
    {
        instance.Phase = Phase.InService;
        var boot = (instance.IsPooled ? _settings.Timings.WarmPoolBoot : _settings.Timings.Boot).Draw(ref _random);
        instance.IsServing = boot == 0;
        instance.IsWarm = instance.Warmup == 0;
        if (boot > 0)
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
        _zoneCounts[instance.Zone]--;
        Count(instance, 1);
        _events.Add(gone, Event(ReplayEventKind.Gone, instance.Slot));
    }

    private void Remove(ref Instance instance, bool isLive)
    {
        instance.Phase = Phase.Gone;
        // What is still to come for it no longer concerns the slot.
        instance.Generation++;
        _zoneCounts[instance.Zone] -= isLive ? 1 : 0;
        _free.Push(instance.Slot);
    }

    private int OldestHealthy(int? zone)
    {
        var oldest = -1;
        for (var slot = 0; slot < _slots; slot++)
        {
            ref var instance = ref _instances[slot];
            if (instance.Phase == Phase.InService && !instance.IsFailed && instance.Zone == (zone ?? instance.Zone)
                && (oldest < 0 || instance.Sequence < _instances[oldest].Sequence))
            {
                oldest = slot;
            }
        }

        return oldest;
    }

    private void Count(in Instance instance, int change)
    {
        switch (instance.Phase)
        {
            case Phase.Pending: Pending += change; break;
            case Phase.Terminating: Terminating += change; break;
            case Phase.InService when instance.IsFailed: Failed += change; break;
            case Phase.InService when instance is { IsWarm: true, IsServing: true }: ReadyServing += change; break;
            case Phase.InService when instance.IsWarm: ReadyIdle += change; break;
            case Phase.InService when instance.IsServing: WarmingServing += change; break;
            case Phase.InService: WarmingIdle += change; break;
        }
    }

    private enum Phase : byte
    {
        Gone,
        Pending,
        InService,
        Terminating,
    }

    private struct Instance
    {
        public int Slot;
        public int Generation;
        public int Sequence;
        public int Zone;
        public int Warmup;
        public long LaunchedAt;
        public Phase Phase;
        public bool IsServing;
        public bool IsWarm;
        public bool IsFailed;
        public bool IsPooled;
    }
}
