using System.Runtime.CompilerServices;

namespace AwsOps.Engine.FlowLogs;

/// <summary>
/// Sums by key in bounded memory. While there are no more keys than the capacity k, every sum is exact. Beyond it, the weights
/// are lowered by their median and keys that fall to zero are dropped, as in the frequent-items sketch of Anderson et al.
/// (A High-Performance Algorithm for Identifying Frequent Items in Data Streams, IMC 2017): each such step takes at least k/2
/// medians off, so their sum, the error, is at most 2·W/k for a total weight of W.
/// </summary>
internal sealed class FlowTable<TKey>(int capacity, FlowMeasure rank)
    where TKey : unmanaged, IFlowKey<TKey>
{
    private const ulong IndexMask = 0xFF_FFFF;

    private readonly int _capacity = Math.Clamp(capacity, 16, (int)IndexMask - 1);

    /// <summary>Open addressing over small slots, which stay in the cache: 40 bits of the hash, and the entry's number from 1.</summary>
    private ulong[] _slots = new ulong[64];

    private FlowEntries<TKey> _entries = new(32);
    private long[]? _weights;
    private int _count;

    /// <summary>What any weight may be too low by; 0 while all is exact.</summary>
    public long Error { get; private set; }

    /// <summary>How many keys there are.</summary>
    public int Count => _count;

    /// <summary>The entries, in no order.</summary>
    public IEnumerable<FlowEntry<TKey>> Entries
    {
        get
        {
            for (var i = 0; i < _count; i++)
            {
                yield return _entries[i];
            }
        }
    }

    /// <summary>
    /// Brings what keys will need into the cache. The loads do not wait for each other, while one key after another would wait for
    /// memory twice each.
    /// </summary>
    /// <returns>A number that means nothing; it keeps the loads from being left out.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Warm(ReadOnlySpan<ulong> hashes)
    {
        Span<int> found = stackalloc int[hashes.Length];
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var i = 0; i < hashes.Length; i++)
        {
            found[i] = (int)(slots[(int)hashes[i] & mask] & IndexMask);
        }

        long sum = 0;
        foreach (var index in found)
        {
            sum += index == 0 ? 0 : _entries[index - 1].Bytes;
        }

        return sum;
    }

    /// <summary>The entry of a key, made when there is none. Valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref FlowEntry<TKey> Find(in TKey key, ulong hash)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var i = (int)hash & mask; ; i = (i + 1) & mask)
        {
            var slot = slots[i];
            if (slot == 0)
            {
                return ref Insert(in key, hash, i);
            }

            if ((slot ^ hash) <= IndexMask)
            {
                ref var entry = ref _entries[(int)(slot & IndexMask) - 1];
                if (entry.Key.Equals(key))
                {
                    return ref entry;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ref FlowEntry<TKey> Insert(in TKey key, ulong hash, int at)
    {
        if (_count >= _capacity)
        {
            Purge();
            return ref Find(in key, hash);
        }

        if (_count == _entries.Length)
        {
            _entries = _entries.Resized(Math.Min(_entries.Length * 2, _capacity));
            if (_entries.Length * 2 > _slots.Length)
            {
                _slots = new ulong[_slots.Length * 2];
                Index();
                return ref Find(in key, hash);
            }
        }

        ref var made = ref _entries[_count++];
        _slots[at] = (hash & ~IndexMask) | (uint)_count;
        made = default;
        (made.Key, made.Before) = (key, Error);
        return ref made;
    }

    /// <summary>Fills the slots anew.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Index()
    {
        var mask = _slots.Length - 1;
        for (var n = 0; n < _count; n++)
        {
            var hash = _entries[n].Key.Hash;
            var i = (int)hash & mask;
            while (_slots[i] != 0)
            {
                i = (i + 1) & mask;
            }

            _slots[i] = (hash & ~IndexMask) | (uint)(n + 1);
        }
    }

    /// <summary>The figure since the key came in, lowered by all medians since.</summary>
    private long Weight(in FlowEntry<TKey> entry) => entry.Figure(rank) + entry.Before - Error;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Purge()
    {
        var weights = (_weights ??= new long[_capacity]).AsSpan(0, _count);
        for (var i = 0; i < _count; i++)
        {
            weights[i] = Weight(in _entries[i]);
        }

        var median = Math.Max(1, Select(weights, _count / 2));
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            if (Weight(in _entries[i]) > median)
            {
                _entries[kept++] = _entries[i];
            }
        }

        Error += median;
        _count = kept;
        Array.Clear(_slots);
        Index();
    }

    /// <summary>The value that would stand at a place if the values were sorted (Hoare's selection).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Select(Span<long> values, int place)
    {
        int low = 0, high = values.Length - 1;
        while (low < high)
        {
            var pivot = values[low + ((high - low) / 2)];
            int i = low, j = high;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (place <= j)
            {
                high = j;
            }
            else if (place >= i)
            {
                low = i;
            }
            else
            {
                break;
            }
        }

        return values[place];
    }
}
