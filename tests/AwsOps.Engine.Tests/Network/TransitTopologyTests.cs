using AwsOps.Engine.Network;
using static AwsOps.Engine.Tests.Network.Some;

namespace AwsOps.Engine.Tests.Network;

/// <summary>Two VPCs at two peered transit gateways. https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html</summary>
public class TransitTopologyTests
{
    private static readonly NetworkAclEntry All = new() { RuleNumber = 100, Allow = true, Protocol = "-1", CidrBlock = "0.0.0.0/0" };

    private static readonly NetworkInventory Peered = new()
    {
        Vpcs = [new() { VpcId = "vpc-a", OwnerId = "1", CidrBlocks = ["10.1.0.0/16"] }, new() { VpcId = "vpc-b", OwnerId = "1", CidrBlocks = ["10.2.0.0/16"] }],
        Subnets = [new() { SubnetId = "subnet-a", VpcId = "vpc-a", AvailabilityZone = "eu-west-1a" }, new() { SubnetId = "subnet-b", VpcId = "vpc-b", AvailabilityZone = "eu-west-1a" }],
        RouteTables = [Table("rtb-a", "vpc-a", "10.1.0.0/16", "tgw-1"), Table("rtb-b", "vpc-b", "10.2.0.0/16", "tgw-2")],
        InternetGateways = [],
        EgressOnlyGateways = [],
        NatGateways = [],
        Peerings = [],
        VpcEndpoints = [],
        BlockPublicAccess = [new("off", "eu-west-1")],
        BlockPublicAccessExclusions = [],
        LoadBalancers = [],
        TargetGroups = [],
        PrefixLists = [],
        NetworkAcls = [new() { NetworkAclId = "acl-1", SubnetIds = ["subnet-a", "subnet-b"], Entries = [All, All with { Egress = true }] }],
        SecurityGroups = [new() { GroupId = "sg-1", OwnerId = "1", Rules = [Tcp(443, "10.0.0.0/8"), Rule("-1", null, null, "0.0.0.0/0") with { IsEgress = true }] }],
        NetworkInterfaces =
        [
            new() { NetworkInterfaceId = "eni-a", VpcId = "vpc-a", SubnetId = "subnet-a", GroupIds = ["sg-1"], Addresses = [new("10.1.0.5")], InstanceId = "i-a" },
            new() { NetworkInterfaceId = "eni-b", VpcId = "vpc-b", SubnetId = "subnet-b", GroupIds = ["sg-1"], Addresses = [new("10.2.0.6")], InstanceId = "i-b" },
        ],
        TransitGatewayAttachments =
        [
            new() { AttachmentId = "at-a", TransitGatewayId = "tgw-1", ResourceId = "vpc-a", RouteTableId = "rt-1", SubnetIds = ["subnet-a"] },
            new() { AttachmentId = "at-p1", TransitGatewayId = "tgw-1", ResourceType = "peering", ResourceId = "tgw-2", RouteTableId = "rt-1" },
            new() { AttachmentId = "at-p2", TransitGatewayId = "tgw-2", ResourceType = "peering", ResourceId = "tgw-1", RouteTableId = "rt-2" },
            new() { AttachmentId = "at-b", TransitGatewayId = "tgw-2", ResourceId = "vpc-b", RouteTableId = "rt-2", SubnetIds = ["subnet-b"] },
        ],
        TransitGatewayRouteTables =
        [
            new("rt-1", [new("10.1.0.0/16", ["at-a"], IsPropagated: true), new("10.2.0.0/16", ["at-p1"])]),
            new("rt-2", [new("10.2.0.0/16", ["at-b"], IsPropagated: true), new("10.1.0.0/16", ["at-p2"])]),
        ],
    };

    [Fact]
    public void Both_tables_decide_and_both_directions()
    {
        Assert.Equal(Verdict.Exposed, Ask(Peered).Verdict);
        var (closed, oneWay) = (Ask(With("rt-1", [new("10.1.0.0/16", ["at-a"])])), Ask(With("rt-2", [new("10.2.0.0/16", ["at-b"])])));
        Assert.Equal(Verdict.Closed, closed.Verdict);
        Assert.Equal(Verdict.ReplyBlocked, oneWay.Verdict);
        Assert.Equal(Verdict.Closed, Ask(With("rt-2", [new("10.2.0.0/16", ["at-b"]), new("10.1.0.0/16", ["at-p2"]), new("10.2.0.0/24", [], IsBlackhole: true)])).Verdict);
    }

    [Fact]
    public void A_peering_that_waits_carries_nothing()
    {
        var pending = Peered with { TransitGatewayAttachments = [.. Peered.TransitGatewayAttachments!.Select(static a => a.ResourceType == "peering" ? a with { State = "pendingAcceptance" } : a)] };
        Assert.Equal(Verdict.Closed, Ask(pending).Verdict);
    }

    [Fact]
    public void Routes_that_lead_in_a_circle_lead_nowhere() =>
        Assert.Equal(Verdict.Closed, Ask(With("rt-2", [new("10.2.0.0/16", ["at-p2"]), new("10.1.0.0/16", ["at-p2"])])).Verdict);

    // The other gateway may be of another region or account.
    [Fact]
    public void What_the_other_side_does_is_unknown_while_it_is_not_described()
    {
        var half = Peered with { TransitGatewayAttachments = [Peered.TransitGatewayAttachments![0], Peered.TransitGatewayAttachments[1], Peered.TransitGatewayAttachments[3]] };
        var answer = Ask(half);
        Assert.Equal(Verdict.Unknown, answer.Verdict);
        Assert.Contains("the attachments of tgw-2 (describe-transit-gateway-attachments)", answer.Ways[0].Legs[0].Missing);
        var routeless = Ask(Peered with { TransitGatewayRouteTables = [Peered.TransitGatewayRouteTables![0]] });
        Assert.Equal(Verdict.Unknown, routeless.Verdict);
        Assert.Contains("the routes of rt-2 (search-transit-gateway-routes)", routeless.Ways[0].Legs[0].Missing);
    }

    // https://docs.aws.amazon.com/vpc/latest/tgw/create-prefix-list-reference.html
    [Fact]
    public void A_prefix_lists_entries_are_routes_and_unknown_ones_may_be_the_most_specific()
    {
        var listed = With("rt-1", [new("10.1.0.0/16", ["at-a"]), new(null, ["at-p1"], PrefixListId: "pl-1")]);
        Assert.Equal(Verdict.Unknown, Ask(listed).Verdict);
        Assert.Contains(Ask(listed).Ways[0].Legs[0].Missing, static m => m.Contains("pl-1", StringComparison.Ordinal));
        Assert.Equal(Verdict.Exposed, Ask(listed with { PrefixLists = [new("pl-1", null, ["10.2.0.0/16"])] }).Verdict);
        Assert.Equal(Verdict.Closed, Ask(listed with { PrefixLists = [new("pl-1", null, ["10.3.0.0/16"])] }).Verdict);
        Assert.Equal(Verdict.Exposed, Ask(With("rt-1", [new("10.1.0.0/16", ["at-a"]), new("10.2.0.0/16", ["at-p1"], PrefixListId: "pl-1", IsPropagated: true)])).Verdict);

        // Beside a route that is known a list may hold a more specific one.
        var doubtful = With("rt-1", [new("10.1.0.0/16", ["at-a"]), new("10.2.0.0/16", ["at-p1"]), new(null, [], IsBlackhole: true, PrefixListId: "pl-1")]);
        Assert.Equal(Verdict.Unknown, Ask(doubtful).Verdict);
        Assert.Equal(Verdict.Exposed, Ask(doubtful with { PrefixLists = [new("pl-1", null, ["10.2.0.0/16"])] }).Verdict);
        Assert.Equal(Verdict.Closed, Ask(doubtful with { PrefixLists = [new("pl-1", null, ["10.2.0.0/24"])] }).Verdict);
    }

    // https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html
    [Fact]
    public void An_inspection_VPC_on_the_way_may_let_it_through()
    {
        var inspected = With("rt-1", [new("10.1.0.0/16", ["at-a"]), new("10.2.0.0/16", ["at-i"])]) with
        {
            TransitGatewayAttachments = [.. Peered.TransitGatewayAttachments!, new() { AttachmentId = "at-i", TransitGatewayId = "tgw-1", ResourceId = "vpc-i", RouteTableId = "rt-1", SubnetIds = ["subnet-i"] }],
        };
        var answer = Ask(inspected with { RouteTables = [.. Peered.RouteTables!, Table("rtb-i", "vpc-i", "10.9.0.0/16", "vpce-1")] });
        Assert.Equal(Verdict.Unknown, answer.Verdict);
        Assert.Contains(answer.Ways[0].Legs[0].Missing, static m => m.StartsWith("what vpce-1 of vpc-i does", StringComparison.Ordinal));

        // One that only knows itself drops it.
        var dead = new RouteTable { RouteTableId = "rtb-i", VpcId = "vpc-i", IsMain = true, Routes = [new() { DestinationCidrBlock = "10.9.0.0/16", Target = "local" }] };
        Assert.Equal(Verdict.Closed, Ask(inspected with { RouteTables = [.. Peered.RouteTables!, dead] }).Verdict);
    }

    // https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpn-attachments.html
    [Fact]
    public void Behind_a_VPN_nothing_is_known_and_without_a_route_nothing_is_there()
    {
        var vpn = With("rt-1", [new("10.1.0.0/16", ["at-a"]), new("192.168.0.0/16", ["at-v"], IsPropagated: true)]) with
        {
            TransitGatewayAttachments = [.. Peered.TransitGatewayAttachments!, new() { AttachmentId = "at-v", TransitGatewayId = "tgw-1", ResourceType = "vpn", ResourceId = "vpn-1", RouteTableId = "rt-1" }],
            RouteTables = [Table("rtb-a", "vpc-a", "10.1.0.0/16", "tgw-1", "0.0.0.0/0"), Peered.RouteTables![1]],
        };
        var there = Ask(vpn, "192.168.1.9");
        Assert.Equal(Verdict.Unknown, there.Verdict);
        Assert.Equal(["what lies behind vpn-1"], there.Ways[0].Legs[0].Missing);
        Assert.Equal(Verdict.Closed, Ask(vpn, "172.16.0.9").Verdict);
        Assert.Equal(Verdict.Unknown, Ask(vpn with { TransitGatewayAttachments = null }, "172.16.0.9").Verdict);
        Assert.Equal(Verdict.Unknown, Ask(vpn with { TransitGatewayRouteTables = [] }, "172.16.0.9").Verdict);
    }

    private static PathAnswer Ask(NetworkInventory inventory, string to = "i-b") =>
        new PathAnalyzer(inventory).Analyze(new() { From = "i-a", To = to, Services = ServiceSet.Of(IpProtocols.Tcp, PortSet.Of(443)) });

    private static NetworkInventory With(string table, IReadOnlyList<TransitGatewayRoute> routes) => Peered with
    {
        TransitGatewayRouteTables = [.. Peered.TransitGatewayRouteTables!.Select(t => t.RouteTableId == table ? t with { Routes = routes } : t)],
    };

    private static RouteTable Table(string id, string vpc, string local, string target, string destination = "10.0.0.0/8") => new()
    {
        RouteTableId = id,
        VpcId = vpc,
        IsMain = true,
        Routes = [new() { DestinationCidrBlock = local, Target = "local" }, new() { DestinationCidrBlock = destination, Target = target }],
    };
}
