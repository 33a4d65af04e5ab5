namespace AwsOps.Engine.Network;

/// <summary>The ways between two interfaces by their private addresses.</summary>
internal sealed class InsidePaths(InternetPaths paths)
{
    private readonly NetworkModel _model = paths.Model;

    public IEnumerable<PathWay> Between(PathEnd.Inside from, PathEnd.Inside to, PathQuery query, Layer? listeners = null)
    {
        foreach (var source in from.Addresses)
        {
            foreach (var destination in to.Addresses.Where(d => d.Family == source.Family))
            {
                List<Layer> layers = [GroupLayers.Of(_model, from.Item.GroupIds, egress: true, stranger: false).AtPeer(destination)];
                var via = Between(from.Item, source, to.Item, destination, layers);
                if (listeners is not null)
                {
                    layers.Add(listeners);
                }

                layers.Add(HasNoGroups(to.Item)
                    ? Layer.Fixed(LayerKind.SecurityGroup, to.Item.NetworkInterfaceId, passes: true, "no security group")
                    : GroupLayers.Of(_model, to.Item.GroupIds, egress: false, stranger: false));
                var evaluation = new Evaluation(TrafficSet.Of(AddressSet.Of(source), query.Services), layers, query.SourcePorts);
                yield return new($"{from.Item.NetworkInterfaceId} {source}", $"{to.Item.NetworkInterfaceId} {destination}", via, [new(evaluation, _ => destination)]);
            }
        }
    }

    private static bool HasNoGroups(NetworkInterface item) => item.GroupIds.Count == 0 && item.InterfaceType == "network_load_balancer";

    private string Between(NetworkInterface from, IpAddress source, NetworkInterface to, IpAddress destination, List<Layer> layers)
    {
        // Within a subnet nothing routes and no network ACL stands between
        // (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html).
        if (from.SubnetId == to.SubnetId)
        {
            return "the subnet";
        }

        var (here, there) = (paths.Edge(from.SubnetId, from.VpcId), paths.Edge(to.SubnetId, to.VpcId));
        layers.Add(here.Acl(egress: true, isReply: false).AtPeer(destination));
        layers.Add(here.Acl(egress: false, isReply: true).AtPeer(destination));
        layers.Add(there.Acl(egress: false, isReply: false));
        layers.Add(there.Acl(egress: true, isReply: true));
        if (here.Routes is not { } routes)
        {
            layers.Add(Layer.Unknown(LayerKind.RouteTable, from.SubnetId, here.Table.Missing!));
            return "the route table";
        }

        var route = routes.RouteFor(destination);
        if (from.VpcId == to.VpcId)
        {
            layers.Add(Leads(here, destination, static r => r.Target == "local"));
            layers.Add(Leads(there, source, static r => r.Target == "local") with { IsReply = true });
            return "the VPC";
        }

        return route?.Target switch
        {
            { } t when t.StartsWith("pcx-", StringComparison.Ordinal) => Peering(from, to, here, there, source, destination, t, layers),
            { } t when t.StartsWith("tgw-", StringComparison.Ordinal) => new TransitPath(paths, from, source, to, destination, t).AddTo(layers),
            _ => Elsewhere(here, destination, layers),
        };
    }

    /// <summary>
    /// The route of one address toward a wanted target. Another target than a gateway of the VPC is an appliance, and
    /// what it lets through is not known.
    /// </summary>
    private static Layer Leads(SubnetEdge edge, IpAddress address, Func<Route, bool> wanted)
    {
        var layer = edge.RouteTo(wanted).AtPeer(address);
        var route = edge.Routes?.RouteFor(address);
        return route is { IsBlackhole: false } && !wanted(route) && IsOpaque(route.Target)
            ? Layer.Unknown(LayerKind.Opaque, route.Target, $"what {route.Target} does with the traffic (route {route})")
            : layer;
    }

    private static bool IsOpaque(string target) =>
        target.StartsWith("eni-", StringComparison.Ordinal) || target.StartsWith("vpce-", StringComparison.Ordinal)
        || target.StartsWith("vgw-", StringComparison.Ordinal) || target.StartsWith("lgw-", StringComparison.Ordinal)
        || target.StartsWith("arn:", StringComparison.Ordinal);

    /// <summary>
    /// Both sides need a route to the other, and the connection must be active; it is not transitive
    /// (https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html).
    /// </summary>
    private string Peering(NetworkInterface from, NetworkInterface to, SubnetEdge here, SubnetEdge there, IpAddress source, IpAddress destination, string id, List<Layer> layers)
    {
        layers.Add(Leads(here, destination, r => r.Target == id));
        if (_model.Inventory.Peerings is not { } peerings)
        {
            layers.Add(Layer.Unknown(LayerKind.Peering, id, "describe-vpc-peering-connections"));
        }
        else
        {
            var peering = peerings.FirstOrDefault(p => p.VpcPeeringConnectionId == id);
            var passes = peering is not null && peering.Status == "active" && peering.Joins(from.VpcId, to.VpcId);
            layers.Add(Layer.Fixed(LayerKind.Peering, id, passes, peering is null ? $"{id} does not exist" : passes ? $"{id} is active" : $"{id} is {peering.Status} between {peering.Requester.VpcId} and {peering.Accepter.VpcId}"));
        }

        layers.Add(Leads(there, source, r => r.Target == id) with { IsReply = true });
        return id;
    }

    private string Elsewhere(SubnetEdge here, IpAddress destination, List<Layer> layers)
    {
        layers.Add(Leads(here, destination, static r => r.Target.StartsWith("pcx-", StringComparison.Ordinal) || r.Target.StartsWith("tgw-", StringComparison.Ordinal)));
        return here.Routes!.RouteFor(destination)?.Target ?? "nowhere";
    }
}
