namespace AwsOps.Engine.Network;

/// <summary>The ways from the internet to interfaces; what interfaces share is worked out once.</summary>
internal sealed class InternetPaths(NetworkModel model, ReachOptions options)
{
    private readonly Dictionary<string, SubnetEdge> _edges = [];
    private readonly Dictionary<string, (TrafficBounds In, TrafficBounds Answered)> _subnets = [];
    private readonly Dictionary<string, TrafficBounds> _groups = [];
    private readonly HashSet<string> _appliances = [.. (model.Inventory.RouteTables ?? []).Where(static t => t.GatewayIds.Count > 0).Select(static t => t.VpcId)];

    public NetworkModel Model => model;

    public ReachOptions Options => options;

    public SubnetEdge Edge(string subnetId, string vpcId)
    {
        if (!_edges.TryGetValue(subnetId, out var edge))
        {
            _edges.Add(subnetId, edge = new(model, subnetId, vpcId));
        }

        return edge;
    }

    /// <summary>The verdict of one interface, from the shared parts.</summary>
    public (Verdict Verdict, TrafficBounds Arriving, TrafficBounds Answered) Judge(NetworkInterface item, ServiceSet? listeners = null)
    {
        var asked = AskedOfGroups(item);
        if (listeners is not null)
        {
            asked = asked.Intersect(TrafficSet.Of(AddressSet.All, listeners));
        }

        if (asked.Possible.IsEmpty)
        {
            return (Verdict.Closed, asked, asked);
        }

        var (subnet, answered) = SharedOf(item);
        var arriving = asked.Intersect(subnet).Intersect(Own(item).Aggregate(TrafficBounds.Exactly(TrafficSet.All), static (all, l) => all.Intersect(l.Bounds)));
        if (arriving.Possible.IsEmpty)
        {
            return (Verdict.Closed, arriving, arriving);
        }

        var both = arriving.Intersect(answered);
        var verdict = !both.Certain.IsEmpty ? Verdict.Exposed
            : both.Possible.IsEmpty && !arriving.Certain.IsEmpty ? Verdict.ReplyBlocked
            : Verdict.Unknown;
        return (verdict, arriving, both);
    }

    /// <summary>The whole path with every layer.</summary>
    public PathResult Path(NetworkInterface item, Layer? listeners = null)
    {
        List<Layer> layers = [.. Own(item), .. Edge(item.SubnetId, item.VpcId).FromInternet];
        if (listeners is not null)
        {
            layers.Add(listeners);
        }

        layers.Add(GroupsOf(item));
        return new(new(options.Query, layers, options.SourcePorts), family => AddressOf(item, family));
    }

    /// <summary>The private address, or the IPv6 one, at which packets of a family arrive.</summary>
    public static IpAddress? AddressOf(NetworkInterface item, IpFamily family) => family == IpFamily.IPv4
        ? item.Addresses.OrderByDescending(static a => a.PublicIp is not null).Select(static a => (IpAddress?)IpAddress.Parse(a.PrivateIp)).FirstOrDefault()
        : item.Ipv6Addresses.Select(static a => (IpAddress?)IpAddress.Parse(a)).FirstOrDefault();

    /// <summary>
    /// The groups of an interface; a Network Load Balancer without any filters nothing
    /// (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html).
    /// </summary>
    private Layer GroupsOf(NetworkInterface item) => HasNoFilter(item)
        ? Layer.Fixed(LayerKind.SecurityGroup, item.NetworkInterfaceId, passes: true, "no security group")
        : GroupLayers.Of(model, item.GroupIds, egress: false, stranger: true);

    private static bool HasNoFilter(NetworkInterface item) =>
        item.GroupIds.Count == 0 && item.InterfaceType is "network_load_balancer" or "gateway_load_balancer";

    private TrafficBounds AskedOfGroups(NetworkInterface item)
    {
        var key = HasNoFilter(item) ? "none" : item.GroupIds.Count == 1 ? item.GroupIds[0] : string.Join(',', item.GroupIds);
        if (!_groups.TryGetValue(key, out var bounds))
        {
            _groups.Add(key, bounds = GroupsOf(item).Bounds.Intersect(options.Query));
        }

        return bounds;
    }

    private (TrafficBounds In, TrafficBounds Answered) SharedOf(NetworkInterface item)
    {
        if (!_subnets.TryGetValue(item.SubnetId, out var shared))
        {
            var layers = Edge(item.SubnetId, item.VpcId).FromInternet;
            var everything = TrafficBounds.Exactly(TrafficSet.All);
            var into = layers.Where(static l => !l.IsReply).Aggregate(everything, static (all, l) => all.Intersect(l.Bounds));
            var replies = layers.Where(static l => l.IsReply).Aggregate(everything, static (all, l) => all.Intersect(l.Bounds));
            _subnets.Add(item.SubnetId, shared = (into, Replies.Answered(replies, options.SourcePorts)));
        }

        return shared;
    }

    private IEnumerable<Layer> Own(NetworkInterface item)
    {
        yield return Addressing(item);
        if (item.InterfaceType == "nat_gateway")
        {
            // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html: no unsolicited inbound connections.
            yield return Layer.Fixed(LayerKind.NatGateway, item.NetworkInterfaceId, passes: false, "a NAT gateway admits no connection from outside");
        }

        if (_appliances.Contains(item.VpcId) && Appliance(item) is { } appliance)
        {
            yield return appliance;
        }
    }

    /// <summary>
    /// IPv4 needs a public or elastic address; an IPv6 address is public unless its block is private
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html).
    /// </summary>
    private Layer Addressing(NetworkInterface item)
    {
        var v4 = item.Addresses.Any(static a => a.PublicIp is not null) ? AddressSet.AllIPv4 : AddressSet.Empty;
        var (v6, missing) = PublicIPv6(item);
        var possible = missing is null ? v6 : AddressSet.AllIPv6;
        var bounds = missing is null
            ? TrafficBounds.Exactly(TrafficSet.Of(v4.Union(v6), ServiceSet.All))
            : new(TrafficSet.Of(v4.Union(v6), ServiceSet.All), TrafficSet.Of(v4.Union(possible), ServiceSet.All), [missing]);
        return new(LayerKind.Address, item.NetworkInterfaceId, bounds, (peer, _, _) =>
            peer.Family == IpFamily.IPv4
                ? item.Addresses.FirstOrDefault(static a => a.PublicIp is not null)?.PublicIp is { } ip ? $"public address {ip}" : "no public IPv4 address"
                : item.Ipv6Addresses.Count > 0 ? $"IPv6 address {item.Ipv6Addresses[0]}" : "no IPv6 address");
    }

    private (AddressSet Certain, string? Missing) PublicIPv6(NetworkInterface item)
    {
        var global = item.Ipv6Addresses.Select(IpAddress.Parse).Where(AddressRanges.ThroughGateway.Contains).ToList();
        if (global.Count == 0)
        {
            return (AddressSet.Empty, null);
        }

        var vpc = model.Vpc(item.VpcId);
        return vpc.Value is null ? (AddressSet.Empty, vpc.Missing)
            : global.Any(a => !vpc.Value.Ipv6CidrBlocks.Any(b => b.IsPrivate && Cidr.ParseCanonical(b.CidrBlock).Contains(a))) ? (AddressSet.AllIPv6, null)
            : (AddressSet.Empty, null);
    }

    /// <summary>
    /// A route table of the gateway can lead inbound traffic through an appliance, whose filter is not known
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html).
    /// </summary>
    private Layer? Appliance(NetworkInterface item)
    {
        var gateway = model.Inventory.InternetGateways?.FirstOrDefault(g => g.AttachedVpcIds.Contains(item.VpcId));
        var table = gateway is null ? null : model.EdgeTableOf(gateway.GatewayId);
        if (table is null)
        {
            return null;
        }

        var routes = model.Routes(table);
        var through = InterfaceIndex.AddressesOf(item).Select(routes.RouteFor).FirstOrDefault(static r => r is not null && r.Target != "local");
        return through is null ? null : Layer.Unknown(LayerKind.Opaque, through.Target, $"what the appliance behind {through.Target} lets through (route {through} of {table.RouteTableId})");
    }
}
