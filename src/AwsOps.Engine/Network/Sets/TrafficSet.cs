namespace AwsOps.Engine.Network;

/// <summary>
/// An exact, immutable set over family × peer address × protocol × port (or ICMP type and code): what a set of rules
/// allows, where the peer is the source of inbound and the destination of outbound traffic.
/// </summary>
public sealed class TrafficSet : IEquatable<TrafficSet>
{
    internal TrafficSet(SegmentMap<uint> v4, SegmentMap<UInt128> v6) => (V4, V6) = (v4, v6);

    /// <summary>No traffic.</summary>
    public static TrafficSet Empty { get; } = new(SegmentMap<uint>.Empty, SegmentMap<UInt128>.Empty);

    /// <summary>All traffic.</summary>
    public static TrafficSet All { get; } = Of(AddressSet.All, ServiceSet.All);

    /// <summary>Whether there is no traffic in the set.</summary>
    public bool IsEmpty => V4.IsEmpty && V6.IsEmpty;

    /// <summary>The peers that some traffic of the set is with.</summary>
    public AddressSet Addresses => new(V4.Addresses(), V6.Addresses());

    /// <summary>The services that some peer has.</summary>
    public ServiceSet Services
    {
        get
        {
            var result = ServiceSet.Empty;
            foreach (var segment in V4.Segments)
            {
                result = result.Union(segment.Services);
            }

            foreach (var segment in V6.Segments)
            {
                result = result.Union(segment.Services);
            }

            return result;
        }
    }

    internal SegmentMap<uint> V4 { get; }

    internal SegmentMap<UInt128> V6 { get; }

    /// <summary>Every service of one set with every address of the other.</summary>
    /// <param name="addresses">The peers.</param>
    /// <param name="services">The services.</param>
    public static TrafficSet Of(AddressSet addresses, ServiceSet services)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentNullException.ThrowIfNull(services);
        return new(SegmentMap<uint>.Of(addresses.V4, services), SegmentMap<UInt128>.Of(addresses.V6, services));
    }

    /// <summary>What is in any of the sets.</summary>
    /// <param name="sets">The sets.</param>
    public static TrafficSet Union(IReadOnlyList<TrafficSet> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        return Union(sets, 0, sets.Count);
    }

    /// <summary>What is in either set.</summary>
    /// <param name="other">The other set.</param>
    public TrafficSet Union(TrafficSet other) => With(V4.Union(other.V4), V6.Union(other.V6));

    /// <summary>What is in both sets.</summary>
    /// <param name="other">The other set.</param>
    public TrafficSet Intersect(TrafficSet other) => With(V4.Intersect(other.V4), V6.Intersect(other.V6));

    /// <summary>What is in this set and not in the other.</summary>
    /// <param name="other">The other set.</param>
    public TrafficSet Subtract(TrafficSet other) => With(V4.Subtract(other.V4), V6.Subtract(other.V6));

    /// <summary>The services with one peer.</summary>
    /// <param name="address">The peer.</param>
    public ServiceSet ServicesOf(IpAddress address) =>
        address.Family == IpFamily.IPv4 ? V4.At((uint)address.Value) : V6.At(address.Value);

    /// <summary>Whether a packet is in the set.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="protocol">The protocol number.</param>
    /// <param name="port">The port; for ICMP type × 256 + code; 0 for protocols without ports.</param>
    public bool Contains(IpAddress peer, int protocol, int port) => ServicesOf(peer).Contains(protocol, port);

    /// <summary>A packet of the set, whose peer is its source: of the preferred services if the set has any.</summary>
    /// <param name="preferred">The services to choose from first.</param>
    /// <returns>The packet, or null if the set is empty.</returns>
    public Packet? Witness(ServiceSet? preferred = null)
    {
        if (preferred is not null && Intersect(Of(AddressSet.All, preferred)).Witness() is { } packet)
        {
            return packet;
        }

        foreach (var segment in V4.Segments)
        {
            return Lowest(new(IpFamily.IPv4, segment.Lo), segment.Services);
        }

        foreach (var segment in V6.Segments)
        {
            return Lowest(new(IpFamily.IPv6, segment.Lo), segment.Services);
        }

        return null;

        static Packet Lowest(IpAddress source, ServiceSet services)
        {
            var key = services.Keys.Ranges[0].Lo;
            return new(source, (int)(key >> 16), (int)(key & 0xFFFF));
        }
    }

    /// <summary>The set as blocks of peers with equal services, in the order of the addresses.</summary>
    public IEnumerable<(AddressSet Addresses, ServiceSet Services)> Rows()
    {
        var v4 = V4.Segments.ToArray();
        var v6 = V6.Segments.ToArray();
        foreach (var group in v4.GroupBy(static s => s.Services))
        {
            yield return (new(RangeSet<uint>.Of([.. group.Select(static s => new Range<uint>(s.Lo, s.Hi))]), RangeSet<UInt128>.Empty), group.Key);
        }

        foreach (var group in v6.GroupBy(static s => s.Services))
        {
            yield return (new(RangeSet<uint>.Empty, RangeSet<UInt128>.Of([.. group.Select(static s => new Range<UInt128>(s.Lo, s.Hi))])), group.Key);
        }
    }

    /// <summary>Whether both sets hold the same traffic.</summary>
    /// <param name="other">The other set.</param>
    public bool Equals(TrafficSet? other) => other is not null && V4.Equals(other.V4) && V6.Equals(other.V6);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TrafficSet);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(V4, V6);

    /// <summary>The rows, such as <c>tcp 22 with 10.0.0.0/8</c>.</summary>
    public override string ToString() => string.Join("; ", Rows().Select(static r => $"{r.Services} with {r.Addresses}"));

    /// <summary>In halves, so that many small sets do not each sweep one growing set.</summary>
    private static TrafficSet Union(IReadOnlyList<TrafficSet> sets, int start, int count) => count switch
    {
        0 => Empty,
        1 => sets[start],
        _ => Union(sets, start, count / 2).Union(Union(sets, start + (count / 2), count - (count / 2))),
    };

    private TrafficSet With(SegmentMap<uint> v4, SegmentMap<UInt128> v6) =>
        ReferenceEquals(v4, V4) && ReferenceEquals(v6, V6) ? this : v4.IsEmpty && v6.IsEmpty ? Empty : new(v4, v6);
}
