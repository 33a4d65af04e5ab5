namespace AwsOps.Engine.Network;

/// <summary>
/// What is known about an account's network: the answers of describe calls. Null means that a call was not made, and
/// everything that depends on it is Unknown; an empty list means that it was made and there is nothing.
/// </summary>
public sealed record NetworkInventory
{
    /// <summary>describe-vpcs.</summary>
    public IReadOnlyList<Vpc>? Vpcs { get; init; }

    /// <summary>describe-subnets.</summary>
    public IReadOnlyList<Subnet>? Subnets { get; init; }

    /// <summary>describe-route-tables.</summary>
    public IReadOnlyList<RouteTable>? RouteTables { get; init; }

    /// <summary>describe-internet-gateways.</summary>
    public IReadOnlyList<InternetGateway>? InternetGateways { get; init; }

    /// <summary>describe-egress-only-internet-gateways.</summary>
    public IReadOnlyList<InternetGateway>? EgressOnlyGateways { get; init; }

    /// <summary>describe-nat-gateways.</summary>
    public IReadOnlyList<NatGateway>? NatGateways { get; init; }

    /// <summary>describe-vpc-peering-connections.</summary>
    public IReadOnlyList<VpcPeering>? Peerings { get; init; }

    /// <summary>describe-transit-gateway-attachments, with the subnets of describe-transit-gateway-vpc-attachments.</summary>
    public IReadOnlyList<TransitGatewayAttachment>? TransitGatewayAttachments { get; init; }

    /// <summary>search-transit-gateway-routes, for each table.</summary>
    public IReadOnlyList<TransitGatewayRouteTable>? TransitGatewayRouteTables { get; init; }

    /// <summary>describe-vpc-endpoints.</summary>
    public IReadOnlyList<VpcEndpoint>? VpcEndpoints { get; init; }

    /// <summary>describe-vpc-block-public-access-options, one for each region.</summary>
    public IReadOnlyList<BlockPublicAccess>? BlockPublicAccess { get; init; }

    /// <summary>describe-vpc-block-public-access-exclusions.</summary>
    public IReadOnlyList<BlockPublicAccessExclusion>? BlockPublicAccessExclusions { get; init; }

    /// <summary>describe-network-interfaces.</summary>
    public IReadOnlyList<NetworkInterface>? NetworkInterfaces { get; init; }

    /// <summary>describe-addresses.</summary>
    public IReadOnlyList<ElasticAddress>? Addresses { get; init; }

    /// <summary>describe-instances.</summary>
    public IReadOnlyList<NetworkInstance>? Instances { get; init; }

    /// <summary>elbv2 and elb describe-load-balancers, each with its listeners.</summary>
    public IReadOnlyList<NetworkLoadBalancer>? LoadBalancers { get; init; }

    /// <summary>describe-target-groups, with attributes and health where described.</summary>
    public IReadOnlyList<LoadBalancerTargetGroup>? TargetGroups { get; init; }

    /// <summary>describe-security-groups.</summary>
    public IReadOnlyList<SecurityGroup>? SecurityGroups { get; init; }

    /// <summary>describe-network-acls.</summary>
    public IReadOnlyList<NetworkAcl>? NetworkAcls { get; init; }

    /// <summary>describe-managed-prefix-lists (or describe-prefix-lists), with the entries.</summary>
    public IReadOnlyList<PrefixList>? PrefixLists { get; init; }
}
