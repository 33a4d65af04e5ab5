using AwsOps.Engine.Network;
using static AwsOps.Engine.Tests.Network.Some;

namespace AwsOps.Engine.Tests.Network;

/// <summary>
/// Networks in which other tools go wrong, each with the answer that the documentation gives: what is closed in effect, what is
/// open in effect, and what can't be known.
/// </summary>
public class NetworkTopologyTests
{
    private static readonly NetworkInventory Public = new()
    {
        Vpcs = [new() { VpcId = "vpc-a", OwnerId = "1", CidrBlocks = ["10.0.0.0/16"] }],
        Subnets = [new() { SubnetId = "subnet-a", VpcId = "vpc-a", AvailabilityZone = "eu-west-1a" }, new() { SubnetId = "subnet-b", VpcId = "vpc-a", AvailabilityZone = "eu-west-1a" }],
        RouteTables =
        [
            new() { RouteTableId = "rtb-a", VpcId = "vpc-a", IsMain = true, Routes = [new() { DestinationCidrBlock = "10.0.0.0/16", Target = "local" }, new() { DestinationCidrBlock = "0.0.0.0/0", Target = "igw-a" }] },
            new() { RouteTableId = "rtb-b", VpcId = "vpc-a", SubnetIds = ["subnet-b"], Routes = [new() { DestinationCidrBlock = "10.0.0.0/16", Target = "local" }] },
        ],
        InternetGateways = [new("igw-a", ["vpc-a"])],
        EgressOnlyGateways = [],
        NatGateways = [],
        Peerings = [],
        TransitGatewayAttachments = [],
        VpcEndpoints = [],
        BlockPublicAccess = [new("off", "eu-west-1")],
        BlockPublicAccessExclusions = [],
        LoadBalancers = [],
        TargetGroups = [],
        PrefixLists = [],
        NetworkAcls = [Acl(Allow(100, "0.0.0.0/0"), Allow(100, "0.0.0.0/0") with { Egress = true })],
        SecurityGroups = [new() { GroupId = "sg-1", VpcId = "vpc-a", OwnerId = "1", Rules = [Tcp(22, "0.0.0.0/0")] }],
        NetworkInterfaces = [Card("eni-1", "subnet-a", "10.0.0.5", "52.0.0.5", "sg-1")],
    };

    [Fact]
    public void A_public_instance_is_exposed() => Assert.Equal(Verdict.Exposed, Judge(Public).Verdict);

    // Other tools look for an entry 0.0.0.0/0 and miss its halves, or flag a later allow that a denial of halves comes before:
    // https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
    [Fact]
    public void ACL_entries_count_together_and_in_their_order()
    {
        var halves = Acl(Allow(10, "0.0.0.0/1"), Allow(20, "128.0.0.0/1"), Allow(100, "0.0.0.0/0") with { Egress = true });
        Assert.Equal(Verdict.Exposed, Judge(Public with { NetworkAcls = [halves] }).Verdict);
        var denied = Acl(Allow(10, "0.0.0.0/1") with { Allow = false }, Allow(20, "128.0.0.0/1") with { Allow = false }, Allow(30, "0.0.0.0/0"), Allow(100, "0.0.0.0/0") with { Egress = true });
        var reach = Judge(Public with { NetworkAcls = [denied] });
        Assert.Equal((Verdict.Closed, LayerKind.NetworkAcl), (reach.Verdict, reach.BlockedBy!.Kind));
    }

    // Protocols other than TCP, UDP and ICMP ignore ports; -1 is all of them:
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
    [Fact]
    public void A_denied_port_of_an_ACL_closes_that_port_only()
    {
        var acl = Acl(new() { RuleNumber = 10, Protocol = "6", CidrBlock = "0.0.0.0/0", PortFrom = 22, PortTo = 22 }, Allow(20, "0.0.0.0/0"), Allow(100, "0.0.0.0/0") with { Egress = true });
        Assert.Equal(Verdict.Closed, Judge(Public with { NetworkAcls = [acl] }).Verdict);
        var web = Public.SecurityGroups![0] with { Rules = [Tcp(443, "0.0.0.0/0")] };
        Assert.Equal(Verdict.Exposed, Judge(Public with { NetworkAcls = [acl], SecurityGroups = [web] }).Verdict);
    }

    // The reply of a stateless ACL: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
    [Fact]
    public void A_reply_that_is_stopped_is_a_verdict_of_its_own() =>
        Assert.Equal(Verdict.ReplyBlocked, Judge(Public with { NetworkAcls = [Acl(Allow(100, "0.0.0.0/0"))] }).Verdict);

    // https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html: the main table of the subnet's own VPC.
    [Fact]
    public void The_main_table_of_another_VPC_is_not_taken()
    {
        var other = Public.RouteTables![0] with { RouteTableId = "rtb-x", VpcId = "vpc-x" };
        var closed = Public.RouteTables[0] with { Routes = [Public.RouteTables[0].Routes[0]] };
        Assert.Equal(Verdict.Closed, Judge(Public with { RouteTables = [other, closed] }).Verdict);
        Assert.Equal(Verdict.Closed, Judge(Public with { RouteTables = [closed, other] }).Verdict);
        var reach = Judge(Public with { RouteTables = [other] });
        Assert.Equal(Verdict.Unknown, reach.Verdict);
        Assert.Contains(reach.Missing, static m => m.Contains("describe-route-tables", StringComparison.Ordinal));
    }

    [Fact]
    public void A_blackhole_is_no_path_and_a_more_specific_route_wins()
    {
        Route local = Public.RouteTables![0].Routes[0], gateway = Public.RouteTables[0].Routes[1];
        NetworkInventory With(params Route[] routes) => Public with { RouteTables = [Public.RouteTables![0] with { Routes = [local, .. routes] }] };
        Assert.Equal(Verdict.Closed, Judge(With(gateway with { IsBlackhole = true })).Verdict);
        Assert.Equal(Verdict.Closed, Judge(With(gateway, new() { DestinationCidrBlock = "0.0.0.0/1", Target = "eni-x", IsBlackhole = true }, new() { DestinationCidrBlock = "128.0.0.0/1", Target = "eni-x", IsBlackhole = true })).Verdict);
        Assert.Equal(Verdict.Exposed, Judge(With(gateway, new() { DestinationCidrBlock = "0.0.0.0/1", Target = "eni-x", IsBlackhole = true })).Verdict);
    }

    [Fact]
    public void A_gateway_must_be_attached_and_an_address_public()
    {
        Assert.Equal(Verdict.Closed, Judge(Public with { InternetGateways = [new("igw-a", [])] }).Verdict);
        Assert.Equal(Verdict.Closed, Judge(Public with { NetworkInterfaces = [Card("eni-1", "subnet-a", "10.0.0.5", null, "sg-1")] }).Verdict);
        Assert.Equal(Verdict.Exposed, Judge(Public with { NetworkInterfaces = [Card("eni-1", "subnet-a", "10.0.0.5", null, "sg-1")], Addresses = [new("52.0.0.5", "eni-1", "10.0.0.5")] }).Verdict);
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
    [Theory]
    [InlineData("block-ingress", null, Verdict.Closed)]
    [InlineData("block-bidirectional", null, Verdict.Closed)]
    [InlineData("block-ingress", true, Verdict.Exposed)]
    [InlineData("block-bidirectional", false, Verdict.Closed)]
    public void Block_public_access_overrides_the_gateway(string mode, bool? exclusion, Verdict verdict) =>
        Assert.Equal(verdict, Judge(Public with { BlockPublicAccess = [new(mode, "eu-west-1")], BlockPublicAccessExclusions = exclusion is { } inbound ? [new("subnet-a", inbound)] : [] }).Verdict);

    // Every answer in turn: what is missing makes nothing closed.
    [Fact]
    public void An_answer_that_is_missing_makes_Exposed_Unknown_at_most()
    {
        foreach (var property in typeof(NetworkInventory).GetProperties().Where(static p => p.CanWrite && p.Name != nameof(NetworkInventory.SecurityGroups)))
        {
            var less = Public with { };
            property.SetValue(less, null);
            var reach = Judge(less);
            Assert.True(reach.Verdict is Verdict.Exposed or Verdict.Unknown, $"without {property.Name}: {reach.Verdict}");
            Assert.Equal(reach.Verdict == Verdict.Unknown, reach.Missing.Count > 0);
        }
    }

    // Other tools pass a load balancer that is open to the world.
    [Fact]
    public void A_load_balancer_leads_to_its_targets_in_private_subnets()
    {
        var shop = WithBalancer("application", preserves: null, Tcp(8080, "10.0.0.0/16"));
        var reach = Judge(shop);
        Assert.Equal((Verdict.Exposed, "shop"), (reach.Verdict, Assert.Single(reach.LoadBalancers).LoadBalancer.Name));
        Assert.Equal("eni-2", reach.LoadBalancers[0].Interface!.NetworkInterfaceId);

        // The target's own rule stops it.
        Assert.Empty(Judge(WithBalancer("application", null, Tcp(9999, "10.0.0.0/16"))).LoadBalancers);
    }

    // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
    [Theory]
    [InlineData(true, "10.0.0.0/16", Verdict.Closed)]
    [InlineData(true, "0.0.0.0/0", Verdict.Exposed)]
    [InlineData(false, "10.0.0.0/16", Verdict.Exposed)]
    [InlineData(null, "10.0.0.0/16", Verdict.Unknown)]
    [InlineData(null, "0.0.0.0/0", Verdict.Exposed)]
    public void A_network_load_balancer_shows_the_target_the_client_or_itself(bool? preserves, string allowed, Verdict verdict) =>
        Assert.Equal(verdict, Assert.Single(EffectiveExposures.Analyze(WithBalancer("network", preserves, Tcp(8080, allowed))).LoadBalancers).Verdict);

    [Fact]
    public void Behind_a_network_load_balancer_an_open_rule_of_a_private_instance_is_exposed()
    {
        var shop = WithBalancer("network", true, Tcp(8080, "0.0.0.0/0"));
        var target = shop.SecurityGroups!.Single(static g => g.GroupId == "sg-2");
        var effective = EffectiveExposures.Analyze(shop);
        Assert.Equal(Verdict.Exposed, effective.Judge(Assert.Single(ExposureAnalyzer.Analyze(target))).Verdict);
        var unasked = EffectiveExposures.Analyze(shop with { TargetGroups = [shop.TargetGroups![0] with { Targets = null }] }).Judge(Assert.Single(ExposureAnalyzer.Analyze(target)));
        Assert.Equal(Verdict.Unknown, unasked.Verdict);
        Assert.Contains(unasked.Missing, static m => m.Contains("describe-target-health", StringComparison.Ordinal));
    }

    // https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html: the node is the client of its instances.
    [Fact]
    public void A_classic_load_balancer_leads_to_its_instances()
    {
        var shop = WithBalancer("classic", preserves: false, Tcp(8080, "10.0.0.0/16"));
        var reach = Judge(shop);
        Assert.Equal((Verdict.Exposed, "shop", "eni-2"), (reach.Verdict, Assert.Single(reach.LoadBalancers).LoadBalancer.Name, reach.LoadBalancers[0].Interface!.NetworkInterfaceId));
        Assert.Empty(Judge(WithBalancer("classic", false, Tcp(9999, "10.0.0.0/16"))).LoadBalancers);
        Assert.Equal(Verdict.Closed, new PathAnalyzer(shop).Analyze(new() { From = "internet", To = "shop", Services = ServiceSet.Of(IpProtocols.Tcp, PortSet.Of(80)) }).Verdict);
        Assert.Equal(Verdict.Exposed, new PathAnalyzer(shop).Analyze(new() { From = "internet", To = "shop", Services = ServiceSet.Of(IpProtocols.Tcp, PortSet.Of(443)) }).Verdict);

        // It has no IPv6 addresses: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-internet-facing-load-balancers.html
        Assert.Empty(new PathAnalyzer(shop).Analyze(new() { From = "internet", To = "shop", Services = ServiceSet.All, Family = IpFamily.IPv6 }).Ways);
    }

    [Fact]
    public void A_load_balancer_that_is_not_described_is_unknown_unless_nobody_gets_to_its_nodes()
    {
        var shop = WithBalancer("classic", false, Tcp(8080, "10.0.0.0/16")) with { LoadBalancers = [], TargetGroups = [] };
        var target = ExposureAnalyzer.Analyze(shop.SecurityGroups![1] with { Rules = [Tcp(8080, "0.0.0.0/0")] });
        var unknown = EffectiveExposures.Analyze(shop).Judge(Assert.Single(target));
        Assert.Equal(Verdict.Unknown, unknown.Verdict);
        Assert.Equal(["the load balancer 'ELB shop' (elb describe-load-balancers)"], unknown.Missing);
        var inside = shop with { NetworkInterfaces = [shop.NetworkInterfaces![0] with { Addresses = [new("10.0.0.5")] }, shop.NetworkInterfaces[1]] };
        Assert.Equal(Verdict.Closed, EffectiveExposures.Analyze(inside).Judge(Assert.Single(target)).Verdict);
    }

    // https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html: "If you register targets in
    // an Availability Zone but do not enable the Availability Zone, these registered targets do not receive traffic."
    [Theory]
    [InlineData("classic", true, Verdict.Closed)]
    [InlineData("application", true, Verdict.Closed)]
    [InlineData("network", true, Verdict.Closed)]
    [InlineData("classic", null, Verdict.Closed)]
    public void An_instance_in_a_zone_without_a_node_gets_nothing(string type, bool? crossZone, Verdict verdict)
    {
        var shop = WithBalancer(type, false, Tcp(8080, "10.0.0.0/16"));
        shop = shop with { Subnets = [shop.Subnets![0], shop.Subnets[1] with { AvailabilityZone = "eu-west-1b" }], LoadBalancers = [shop.LoadBalancers![0] with { IsCrossZone = crossZone }] };
        Assert.Equal(verdict, Assert.Single(EffectiveExposures.Analyze(shop).LoadBalancers).Verdict);
        Assert.Equal(Verdict.Unknown, Assert.Single(EffectiveExposures.Analyze(shop with { Subnets = null }).LoadBalancers).Verdict);
    }

    // https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-disable-crosszone-lb.html
    [Theory]
    [InlineData(true, Verdict.Exposed)]
    [InlineData(false, Verdict.Closed)]
    [InlineData(null, Verdict.Unknown)]
    public void A_node_of_a_classic_load_balancer_sends_to_another_zone_only_if_that_is_on(bool? crossZone, Verdict verdict)
    {
        // The node beside the instance stands in a subnet without a way in.
        var shop = WithBalancer("classic", false, Tcp(8080, "10.0.0.0/16"));
        shop = shop with
        {
            Subnets = [shop.Subnets![0], shop.Subnets[1] with { AvailabilityZone = "eu-west-1b" }],
            NetworkInterfaces = [.. shop.NetworkInterfaces!, Card("eni-3", "subnet-b", "10.0.1.7", "52.0.0.7", "sg-1") with { Description = "ELB shop" }],
            LoadBalancers = [shop.LoadBalancers![0] with { SubnetIds = ["subnet-a", "subnet-b"], IsCrossZone = crossZone }],
        };
        Assert.Equal(verdict, Assert.Single(EffectiveExposures.Analyze(shop).LoadBalancers).Verdict);
    }

    [Fact]
    public void Names_of_classic_load_balancers_repeat_in_other_regions()
    {
        var shop = WithBalancer("classic", false, Tcp(8080, "10.0.0.0/16"));
        var other = shop.LoadBalancers![0] with { VpcId = "vpc-z", Listeners = [] };
        var reach = EffectiveExposures.Analyze(shop with { LoadBalancers = [other, shop.LoadBalancers[0]] }).LoadBalancers;
        Assert.Contains(reach, static r => r.Verdict == Verdict.Exposed && r.LoadBalancer.VpcId == "vpc-a");
    }

    // https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-backend-instances.html
    [Fact]
    public void An_instance_with_several_interfaces_gets_its_requests_at_the_first()
    {
        var shop = WithBalancer("classic", false, Tcp(8080, "10.0.0.0/16"));
        var second = Card("eni-4", "subnet-b", "10.0.1.9", null, "sg-9") with { InstanceId = "i-2", DeviceIndex = 1 };
        var reach = Assert.Single(EffectiveExposures.Analyze(shop with { NetworkInterfaces = [second, .. shop.NetworkInterfaces!] }).LoadBalancers);
        Assert.Equal((Verdict.Exposed, "eni-2"), (reach.Verdict, reach.Interface!.NetworkInterfaceId));
    }

    // Other tools don't read prefix lists.
    [Fact]
    public void A_prefix_list_that_is_not_resolved_is_unknown_and_never_closed()
    {
        var listed = Public with { SecurityGroups = [Public.SecurityGroups![0] with { Rules = [TcpFromList(22, "pl-1")] }] };
        var exposure = ExposureAnalyzer.Analyze(listed.SecurityGroups, new() { Peers = RulePeers.Of(listed) }).Single(static e => e.Family == IpFamily.IPv4);
        var reach = EffectiveExposures.Analyze(listed).Judge(exposure);
        Assert.Equal(Verdict.Unknown, reach.Verdict);
        Assert.Contains(reach.Missing, static m => m.Contains("pl-1", StringComparison.Ordinal));
        var known = listed with { PrefixLists = [new("pl-1", null, ["0.0.0.0/0"])] };
        Assert.Equal(Verdict.Exposed, EffectiveExposures.Analyze(known).Judge(Assert.Single(ExposureAnalyzer.Analyze(known.SecurityGroups, new() { Peers = RulePeers.Of(known) }))).Verdict);
    }

    private static GroupReach Judge(NetworkInventory inventory) =>
        EffectiveExposures.Analyze(inventory).Judge(ExposureAnalyzer.Analyze(inventory.SecurityGroups![0])[0]);

    private static NetworkInventory WithBalancer(string type, bool? preserves, SecurityGroupRule rule) => Public with
    {
        SecurityGroups = [Public.SecurityGroups![0] with { Rules = [Tcp(443, "0.0.0.0/0"), Rule("-1", null, null, "0.0.0.0/0") with { IsEgress = true }] }, new() { GroupId = "sg-2", VpcId = "vpc-a", OwnerId = "1", Rules = [rule] }],
        NetworkInterfaces =
        [
            Card("eni-1", "subnet-a", "10.0.0.5", "52.0.0.5", "sg-1") with { Description = type switch { "classic" => "ELB shop", "network" => "ELB net/shop/1", _ => "ELB app/shop/1" }, InterfaceType = type == "network" ? "network_load_balancer" : "interface" },
            Card("eni-2", "subnet-b", "10.0.1.6", null, "sg-2") with { InstanceId = "i-2" },
        ],
        NetworkAcls = [Public.NetworkAcls![0] with { SubnetIds = ["subnet-a", "subnet-b"] }],
        LoadBalancers =
        [
            new()
            {
                Arn = type == "classic" ? "shop" : $"arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/{(type == "network" ? "net" : "app")}/shop/1", Name = "shop", Type = type, IsInternetFacing = true, VpcId = "vpc-a", SubnetIds = ["subnet-a"], GroupIds = ["sg-1"], IsCrossZone = true,
                Listeners = [new() { Arn = "l-1", Port = 443, Protocol = type == "network" ? "TCP" : "HTTPS", TargetGroupArns = ["tg-1"] }],
            },
        ],
        TargetGroups = [new() { Arn = "tg-1", Protocol = type == "network" ? "TCP" : "HTTP", PreservesClientIp = preserves, Targets = [new("i-2", 8080)] }],
    };

    private static NetworkInterface Card(string id, string subnet, string address, string? publicIp, string group) => new()
    {
        NetworkInterfaceId = id,
        VpcId = "vpc-a",
        SubnetId = subnet,
        GroupIds = [group],
        Addresses = [new(address, publicIp)],
    };

    private static NetworkAcl Acl(params NetworkAclEntry[] entries) => new() { NetworkAclId = "acl-a", VpcId = "vpc-a", SubnetIds = ["subnet-a"], Entries = entries };

    private static NetworkAclEntry Allow(int number, string cidr) => new() { RuleNumber = number, CidrBlock = cidr, Allow = true };
}
