using Ec2 = Amazon.EC2.Model;
using Net = AwsOps.Engine.Network;

namespace AwsOps.Network.Inventories;

/// <summary>The answers of describe calls as the engine's inventory.</summary>
internal static class NetworkMap
{
    /// <summary>The inventory that the answers make.</summary>
    public static Net.NetworkInventory ToInventory(this NetworkAnswers answers) => new()
    {
        Vpcs = answers.Vpcs?.ConvertAll(Vpc),
        Subnets = answers.Subnets?.ConvertAll(Subnet),
        RouteTables = answers.RouteTables?.ConvertAll(RouteTable),
        InternetGateways = answers.InternetGateways?.ConvertAll(static gateway => new Net.InternetGateway(gateway.InternetGatewayId, Attached(gateway.Attachments))),
        EgressOnlyGateways = answers.EgressOnlyInternetGateways?.ConvertAll(static gateway => new Net.InternetGateway(gateway.EgressOnlyInternetGatewayId, Attached(gateway.Attachments))),
        NatGateways = answers.NatGateways?.ConvertAll(Nat),
        Peerings = answers.VpcPeeringConnections?.ConvertAll(static peering => new Net.VpcPeering
        {
            VpcPeeringConnectionId = peering.VpcPeeringConnectionId,
            Status = peering.Status?.Code?.Value ?? "unknown",
            Requester = Side(peering.RequesterVpcInfo),
            Accepter = Side(peering.AccepterVpcInfo),
        }),
        TransitGatewayAttachments = Attachments(answers),
        TransitGatewayRouteTables = [.. answers.TransitGatewayRoutes.Select(static table => new Net.TransitGatewayRouteTable(table.Key, table.Value.ConvertAll(TransitRoute)))],
        VpcEndpoints = answers.VpcEndpoints?.ConvertAll(Endpoint),
        BlockPublicAccess = answers.BlockPublicAccess?.ConvertAll(static options => new Net.BlockPublicAccess(options.InternetGatewayBlockMode?.Value ?? "off", options.AwsRegion)),
        BlockPublicAccessExclusions = answers.VpcBlockPublicAccessExclusions is null ? null : [.. answers.VpcBlockPublicAccessExclusions.Where(IsInForce).Select(Exclusion)],
        NetworkInterfaces = answers.NetworkInterfaces?.ConvertAll(Interface),
        Addresses = answers.Addresses is null ? null : [.. answers.Addresses.Where(static address => address.PublicIp is not null).Select(static address => new Net.ElasticAddress(address.PublicIp, address.NetworkInterfaceId, address.PrivateIpAddress))],
        Instances = answers.Reservations is null ? null : [.. answers.Reservations.SelectMany(static part => part.Instances ?? []).Select(Instance)],
        LoadBalancers = LoadBalancerMap.LoadBalancers(answers),
        TargetGroups = LoadBalancerMap.TargetGroups(answers),
        SecurityGroups = GroupMap.Groups(answers.SecurityGroups, answers.SecurityGroupRules),
        NetworkAcls = answers.NetworkAcls?.ConvertAll(NetworkAcl),
        PrefixLists = PrefixLists(answers),
    };

    /// <summary>One entry of a network ACL.</summary>
    public static Net.NetworkAclEntry Entry(Ec2.NetworkAclEntry entry) => new()
    {
        RuleNumber = entry.RuleNumber ?? Net.NetworkAcl.LastRuleNumber,
        Egress = entry.Egress ?? false,
        Protocol = entry.Protocol ?? "-1",
        Allow = entry.RuleAction?.Value == "allow",
        CidrBlock = entry.CidrBlock,
        Ipv6CidrBlock = entry.Ipv6CidrBlock,
        PortFrom = entry.PortRange?.From,
        PortTo = entry.PortRange?.To,
        IcmpType = entry.IcmpTypeCode?.Type,
        IcmpCode = entry.IcmpTypeCode?.Code,
    };

    /// <summary>One network ACL.</summary>
    public static Net.NetworkAcl NetworkAcl(Ec2.NetworkAcl acl) => new()
    {
        NetworkAclId = acl.NetworkAclId,
        VpcId = acl.VpcId,
        IsDefault = acl.IsDefault ?? false,
        SubnetIds = [.. (acl.Associations ?? []).Select(static association => association.SubnetId)],
        Entries = (acl.Entries ?? []).ConvertAll(Entry),
    };

    /// <summary>The destination and target of one route.</summary>
    public static Net.Route Route(Ec2.Route route) => new()
    {
        DestinationCidrBlock = route.DestinationCidrBlock,
        DestinationIpv6CidrBlock = route.DestinationIpv6CidrBlock,
        DestinationPrefixListId = route.DestinationPrefixListId,
        Target = route.GatewayId ?? route.NatGatewayId ?? route.TransitGatewayId ?? route.VpcPeeringConnectionId ?? route.EgressOnlyInternetGatewayId
            ?? route.NetworkInterfaceId ?? route.InstanceId ?? route.LocalGatewayId ?? route.CarrierGatewayId ?? route.CoreNetworkArn ?? route.OdbNetworkArn ?? "nothing",
        IsBlackhole = route.State?.Value == "blackhole",
        IsPropagated = route.Origin?.Value == "EnableVgwRoutePropagation",
    };

    private static Net.Vpc Vpc(Ec2.Vpc vpc)
    {
        List<string> associated = [.. (vpc.CidrBlockAssociationSet ?? []).Where(static a => IsOn(a.CidrBlockState?.State?.Value)).Select(static a => a.CidrBlock)];
        return new()
        {
            VpcId = vpc.VpcId,
            OwnerId = vpc.OwnerId,
            CidrBlocks = associated.Count > 0 || vpc.CidrBlock is null ? associated : [vpc.CidrBlock],
            Ipv6CidrBlocks = [.. (vpc.Ipv6CidrBlockAssociationSet ?? [])
                .Where(static a => IsOn(a.Ipv6CidrBlockState?.State?.Value))
                .Select(static a => new Net.VpcIpv6Block(a.Ipv6CidrBlock, a.Ipv6AddressAttribute?.Value == "private"))],
        };
    }

    private static Net.Subnet Subnet(Ec2.Subnet subnet) => new()
    {
        SubnetId = subnet.SubnetId,
        VpcId = subnet.VpcId,
        AvailabilityZone = subnet.AvailabilityZone,
        CidrBlock = string.IsNullOrEmpty(subnet.CidrBlock) ? null : subnet.CidrBlock,
        Ipv6CidrBlocks = [.. (subnet.Ipv6CidrBlockAssociationSet ?? []).Where(static a => IsOn(a.Ipv6CidrBlockState?.State?.Value)).Select(static a => a.Ipv6CidrBlock)],
    };

    private static Net.RouteTable RouteTable(Ec2.RouteTable table)
    {
        List<Ec2.RouteTableAssociation> associations = [.. (table.Associations ?? []).Where(static a => IsOn(a.AssociationState?.State?.Value))];
        return new()
        {
            RouteTableId = table.RouteTableId,
            VpcId = table.VpcId,
            IsMain = associations.Exists(static a => a.Main ?? false),
            SubnetIds = [.. associations.Select(static a => a.SubnetId).OfType<string>()],
            GatewayIds = [.. associations.Select(static a => a.GatewayId).OfType<string>()],
            Routes = (table.Routes ?? []).ConvertAll(Route),
        };
    }

    /// <summary>An association that is being made may carry traffic already; one that is going or failed may not.</summary>
    private static bool IsOn(string? state) => state is null or "associated" or "associating";

    private static List<string> Attached(List<Ec2.InternetGatewayAttachment>? attachments) =>
        [.. (attachments ?? []).Where(static a => a.State?.Value is null or "available" or "attached" or "attaching").Select(static a => a.VpcId)];

    private static Net.NatGateway Nat(Ec2.NatGateway nat) => new()
    {
        NatGatewayId = nat.NatGatewayId,
        VpcId = nat.VpcId,

        // A regional NAT gateway stands in no subnet (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html).
        SubnetId = nat.SubnetId ?? string.Empty,
        State = nat.State?.Value ?? "available",
        IsPrivate = nat.ConnectivityType?.Value == "private",
        PrivateAddresses = [.. (nat.NatGatewayAddresses ?? []).Select(static a => a.PrivateIp).OfType<string>()],
        PublicAddresses = [.. (nat.NatGatewayAddresses ?? []).Select(static a => a.PublicIp).OfType<string>()],
    };

    private static Net.PeeredVpc Side(Ec2.VpcPeeringConnectionVpcInfo? side) => new(side?.VpcId ?? string.Empty, side?.OwnerId, side?.Region);

    private static List<Net.TransitGatewayAttachment>? Attachments(NetworkAnswers answers)
    {
        var subnets = (answers.TransitGatewayVpcAttachments ?? []).DistinctBy(static a => a.TransitGatewayAttachmentId).ToDictionary(static a => a.TransitGatewayAttachmentId, static a => a.SubnetIds ?? [], StringComparer.Ordinal);
        return answers.TransitGatewayAttachments?.ConvertAll(attachment => new Net.TransitGatewayAttachment
        {
            AttachmentId = attachment.TransitGatewayAttachmentId,
            TransitGatewayId = attachment.TransitGatewayId,
            ResourceType = attachment.ResourceType?.Value ?? "vpc",
            ResourceId = attachment.ResourceId,
            State = attachment.State?.Value ?? "available",
            RouteTableId = attachment.Association?.TransitGatewayRouteTableId,
            SubnetIds = subnets.GetValueOrDefault(attachment.TransitGatewayAttachmentId),
        });
    }

    private static Net.TransitGatewayRoute TransitRoute(Ec2.TransitGatewayRoute route) => new(
        route.DestinationCidrBlock,
        [.. (route.TransitGatewayAttachments ?? []).Select(static a => a.TransitGatewayAttachmentId)],
        route.State?.Value == "blackhole",
        route.PrefixListId,
        route.Type?.Value == "propagated");

    private static Net.VpcEndpoint Endpoint(Ec2.VpcEndpoint endpoint) => new()
    {
        VpcEndpointId = endpoint.VpcEndpointId,
        Type = endpoint.VpcEndpointType?.Value ?? "Gateway",
        ServiceName = endpoint.ServiceName ?? string.Empty,
        VpcId = endpoint.VpcId,
        State = (endpoint.State?.Value ?? "available").ToLowerInvariant(),
        NetworkInterfaceIds = endpoint.NetworkInterfaceIds ?? [],
    };

    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcBlockPublicAccessExclusion.html; one on its way in or out may lift the block.
    private static bool IsInForce(Ec2.VpcBlockPublicAccessExclusion exclusion) =>
        exclusion.State?.Value is not ("create-failed" or "delete-complete" or "disable-complete");

    private static Net.BlockPublicAccessExclusion Exclusion(Ec2.VpcBlockPublicAccessExclusion exclusion) =>
        new(exclusion.ResourceArn?.Split('/')[^1] ?? string.Empty, exclusion.InternetGatewayExclusionMode?.Value == "allow-bidirectional");

    private static Net.NetworkInterface Interface(Ec2.NetworkInterface card) => new()
    {
        NetworkInterfaceId = card.NetworkInterfaceId,
        VpcId = card.VpcId ?? string.Empty,
        SubnetId = card.SubnetId ?? string.Empty,
        GroupIds = [.. (card.Groups ?? []).Select(static group => group.GroupId)],
        Addresses =
        [
            .. (card.PrivateIpAddresses ?? []).Where(static a => a.PrivateIpAddress is not null).Select(static a => new Net.InterfaceAddress(a.PrivateIpAddress, a.Association?.PublicIp)),
            .. (card.Ipv4Prefixes ?? []).Select(static p => new Net.InterfaceAddress(Base(p.Ipv4Prefix))),
        ],
        Ipv6Addresses = [.. (card.Ipv6Addresses ?? []).Select(static a => a.Ipv6Address), .. (card.Ipv6Prefixes ?? []).Select(static p => Base(p.Ipv6Prefix))],
        InstanceId = card.Attachment?.InstanceId,
        DeviceIndex = card.Attachment?.DeviceIndex ?? 0,
        InterfaceType = card.InterfaceType?.Value ?? "interface",
        Description = card.Description ?? string.Empty,
    };

    private static Net.NetworkInstance Instance(Ec2.Instance instance) => new(instance.InstanceId, (instance.NetworkInterfaces ?? []).ConvertAll(card => new Net.NetworkInterface
    {
        NetworkInterfaceId = card.NetworkInterfaceId,
        VpcId = card.VpcId ?? string.Empty,
        SubnetId = card.SubnetId ?? string.Empty,
        GroupIds = [.. (card.Groups ?? []).Select(static group => group.GroupId)],
        Addresses =
        [
            .. (card.PrivateIpAddresses ?? []).Where(static a => a.PrivateIpAddress is not null).Select(static a => new Net.InterfaceAddress(a.PrivateIpAddress, a.Association?.PublicIp)),
            .. (card.Ipv4Prefixes ?? []).Select(static p => new Net.InterfaceAddress(Base(p.Ipv4Prefix))),
        ],
        Ipv6Addresses = [.. (card.Ipv6Addresses ?? []).Select(static a => a.Ipv6Address), .. (card.Ipv6Prefixes ?? []).Select(static p => Base(p.Ipv6Prefix))],
        InstanceId = instance.InstanceId,
        DeviceIndex = card.Attachment?.DeviceIndex ?? 0,
        InterfaceType = card.InterfaceType ?? "interface",
        Description = card.Description ?? string.Empty,
    }));

    /// <summary>A prefix that is delegated to an interface, as the first of its addresses.</summary>
    private static string Base(string prefix) => prefix.Split('/')[0];

    private static List<Net.PrefixList>? PrefixLists(NetworkAnswers answers)
    {
        if (answers.PrefixLists is null && answers.PrefixListEntries.Count == 0)
        {
            return null;
        }

        var lists = (answers.PrefixLists ?? []).Where(static list => list.PrefixListId is not null).ToLookup(static list => list.PrefixListId!, StringComparer.Ordinal);
        return [.. lists.Select(static list => list.Key).Union(answers.PrefixListEntries.Keys).Select(id => new Net.PrefixList(
            id,
            lists[id].Select(static list => list.PrefixListName).FirstOrDefault(static name => name is not null),
            answers.PrefixListEntries.TryGetValue(id, out var entries) ? entries : lists[id].Select(static list => list.Cidrs).FirstOrDefault(static cidrs => cidrs is not null)))];
    }
}
