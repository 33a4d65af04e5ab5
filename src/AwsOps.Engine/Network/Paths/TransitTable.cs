namespace AwsOps.Engine.Network;

/// <summary>
/// A route table of a transit gateway in the order in which its routes count: the most specific first, then what somebody wrote, prefix
/// lists, and what attachments tell
/// (https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html#tgw-route-evaluation-overview).
/// </summary>
internal sealed class TransitTable
{
    private readonly List<(Cidr Block, TransitGatewayRoute Route)> _routes = [];
    private readonly List<TransitGatewayRoute> _unresolved = [];

    public TransitTable(TransitGatewayRouteTable table, NetworkModel model)
    {
        foreach (var route in table.Routes)
        {
            // "Each entry in the prefix list is represented as a route"
            // (https://docs.aws.amazon.com/vpc/latest/tgw/create-prefix-list-reference.html); a route may still name the list alone.
            if (route.DestinationCidrBlock is { } block)
            {
                _routes.Add((Cidr.ParseCanonical(block), route));
            }
            else if (route.PrefixListId is { } list && model.Peers.PrefixList(list) is { } entries)
            {
                _routes.AddRange(entries.ToCidrs().Select(c => (c, route)));
            }
            else
            {
                _unresolved.Add(route);
            }
        }

        _routes = [.. _routes.OrderByDescending(static r => r.Block.PrefixLength).ThenBy(static r => r.Route.PrefixListId is not null ? 1 : r.Route.IsPropagated ? 2 : 0)];
    }

    /// <summary>The route of an address; or what is missing to tell it.</summary>
    public (TransitGatewayRoute? Route, string? Missing) RouteFor(IpAddress address)
    {
        var found = _routes.Find(r => r.Block.Contains(address)).Route;

        // Whatever a list holds that is not known may be a more specific route.
        var doubt = _unresolved.Find(u => found is null || u.IsBlackhole != found.IsBlackhole || !u.AttachmentIds.SequenceEqual(found.AttachmentIds));
        return doubt is null ? (found, null) : (null, MissingList(doubt));
    }

    /// <summary>The addresses that it routes anywhere at all, and the attachments that some of these are routed to.</summary>
    public (TrafficBounds Bounds, IReadOnlyList<string> AttachmentIds) Beyond(AddressSet addresses)
    {
        AddressSet routed = AddressSet.Empty, taken = AddressSet.Empty;
        List<string> attachments = [.. _unresolved.Where(static u => !u.IsBlackhole).SelectMany(static u => u.AttachmentIds)];
        foreach (var (block, route) in _routes)
        {
            var own = AddressSet.Of(block).Subtract(taken);
            taken = taken.Union(own);
            if (!route.IsBlackhole && own.Overlaps(addresses))
            {
                routed = routed.Union(own);
                attachments.AddRange(route.AttachmentIds);
            }
        }

        var certain = TrafficSet.Of(routed, ServiceSet.All);
        return (_unresolved.Count == 0 ? TrafficBounds.Exactly(certain) : new(TrafficSet.Empty, TrafficSet.All, [.. _unresolved.Select(MissingList)]), [.. attachments.Distinct()]);
    }

    private static string MissingList(TransitGatewayRoute route) => $"the entries of prefix list {route.PrefixListId} (get-managed-prefix-list-entries)";
}
