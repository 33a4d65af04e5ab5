using System.Numerics;

namespace AwsOps.Engine.Network;

/// <summary>An inclusive interval.</summary>
internal readonly record struct Range<T>(T Lo, T Hi)
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>;

/// <summary>
/// A set of unsigned integers as sorted, disjoint, never adjacent intervals: one form for one set, so equality of
/// sets is equality of arrays, and every operation is one pass over both operands.
/// </summary>
internal sealed class RangeSet<T> : IEquatable<RangeSet<T>>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public static readonly RangeSet<T> Empty = new([]);

    public static readonly RangeSet<T> Full = new([new(T.MinValue, T.MaxValue)]);

    private readonly Range<T>[] _ranges;

    private RangeSet(Range<T>[] ranges) => _ranges = ranges;

    public ReadOnlySpan<Range<T>> Ranges => _ranges;

    public bool IsEmpty => _ranges.Length == 0;

    public static RangeSet<T> Of(T lo, T hi) => lo == T.MinValue && hi == T.MaxValue ? Full : new([new(lo, hi)]);

    /// <summary>The union of intervals in any order, overlapping or not.</summary>
    public static RangeSet<T> Of(IReadOnlyCollection<Range<T>> ranges)
    {
        if (ranges.Count == 0)
        {
            return Empty;
        }

        var sorted = ranges.ToArray();

        if (sorted.Length == 1)
        {
            return Of(sorted[0].Lo, sorted[0].Hi);
        }

        Array.Sort(sorted, static (x, y) => x.Lo.CompareTo(y.Lo));
        var count = 0;
        foreach (var range in sorted)
        {
            Append(sorted, ref count, range);
        }

        return Seal(sorted, count);
    }

    public RangeSet<T> Union(RangeSet<T> other)
    {
        if (ReferenceEquals(this, other) || other.IsEmpty)
        {
            return this;
        }

        if (IsEmpty)
        {
            return other;
        }

        Range<T>[] a = _ranges, b = other._ranges, result = new Range<T>[a.Length + b.Length];
        int i = 0, j = 0, count = 0;
        while (i < a.Length || j < b.Length)
        {
            var fromA = j == b.Length || (i < a.Length && a[i].Lo <= b[j].Lo);
            Append(result, ref count, fromA ? a[i++] : b[j++]);
        }

        return Seal(result, count);
    }

    public RangeSet<T> Intersect(RangeSet<T> other)
    {
        if (ReferenceEquals(this, other) || IsEmpty)
        {
            return this;
        }

        // One interval inside the other set is by far the most frequent case, and allocates nothing.
        if (other.IsEmpty || (other._ranges.Length == 1 && other.IsSubsetOf(this)))
        {
            return other;
        }

        if (_ranges.Length == 1 && IsSubsetOf(other))
        {
            return this;
        }

        Range<T>[] a = _ranges, b = other._ranges, result = new Range<T>[a.Length + b.Length];
        int i = 0, j = 0, count = 0;
        while (i < a.Length && j < b.Length)
        {
            var lo = T.Max(a[i].Lo, b[j].Lo);
            var hi = T.Min(a[i].Hi, b[j].Hi);
            if (lo <= hi)
            {
                result[count++] = new(lo, hi);
            }

            if (a[i].Hi < b[j].Hi)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return Seal(result, count);
    }

    public RangeSet<T> Subtract(RangeSet<T> other)
    {
        if (IsEmpty || other.IsEmpty)
        {
            return this;
        }

        Range<T>[] a = _ranges, b = other._ranges, result = new Range<T>[a.Length + b.Length];
        int j = 0, count = 0;
        foreach (var range in a)
        {
            var lo = range.Lo;
            var exhausted = false;
            while (j < b.Length && b[j].Hi < lo)
            {
                j++;
            }

            for (var k = j; k < b.Length && b[k].Lo <= range.Hi; k++)
            {
                if (b[k].Lo > lo)
                {
                    result[count++] = new(lo, b[k].Lo - T.One);
                }

                if (b[k].Hi >= range.Hi)
                {
                    exhausted = true;
                    break;
                }

                lo = b[k].Hi + T.One;
            }

            if (!exhausted)
            {
                result[count++] = new(lo, range.Hi);
            }
        }

        return Seal(result, count);
    }

    public bool Contains(T value)
    {
        var i = IndexOfLast(value);
        return i >= 0 && value <= _ranges[i].Hi;
    }

    public bool Overlaps(T lo, T hi)
    {
        var i = IndexOfLast(hi);
        return i >= 0 && _ranges[i].Hi >= lo;
    }

    public bool Overlaps(RangeSet<T> other)
    {
        Range<T>[] a = _ranges, b = other._ranges;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            if (a[i].Hi < b[j].Lo)
            {
                i++;
            }
            else if (b[j].Hi < a[i].Lo)
            {
                j++;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    public bool IsSubsetOf(RangeSet<T> other)
    {
        foreach (var range in _ranges)
        {
            var i = other.IndexOfLast(range.Lo);
            if (i < 0 || other._ranges[i].Hi < range.Hi)
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(RangeSet<T>? other) =>
        other is not null && (ReferenceEquals(this, other) || _ranges.AsSpan().SequenceEqual(other._ranges));

    public override bool Equals(object? obj) => Equals(obj as RangeSet<T>);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var range in _ranges)
        {
            hash.Add(range.Lo);
            hash.Add(range.Hi);
        }

        return hash.ToHashCode();
    }

    /// <summary>The last interval that begins at or before a value, or -1.</summary>
    private int IndexOfLast(T value)
    {
        int lo = 0, hi = _ranges.Length - 1;
        while (lo <= hi)
        {
            var middle = (lo + hi) >>> 1;
            if (_ranges[middle].Lo <= value)
            {
                lo = middle + 1;
            }
            else
            {
                hi = middle - 1;
            }
        }

        return hi;
    }

    /// <summary>Adds an interval that begins no earlier than the last one, merging what touches.</summary>
    private static void Append(Range<T>[] result, ref int count, Range<T> range)
    {
        if (count > 0)
        {
            ref var last = ref result[count - 1];
            if (last.Hi == T.MaxValue || range.Lo <= last.Hi + T.One)
            {
                if (range.Hi > last.Hi)
                {
                    last = last with { Hi = range.Hi };
                }

                return;
            }
        }

        result[count++] = range;
    }

    private static RangeSet<T> Seal(Range<T>[] result, int count)
    {
        if (count == 0)
        {
            return Empty;
        }

        if (count == 1 && result[0].Lo == T.MinValue && result[0].Hi == T.MaxValue)
        {
            return Full;
        }

        if (count != result.Length)
        {
            Array.Resize(ref result, count);
        }

        return new(result);
    }
}
