namespace AwsOps.Engine.Network;

/// <summary>
/// A route table as a partition of the addresses: each belongs to its most specific route
/// (https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html). Of routes to the same destination the
/// static one wins over a propagated one, and a block over a prefix list.
/// </summary>
internal sealed class RouteMap
{
    private readonly List<(Route Route, AddressSet Addresses)> _parts = [];
    private readonly List<Route> _unresolved = [];

    public RouteMap(RouteTable table, NetworkModel model)
    {
        List<(Cidr Block, Route Route)> blocks = [];
        foreach (var route in table.Routes)
        {
            if (route.DestinationPrefixListId is not { } list)
            {
                blocks.Add((Cidr.ParseCanonical(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock), route));
            }
            else if (model.Peers.PrefixList(list) is { } entries)
            {
                blocks.AddRange(entries.ToCidrs().Select(c => (c, route)));
            }
            else if (!IsGatewayEndpoint(route, model))
            {
                _unresolved.Add(route);
            }
        }

        var taken = AddressSet.Empty;
        foreach (var (block, route) in blocks
            .OrderByDescending(static b => b.Block.PrefixLength)
            .ThenBy(static b => b.Route.IsPropagated)
            .ThenBy(static b => b.Route.DestinationPrefixListId is not null))
        {
            var addresses = AddressSet.Of(block);
            _parts.Add((route, addresses.Subtract(taken)));
            taken = taken.Union(addresses);
        }
    }

    /// <summary>The addresses whose route is one of those asked for.</summary>
    public TrafficBounds Toward(Func<Route, bool> wanted)
    {
        var addresses = _parts.Where(p => wanted(p.Route)).Aggregate(AddressSet.Empty, static (all, p) => all.Union(p.Addresses));
        if (_unresolved.Count == 0)
        {
            return TrafficBounds.Exactly(TrafficSet.Of(addresses, ServiceSet.All));
        }

        // Whatever a list holds that is not known may be its route's.
        var certain = _unresolved.All(wanted) ? addresses : AddressSet.Empty;
        var possible = _unresolved.Any(wanted) ? AddressSet.All : addresses;
        return new(
            TrafficSet.Of(certain, ServiceSet.All),
            TrafficSet.Of(possible, ServiceSet.All),
            [.. _unresolved.Select(static r => $"the entries of prefix list {r.DestinationPrefixListId} (get-managed-prefix-list-entries)")]);
    }

    /// <summary>The route of an address, as far as it is known.</summary>
    public Route? RouteFor(IpAddress address) => _parts.FirstOrDefault(p => p.Addresses.Contains(address)).Route;

    /// <summary>The targets that a part of the addresses, or of what is not known, has.</summary>
    public IEnumerable<Route> RoutesFor(AddressSet addresses) =>
        _parts.Where(p => p.Addresses.Overlaps(addresses)).Select(static p => p.Route).Concat(_unresolved).Distinct();

    /// <summary>
    /// The list of a gateway endpoint's route holds the addresses of the service (S3 or DynamoDB) and nobody else's, so
    /// not to know it puts no other address in doubt
    /// (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html#gateway-endpoint-routing).
    /// </summary>
    private static bool IsGatewayEndpoint(Route route, NetworkModel model) =>
        route.Target.StartsWith("vpce-", StringComparison.Ordinal)
        && (model.Inventory.VpcEndpoints?.FirstOrDefault(e => e.VpcEndpointId == route.Target)?.Type ?? "Gateway") == "Gateway";
}
