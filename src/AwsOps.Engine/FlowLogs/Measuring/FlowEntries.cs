using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AwsOps.Engine.FlowLogs;

/// <summary>Sums of one key: with a key of 128 bits one line of the cache.</summary>
internal struct FlowEntry<TKey>
{
    public TKey Key;

    /// <summary>The table's error when the key came in: what its sums may lack.</summary>
    public long Before;

    public long Bytes;
    public long Packets;
    public long Flows;
    public long Accepted;
    public long Rejected;

    /// <summary>The figure that ranks.</summary>
    public readonly long Figure(FlowMeasure rank) => rank switch
    {
        FlowMeasure.Packets => Packets,
        FlowMeasure.Flows => Flows,
        _ => Bytes,
    };
}

/// <summary>Entries one behind the other, the first of them at the beginning of a line of the cache.</summary>
internal readonly struct FlowEntries<TKey>
    where TKey : unmanaged
{
    private const int CacheLine = 64;

    // One more than there is room for, so that the first bytes can be left out. What is pinned does not move away from its line.
    private readonly FlowEntry<TKey>[] _entries;
    private readonly nint _offset;

    public FlowEntries(int length)
    {
        Length = length;
        _entries = GC.AllocateUninitializedArray<FlowEntry<TKey>>(length + 1, pinned: true);
        _offset = (CacheLine - (Marshal.UnsafeAddrOfPinnedArrayElement(_entries, 0) % CacheLine)) % CacheLine;
    }

    /// <summary>How many there is room for.</summary>
    public int Length { get; }

    public ref FlowEntry<TKey> this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.AddByteOffset(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), index), _offset);
    }

    /// <summary>The same entries with other room.</summary>
    public FlowEntries<TKey> Resized(int length)
    {
        var other = new FlowEntries<TKey>(length);
        MemoryMarshal.CreateReadOnlySpan(ref this[0], Math.Min(length, Length)).CopyTo(MemoryMarshal.CreateSpan(ref other[0], length));
        return other;
    }
}
