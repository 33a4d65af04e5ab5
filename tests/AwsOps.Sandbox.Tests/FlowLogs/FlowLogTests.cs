using AwsOps.Engine.FlowLogs;
using AwsOps.Sandbox.FlowLogs;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Tests.Ec2;

namespace AwsOps.Sandbox.Tests.FlowLogs;

/// <summary>Flow logs of the sandbox: what CreateFlowLogs refuses, what records say, when they come.</summary>
public sealed class FlowLogTests : Ec2Test
{
    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"vpc-flow-logs.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    // The policy of https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    private const string Delivery = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents","logs:DescribeLogGroups","logs:DescribeLogStreams"],"Resource":"*"}]}""";

    private readonly string _vpc;

    public FlowLogTests()
    {
        _vpc = State.DefaultVpc!.Id;
        Cloud.Call("iam", "CreateRole", new() { ["RoleName"] = "flows", ["AssumeRolePolicyDocument"] = Trust });
        Cloud.Call("iam", "PutRolePolicy", new() { ["RoleName"] = "flows", ["PolicyName"] = "logs", ["PolicyDocument"] = Delivery });
    }

    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
    [Theory]
    [InlineData("MaxAggregationInterval", 120, "InvalidParameter")]
    [InlineData("LogFormat", "${srcaddr} ${dstadr}", "InvalidParameterValue")]
    [InlineData("LogFormat", "${srcaddr} ${dstaddr} ", "InvalidParameterValue")]
    [InlineData("LogFormat", "srcaddr dstaddr", "InvalidParameterValue")]
    [InlineData("LogFormat", "${srcaddr} ${tgw-id}", "InvalidParameterValue")]
    [InlineData("TrafficType", null, "MissingParameter")]
    [InlineData("DeliverLogsPermissionArn", null, "InvalidParameter")]
    [InlineData("DeliverLogsPermissionArn", "arn:aws:iam::999999999999:role/flows", "InvalidParameterValue")]
    [InlineData("LogGroupName", null, "InvalidParameter")]
    public void What_AWS_does_not_take_is_refused(string member, object? value, string code)
    {
        var request = Request();
        request[member] = value;
        Fails(code, "CreateFlowLogs", request);
    }

    // https://github.com/aws-cloudformation/rain/issues/288 has AWS's words, for a format that ends with a blank.
    [Fact]
    public void A_wrong_format_is_answered_in_AWSs_words()
    {
        var request = Request();
        request["LogFormat"] = "${version} ";
        Assert.Equal("1 validation error detected: Value '${version} ' at 'logFormat' has an invalid format", Fails("InvalidParameterValue", "CreateFlowLogs", request).Message);
    }

    [Fact]
    public void The_same_flow_log_twice_is_refused_and_a_resource_that_is_not_there_is_an_unsuccessful_item()
    {
        var first = Ec2("CreateFlowLogs", Request());
        Assert.Single(first.Strings("FlowLogIds"));
        Fails("FlowLogAlreadyExists", "CreateFlowLogs", Request());
        var request = Request();
        request["ResourceIds"] = new[] { "vpc-00000000000000000" };
        Assert.Equal("InvalidVpcID.NotFound", Assert.Single(Ec2("CreateFlowLogs", request).Structs("Unsuccessful")).Child("Error")!.String("Code"));
    }

    [Fact]
    public void Refused_and_accepted_calls_are_recorded_at_the_end_of_the_interval_and_delivered_five_minutes_later()
    {
        Create();
        var (instance, eni) = Instance1();
        Ec2("AuthorizeSecurityGroupIngress", Permissions(State.DefaultGroup(State.DefaultVpc!).Id, Allow("tcp", 443, 443, "0.0.0.0/0")));
        Cloud.Advance(TimeSpan.FromSeconds(60 - Cloud.UtcNow.Second));
        var begin = Cloud.UtcNow;
        var accepted = Send("203.0.113.9", instance, 443, count: 2);
        var refused = Send("203.0.113.9", instance, 22);
        Assert.Equal((true, 2, 0, true), (accepted.Answered, accepted.Accepted, accepted.Rejected, accepted.Watched));
        Assert.Equal((false, 0, 1), (refused.Answered, refused.Accepted, refused.Rejected));
        Assert.Contains("no inbound rule", refused.Reason, StringComparison.Ordinal);

        Cloud.Advance(TimeSpan.FromMinutes(5));
        Assert.DoesNotContain(Lines(), static l => l.Contains(" 203.0.113.9 ", StringComparison.Ordinal));
        Cloud.Advance(TimeSpan.FromMinutes(1));
        var lines = Lines().Where(static l => l.Contains(" 203.0.113.9 ", StringComparison.Ordinal)).ToList();
        var address = Instance(instance).String("PrivateIpAddress");
        var start = new DateTimeOffset(begin).ToUnixTimeSeconds();
        string[] expected =
            [
                $"2 {Cloud.Options.Account} {eni} 203.0.113.9 {address} 32768 22 6 3 120 {start} {start} REJECT OK",
                $"2 {Cloud.Options.Account} {eni} 203.0.113.9 {address} 32768 443 6 2 2000 {start} {start} ACCEPT OK",
                $"2 {Cloud.Options.Account} {eni} 203.0.113.9 {address} 32769 443 6 2 2000 {start} {start} ACCEPT OK",
                $"2 {Cloud.Options.Account} {eni} {address} 203.0.113.9 443 32768 6 14 20000 {start} {start} ACCEPT OK",
                $"2 {Cloud.Options.Account} {eni} {address} 203.0.113.9 443 32769 6 14 20000 {start} {start} ACCEPT OK",
            ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
        // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html: a stream for each interface; the event's time is the record's start
        var events = Cloud.Call("logs", "GetLogEvents", new() { ["logGroupName"] = "flows", ["logStreamName"] = $"{eni}-all", ["startFromHead"] = true }).Structs("events");
        Assert.Contains(events, e => e.Long("timestamp") == start * 1000 && e.String("message")!.Contains("REJECT", StringComparison.Ordinal));
        Assert.Contains(events, static e => e.String("message")!.EndsWith("- NODATA", StringComparison.Ordinal));
    }

    // "An ACCEPT record for the originating ping … A REJECT record for the response ping that the network ACL denied."
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-security-groups
    [Fact]
    public void A_ping_whose_answer_the_network_ACL_denies_is_an_ACCEPT_and_a_REJECT()
    {
        Create();
        var (instance, _) = Instance1();
        Ec2("AuthorizeSecurityGroupIngress", Permissions(State.DefaultGroup(State.DefaultVpc!).Id, Allow("icmp", -1, -1, "0.0.0.0/0")));
        Ec2("CreateNetworkAclEntry", new() { ["NetworkAclId"] = State.NetworkAcls.First(static a => a.IsDefault).Id, ["RuleNumber"] = 50, ["Protocol"] = "1", ["RuleAction"] = "deny", ["Egress"] = true, ["CidrBlock"] = "203.0.113.0/24", ["IcmpTypeCode"] = new Struct { ["Type"] = -1, ["Code"] = -1 } });
        var outcome = SandboxTraffic.Send(Cloud, SandboxTest.Region, new() { From = "203.0.113.12", To = instance, Protocol = 1, BytesPerCall = 336, BytesPerAnswer = 336 });
        Assert.Equal((false, 1, 1), (outcome.Answered, outcome.Accepted, outcome.Rejected));
        Assert.Contains("the answer (rule 50)", outcome.Reason, StringComparison.Ordinal);
        Cloud.Advance(TimeSpan.FromMinutes(7));
        var lines = Lines().Where(static l => l.Contains(" 203.0.113.12 ", StringComparison.Ordinal)).ToList();
        Assert.Single(lines, static l => l.Contains(" 0 0 1 1 336 ", StringComparison.Ordinal) && l.EndsWith("ACCEPT OK", StringComparison.Ordinal));
        Assert.Single(lines, static l => l.Contains(" 0 0 1 1 336 ", StringComparison.Ordinal) && l.EndsWith("REJECT OK", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_from_the_internet_arrives_without_a_public_address_or_a_route()
    {
        Create();
        var subnet = NewSubnet(_vpc, "172.31.200.0/24");
        var hidden = Running(r => r["SubnetId"] = subnet);
        var outcome = Send("203.0.113.9", hidden, 443);
        Assert.Equal((false, 0, 0), (outcome.Answered, outcome.Accepted, outcome.Rejected));
        Assert.Contains("no public address", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Between_two_instances_both_interfaces_see_call_and_answer()
    {
        Create();
        var (a, b) = (Running(), Running());
        var outcome = Send(a, b, 5432);
        Assert.Equal((true, 4, 0, 2), (outcome.Answered, outcome.Accepted, outcome.Rejected, outcome.Interfaces.Count));
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-troubleshooting.html: "Access error"
    [Theory]
    [InlineData("role")]
    [InlineData("trust")]
    [InlineData("permissions")]
    public void A_role_that_cannot_deliver_shows_as_Access_error_and_no_records_come(string problem)
    {
        Create();
        Instance1();
        switch (problem)
        {
            case "role":
                Cloud.Call("iam", "DeleteRolePolicy", new() { ["RoleName"] = "flows", ["PolicyName"] = "logs" });
                Cloud.Call("iam", "DeleteRole", new() { ["RoleName"] = "flows" });
                break;
            case "trust":
                Cloud.Call("iam", "UpdateAssumeRolePolicy", new() { ["RoleName"] = "flows", ["PolicyDocument"] = Trust.Replace("vpc-flow-logs", "ec2", StringComparison.Ordinal) });
                break;
            default:
                Cloud.Call("iam", "PutRolePolicy", new() { ["RoleName"] = "flows", ["PolicyName"] = "logs", ["PolicyDocument"] = Delivery.Replace("PutLogEvents", "GetLogEvents", StringComparison.Ordinal) });
                break;
        }

        Cloud.Advance(TimeSpan.FromMinutes(10));
        var log = Ec2("DescribeFlowLogs").Structs("FlowLogs").Single();
        Assert.Equal(("FAILED", "Access error", "ACTIVE"), (log.String("DeliverLogsStatus"), log.String("DeliverLogsErrorMessage"), log.String("FlowLogStatus")));
        Assert.Empty(Cloud.Call("logs", "DescribeLogGroups").Structs("logGroups"));
    }

    [Fact]
    public void Columns_of_ones_own_hold_what_the_interface_knows_and_the_engine_reads_them()
    {
        var request = Request();
        request["LogFormat"] = string.Join(' ', FlowLogField.Vpc.Select(static f => $"${{{f.Name}}}"));
        Ec2("CreateFlowLogs", request);
        var (instance, eni) = Instance1();
        Send("203.0.113.9", instance, 22);
        Cloud.Advance(TimeSpan.FromMinutes(7));
        var line = Assert.Single(Lines(), static l => l.Contains(" 203.0.113.9 ", StringComparison.Ordinal)).Split(' ');
        string Field(string name) => line[FlowLogFormat.Parse(request.String("LogFormat")!).IndexOf(name)];
        Assert.Equal(
            ("10", eni, _vpc, instance, "2", "IPv4", "203.0.113.9", "eu-west-1", "ingress", "-", "-"),
            (Field("version"), Field("interface-id"), Field("vpc-id"), Field("instance-id"), Field("tcp-flags"), Field("type"), Field("pkt-srcaddr"), Field("region"), Field("flow-direction"), Field("traffic-path"), Field("ecs-task-id")));
        var seen = new FlowsSeen();
        seen.Read(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Lines())), FlowLogFormat.Parse(request.String("LogFormat")!));
        Assert.Contains(seen.Flows, static f => f.DestinationPort == 22 && f.Action == FlowAction.Reject);
        Assert.Equal(0, seen.Statistics.Malformed);
    }

    [Fact]
    public void A_flow_log_of_refused_traffic_records_no_other()
    {
        var request = Request();
        request["TrafficType"] = "REJECT";
        Ec2("CreateFlowLogs", request);
        var (a, b) = (Running(), Running());
        Send(a, b, 80);
        Send("203.0.113.9", a, 80);
        Cloud.Advance(TimeSpan.FromMinutes(7));
        Assert.DoesNotContain(Lines(), static l => l.Contains("ACCEPT", StringComparison.Ordinal));
        Assert.Contains(Lines(), static l => l.Contains("REJECT", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("i-00000000000000000", "203.0.113.9", "From 'i-00000000000000000' is no instance")]
    [InlineData("203.0.113.1", "203.0.113.9", "Neither 203.0.113.1 nor 203.0.113.9 is in the sandbox")]
    public void Wrong_ends_of_test_traffic_are_named(string from, string to, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Send(from, to, 80)).Message, StringComparison.Ordinal);

    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html and flow-logs-s3-permissions.html
    [Fact]
    public void A_bucket_gets_a_file_every_five_minutes_under_the_name_AWS_gives_it()
    {
        Cloud.Call("s3", "CreateBucket", new() { ["Bucket"] = "flows", ["CreateBucketConfiguration"] = new Struct { ["LocationConstraint"] = SandboxTest.Region } });
        Ec2("CreateFlowLogs", ToBucket("arn:aws:s3:::flows/net/"));
        Assert.Contains("delivery.logs.amazonaws.com", Cloud.Call("s3", "GetBucketPolicy", new() { ["Bucket"] = "flows" }).String("Policy"), StringComparison.Ordinal);
        var (instance, _) = Instance1();
        Send("203.0.113.9", instance, 22);
        Cloud.Advance(TimeSpan.FromMinutes(30));
        var objects = Cloud.Call("s3", "ListObjectsV2", new() { ["Bucket"] = "flows" }).Structs("Contents").Select(static o => o.String("Key")!).ToList();
        Assert.All(objects, key => Assert.Matches($@"^net/AWSLogs/{Cloud.Options.Account}/vpcflowlogs/eu-west-1/2026/01/05/{Cloud.Options.Account}_vpcflowlogs_eu-west-1_fl-[0-9a-f]+_20260105T08[0-5][05]Z_[0-9a-f]{{8}}\.log\.gz$", key));
        var seen = new FlowsSeen();
        foreach (var key in objects)
        {
            seen.Read(new MemoryStream((byte[])Cloud.Call("s3", "GetObject", new() { ["Bucket"] = "flows", ["Key"] = key })["Body"]!), stop: TestContext.Current.CancellationToken);
        }

        Assert.Equal((22, 0L), (Assert.Single(seen.Flows).DestinationPort, seen.Statistics.Malformed));
    }

    [Theory]
    [InlineData("arn:aws:s3:::no-such-bucket-here", "does not exist")]
    [InlineData("arn:aws:s3:::flows/AWSLogs/x", "reserved")]
    public void A_bucket_that_cannot_be_a_destination_is_an_unsuccessful_item(string destination, string message)
    {
        Cloud.Call("s3", "CreateBucket", new() { ["Bucket"] = "flows", ["CreateBucketConfiguration"] = new Struct { ["LocationConstraint"] = SandboxTest.Region } });
        Assert.Contains(message, Assert.Single(Ec2("CreateFlowLogs", ToBucket(destination)).Structs("Unsuccessful")).Child("Error")!.String("Message"), StringComparison.Ordinal);
    }

    // The page's example, field for field: an instance in a private subnet calls a host on the internet through a NAT gateway.
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-nat
    [Fact]
    public void Behind_a_NAT_gateway_the_packets_ends_are_other_than_the_flows()
    {
        var (near, far) = (NewSubnet(_vpc, "172.31.200.0/24"), NewSubnet(_vpc, "172.31.201.0/24"));
        var allocation = Ec2("AllocateAddress", new() { ["Domain"] = "vpc" }).String("AllocationId");
        var nat = Ec2("CreateNatGateway", new() { ["SubnetId"] = near, ["AllocationId"] = allocation }).Child("NatGateway")!.String("NatGatewayId")!;
        Cloud.Advance(TimeSpan.FromMinutes(5));
        Route(far, "0.0.0.0/0", "NatGatewayId", nat);
        var instance = Running(r => r["SubnetId"] = far);
        var request = Request();
        request["LogFormat"] = "${instance-id} ${interface-id} ${srcaddr} ${dstaddr} ${pkt-srcaddr} ${pkt-dstaddr} ${flow-direction} ${traffic-path}";
        Ec2("CreateFlowLogs", request);
        Assert.True(Send(instance, "203.0.113.5", 443).Answered);
        Cloud.Advance(TimeSpan.FromMinutes(17));
        var gateway = State.NatGateways.Get(nat).Interface;
        var (own, eni, inner, card) = (gateway.PrivateIpAddress, gateway.Id, Instance(instance).String("PrivateIpAddress"), Instance(instance).Structs("NetworkInterfaces").Single().String("NetworkInterfaceId"));
        string[] expected =
        [
            $"- {eni} {inner} {own} {inner} 203.0.113.5 ingress -",
            $"- {eni} {own} 203.0.113.5 {own} 203.0.113.5 egress 2",
            $"- {eni} 203.0.113.5 {own} 203.0.113.5 {own} ingress -",
            $"- {eni} {own} {inner} 203.0.113.5 {inner} egress 1",
            $"{instance} {card} {inner} 203.0.113.5 {inner} 203.0.113.5 egress 1",
            $"{instance} {card} 203.0.113.5 {inner} 203.0.113.5 {inner} ingress -",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), Lines().Where(static l => l.Contains("203.0.113.5", StringComparison.Ordinal) || l.Contains(" ingress ", StringComparison.Ordinal) || l.Contains(" egress ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    // traffic-path 4: "Through an intra-region VPC peering connection".
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-fields
    [Fact]
    public void Between_VPCs_a_peering_connection_and_routes_both_ways_are_needed()
    {
        var other = NewVpc("10.9.0.0/16");
        var subnet = NewSubnet(other, "10.9.1.0/24");
        var (a, b) = (Running(), Running(r => r["SubnetId"] = subnet));
        Assert.Contains("no active peering connection", Send(a, b, 443).Reason, StringComparison.Ordinal);
        var peering = Ec2("CreateVpcPeeringConnection", new() { ["VpcId"] = _vpc, ["PeerVpcId"] = other }).Child("VpcPeeringConnection")!.String("VpcPeeringConnectionId")!;
        Ec2("AcceptVpcPeeringConnection", new() { ["VpcPeeringConnectionId"] = peering });
        Ec2("AuthorizeSecurityGroupIngress", Permissions(State.DefaultGroup(State.Vpcs.Get(other)).Id, Allow("tcp", 443, 443, "172.31.0.0/16")));
        Assert.Contains($"leads to {peering}", Send(a, b, 443).Reason, StringComparison.Ordinal);
        Ec2("CreateRoute", new() { ["RouteTableId"] = State.RouteTables.First(t => t.Vpc.Id == _vpc).Id, ["DestinationCidrBlock"] = "10.9.0.0/16", ["VpcPeeringConnectionId"] = peering });
        Assert.Contains($"leads back to {peering}", Send(a, b, 443).Reason, StringComparison.Ordinal);
        Ec2("CreateRoute", new() { ["RouteTableId"] = State.RouteTables.First(t => t.Vpc.Id == other).Id, ["DestinationCidrBlock"] = "172.31.0.0/16", ["VpcPeeringConnectionId"] = peering });
        var request = Request();
        request["LogFormat"] = "${vpc-id} ${dstport} ${action} ${flow-direction} ${traffic-path}";
        request["ResourceIds"] = new[] { _vpc, other };
        Ec2("CreateFlowLogs", request);
        Assert.Equal((true, 4, 0), Send(a, b, 443) is var sent ? (sent.Answered, sent.Accepted, sent.Rejected) : default);
        Cloud.Advance(TimeSpan.FromMinutes(7));
        Assert.Contains($"{_vpc} 443 ACCEPT egress 4", Lines());
        Assert.Contains($"{other} 443 ACCEPT ingress -", Lines());
        Assert.Contains($"{other} 32768 ACCEPT egress 4", Lines());
    }

    private void Route(string subnet, string destination, string member, string target)
    {
        var table = Ec2("CreateRouteTable", new() { ["VpcId"] = _vpc }).Child("RouteTable")!.String("RouteTableId")!;
        Ec2("AssociateRouteTable", new() { ["RouteTableId"] = table, ["SubnetId"] = subnet });
        Ec2("CreateRoute", new() { ["RouteTableId"] = table, ["DestinationCidrBlock"] = destination, [member] = target });
    }

    private Struct ToBucket(string destination)
    {
        var request = Request();
        request["LogGroupName"] = request["DeliverLogsPermissionArn"] = null;
        request["LogDestinationType"] = "s3";
        request["LogDestination"] = destination;
        return request;
    }

    private TrafficOutcome Send(string from, string to, int port, int count = 1) =>
        SandboxTraffic.Send(Cloud, SandboxTest.Region, new() { From = from, To = to, Port = port, Count = count });

    private Struct Request() => new()
    {
        ["ResourceIds"] = new[] { _vpc },
        ["ResourceType"] = "VPC",
        ["TrafficType"] = "ALL",
        ["LogGroupName"] = "flows",
        ["DeliverLogsPermissionArn"] = $"arn:aws:iam::{Cloud.Options.Account}:role/flows",
        ["MaxAggregationInterval"] = 60,
    };

    private void Create() => Ec2("CreateFlowLogs", Request());

    private (string Instance, string Interface) Instance1()
    {
        var id = Running();
        return (id, Instance(id).Structs("NetworkInterfaces").Single().String("NetworkInterfaceId")!);
    }

    private List<string> Lines() => Cloud.Call("logs", "DescribeLogGroups").Structs("logGroups").Count == 0
        ? []
        : [.. Cloud.Call("logs", "FilterLogEvents", new() { ["logGroupName"] = "flows" }).Structs("events").Select(static e => e.String("message")!)];
}
