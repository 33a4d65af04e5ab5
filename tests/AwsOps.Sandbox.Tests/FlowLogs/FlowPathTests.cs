using AwsOps.Engine.Network;
using AwsOps.Sandbox.FlowLogs;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Tests.Ec2;

namespace AwsOps.Sandbox.Tests.FlowLogs;

/// <summary>Records of traffic over IPv6, through transit gateways, to endpoints and services, and of what Block Public Access stops.</summary>
public sealed class FlowPathTests : Ec2Test
{
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-fields
    private const string Ends = "${interface-id} ${srcaddr} ${dstaddr} ${pkt-srcaddr} ${pkt-dstaddr} ${action} ${flow-direction} ${traffic-path}";

    private readonly string _vpc;

    public FlowPathTests()
    {
        _vpc = State.DefaultVpc!.Id;
        Cloud.Call("s3", "CreateBucket", new() { ["Bucket"] = "flows", ["CreateBucketConfiguration"] = new Struct { ["LocationConstraint"] = SandboxTest.Region } });
    }

    // "IPv6 traffic", SSH, and the type field: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-ipv6
    [Fact]
    public void IPv6_from_the_internet_comes_in_at_the_global_address_by_a_route_to_the_internet_gateway()
    {
        var (instance, address) = DualStack();
        var group = State.DefaultGroup(State.DefaultVpc!).Id;
        Assert.Contains("leads to an internet gateway", Send("2001:db8:1234:a100::f105", instance, 22).Reason, StringComparison.Ordinal);
        AddRoute("DestinationIpv6CidrBlock", "::/0", "GatewayId", State.InternetGateways.First().Id);
        Assert.Contains($"no inbound rule of {group}", Send("2001:db8:1234:a100::f105", instance, 22).Reason, StringComparison.Ordinal);
        Ec2("AuthorizeSecurityGroupIngress", Permissions(group, new Struct { ["IpProtocol"] = "tcp", ["FromPort"] = 22, ["ToPort"] = 22, ["Ipv6Ranges"] = new[] { new Struct { ["CidrIpv6"] = "2001:db8::/32" } } }));
        Watch("${type} " + Ends);
        Assert.True(Send("2001:db8:1234:a100::f105", instance, 22).Answered);
        Assert.Equal(
            [
                $"IPv6 {Card(instance)} 2001:db8:1234:a100::f105 {address} 2001:db8:1234:a100::f105 {address} ACCEPT ingress -",
                $"IPv6 {Card(instance)} {address} 2001:db8:1234:a100::f105 {address} 2001:db8:1234:a100::f105 ACCEPT egress 8",
            ],
            Records());
    }

    // "An egress-only internet gateway … prevents the internet from initiating an IPv6 connection":
    // https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html
    [Fact]
    public void IPv6_through_an_egress_only_gateway_goes_out_and_nothing_comes_in()
    {
        var (instance, address) = DualStack();
        var gateway = Ec2("CreateEgressOnlyInternetGateway", new() { ["VpcId"] = _vpc }).Child("EgressOnlyInternetGateway")!.String("EgressOnlyInternetGatewayId")!;
        AddRoute("DestinationIpv6CidrBlock", "::/0", "EgressOnlyInternetGatewayId", gateway);
        Watch(Ends);
        Assert.True(Send(instance, "2001:db8::9", 443).Answered);
        Assert.Equal((false, 0, 0), Send("2001:db8::9", instance, 443) is var refused ? (refused.Answered, refused.Accepted, refused.Rejected) : default);
        Assert.Equal([$"{Card(instance)} 2001:db8::9 {address} 2001:db8::9 {address} ACCEPT ingress -", $"{Card(instance)} {address} 2001:db8::9 {address} 2001:db8::9 ACCEPT egress -"], Records());
    }

    [Fact]
    public void Between_instances_with_both_families_the_one_asked_for_is_used()
    {
        var ((a, first), (b, second)) = (DualStack(), DualStack());
        Watch("${type} ${srcaddr} ${dstaddr} ${dstport} ${traffic-path}");
        Assert.True(Send(a, b, 5432, IpFamily.IPv6).Answered);
        Assert.True(Send(a, b, 5433).Answered);
        var records = Records();
        Assert.Contains($"IPv6 {first} {second} 5432 1", records);
        Assert.Contains(records, static r => r.StartsWith("IPv4 ", StringComparison.Ordinal) && r.EndsWith(" 5433 1", StringComparison.Ordinal));
        Assert.Contains("has no IPv6 address", Wrong(a, Running(), 80, IpFamily.IPv6), StringComparison.Ordinal);
        Assert.Contains("is an IPv6 address, and the traffic is IPv4", Wrong(a, "2001:db8::9", 80, IpFamily.IPv4), StringComparison.Ordinal);
    }

    // The page's example: a client in VPC A and a server in VPC B, in different zones. "Traffic arrives at the server in VPC B using one
    // elastic network interface … and leaves VPC B using another."
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-tgw
    [Fact]
    public void Through_a_transit_gateway_its_interfaces_stand_for_the_other_VPC()
    {
        var (a, b) = (NewVpc("10.20.0.0/16"), NewVpc("10.40.0.0/16"));
        string[] here = [NewSubnet(a, "10.20.1.0/24"), NewSubnet(a, "10.20.2.0/24", "eu-west-1b")];
        string[] there = [NewSubnet(b, "10.40.1.0/24"), NewSubnet(b, "10.40.2.0/24", "eu-west-1b")];
        var (client, server) = (Running(r => r["SubnetId"] = here[0]), Running(r => r["SubnetId"] = there[1]));
        var (gateway, mine, theirs) = Join((a, here), (b, there));
        Ec2("AuthorizeSecurityGroupIngress", Permissions(State.DefaultGroup(State.Vpcs.Get(b)).Id, Allow("tcp", 80, 80, "10.20.0.0/16")));
        Assert.Contains($"no route of {here[0]} leads to {gateway}", Send(client, server, 80).Reason, StringComparison.Ordinal);
        AddRoute("DestinationCidrBlock", "10.40.0.0/16", "TransitGatewayId", gateway, a);
        Assert.Contains($"leads back to {gateway}", Send(client, server, 80).Reason, StringComparison.Ordinal);
        AddRoute("DestinationCidrBlock", "10.20.0.0/16", "TransitGatewayId", gateway, b);
        Watch("${interface-id} ${subnet-id} ${instance-id} ${srcaddr} ${dstaddr} ${dstport} ${tcp-flags} ${pkt-srcaddr} ${pkt-dstaddr} ${flow-direction} ${traffic-path}", a, b);
        Assert.True(Send(client, server, 80).Answered);

        var (own, other) = (Address(client), Address(server));
        var (a1, a2, b1, b2) = (At(mine, 0), At(mine, 1), At(theirs, 0), At(theirs, 1));
        string[] expected =
        [
            $"{Card(client)} {here[0]} {client} {own} {other} 80 3 {own} {other} egress 1",
            $"{a1.Id} {here[0]} - {own} {a1.PrivateIpAddress} 80 3 {own} {other} ingress -",
            $"{b1.Id} {there[0]} - {b1.PrivateIpAddress} {other} 80 3 {own} {other} egress 1",
            $"{Card(server)} {there[1]} {server} {own} {other} 80 3 {own} {other} ingress -",
            $"{Card(server)} {there[1]} {server} {other} {own} 32768 19 {other} {own} egress 1",
            $"{b2.Id} {there[1]} - {other} {b2.PrivateIpAddress} 32768 19 {other} {own} ingress -",
            $"{a2.Id} {here[1]} - {a2.PrivateIpAddress} {own} 32768 19 {other} {own} egress 1",
            $"{Card(client)} {here[0]} {client} {other} {own} 32768 19 {other} {own} ingress -",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), Records());
    }

    // "resources in Availability Zones where there is no transit gateway attachment cannot reach the transit gateway":
    // https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html; blackholes and propagations: how-transit-gateways-work.html
    [Fact]
    public void A_transit_gateway_serves_the_zones_and_routes_that_it_has()
    {
        var (a, b) = (NewVpc("10.20.0.0/16"), NewVpc("10.40.0.0/16"));
        var (here, far, there) = (NewSubnet(a, "10.20.1.0/24"), NewSubnet(a, "10.20.2.0/24", "eu-west-1b"), NewSubnet(b, "10.40.1.0/24"));
        var (gateway, mine, theirs) = Join((a, [here]), (b, [there]));
        AddRoute("DestinationCidrBlock", "10.40.0.0/16", "TransitGatewayId", gateway, a);
        AddRoute("DestinationCidrBlock", "10.20.0.0/16", "TransitGatewayId", gateway, b);
        Ec2("AuthorizeSecurityGroupIngress", Permissions(State.DefaultGroup(State.Vpcs.Get(b)).Id, Allow("tcp", 80, 80, "10.20.0.0/16")));
        var (near, cut, server) = (Running(r => r["SubnetId"] = here), Running(r => r["SubnetId"] = far), Running(r => r["SubnetId"] = there));
        Assert.True(Send(near, server, 80).Answered);
        Assert.Contains($"{mine} has no subnet in eu-west-1b", Send(cut, server, 80).Reason, StringComparison.Ordinal);
        var table = State.TransitGatewayAttachments.Get(mine).Table!.Id;
        Ec2("CreateTransitGatewayRoute", new() { ["TransitGatewayRouteTableId"] = table, ["DestinationCidrBlock"] = "10.40.1.0/24", ["Blackhole"] = true });
        Assert.Contains($"the route of {table} to 10.40.1.0/24 is a blackhole", Send(near, server, 80).Reason, StringComparison.Ordinal);
        Ec2("DeleteTransitGatewayRoute", new() { ["TransitGatewayRouteTableId"] = table, ["DestinationCidrBlock"] = "10.40.1.0/24" });
        Ec2("DisableTransitGatewayRouteTablePropagation", new() { ["TransitGatewayRouteTableId"] = table, ["TransitGatewayAttachmentId"] = theirs });
        Assert.Contains($"no route of {table} leads to {Address(server)}", Send(near, server, 80).Reason, StringComparison.Ordinal);
    }

    // https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html
    [Fact]
    public void Peered_transit_gateways_carry_what_both_have_static_routes_for()
    {
        var (a, b) = (NewVpc("10.20.0.0/16"), NewVpc("10.40.0.0/16"));
        var (here, there) = (NewSubnet(a, "10.20.1.0/24"), NewSubnet(b, "10.40.1.0/24"));
        var (c, d) = (NewVpc("10.60.0.0/16"), NewVpc("10.80.0.0/16"));
        var (near, mine, _) = Join((a, [here]), (c, [NewSubnet(c, "10.60.1.0/24")]));
        var (far, theirs, _) = Join((b, [there]), (d, [NewSubnet(d, "10.80.1.0/24")]));
        AddRoute("DestinationCidrBlock", "10.40.0.0/16", "TransitGatewayId", near, a);
        AddRoute("DestinationCidrBlock", "10.20.0.0/16", "TransitGatewayId", far, b);
        Ec2("AuthorizeSecurityGroupIngress", Permissions(State.DefaultGroup(State.Vpcs.Get(b)).Id, Allow("tcp", 80, 80, "10.20.0.0/16")));
        var (client, server) = (Running(r => r["SubnetId"] = here), Running(r => r["SubnetId"] = there));
        var peering = Ec2("CreateTransitGatewayPeeringAttachment", new() { ["TransitGatewayId"] = near, ["PeerTransitGatewayId"] = far, ["PeerAccountId"] = Cloud.Options.Account, ["PeerRegion"] = SandboxTest.Region }).Child("TransitGatewayPeeringAttachment")!;
        Pass(61);
        Ec2("AcceptTransitGatewayPeeringAttachment", new() { ["TransitGatewayAttachmentId"] = peering.String("AccepterTransitGatewayAttachmentId") });
        Pass(61);
        var (one, other) = (State.TransitGatewayAttachments.Get(mine).Table!.Id, State.TransitGatewayAttachments.Get(theirs).Table!.Id);
        Assert.Contains($"no route of {one} leads to", Send(client, server, 80).Reason, StringComparison.Ordinal);
        Ec2("CreateTransitGatewayRoute", new() { ["TransitGatewayRouteTableId"] = one, ["DestinationCidrBlock"] = "10.40.0.0/16", ["TransitGatewayAttachmentId"] = peering.String("TransitGatewayAttachmentId") });
        Assert.Contains($"no route of {other} leads to", Send(client, server, 80).Reason, StringComparison.Ordinal);
        Ec2("CreateTransitGatewayRoute", new() { ["TransitGatewayRouteTableId"] = other, ["DestinationCidrBlock"] = "10.20.0.0/16", ["TransitGatewayAttachmentId"] = peering.String("AccepterTransitGatewayAttachmentId") });
        Assert.True(Send(client, server, 80).Answered);
    }

    // traffic-path 7: "Through a gateway VPC endpoint (Nitro-based instances only)"; "When pkt-srcaddr or pkt-dstaddr is a public IP address, the service name is shown."
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-traffic-path
    [Theory]
    [InlineData("t3.small", "7", "8")]
    [InlineData("t2.micro", "2", "2")]
    public void To_S3_a_route_to_the_gateway_endpoint_leads_past_the_internet_gateway(string type, string endpointPath, string internetPath)
    {
        var instance = Running(r => r["InstanceType"] = type);
        Watch("${dstport} ${pkt-src-aws-service} ${pkt-dst-aws-service} ${flow-direction} ${traffic-path}");
        Assert.True(Send(instance, "s3", 80).Answered);
        var endpoint = Ec2("CreateVpcEndpoint", new() { ["VpcId"] = _vpc, ["ServiceName"] = "com.amazonaws.eu-west-1.s3", ["RouteTableIds"] = new[] { State.RouteTables.First(t => t.Vpc.Id == _vpc).Id } }).Child("VpcEndpoint")!.String("VpcEndpointId")!;
        Assert.True(Send(instance, "com.amazonaws.eu-west-1.s3", 443).Answered);
        Assert.True(Send(instance, endpoint, 444).Answered);
        Assert.True(Send(instance, "52.95.128.179", 445).Answered);
        var records = Records();
        Assert.Contains($"80 - S3 egress {internetPath}", records);
        Assert.Contains($"443 - S3 egress {endpointPath}", records);
        Assert.Contains($"444 - S3 egress {endpointPath}", records);
        Assert.Contains($"445 - S3 egress {internetPath}", records);
        Assert.Contains("32768 S3 - ingress -", records);
    }

    // A gateway endpoint needs no public address, gateway or NAT: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
    [Fact]
    public void From_a_private_subnet_a_gateway_endpoint_is_the_way_to_the_service_alone()
    {
        var subnet = NewSubnet(_vpc, "172.31.200.0/24");
        var table = Ec2("CreateRouteTable", new() { ["VpcId"] = _vpc }).Child("RouteTable")!.String("RouteTableId")!;
        Ec2("AssociateRouteTable", new() { ["RouteTableId"] = table, ["SubnetId"] = subnet });
        var instance = Running(r => r["SubnetId"] = subnet);
        Assert.Contains("no route", Send(instance, "dynamodb", 443).Reason, StringComparison.Ordinal);
        Ec2("CreateVpcEndpoint", new() { ["VpcId"] = _vpc, ["ServiceName"] = "com.amazonaws.eu-west-1.dynamodb", ["RouteTableIds"] = new[] { table } });
        Watch("${pkt-dst-aws-service} ${traffic-path}");
        Assert.True(Send(instance, "dynamodb", 443).Answered);
        Assert.Contains("no route", Send(instance, "s3", 443).Reason, StringComparison.Ordinal);
        Assert.Contains("DYNAMODB 7", Records());
    }

    // https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html (private DNS), and interface-endpoints.html: its security groups decide
    [Fact]
    public void An_interface_endpoint_is_an_interface_of_the_VPC_with_groups_of_its_own()
    {
        var instance = Running();
        var subnet = Instance(instance).String("SubnetId")!;
        var group = NewGroup("endpoints", _vpc);
        Struct Request(bool dns) => new() { ["VpcId"] = _vpc, ["VpcEndpointType"] = "Interface", ["ServiceName"] = "com.amazonaws.eu-west-1.ssm", ["SubnetIds"] = new[] { subnet }, ["SecurityGroupIds"] = new[] { group }, ["PrivateDnsEnabled"] = dns };
        var named = Ec2("CreateVpcEndpoint", Request(dns: false)).Child("VpcEndpoint")!;
        Watch("${interface-id} ${instance-id} ${dstaddr} ${action} ${flow-direction} ${pkt-dst-aws-service} ${traffic-path}");
        Assert.True(Send(instance, "com.amazonaws.eu-west-1.ssm", 443).Answered);
        Assert.Contains($"no inbound rule of {group}", Send(instance, named.String("VpcEndpointId")!, 443).Reason, StringComparison.Ordinal);
        Ec2("AuthorizeSecurityGroupIngress", Permissions(group, Allow("tcp", 443, 443, "172.31.0.0/16")));
        var automatic = Ec2("CreateVpcEndpoint", Request(dns: true)).Child("VpcEndpoint")!.Strings("NetworkInterfaceIds").Single();
        Assert.Equal([Card(instance), automatic], Send(instance, "com.amazonaws.eu-west-1.ssm", 443).Interfaces);
        var records = Records();
        Assert.Contains($"{Card(instance)} {instance} 52.93.0.40 ACCEPT egress AMAZON 8", records);
        Assert.Contains($"{named.Strings("NetworkInterfaceIds").Single()} - {State.NetworkInterfaces.Get(named.Strings("NetworkInterfaceIds").Single()).PrivateIpAddress} REJECT ingress - -", records);
        Assert.Contains($"{automatic} - {State.NetworkInterfaces.Get(automatic).PrivateIpAddress} ACCEPT ingress - -", records);
        Assert.Contains($"{Card(instance)} {instance} {State.NetworkInterfaces.Get(automatic).PrivateIpAddress} ACCEPT egress - 1", records);
    }

    // reject-reason: "BPA"; "-" for any other. https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-fields
    // The modes: https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
    [Theory]
    [InlineData("block-bidirectional", null, false, false)]
    [InlineData("block-ingress", null, false, false)]
    [InlineData("block-bidirectional", "allow-bidirectional", true, true)]
    [InlineData("block-bidirectional", "allow-egress", false, true)]
    [InlineData("off", null, true, true)]
    public void What_Block_Public_Access_stops_is_a_REJECT_with_its_reason(string mode, string? exclusion, bool inbound, bool outbound)
    {
        var instance = Running();
        Ec2("AuthorizeSecurityGroupIngress", Permissions(State.DefaultGroup(State.DefaultVpc!).Id, Allow("tcp", 443, 443, "0.0.0.0/0")));
        Ec2("ModifyVpcBlockPublicAccessOptions", new() { ["InternetGatewayBlockMode"] = mode });
        if (exclusion is not null)
        {
            Ec2("CreateVpcBlockPublicAccessExclusion", new() { ["VpcId"] = _vpc, ["InternetGatewayExclusionMode"] = exclusion });
        }

        Watch("${srcaddr} ${dstport} ${action} ${flow-direction} ${reject-reason}");
        Assert.Equal((inbound, outbound), (Send("203.0.113.9", instance, 443).Answered, Send(instance, "198.51.100.7", 443).Answered));
        Send("203.0.113.10", instance, 23);
        var records = Records();
        Assert.Contains($"203.0.113.9 443 {(inbound ? "ACCEPT ingress -" : "REJECT ingress BPA")}", records);
        Assert.Contains($"{Address(instance)} 443 {(outbound ? "ACCEPT egress -" : "REJECT egress BPA")}", records);
        Assert.Contains($"203.0.113.10 23 REJECT ingress {(inbound ? "-" : "BPA")}", records);
    }

    // SYN alone (2) where no answer comes; SYN-ACK (18) of an answer that is stopped.
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-tcp-flag
    [Fact]
    public void A_connection_that_never_came_about_shows_no_FIN()
    {
        var instance = Running();
        Ec2("AuthorizeSecurityGroupIngress", Permissions(State.DefaultGroup(State.DefaultVpc!).Id, Allow("tcp", 443, 443, "0.0.0.0/0")));
        Ec2("CreateNetworkAclEntry", new() { ["NetworkAclId"] = State.NetworkAcls.First(static a => a.IsDefault).Id, ["RuleNumber"] = 50, ["Protocol"] = "6", ["RuleAction"] = "deny", ["Egress"] = true, ["CidrBlock"] = "203.0.113.0/24", ["PortRange"] = new Struct { ["From"] = 1024, ["To"] = 65535 } });
        Watch("${dstport} ${action} ${tcp-flags} ${packets} ${sublocation-type} ${sublocation-id}");
        Send("203.0.113.9", instance, 443);
        Assert.Equal(["32768 REJECT 18 3 - -", "443 ACCEPT 2 3 - -"], Records());
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html#flow-logs-limitations
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.169.123")]
    [InlineData("172.31.0.2")]
    public void Traffic_to_the_metadata_time_and_DNS_services_is_not_recorded(string service)
    {
        var instance = Running();
        Watch(Ends);
        var outcome = Send(instance, service, 80);
        Assert.Equal((true, 0, false), (outcome.Answered, outcome.Accepted, outcome.Watched));
        Assert.Empty(Records());
    }

    [Theory]
    [InlineData("s3", "203.0.113.9", "calls nobody")]
    [InlineData("203.0.113.9", "s3", "only its instances and interfaces call services")]
    [InlineData("203.0.113.9", "2001:db8::1", "Neither")]
    [InlineData("203.0.113.9", "vpce-00000000000000000", "vpce-00000000000000000' is no instance, interface or endpoint")]
    public void Ends_that_cannot_be_are_named(string from, string to, string message) => Assert.Contains(message, Wrong(from, to, 443), StringComparison.Ordinal);

    // The walk from hop to hop and the engine's sets say the same, whatever the network: a differential test of the two.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_walk_answers_what_the_path_analysis_calls_exposed(int seed)
    {
        var random = new Random(seed);
        var other = NewVpc("10.9.0.0/16");
        Ec2("AssociateVpcCidrBlock", new() { ["VpcId"] = _vpc, ["AmazonProvidedIpv6CidrBlock"] = true });
        string[] subnets = [NewSubnet(_vpc, "172.31.200.0/24"), NewSubnet(_vpc, "172.31.201.0/24"), NewSubnet(other, "10.9.1.0/24")];
        Ec2("AssociateSubnetCidrBlock", new() { ["SubnetId"] = subnets[0], ["Ipv6CidrBlock"] = State.Vpcs.Get(_vpc).Ipv6Blocks[0].Block.ToString().Replace("/56", "/64", StringComparison.Ordinal) });
        string[] instances = [Running(r => (r["SubnetId"], r["Ipv6AddressCount"]) = (subnets[0], 1)), Running(r => r["SubnetId"] = subnets[1]), Running(r => r["SubnetId"] = subnets[2]), Running()];
        var (gateway, _, _) = Join((_vpc, [subnets[1]]), (other, [subnets[2]]));
        AddRoute("DestinationIpv6CidrBlock", "::/0", "GatewayId", State.InternetGateways.First().Id);
        Ec2("CreateVpcEndpoint", new() { ["VpcId"] = _vpc, ["ServiceName"] = "com.amazonaws.eu-west-1.s3", ["RouteTableIds"] = new[] { State.RouteTables.First(t => t.Vpc.Id == _vpc).Id } });
        var groups = State.SecurityGroups.Where(static g => g.IsDefault).ToList();
        var answered = 0;
        for (var i = 0; i < 60; i++)
        {
            Change(random, gateway, other, groups);
            var (from, to) = (random.Next(2) == 0 ? instances[random.Next(4)] : "203.0.113.9", random.Next(3) switch { 0 => "198.51.100.7", 1 => instances[0], _ => instances[random.Next(4)] });
            var family = from == instances[3] || to == instances[3] || from.Contains('.', StringComparison.Ordinal) || to.Contains('.', StringComparison.Ordinal) || from != to ? IpFamily.IPv4 : IpFamily.IPv6;
            if (from == to || (from.Contains('.', StringComparison.Ordinal) && to.Contains('.', StringComparison.Ordinal)))
            {
                (from, to, family) = ("2001:db8::9", instances[0], IpFamily.IPv6);
            }

            var port = random.Next(2) == 0 ? 443 : 22;
            var query = new PathQuery { From = from, To = to, Family = family, Services = ServiceSet.Of(IpProtocols.Tcp, PortSet.Of(port)), SourcePorts = PortSet.Of(SandboxTraffic.FirstPort) };
            var engine = new PathAnalyzer(SandboxInventory.Of(State)).Analyze(query);
            var walked = Send(from, to, port, family);
            Assert.True((engine.Verdict == Verdict.Exposed) == walked.Answered, $"step {i}, {from} to {to}:{port}: {engine.Verdict}, {walked.Reason}\n{string.Join('\n', engine.Best?.Hops ?? [])}");
            answered += walked.Answered ? 1 : 0;
        }

        Assert.InRange(answered, 8, 52);
    }

    // Which ACLs a transit gateway's traffic passes depends on the zones: it enters the other VPC in the zone that it comes from.
    // https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html, https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html
    [Fact]
    public void Across_zones_the_walk_and_the_path_analysis_pass_the_same_ACLs()
    {
        var (a, b) = (NewVpc("10.20.0.0/16"), NewVpc("10.40.0.0/16"));
        string[] here = [NewSubnet(a, "10.20.1.0/24"), NewSubnet(a, "10.20.2.0/24", "eu-west-1b"), NewSubnet(a, "10.20.3.0/24")];
        string[] there = [NewSubnet(b, "10.40.1.0/24"), NewSubnet(b, "10.40.2.0/24", "eu-west-1b"), NewSubnet(b, "10.40.3.0/24", "eu-west-1b")];
        var (client, server, near) = (Running(r => r["SubnetId"] = here[2]), Running(r => r["SubnetId"] = there[2]), Running(r => r["SubnetId"] = there[0]));
        var (gateway, _, _) = Join((a, here[..2]), (b, there[..2]));
        AddRoute("DestinationCidrBlock", "10.40.0.0/16", "TransitGatewayId", gateway, a);
        AddRoute("DestinationCidrBlock", "10.20.0.0/16", "TransitGatewayId", gateway, b);
        Ec2("AuthorizeSecurityGroupIngress", Permissions(State.DefaultGroup(State.Vpcs.Get(b)).Id, Allow("tcp", 80, 80, "10.20.0.0/16")));
        List<bool> answered = [];
        foreach (var subnet in here.Concat(there))
        {
            // One subnet at a time has an ACL that lets through what is given.
            var vpc = here.Contains(subnet) ? a : b;
            foreach (var (egress, port) in new[] { (true, 80), (true, 32_768), (false, 80), (false, 32_768) })
            {
                var acl = Ec2("CreateNetworkAcl", new() { ["VpcId"] = vpc }).Child("NetworkAcl")!.String("NetworkAclId")!;
                Ec2("CreateNetworkAclEntry", new() { ["NetworkAclId"] = acl, ["RuleNumber"] = 10, ["Protocol"] = "6", ["RuleAction"] = "deny", ["Egress"] = egress, ["CidrBlock"] = "0.0.0.0/0", ["PortRange"] = new Struct { ["From"] = port, ["To"] = port } });
                foreach (var direction in new[] { true, false })
                {
                    Ec2("CreateNetworkAclEntry", new() { ["NetworkAclId"] = acl, ["RuleNumber"] = 20, ["Protocol"] = "-1", ["RuleAction"] = "allow", ["Egress"] = direction, ["CidrBlock"] = "0.0.0.0/0" });
                }

                var old = State.NetworkAcls.First(x => x.Associations.Exists(s => s.Subnet.Id == subnet));
                var association = Ec2("ReplaceNetworkAclAssociation", new() { ["AssociationId"] = old.Associations.First(s => s.Subnet.Id == subnet).AssociationId, ["NetworkAclId"] = acl }).String("NewAssociationId")!;
                foreach (var (from, to) in new[] { (client, server), (client, near) })
                {
                    var engine = new PathAnalyzer(SandboxInventory.Of(State)).Analyze(new() { From = from, To = to, Services = ServiceSet.Of(IpProtocols.Tcp, PortSet.Of(80)), SourcePorts = PortSet.Of(SandboxTraffic.FirstPort) });
                    var walked = Send(from, to, 80);
                    Assert.True((engine.Verdict == Verdict.Exposed) == walked.Answered, $"{subnet} {egress} {port}, {from} to {to}: {engine.Verdict}, {walked.Reason}\n{string.Join('\n', engine.Best?.Hops ?? [])}");
                    answered.Add(walked.Answered);
                }

                Ec2("ReplaceNetworkAclAssociation", new() { ["AssociationId"] = association, ["NetworkAclId"] = old.Id });
            }
        }

        Assert.InRange(answered.Count(static a => a), 10, 38);
    }

    /// <summary>One change at random: a rule, an ACL entry, a route, Block Public Access.</summary>
    private void Change(Random random, string gateway, string other, List<AwsOps.Sandbox.Ec2.SecurityGroup> groups)
    {
        var group = groups[random.Next(groups.Count)].Id;
        string[] blocks = ["0.0.0.0/0", "172.31.0.0/16", "10.9.0.0/16", "203.0.113.0/24"];
        var rule = Permissions(group, Allow("tcp", 443, random.Next(2) == 0 ? 443 : 600, blocks[random.Next(4)]));
        switch (random.Next(8))
        {
            case 0 or 1:
                Try("AuthorizeSecurityGroupIngress", rule);
                break;
            case 2:
                Try("RevokeSecurityGroupIngress", rule);
                break;
            case 3:
                Try("AuthorizeSecurityGroupIngress", Permissions(group, new Struct { ["IpProtocol"] = "-1", ["Ipv6Ranges"] = new[] { new Struct { ["CidrIpv6"] = "::/0" } } }));
                break;
            case 4:
                Try("DeleteNetworkAclEntry", new() { ["NetworkAclId"] = State.NetworkAcls.First(a => a.Vpc.Id == _vpc).Id, ["RuleNumber"] = 50, ["Egress"] = random.Next(2) == 0 });
                break;
            case 5:
                Try("CreateNetworkAclEntry", new() { ["NetworkAclId"] = State.NetworkAcls.First(a => a.Vpc.Id == _vpc).Id, ["RuleNumber"] = 50, ["Protocol"] = "6", ["RuleAction"] = "deny", ["Egress"] = random.Next(2) == 0, ["CidrBlock"] = blocks[random.Next(4)], ["PortRange"] = new Struct { ["From"] = random.Next(2) == 0 ? 22 : 1024, ["To"] = 65535 } });
                break;
            case 6:
                var there = random.Next(2) == 0;
                Try(random.Next(3) == 0 ? "DeleteRoute" : "CreateRoute", new() { ["RouteTableId"] = State.RouteTables.First(t => t.Vpc.Id == (there ? other : _vpc)).Id, ["DestinationCidrBlock"] = there ? "172.31.0.0/16" : "10.9.0.0/16", ["TransitGatewayId"] = gateway });
                break;
            default:
                Ec2("ModifyVpcBlockPublicAccessOptions", new() { ["InternetGatewayBlockMode"] = ((string[])["off", "off", "block-ingress", "block-bidirectional"])[random.Next(4)] });
                break;
        }

        void Try(string operation, Struct request)
        {
            if (operation == "DeleteRoute")
            {
                request.Remove("TransitGatewayId");
            }

            Cloud.Invoke(new ApiRequest("ec2", operation, request) { Region = SandboxTest.Region });
        }
    }

    private TrafficOutcome Send(string from, string to, int port, IpFamily? family = null) =>
        SandboxTraffic.Send(Cloud, SandboxTest.Region, new() { From = from, To = to, Port = port, Family = family });

    private string Wrong(string from, string to, int port, IpFamily? family = null) => Assert.Throws<ArgumentException>(() => Send(from, to, port, family)).Message;

    /// <summary>An instance of the default VPC with an IPv6 address.</summary>
    private (string Instance, string Address) DualStack()
    {
        var subnet = State.Subnets.First(s => s.VpcId == _vpc);
        if (subnet.Ipv6Blocks.Count == 0)
        {
            Ec2("AssociateVpcCidrBlock", new() { ["VpcId"] = _vpc, ["AmazonProvidedIpv6CidrBlock"] = true });
            Ec2("AssociateSubnetCidrBlock", new() { ["SubnetId"] = subnet.Id, ["Ipv6CidrBlock"] = State.Vpcs.Get(_vpc).Ipv6Blocks[0].Block.ToString().Replace("/56", "/64", StringComparison.Ordinal) });
        }

        var instance = Running(r => (r["SubnetId"], r["Ipv6AddressCount"]) = (subnet.Id, 1));
        return (instance, Instance(instance).Structs("NetworkInterfaces").Single().Structs("Ipv6Addresses").Single().String("Ipv6Address")!);
    }

    /// <summary>A transit gateway with two VPCs; the ids of it and of the attachments.</summary>
    private (string Gateway, string Mine, string Theirs) Join((string Vpc, string[] Subnets) a, (string Vpc, string[] Subnets) b)
    {
        var gateway = Ec2("CreateTransitGateway").Child("TransitGateway")!.String("TransitGatewayId")!;
        Pass(120);
        List<string> attachments = [];
        foreach (var (vpc, subnets) in new[] { a, b })
        {
            attachments.Add(Ec2("CreateTransitGatewayVpcAttachment", new() { ["TransitGatewayId"] = gateway, ["VpcId"] = vpc, ["SubnetIds"] = subnets }).Child("TransitGatewayVpcAttachment")!.String("TransitGatewayAttachmentId")!);
        }

        Pass(120);
        return (gateway, attachments[0], attachments[1]);
    }

    private AwsOps.Sandbox.Ec2.NetworkInterface At(string attachment, int index) => ((AwsOps.Sandbox.Ec2.TransitGatewayVpcAttachment)State.TransitGatewayAttachments.Get(attachment)).Interfaces[index];

    private void AddRoute(string kind, string destination, string member, string target, string? vpc = null) =>
        Ec2("CreateRoute", new() { ["RouteTableId"] = State.RouteTables.First(t => t.Vpc.Id == (vpc ?? _vpc) && t.IsMain).Id, [kind] = destination, [member] = target });

    private string Card(string instance) => Instance(instance).Structs("NetworkInterfaces").Single().String("NetworkInterfaceId")!;

    private string Address(string instance) => Instance(instance).String("PrivateIpAddress")!;

    private void Watch(string format, params string[] vpcs) => Ec2("CreateFlowLogs", new()
    {
        ["ResourceIds"] = vpcs.Length > 0 ? vpcs : [_vpc],
        ["ResourceType"] = "VPC",
        ["TrafficType"] = "ALL",
        ["LogDestinationType"] = "s3",
        ["LogDestination"] = "arn:aws:s3:::flows",
        ["LogFormat"] = format + " ${log-status}",
        ["MaxAggregationInterval"] = 60,
    });

    /// <summary>The records of flows that came, without their status, in order.</summary>
    private List<string> Records()
    {
        Cloud.Advance(TimeSpan.FromMinutes(16));
        List<string> lines = [];
        foreach (var key in Cloud.Call("s3", "ListObjectsV2", new() { ["Bucket"] = "flows" }).Structs("Contents").Select(static o => o.String("Key")!))
        {
            using var zip = new System.IO.Compression.GZipStream(new MemoryStream((byte[])Cloud.Call("s3", "GetObject", new() { ["Bucket"] = "flows", ["Key"] = key })["Body"]!), System.IO.Compression.CompressionMode.Decompress);
            using var reader = new StreamReader(zip);
            lines.AddRange(reader.ReadToEnd().Split('\n').Where(static l => l.EndsWith(" OK", StringComparison.Ordinal)).Select(static l => l[..^3]));
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }
}
