namespace AwsOps.Engine.Network;

/// <summary>The way between two VPCs through a transit gateway.</summary>
internal sealed class TransitPath(InternetPaths paths, NetworkInterface from, IpAddress source, NetworkInterface to, IpAddress destination, string gateway)
{
    private readonly NetworkModel _model = paths.Model;

    public string AddTo(List<Layer> layers)
    {
        // The transit gateway evaluates ACLs in an order of its own; those of the two subnets are set anew below.
        layers.RemoveAll(static l => l.Kind == LayerKind.NetworkAcl);
        var (here, there) = (paths.Edge(from.SubnetId, from.VpcId), paths.Edge(to.SubnetId, to.VpcId));
        layers.Add(here.RouteTo(r => r.Target == gateway).AtPeer(destination));
        layers.Add(there.RouteTo(r => r.Target == gateway).AtPeer(source) with { IsReply = true });
        if (_model.Inventory.TransitGatewayAttachments is not { } attachments)
        {
            layers.Add(Layer.Unknown(LayerKind.TransitGateway, gateway, "describe-transit-gateway-attachments"));
            return gateway;
        }

        var mine = attachments.FirstOrDefault(a => a.TransitGatewayId == gateway && a.ResourceId == from.VpcId);
        var theirs = attachments.FirstOrDefault(a => a.TransitGatewayId == gateway && a.ResourceId == to.VpcId);
        if (mine is not { State: "available" } || theirs is not { State: "available" })
        {
            layers.Add(Layer.Fixed(LayerKind.TransitGateway, gateway, passes: false, $"no available attachment of {(mine is { State: "available" } ? to.VpcId : from.VpcId)}"));
            return gateway;
        }

        layers.Add(Routes(mine, theirs, destination));
        layers.Add(Routes(theirs, mine, source) with { IsReply = true });
        AddAcls(layers, here, there, mine, theirs);
        return gateway;
    }

    /// <summary>The route of a table to an address: the longest prefix.</summary>
    public static TransitGatewayRoute? RouteFor(TransitGatewayRouteTable table, IpAddress toward) => table.Routes
        .Where(r => r.DestinationCidrBlock is not null && Cidr.ParseCanonical(r.DestinationCidrBlock).Contains(toward))
        .MaxBy(static r => Cidr.ParseCanonical(r.DestinationCidrBlock).PrefixLength);

    private Layer Routes(TransitGatewayAttachment mine, TransitGatewayAttachment theirs, IpAddress toward)
    {
        if (mine.RouteTableId is null)
        {
            return Layer.Fixed(LayerKind.TransitGateway, mine.AttachmentId, passes: false, "the attachment is associated with no route table");
        }

        var table = _model.Inventory.TransitGatewayRouteTables?.FirstOrDefault(t => t.RouteTableId == mine.RouteTableId);
        if (table is null)
        {
            return Layer.Unknown(LayerKind.TransitGateway, gateway, $"the routes of {mine.RouteTableId} (search-transit-gateway-routes)");
        }

        var route = RouteFor(table, toward);
        if (route is null && table.Routes.Any(static r => r.DestinationCidrBlock is null))
        {
            return Layer.Unknown(LayerKind.TransitGateway, table.RouteTableId, $"the prefix lists that {table.RouteTableId} routes");
        }

        var passes = route is { IsBlackhole: false } && route.AttachmentIds.Contains(theirs.AttachmentId);
        return Layer.Fixed(LayerKind.TransitGateway, table.RouteTableId, passes, route is null ? $"no route to {toward}" : $"route {route.DestinationCidrBlock} to {(route.IsBlackhole ? "a blackhole" : string.Join(", ", route.AttachmentIds))}");
    }

    /// <summary>
    /// Which ACL rules apply depends on whether the attachment stands in the instance's own subnet
    /// (https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html), and only zones with an attachment are served
    /// (https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html).
    /// </summary>
    private void AddAcls(List<Layer> layers, SubnetEdge here, SubnetEdge there, TransitGatewayAttachment mine, TransitGatewayAttachment theirs)
    {
        layers.Add(here.Acl(egress: true, isReply: false).AtPeer(destination));
        layers.Add(there.Acl(egress: true, isReply: true));
        if (Entry(mine, from, layers) is not { } a || Entry(theirs, to, layers) is not { } b)
        {
            return;
        }

        // Traffic stays in the zone that it comes from until it is at its destination, where there is an attachment in that zone
        // (https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html).
        var (into, back) = (Entry(theirs, from, [], to.VpcId) ?? b, Entry(mine, to, [], from.VpcId) ?? a);
        layers.Add(a.Acl(egress: false, isReply: false));
        layers.Add(b.Acl(egress: false, isReply: true).AtPeer(destination));
        if (into.SubnetId != there.SubnetId)
        {
            layers.Add(into.Acl(egress: true, isReply: false).AtPeer(destination));
            layers.Add(there.Acl(egress: false, isReply: false));
        }

        if (back.SubnetId != here.SubnetId)
        {
            layers.Add(back.Acl(egress: true, isReply: true));
            layers.Add(here.Acl(egress: false, isReply: true).AtPeer(destination));
        }
    }

    /// <summary>The attachment's subnet in the zone of an interface.</summary>
    private SubnetEdge? Entry(TransitGatewayAttachment attachment, NetworkInterface item, List<Layer> layers, string? vpcId = null)
    {
        var zone = _model.Subnet(item.SubnetId);
        if (attachment.SubnetIds is not { } subnets)
        {
            layers.Add(Layer.Unknown(LayerKind.TransitGateway, attachment.AttachmentId, $"the subnets of {attachment.AttachmentId} (describe-transit-gateway-vpc-attachments)"));
            return null;
        }

        if (subnets.Contains(item.SubnetId))
        {
            return paths.Edge(item.SubnetId, vpcId ?? item.VpcId);
        }

        var entries = subnets.Select(_model.Subnet).ToList();
        if (zone.Value?.AvailabilityZone is null || entries.Exists(static e => e.Value is null))
        {
            layers.Add(Layer.Unknown(LayerKind.TransitGateway, attachment.AttachmentId, zone.Missing ?? "describe-subnets"));
            return null;
        }

        var entry = entries.Find(e => e.Value!.AvailabilityZone == zone.Value.AvailabilityZone).Value;
        if (entry is null)
        {
            layers.Add(Layer.Fixed(LayerKind.TransitGateway, attachment.AttachmentId, passes: false, $"{attachment.AttachmentId} has no subnet in {zone.Value.AvailabilityZone}"));
            return null;
        }

        return paths.Edge(entry.SubnetId, vpcId ?? item.VpcId);
    }
}
