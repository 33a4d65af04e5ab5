namespace AwsOps.Sandbox.Ec2;

/// <summary>A transit gateway, which joins VPCs of a region and other gateways. https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html</summary>
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

/// <summary>What ties a VPC, a VPN or another gateway to a transit gateway.</summary>
internal abstract class TransitGatewayAttachment(string id, TransitGateway gateway, DateTime created) : Ec2Resource(id)
{
    public override string ResourceType => "transit-gateway-attachment";

    public TransitGateway Gateway { get; } = gateway;

    public DateTime Created { get; } = created;

    /// <summary>What is attached: <c>vpc</c>, <c>peering</c> or <c>vpn</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Id of what is attached.</summary>
    public abstract string ResourceId { get; }

    /// <summary>Account of what is attached.</summary>
    public abstract string ResourceOwnerId { get; }

    /// <summary>
    /// <c>pending</c>, <c>available</c>, <c>deleting</c>, <c>deleted</c>; of peerings also <c>initiatingRequest</c>, <c>pendingAcceptance</c>,
    /// <c>rejected</c>.
    /// </summary>
    public string State { get; set; } = "pending";

    public bool IsGone => State is "deleting" or "deleted" or "rejected";

    /// <summary>What it tells route tables.</summary>
    public virtual IEnumerable<(string AssociationId, Cidr Block)> Blocks => [];

    /// <summary>The table that decides where traffic from this attachment goes.</summary>
    public TransitGatewayRouteTable? Table { get; set; }
}

/// <summary>A VPC's tie to a transit gateway, with an interface in one subnet of each zone that it serves.</summary>
internal sealed class TransitGatewayVpcAttachment(string id, TransitGateway gateway, Vpc vpc, DateTime created) : TransitGatewayAttachment(id, gateway, created)
{
    public override string Kind => "vpc";

    public override string ResourceId => Vpc.Id;

    public override string ResourceOwnerId => Vpc.OwnerId;

    public Vpc Vpc { get; } = vpc;

    public SortedDictionary<string, string> Options { get; } = new(StringComparer.Ordinal);

    /// <summary>The VPC's IPv4 blocks, and with Ipv6Support its IPv6 blocks.</summary>
    public override IEnumerable<(string AssociationId, Cidr Block)> Blocks => Options.GetValueOrDefault("Ipv6Support") == "enable" ? Vpc.CidrBlocks.Concat(Vpc.Ipv6Blocks) : Vpc.CidrBlocks;

    /// <summary>One in each of its subnets.</summary>
    public List<NetworkInterface> Interfaces { get; } = [];
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

    /// <summary>Prefix lists that it routes.</summary>
    public List<TransitGatewayPrefixListReference> References { get; } = [];

    /// <summary>
    /// All routes: of the same destination static ones come first, then those of prefix lists ("each entry in the prefix list is
    /// represented as a route"), then what attachments tell.
    /// https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html#tgw-route-evaluation-overview,
    /// https://docs.aws.amazon.com/vpc/latest/tgw/create-prefix-list-reference.html
    /// </summary>
    public IEnumerable<TransitGatewayRoute> Routes => StaticRoutes
        .Concat(References.SelectMany(static r => r.List.Entries.Select(e => new TransitGatewayRoute(e.Cidr, r.Attachment, IsStatic: false, r.List))))
        .Concat(Propagations.Where(static a => a.State == "available").SelectMany(static a => a.Blocks.Select(b => new TransitGatewayRoute(b.Block, a, IsStatic: false))))
        .DistinctBy(static r => r.Destination)
        .OrderBy(static r => r.Destination.IsIpv6).ThenBy(static r => r.Destination.Address).ThenBy(static r => r.Destination.Length);
}

/// <summary>A route of a transit gateway.</summary>
/// <param name="Destination">Canonical block.</param>
/// <param name="Attachment">Where it leads; null for a blackhole.</param>
/// <param name="IsStatic">Somebody wrote it; else an attachment told it, or it is of a prefix list.</param>
/// <param name="List">The prefix list.</param>
internal sealed record TransitGatewayRoute(Cidr Destination, TransitGatewayAttachment? Attachment, bool IsStatic, ManagedPrefixList? List = null)
{
    /// <summary>Once its attachment is gone, a static route drops what matches it.</summary>
    public bool IsBlackhole => Attachment?.IsGone != false;
}

/// <summary>A prefix list in a route table.</summary>
/// <param name="List">The list; its entries are routes as they are now.</param>
/// <param name="Attachment">Where they lead; null for a blackhole.</param>
internal sealed record TransitGatewayPrefixListReference(ManagedPrefixList List, TransitGatewayAttachment? Attachment);

internal sealed partial class Ec2State
{
    public ResourceTable<TransitGateway> TransitGateways { get; } =
        new("tgw", "InvalidTransitGatewayID.NotFound", "Transit Gateway {0} was deleted or does not exist.", "InvalidTransitGatewayID.Malformed");

    public ResourceTable<TransitGatewayAttachment> TransitGatewayAttachments { get; } =
        new("tgw-attach", "InvalidTransitGatewayAttachmentID.NotFound", "Transit Gateway Attachment {0} was deleted or does not exist.", "InvalidTransitGatewayAttachmentID.Malformed");

    public ResourceTable<TransitGatewayRouteTable> TransitGatewayRouteTables { get; } =
        new("tgw-rtb", "InvalidRouteTableID.NotFound", "Transit Gateway Route Table {0} was deleted or does not exist.", "InvalidRouteTableId.Malformed");

    /// <summary>Whether a VPC is joined to a transit gateway.</summary>
    public bool IsAttached(Vpc vpc, string transitGatewayId) => TransitGatewayAttachments.OfType<TransitGatewayVpcAttachment>().Any(a => a.Vpc == vpc && a.Gateway.Id == transitGatewayId && !a.IsGone);
}
