namespace AwsOps.Engine.Network;

/// <summary>The way from clients through one node of a load balancer to one target.</summary>
internal sealed class TargetPath(InternetPaths paths, LoadBalancerReach reach, LoadBalancerTargetGroup group, NetworkInterface node)
{
    private readonly NetworkModel _model = paths.Model;

    public LoadBalancerReach Result()
    {
        var (verdict, _, answered) = paths.Judge(node, reach.Listener!.Services);
        var front = reach with { Node = node, Verdict = verdict, Front = paths.Path(node, Listener()) };
        var clients = (verdict == Verdict.Exposed ? answered.Certain : answered.Possible).Addresses;
        if (verdict is Verdict.Closed or Verdict.ReplyBlocked)
        {
            return front;
        }

        if (group.TargetType == "lambda")
        {
            return front with { Clients = clients, Missing = front.Front!.Missing };
        }

        var (target, missing) = Resolve();
        if (target is null)
        {
            return front with { Verdict = missing is null ? Verdict.Closed : Verdict.Unknown, Missing = missing is null ? [] : [missing] };
        }

        var address = TargetAddress(target);
        var backs = Preserves().Select(p => Back(target, address, clients, p)).ToList();
        var back = backs.MinBy(static b => LoadBalancerPaths.Rank(b.Verdict))!;
        var agreed = backs.TrueForAll(b => b.Verdict == back.Verdict);
        var whole = Both(verdict, agreed ? back.Verdict : Verdict.Unknown);
        return front with
        {
            Interface = target,
            Back = back,
            Verdict = whole,
            Clients = whole == Verdict.Closed ? AddressSet.Empty : clients,
            Missing = whole != Verdict.Unknown ? [] : agreed ? [.. front.Front!.Missing.Union(back.Missing)] : [$"whether {group.Arn} preserves client addresses (describe-target-group-attributes)"],
        };
    }

    private static Verdict Both(Verdict front, Verdict back) =>
        front == Verdict.Closed || back == Verdict.Closed ? Verdict.Closed
        : front == Verdict.Unknown || back == Verdict.Unknown ? Verdict.Unknown
        : back;

    private Layer Listener() => new(
        LayerKind.LoadBalancer,
        reach.LoadBalancer.Name,
        TrafficBounds.Exactly(TrafficSet.Of(AddressSet.All, reach.Listener!.Services)),
        (_, _, _) => $"listener {reach.Listener.Protocol} {reach.Listener.Port}");

    /// <summary>
    /// An instance gets its requests at its primary interface
    /// (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-type).
    /// </summary>
    private (NetworkInterface? Interface, string? Missing) Resolve()
    {
        var id = reach.Target!.Id;
        if (group.TargetType == "alb")
        {
            return (null, $"the paths of load balancer {id} behind {reach.LoadBalancer.Name}");
        }

        var found = id.StartsWith("i-", StringComparison.Ordinal)
            ? _model.Interfaces.OfInstance(id).Where(i => i.VpcId == node.VpcId).MinBy(static i => i.DeviceIndex)
            : _model.Interfaces.At(IpAddress.Parse(id)).FirstOrDefault(i => i.VpcId == node.VpcId);
        return found is not null ? (found, null)
            : _model.Interfaces.IsComplete && id.StartsWith("i-", StringComparison.Ordinal) ? (null, null)
            : (null, $"the interface of target {id} (describe-network-interfaces)");
    }

    private IpAddress TargetAddress(NetworkInterface target) =>
        IpAddress.TryParse(reach.Target!.Id, out var address) ? address : InterfaceIndex.AddressesOf(target).First();

    /// <summary>
    /// Whether the target sees the client's address: never behind an Application or Classic Load Balancer; behind a Network Load
    /// Balancer always for UDP, and else by an attribute
    /// (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation).
    /// </summary>
    private IEnumerable<bool> Preserves() =>
        reach.LoadBalancer.Type != "network" ? [false]
        : group.Protocol.Contains("UDP", StringComparison.OrdinalIgnoreCase) || group.Protocol.Contains("QUIC", StringComparison.OrdinalIgnoreCase) ? [true]
        : group.PreservesClientIp is { } known ? [known]
        : [true, false];

    private PathResult Back(NetworkInterface target, IpAddress address, AddressSet clients, bool preserves)
    {
        if (InterfaceIndex.AddressesOf(node).Where(a => a.Family == address.Family).Select(static a => (IpAddress?)a).FirstOrDefault() is not { } nodeAddress)
        {
            var none = Layer.Fixed(LayerKind.LoadBalancer, reach.LoadBalancer.Name, passes: false, $"the node {node.NetworkInterfaceId} has no {address.Family} address to send from");
            return new(new(TrafficSet.All, [none], PortSet.Ephemeral), _ => address);
        }

        var protocol = reach.Listener!.Services.Intersect(ServiceSet.Of(IpProtocols.Udp)).IsEmpty ? IpProtocols.Tcp : group.Protocol.StartsWith("TCP", StringComparison.OrdinalIgnoreCase) ? IpProtocols.All : IpProtocols.Udp;
        var query = TrafficSet.Of(preserves ? clients : AddressSet.Of(nodeAddress), ServiceSet.Of(protocol, PortSet.Of(reach.Target!.Port)));
        List<Layer> layers = [];
        if (Zone(target) is { } zone)
        {
            layers.Add(zone);
        }

        if (node.GroupIds.Count > 0)
        {
            layers.Add(GroupLayers.Of(_model, node.GroupIds, egress: true, stranger: false).AtPeer(address));
        }

        if (node.SubnetId != target.SubnetId)
        {
            var (here, there) = (paths.Edge(node.SubnetId, node.VpcId), paths.Edge(target.SubnetId, target.VpcId));
            layers.Add(here.Acl(egress: true, isReply: false).AtPeer(address));
            layers.Add(there.Acl(egress: false, isReply: false));
            layers.Add(there.Acl(egress: true, isReply: true));
            layers.Add(here.Acl(egress: false, isReply: true).AtPeer(address));
        }

        layers.Add(preserves ? BehindNode(target) : GroupLayers.Of(_model, target.GroupIds, egress: false, stranger: false));
        return new(new(query, layers, preserves ? paths.Options.SourcePorts : PortSet.Ephemeral), _ => address);
    }

    /// <summary>
    /// A rule that names the load balancer's group lets in what comes through it, whatever the client's address is
    /// (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html).
    /// </summary>
    private Layer BehindNode(NetworkInterface target)
    {
        var layer = GroupLayers.Of(_model, target.GroupIds, egress: false, stranger: true);
        var groups = target.GroupIds.Select(id => _model.Group(id).Value).OfType<SecurityGroup>();
        var named = SecurityGroupSemantics.Allowed(groups, egress: false, new NodePeers(node.GroupIds));
        var rule = layer.Rule;
        return layer with
        {
            Bounds = layer.Bounds.Union(named),
            Rule = (peer, protocol, port) => rule(peer, protocol, port) ?? (named.Certain.Contains(peer, protocol, port) ? $"a rule that names a group of {reach.LoadBalancer.Name}" : null),
        };
    }

    /// <summary>
    /// A node without cross-zone balancing sends only to targets of its own zone, and none to an instance in a zone that the load
    /// balancer is not in (https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html).
    /// </summary>
    private Layer? Zone(NetworkInterface target)
    {
        if (node.SubnetId == target.SubnetId)
        {
            return null;
        }

        var (here, there) = (ZoneOf(node.SubnetId), ZoneOf(target.SubnetId));
        if (here is not null && here == there)
        {
            return null;
        }

        var balancer = reach.LoadBalancer;
        var zones = balancer.SubnetIds.Select(ZoneOf).ToList();
        if (zones.Count > 0 && reach.Target!.Id.StartsWith("i-", StringComparison.Ordinal) && (there is null || !zones.Contains(there)))
        {
            return there is null || zones.Contains(null)
                ? Layer.Unknown(LayerKind.LoadBalancer, balancer.Name, "describe-subnets")
                : Layer.Fixed(LayerKind.LoadBalancer, balancer.Name, passes: false, $"{balancer.Name} is not in {there} and sends nothing there");
        }

        return balancer.Type == "application" || balancer.IsCrossZone == true ? null
            : here is null || there is null ? Layer.Unknown(LayerKind.LoadBalancer, balancer.Name, "describe-subnets")
            : balancer.IsCrossZone is null ? Layer.Unknown(LayerKind.LoadBalancer, balancer.Name, $"whether {balancer.Name} balances across zones (describe-load-balancer-attributes)")
            : Layer.Fixed(LayerKind.LoadBalancer, balancer.Name, passes: false, $"the node in {here} sends to no target in {there}");
    }

    private string? ZoneOf(string subnetId) => _model.Subnet(subnetId).Value?.AvailabilityZone;

    private sealed class NodePeers(IReadOnlyList<string> groups) : RulePeers
    {
        public override AddressSet? PrefixList(string prefixListId) => AddressSet.Empty;

        public override AddressSet? Members(SecurityGroupRule rule) =>
            groups.Contains(rule.ReferencedGroupId!) ? AddressSet.All : AddressSet.Empty;
    }
}
