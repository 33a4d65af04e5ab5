namespace AwsOps.Engine.Network;

/// <summary>Says whether packets get from one end to another, and what decides.</summary>
public sealed class PathAnalyzer
{
    private readonly NetworkModel _model;
    private readonly EndResolver _ends;

    /// <summary>Prepares an inventory for questions.</summary>
    /// <param name="inventory">What is known.</param>
    public PathAnalyzer(NetworkInventory inventory)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        _model = new(inventory);
        _ends = new(_model);
    }

    /// <summary>Answers a question.</summary>
    /// <param name="query">The question.</param>
    /// <exception cref="ArgumentException">An end is not in the inventory, or both are outside of it.</exception>
    public PathAnswer Analyze(PathQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var from = _ends.Resolve(query.From, nameof(query.From));
        var to = _ends.Resolve(query.To, nameof(query.To));
        if (query.Family is { } family)
        {
            (from, to) = ([.. from.Select(e => Only(e, family)).OfType<PathEnd>()], [.. to.Select(e => Only(e, family)).OfType<PathEnd>()]);
        }

        List<PathWay> ways = [.. from.SelectMany(f => to.SelectMany(t => Ways(f, t, query))).OrderByDescending(static w => LoadBalancerPaths.Rank(w.Verdict))];
        return new(query, ways.Count == 0 ? Verdict.Closed : ways[0].Verdict, ways);
    }

    /// <summary>What of an end has addresses of a family; null if nothing has.</summary>
    private PathEnd? Only(PathEnd end, IpFamily family) => end switch
    {
        PathEnd.Inside inside => inside with { Addresses = [.. inside.Addresses.Where(a => a.Family == family)] } is { Addresses.Count: > 0 } some ? some : null,
        PathEnd.Outside outside => outside with { Addresses = outside.Addresses.Only(family) } is { Addresses.IsEmpty: false } some ? some : null,
        PathEnd.PublicSide side => side.Address.Family == family ? side : null,

        // An IPv4 address is what every node has.
        PathEnd.Balancer balancer => family == IpFamily.IPv4 || _model.Interfaces.All.Any(i => NetworkLoadBalancer.NodeKeyOf(i) == balancer.Item.NodeKey && i.Ipv6Addresses.Count > 0) ? balancer : null,
        _ => end,
    };

    private IEnumerable<PathWay> Ways(PathEnd from, PathEnd to, PathQuery query)
    {
        if ((from as PathEnd.Missing ?? to as PathEnd.Missing) is { } missing)
        {
            return [new(from.Name, to.Name, "unknown", []) { Missing = [missing.Answer] }];
        }

        // The sender's packets leave from its interface, whichever of its addresses names it.
        var sender = from is PathEnd.PublicSide side ? new(side.Name, side.Item, [.. InterfaceIndex.AddressesOf(side.Item).Where(a => query.Family is null || a.Family == query.Family)]) : from as PathEnd.Inside;
        return (sender, from, to) switch
        {
            ({ } f, _, PathEnd.Inside t) => new InsidePaths(Internet(query, AddressSet.Empty)).Between(f, t, query),
            ({ } f, _, PathEnd.PublicSide t) => Hairpin(f, t, query),
            ({ } f, _, PathEnd.Outside t) => Outbound(f, t.Name, t.Addresses, query).Select(static o => o.Way),
            ({ } f, _, PathEnd.Service t) => ToService(f, t, query),
            ({ } f, _, PathEnd.Balancer t) => ToBalancer(f, t, query),
            (_, PathEnd.Outside f, PathEnd.Inside t) => Inbound(f.Name, f.Addresses, t.Item, query),
            (_, PathEnd.Outside f, PathEnd.PublicSide t) => Inbound(f.Name, f.Addresses, t.Item, query),
            (_, PathEnd.Outside f, PathEnd.Balancer t) => FromInternet(f, t, query),
            _ => throw new ArgumentException($"The path from '{from.Name}' to '{to.Name}' has no end in the inventory; at least one must be an instance, an interface, a group or a load balancer, and a service or load balancer can only receive."),
        };
    }

    private InternetPaths Internet(PathQuery query, AddressSet from) =>
        new(_model, new() { From = from, Services = query.Services, SourcePorts = query.SourcePorts });

    private IEnumerable<(PathWay Way, AddressSet SeenAs)> Outbound(PathEnd.Inside from, string to, AddressSet addresses, PathQuery query) =>
        new OutboundPaths(Internet(query, AddressSet.Empty)).From(from, to, addresses, query);

    private IEnumerable<PathWay> Inbound(string name, AddressSet from, NetworkInterface to, PathQuery query)
    {
        var paths = Internet(query, from);
        if (from.Overlaps(AddressRanges.ThroughGateway))
        {
            var listeners = new LoadBalancerPaths(paths).ListenersOf(to);
            yield return new(name, to.NetworkInterfaceId, "an internet gateway", [paths.Path(to, listeners)]);
        }

        if (from.Overlaps(AddressRanges.Private))
        {
            yield return FromPrivateNetwork(name, from.Intersect(AddressRanges.Private), to, paths, query);
        }
    }

    /// <summary>A private network behind a VPN, Direct Connect, peering or transit gateway: it can be reached if the way back has a route.</summary>
    private PathWay FromPrivateNetwork(string name, AddressSet from, NetworkInterface to, InternetPaths paths, PathQuery query)
    {
        var edge = paths.Edge(to.SubnetId, to.VpcId);
        List<Layer> layers =
        [
            edge.RouteTo(static r => r.Target != "local" && !r.Target.StartsWith("igw-", StringComparison.Ordinal) && !r.Target.StartsWith("nat-", StringComparison.Ordinal) && !r.Target.StartsWith("eigw-", StringComparison.Ordinal)),
            edge.Acl(egress: false, isReply: false),
            edge.Acl(egress: true, isReply: true),
            GroupLayers.Of(_model, to.GroupIds, egress: false, stranger: true),
            Layer.Unknown(LayerKind.Opaque, name, $"the network that {name} is in, and what it lets through"),
        ];
        return new(name, to.NetworkInterfaceId, "a private network", [new(new(TrafficSet.Of(from, query.Services), layers, query.SourcePorts), f => InternetPaths.AddressOf(to, f))]);
    }

    /// <summary>To a public address of an interface of the inventory: out through a gateway, and in again as a stranger.</summary>
    private IEnumerable<PathWay> Hairpin(PathEnd.Inside from, PathEnd.PublicSide to, PathQuery query) =>
        Outbound(from, to.Name, AddressSet.Of(to.Address), query).Select(o => o.Way with
        {
            Legs = [.. o.Way.Legs, Internet(query, o.SeenAs).Path(to.Item)],
        }).Select(static w => new PathWay(w.From, w.To, w.Via, w.Legs));

    private IEnumerable<PathWay> ToBalancer(PathEnd.Inside from, PathEnd.Balancer to, PathQuery query)
    {
        var paths = Internet(query, AddressSet.Empty);
        var balancers = new LoadBalancerPaths(paths);
        var nodes = _model.Interfaces.All.Where(i => NetworkLoadBalancer.NodeKeyOf(i) == to.Item.NodeKey).ToList();
        return nodes.Count == 0
            ? [new(from.Name, to.Name, "unknown", []) { Missing = [$"the interfaces of {to.Name} (describe-network-interfaces)"] }]
            : nodes.SelectMany(n => new InsidePaths(paths).Between(from, new(to.Name, n, [.. InterfaceIndex.AddressesOf(n)]), query, balancers.ListenersOf(n)));
    }

    private IEnumerable<PathWay> FromInternet(PathEnd.Outside from, PathEnd.Balancer to, PathQuery query)
    {
        if (!to.Item.IsInternetFacing)
        {
            // https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html#load-balancer-scheme
            var closed = Layer.Fixed(LayerKind.LoadBalancer, to.Name, passes: false, "an internal load balancer has private addresses only");
            return [new(from.Name, to.Name, "an internet gateway", [new(new(TrafficSet.Of(from.Addresses, query.Services), [closed], query.SourcePorts), static _ => null)])];
        }

        var reached = new LoadBalancerPaths(Internet(query, from.Addresses)).Of(to.Item).ToList();
        return reached.Select(r => new PathWay(from.Name, r.Target?.Id ?? to.Name, to.Item.Name, [.. new[] { r.Front, r.Back }.OfType<PathResult>()])
        {
            Verdict = r.Verdict,
            Missing = r.Missing,
        });
    }

    /// <summary>
    /// A service is reached through its interface endpoint in the VPC, its gateway endpoint, or its public addresses
    /// (https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html).
    /// </summary>
    private IEnumerable<PathWay> ToService(PathEnd.Inside from, PathEnd.Service to, PathQuery query)
    {
        bool Is(string name) => name == to.Name || (!to.Name.Contains('.') && name.EndsWith($".{to.Name}", StringComparison.Ordinal));
        var paths = Internet(query, AddressSet.Empty);
        if (_model.Inventory.VpcEndpoints is null)
        {
            yield return new(from.Name, to.Name, "an endpoint", []) { Missing = ["describe-vpc-endpoints"] };
        }

        foreach (var endpoint in (_model.Inventory.VpcEndpoints ?? []).Where(e => e.VpcId == from.Item.VpcId && e.Type == "Interface" && Is(e.ServiceName)))
        {
            foreach (var node in endpoint.NetworkInterfaceIds.Select(_model.Interfaces.ById).OfType<NetworkInterface>())
            {
                foreach (var way in new InsidePaths(paths).Between(from, new(endpoint.VpcEndpointId, node, [.. InterfaceIndex.AddressesOf(node)]), query))
                {
                    yield return way with { Via = endpoint.VpcEndpointId };
                }
            }
        }

        var list = _model.Inventory.PrefixLists?.FirstOrDefault(l => l.Name is not null && Is(l.Name));
        if (list is { Cidrs: null })
        {
            yield return new(from.Name, to.Name, "its public addresses", []) { Missing = [$"the entries of prefix list {list.PrefixListId} (get-managed-prefix-list-entries)"] };
            yield break;
        }

        foreach (var (way, _) in Outbound(from, to.Name, list is null ? AddressRanges.Internet : _model.Peers.PrefixList(list.PrefixListId)!, query))
        {
            yield return way;
        }
    }
}
