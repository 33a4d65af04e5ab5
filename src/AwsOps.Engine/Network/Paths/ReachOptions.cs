namespace AwsOps.Engine.Network;

/// <summary>What to ask about reachability.</summary>
public sealed record ReachOptions
{
    /// <summary>
    /// The strangers who try; the whole internet by default. No packet from a private address comes through an internet
    /// gateway, so private ranges are left out.
    /// </summary>
    public AddressSet From { get; init; } = AddressRanges.Internet;

    /// <summary>The services of interest; all by default.</summary>
    public ServiceSet Services { get; init; } = ServiceSet.All;

    /// <summary>
    /// The source ports that the sender may use. All by default: who attacks chooses the port for which replies pass.
    /// </summary>
    public PortSet SourcePorts { get; init; } = PortSet.All;

    internal TrafficSet Query => TrafficSet.Of(From.Intersect(AddressRanges.ThroughGateway), Services);
}
