using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>A VPC endpoint.</summary>
internal sealed class VpcEndpoint(string id, Vpc vpc, string service, string type, DateTime created) : Ec2Resource(id)
{
    public override string ResourceType => "vpc-endpoint";

    public Vpc Vpc { get; } = vpc;

    public string ServiceName { get; } = service;

    /// <summary><c>Gateway</c> or <c>Interface</c>.</summary>
    public string EndpointType { get; } = type;

    public DateTime CreationTimestamp { get; } = created;

    public string? PolicyDocument { get; set; }

    public bool PrivateDnsEnabled { get; init; }

    public List<RouteTable> RouteTables { get; } = [];

    public List<NetworkInterface> Interfaces { get; } = [];

    public List<SecurityGroup> Groups { get; } = [];
}

internal sealed partial class Ec2State
{
    public ResourceTable<VpcEndpoint> VpcEndpoints { get; } = new("vpce", "InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id '{0}' does not exist");
}

/// <summary>VPC endpoints: gateway ones put a route to the service's prefix list, interface ones an interface in each subnet.</summary>
internal static class VpcEndpointOperations
{
    private static readonly Filters<VpcEndpoint> Filters = new()
    {
        { "vpc-endpoint-id", static e => e.Id },
        { "vpc-id", static e => e.Vpc.Id },
        { "service-name", static e => e.ServiceName },
        { "vpc-endpoint-type", static e => e.EndpointType },
        { "vpc-endpoint-state", static _ => "available" },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateVpcEndpoint", Create);
        simulator.Op("DescribeVpcEndpoints", static (call, ec2, request) => Describe.List(request, ec2.VpcEndpoints, "VpcEndpointIds", Filters, "VpcEndpoints", e => View(ec2, e)));
        simulator.Op("DeleteVpcEndpoints", Delete);
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var vpc = ec2.Vpcs.Get(request.String("VpcId"));
        var service = Check.Required(request, "ServiceName");
        if (!service.StartsWith($"com.amazonaws.{call.Region}.", StringComparison.Ordinal))
        {
            throw new AwsError("InvalidServiceName", $"The Vpc Endpoint Service '{service}' does not exist");
        }

        var type = request.String("VpcEndpointType") ?? "Gateway";
        if (type is not ("Gateway" or "Interface"))
        {
            throw new AwsError("UnsupportedOperation", $"The sandbox makes Gateway and Interface endpoints only, not '{type}'.");
        }

        if (type == "Gateway" && ec2.ServicePrefixLists.All(p => p.ListName != service))
        {
            throw new AwsError("InvalidParameter", $"Endpoint type (Gateway) does not match available service types ([Interface]).");
        }

        var endpoint = new VpcEndpoint(call.Ids.Ec2("vpce"), vpc, service, type, call.Now)
        {
            PolicyDocument = request.String("PolicyDocument") ?? """{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}""",
            PrivateDnsEnabled = type == "Interface" && request.Bool("PrivateDnsEnabled") == true,
        };
        if (type == "Gateway")
        {
            AddRoutes(ec2, endpoint, request.Strings("RouteTableIds").Select(id => ec2.RouteTables.Get(id)).ToList());
        }
        else
        {
            AddInterfaces(ec2, endpoint, request);
        }

        ec2.VpcEndpoints.Add(TagSpecifications.Tag(endpoint, request));
        return new Struct { { "VpcEndpoint", View(ec2, endpoint) }, { "ClientToken", request.String("ClientToken") } };
    }

    private static void AddRoutes(Ec2State ec2, VpcEndpoint endpoint, List<RouteTable> tables)
    {
        var list = ec2.ServicePrefixLists.First(p => p.ListName == endpoint.ServiceName);
        foreach (var table in tables)
        {
            if (table.Vpc != endpoint.Vpc)
            {
                throw new AwsError("InvalidParameter", $"Route table {table.Id} and VPC {endpoint.Vpc.Id} belong to different networks.");
            }

            if (table.Routes.Exists(r => r.Destination == list.Id))
            {
                throw new AwsError("RouteAlreadyExists", $"route table {table.Id} already has a route with destination-prefix-list-id {list.Id}");
            }
        }

        foreach (var table in tables)
        {
            endpoint.RouteTables.Add(table);
            table.Routes.Add(new Route { Destination = list.Id, Kind = DestinationKind.PrefixList, TargetMember = "GatewayId", Target = endpoint.Id, Origin = "CreateRoute" });
        }
    }

    private static void AddInterfaces(Ec2State ec2, VpcEndpoint endpoint, Struct request)
    {
        var groups = request.Strings("SecurityGroupIds").Select(id => ec2.SecurityGroups.Get(id)).ToList();
        endpoint.Groups.AddRange(groups.Count > 0 ? groups : [ec2.DefaultGroup(endpoint.Vpc)]);
        var subnets = request.Strings("SubnetIds").Select(id => ec2.Subnets.Get(id)).ToList();
        if (subnets.Find(s => s.Vpc != endpoint.Vpc) is { } stranger)
        {
            throw new AwsError("InvalidParameter", $"Subnet {stranger.Id} and VPC {endpoint.Vpc.Id} belong to different networks.");
        }

        foreach (var subnet in subnets)
        {
            var card = ec2.MakeInterface(subnet, endpoint.Groups, interfaceType: "vpc_endpoint", requester: "amazon-vpce");
            card.Description = "VPC Endpoint Interface " + endpoint.Id;
            endpoint.Interfaces.Add(card);
        }
    }

    private static Struct Delete(Call call, Ec2State ec2, Struct request)
    {
        var unsuccessful = new List<Struct>();
        foreach (var id in request.Strings("VpcEndpointIds"))
        {
            if (!ec2.VpcEndpoints.TryGet(id, out var endpoint))
            {
                var error = ec2.VpcEndpoints.NotFound(id);
                unsuccessful.Add(new Struct { { "ResourceId", id }, { "Error", new Struct { { "Code", error.Code }, { "Message", error.Message } } } });
                continue;
            }

            foreach (var table in endpoint.RouteTables)
            {
                table.Routes.RemoveAll(r => r.Target == id);
            }

            foreach (var card in endpoint.Interfaces)
            {
                ec2.RemoveInterface(card);
            }

            ec2.VpcEndpoints.Remove(endpoint);
        }

        return new Struct { { "Unsuccessful", unsuccessful } };
    }

    private static Struct View(Ec2State ec2, VpcEndpoint endpoint) => new()
    {
        { "VpcEndpointId", endpoint.Id },
        { "VpcEndpointType", endpoint.EndpointType },
        { "VpcId", endpoint.Vpc.Id },
        { "ServiceName", endpoint.ServiceName },
        { "State", "available" },
        { "PolicyDocument", endpoint.PolicyDocument },
        { "RouteTableIds", endpoint.RouteTables.Select(static t => t.Id).ToList() },
        { "SubnetIds", endpoint.Interfaces.Select(static n => n.Subnet.Id).ToList() },
        { "Groups", Render.Groups(endpoint.Groups) },
        { "NetworkInterfaceIds", endpoint.Interfaces.Select(static n => n.Id).ToList() },
        { "PrivateDnsEnabled", endpoint.PrivateDnsEnabled },
        { "RequesterManaged", false },
        { "CreationTimestamp", endpoint.CreationTimestamp },
        { "OwnerId", ec2.Scope.Account },
        { "Tags", Render.Tags(endpoint) },
    };
}
