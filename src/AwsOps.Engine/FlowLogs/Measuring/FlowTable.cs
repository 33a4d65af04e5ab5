using System.Runtime.CompilerServices;

namespace AwsOps.Engine.FlowLogs;

/// <summary>A key of up to 320 bits: two addresses and one more number, or whatever else fits.</summary>
internal readonly record struct FlowKey(ulong A, ulong B, ulong C, ulong D, ulong E)
{
    public ulong Hash
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Bytes.Mix((A * 3) ^ Bytes.Mix(B + 0x9E37_79B9_7F4A_7C15UL) ^ Bytes.Mix(((C * 5) ^ D) + 0x94D0_49BB_1331_11EBUL) ^ Bytes.Mix(E + 0xD6E8_FEB8_6659_FD93UL));
    }
}

/// <summary>Sums of one key.</summary>
internal struct FlowEntry
{
    public FlowKey Key;
    public long Weight;
    public long Bytes;
    public long Packets;
    public long Flows;
    public long Accepted;
    public long Rejected;
}

/// <summary>
/// Sums by key in bounded memory. While there are no more keys than the capacity k, every sum is exact. Beyond it, the weights
/// are lowered by their median and keys that fall to zero are dropped, as in the frequent-items sketch of Anderson et al.
/// (A High-Performance Algorithm for Identifying Frequent Items in Data Streams, IMC 2017): each such step takes at least k/2
/// medians off, so their sum, the error, is at most 2·W/k for a total weight of W.
/// </summary>
internal sealed class FlowTable(int capacity)
{
    private const ulong IndexMask = 0xFF_FFFF;

    private readonly int _capacity = Math.Clamp(capacity, 16, (int)IndexMask - 1);

    /// <summary>Open addressing over small slots, which stay in the cache: 40 bits of the hash, and the entry's number from 1.</summary>
    private ulong[] _slots = new ulong[64];

    private FlowEntry[] _entries = new FlowEntry[32];
    private long[]? _weights;
    private int _count;

    /// <summary>What any weight may be too low by; 0 while all is exact.</summary>
    public long Error { get; private set; }

    /// <summary>How many keys there are.</summary>
    public int Count => _count;

    /// <summary>
    /// Brings what keys will need into the cache. The loads do not wait for each other, while one key after another would wait for
    /// memory twice each.
    /// </summary>
    public long Warm(ReadOnlySpan<FlowKey> keys)
    {
        Span<ulong> found = stackalloc ulong[keys.Length];
        var (slots, entries) = (_slots, _entries);
        var mask = slots.Length - 1;
        for (var i = 0; i < keys.Length; i++)
        {
            found[i] = slots[(int)keys[i].Hash & mask] & IndexMask;
        }

        // What is summed up means nothing; it keeps the loads from being left out.
        long sum = 0;
        foreach (var index in found)
        {
            if (index != 0)
            {
                ref readonly var entry = ref entries[(int)index - 1];
                sum += (long)entry.Key.A + entry.Rejected;
            }
        }

        return sum;
    }

    /// <summary>The entries, in no order.</summary>
    public IEnumerable<FlowEntry> Entries => _entries.Take(_count);

    /// <summary>The entry of a key, made when there is none. Valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref FlowEntry Find(in FlowKey key)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var hash = key.Hash;
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
                if (entry.Key.E == key.E && entry.Key.B == key.B && entry.Key.D == key.D && entry.Key.A == key.A && entry.Key.C == key.C)
                {
                    return ref entry;
                }
            }
        }
    }

    private ref FlowEntry Insert(in FlowKey key, ulong hash, int at)
    {
        if (_count >= _capacity)
        {
            Purge();
            return ref Find(in key);
        }

        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Min(_entries.Length * 2, _capacity));
            if (_entries.Length * 2 > _slots.Length)
            {
                _slots = new ulong[_slots.Length * 2];
                Index();
                return ref Find(in key);
            }
        }

        ref var made = ref _entries[_count++];
        _slots[at] = (hash & ~IndexMask) | (uint)_count;
        made = default;
        made.Key = key;
        return ref made;
    }

    /// <summary>Fills the slots anew.</summary>
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

    private void Purge()
    {
        var weights = (_weights ??= new long[_capacity]).AsSpan(0, _count);
        for (var i = 0; i < _count; i++)
        {
            weights[i] = _entries[i].Weight;
        }

        var median = Math.Max(1, Select(weights, _count / 2));
        Error += median;
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            if (_entries[i].Weight > median)
            {
                _entries[kept] = _entries[i];
                _entries[kept++].Weight -= median;
            }
        }

        _count = kept;
        Array.Clear(_slots);
        Index();
    }

    /// <summary>The value that would stand at a place if the values were sorted (Hoare's selection).</summary>
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
