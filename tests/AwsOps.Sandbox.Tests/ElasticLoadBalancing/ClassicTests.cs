using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Tests.Ec2;

namespace AwsOps.Sandbox.Tests.ElasticLoadBalancing;

/// <summary>Classic Load Balancers, https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/.</summary>
public class ClassicTests : Ec2Test
{
    private List<string> Subnets => [.. State.Subnets.Where(static s => s.DefaultForAz).Select(static s => s.Id)];

    [Fact]
    public void A_load_balancer_stands_in_its_subnets_with_interfaces_that_hold_them_and_its_group()
    {
        var web = NewGroup();
        var dns = Elb("CreateLoadBalancer", Request(groups: [web])).String("DNSName")!;
        Assert.Matches(@"^old-\d+\.eu-west-1\.elb\.amazonaws\.com$", dns);
        var made = Describe();
        Assert.Equal(("old", dns, dns, "internet-facing", "Z32O12XQLNTSW2", State.DefaultVpc!.Id), (made.String("LoadBalancerName"), made.String("DNSName"), made.String("CanonicalHostedZoneName"), made.String("Scheme"), made.String("CanonicalHostedZoneNameID"), made.String("VPCId")));
        Assert.Equal(["eu-west-1a", "eu-west-1b"], made.Strings("AvailabilityZones"));
        Assert.Equal((web, "web"), (made.Strings("SecurityGroups").Single(), made.Child("SourceSecurityGroup")!.String("GroupName")));
        var check = made.Child("HealthCheck")!;
        Assert.Equal(("TCP:8080", 30, 5, 2, 10), (check.String("Target"), check.Int("Interval"), check.Int("Timeout"), check.Int("UnhealthyThreshold"), check.Int("HealthyThreshold")));
        var cards = Ec2("DescribeNetworkInterfaces", Where("requester-id", "amazon-elb")).Structs("NetworkInterfaces");
        Assert.All(cards, static c => Assert.Equal("ELB old", c.String("Description")));
        Assert.All(cards, static c => Assert.NotNull(c.Child("Association")!.String("PublicIp")));
        Assert.Equal(2, cards.Count);
        Fails("DependencyViolation", "DeleteSecurityGroup", new() { ["GroupId"] = web });
        Fails("DependencyViolation", "DeleteSubnet", new() { ["SubnetId"] = Subnets[0] });

        // "If the load balancer does not exist or has already been deleted, the call to DeleteLoadBalancer still succeeds."
        Elb("DeleteLoadBalancer", Named());
        Elb("DeleteLoadBalancer", Named());
        Assert.Empty(State.NetworkInterfaces);
        Ec2("DeleteSecurityGroup", new() { ["GroupId"] = web });
        Assert.Equal("There is no ACTIVE Load Balancer named 'old'", ElbFails("LoadBalancerNotFound", "DescribeLoadBalancers", new() { ["LoadBalancerNames"] = new[] { "old" } }).Message);
    }

    [Fact]
    public void An_internal_one_has_private_addresses_only()
    {
        var request = Request(vpc: NewVpc());
        ElbFails("InvalidSubnet", "CreateLoadBalancer", request);
        request["Scheme"] = "internal";
        Assert.StartsWith("internal-old-", Elb("CreateLoadBalancer", request).String("DNSName"), StringComparison.Ordinal);
        Assert.Null(Ec2("DescribeNetworkInterfaces", Where("requester-id", "amazon-elb")).Structs("NetworkInterfaces").Single().Child("Association"));
        Assert.False(Describe().Has("CanonicalHostedZoneName"));
        request["Scheme"] = "secret";
        ElbFails("InvalidScheme", "CreateLoadBalancer", request);
    }

    [Theory]
    [InlineData("-old")]
    [InlineData("old-")]
    [InlineData("my_old")]
    [InlineData("a-name-that-is-longer-than-32-characters")]
    public void Names_have_their_rules(string name) => // https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_CreateLoadBalancer.html
        ElbFails("ValidationError", "CreateLoadBalancer", Request(name));

    [Fact]
    public void The_same_request_again_is_the_same_load_balancer_and_another_under_its_name_an_error()
    {
        var dns = Elb("CreateLoadBalancer", Request()).String("DNSName");
        Assert.Equal(dns, Elb("CreateLoadBalancer", Request()).String("DNSName"));
        ElbFails("DuplicateLoadBalancerName", "CreateLoadBalancer", Request(port: 81));
    }

    [Fact]
    public void Twenty_in_a_region_are_the_most() // https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-limits.html
    {
        for (var i = 0; i < 20; i++)
        {
            Elb("CreateLoadBalancer", Request("old-" + i));
        }

        ElbFails("TooManyLoadBalancers", "CreateLoadBalancer", Request());
        var first = Elb("DescribeLoadBalancers", new() { ["PageSize"] = 15 });
        Assert.Equal(15, first.Structs("LoadBalancerDescriptions").Count);
        Assert.Equal(5, Elb("DescribeLoadBalancers", new() { ["PageSize"] = 15, ["Marker"] = first.String("NextMarker") }).Structs("LoadBalancerDescriptions").Count);
    }

    [Fact]
    public void Subnets_are_one_of_each_zone_in_one_VPC()
    {
        var second = NewSubnet(State.DefaultVpc!.Id, "172.31.64.0/20");
        var other = NewSubnet(NewVpc(), "10.0.1.0/24", "eu-west-1b");
        Assert.Equal("Either AvailabilityZones or SubnetIds must be specified", ElbFails("ValidationError", "CreateLoadBalancer", Request(subnets: [])).Message);
        ElbFails("SubnetNotFound", "CreateLoadBalancer", Request(subnets: ["subnet-0abc"]));
        ElbFails("InvalidSubnet", "CreateLoadBalancer", Request(subnets: [Subnets[0], other]));
        Assert.Equal("A load balancer cannot be attached to multiple subnets in the same Availability Zone.", ElbFails("InvalidConfigurationRequest", "CreateLoadBalancer", Request(subnets: [Subnets[0], second])).Message);
        ElbFails("InvalidSecurityGroup", "CreateLoadBalancer", Request(groups: ["sg-0abc"]));
        var zones = Request(subnets: []);
        zones["AvailabilityZones"] = new[] { "eu-west-1c" };
        Elb("CreateLoadBalancer", zones);
        Assert.Equal([Subnets[2]], Describe().Strings("Subnets"));
        Assert.Equal([Subnets[2], Subnets[0]], Elb("AttachLoadBalancerToSubnets", Named("Subnets", new[] { Subnets[0] })).Strings("Subnets"));
        ElbFails("InvalidConfigurationRequest", "AttachLoadBalancerToSubnets", Named("Subnets", new[] { second }));
        Assert.Equal([Subnets[0]], Elb("DetachLoadBalancerFromSubnets", Named("Subnets", new[] { Subnets[2] })).Strings("Subnets"));
        ElbFails("InvalidConfigurationRequest", "DetachLoadBalancerFromSubnets", Named("Subnets", new[] { Subnets[0] }));
        Assert.Equal(Subnets[0], State.NetworkInterfaces.Single().Subnet.Id);
    }

    // https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-vpc-security-groups.html
    [Fact]
    public void Who_names_no_group_gets_the_default_one_and_in_a_default_VPC_one_that_is_open_at_the_listeners()
    {
        Elb("CreateLoadBalancer", Request());
        Elb("CreateLoadBalancer", Request("second", port: 81));
        var group = State.SecurityGroups.Single(static g => g.GroupName.StartsWith("default_elb_", StringComparison.Ordinal));
        Assert.Equal([80], group.Rules.Where(static r => !r.Match.IsEgress).Select(static r => r.Match.FromPort));
        Assert.Equal([group.Id], Describe("second").Strings("SecurityGroups"));

        var own = Request("own", vpc: NewVpc());
        own["Scheme"] = "internal";
        Elb("CreateLoadBalancer", own);
        Assert.Equal("default", Describe("own").Child("SourceSecurityGroup")!.String("GroupName"));
        var web = NewGroup();
        Assert.Equal([web], Elb("ApplySecurityGroupsToLoadBalancer", Named("SecurityGroups", new[] { web })).Strings("SecurityGroups"));
        ElbFails("InvalidSecurityGroup", "ApplySecurityGroupsToLoadBalancer", new() { ["LoadBalancerName"] = "own", ["SecurityGroups"] = new[] { web } });
    }

    [Fact]
    public void Listeners_keep_to_one_layer_and_one_meaning_of_a_port()
    {
        // https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html
        Elb("CreateLoadBalancer", Request());
        const string Certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/1";
        Elb("CreateLoadBalancerListeners", Named("Listeners", new[] { Listener("https", 443, 8080, "HTTP", Certificate), Listener("TCP", 25, 2525) }));
        Elb("CreateLoadBalancerListeners", Named("Listeners", new[] { Listener("TCP", 25, 2525) }));
        void Refused(string code, Struct listener) => ElbFails(code, "CreateLoadBalancerListeners", Named("Listeners", new[] { listener }));
        Refused("DuplicateListener", Listener("TCP", 25, 2526));
        Refused("UnsupportedProtocol", Listener("UDP", 53, 53));
        Refused("ValidationError", Listener("TCP", 70000, 53));
        Refused("ValidationError", Listener("TCP", 26, 0));
        Refused("ValidationError", Listener("TCP", 26, 26, "HTTP"));
        Refused("ValidationError", Listener("SSL", 465, 465));
        Refused("CertificateNotFound", Listener("SSL", 465, 465, null, "mine"));
        Refused("InvalidConfigurationRequest", Listener("HTTPS", 8443, 8080, "HTTPS", Certificate));
        var listeners = Describe().Structs("ListenerDescriptions");
        Assert.Equal(["HTTP 80 HTTP 8080 ", "HTTPS 443 HTTP 8080 ELBSecurityPolicy-2016-08", "TCP 25 TCP 2525 "], listeners.Select(static l => $"{l.Child("Listener")!.String("Protocol")} {l.Child("Listener")!.Int("LoadBalancerPort")} {l.Child("Listener")!.String("InstanceProtocol")} {l.Child("Listener")!.Int("InstancePort")} {string.Join(' ', l.Strings("PolicyNames"))}"));
        Elb("DeleteLoadBalancerListeners", Named("LoadBalancerPorts", new[] { 443, 9999 }));
        Assert.Equal(2, Describe().Structs("ListenerDescriptions").Count);
        var none = Request("none");
        none["Listeners"] = Array.Empty<Struct>();
        ElbFails("ValidationError", "CreateLoadBalancer", none);
    }

    // The words are those of https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_InstanceState.html
    [Fact]
    public void An_instance_is_in_service_when_it_passed_its_checks_and_its_zone_is_one_of_the_load_balancers()
    {
        Elb("CreateLoadBalancer", Request());
        Elb("ConfigureHealthCheck", Named("HealthCheck", Check("HTTP:8080/ping", 10, 3, 2, 3)));
        string here = Launch(Subnets[0]), there = Launch(Subnets[2]);
        Assert.Equal([here, there], Elb("RegisterInstancesWithLoadBalancer", Instances(here, there)).Structs("Instances").Select(static i => i.String("InstanceId")!));
        Elb("RegisterInstancesWithLoadBalancer", Instances(here));
        Assert.Equal(["OutOfService ELB Instance registration is still in progress.", "OutOfService ELB Instance is in the EC2 Availability Zone for which LoadBalancer is not configured to route traffic to."], Health());
        Pass(31);
        Assert.Equal("InService N/A N/A", Health()[0]);
        Elb("AttachLoadBalancerToSubnets", Named("Subnets", new[] { Subnets[2] }));
        Pass(31);
        Assert.Equal("InService N/A N/A", Health()[1]);
        State.SetApplicationHealth(here, false);
        Pass(21);
        Assert.Equal("OutOfService Instance Instance has failed at least the UnhealthyThreshold number of health checks consecutively.", Health()[0]);
        State.SetApplicationHealth(here, true);
        Pass(31);
        Assert.Equal("InService N/A N/A", Health()[0]);
        Ec2("StopInstances", new() { ["InstanceIds"] = new[] { here } });
        Assert.Equal("OutOfService Instance Instance is in stopped state.", Health()[0]);
        Ec2("TerminateInstances", new() { ["InstanceIds"] = new[] { here } });
        Pass(300);
        Assert.Single(Health());
        Elb("DeregisterInstancesFromLoadBalancer", Instances(there));
        Assert.Equal(["OutOfService Instance Instance is not currently registered with the LoadBalancer."], Health(there));
    }

    [Fact]
    public void Registration_takes_all_instances_or_none()
    {
        Elb("CreateLoadBalancer", Request());
        string fine = Launch(Subnets[0]), elsewhere = Launch(NewSubnet(NewVpc()));
        Assert.Equal("Could not find EC2 instance i-0abc.", ElbFails("InvalidInstance", "RegisterInstancesWithLoadBalancer", Instances(fine, "i-0abc")).Message);
        ElbFails("InvalidInstance", "RegisterInstancesWithLoadBalancer", Instances(fine, elsewhere));
        Assert.Empty(Describe().Structs("Instances"));
        foreach (var (target, timeout) in new[] { ("UDP:53", 3), ("TCP:0", 3), ("TCP:70000", 3), ("HTTP:80", 3), ("TCP:80", 10) })
        {
            ElbFails("ValidationError", "ConfigureHealthCheck", Named("HealthCheck", Check(target, 10, timeout, 2, 3)));
        }
    }

    // https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-conn-drain.html
    [Fact]
    public void Connections_drain_where_that_is_on()
    {
        Elb("CreateLoadBalancer", Request());
        var attributes = Elb("DescribeLoadBalancerAttributes", Named()).Child("LoadBalancerAttributes")!;
        Assert.Equal((false, false, false, 60), (attributes.Child("CrossZoneLoadBalancing")!.Bool("Enabled"), attributes.Child("ConnectionDraining")!.Bool("Enabled"), attributes.Child("AccessLog")!.Bool("Enabled"), attributes.Child("ConnectionSettings")!.Int("IdleTimeout")));
        Elb("ModifyLoadBalancerAttributes", Named("LoadBalancerAttributes", new Struct { ["ConnectionDraining"] = new Struct { ["Enabled"] = true, ["Timeout"] = 60 }, ["CrossZoneLoadBalancing"] = new Struct { ["Enabled"] = true } }));
        Assert.True(Elb("DescribeLoadBalancerAttributes", Named()).Child("LoadBalancerAttributes")!.Child("CrossZoneLoadBalancing")!.Bool("Enabled"));
        ElbFails("LoadBalancerAttributeNotFound", "ModifyLoadBalancerAttributes", Named("LoadBalancerAttributes", new Struct { ["AdditionalAttributes"] = new[] { new Struct { ["Key"] = "no.such", ["Value"] = "1" } } }));
        ElbFails("InvalidConfigurationRequest", "ModifyLoadBalancerAttributes", Named("LoadBalancerAttributes", new Struct { ["AccessLog"] = new Struct { ["Enabled"] = true } }));
        var instance = Launch(Subnets[0]);
        Elb("RegisterInstancesWithLoadBalancer", Instances(instance));
        Pass(301);
        Assert.Equal(["InService N/A N/A"], Health());
        Assert.Empty(Elb("DeregisterInstancesFromLoadBalancer", Instances(instance)).Structs("Instances"));
        Assert.Equal(["InService N/A Instance deregistration currently in progress."], Health());
        Pass(61);
        Assert.Empty(Health());
    }

    [Fact]
    public void Tags_have_their_rules()
    {
        var request = Request();
        request["Tags"] = new[] { Tag("Team", "shop") };
        Elb("CreateLoadBalancer", request);
        Elb("AddTags", new() { ["LoadBalancerNames"] = new[] { "old" }, ["Tags"] = new[] { Tag("Env", "test") } });
        IReadOnlyList<Struct> Tags() => Elb("DescribeTags", new() { ["LoadBalancerNames"] = new[] { "old" } }).Structs("TagDescriptions").Single().Structs("Tags");
        Assert.Equal(["Env=test", "Team=shop"], Tags().Select(static t => $"{t.String("Key")}={t.String("Value")}"));
        Elb("RemoveTags", new() { ["LoadBalancerNames"] = new[] { "old" }, ["Tags"] = new[] { new Struct { ["Key"] = "Env" } } });
        Assert.Single(Tags());
        ElbFails("DuplicateTagKeys", "AddTags", new() { ["LoadBalancerNames"] = new[] { "old" }, ["Tags"] = new[] { Tag("a", "1"), Tag("a", "2") } });
        ElbFails("TooManyTags", "AddTags", new() { ["LoadBalancerNames"] = new[] { "old" }, ["Tags"] = Enumerable.Range(0, 50).Select(static i => Tag("k" + i, "v")).ToList() });
        ElbFails("LoadBalancerNotFound", "DescribeTags", new() { ["LoadBalancerNames"] = new[] { "none" } });
    }

    private static Struct Tag(string key, string value) => new() { ["Key"] = key, ["Value"] = value };

    private static Struct Named(string? member = null, object? value = null)
    {
        var request = new Struct { ["LoadBalancerName"] = "old" };
        if (member is not null)
        {
            request[member] = value;
        }

        return request;
    }

    private static Struct Instances(params string[] ids) => Named("Instances", ids.Select(static id => new Struct { ["InstanceId"] = id }).ToList());

    private static Struct Check(string target, int interval, int timeout, int unhealthy, int healthy) => new()
    {
        ["Target"] = target,
        ["Interval"] = interval,
        ["Timeout"] = timeout,
        ["UnhealthyThreshold"] = unhealthy,
        ["HealthyThreshold"] = healthy,
    };

    private static Struct Listener(string protocol, int port, int instancePort, string? instanceProtocol = null, string? certificate = null) => new()
    {
        ["Protocol"] = protocol,
        ["LoadBalancerPort"] = port,
        ["InstancePort"] = instancePort,
        ["InstanceProtocol"] = instanceProtocol,
        ["SSLCertificateId"] = certificate,
    };

    private Struct Elb(string operation, Struct? input = null) => Cloud.Call("elasticloadbalancing", operation, input);

    private AwsError ElbFails(string code, string operation, Struct? input = null)
    {
        var error = Cloud.Fail("elasticloadbalancing", operation, input);
        Assert.True(code == error.Code, $"{operation}: expected {code}, was {error.Code}: {error.Message}");
        return error;
    }

    private Struct Request(string name = "old", int port = 80, string[]? subnets = null, string[]? groups = null, string? vpc = null) => new()
    {
        ["LoadBalancerName"] = name,
        ["Listeners"] = new[] { Listener("HTTP", port, 8080) },
        ["Subnets"] = subnets ?? (vpc is null ? [.. Subnets.Take(2)] : [NewSubnet(vpc)]),
        ["SecurityGroups"] = groups,
    };

    private Struct Describe(string name = "old") => Elb("DescribeLoadBalancers", new() { ["LoadBalancerNames"] = new[] { name } }).Structs("LoadBalancerDescriptions").Single();

    private List<string> Health(params string[] ids) => [.. Elb("DescribeInstanceHealth", ids.Length == 0 ? Named() : Instances(ids)).Structs("InstanceStates").Select(static s => $"{s.String("State")} {s.String("ReasonCode")} {s.String("Description")}")];

    private string Launch(string subnet) => Running(r => r["SubnetId"] = subnet);
}
