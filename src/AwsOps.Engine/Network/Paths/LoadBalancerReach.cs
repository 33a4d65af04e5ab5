namespace AwsOps.Engine.Network;

/// <summary>What of a target is reached through a load balancer.</summary>
public sealed record LoadBalancerReach
{
    /// <summary>The load balancer.</summary>
    public required NetworkLoadBalancer LoadBalancer { get; init; }

    /// <summary>The listener; null if listeners were not described.</summary>
    public LoadBalancerListener? Listener { get; init; }

    /// <summary>The target; null if it is not known.</summary>
    public LoadBalancerTarget? Target { get; init; }

    /// <summary>The target's interface.</summary>
    public NetworkInterface? Interface { get; init; }

    /// <summary>The load balancer's interface that the way leads through.</summary>
    public NetworkInterface? Node { get; init; }

    /// <summary>The answer for the whole way.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The way from the client to the load balancer.</summary>
    public PathResult? Front { get; init; }

    /// <summary>The way from the load balancer to the target.</summary>
    public PathResult? Back { get; init; }

    /// <summary>The clients that get through to the target.</summary>
    public AddressSet Clients { get; init; } = AddressSet.Empty;

    /// <summary>What would have to be known to turn Unknown into an answer.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}
