using System.Runtime.CompilerServices;

namespace AwsOps.Engine.FlowLogs;

/// <summary>Adds flows up by key. Some flows wait for their sums together, so that memory answers for all of them at once.</summary>
internal sealed class FlowSums<TKey>(int capacity, FlowMeasure rank)
    where TKey : unmanaged, IFlowKey<TKey>
{
    private const int Batch = 32;

    // Below that, all of the table is in the nearest cache.
    private const int Small = 512;

    private readonly FlowTable<TKey> _table = new(capacity, rank);
    private readonly (TKey Key, long Bytes, long Packets, FlowAction Action)[] _flows = new (TKey, long, long, FlowAction)[Batch];
    private readonly ulong[] _hashes = new ulong[Batch];
    private int _pending;

    /// <summary>The sums of all flows so far.</summary>
    public FlowTable<TKey> Table
    {
        get
        {
            Flush();
            return _table;
        }
    }

    /// <summary>Adds a flow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in TKey key, in FlowRecord flow)
    {
        ref var place = ref _flows[_pending];
        place.Key = key;
        (place.Bytes, place.Packets, place.Action) = (flow.Bytes, flow.Packets, flow.Action);
        _hashes[_pending] = key.Hash;
        if (++_pending == Batch)
        {
            Flush();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Flush()
    {
        if (_table.Count > Small)
        {
            _table.Warm(_hashes.AsSpan(0, _pending));
        }

        for (var i = 0; i < _pending; i++)
        {
            ref readonly var flow = ref _flows[i];
            ref var entry = ref _table.Find(in flow.Key, _hashes[i]);
            entry.Flows++;
            entry.Bytes += flow.Bytes;
            entry.Packets += flow.Packets;
            entry.Accepted += flow.Action == FlowAction.Accept ? 1 : 0;
            entry.Rejected += flow.Action == FlowAction.Reject ? 1 : 0;
        }

        _pending = 0;
    }
}
