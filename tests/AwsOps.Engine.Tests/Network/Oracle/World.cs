using AwsOps.Engine.Network;

namespace AwsOps.Engine.Tests.Network.Oracle;

/// <summary>
/// A random network: two VPCs, three subnets, their tables, ACLs, groups and gateways. The blocks and ports are few and
/// overlap, so that every border that a configuration has lies between two of <see cref="PacketOracle"/>'s packets.
/// </summary>
internal sealed class World
{
    private static readonly string[] Blocks4 = ["0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "52.0.0.0/8", "52.1.0.0/16", "52.1.2.3/32", "10.0.0.0/8", "10.0.1.0/24", "10.0.2.6/32", "10.1.0.0/16"];

    private static readonly string[] Blocks6 = ["::/0", "::/0", "::/0", "2000::/3", "2600:1::/32", "2600:1:2::/48", "2600:a::/56"];

    private static readonly (int From, int To)[] Ports = [(22, 22), (80, 90), (443, 443), (1024, 65535), (0, 65535), (0, 65535)];

    private readonly Random _random;

    public World(int seed)
    {
        _random = new(seed);
        Lists = [new("pl-1", null, [Pick(Blocks4[5..8])])];
        Inventory = new()
        {
            Vpcs = [new() { VpcId = "vpc-a", CidrBlocks = ["10.0.0.0/16"], Ipv6CidrBlocks = [new("2600:a::/56", Chance(10))] }, new() { VpcId = "vpc-b", CidrBlocks = ["10.1.0.0/16"] }],
            Subnets = [Subnet("subnet-a1", "vpc-a"), Subnet("subnet-a2", "vpc-a"), Subnet("subnet-b1", "vpc-b")],
            RouteTables = Tables(),
            InternetGateways = [new("igw-a", Chance(90) ? ["vpc-a"] : []), new("igw-x", Chance(5) ? ["vpc-b"] : [])],
            EgressOnlyGateways = [new("eigw-a", Chance(90) ? ["vpc-a"] : [])],
            NatGateways = [new() { NatGatewayId = "nat-a", VpcId = "vpc-a", SubnetId = "subnet-a2", State = Chance(90) ? "available" : "failed", IsPrivate = Chance(5), PublicAddresses = ["54.0.0.9"] }],
            Peerings = [new() { VpcPeeringConnectionId = "pcx-1", Status = Chance(85) ? "active" : "deleted", Requester = new("vpc-a", "1", "eu-west-1"), Accepter = new("vpc-b", "1", Chance(90) ? "eu-west-1" : "eu-west-2") }],
            TransitGatewayAttachments = [],
            VpcEndpoints = [],
            BlockPublicAccess = [new(Chance(80) ? "off" : Chance(50) ? "block-bidirectional" : "block-ingress", "eu-west-1")],
            BlockPublicAccessExclusions = Chance(50) ? [] : [new(Pick("vpc-a", "subnet-a1", "subnet-a2"), Chance(60))],
            NetworkInterfaces =
            [
                Interface("eni-1", "vpc-a", "subnet-a1", "10.0.1.5", "2600:a::5"),
                Interface("eni-2", "vpc-a", "subnet-a2", "10.0.2.6", "2600:a::6"),
                Interface("eni-3", "vpc-b", "subnet-b1", "10.1.0.7", null),
            ],
            SecurityGroups = [.. Enumerable.Range(1, 4).Select(i => new SecurityGroup { GroupId = $"sg-{i}", OwnerId = "1", VpcId = i == 4 ? "vpc-b" : "vpc-a", Rules = [.. Some(6, Rule), Rule(), Rule()] })],
            NetworkAcls =
            [
                Acl("acl-1", Chance(50) ? ["subnet-a1"] : ["subnet-a1", "subnet-b1"]),
                Acl("acl-2", ["subnet-a2"]),
                Acl("acl-3", ["subnet-b1"]),
            ],
            PrefixLists = Lists,
        };
    }

    public NetworkInventory Inventory { get; }

    public IReadOnlyList<PrefixList> Lists { get; }

    /// <summary>The same with a load balancer in front of two instances, which may stand in other zones than its nodes.</summary>
    public NetworkInventory Balanced()
    {
        var type = Pick("classic", "classic", "application", "network");
        string[] subnets = Chance(50) ? ["subnet-a1", "subnet-a2"] : [Pick("subnet-a1", "subnet-a2")];
        var description = type switch { "classic" => "ELB old", "network" => "ELB net/old/1", _ => "ELB app/old/1" };
        var (port, instancePort) = (Pick(22, 85, 443, 1024), Pick(22, 85, 443, 1024));
        return Inventory with
        {
            Subnets = [Inventory.Subnets![0], Inventory.Subnets[1] with { AvailabilityZone = Pick("eu-west-1a", "eu-west-1b") }, Inventory.Subnets[2]],
            NetworkInterfaces =
            [
                .. Inventory.NetworkInterfaces!.Take(2).Select(static (i, n) => i with { InstanceId = $"i-{n + 1}" }),
                .. subnets.Select(s => Interface("eni-" + s, "vpc-a", s, s == "subnet-a1" ? "10.0.1.8" : "10.0.2.4", null) with { Description = description, InterfaceType = type == "network" ? "network_load_balancer" : "interface" }),
            ],
            LoadBalancers =
            [
                new()
                {
                    Arn = type == "classic" ? "old" : $"arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/{description[4..]}", Name = "old", Type = type, IsInternetFacing = true, VpcId = "vpc-a", SubnetIds = subnets, IsCrossZone = type == "application" || Chance(50),
                    Listeners = [new() { Arn = "l-1", Port = port, Protocol = "TCP", TargetGroupArns = ["tg-1"] }],
                },
            ],
            TargetGroups = [new() { Arn = "tg-1", Protocol = "TCP", PreservesClientIp = false, Targets = [new("i-1", instancePort), new("i-2", instancePort)] }],
        };
    }

    /// <summary>The same with the VPCs joined by two transit gateways, which may be peered, instead of a peering connection.</summary>
    public NetworkInventory Transited()
    {
        TransitGatewayAttachment Attachment(string id, string gateway, string kind, string resource, string? table, params string[] subnets) =>
            new() { AttachmentId = id, TransitGatewayId = gateway, ResourceType = kind, ResourceId = resource, State = Chance(95) ? "available" : "deleting", RouteTableId = Chance(97) ? table : null, SubnetIds = kind == "vpc" ? subnets : null };
        TransitGatewayRoute To(string block, params string[] attachments) => Chance(85) ? new(block, [Pick(attachments)], Chance(5), Chance(20) ? "pl-2" : null, Chance(50)) : new(null, [Pick(attachments)], Chance(5), "pl-2");
        TransitGatewayRouteTable Table(string id, string home, string far, string near, string peering, string other) => new(
            id,
            [
                .. Some(3, () => new TransitGatewayRoute(Pick("10.0.0.0/8", "10.0.1.0/24", "10.1.0.0/24", "10.0.2.6/32"), [Pick(near, peering, other)], Chance(30), Chance(20) ? "pl-2" : null, Chance(50))),
                To(home, near, near, near, peering),
                To(far, peering, peering, peering, other),
            ]);
        var zone = Pick("eu-west-1a", "eu-west-1a", "eu-west-1b");
        return Inventory with
        {
            Subnets = [.. Inventory.Subnets!, new() { SubnetId = "subnet-a3", VpcId = "vpc-a", AvailabilityZone = zone }],
            NetworkAcls = [.. Inventory.NetworkAcls!, Acl("acl-4", ["subnet-a3"])],
            PrefixLists = [.. Lists, new("pl-2", null, [Pick("10.0.0.0/16", "10.1.0.0/16", "10.0.2.0/24", "10.1.0.7/32")])],
            RouteTables =
            [
                .. Inventory.RouteTables!.Select(t => t with
                {
                    Routes = [.. t.Routes.Where(static r => r.Target != "pcx-1"), new() { DestinationCidrBlock = t.VpcId == "vpc-a" ? "10.1.0.0/16" : "10.0.0.0/16", Target = t.VpcId == "vpc-a" ? Pick("tgw-1", "tgw-1", "tgw-1", "tgw-2") : Pick("tgw-2", "tgw-2", "tgw-2", "tgw-1"), IsBlackhole = Chance(3) }],
                }),
            ],
            TransitGatewayAttachments =
            [
                Attachment("at-a1", "tgw-1", "vpc", "vpc-a", "rt-1", Pick<string[]>(["subnet-a2"], ["subnet-a3"], ["subnet-a3"])),
                Attachment("at-b1", "tgw-1", "vpc", Chance(50) ? "vpc-b" : "vpc-c", "rt-1", "subnet-b1"),
                Attachment("at-p1", "tgw-1", "peering", "tgw-2", "rt-1"),
                Attachment("at-b2", "tgw-2", "vpc", "vpc-b", "rt-2", "subnet-b1"),
                Attachment("at-p2", "tgw-2", "peering", "tgw-1", "rt-2"),
            ],
            TransitGatewayRouteTables = [Table("rt-1", "10.0.0.0/16", "10.1.0.0/16", "at-a1", "at-p1", "at-b1"), Table("rt-2", "10.1.0.0/16", "10.0.0.0/16", "at-b2", "at-p2", "at-b2")],
        };
    }

    private static Subnet Subnet(string id, string vpc) => new() { SubnetId = id, VpcId = vpc, AvailabilityZone = "eu-west-1a" };

    private NetworkInterface Interface(string id, string vpc, string subnet, string v4, string? v6) => new()
    {
        NetworkInterfaceId = id,
        VpcId = vpc,
        SubnetId = subnet,
        GroupIds = vpc == "vpc-b" ? ["sg-4"] : Chance(50) ? ["sg-1"] : Chance(50) ? ["sg-2", "sg-3"] : ["sg-3", "sg-1"],
        Addresses = [new(v4, Chance(75) ? $"54.0.0.{v4[^1]}" : null)],
        Ipv6Addresses = v6 is not null && Chance(75) ? [v6] : [],
    };

    private List<RouteTable> Tables()
    {
        List<RouteTable> tables =
        [
            new() { RouteTableId = "rtb-a", VpcId = "vpc-a", IsMain = true, Routes = Routes("10.0.0.0/16") },
            new() { RouteTableId = "rtb-b", VpcId = "vpc-b", IsMain = true, Routes = Routes("10.1.0.0/16") },
        ];
        if (Chance(60))
        {
            tables.Add(new() { RouteTableId = "rtb-1", VpcId = "vpc-a", SubnetIds = [Pick("subnet-a1", "subnet-a2")], Routes = Routes("10.0.0.0/16") });
        }

        return tables;
    }

    private List<Route> Routes(string local)
    {
        List<Route> routes = [new() { DestinationCidrBlock = local, Target = "local" }, new() { DestinationIpv6CidrBlock = "2600:a::/56", Target = "local" }];
        if (Chance(85))
        {
            routes.Add(new() { DestinationCidrBlock = "0.0.0.0/0", Target = Pick("igw-a", "igw-a", "igw-a", "nat-a", "igw-x"), IsBlackhole = Chance(5) });
        }

        if (Chance(85))
        {
            routes.Add(new() { DestinationIpv6CidrBlock = "::/0", Target = Pick("igw-a", "igw-a", "eigw-a"), IsBlackhole = Chance(5) });
        }

        if (Chance(80))
        {
            routes.Add(new() { DestinationCidrBlock = local == "10.0.0.0/16" ? "10.1.0.0/16" : "10.0.0.0/16", Target = Pick("pcx-1", "pcx-1", "pcx-1", "igw-a") });
        }

        if (Chance(20))
        {
            routes.Add(new() { DestinationCidrBlock = "52.0.0.0/8", Target = Pick("igw-a", "nat-a"), IsBlackhole = Chance(40) });
        }

        if (Chance(15))
        {
            routes.Add(new() { DestinationPrefixListId = "pl-1", Target = Pick("igw-a", "nat-a"), IsBlackhole = Chance(40) });
        }

        return routes;
    }

    private NetworkAcl Acl(string id, string[] subnets) => new()
    {
        NetworkAclId = id,
        SubnetIds = subnets,
        Entries = Chance(50)
            ? [Entry(100, false, true), Entry(100, true, true), Entry(101, false, true, v6: true), Entry(101, true, true, v6: true)]
            : [.. Some(5, () => Entry(_random.Next(1, 9), Chance(50), false)).DistinctBy(static e => (e.RuleNumber, e.Egress)), Entry(50, false, Chance(80)), Entry(50, true, Chance(80)), Entry(51, Chance(50), true, v6: true)],
    };

    private NetworkAclEntry Entry(int number, bool egress, bool all, bool v6 = false)
    {
        var six = v6 || (!all && Chance(30));
        var (from, to) = Pick(Ports);
        var protocol = all ? "-1" : Pick("-1", "6", "6", "17", "1", "58", "47");
        var icmp = Chance(50);
        return new()
        {
            RuleNumber = number,
            Egress = egress,
            Allow = all || Chance(60),
            Protocol = protocol,
            CidrBlock = six ? null : all ? "0.0.0.0/0" : Pick(Blocks4),
            Ipv6CidrBlock = six ? all ? "::/0" : Pick(Blocks6) : null,
            PortFrom = all ? null : from,
            PortTo = all ? null : to,
            IcmpType = icmp ? -1 : protocol == "58" ? Pick(128, 129) : Pick(8, 0, 3),
            IcmpCode = icmp ? -1 : Pick(-1, 0),
        };
    }

    private SecurityGroupRule Rule()
    {
        var (from, to) = Pick(Ports);
        var protocol = Pick("-1", "tcp", "tcp", "udp", "icmp", "icmpv6", "47", "6");
        var typed = protocol is "icmp" or "icmpv6";
        var rule = new SecurityGroupRule
        {
            IpProtocol = protocol,
            FromPort = !typed ? from : protocol == "icmpv6" ? Pick(-1, 128) : Pick(-1, 8, 3),
            ToPort = typed ? Pick(-1, 0) : to,
            IsEgress = Chance(45),
        };
        return _random.Next(8) switch
        {
            0 => rule with { ReferencedGroupId = $"sg-{_random.Next(1, 5)}" },
            1 => rule with { PrefixListId = "pl-1" },
            2 or 3 => rule with { CidrIpv6 = Pick(Blocks6) },
            _ => rule with { CidrIpv4 = Pick(Blocks4) },
        };
    }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Pick<T>(params T[] from) => from[_random.Next(from.Length)];

    private List<T> Some<T>(int most, Func<T> make) => [.. Enumerable.Range(0, _random.Next(most + 1)).Select(_ => make())];
}
