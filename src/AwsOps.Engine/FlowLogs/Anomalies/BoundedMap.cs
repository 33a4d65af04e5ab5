using System.Runtime.InteropServices;

namespace AwsOps.Engine.FlowLogs;

/// <summary>A dictionary of at most so many keys: when it is full, the half with the smallest figures goes.</summary>
/// <param name="capacity">Most keys.</param>
/// <param name="figure">What counts for staying.</param>
internal sealed class BoundedMap<TValue>(int capacity, Func<TValue, double> figure)
    where TValue : class, new()
{
    private readonly Dictionary<FlowKey, TValue> _items = [];

    /// <summary>Whether anything was dropped.</summary>
    public bool Pruned { get; private set; }

    /// <summary>The items.</summary>
    public Dictionary<FlowKey, TValue> Items => _items;

    /// <summary>The value of a key, made when there is none.</summary>
    public TValue Get(in FlowKey key)
    {
        ref var value = ref CollectionsMarshal.GetValueRefOrAddDefault(_items, key, out var exists);
        if (exists)
        {
            return value!;
        }

        var made = value = new();
        if (_items.Count > capacity)
        {
            Prune(key);
        }

        return made;
    }

    private void Prune(FlowKey keep)
    {
        Pruned = true;
        foreach (var key in _items.OrderBy(item => figure(item.Value)).Take(_items.Count / 2).Select(static item => item.Key).ToList())
        {
            if (key != keep)
            {
                _items.Remove(key);
            }
        }
    }
}
