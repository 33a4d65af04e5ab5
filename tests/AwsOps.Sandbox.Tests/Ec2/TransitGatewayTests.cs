using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

/// <summary>https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html</summary>
public class TransitGatewayTests : Ec2Test
{
    private string Gateway()
    {
        var id = Ec2("CreateTransitGateway").Child("TransitGateway")!.String("TransitGatewayId")!;
        Pass(120);
        return id;
    }

    private Struct Attaching(string gateway, string vpc, params string[] subnets) => new() { ["TransitGatewayId"] = gateway, ["VpcId"] = vpc, ["SubnetIds"] = subnets };

    private string Attach(string gateway, string vpc, params string[] subnets)
    {
        var id = Ec2("CreateTransitGatewayVpcAttachment", Attaching(gateway, vpc, subnets)).Child("TransitGatewayVpcAttachment")!.String("TransitGatewayAttachmentId")!;
        Pass(120);
        return id;
    }

    private string TableOf(string gateway) =>
        Ec2("DescribeTransitGateways", Where("transit-gateway-id", gateway)).Structs("TransitGateways")[0].Child("Options")!.String("AssociationDefaultRouteTableId")!;

    private List<string> Routes(string table, string filter = "state", params string[] values) =>
    [
        .. Ec2("SearchTransitGatewayRoutes", new() { ["TransitGatewayRouteTableId"] = table, ["Filters"] = new[] { Filter(filter, values.Length > 0 ? values : ["active", "blackhole"]) } })
            .Structs("Routes").Select(static r => $"{r.String("DestinationCidrBlock")} {r.String("Type")} {r.String("State")}"),
    ];

    [Fact]
    public void Attachments_are_associated_with_the_default_table_and_tell_it_their_addresses()
    {
        var (gateway, vpc) = (Gateway(), NewVpc("10.9.0.0/16"));
        var subnet = NewSubnet(vpc, "10.9.1.0/24");
        var attachment = Attach(gateway, vpc, subnet);
        var seen = Assert.Single(Ec2("DescribeTransitGatewayAttachments", Where("resource-id", vpc)).Structs("TransitGatewayAttachments"));
        Assert.Equal(("available", "vpc", TableOf(gateway)), (seen.String("State"), seen.String("ResourceType"), seen.Child("Association")!.String("TransitGatewayRouteTableId")));
        Assert.Equal(["10.9.0.0/16 propagated active"], Routes(TableOf(gateway)));
        Fails("DuplicateTransitGatewayAttachment", "CreateTransitGatewayVpcAttachment", Attaching(gateway, vpc, subnet));
        Fails("IncorrectState", "DeleteTransitGateway", new() { ["TransitGatewayId"] = gateway });

        // One subnet of each zone: https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
        var (other, second) = (NewVpc("10.8.0.0/16"), Gateway());
        Fails("DuplicateSubnetsInSameZone", "CreateTransitGatewayVpcAttachment", Attaching(second, other, NewSubnet(other, "10.8.1.0/24"), NewSubnet(other, "10.8.2.0/24")));

        Ec2("DeleteTransitGatewayVpcAttachment", new() { ["TransitGatewayAttachmentId"] = attachment });
        Assert.Empty(Routes(TableOf(gateway)));
        Pass(120);
        Ec2("DeleteTransitGateway", new() { ["TransitGatewayId"] = gateway });
        Pass(120);
        Assert.Equal("deleted", Ec2("DescribeTransitGateways", Where("transit-gateway-id", gateway)).Structs("TransitGateways")[0].String("State"));
    }

    [Fact]
    public void Static_routes_come_before_propagated_ones_and_the_longest_prefix_is_found()
    {
        var (gateway, vpc) = (Gateway(), NewVpc("10.9.0.0/16"));
        Attach(gateway, vpc, NewSubnet(vpc, "10.9.1.0/24"));
        var table = TableOf(gateway);
        Struct Blackhole(string cidr) => new() { ["TransitGatewayRouteTableId"] = table, ["DestinationCidrBlock"] = cidr, ["Blackhole"] = true };
        Ec2("CreateTransitGatewayRoute", Blackhole("10.9.0.0/16"));
        Ec2("CreateTransitGatewayRoute", Blackhole("10.9.7.0/24"));
        Assert.Equal(["10.9.0.0/16 static blackhole", "10.9.7.0/24 static blackhole"], Routes(table));
        Assert.Equal(["10.9.7.0/24 static blackhole"], Routes(table, "route-search.longest-prefix-match", "10.9.7.5"));
        Fails("RouteAlreadyExists", "CreateTransitGatewayRoute", Blackhole("10.9.7.0/24"));
        Ec2("DeleteTransitGatewayRoute", new() { ["TransitGatewayRouteTableId"] = table, ["DestinationCidrBlock"] = "10.9.0.0/16" });
        Assert.Equal(["10.9.0.0/16 propagated active", "10.9.7.0/24 static blackhole"], Routes(table));
        Fails("InvalidRoute.NotFound", "DeleteTransitGatewayRoute", new() { ["TransitGatewayRouteTableId"] = table, ["DestinationCidrBlock"] = "10.9.0.0/16" });
    }

    // https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html
    [Fact]
    public void Two_gateways_are_peered_once_the_other_side_has_accepted()
    {
        var (one, other) = (Gateway(), Gateway());
        Struct Peering(string peer, string region = SandboxTest.Region) => new() { ["TransitGatewayId"] = one, ["PeerTransitGatewayId"] = peer, ["PeerAccountId"] = Cloud.Options.Account, ["PeerRegion"] = region };
        var made = Ec2("CreateTransitGatewayPeeringAttachment", Peering(other)).Child("TransitGatewayPeeringAttachment")!;
        var (mine, theirs) = (made.String("TransitGatewayAttachmentId")!, made.String("AccepterTransitGatewayAttachmentId")!);
        Assert.Equal(("initiatingRequest", one, other), (made.String("State"), made.Child("RequesterTgwInfo")!.String("TransitGatewayId"), made.Child("AccepterTgwInfo")!.String("TransitGatewayId")));
        Struct Of(string id) => new() { ["TransitGatewayAttachmentId"] = id };
        string State(string id) => Ec2("DescribeTransitGatewayPeeringAttachments", Where("transit-gateway-attachment-id", id)).Structs("TransitGatewayPeeringAttachments").Single().String("State")!;
        Fails("IncorrectState", "AcceptTransitGatewayPeeringAttachment", Of(theirs));
        Pass(61);
        Assert.Equal(("pendingAcceptance", "pendingAcceptance"), (State(mine), State(theirs)));
        Fails("DuplicateTransitGatewayAttachment", "CreateTransitGatewayPeeringAttachment", Peering(other));
        Fails("InvalidParameterValue", "CreateTransitGatewayPeeringAttachment", Peering(one));
        Fails("InvalidTransitGatewayID.NotFound", "CreateTransitGatewayPeeringAttachment", Peering(other, "eu-west-2"));
        Assert.Equal($"Cannot accept {mine} as the source of the peering request.", Fails("InvalidParameterValue", "AcceptTransitGatewayPeeringAttachment", Of(mine)).Message);
        Assert.Equal("pending", Ec2("AcceptTransitGatewayPeeringAttachment", Of(theirs)).Child("TransitGatewayPeeringAttachment")!.String("State"));
        Pass(61);
        var seen = Ec2("DescribeTransitGatewayAttachments", Where("resource-type", "peering")).Structs("TransitGatewayAttachments");
        Assert.Equal([(mine, one, other, TableOf(one)), (theirs, other, one, TableOf(other))], seen.Select(static a => (a.String("TransitGatewayAttachmentId")!, a.String("TransitGatewayId")!, a.String("ResourceId")!, a.Child("Association")!.String("TransitGatewayRouteTableId")!)));
        Assert.All(seen, static a => Assert.Equal("available", a.String("State")));
        Assert.Empty(Ec2("DescribeTransitGatewayVpcAttachments").Structs("TransitGatewayVpcAttachments"));

        // Static routes only.
        Fails("UnsupportedOperation", "EnableTransitGatewayRouteTablePropagation", new() { ["TransitGatewayRouteTableId"] = TableOf(one), ["TransitGatewayAttachmentId"] = mine });
        Fails("InvalidParameterValue", "CreateTransitGatewayRoute", new() { ["TransitGatewayRouteTableId"] = TableOf(one), ["DestinationCidrBlock"] = "10.8.0.0/16", ["TransitGatewayAttachmentId"] = theirs });
        Ec2("CreateTransitGatewayRoute", new() { ["TransitGatewayRouteTableId"] = TableOf(one), ["DestinationCidrBlock"] = "10.8.0.0/16", ["TransitGatewayAttachmentId"] = mine });
        Assert.Equal(["10.8.0.0/16 static active"], Routes(TableOf(one), "attachment.resource-type", "peering"));
        Fails("InvalidParameterValue", "DeleteTransitGatewayVpcAttachment", Of(mine));
        Assert.Contains("Peering Attachments", Fails("IncorrectState", "DeleteTransitGateway", new() { ["TransitGatewayId"] = other }).Message, StringComparison.Ordinal);

        // One side deletes both.
        Ec2("DeleteTransitGatewayPeeringAttachment", Of(theirs));
        Assert.Equal(["10.8.0.0/16 static blackhole"], Routes(TableOf(one)));
        Pass(61);
        Assert.Equal("deleted", State(mine));
        Ec2("CreateTransitGatewayPeeringAttachment", Peering(other));
    }

    // https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering-accept-reject.html
    [Fact]
    public void Gateways_of_two_regions_are_peered_or_rejected_in_the_accepters_region()
    {
        var near = Gateway();
        var far = Ec2("CreateTransitGateway", region: "us-east-1").Child("TransitGateway")!.String("TransitGatewayId")!;
        Pass(120);
        var made = Ec2("CreateTransitGatewayPeeringAttachment", new() { ["TransitGatewayId"] = near, ["PeerTransitGatewayId"] = far, ["PeerAccountId"] = Cloud.Options.Account, ["PeerRegion"] = "us-east-1" }).Child("TransitGatewayPeeringAttachment")!;
        Pass(61);
        var theirs = new Struct { ["TransitGatewayAttachmentId"] = made.String("AccepterTransitGatewayAttachmentId") };
        Fails("InvalidTransitGatewayAttachmentID.NotFound", "RejectTransitGatewayPeeringAttachment", theirs);
        Assert.Equal("rejected", Ec2("RejectTransitGatewayPeeringAttachment", theirs, "us-east-1").Child("TransitGatewayPeeringAttachment")!.String("State"));
        Assert.Equal("rejected", Ec2("DescribeTransitGatewayAttachments").Structs("TransitGatewayAttachments").Single().String("State"));
        Ec2("DeleteTransitGateway", new() { ["TransitGatewayId"] = near });
    }

    // https://docs.aws.amazon.com/vpc/latest/tgw/create-prefix-list-reference.html, …/view-prefix-list-reference.html
    [Fact]
    public void Each_entry_of_a_prefix_list_is_a_route()
    {
        var (gateway, vpc) = (Gateway(), NewVpc("10.9.0.0/16"));
        var attachment = Attach(gateway, vpc, NewSubnet(vpc, "10.9.1.0/24"));
        var table = TableOf(gateway);
        var list = Ec2("CreateManagedPrefixList", new() { ["PrefixListName"] = "sites", ["AddressFamily"] = "IPv4", ["MaxEntries"] = 5, ["Entries"] = new[] { new Struct { ["Cidr"] = "10.9.0.0/16" }, new Struct { ["Cidr"] = "10.7.0.0/16" } } }).Child("PrefixList")!.String("PrefixListId")!;
        Struct Reference(string? to) => new() { ["TransitGatewayRouteTableId"] = table, ["PrefixListId"] = list, ["TransitGatewayAttachmentId"] = to, ["Blackhole"] = to is null };
        Fails("MissingParameter", "CreateTransitGatewayPrefixListReference", new() { ["TransitGatewayRouteTableId"] = table, ["PrefixListId"] = list });
        Ec2("CreateTransitGatewayPrefixListReference", Reference(null));
        Fails("TransitGatewayPrefixListReference.Duplicate", "CreateTransitGatewayPrefixListReference", Reference(attachment));

        // Of one destination a static route comes before a prefix list's, and that before what an attachment tells.
        Assert.Equal(["10.7.0.0/16 propagated blackhole", "10.9.0.0/16 propagated blackhole"], Routes(table));
        Ec2("CreateTransitGatewayRoute", new() { ["TransitGatewayRouteTableId"] = table, ["DestinationCidrBlock"] = "10.9.0.0/16", ["TransitGatewayAttachmentId"] = attachment });
        Assert.Equal(["10.7.0.0/16 propagated blackhole", "10.9.0.0/16 static active"], Routes(table));
        Ec2("ModifyTransitGatewayPrefixListReference", Reference(attachment));
        Assert.Equal(["10.7.0.0/16 propagated active"], Routes(table, "prefix-list-id", list));
        Ec2("ModifyManagedPrefixList", new() { ["PrefixListId"] = list, ["CurrentVersion"] = 1L, ["AddEntries"] = new[] { new Struct { ["Cidr"] = "10.6.0.0/16" } } });
        Assert.Equal(2, Routes(table, "prefix-list-id", list).Count);
        Fails("DependencyViolation", "DeleteManagedPrefixList", new() { ["PrefixListId"] = list });
        var shown = Ec2("GetTransitGatewayPrefixListReferences", new() { ["TransitGatewayRouteTableId"] = table, ["Filters"] = new[] { Filter("is-blackhole", "false") } }).Structs("TransitGatewayPrefixListReferences").Single();
        Assert.Equal((list, "available", vpc), (shown.String("PrefixListId"), shown.String("State"), shown.Child("TransitGatewayAttachment")!.String("ResourceId")));
        Ec2("DeleteTransitGatewayPrefixListReference", new() { ["TransitGatewayRouteTableId"] = table, ["PrefixListId"] = list });
        Fails("TransitGatewayPrefixListReference.NotFound", "ModifyTransitGatewayPrefixListReference", Reference(attachment));
        Ec2("DeleteManagedPrefixList", new() { ["PrefixListId"] = list });
    }

    // https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpn-attachments.html
    [Fact]
    public void A_VPN_connection_is_an_attachment_that_tells_nothing_while_its_tunnels_are_down()
    {
        var gateway = Gateway();
        Struct Device(string address, string? name = null) => new() { ["Type"] = "ipsec.1", ["IpAddress"] = address, ["BgpAsn"] = 65010, ["DeviceName"] = name };
        var device = Ec2("CreateCustomerGateway", Device("203.0.113.9")).Child("CustomerGateway")!;
        Assert.Equal(("available", "65010", "203.0.113.9"), (device.String("State"), device.String("BgpAsn"), device.String("IpAddress")));
        var id = device.String("CustomerGatewayId")!;

        // "An identical request returns information about the existing customer gateway."
        Assert.Equal(id, Ec2("CreateCustomerGateway", Device("203.0.113.9")).Child("CustomerGateway")!.String("CustomerGatewayId"));
        Assert.NotEqual(id, Ec2("CreateCustomerGateway", Device("203.0.113.9", "second")).Child("CustomerGateway")!.String("CustomerGatewayId"));
        Fails("InvalidParameterValue", "CreateCustomerGateway", Device("office"));
        Struct Wanted(string customer, string type = "ipsec.1") => new() { ["CustomerGatewayId"] = customer, ["Type"] = type, ["TransitGatewayId"] = gateway, ["Options"] = new Struct { ["StaticRoutesOnly"] = true } };
        Fails("InvalidCustomerGatewayID.NotFound", "CreateVpnConnection", Wanted("cgw-0123456789abcdef0"));
        Fails("InvalidParameterValue", "CreateVpnConnection", Wanted(id, "gre"));
        Fails("UnsupportedOperation", "CreateVpnConnection", new() { ["CustomerGatewayId"] = id, ["Type"] = "ipsec.1", ["VpnGatewayId"] = "vgw-0123456789abcdef0" });
        var vpn = Ec2("CreateVpnConnection", Wanted(id)).Child("VpnConnection")!;
        Assert.Equal(("pending", true), (vpn.String("State"), vpn.Child("Options")!.Bool("StaticRoutesOnly")));
        Pass(61);
        var seen = Ec2("CreateVpnConnection", Wanted(id)).Child("VpnConnection")!;
        Assert.Equal((vpn.String("VpnConnectionId"), "available"), (seen.String("VpnConnectionId"), seen.String("State")));
        Assert.Equal(["DOWN", "DOWN"], seen.Structs("VgwTelemetry").Select(static t => t.String("Status")));
        var attachment = Ec2("DescribeTransitGatewayAttachments", Where("resource-type", "vpn")).Structs("TransitGatewayAttachments").Single();
        Assert.Equal((vpn.String("VpnConnectionId"), "available", TableOf(gateway)), (attachment.String("ResourceId"), attachment.String("State"), attachment.Child("Association")!.String("TransitGatewayRouteTableId")));
        Assert.Empty(Routes(TableOf(gateway)));
        Ec2("CreateTransitGatewayRoute", new() { ["TransitGatewayRouteTableId"] = TableOf(gateway), ["DestinationCidrBlock"] = "192.168.0.0/16", ["TransitGatewayAttachmentId"] = attachment.String("TransitGatewayAttachmentId") });
        Assert.Equal(["192.168.0.0/16 static active"], Routes(TableOf(gateway), "attachment.resource-id", vpn.String("VpnConnectionId")!));
        Fails("IncorrectState", "DeleteCustomerGateway", new() { ["CustomerGatewayId"] = id });
        Fails("IncorrectState", "DeleteTransitGateway", new() { ["TransitGatewayId"] = gateway });
        Ec2("DeleteVpnConnection", new() { ["VpnConnectionId"] = vpn.String("VpnConnectionId") });
        Assert.Equal(["192.168.0.0/16 static blackhole"], Routes(TableOf(gateway)));
        Pass(61);
        Assert.Equal("deleted", Ec2("DescribeVpnConnections", Where("customer-gateway-id", id)).Structs("VpnConnections").Single().String("State"));
        Ec2("DeleteCustomerGateway", new() { ["CustomerGatewayId"] = id });
        Fails("InvalidCustomerGatewayID.NotFound", "CreateVpnConnection", Wanted(id));
        Ec2("DeleteTransitGateway", new() { ["TransitGatewayId"] = gateway });
    }

    [Fact]
    public void A_VPCs_route_needs_an_attachment_and_is_a_blackhole_without_it()
    {
        var (gateway, vpc) = (Gateway(), NewVpc("10.9.0.0/16"));
        var table = Ec2("CreateRouteTable", new() { ["VpcId"] = vpc }).Child("RouteTable")!.String("RouteTableId")!;
        var route = new Struct { ["RouteTableId"] = table, ["DestinationCidrBlock"] = "10.0.0.0/8", ["TransitGatewayId"] = gateway };
        Fails("InvalidTransitGatewayID.NotFound", "CreateRoute", route);
        var attachment = Attach(gateway, vpc, NewSubnet(vpc, "10.9.1.0/24"));
        Ec2("CreateRoute", route);
        string State() => Ec2("DescribeRouteTables", Where("route-table-id", table)).Structs("RouteTables")[0].Structs("Routes").Single(static r => r.String("DestinationCidrBlock") == "10.0.0.0/8").String("State")!;
        Assert.Equal("active", State());
        Ec2("DeleteTransitGatewayVpcAttachment", new() { ["TransitGatewayAttachmentId"] = attachment });
        Assert.Equal("blackhole", State());
    }
}
