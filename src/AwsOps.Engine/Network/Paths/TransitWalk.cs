namespace AwsOps.Engine.Network;

/// <summary>What the tables of transit gateways do with packets, from gateway to gateway where these are peered.</summary>
internal sealed class TransitWalk(InternetPaths paths)
{
    private readonly NetworkModel _model = paths.Model;

    private IReadOnlyList<TransitGatewayAttachment> Attachments => _model.Inventory.TransitGatewayAttachments ?? [];

    /// <summary>The attachment by which a VPC is joined to a gateway; null if there is none that carries traffic.</summary>
    public TransitGatewayAttachment? AttachmentOf(string gateway, string vpcId) =>
        Attachments.FirstOrDefault(a => a.TransitGatewayId == gateway && a.ResourceId == vpcId && a.State == "available");

    /// <summary>From an attachment toward an address: what decides at each table, and the attachment of the wanted VPC, if it is reached.</summary>
    public (IReadOnlyList<Layer> Layers, TransitGatewayAttachment? Arrival) Walk(TransitGatewayAttachment start, IpAddress toward, string vpcId)
    {
        List<Layer> layers = [];
        HashSet<string> seen = [];
        var at = start;
        while (true)
        {
            if (at.RouteTableId is null)
            {
                layers.Add(Layer.Fixed(LayerKind.TransitGateway, at.AttachmentId, passes: false, "the attachment is associated with no route table"));
                return (layers, null);
            }

            if (!seen.Add(at.RouteTableId))
            {
                layers.Add(Layer.Fixed(LayerKind.TransitGateway, at.RouteTableId, passes: false, $"the routes to {toward} lead in a circle"));
                return (layers, null);
            }

            var (hop, next) = Route(at, toward);
            layers.Add(hop);
            if (next is null)
            {
                return (layers, null);
            }

            if (next.ResourceId == vpcId)
            {
                return (layers, next);
            }

            // https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html: each side has an attachment of its own, and a table for it.
            if (next.ResourceType != "peering")
            {
                layers.Add(Elsewhere(next, toward));
                return (layers, null);
            }

            if (Attachments.FirstOrDefault(a => a.ResourceType == "peering" && a.TransitGatewayId == next.ResourceId && a.ResourceId == next.TransitGatewayId) is not { } far)
            {
                layers.Add(Layer.Unknown(LayerKind.TransitGateway, next.ResourceId ?? next.AttachmentId, $"the attachments of {next.ResourceId} (describe-transit-gateway-attachments)"));
                return (layers, null);
            }

            at = far;
        }
    }

    /// <summary>From a VPC to addresses that are no interface's: what the gateway routes at all, and what lies behind.</summary>
    public IEnumerable<Layer> Beyond(string gateway, string vpcId, AddressSet addresses)
    {
        if (_model.Inventory.TransitGatewayAttachments is null)
        {
            yield return Layer.Unknown(LayerKind.TransitGateway, gateway, "describe-transit-gateway-attachments");
            yield break;
        }

        if (AttachmentOf(gateway, vpcId) is not { RouteTableId: { } id })
        {
            yield return Layer.Fixed(LayerKind.TransitGateway, gateway, passes: false, $"no available attachment of {vpcId} with a route table");
            yield break;
        }

        if (Table(id) is not { } table)
        {
            yield return Layer.Unknown(LayerKind.TransitGateway, id, MissingRoutes(id));
            yield break;
        }

        var (bounds, leads) = table.Beyond(addresses);
        yield return new(LayerKind.TransitGateway, id, bounds, (peer, _, _) => Text(table.RouteFor(peer).Route, peer));
        var behind = leads.Select(lead => Attachments.FirstOrDefault(a => a.AttachmentId == lead)?.ResourceId ?? lead).Distinct().ToList();
        if (behind.Count > 0)
        {
            yield return Layer.Unknown(LayerKind.Opaque, gateway, $"what lies behind {string.Join(", ", behind)}");
        }
    }

    private static string MissingRoutes(string table) => $"the routes of {table} (search-transit-gateway-routes)";

    private static string Text(TransitGatewayRoute? route, IpAddress toward) => route is null
        ? $"no route to {toward}"
        : $"route {route.DestinationCidrBlock ?? route.PrefixListId} to {(route.IsBlackhole ? "a blackhole" : string.Join(", ", route.AttachmentIds))}";

    private TransitTable? Table(string id) => _model.Inventory.TransitGatewayRouteTables?.FirstOrDefault(t => t.RouteTableId == id) is { } table ? _model.Routes(table) : null;

    private (Layer Layer, TransitGatewayAttachment? Next) Route(TransitGatewayAttachment at, IpAddress toward)
    {
        var id = at.RouteTableId!;
        if (Table(id) is not { } table)
        {
            return (Layer.Unknown(LayerKind.TransitGateway, id, MissingRoutes(id)), null);
        }

        var (route, missing) = table.RouteFor(toward);
        if (missing is not null)
        {
            return (Layer.Unknown(LayerKind.TransitGateway, id, missing), null);
        }

        if (route is not { IsBlackhole: false, AttachmentIds.Count: > 0 })
        {
            return (Layer.Fixed(LayerKind.TransitGateway, id, passes: false, Text(route, toward)), null);
        }

        // Attachments of other accounts are theirs to describe.
        if (Attachments.FirstOrDefault(a => route.AttachmentIds.Contains(a.AttachmentId)) is not { } next)
        {
            return (Layer.Unknown(LayerKind.TransitGateway, id, $"what {string.Join(", ", route.AttachmentIds)} leads to (describe-transit-gateway-attachments)"), null);
        }

        var passes = next.State == "available";
        return (Layer.Fixed(LayerKind.TransitGateway, id, passes, passes ? Text(route, toward) : $"{Text(route, toward)}, which is {next.State}"), passes ? next : null);
    }

    /// <summary>
    /// Into another VPC, whose own table may hand it to an appliance, as an inspection VPC does
    /// (https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html), or into a VPN and beyond.
    /// </summary>
    private Layer Elsewhere(TransitGatewayAttachment next, IpAddress toward)
    {
        var name = next.ResourceId ?? next.AttachmentId;
        if (next.ResourceType != "vpc")
        {
            return Layer.Unknown(LayerKind.Opaque, name, $"what {name} does with the traffic");
        }

        if (next.SubnetIds is not { } subnets)
        {
            return Layer.Unknown(LayerKind.TransitGateway, next.AttachmentId, $"the subnets of {next.AttachmentId} (describe-transit-gateway-vpc-attachments)");
        }

        foreach (var edge in subnets.Select(s => paths.Edge(s, name)))
        {
            if (edge.Routes is not { } routes)
            {
                return Layer.Unknown(LayerKind.RouteTable, edge.SubnetId, edge.Table.Missing!);
            }

            if (routes.RouteFor(toward) is { IsBlackhole: false, Target: not "local" } route)
            {
                return Layer.Unknown(LayerKind.Opaque, route.Target, $"what {route.Target} of {name} does with the traffic (route {route})");
            }
        }

        return Layer.Fixed(LayerKind.TransitGateway, next.AttachmentId, passes: false, $"{name} has nowhere to send {toward}");
    }
}
