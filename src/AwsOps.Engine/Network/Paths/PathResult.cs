namespace AwsOps.Engine.Network;

/// <summary>The answer to a question about a path, with its proof.</summary>
public sealed class PathResult
{
    private readonly Evaluation _evaluation;
    private readonly Func<IpFamily, IpAddress?> _fixedEnd;
    private readonly bool _isOutbound;

    internal PathResult(Evaluation evaluation, Func<IpFamily, IpAddress?> fixedEnd, bool isOutbound = false) =>
        (_evaluation, _fixedEnd, _isOutbound) = (evaluation, fixedEnd, isOutbound);

    /// <summary>The answer.</summary>
    public Verdict Verdict => _evaluation.Verdict;

    /// <summary>What certainly arrives and can be answered, by the end that varies: the source, or, outbound, the destination.</summary>
    public TrafficSet Reachable => _evaluation.Answered.Certain;

    /// <summary>What may be reachable, depending on what is missing; it includes <see cref="Reachable"/>.</summary>
    public TrafficSet PossiblyReachable => _evaluation.Answered.Possible;

    /// <summary>What certainly arrives, answered or not.</summary>
    public TrafficSet Arriving => _evaluation.Arriving.Certain;

    /// <summary>What would have to be known to turn Unknown into an answer.</summary>
    public IReadOnlyList<string> Missing => Verdict == Verdict.Unknown ? _evaluation.Missing : [];

    /// <summary>A packet that proves the verdict; where it is Closed, one that gets as far as any packet does.</summary>
    public Packet? Witness => Turn(WitnessFromPeer());

    /// <summary>Every layer on the way of the witness and of its reply, up to the one that stops it.</summary>
    public IReadOnlyList<PathHop> Hops => WitnessFromPeer() is { } packet ? _evaluation.Hops(packet) : [];

    /// <summary>The layer that blocks, with the rule; null if nothing does.</summary>
    public PathHop? BlockedBy => Hops.FirstOrDefault(static h => h.Verdict == HopVerdict.Blocked)
        ?? (_evaluation.BlockedBy is { } layer ? new(layer.Kind, layer.Resource, layer.IsReply, HopVerdict.Blocked, "no rule that allows it") : null);

    /// <summary>
    /// The source ports for which the witness is answered, if not for all that clients use: those outside of it find the
    /// service dead.
    /// </summary>
    public PortSet? AnsweredSourcePorts
    {
        get
        {
            if (WitnessFromPeer() is not { } packet || Verdict != Verdict.Exposed || !IpProtocols.HasPorts(packet.Protocol))
            {
                return null;
            }

            var ports = _evaluation.AnsweredPorts(packet.Source, packet.Protocol);
            return PortSet.Ephemeral.Subtract(ports).IsEmpty ? null : ports;
        }
    }

    internal Evaluation Evaluation => _evaluation;

    private Packet? WitnessFromPeer() =>
        _evaluation.Witness(PortRisk.WorstOf(_evaluation.Answered.Possible.Services) is { } risk
            ? new ServiceSet(RangeSet<uint>.Of(risk.Key, risk.Key))
            : null);

    /// <summary>A packet is reckoned from the end that varies; outbound, that is its destination.</summary>
    private Packet? Turn(Packet? fromPeer)
    {
        if (fromPeer is not { } packet)
        {
            return null;
        }

        var other = _fixedEnd(packet.Source.Family);
        return _isOutbound && other is { } source
            ? packet with { Source = source, Destination = packet.Source }
            : packet with { Destination = other };
    }
}
