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
