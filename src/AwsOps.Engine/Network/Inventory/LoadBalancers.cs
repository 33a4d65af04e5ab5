namespace AwsOps.Engine.Network;

/// <summary>An Application, Network, Gateway or Classic Load Balancer.</summary>
public sealed record NetworkLoadBalancer
{
    /// <summary>The ARN; the name for a classic one.</summary>
    public required string Arn { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>application, network, gateway or classic.</summary>
    public string Type { get; init; } = "application";

    /// <summary>Whether its scheme is internet-facing; else it is internal.</summary>
    public bool IsInternetFacing { get; init; }

    /// <summary>Its VPC.</summary>
    public string? VpcId { get; init; }

    /// <summary>The subnets of its nodes.</summary>
    public IReadOnlyList<string> SubnetIds { get; init; } = [];

    /// <summary>Its security groups. A Network Load Balancer may have none, and then filters nothing.</summary>
    public IReadOnlyList<string> GroupIds { get; init; } = [];

    /// <summary>
    /// Whether a node sends to targets in other zones. An Application Load Balancer always does; for a Network or Classic
    /// Load Balancer it is an attribute, null if it was not described
    /// (https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html).
    /// </summary>
    public bool? IsCrossZone { get; init; }

    /// <summary>Its listeners, as describe-listeners gives them; null if that was not asked for it.</summary>
    public IReadOnlyList<LoadBalancerListener>? Listeners { get; init; }

    /// <summary>
    /// What its nodes' interfaces have in common, <see cref="NodeKeyOf"/>. They are described <c>ELB app/name/id</c>, or <c>ELB name</c>
    /// for a classic one, whose name is unique in a region only.
    /// </summary>
    internal string NodeKey => Type == "classic" ? $"ELB {Name} in {VpcId}" : $"ELB {Arn[(Arn.IndexOf(":loadbalancer/", StringComparison.Ordinal) + 14)..]}";

    /// <summary>Which load balancer an interface is a node of; null for other interfaces.</summary>
    internal static string? NodeKeyOf(NetworkInterface node) => !node.Description.StartsWith("ELB ", StringComparison.Ordinal) ? null
        : node.Description.Contains('/', StringComparison.Ordinal) ? node.Description
        : $"{node.Description} in {node.VpcId}";
}

/// <summary>A listener of a load balancer.</summary>
public sealed record LoadBalancerListener
{
    /// <summary>The ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The port; 0 for a Gateway Load Balancer, which takes all.</summary>
    public int Port { get; init; }

    /// <summary>HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, QUIC, TCP_QUIC, GENEVE….</summary>
    public required string Protocol { get; init; }

    /// <summary>The target groups that its default actions and rules forward to.</summary>
    public IReadOnlyList<string> TargetGroupArns { get; init; } = [];

    /// <summary>Whether describe-rules was asked for it; without it, rules could forward to further targets.</summary>
    public bool AreRulesKnown { get; init; } = true;

    /// <summary>The IP protocols it takes.</summary>
    internal ServiceSet Services => Protocol.ToUpperInvariant() switch
    {
        "UDP" or "QUIC" => ServiceSet.Of(IpProtocols.Udp, PortSet.Of(Port)),
        "TCP_UDP" or "TCP_QUIC" => ServiceSet.Of(IpProtocols.All, PortSet.Of(Port)),
        _ => ServiceSet.Of(IpProtocols.Tcp, PortSet.Of(Port)),
    };
}

/// <summary>A target group.</summary>
public sealed record LoadBalancerTargetGroup
{
    /// <summary>The ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>instance, ip, lambda or alb.</summary>
    public string TargetType { get; init; } = "instance";

    /// <summary>HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP….</summary>
    public string Protocol { get; init; } = "HTTP";

    /// <summary>Whether targets see the client's address; null if the attributes were not described.</summary>
    public bool? PreservesClientIp { get; init; }

    /// <summary>The targets; null if their health was not described.</summary>
    public IReadOnlyList<LoadBalancerTarget>? Targets { get; init; }
}

/// <summary>A registered target.</summary>
/// <param name="Id">An instance id, an address, or the ARN of a function or load balancer.</param>
/// <param name="Port">The port that traffic is sent to.</param>
public sealed record LoadBalancerTarget(string Id, int Port);
