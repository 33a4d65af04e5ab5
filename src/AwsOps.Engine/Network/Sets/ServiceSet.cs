namespace AwsOps.Engine.Network;

/// <summary>
/// An exact, immutable set of protocols with their ports, or their ICMP types and codes.
/// A protocol and its port are one number of 24 bits (protocol, then port, or type and code), so that the whole
/// dimension is one line of intervals; a protocol without ports fills its 65,536 places.
/// </summary>
public sealed class ServiceSet : IEquatable<ServiceSet>
{
    private const uint LastKey = 0xFF_FFFF;

    internal ServiceSet(RangeSet<uint> keys) => Keys = keys;

    /// <summary>Nothing.</summary>
    public static ServiceSet Empty { get; } = new(RangeSet<uint>.Empty);

    /// <summary>All traffic.</summary>
    public static ServiceSet All { get; } = new(RangeSet<uint>.Of(0, LastKey));

    /// <summary>Whether there is nothing in the set.</summary>
    public bool IsEmpty => Keys.IsEmpty;

    /// <summary>The protocols with their intervals, in the order of the protocol numbers; all traffic is one part.</summary>
    public IReadOnlyList<ServiceRange> Parts
    {
        get
        {
            List<ServiceRange> result = [];
            foreach (var range in Keys.Ranges)
            {
                result.AddRange(Split(range));
            }

            return result;
        }
    }

    internal RangeSet<uint> Keys { get; }

    /// <summary>A whole protocol.</summary>
    /// <param name="protocol">Its number, or -1 for all.</param>
    public static ServiceSet Of(int protocol) => new(Whole(protocol));

    /// <summary>Ports of a protocol. Only TCP and UDP have any: of others this is the whole protocol.</summary>
    /// <param name="protocol">Its number, or -1 for TCP and UDP.</param>
    /// <param name="ports">The ports.</param>
    public static ServiceSet Of(int protocol, PortSet ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        if (protocol == IpProtocols.All)
        {
            return Of(IpProtocols.Tcp, ports).Union(Of(IpProtocols.Udp, ports));
        }

        if (!IpProtocols.HasPorts(protocol))
        {
            return Of(protocol);
        }

        List<Range<uint>> keys = [];
        foreach (var range in ports.Set.Ranges)
        {
            keys.Add(new(Key(protocol, range.Lo), Key(protocol, range.Hi)));
        }

        return new(RangeSet<uint>.Of(keys));
    }

    /// <summary>ICMP messages.</summary>
    /// <param name="protocol">1 for ICMP, 58 for ICMPv6.</param>
    /// <param name="type">The type, or -1 for all.</param>
    /// <param name="code">The code, or -1 for all.</param>
    public static ServiceSet OfIcmp(int protocol, int type, int code)
    {
        var range = ServiceKeys.OfIcmp(protocol, type, code);
        return new(RangeSet<uint>.Of(range.Lo, range.Hi));
    }

    /// <summary>What is in either set.</summary>
    /// <param name="other">The other set.</param>
    public ServiceSet Union(ServiceSet other) => With(Keys.Union(other.Keys));

    /// <summary>What is in both sets.</summary>
    /// <param name="other">The other set.</param>
    public ServiceSet Intersect(ServiceSet other) => With(Keys.Intersect(other.Keys));

    /// <summary>What is in this set and not in the other.</summary>
    /// <param name="other">The other set.</param>
    public ServiceSet Subtract(ServiceSet other) => With(Keys.Subtract(other.Keys));

    /// <summary>Whether something is in both sets.</summary>
    /// <param name="other">The other set.</param>
    public bool Overlaps(ServiceSet other) => Keys.Overlaps(other.Keys);

    /// <summary>Whether all of this set is in the other.</summary>
    /// <param name="other">The other set.</param>
    public bool IsSubsetOf(ServiceSet other) => Keys.IsSubsetOf(other.Keys);

    /// <summary>Whether a packet's protocol and port are in the set.</summary>
    /// <param name="protocol">The protocol number.</param>
    /// <param name="port">The destination port; for ICMP type × 256 + code; 0 for protocols without ports.</param>
    public bool Contains(int protocol, int port) => Keys.Contains(Key(protocol, port));

    /// <summary>The ports of TCP or UDP in the set.</summary>
    /// <param name="protocol">6 or 17.</param>
    public PortSet PortsOf(int protocol)
    {
        List<Range<ushort>> ports = [];
        foreach (var range in Keys.Intersect(Whole(protocol)).Ranges)
        {
            ports.Add(new((ushort)range.Lo, (ushort)range.Hi));
        }

        return new(RangeSet<ushort>.Of(ports));
    }

    /// <summary>Whether both sets hold the same.</summary>
    /// <param name="other">The other set.</param>
    public bool Equals(ServiceSet? other) => other is not null && Keys.Equals(other.Keys);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ServiceSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Keys.GetHashCode();

    /// <summary>The parts, such as <c>tcp 22, udp 53</c>.</summary>
    public override string ToString() => string.Join(", ", Parts);

    internal static uint Key(int protocol, int port) => ((uint)protocol << 16) | (uint)port;

    /// <summary>Cuts an interval of keys at the protocols' borders; the whole line stays one part.</summary>
    internal static IEnumerable<ServiceRange> Split(Range<uint> range)
    {
        if (range is { Lo: 0, Hi: LastKey })
        {
            yield return new(IpProtocols.All, 0, 65535);
            yield break;
        }

        for (var protocol = range.Lo >> 16; protocol <= range.Hi >> 16; protocol++)
        {
            var first = protocol == range.Lo >> 16 ? range.Lo & 0xFFFF : 0;
            var last = protocol == range.Hi >> 16 ? range.Hi & 0xFFFF : 0xFFFF;
            yield return new((int)protocol, (int)first, (int)last);
        }
    }

    private static RangeSet<uint> Whole(int protocol) =>
        protocol == IpProtocols.All ? RangeSet<uint>.Of(0, LastKey) : RangeSet<uint>.Of(Key(protocol, 0), Key(protocol, 65535));

    private ServiceSet With(RangeSet<uint> keys) =>
        ReferenceEquals(keys, Keys) ? this : keys.IsEmpty ? Empty : new(keys);
}
