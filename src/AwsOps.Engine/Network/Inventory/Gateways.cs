namespace AwsOps.Engine.Network;

/// <summary>An internet gateway, or an egress-only one.</summary>
/// <param name="GatewayId">The id, igw-… or eigw-….</param>
/// <param name="AttachedVpcIds">The VPCs that it is attached to.</param>
public sealed record InternetGateway(string GatewayId, IReadOnlyList<string> AttachedVpcIds);

/// <summary>A NAT gateway.</summary>
public sealed record NatGateway
{
    /// <summary>The id, nat-….</summary>
    public required string NatGatewayId { get; init; }

    /// <summary>Its VPC.</summary>
    public required string VpcId { get; init; }

    /// <summary>The subnet it stands in.</summary>
    public required string SubnetId { get; init; }

    /// <summary>pending, failed, available, deleting or deleted.</summary>
    public string State { get; init; } = "available";

    /// <summary>Whether it has no public address, and so no way to the internet.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Its private addresses.</summary>
    public IReadOnlyList<string> PrivateAddresses { get; init; } = [];

    /// <summary>Its public addresses: what the internet sees as the source.</summary>
    public IReadOnlyList<string> PublicAddresses { get; init; } = [];
}

/// <summary>A VPC peering connection.</summary>
public sealed record VpcPeering
{
    /// <summary>The id, pcx-….</summary>
    public required string VpcPeeringConnectionId { get; init; }

    /// <summary>The status code; only <c>active</c> carries traffic.</summary>
    public string Status { get; init; } = "active";

    /// <summary>The side that asked for it.</summary>
    public required PeeredVpc Requester { get; init; }

    /// <summary>The side that accepted it.</summary>
    public required PeeredVpc Accepter { get; init; }

    /// <summary>Whether the connection is between these VPCs.</summary>
    internal bool Joins(string a, string b) =>
        (Requester.VpcId == a && Accepter.VpcId == b) || (Requester.VpcId == b && Accepter.VpcId == a);
}

/// <summary>One side of a peering connection.</summary>
/// <param name="VpcId">The VPC.</param>
/// <param name="OwnerId">Its account.</param>
/// <param name="Region">Its region.</param>
public sealed record PeeredVpc(string VpcId, string? OwnerId = null, string? Region = null);

/// <summary>The attachment of a VPC, or of something else, to a transit gateway.</summary>
public sealed record TransitGatewayAttachment
{
    /// <summary>The id, tgw-attach-….</summary>
    public required string AttachmentId { get; init; }

    /// <summary>The transit gateway.</summary>
    public required string TransitGatewayId { get; init; }

    /// <summary>vpc, vpn, direct-connect-gateway, peering, connect….</summary>
    public string ResourceType { get; init; } = "vpc";

    /// <summary>What is attached; the VPC's id for a VPC, the other transit gateway's for a peering.</summary>
    public string? ResourceId { get; init; }

    /// <summary>The state; only <c>available</c> carries traffic.</summary>
    public string State { get; init; } = "available";

    /// <summary>The transit gateway route table that routes what comes from the attachment.</summary>
    public string? RouteTableId { get; init; }

    /// <summary>The subnets of a VPC attachment, one for each zone it serves; null if not described.</summary>
    public IReadOnlyList<string>? SubnetIds { get; init; }
}

/// <summary>The routes of a transit gateway route table.</summary>
/// <param name="RouteTableId">The table, tgw-rtb-….</param>
/// <param name="Routes">The routes.</param>
public sealed record TransitGatewayRouteTable(string RouteTableId, IReadOnlyList<TransitGatewayRoute> Routes);

/// <summary>A route of a transit gateway.</summary>
/// <param name="DestinationCidrBlock">The destination; null where only its prefix list is named.</param>
/// <param name="AttachmentIds">Where it leads.</param>
/// <param name="IsBlackhole">Whether it drops what it matches.</param>
/// <param name="PrefixListId">The prefix list that it is of.</param>
/// <param name="IsPropagated">Whether an attachment told it; else somebody wrote it.</param>
public sealed record TransitGatewayRoute(string? DestinationCidrBlock, IReadOnlyList<string> AttachmentIds, bool IsBlackhole = false, string? PrefixListId = null, bool IsPropagated = false);

/// <summary>A VPC endpoint.</summary>
public sealed record VpcEndpoint
{
    /// <summary>The id, vpce-….</summary>
    public required string VpcEndpointId { get; init; }

    /// <summary>Gateway, Interface, GatewayLoadBalancer….</summary>
    public required string Type { get; init; }

    /// <summary>The service, such as com.amazonaws.eu-west-1.s3.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Its VPC.</summary>
    public required string VpcId { get; init; }

    /// <summary>The state; only <c>available</c> carries traffic.</summary>
    public string State { get; init; } = "available";

    /// <summary>The interfaces of an interface endpoint.</summary>
    public IReadOnlyList<string> NetworkInterfaceIds { get; init; } = [];
}

/// <summary>The VPC Block Public Access setting of an account in a region.</summary>
/// <param name="Mode">off, block-bidirectional or block-ingress.</param>
/// <param name="Region">The region, where the answer says it.</param>
public sealed record BlockPublicAccess(string Mode, string? Region = null);

/// <summary>An exclusion from VPC Block Public Access.</summary>
/// <param name="ResourceId">The VPC or subnet.</param>
/// <param name="AllowsInbound">Whether its mode is allow-bidirectional; else it is allow-egress.</param>
public sealed record BlockPublicAccessExclusion(string ResourceId, bool AllowsInbound);
