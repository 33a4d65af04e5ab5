namespace AwsOps.Engine.Network;

/// <summary>Tells from the replies that are let through which requests can be answered.</summary>
internal static class Replies
{
    /// <summary>ICMP messages that ask for an answer, with the answer: echo and timestamp (RFC 792, RFC 4443).</summary>
    private static readonly (int Protocol, int Request, int Reply)[] Pairs =
    [
        (IpProtocols.Icmp, 8, 0), (IpProtocols.Icmp, 13, 14), (IpProtocols.IcmpV6, 128, 129),
    ];

    /// <summary>Messages that ask for no answer: there is no reply to block.</summary>
    private static readonly ServiceSet OneWay = Pairs.Aggregate(
        ServiceSet.Of(IpProtocols.Icmp).Union(ServiceSet.Of(IpProtocols.IcmpV6)),
        static (all, p) => all.Subtract(ServiceSet.OfIcmp(p.Protocol, p.Request, -1)));

    private static readonly ServiceSet PortsAndTypes = ServiceSet.Of(IpProtocols.Tcp).Union(ServiceSet.Of(IpProtocols.Udp))
        .Union(ServiceSet.Of(IpProtocols.Icmp)).Union(ServiceSet.Of(IpProtocols.IcmpV6));

    /// <summary>The requests, by peer and service, of which some reply comes back.</summary>
    /// <param name="replies">The replies let through: by peer, and by the client's source port.</param>
    /// <param name="sourcePorts">The source ports that the client may use.</param>
    public static TrafficBounds Answered(TrafficBounds replies, PortSet sourcePorts) =>
        new(Answered(replies.Certain, sourcePorts), Answered(replies.Possible, sourcePorts), replies.Missing);

    /// <summary>The port that the reply to a packet is sent to, among those that are let through.</summary>
    public static int? SourcePort(TrafficSet replies, IpAddress peer, int protocol, PortSet sourcePorts)
    {
        if (!IpProtocols.HasPorts(protocol))
        {
            return null;
        }

        var open = replies.ServicesOf(peer).PortsOf(protocol).Intersect(sourcePorts);
        var usual = open.Intersect(PortSet.Ephemeral);
        return !usual.IsEmpty ? usual.Set.Ranges[0].Lo : !open.IsEmpty ? open.Set.Ranges[0].Lo : null;
    }

    /// <summary>The protocol and port of the reply to a request; null if there is none.</summary>
    public static (int Protocol, int Port)? To(int protocol, int port, int? sourcePort)
    {
        if (IpProtocols.HasPorts(protocol))
        {
            return (protocol, sourcePort ?? PortSet.Ephemeral.Set.Ranges[0].Lo);
        }

        if (!IpProtocols.HasTypes(protocol))
        {
            return (protocol, 0);
        }

        foreach (var pair in Pairs)
        {
            if (pair.Protocol == protocol && pair.Request == port >> 8)
            {
                return (protocol, pair.Reply << 8);
            }
        }

        return null;
    }

    private static TrafficSet Answered(TrafficSet replies, PortSet sourcePorts)
    {
        if (ReferenceEquals(replies, TrafficSet.All))
        {
            return TrafficSet.All;
        }

        var ports = ServiceSet.Of(IpProtocols.All, sourcePorts);
        var tcp = ports.Intersect(ServiceSet.Of(IpProtocols.Tcp));
        var udp = ports.Intersect(ServiceSet.Of(IpProtocols.Udp));
        var map = TrafficSet.Of(AddressSet.All, OneWay);
        foreach (var (addresses, services) in replies.Rows())
        {
            var answered = services.Subtract(PortsAndTypes);
            answered = services.Overlaps(tcp) ? answered.Union(ServiceSet.Of(IpProtocols.Tcp)) : answered;
            answered = services.Overlaps(udp) ? answered.Union(ServiceSet.Of(IpProtocols.Udp)) : answered;
            foreach (var pair in Pairs)
            {
                if (services.Contains(pair.Protocol, pair.Reply << 8))
                {
                    answered = answered.Union(ServiceSet.OfIcmp(pair.Protocol, pair.Request, -1));
                }
            }

            map = map.Union(TrafficSet.Of(addresses, answered));
        }

        return map;
    }
}
