namespace AwsOps.Engine.Scaling;

/// <summary>An instance that leaves the warm pool for the group.</summary>
/// <param name="Zone">Its zone.</param>
/// <param name="Type">Its type's index.</param>
/// <param name="LaunchedAt">When it was launched: an instance that ran all the time keeps its billing hour, one that is started begins another.</param>
internal readonly record struct WarmInstance(int Zone, int Type, long LaunchedAt);

/// <summary>The warm pool of a replay: instances being prepared, coming back from the group, and waiting (WP1, WP2).</summary>
/// <param name="settings">The group.</param>
/// <param name="pool">Its pool.</param>
/// <param name="events">Takes the moment at which an instance is ready.</param>
/// <param name="paid">On-Demand Instances that are paid for, by type: those of the pool that run are added.</param>
internal sealed class ReplayPool(ReplaySettings settings, ReplayWarmPool pool, ReplayEvents events, int[] paid)
{
    private readonly List<Member> _members = [];
    private readonly int[] _zoneCounts = new int[settings.Zones], _warm = new int[settings.Zones];
    private int _nextId;

    /// <summary>Instances in the pool, those that are prepared or come back included.</summary>
    public int Count => _members.Count;

    /// <summary>Instances that wait, ready to start.</summary>
    public int Ready { get; private set; }

    /// <summary>Instances on their way back from the group.</summary>
    public int Returning { get; private set; }

    /// <summary>Instances that wait and do not run: only their volumes cost.</summary>
    public int Resting => pool.State == WarmPoolState.Running ? 0 : Ready;

    public bool ReusesOnScaleIn => pool.ReuseOnScaleIn;

    public int Size(int max, int desired) => WarmPool.Size(max, desired, pool.MaxPrepared, pool.MinSize);

    /// <summary>Instances in the pool, of a zone.</summary>
    public int CountIn(int zone) => _zoneCounts[zone];

    /// <summary>Adds an instance.</summary>
    /// <param name="zone">Its zone.</param>
    /// <param name="type">Its type.</param>
    /// <param name="launchedAt">When it was launched.</param>
    /// <param name="readyAt">When it waits; null is now.</param>
    /// <param name="isReturning">Whether it comes back from the group.</param>
    public void Add(int zone, int type, long launchedAt, long? readyAt, bool isReturning = false)
    {
        var member = new Member(_nextId++, zone, type, launchedAt, false, isReturning);
        _members.Add(member);
        _zoneCounts[zone]++;
        Returning += isReturning ? 1 : 0;
        paid[type]++;
        if (readyAt is { } at)
        {
            events.Add(at, new(ReplayEventKind.PoolReady, member.Id, 0));
        }
        else
        {
            Settle(member.Id);
        }
    }

    /// <summary>An instance is ready, if it is still there.</summary>
    public void Settle(int id)
    {
        var index = _members.FindIndex(m => m.Id == id);
        if (index < 0)
        {
            return;
        }

        var member = _members[index];
        Returning -= member.IsReturning ? 1 : 0;
        _members[index] = member with { IsReady = true, IsReturning = false };
        Ready++;
        _warm[member.Zone]++;
        paid[member.Type] -= pool.State == WarmPoolState.Running ? 0 : 1;
    }

    /// <summary>Takes an instance for the group, the one that joined the pool first in its zone.</summary>
    /// <param name="counts">Instances of the group per zone.</param>
    /// <param name="unavailable">Zones that can't be launched in.</param>
    /// <param name="isClosed">
    /// Whether EC2 has no capacity for a zone and type. To start a stopped instance takes capacity; one that gets none "will be considered a failed launch and terminated".
    /// </param>
    /// <param name="onlyZone">The only zone, or −1.</param>
    public WarmInstance? Take(ReadOnlySpan<int> counts, ReadOnlySpan<bool> unavailable, Func<int, int, bool> isClosed, int onlyZone = -1)
    {
        while (Ready > 0)
        {
            var zone = onlyZone < 0 ? WarmPool.ZoneForStart(counts, _warm, unavailable) : _warm[onlyZone] > 0 && !unavailable[onlyZone] ? onlyZone : -1;
            if (zone < 0)
            {
                break;
            }

            var index = _members.FindIndex(m => m.IsReady && m.Zone == zone);
            var member = _members[index];
            Remove(index);
            if (pool.State == WarmPoolState.Running || !isClosed(zone, member.Type))
            {
                return new(zone, member.Type, member.LaunchedAt);
            }
        }

        return null;
    }

    /// <summary>
    /// Terminates what is more than the pool's size: "it uses the default termination policy to choose which instances to terminate first".
    /// </summary>
    /// <param name="size">The size.</param>
    /// <param name="now">The second.</param>
    /// <param name="rank">How far an On-Demand Instance of a type is from what the allocation strategy would launch.</param>
    public void Trim(int size, long now, Func<int, int> rank)
    {
        while (_members.Count > size)
        {
            var (chosen, best) = (0, (0, 0, 0L, 0));
            for (var i = 0; i < _members.Count; i++)
            {
                var m = _members[i];
                var key = (-_zoneCounts[m.Zone], -rank(m.Type), 3600 - ((now - m.LaunchedAt) % 3600), m.Id);
                if (i == 0 || key.CompareTo(best) < 0)
                {
                    (chosen, best) = (i, key);
                }
            }

            Remove(chosen);
        }
    }

    private void Remove(int index)
    {
        var member = _members[index];
        _members.RemoveAt(index);
        _zoneCounts[member.Zone]--;
        Returning -= member.IsReturning ? 1 : 0;
        Ready -= member.IsReady ? 1 : 0;
        _warm[member.Zone] -= member.IsReady ? 1 : 0;
        paid[member.Type] -= member.IsReady && pool.State != WarmPoolState.Running ? 0 : 1;
    }

    private readonly record struct Member(int Id, int Zone, int Type, long LaunchedAt, bool IsReady, bool IsReturning);
}
