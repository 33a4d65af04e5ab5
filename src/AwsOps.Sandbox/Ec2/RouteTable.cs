namespace AwsOps.Sandbox.Ec2;

/// <summary>A route table.</summary>
internal sealed class RouteTable(string id, Vpc vpc) : Ec2Resource(id)
{
    public override string ResourceType => "route-table";

    public Vpc Vpc { get; } = vpc;

    public List<Route> Routes { get; } = [];

    public List<RouteTableAssociation> Associations { get; } = [];

    public bool IsMain => Associations.Exists(static a => a.Main);
}

/// <summary>A route.</summary>
internal sealed class Route
{
    /// <summary>A canonical CIDR or a prefix list id.</summary>
    public required string Destination { get; init; }

    public required DestinationKind Kind { get; init; }

    /// <summary>The member of the API that names the target, e.g. <c>GatewayId</c>, <c>NatGatewayId</c>.</summary>
    public required string TargetMember { get; set; }

    /// <summary>Id of the target; <c>local</c> for the VPC itself.</summary>
    public required string Target { get; set; }

    public required string Origin { get; init; }
}

/// <summary>What a route's destination is.</summary>
internal enum DestinationKind
{
    CidrIpv4,
    CidrIpv6,
    PrefixList,
}

/// <summary>A route table's tie to a subnet, or (main) to every subnet of the VPC that has none of its own.</summary>
internal sealed record RouteTableAssociation(string Id, bool Main, string? SubnetId);

/// <summary>An internet gateway.</summary>
internal sealed class InternetGateway(string id) : Ec2Resource(id)
{
    public override string ResourceType => "internet-gateway";

    public Vpc? Vpc { get; set; }
}
