using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Route tables, routes, associations.</summary>
internal static class RouteTableOperations
{
    private static readonly string[] Targets =
    [
        "GatewayId", "NatGatewayId", "EgressOnlyInternetGatewayId", "InstanceId", "NetworkInterfaceId", "VpcPeeringConnectionId", "VpcEndpointId", "TransitGatewayId",
    ];

    private static readonly Filters<RouteTable> Filters = new()
    {
        { "route-table-id", static t => t.Id },
        { "vpc-id", static t => t.Vpc.Id },
        { "association.main", static t => t.Associations.Select(static a => a.Main ? "true" : "false") },
        { "association.route-table-association-id", static t => t.Associations.Select(static a => a.Id) },
        { "association.route-table-id", static t => t.Associations.Count > 0 ? t.Id : null },
        { "association.subnet-id", static t => t.Associations.Select(static a => a.SubnetId) },
        { "route.destination-cidr-block", static t => t.Routes.Where(static r => r.Kind == DestinationKind.CidrIpv4).Select(static r => r.Destination) },
        { "route.destination-ipv6-cidr-block", static t => t.Routes.Where(static r => r.Kind == DestinationKind.CidrIpv6).Select(static r => r.Destination) },
        { "route.destination-prefix-list-id", static t => t.Routes.Where(static r => r.Kind == DestinationKind.PrefixList).Select(static r => r.Destination) },
        { "route.gateway-id", static t => TargetsOf(t, "GatewayId") },
        { "route.nat-gateway-id", static t => TargetsOf(t, "NatGatewayId") },
        { "route.instance-id", static t => TargetsOf(t, "InstanceId") },
        { "route.egress-only-internet-gateway-id", static t => TargetsOf(t, "EgressOnlyInternetGatewayId") },
        { "route.vpc-peering-connection-id", static t => TargetsOf(t, "VpcPeeringConnectionId") },
        { "route.transit-gateway-id", static t => TargetsOf(t, "TransitGatewayId") },
        { "route.origin", static t => t.Routes.Select(static r => r.Origin) },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateRouteTable", static (call, ec2, request) =>
        {
            _ = TagSpecifications.ForOne(request, "route-table");
            var table = ec2.MakeRouteTable(ec2.Vpcs.Get(request.String("VpcId")));
            TagSpecifications.Tag(table, request);
            return new Struct { { "RouteTable", View(ec2, table) }, { "ClientToken", request.String("ClientToken") } };
        });
        simulator.Op("DescribeRouteTables", static (call, ec2, request) => Describe.List(request, ec2.RouteTables, "RouteTableIds", Filters, "RouteTables", t => View(ec2, t)));
        simulator.Op("DeleteRouteTable", Delete);
        simulator.Op("CreateRoute", CreateRoute);
        simulator.Op("ReplaceRoute", ReplaceRoute);
        simulator.Op("DeleteRoute", DeleteRoute);
        simulator.Op("AssociateRouteTable", Associate);
        simulator.Op("ReplaceRouteTableAssociation", ReplaceAssociation);
        simulator.Op("DisassociateRouteTable", Disassociate);
    }

    /// <summary>A route is a blackhole once its target is gone or, for a gateway, detached from the VPC.</summary>
    public static bool IsBlackhole(Ec2State ec2, RouteTable table, Route route) => route.Target != "local" && route.TargetMember switch
    {
        "GatewayId" when route.Target.StartsWith("igw-", StringComparison.Ordinal) =>
            !ec2.InternetGateways.TryGet(route.Target, out var gateway) || gateway.Vpc != table.Vpc,
        "GatewayId" => !ec2.VpcEndpoints.TryGet(route.Target, out _),
        "NatGatewayId" => !ec2.NatGateways.TryGet(route.Target, out var nat) || nat.State is not ("pending" or "available"),
        "EgressOnlyInternetGatewayId" => !ec2.EgressOnlyInternetGateways.TryGet(route.Target, out _),
        "InstanceId" => !ec2.Instances.TryGet(route.Target, out var instance) || instance.State != InstanceState.Running,
        "NetworkInterfaceId" => !ec2.NetworkInterfaces.TryGet(route.Target, out var card) || card.Instance?.State != InstanceState.Running,
        "TransitGatewayId" => !ec2.IsAttached(table.Vpc, route.Target),
        "VpcPeeringConnectionId" => !ec2.Peerings.TryGet(route.Target, out var peering) || peering.Status != "active",
        _ => false,
    };

    private static IEnumerable<string?> TargetsOf(RouteTable table, string member) =>
        table.Routes.Where(r => r.TargetMember == member).Select(static r => r.Target);

    private static Struct? Delete(Call call, Ec2State ec2, Struct request)
    {
        var table = ec2.RouteTables.Get(request.String("RouteTableId"));
        if (table.Associations.Count > 0)
        {
            throw new AwsError("DependencyViolation", $"The routeTable '{table.Id}' has dependencies and cannot be deleted.");
        }

        ec2.RouteTables.Remove(table);
        return null;
    }

    private static Struct CreateRoute(Call call, Ec2State ec2, Struct request)
    {
        var table = ec2.RouteTables.Get(request.String("RouteTableId"));
        var (destination, kind) = DestinationOf(ec2, request);
        var (member, target) = TargetOf(ec2, table, request);
        if (table.Routes.Find(r => r.Destination == destination) is { } old)
        {
            throw new AwsError("RouteAlreadyExists", $"The route identified by {old.Destination} already exists.");
        }

        table.Routes.Add(new Route { Destination = destination, Kind = kind, TargetMember = member, Target = target, Origin = "CreateRoute" });
        return Render.Return;
    }

    private static Struct? ReplaceRoute(Call call, Ec2State ec2, Struct request)
    {
        var table = ec2.RouteTables.Get(request.String("RouteTableId"));
        var (destination, _) = DestinationOf(ec2, request);
        var route = table.Routes.Find(r => r.Destination == destination)
            ?? throw new AwsError("InvalidParameterValue", $"There is no route defined for '{destination}' in the route table. Use CreateRoute instead.");
        (route.TargetMember, route.Target) = request.Bool("LocalTarget") == true ? ("GatewayId", "local") : TargetOf(ec2, table, request);
        return null;
    }

    private static Struct? DeleteRoute(Call call, Ec2State ec2, Struct request)
    {
        var table = ec2.RouteTables.Get(request.String("RouteTableId"));
        var (destination, _) = DestinationOf(ec2, request);
        var route = table.Routes.Find(r => r.Destination == destination)
            ?? throw new AwsError("InvalidRoute.NotFound", $"no route with destination-cidr-block {destination} in route table {table.Id}");
        if (route.Target == "local")
        {
            throw new AwsError("InvalidParameterValue", $"cannot remove local route {destination} in route table {table.Id}");
        }

        table.Routes.Remove(route);
        return null;
    }

    private static (string Destination, DestinationKind Kind) DestinationOf(Ec2State ec2, Struct request)
    {
        if (request.String("DestinationCidrBlock") is { } ipv4)
        {
            return (Check.Ipv4(ipv4, "destinationCidrBlock").ToString(), DestinationKind.CidrIpv4);
        }

        if (request.String("DestinationIpv6CidrBlock") is { } ipv6)
        {
            return Cidr.TryParse(ipv6, out var cidr) && cidr.IsIpv6
                ? (cidr.Canonical.ToString(), DestinationKind.CidrIpv6)
                : throw new AwsError("InvalidParameterValue", $"Value ({ipv6}) for parameter destinationIpv6CidrBlock is invalid. This is not a valid IPv6 CIDR.");
        }

        return request.String("DestinationPrefixListId") is { } list
            ? (ec2.GetPrefixList(list).Id, DestinationKind.PrefixList)
            : throw new AwsError("MissingParameter", "The request must contain the parameter destinationCidrBlock or destinationIpv6CidrBlock or destinationPrefixListId");
    }

    private static (string Member, string Target) TargetOf(Ec2State ec2, RouteTable table, Struct request)
    {
        var given = Targets.Where(request.Has).ToList();
        if (given.Count != 1)
        {
            throw given.Count == 0
                ? new AwsError("MissingParameter", "The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId, vpcPeeringConnectionId, egressOnlyInternetGatewayId or instanceId")
                : new AwsError("InvalidParameterCombination", $"Only one route target may be specified; there are {string.Join(" and ", given)}.");
        }

        var (member, target) = (given[0], request.String(given[0])!);
        switch (member)
        {
            case "GatewayId" when ec2.InternetGateways.Get(target).Vpc != table.Vpc:
                throw new AwsError("InvalidParameterValue", $"route table {table.Id} and network gateway {target} belong to different networks");
            case "NatGatewayId":
                _ = ec2.NatGateways.Get(target);
                break;
            case "EgressOnlyInternetGatewayId":
                _ = ec2.EgressOnlyInternetGateways.Get(target);
                break;
            case "NetworkInterfaceId":
                _ = ec2.NetworkInterfaces.Get(target);
                break;
            case "InstanceId":
                _ = ec2.Instances.Get(target);
                break;
            case "VpcPeeringConnectionId":
                _ = ec2.Peerings.Get(target);
                break;
            case "VpcEndpointId":
                _ = ec2.VpcEndpoints.Get(target);
                break;
            case "TransitGatewayId" when !ec2.IsAttached(table.Vpc, target):
                // A gateway that the VPC is not attached to is for its routes none.
                throw new AwsError("InvalidTransitGatewayID.NotFound", $"The transitGateway ID '{target}' does not exist.");
        }

        return (member, target);
    }

    private static Struct Associate(Call call, Ec2State ec2, Struct request)
    {
        var table = ec2.RouteTables.Get(request.String("RouteTableId"));
        if (request.String("SubnetId") is not { } subnetId)
        {
            throw new AwsError("UnsupportedOperation", "The sandbox associates route tables with subnets only; give SubnetId.");
        }

        var subnet = ec2.Subnets.Get(subnetId);
        if (subnet.Vpc != table.Vpc)
        {
            throw new AwsError("InvalidParameterValue", $"Route table {table.Id} and subnet {subnetId} belong to different networks");
        }

        if (ec2.RouteTables.SelectMany(static t => t.Associations).FirstOrDefault(a => a.SubnetId == subnetId) is { } old)
        {
            throw new AwsError("Resource.AlreadyAssociated", $"the specified association for route table {table.Id} conflicts with an existing association ({old.Id})");
        }

        var association = new RouteTableAssociation(call.Ids.Ec2("rtbassoc"), Main: false, subnetId);
        table.Associations.Add(association);
        return new Struct { { "AssociationId", association.Id }, { "AssociationState", new Struct { { "State", "associated" } } } };
    }

    private static Struct ReplaceAssociation(Call call, Ec2State ec2, Struct request)
    {
        var table = ec2.RouteTables.Get(request.String("RouteTableId"));
        var (old, association) = FindAssociation(ec2, request.String("AssociationId"));
        old.Associations.Remove(association);
        var replaced = association with { Id = call.Ids.Ec2("rtbassoc") };
        table.Associations.Add(replaced);
        return new Struct { { "NewAssociationId", replaced.Id }, { "AssociationState", new Struct { { "State", "associated" } } } };
    }

    private static Struct? Disassociate(Call call, Ec2State ec2, Struct request)
    {
        var (table, association) = FindAssociation(ec2, request.String("AssociationId"));
        if (association.Main)
        {
            throw new AwsError("InvalidParameterValue", "cannot disassociate the main route table association " + association.Id);
        }

        table.Associations.Remove(association);
        return null;
    }

    private static (RouteTable Table, RouteTableAssociation Association) FindAssociation(Ec2State ec2, string? id)
    {
        foreach (var table in ec2.RouteTables)
        {
            if (table.Associations.Find(a => a.Id == id) is { } association)
            {
                return (table, association);
            }
        }

        throw new AwsError("InvalidAssociationID.NotFound", $"The association ID '{id}' does not exist");
    }

    private static Struct View(Ec2State ec2, RouteTable table) => new()
    {
        { "RouteTableId", table.Id },
        { "VpcId", table.Vpc.Id },
        { "OwnerId", ec2.Scope.Account },
        { "PropagatingVgws", new List<Struct>() },
        { "Routes", table.Routes.Select(r => View(ec2, table, r)).ToList() },
        {
            "Associations", table.Associations.Select(a => new Struct
            {
                { "RouteTableAssociationId", a.Id },
                { "RouteTableId", table.Id },
                { "SubnetId", a.SubnetId },
                { "Main", a.Main },
                { "AssociationState", new Struct { { "State", "associated" } } },
            }).ToList()
        },
        { "Tags", Render.Tags(table) },
    };

    private static Struct View(Ec2State ec2, RouteTable table, Route route) => new()
    {
        {
            route.Kind switch
            {
                DestinationKind.CidrIpv4 => "DestinationCidrBlock",
                DestinationKind.CidrIpv6 => "DestinationIpv6CidrBlock",
                _ => "DestinationPrefixListId",
            },
            route.Destination
        },

        // Endpoints, too, are shown as gateways.
        { route.TargetMember == "VpcEndpointId" ? "GatewayId" : route.TargetMember, route.Target },
        { "Origin", route.Origin },
        { "State", IsBlackhole(ec2, table, route) ? "blackhole" : "active" },
    };
}
