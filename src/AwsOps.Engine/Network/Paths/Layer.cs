namespace AwsOps.Engine.Network;

/// <summary>What stands on a path.</summary>
public enum LayerKind
{
    /// <summary>The addresses of the two ends.</summary>
    Address,

    /// <summary>A security group, or all groups of an interface.</summary>
    SecurityGroup,

    /// <summary>A network ACL.</summary>
    NetworkAcl,

    /// <summary>A route table.</summary>
    RouteTable,

    /// <summary>An internet gateway, or an egress-only one.</summary>
    InternetGateway,

    /// <summary>A NAT gateway.</summary>
    NatGateway,

    /// <summary>VPC Block Public Access.</summary>
    BlockPublicAccess,

    /// <summary>A VPC peering connection.</summary>
    Peering,

    /// <summary>A transit gateway.</summary>
    TransitGateway,

    /// <summary>A VPC endpoint.</summary>
    VpcEndpoint,

    /// <summary>A load balancer and its listeners.</summary>
    LoadBalancer,

    /// <summary>Something whose behaviour the configuration does not tell: an appliance, a VPN, a network outside.</summary>
    Opaque,
}

/// <summary>
/// One thing that a packet has to pass, as the traffic that it lets through. The peer in that traffic is the end of the
/// path that varies. A reply layer says the same of the reply, whose port is the client's source port.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Resource">Its id.</param>
/// <param name="Bounds">What it lets through.</param>
/// <param name="Rule">Names the rule that decides about a peer, protocol and port.</param>
internal sealed record Layer(LayerKind Kind, string Resource, TrafficBounds Bounds, Func<IpAddress, int, int, string?> Rule)
{
    /// <summary>Whether it stands in the way of replies.</summary>
    public bool IsReply { get; init; }

    /// <summary>Whether the reply is on the far side of a NAT gateway, which chooses its own source ports.</summary>
    public bool IsBeyondNat { get; init; }

    public static Layer Fixed(LayerKind kind, string resource, bool passes, string text) =>
        new(kind, resource, TrafficBounds.Exactly(passes ? TrafficSet.All : TrafficSet.Empty), (_, _, _) => text);

    public static Layer Unknown(LayerKind kind, string resource, string missing) =>
        new(kind, resource, TrafficBounds.Unknown(missing), (_, _, _) => null);

    /// <summary>The layer seen from a path whose peer here is not the end that varies but one address.</summary>
    public Layer AtPeer(IpAddress peer)
    {
        var rule = Rule;
        return this with
        {
            Bounds = new(Spread(Bounds.Certain, peer), Spread(Bounds.Possible, peer), Bounds.Missing),
            Rule = (_, protocol, port) => rule(peer, protocol, port),
        };
    }

    private static TrafficSet Spread(TrafficSet set, IpAddress peer) => TrafficSet.Of(AddressSet.All, set.ServicesOf(peer));
}
