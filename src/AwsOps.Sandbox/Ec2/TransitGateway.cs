namespace AwsOps.Sandbox.Ec2;

/// <summary>A transit gateway, which joins VPCs of a region. https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html</summary>
internal sealed class TransitGateway(string id, DateTime created) : Ec2Resource(id)
{
    public override string ResourceType => "transit-gateway";

    public DateTime Created { get; } = created;

    public string Description { get; init; } = string.Empty;

    /// <summary><c>pending</c>, <c>available</c>, <c>deleting</c>, <c>deleted</c>.</summary>
    public string State { get; set; } = "pending";

    public long AmazonSideAsn { get; init; } = 64512;

    /// <summary>Its options of <c>enable</c> and <c>disable</c>, by the names of the API.</summary>
    public SortedDictionary<string, string> Options { get; } = new(StringComparer.Ordinal);

    /// <summary>The table that new attachments are associated with; null if they are with none.</summary>
    public TransitGatewayRouteTable? AssociationTable { get; set; }

    /// <summary>The table that new attachments tell their addresses; null if they tell none.</summary>
    public TransitGatewayRouteTable? PropagationTable { get; set; }
}

/// <summary>A VPC's tie to a transit gateway, with an interface in one subnet of each zone that it serves.</summary>
internal sealed class TransitGatewayAttachment(string id, TransitGateway gateway, Vpc vpc, DateTime created) : Ec2Resource(id)
{
    public override string ResourceType => "transit-gateway-attachment";

    public TransitGateway Gateway { get; } = gateway;

    public Vpc Vpc { get; } = vpc;

    public DateTime Created { get; } = created;

    /// <summary><c>pending</c>, <c>available</c>, <c>deleting</c>, <c>deleted</c>.</summary>
    public string State { get; set; } = "pending";

    public bool IsGone => State is "deleting" or "deleted";

    public SortedDictionary<string, string> Options { get; } = new(StringComparer.Ordinal);

    /// <summary>What it tells route tables: the VPC's IPv4 blocks, and with Ipv6Support its IPv6 blocks.</summary>
    public IEnumerable<(string AssociationId, Cidr Block)> Blocks => Options.GetValueOrDefault("Ipv6Support") == "enable" ? Vpc.CidrBlocks.Concat(Vpc.Ipv6Blocks) : Vpc.CidrBlocks;

    /// <summary>One in each of its subnets.</summary>
    public List<NetworkInterface> Interfaces { get; } = [];

    /// <summary>The table that decides where traffic from this VPC goes.</summary>
    public TransitGatewayRouteTable? Table { get; set; }
}

/// <summary>A route table of a transit gateway.</summary>
internal sealed class TransitGatewayRouteTable(string id, TransitGateway gateway, DateTime created) : Ec2Resource(id)
{
    public override string ResourceType => "transit-gateway-route-table";

    public TransitGateway Gateway { get; } = gateway;

    public DateTime Created { get; } = created;

    /// <summary><c>pending</c>, <c>available</c>, <c>deleting</c>, <c>deleted</c>.</summary>
    public string State { get; set; } = "available";

    /// <summary>Attachments that tell it their VPCs' addresses.</summary>
    public List<TransitGatewayAttachment> Propagations { get; } = [];

    /// <summary>Routes that somebody wrote.</summary>
    public List<TransitGatewayRoute> StaticRoutes { get; } = [];

    /// <summary>
    /// All routes: of the same destination "static routes have a higher preference than propagated routes".
    /// https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html#tgw-route-evaluation-overview
    /// </summary>
    public IEnumerable<TransitGatewayRoute> Routes => StaticRoutes
        .Concat(Propagations.Where(static a => a.State == "available").SelectMany(static a => a.Blocks.Select(b => new TransitGatewayRoute(b.Block, a, IsStatic: false))))
        .DistinctBy(static r => r.Destination)
        .OrderBy(static r => r.Destination.IsIpv6).ThenBy(static r => r.Destination.Address).ThenBy(static r => r.Destination.Length);
}

/// <summary>A route of a transit gateway.</summary>
/// <param name="Destination">Canonical block.</param>
/// <param name="Attachment">Where it leads; null for a blackhole.</param>
/// <param name="IsStatic">Somebody wrote it; else an attachment told it.</param>
internal sealed record TransitGatewayRoute(Cidr Destination, TransitGatewayAttachment? Attachment, bool IsStatic)
{
    /// <summary>Once its attachment is gone, a static route drops what matches it.</summary>
    public bool IsBlackhole => Attachment?.IsGone != false;
}

internal sealed partial class Ec2State
{
    public ResourceTable<TransitGateway> TransitGateways { get; } =
        new("tgw", "InvalidTransitGatewayID.NotFound", "Transit Gateway {0} was deleted or does not exist.", "InvalidTransitGatewayID.Malformed");

    public ResourceTable<TransitGatewayAttachment> TransitGatewayAttachments { get; } =
        new("tgw-attach", "InvalidTransitGatewayAttachmentID.NotFound", "Transit Gateway Attachment {0} was deleted or does not exist.", "InvalidTransitGatewayAttachmentID.Malformed");

    public ResourceTable<TransitGatewayRouteTable> TransitGatewayRouteTables { get; } =
        new("tgw-rtb", "InvalidRouteTableID.NotFound", "Transit Gateway Route Table {0} was deleted or does not exist.", "InvalidRouteTableId.Malformed");

    /// <summary>Whether a VPC is joined to a transit gateway.</summary>
    public bool IsAttached(Vpc vpc, string transitGatewayId) => TransitGatewayAttachments.Any(a => a.Vpc == vpc && a.Gateway.Id == transitGatewayId && !a.IsGone);
}
