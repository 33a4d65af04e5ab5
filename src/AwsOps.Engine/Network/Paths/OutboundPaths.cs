namespace AwsOps.Engine.Network;

/// <summary>The ways from an interface to addresses outside: one for each target that its route table has for them.</summary>
internal sealed class OutboundPaths(InternetPaths paths)
{
    private readonly NetworkModel _model = paths.Model;

    /// <summary>The ways, each with the public addresses that the other side sees as the sender's.</summary>
    public IEnumerable<(PathWay Way, AddressSet SeenAs)> From(PathEnd.Inside from, string to, AddressSet addresses, PathQuery query)
    {
        var item = from.Item;
        var edge = paths.Edge(item.SubnetId, item.VpcId);
        if (edge.Routes is not { } routes)
        {
            yield return (Way(from, to, "the route table", addresses, query, [Layer.Unknown(LayerKind.RouteTable, item.SubnetId, edge.Table.Missing!)]), AddressSet.Empty);
            yield break;
        }

        var targets = routes.RoutesFor(addresses).Where(static r => !r.IsBlackhole).Select(static r => r.Target).Distinct().ToList();
        if (targets.Count == 0)
        {
            yield return (Way(from, to, "nowhere", addresses, query, [edge.RouteTo(static _ => true)]), AddressSet.Empty);
        }

        var publicly = addresses.Intersect(AddressRanges.ThroughGateway);
        foreach (var target in targets)
        {
            var layers = new List<Layer> { GroupLayers.Of(_model, item.GroupIds, egress: true, stranger: true), edge.RouteTo(r => r.Target == target) };
            var (seen, asked) = Through(target, item, from.Addresses, addresses, edge, layers) is { } addressesSeen ? (addressesSeen, publicly) : (AddressSet.Empty, addresses);
            yield return (Way(from, to, target, asked, query, layers), seen);
        }
    }

    /// <summary>Adds the layers of a target; the answer is null for targets that lead elsewhere than the internet.</summary>
    private AddressSet? Through(string target, NetworkInterface item, IReadOnlyList<IpAddress> from, AddressSet addresses, SubnetEdge edge, List<Layer> layers)
    {
        if (target.StartsWith("nat-", StringComparison.Ordinal))
        {
            return Nat(target, item, from, edge, layers);
        }

        layers.Add(edge.Acl(egress: true, isReply: false));
        layers.Add(edge.Acl(egress: false, isReply: true));
        if (target.StartsWith("igw-", StringComparison.Ordinal))
        {
            layers.Add(edge.Gateway(target));
            layers.Add(new(LayerKind.BlockPublicAccess, item.VpcId, _model.Public.Outbound(item.SubnetId, item.VpcId), static (_, _, _) => "the account's VPC Block Public Access setting and its exclusions"));
            return Addressing(item, from, layers);
        }

        if (target.StartsWith("eigw-", StringComparison.Ordinal))
        {
            EgressOnly(target, item, layers);
            return AddressSet.Of(from.Where(static a => a.Family == IpFamily.IPv6));
        }

        if (target == "local")
        {
            // An address of the VPC that is asked for as one outside of it: it would be found if an interface had it.
            layers.Add(_model.Interfaces.IsComplete
                ? Layer.Fixed(LayerKind.Address, item.VpcId, passes: false, "no interface of the VPC has the address")
                : Layer.Unknown(LayerKind.Address, item.VpcId, "describe-network-interfaces"));
            return null;
        }

        if (target.StartsWith("tgw-", StringComparison.Ordinal))
        {
            layers.AddRange(new TransitWalk(paths).Beyond(target, item.VpcId, addresses));
            return null;
        }

        layers.Add(Endpoint(target) ?? Layer.Unknown(LayerKind.Opaque, target, $"what lies behind {target}"));
        return null;
    }

    private PathWay Way(PathEnd.Inside from, string to, string via, AddressSet addresses, PathQuery query, IReadOnlyList<Layer> layers)
    {
        var families = from.Addresses.Select(static a => a.Family).ToHashSet();
        var asked = (families.Contains(IpFamily.IPv4) ? addresses.Only(IpFamily.IPv4) : AddressSet.Empty)
            .Union(families.Contains(IpFamily.IPv6) ? addresses.Only(IpFamily.IPv6) : AddressSet.Empty);
        var evaluation = new Evaluation(TrafficSet.Of(asked, query.Services), layers, query.SourcePorts);
        return new(from.Item.NetworkInterfaceId, to, via, [new(evaluation, f => from.Addresses.Where(a => a.Family == f).Select(static a => (IpAddress?)a).FirstOrDefault(), isOutbound: true)]);
    }

    /// <summary>
    /// Through an internet gateway IPv4 needs a public address of the sender
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html).
    /// </summary>
    private static AddressSet Addressing(NetworkInterface item, IReadOnlyList<IpAddress> from, List<Layer> layers)
    {
        var mapped = item.Addresses.Where(a => a.PublicIp is not null && from.Contains(IpAddress.Parse(a.PrivateIp))).Select(static a => IpAddress.Parse(a.PublicIp!)).ToList();
        var v6 = from.Where(static a => a.Family == IpFamily.IPv6 && AddressRanges.ThroughGateway.Contains(a)).ToList();
        var peers = (mapped.Count > 0 ? AddressSet.AllIPv4 : AddressSet.Empty).Union(v6.Count > 0 ? AddressSet.AllIPv6 : AddressSet.Empty);
        layers.Add(new(LayerKind.Address, item.NetworkInterfaceId, TrafficBounds.Exactly(TrafficSet.Of(peers, ServiceSet.All)), (peer, _, _) =>
            peer.Family == IpFamily.IPv6 ? v6.Count > 0 ? $"IPv6 address {v6[0]}" : "no public IPv6 address" : mapped.Count > 0 ? $"public address {mapped[0]}" : "no public IPv4 address"));
        return AddressSet.Of(mapped.Concat(v6));
    }

    private void EgressOnly(string target, NetworkInterface item, List<Layer> layers)
    {
        layers.Add(_model.Inventory.EgressOnlyGateways is not { } gateways
            ? Layer.Unknown(LayerKind.InternetGateway, target, "describe-egress-only-internet-gateways")
            : gateways.Any(g => g.GatewayId == target && g.AttachedVpcIds.Contains(item.VpcId))
                ? new(LayerKind.InternetGateway, target, TrafficBounds.Exactly(TrafficSet.Of(AddressSet.AllIPv6, ServiceSet.All)), (_, _, _) => $"{target} is attached to {item.VpcId}")
                : Layer.Fixed(LayerKind.InternetGateway, target, passes: false, $"{target} is not attached to {item.VpcId}"));
        layers.Add(new(LayerKind.BlockPublicAccess, item.VpcId, _model.Public.OutboundOnly(item.SubnetId, item.VpcId), static (_, _, _) => "the account's VPC Block Public Access setting and its exclusions"));
    }

    /// <summary>
    /// A NAT gateway stands in a subnet of its own, whose table and ACL count too; its replies come to ports 1024 to
    /// 65535 (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html).
    /// </summary>
    private AddressSet Nat(string target, NetworkInterface item, IReadOnlyList<IpAddress> from, SubnetEdge edge, List<Layer> layers)
    {
        if (_model.Inventory.NatGateways is not { } gateways)
        {
            layers.Add(Layer.Unknown(LayerKind.NatGateway, target, "describe-nat-gateways"));
            return AddressSet.Empty;
        }

        var nat = gateways.FirstOrDefault(g => g.NatGatewayId == target);
        if (nat is null || nat.State != "available" || nat.IsPrivate)
        {
            layers.Add(Layer.Fixed(LayerKind.NatGateway, target, passes: false, nat is null ? $"{target} does not exist" : nat.IsPrivate ? $"{target} is private" : $"{target} is {nat.State}"));
            return AddressSet.Empty;
        }

        var far = paths.Edge(nat.SubnetId, nat.VpcId);
        layers.Add(new(LayerKind.NatGateway, target, TrafficBounds.Exactly(TrafficSet.Of(AddressSet.AllIPv4, NatServices)), (_, _, _) => $"{target} is available"));
        if (nat.SubnetId != item.SubnetId)
        {
            layers.Add(edge.Acl(egress: true, isReply: false));
            layers.Add(edge.Acl(egress: false, isReply: true));
            var sender = from.First(static a => a.Family == IpFamily.IPv4);
            layers.Add(far.Acl(egress: false, isReply: false).AtPeer(sender));
            layers.Add(far.Acl(egress: true, isReply: true).AtPeer(sender));
        }

        layers.Add(far.Acl(egress: true, isReply: false));
        layers.Add(far.Acl(egress: false, isReply: true) with { IsBeyondNat = true });
        layers.Add(far.RouteToGateway());
        layers.Add(far.Gateway());
        layers.Add(new(LayerKind.BlockPublicAccess, nat.VpcId, _model.Public.OutboundOnly(nat.SubnetId, nat.VpcId), static (_, _, _) => "the account's VPC Block Public Access setting and its exclusions"));
        return AddressSet.Of(nat.PublicAddresses.Select(IpAddress.Parse));
    }

    /// <summary>A NAT gateway carries TCP, UDP and ICMP.</summary>
    private static readonly ServiceSet NatServices = ServiceSet.Of(IpProtocols.Tcp).Union(ServiceSet.Of(IpProtocols.Udp)).Union(ServiceSet.Of(IpProtocols.Icmp));

    /// <summary>A gateway endpoint takes what is routed to its service (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html).</summary>
    private Layer? Endpoint(string target)
    {
        if (!target.StartsWith("vpce-", StringComparison.Ordinal))
        {
            return null;
        }

        return _model.Inventory.VpcEndpoints is not { } endpoints ? Layer.Unknown(LayerKind.VpcEndpoint, target, "describe-vpc-endpoints")
            : endpoints.FirstOrDefault(e => e.VpcEndpointId == target) is not { } endpoint ? Layer.Fixed(LayerKind.VpcEndpoint, target, passes: false, $"{target} does not exist")
            : endpoint.Type != "Gateway" ? null
            : Layer.Fixed(LayerKind.VpcEndpoint, target, endpoint.State == "available", $"{target} of {endpoint.ServiceName} is {endpoint.State}");
    }
}
