namespace AwsOps.Engine.Network;

/// <summary>One end of a path.</summary>
internal abstract record PathEnd(string Name)
{
    /// <summary>An interface of the inventory, and those of its private addresses that are meant.</summary>
    public sealed record Inside(string Name, NetworkInterface Item, IReadOnlyList<IpAddress> Addresses) : PathEnd(Name);

    /// <summary>Addresses that are not of the inventory.</summary>
    public sealed record Outside(string Name, AddressSet Addresses) : PathEnd(Name);

    /// <summary>A public address of an interface: what is sent to it leaves through a gateway and comes back.</summary>
    public sealed record PublicSide(string Name, NetworkInterface Item, IpAddress Address) : PathEnd(Name);

    /// <summary>A load balancer.</summary>
    public sealed record Balancer(string Name, NetworkLoadBalancer Item) : PathEnd(Name);

    /// <summary>A service of AWS.</summary>
    public sealed record Service(string Name) : PathEnd(Name);

    /// <summary>Something that the inventory should tell and does not.</summary>
    public sealed record Missing(string Name, string Answer) : PathEnd(Name);
}
