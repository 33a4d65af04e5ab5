namespace AwsOps.Engine.Network;

/// <summary>A route table.</summary>
public sealed record RouteTable
{
    /// <summary>The id, rtb-….</summary>
    public required string RouteTableId { get; init; }

    /// <summary>Its VPC.</summary>
    public required string VpcId { get; init; }

    /// <summary>Whether it is the main table of its VPC: that of every subnet without a table of its own.</summary>
    public bool IsMain { get; init; }

    /// <summary>The subnets that have it as their own.</summary>
    public IReadOnlyList<string> SubnetIds { get; init; } = [];

    /// <summary>The gateways whose inbound traffic it routes (edge associations).</summary>
    public IReadOnlyList<string> GatewayIds { get; init; } = [];

    /// <summary>The routes.</summary>
    public IReadOnlyList<Route> Routes { get; init; } = [];
}

/// <summary>One route. Exactly one of the destinations is set.</summary>
public sealed record Route
{
    /// <summary>The destination as an IPv4 block.</summary>
    public string? DestinationCidrBlock { get; init; }

    /// <summary>The destination as an IPv6 block.</summary>
    public string? DestinationIpv6CidrBlock { get; init; }

    /// <summary>The destination as a prefix list.</summary>
    public string? DestinationPrefixListId { get; init; }

    /// <summary>
    /// The target: <c>local</c>, or the id of a gateway, connection or interface, whose prefix tells its kind
    /// (igw-, eigw-, nat-, pcx-, tgw-, vgw-, vpce-, eni-, lgw-, cagw-).
    /// </summary>
    public required string Target { get; init; }

    /// <summary>Whether the target is gone: the route still matches and drops what it matches.</summary>
    public bool IsBlackhole { get; init; }

    /// <summary>Whether a virtual private gateway propagated the route; a static one with the same destination wins.</summary>
    public bool IsPropagated { get; init; }

    /// <summary>The destination, whichever kind it is.</summary>
    public string Destination => DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId ?? string.Empty;

    /// <summary>Such as <c>0.0.0.0/0 to igw-1</c>.</summary>
    public override string ToString() => $"{Destination} to {Target}{(IsBlackhole ? " (blackhole)" : string.Empty)}";
}

/// <summary>The entries of a prefix list.</summary>
/// <param name="PrefixListId">The list, pl-….</param>
/// <param name="Name">The name; AWS's own are those of services, such as com.amazonaws.eu-west-1.s3.</param>
/// <param name="Cidrs">The blocks, or null if the entries were not asked for.</param>
public sealed record PrefixList(string PrefixListId, string? Name, IReadOnlyList<string>? Cidrs);
