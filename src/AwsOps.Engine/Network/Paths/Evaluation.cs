namespace AwsOps.Engine.Network;

/// <summary>
/// A question put to a stack of layers. What arrives is what all layers of the way there let through; what can be
/// answered is that part of it whose reply all layers of the way back let through.
/// </summary>
internal sealed class Evaluation
{
    private readonly IReadOnlyList<Layer> _layers;
    private readonly PortSet _sourcePorts;
    private readonly TrafficBounds _replies = TrafficBounds.Exactly(TrafficSet.All);

    /// <summary>The way back beyond a NAT gateway, whose source ports are not the client's.</summary>
    private readonly TrafficBounds _repliesBeyondNat = TrafficBounds.Exactly(TrafficSet.All);

    private readonly TrafficSet _probe;

    public Evaluation(TrafficSet query, IReadOnlyList<Layer> layers, PortSet sourcePorts)
    {
        _layers = layers;
        _sourcePorts = sourcePorts;
        _probe = query;
        var arriving = TrafficBounds.Exactly(query);
        foreach (var layer in layers)
        {
            if (layer.IsReply)
            {
                (_replies, _repliesBeyondNat) = layer.IsBeyondNat
                    ? (_replies, _repliesBeyondNat.Intersect(layer.Bounds))
                    : (_replies.Intersect(layer.Bounds), _repliesBeyondNat);
                continue;
            }

            if (arriving.Possible.IsEmpty)
            {
                continue;
            }

            arriving = arriving.Intersect(layer.Bounds);
            if (arriving.Possible.IsEmpty)
            {
                BlockedBy = layer;
            }
            else
            {
                _probe = arriving.Possible;
            }
        }

        Arriving = arriving;
        Answered = arriving.Possible.IsEmpty
            ? arriving
            : arriving.Intersect(Replies.Answered(_replies, sourcePorts)).Intersect(Replies.Answered(_repliesBeyondNat, PortSet.Ephemeral));
        Verdict = !Answered.Certain.IsEmpty ? Verdict.Exposed
            : arriving.Possible.IsEmpty ? Verdict.Closed
            : Answered.Possible.IsEmpty && !arriving.Certain.IsEmpty ? Verdict.ReplyBlocked
            : Verdict.Unknown;
    }

    public Verdict Verdict { get; }

    /// <summary>What arrives.</summary>
    public TrafficBounds Arriving { get; }

    /// <summary>What arrives and can be answered.</summary>
    public TrafficBounds Answered { get; }

    /// <summary>The layer that lets none of what came to it through.</summary>
    public Layer? BlockedBy { get; }

    /// <summary>What would have to be known to decide about what is possible and not certain.</summary>
    public IReadOnlyList<string> Missing
    {
        get
        {
            var open = Answered.Possible.IsEmpty ? Arriving.Possible : Answered.Possible;
            return [.. _layers
                .Where(l => l.Bounds.Missing.Count > 0 && (l.IsReply || !open.Subtract(l.Bounds.Certain).IsEmpty))
                .SelectMany(static l => l.Bounds.Missing)
                .Distinct()];
        }
    }

    /// <summary>The packet that shows the verdict; where it is Closed, one that gets as far as any.</summary>
    public Packet? Witness(ServiceSet? preferred)
    {
        var set = Verdict switch
        {
            Verdict.Exposed => Answered.Certain,
            Verdict.ReplyBlocked => Arriving.Certain,
            Verdict.Unknown => Answered.Possible.IsEmpty ? Arriving.Possible : Answered.Possible,
            _ => _probe,
        };
        if (set.Witness(preferred) is not { } packet)
        {
            return null;
        }

        var replies = Verdict == Verdict.Exposed ? _replies.Certain : _replies.Possible;
        return packet with { SourcePort = Replies.SourcePort(replies, packet.Source, packet.Protocol, _sourcePorts) };
    }

    /// <summary>The source ports of TCP or UDP whose replies come back to a peer.</summary>
    public PortSet AnsweredPorts(IpAddress peer, int protocol) =>
        _replies.Certain.ServicesOf(peer).PortsOf(protocol).Intersect(_sourcePorts);

    /// <summary>What each layer does to a packet whose peer is its source, up to the one that stops it.</summary>
    public IReadOnlyList<PathHop> Hops(Packet packet)
    {
        List<PathHop> hops = [];
        foreach (var layer in _layers.OrderBy(static l => l.IsReply))
        {
            var (protocol, port) = (packet.Protocol, packet.Port);
            if (layer.IsReply)
            {
                if (Replies.To(protocol, port, layer.IsBeyondNat ? null : packet.SourcePort) is not { } reply)
                {
                    continue;
                }

                (protocol, port) = reply;
            }

            var verdict = layer.Bounds.Certain.Contains(packet.Source, protocol, port) ? HopVerdict.Allowed
                : layer.Bounds.Possible.Contains(packet.Source, protocol, port) ? HopVerdict.Unknown
                : HopVerdict.Blocked;
            var rule = verdict == HopVerdict.Unknown ? string.Join(", ", layer.Bounds.Missing) : layer.Rule(packet.Source, protocol, port) ?? "no rule that allows it";
            hops.Add(new(layer.Kind, layer.Resource, layer.IsReply, verdict, rule));
            if (verdict == HopVerdict.Blocked)
            {
                break;
            }
        }

        return hops;
    }
}
