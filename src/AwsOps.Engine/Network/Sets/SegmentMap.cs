using System.Numerics;

namespace AwsOps.Engine.Network;

/// <summary>An interval of addresses from which the same services are allowed.</summary>
internal readonly record struct Segment<T>(T Lo, T Hi, ServiceSet Services)
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>;

/// <summary>
/// A set over address × service of one family: sorted, disjoint intervals of addresses, each with its services;
/// neighbours with equal services are merged, so the form is canonical and an operation is one sweep.
/// </summary>
internal sealed class SegmentMap<T>(Segment<T>[] segments) : IEquatable<SegmentMap<T>>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public static readonly SegmentMap<T> Empty = new([]);

    public ReadOnlySpan<Segment<T>> Segments => segments;

    public bool IsEmpty => segments.Length == 0;

    public static SegmentMap<T> Of(RangeSet<T> addresses, ServiceSet services)
    {
        if (addresses.IsEmpty || services.IsEmpty)
        {
            return Empty;
        }

        var result = new Segment<T>[addresses.Ranges.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = new(addresses.Ranges[i].Lo, addresses.Ranges[i].Hi, services);
        }

        return new(result);
    }

    public SegmentMap<T> Union(SegmentMap<T> other) =>
        other.IsEmpty || ReferenceEquals(this, other) ? this : IsEmpty ? other : Combine(other, static (a, b) => a.Union(b));

    public SegmentMap<T> Intersect(SegmentMap<T> other) =>
        IsEmpty || ReferenceEquals(this, other) ? this : other.IsEmpty ? other : Combine(other, static (a, b) => a.Intersect(b));

    public SegmentMap<T> Subtract(SegmentMap<T> other) =>
        IsEmpty || other.IsEmpty ? this : Combine(other, static (a, b) => a.Subtract(b));

    public ServiceSet At(T address)
    {
        int lo = 0, hi = segments.Length - 1;
        while (lo <= hi)
        {
            var middle = (lo + hi) >>> 1;
            if (address < segments[middle].Lo)
            {
                hi = middle - 1;
            }
            else if (address > segments[middle].Hi)
            {
                lo = middle + 1;
            }
            else
            {
                return segments[middle].Services;
            }
        }

        return ServiceSet.Empty;
    }

    public RangeSet<T> Addresses()
    {
        var ranges = new Range<T>[segments.Length];
        for (var i = 0; i < ranges.Length; i++)
        {
            ranges[i] = new(segments[i].Lo, segments[i].Hi);
        }

        return RangeSet<T>.Of(ranges);
    }

    public bool Equals(SegmentMap<T>? other) => other is not null && segments.AsSpan().SequenceEqual(other.Segments);

    public override bool Equals(object? obj) => Equals(obj as SegmentMap<T>);

    public override int GetHashCode() => segments.Length == 0 ? 0 : HashCode.Combine(segments.Length, segments[0]);

    /// <summary>Cuts both maps at each other's borders and applies the operation to what lies over each piece.</summary>
    private SegmentMap<T> Combine(SegmentMap<T> other, Func<ServiceSet, ServiceSet, ServiceSet> operation)
    {
        var a = Segments;
        var b = other.Segments;
        List<Segment<T>> result = new(a.Length + b.Length);
        int i = 0, j = 0;
        var at = T.MinValue;
        while (i < a.Length || j < b.Length)
        {
            var inA = i < a.Length && a[i].Lo <= at;
            var inB = j < b.Length && b[j].Lo <= at;
            var end = T.MaxValue;
            if (i < a.Length)
            {
                end = inA ? a[i].Hi : a[i].Lo - T.One;
            }

            if (j < b.Length)
            {
                end = T.Min(end, inB ? b[j].Hi : b[j].Lo - T.One);
            }

            if (inA || inB)
            {
                var services = operation(inA ? a[i].Services : ServiceSet.Empty, inB ? b[j].Services : ServiceSet.Empty);
                Append(result, new(at, end, services));
            }

            if (inA && a[i].Hi == end)
            {
                i++;
            }

            if (inB && b[j].Hi == end)
            {
                j++;
            }

            if (end == T.MaxValue)
            {
                break;
            }

            at = end + T.One;
        }

        return result.Count == 0 ? Empty : new([.. result]);
    }

    private static void Append(List<Segment<T>> result, Segment<T> segment)
    {
        if (segment.Services.IsEmpty)
        {
            return;
        }

        if (result.Count > 0 && result[^1] is var last && last.Hi + T.One == segment.Lo && last.Services.Equals(segment.Services))
        {
            result[^1] = last with { Hi = segment.Hi };
            return;
        }

        result.Add(segment);
    }
}
