using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Routes of transit gateways. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGatewayRoute.html</summary>
internal static class TransitGatewayRouteOperations
{
    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateTransitGatewayRoute", static (call, ec2, request) => Write(ec2, request, replace: false));
        simulator.Op("ReplaceTransitGatewayRoute", static (call, ec2, request) => Write(ec2, request, replace: true));
        simulator.Op("DeleteTransitGatewayRoute", Delete);
        simulator.Op("SearchTransitGatewayRoutes", Search);
    }

    private static Struct Write(Ec2State ec2, Struct request, bool replace)
    {
        var table = TransitGatewayRouteTableOperations.Get(ec2, request);
        var destination = Block(request.String("DestinationCidrBlock"), "DestinationCidrBlock");
        var old = table.StaticRoutes.Find(r => r.Destination == destination);
        if (!replace && old is not null)
        {
            throw new AwsError("RouteAlreadyExists", $"Route {destination} already exists in Transit Gateway Route Table {table.Id}.");
        }

        if (replace && table.Routes.All(r => r.Destination != destination))
        {
            throw NoRoute(table, destination);
        }

        var (blackhole, id) = (request.Bool("Blackhole") == true, request.String("TransitGatewayAttachmentId"));
        if (blackhole == (id is not null))
        {
            throw blackhole
                ? new AwsError("InvalidParameterCombination", "The parameters Blackhole and TransitGatewayAttachmentId cannot be used together.")
                : new AwsError("MissingParameter", "The request must contain the parameter TransitGatewayAttachmentId or Blackhole.");
        }

        var route = new TransitGatewayRoute(destination, blackhole ? null : TransitGatewayRouteTableOperations.AttachmentOf(ec2, table, id), IsStatic: true);
        if (old is not null)
        {
            table.StaticRoutes.Remove(old);
        }

        table.StaticRoutes.Add(route);
        return new Struct { { "Route", View(route) } };
    }

    private static Struct Delete(Call call, Ec2State ec2, Struct request)
    {
        var table = TransitGatewayRouteTableOperations.Get(ec2, request);
        var destination = Block(request.String("DestinationCidrBlock"), "DestinationCidrBlock");
        var route = table.StaticRoutes.Find(r => r.Destination == destination) ?? throw NoRoute(table, destination);
        table.StaticRoutes.Remove(route);
        var view = View(route);
        view["State"] = "deleted";
        return new Struct { { "Route", view } };
    }

    private static AwsError NoRoute(TransitGatewayRouteTable table, Cidr destination) =>
        new("InvalidRoute.NotFound", $"Route {destination} does not exist in Transit Gateway Route Table {table.Id}.");

    private static Cidr Block(string? text, string parameter) => Cidr.TryParse(text, out var cidr)
        ? cidr.Canonical
        : throw new AwsError("InvalidParameterValue", $"Value ({text}) for parameter {parameter} is invalid. This is not a valid CIDR block.");

    /// <summary>Filters: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SearchTransitGatewayRoutes.html</summary>
    private static Struct Search(Call call, Ec2State ec2, Struct request)
    {
        var routes = TransitGatewayRouteTableOperations.Get(ec2, request).Routes;
        foreach (var filter in request.Structs("Filters"))
        {
            var (name, values) = (filter.String("Name") ?? string.Empty, filter.Strings("Values"));
            routes = name switch
            {
                "route-search.longest-prefix-match" => Longest(routes, values),
                "route-search.exact-match" => routes.Where(r => values.Any(v => Block(v, name) == r.Destination)),
                "route-search.subnet-of-match" => routes.Where(r => values.Any(v => Block(v, name).Contains(r.Destination))),
                "route-search.supernet-of-match" => routes.Where(r => values.Any(v => r.Destination.Contains(Block(v, name)))),
                "state" => routes.Where(r => values.Contains(State(r))),
                "type" => routes.Where(r => values.Contains(Type(r))),
                "attachment.transit-gateway-attachment-id" => routes.Where(r => r.Attachment is not null && values.Contains(r.Attachment.Id)),
                "attachment.resource-id" => routes.Where(r => r.Attachment is not null && values.Contains(r.Attachment.ResourceId)),
                "attachment.resource-type" => routes.Where(r => r.Attachment is not null && values.Contains(r.Attachment.Kind)),
                "prefix-list-id" => routes.Where(r => r.List is not null && values.Contains(r.List.Id)),
                _ => throw new AwsError("InvalidParameterValue", $"The filter '{name}' is invalid"),
            };
        }

        var answer = Describe.Answer(request, routes, "Routes", View);
        answer["AdditionalRoutesAvailable"] = answer.Has("NextToken");
        return answer;
    }

    /// <summary>For each address or block the one route that it would take.</summary>
    private static IEnumerable<TransitGatewayRoute> Longest(IEnumerable<TransitGatewayRoute> routes, IReadOnlyList<string> values)
    {
        var all = routes.ToList();
        return values.Select(v => Block(v.Contains('/', StringComparison.Ordinal) ? v : v + (v.Contains(':', StringComparison.Ordinal) ? "/128" : "/32"), "route-search.longest-prefix-match"))
            .Select(wanted => all.Where(r => r.Destination.Contains(wanted)).MaxBy(static r => r.Destination.Length))
            .OfType<TransitGatewayRoute>()
            .Distinct();
    }

    private static string State(TransitGatewayRoute route) => route.IsBlackhole ? "blackhole" : "active";

    private static string Type(TransitGatewayRoute route) => route.IsStatic ? "static" : "propagated";

    private static Struct View(TransitGatewayRoute route) => new()
    {
        { "DestinationCidrBlock", route.Destination.ToString() },
        { "PrefixListId", route.List?.Id },
        {
            "TransitGatewayAttachments", route.Attachment is not { } attachment
                ? null
                : new List<Struct> { new() { { "ResourceId", attachment.ResourceId }, { "TransitGatewayAttachmentId", attachment.Id }, { "ResourceType", attachment.Kind } } }
        },
        { "Type", Type(route) },
        { "State", State(route) },
    };
}
