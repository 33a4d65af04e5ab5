using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

public class RoutingTests : Ec2Test
{
    [Fact]
    public void A_route_needs_one_destination_one_target_and_an_attached_gateway()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html
        var vpc = NewVpc();
        var table = Ec2("CreateRouteTable", new() { ["VpcId"] = vpc }).Child("RouteTable")!.String("RouteTableId")!;
        var gateway = Ec2("CreateInternetGateway").Child("InternetGateway")!.String("InternetGatewayId")!;
        Struct Route(string cidr) => new() { ["RouteTableId"] = table, ["DestinationCidrBlock"] = cidr, ["GatewayId"] = gateway };
        Fails("InvalidParameterValue", "CreateRoute", Route("0.0.0.0/0"));
        Ec2("AttachInternetGateway", new() { ["InternetGatewayId"] = gateway, ["VpcId"] = vpc });
        Fails("Resource.AlreadyAssociated", "AttachInternetGateway", new() { ["InternetGatewayId"] = gateway, ["VpcId"] = vpc });
        Ec2("CreateRoute", Route("0.0.0.0/0"));
        Fails("RouteAlreadyExists", "CreateRoute", Route("0.0.0.0/0"));
        Fails("MissingParameter", "CreateRoute", new() { ["RouteTableId"] = table, ["GatewayId"] = gateway });
        Fails("MissingParameter", "CreateRoute", new() { ["RouteTableId"] = table, ["DestinationCidrBlock"] = "8.0.0.0/8" });
        Fails("InvalidInternetGatewayID.NotFound", "CreateRoute", new() { ["RouteTableId"] = table, ["DestinationCidrBlock"] = "8.0.0.0/8", ["GatewayId"] = "igw-0abc" });
        Fails("DependencyViolation", "DeleteInternetGateway", new() { ["InternetGatewayId"] = gateway });

        // A route whose target is gone is a blackhole: https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html
        Ec2("DetachInternetGateway", new() { ["InternetGatewayId"] = gateway, ["VpcId"] = vpc });
        Assert.Equal("blackhole", RoutesOf(table)["0.0.0.0/0"].String("State"));
        Ec2("DeleteRoute", new() { ["RouteTableId"] = table, ["DestinationCidrBlock"] = "0.0.0.0/0" });
        Fails("InvalidRoute.NotFound", "DeleteRoute", new() { ["RouteTableId"] = table, ["DestinationCidrBlock"] = "0.0.0.0/0" });
        Fails("InvalidParameterValue", "DeleteRoute", new() { ["RouteTableId"] = table, ["DestinationCidrBlock"] = "10.0.0.0/16" });
        Fails("Gateway.NotAttached", "DetachInternetGateway", new() { ["InternetGatewayId"] = gateway, ["VpcId"] = vpc });
    }

    [Fact]
    public void A_subnet_has_one_table_at_most_and_a_table_in_use_stays()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html
        var vpc = NewVpc();
        var subnet = NewSubnet(vpc);
        string Table() => Ec2("CreateRouteTable", new() { ["VpcId"] = vpc }).Child("RouteTable")!.String("RouteTableId")!;
        var (one, two) = (Table(), Table());
        var association = Ec2("AssociateRouteTable", new() { ["RouteTableId"] = one, ["SubnetId"] = subnet }).String("AssociationId");
        Fails("Resource.AlreadyAssociated", "AssociateRouteTable", new() { ["RouteTableId"] = two, ["SubnetId"] = subnet });
        Fails("DependencyViolation", "DeleteRouteTable", new() { ["RouteTableId"] = one });
        association = Ec2("ReplaceRouteTableAssociation", new() { ["RouteTableId"] = two, ["AssociationId"] = association }).String("NewAssociationId");
        Ec2("DeleteRouteTable", new() { ["RouteTableId"] = one });
        Assert.Equal(two, Ec2("DescribeRouteTables", Where("association.subnet-id", subnet)).Structs("RouteTables").Single().String("RouteTableId"));
        Ec2("DisassociateRouteTable", new() { ["AssociationId"] = association });
        Fails("InvalidAssociationID.NotFound", "DisassociateRouteTable", new() { ["AssociationId"] = association });
        var main = State.RouteTables.First(t => t.Vpc.Id == vpc && t.IsMain);
        Fails("InvalidParameterValue", "DisassociateRouteTable", new() { ["AssociationId"] = main.Associations.Single().Id });
        Fails("DependencyViolation", "DeleteRouteTable", new() { ["RouteTableId"] = main.Id });
    }

    [Fact]
    public void A_nat_gateway_takes_an_address_and_time()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html
        var address = Ec2("AllocateAddress").String("AllocationId")!;
        var subnet = State.Subnets.First().Id;
        var id = Ec2("CreateNatGateway", new() { ["SubnetId"] = subnet, ["AllocationId"] = address }).Child("NatGateway")!.String("NatGatewayId")!;
        string? Get() => Ec2("DescribeNatGateways", new() { ["NatGatewayIds"] = new[] { id } }).Structs("NatGateways").Single().String("State");
        Assert.Equal("pending", Get());
        Pass(91);
        Assert.Equal("available", Get());
        Fails("InvalidIPAddress.InUse", "ReleaseAddress", new() { ["AllocationId"] = address });
        Fails("DependencyViolation", "DeleteSubnet", new() { ["SubnetId"] = subnet });
        var table = State.RouteTables.Single().Id;
        Ec2("ReplaceRoute", new() { ["RouteTableId"] = table, ["DestinationCidrBlock"] = "0.0.0.0/0", ["NatGatewayId"] = id });
        Assert.Equal(("active", id), (RoutesOf(table)["0.0.0.0/0"].String("State"), RoutesOf(table)["0.0.0.0/0"].String("NatGatewayId")));
        Ec2("DeleteNatGateway", new() { ["NatGatewayId"] = id });
        Assert.Equal("deleting", Get());
        Pass(91);
        Assert.Equal("deleted", Get());
        Assert.Equal("blackhole", RoutesOf(table)["0.0.0.0/0"].String("State"));
        Ec2("ReleaseAddress", new() { ["AllocationId"] = address });
        Fails("NatGatewayNotFound", "DeleteNatGateway", new() { ["NatGatewayId"] = "nat-0abc" });
        Fails("InvalidParameterValue", "ReplaceRoute", new() { ["RouteTableId"] = table, ["DestinationCidrBlock"] = "9.9.9.0/24", ["NatGatewayId"] = id });
    }

    [Fact]
    public void A_public_nat_gateway_needs_an_internet_gateway() =>
        Fails("Gateway.NotAttached", "CreateNatGateway", new()
        {
            ["SubnetId"] = NewSubnet(NewVpc()),
            ["AllocationId"] = Ec2("AllocateAddress").String("AllocationId"),
        });

    [Fact]
    public void Egress_only_gateways()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html
        var vpc = NewVpc();
        var id = Ec2("CreateEgressOnlyInternetGateway", new() { ["VpcId"] = vpc }).Child("EgressOnlyInternetGateway")!.String("EgressOnlyInternetGatewayId")!;
        var table = State.RouteTables.First(t => t.Vpc.Id == vpc).Id;
        Ec2("CreateRoute", new() { ["RouteTableId"] = table, ["DestinationIpv6CidrBlock"] = "::/0", ["EgressOnlyInternetGatewayId"] = id });
        Assert.Single(Ec2("DescribeEgressOnlyInternetGateways").Structs("EgressOnlyInternetGateways"));
        Fails("DependencyViolation", "DeleteVpc", new() { ["VpcId"] = vpc });
        Ec2("DeleteEgressOnlyInternetGateway", new() { ["EgressOnlyInternetGatewayId"] = id });
        Ec2("DeleteVpc", new() { ["VpcId"] = vpc });
    }

    [Fact]
    public void A_gateway_endpoint_routes_a_prefix_list_and_an_interface_endpoint_has_interfaces()
    {
        // https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
        var table = State.RouteTables.Single().Id;
        var vpc = State.DefaultVpc!.Id;
        Struct Request(string service, string type = "Gateway") => new() { ["VpcId"] = vpc, ["ServiceName"] = service, ["VpcEndpointType"] = type };
        var gateway = Request("com.amazonaws.eu-west-1.s3");
        gateway["RouteTableIds"] = new[] { table };
        var id = Ec2("CreateVpcEndpoint", gateway).Child("VpcEndpoint")!.String("VpcEndpointId")!;
        var list = Ec2("DescribePrefixLists", Where("prefix-list-name", "com.amazonaws.eu-west-1.s3")).Structs("PrefixLists").Single();
        Assert.NotEmpty(list.Strings("Cidrs"));
        var route = Ec2("DescribeRouteTables").Structs("RouteTables").Single().Structs("Routes")[^1];
        Assert.Equal((list.String("PrefixListId"), id), (route.String("DestinationPrefixListId"), route.String("GatewayId")));
        Fails("RouteAlreadyExists", "CreateVpcEndpoint", gateway);
        Fails("InvalidServiceName", "CreateVpcEndpoint", Request("com.example.s3"));
        Fails("InvalidParameter", "CreateVpcEndpoint", Request("com.amazonaws.eu-west-1.sqs"));

        var sqs = Request("com.amazonaws.eu-west-1.sqs", "Interface");
        sqs["SubnetIds"] = State.Subnets.Select(static s => s.Id).ToList();
        var other = Ec2("CreateVpcEndpoint", sqs).Child("VpcEndpoint")!;
        Assert.Equal(3, other.Strings("NetworkInterfaceIds").Count);
        Assert.Equal("default", other.Structs("Groups").Single().String("GroupName"));

        var unsuccessful = Ec2("DeleteVpcEndpoints", new() { ["VpcEndpointIds"] = new[] { id, other.String("VpcEndpointId")!, "vpce-0abc" } }).Structs("Unsuccessful").Single();
        Assert.Equal("InvalidVpcEndpointId.NotFound", unsuccessful.Child("Error")!.String("Code"));
        Assert.Empty(Ec2("DescribeVpcEndpoints").Structs("VpcEndpoints"));
        Assert.Empty(State.NetworkInterfaces);
        Assert.Equal(2, State.RouteTables.Single().Routes.Count);
    }

    [Fact]
    public void Peering_is_asked_for_and_accepted()
    {
        // https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
        var vpc = NewVpc();
        var far = Cloud.Call("ec2", "CreateVpc", new() { ["CidrBlock"] = "10.8.0.0/16" }, "us-east-1").Child("Vpc")!.String("VpcId")!;
        var request = new Struct { ["VpcId"] = vpc, ["PeerVpcId"] = far, ["PeerRegion"] = "us-east-1" };
        var peering = Ec2("CreateVpcPeeringConnection", request).Child("VpcPeeringConnection")!;
        var id = new Struct { ["VpcPeeringConnectionId"] = peering.String("VpcPeeringConnectionId") };
        Assert.Equal("pending-acceptance", peering.Child("Status")!.String("Code"));
        Fails("OperationNotPermitted", "AcceptVpcPeeringConnection", id);
        Assert.Equal("active", Cloud.Call("ec2", "AcceptVpcPeeringConnection", id, "us-east-1").Child("VpcPeeringConnection")!.Child("Status")!.String("Code"));
        Assert.Single(Ec2("DescribeVpcPeeringConnections", Where("status-code", "active")).Structs("VpcPeeringConnections"));
        Ec2("DeleteVpcPeeringConnection", id);
        Assert.Empty(Ec2("DescribeVpcPeeringConnections", Where("status-code", "active")).Structs("VpcPeeringConnections"));

        Fails("OverlappingCidrs", "CreateVpcPeeringConnection", new() { ["VpcId"] = vpc, ["PeerVpcId"] = NewVpc("10.0.128.0/17") });
    }

    [Fact]
    public void A_peering_request_that_nobody_answers_expires_in_seven_days_and_a_rejected_one_at_once()
    {
        var vpc = NewVpc();
        Struct Ask() => Ec2("CreateVpcPeeringConnection", new() { ["VpcId"] = vpc, ["PeerVpcId"] = State.DefaultVpc!.Id }).Child("VpcPeeringConnection")!;
        var rejected = Ask().String("VpcPeeringConnectionId");
        Ec2("RejectVpcPeeringConnection", new() { ["VpcPeeringConnectionId"] = rejected });
        Fails("InvalidStateTransition", "AcceptVpcPeeringConnection", new() { ["VpcPeeringConnectionId"] = rejected });
        var id = Ask().String("VpcPeeringConnectionId")!;
        Cloud.Advance(TimeSpan.FromDays(8));
        Assert.Equal("expired", State.Peerings.Get(id).Status);
    }

    [Fact]
    public void Prefix_lists_have_versions_and_are_changed_from_the_current_one()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/working-with-managed-prefix-lists.html
        static Struct Entry(string cidr) => new() { ["Cidr"] = cidr, ["Description"] = "office" };
        var list = Ec2("CreateManagedPrefixList", new()
        {
            ["PrefixListName"] = "offices",
            ["AddressFamily"] = "IPv4",
            ["MaxEntries"] = 2,
            ["Entries"] = new[] { Entry("192.0.2.7/24") },
        }).Child("PrefixList")!.String("PrefixListId")!;
        Struct Change(long version, params string[] added) => new() { ["PrefixListId"] = list, ["CurrentVersion"] = version, ["AddEntries"] = added.Select(Entry).ToList() };
        Ec2("ModifyManagedPrefixList", Change(1, "198.51.100.0/24"));
        Fails("PrefixListVersionMismatch", "ModifyManagedPrefixList", Change(1, "203.0.113.0/24"));
        Fails("PrefixListMaxEntriesExceeded", "ModifyManagedPrefixList", Change(2, "203.0.113.0/24"));
        List<string?> Cidrs(long? version) => [.. Ec2("GetManagedPrefixListEntries", new() { ["PrefixListId"] = list, ["TargetVersion"] = version }).Structs("Entries").Select(static e => e.String("Cidr"))];
        Assert.Equal(["192.0.2.0/24", "198.51.100.0/24"], Cidrs(null));
        Assert.Equal(["192.0.2.0/24"], Cidrs(1));

        var group = NewGroup();
        Ec2("AuthorizeSecurityGroupIngress", Permissions(group, new Struct
        {
            ["IpProtocol"] = "tcp",
            ["FromPort"] = 22,
            ["ToPort"] = 22,
            ["PrefixListIds"] = new[] { new Struct { ["PrefixListId"] = list } },
        }));
        Assert.Equal(group, Ec2("GetManagedPrefixListAssociations", new() { ["PrefixListId"] = list }).Structs("PrefixListAssociations").Single().String("ResourceId"));
        Fails("DependencyViolation", "DeleteManagedPrefixList", new() { ["PrefixListId"] = list });
        Ec2("DeleteSecurityGroup", new() { ["GroupId"] = group });
        Ec2("DeleteManagedPrefixList", new() { ["PrefixListId"] = list });
        Assert.Equal(4, Ec2("DescribeManagedPrefixLists", Where("owner-id", "AWS")).Structs("PrefixLists").Count);
        Fails("UnauthorizedOperation", "DeleteManagedPrefixList", new() { ["PrefixListId"] = State.ServicePrefixLists[0].Id });
    }

    [Fact]
    public void Block_public_access_has_modes_and_exclusions()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
        Struct Options() => Ec2("DescribeVpcBlockPublicAccessOptions").Child("VpcBlockPublicAccessOptions")!;
        Assert.Equal(("off", "default-state"), (Options().String("InternetGatewayBlockMode"), Options().String("State")));
        Ec2("ModifyVpcBlockPublicAccessOptions", new() { ["InternetGatewayBlockMode"] = "block-ingress" });
        Assert.Equal("block-ingress", Options().String("InternetGatewayBlockMode"));
        var vpc = State.DefaultVpc!.Id;
        Struct Exclude(string mode) => new() { ["VpcId"] = vpc, ["InternetGatewayExclusionMode"] = mode };
        var exclusion = Ec2("CreateVpcBlockPublicAccessExclusion", Exclude("allow-egress")).Child("VpcBlockPublicAccessExclusion")!.String("ExclusionId");
        Ec2("ModifyVpcBlockPublicAccessExclusion", new() { ["ExclusionId"] = exclusion, ["InternetGatewayExclusionMode"] = "allow-bidirectional" });
        Assert.Equal("allow-bidirectional", Ec2("DescribeVpcBlockPublicAccessExclusions").Structs("VpcBlockPublicAccessExclusions").Single().String("InternetGatewayExclusionMode"));
        Ec2("DeleteVpcBlockPublicAccessExclusion", new() { ["ExclusionId"] = exclusion });
        Fails("InvalidVpcBlockPublicAccessExclusionId.NotFound", "DeleteVpcBlockPublicAccessExclusion", new() { ["ExclusionId"] = exclusion });
    }

    private Dictionary<string, Struct> RoutesOf(string table) =>
        Ec2("DescribeRouteTables", new() { ["RouteTableIds"] = new[] { table } }).Structs("RouteTables").Single()
            .Structs("Routes").ToDictionary(static r => r.String("DestinationCidrBlock")!, StringComparer.Ordinal);
}
