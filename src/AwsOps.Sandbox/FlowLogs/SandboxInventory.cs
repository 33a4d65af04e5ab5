using AwsOps.Engine.Network;
using AwsOps.Sandbox.Ec2;
using Net = AwsOps.Engine.Network;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>The sandbox's network as the reachability engine takes it.</summary>
internal static class SandboxInventory
{
    /// <summary>Everything of an account and region.</summary>
    public static NetworkInventory Of(Ec2State ec2) => new()
    {
        Vpcs = [.. ec2.Vpcs.Select(static v => new Net.Vpc { VpcId = v.Id, CidrBlocks = Texts(v.CidrBlocks), Ipv6CidrBlocks = [.. Texts(v.Ipv6Blocks).Select(static b => new VpcIpv6Block(b))] })],
        Subnets = [.. ec2.Subnets.Select(static s => new Net.Subnet { SubnetId = s.Id, VpcId = s.VpcId, AvailabilityZone = s.AvailabilityZone, CidrBlock = s.CidrBlock.ToString(), Ipv6CidrBlocks = Texts(s.Ipv6Blocks) })],
        RouteTables = [.. ec2.RouteTables.Select(t => Table(ec2, t))],
        InternetGateways = [.. ec2.InternetGateways.Select(static g => new Net.InternetGateway(g.Id, g.Vpc is { } vpc ? [vpc.Id] : []))],
        EgressOnlyGateways = [.. ec2.EgressOnlyInternetGateways.Select(static g => new Net.InternetGateway(g.Id, [g.Vpc.Id]))],
        NatGateways = [.. ec2.NatGateways.Select(Nat)],
        Peerings = [.. ec2.Peerings.Select(static p => new Net.VpcPeering { VpcPeeringConnectionId = p.Id, Status = p.Status, Requester = Side(p.Requester), Accepter = Side(p.Accepter) })],
        TransitGatewayAttachments = [.. ec2.TransitGatewayAttachments.Select(static a => new Net.TransitGatewayAttachment { AttachmentId = a.Id, TransitGatewayId = a.Gateway.Id, ResourceType = a.Kind, ResourceId = a.ResourceId, State = a.State, RouteTableId = a.Table?.Id, SubnetIds = a is Ec2.TransitGatewayVpcAttachment vpc ? [.. vpc.Interfaces.Select(static c => c.Subnet.Id)] : null })],
        TransitGatewayRouteTables = [.. ec2.TransitGatewayRouteTables.Select(static t => new Net.TransitGatewayRouteTable(t.Id, [.. t.Routes.Select(static r => new Net.TransitGatewayRoute(r.Destination.ToString(), r.Attachment is { } a ? [a.Id] : [], r.IsBlackhole, r.List?.Id, !r.IsStatic))]))],
        VpcEndpoints = [.. ec2.VpcEndpoints.Select(static e => new Net.VpcEndpoint { VpcEndpointId = e.Id, Type = e.EndpointType, ServiceName = e.ServiceName, VpcId = e.Vpc.Id, NetworkInterfaceIds = [.. e.Interfaces.Select(static c => c.Id)] })],
        BlockPublicAccess = [new(ec2.BlockPublicAccessMode, ec2.Scope.Region)],
        BlockPublicAccessExclusions = [.. ec2.BlockPublicAccessExclusions.Select(static e => new Net.BlockPublicAccessExclusion(e.ResourceArn.Split('/')[^1], e.Mode == "allow-bidirectional"))],
        NetworkInterfaces = [.. ec2.NetworkInterfaces.Select(Interface)],
        SecurityGroups = [.. ec2.SecurityGroups.Select(Group)],
        NetworkAcls = [.. ec2.NetworkAcls.Select(Acl)],
        PrefixLists = [.. ec2.ServicePrefixLists.Concat(ec2.PrefixLists).Select(static l => new PrefixList(l.Id, l.ListName, [.. l.Entries.Select(static e => e.Cidr.Canonical.ToString())]))],
    };

    /// <summary>An interface as the engine takes it.</summary>
    public static Net.NetworkInterface Interface(Ec2.NetworkInterface item) => new()
    {
        NetworkInterfaceId = item.Id,
        VpcId = item.Subnet.VpcId,
        SubnetId = item.Subnet.Id,
        GroupIds = [.. item.Groups.Select(static g => g.Id)],
        Addresses = [.. item.SecondaryAddresses.Prepend(item.PrivateIpAddress).Select((a, i) => new InterfaceAddress(a, i == 0 ? item.PublicIpAddress : null))],
        Ipv6Addresses = [.. item.Ipv6Addresses],
        InstanceId = item.Instance?.Id,
        InterfaceType = item.InterfaceType,
        Description = item.Description,
    };

    private static List<string> Texts(List<(string AssociationId, Ec2.Cidr Block)> blocks) => blocks.ConvertAll(static b => b.Block.Canonical.ToString());

    private static PeeredVpc Side(PeeringSide side) => new(side.Vpc.Id, side.Scope.Account, side.Scope.Region);

    private static Net.RouteTable Table(Ec2State ec2, Ec2.RouteTable table) => new()
    {
        RouteTableId = table.Id,
        VpcId = table.Vpc.Id,
        IsMain = table.IsMain,
        SubnetIds = [.. table.Associations.Select(static a => a.SubnetId).OfType<string>()],
        Routes =
        [
            .. table.Routes.Select(r => new Net.Route
            {
                DestinationCidrBlock = r.Kind == DestinationKind.CidrIpv4 ? r.Destination : null,
                DestinationIpv6CidrBlock = r.Kind == DestinationKind.CidrIpv6 ? r.Destination : null,
                DestinationPrefixListId = r.Kind == DestinationKind.PrefixList ? r.Destination : null,
                Target = r.Target,
                IsBlackhole = RouteTableOperations.IsBlackhole(ec2, table, r),
            }),
        ],
    };

    private static Net.NatGateway Nat(Ec2.NatGateway gateway) => new()
    {
        NatGatewayId = gateway.Id,
        VpcId = gateway.Subnet.VpcId,
        SubnetId = gateway.Subnet.Id,
        State = gateway.State,
        IsPrivate = gateway.PublicIp is null,
        PrivateAddresses = [gateway.Interface.PrivateIpAddress],
        PublicAddresses = gateway.PublicIp is { } address ? [address] : [],
    };

    private static Net.NetworkAcl Acl(Ec2.NetworkAcl acl) => new()
    {
        NetworkAclId = acl.Id,
        VpcId = acl.Vpc.Id,
        IsDefault = acl.IsDefault,
        SubnetIds = [.. acl.Associations.Select(static a => a.Subnet.Id)],
        Entries =
        [
            .. acl.Entries.Select(static e => new Net.NetworkAclEntry
            {
                RuleNumber = e.RuleNumber,
                Egress = e.Egress,
                Protocol = e.Protocol,
                Allow = e.Allow,
                CidrBlock = e.Cidr.IsIpv6 ? null : e.Cidr.ToString(),
                Ipv6CidrBlock = e.Cidr.IsIpv6 ? e.Cidr.ToString() : null,
                PortFrom = e.FromPort,
                PortTo = e.ToPort,
                IcmpType = e.IcmpType,
                IcmpCode = e.IcmpCode,
            }),
        ],
    };

    private static Net.SecurityGroup Group(Ec2.SecurityGroup group) => new()
    {
        GroupId = group.Id,
        VpcId = group.VpcId,
        Rules =
        [
            .. group.Rules.Select(static r => new Net.SecurityGroupRule
            {
                RuleId = r.Id,
                IsEgress = r.Match.IsEgress,
                IpProtocol = r.Match.Protocol,
                FromPort = r.Match.FromPort,
                ToPort = r.Match.ToPort,
                CidrIpv4 = r.Match.Kind == PeerKind.CidrIpv4 ? r.Match.Peer : null,
                CidrIpv6 = r.Match.Kind == PeerKind.CidrIpv6 ? r.Match.Peer : null,
                PrefixListId = r.Match.Kind == PeerKind.PrefixList ? r.Match.Peer : null,
                ReferencedGroupId = r.Match.Kind == PeerKind.Group ? r.Match.Peer : null,
            }),
        ],
    };
}
