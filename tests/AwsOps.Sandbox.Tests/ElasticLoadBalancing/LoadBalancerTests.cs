using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.ElasticLoadBalancing;

public class LoadBalancerTests : ElbTest
{
    [Fact]
    public void A_load_balancer_is_provisioned_then_active()
    {
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#load-balancer-state
        var made = Elb("CreateLoadBalancer", BalancerRequest()).Structs("LoadBalancers").Single();
        var arn = made.String("LoadBalancerArn")!;
        Assert.Matches("^arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/[0-9a-f]{16}$", arn);
        Assert.Matches(@"^shop-\d+\.eu-west-1\.elb\.amazonaws\.com$", made.String("DNSName"));
        Assert.Equal(("internet-facing", "application", "ipv4", "provisioning"), (made.String("Scheme"), made.String("Type"), made.String("IpAddressType"), made.Child("State")!.String("Code")));
        Assert.Equal("Z32O12XQLNTSW2", made.String("CanonicalHostedZoneId"));
        Assert.Equal(3, made.Structs("AvailabilityZones").Count);
        Assert.Equal(State.DefaultGroup(State.DefaultVpc!).Id, made.Strings("SecurityGroups").Single());
        Pass(121);
        Assert.Equal("active", Elb("DescribeLoadBalancers", new() { ["Names"] = new[] { "shop" } }).Structs("LoadBalancers").Single().Child("State")!.String("Code"));

        // It stands in the subnets with interfaces of its own, which hold them and the groups.
        Assert.Equal(3, Ec2("DescribeNetworkInterfaces", Where("requester-id", "amazon-elb")).Structs("NetworkInterfaces").Count);
        Fails("DependencyViolation", "DeleteSubnet", new() { ["SubnetId"] = Subnets[0] });
        Elb("DeleteLoadBalancer", new() { ["LoadBalancerArn"] = arn });
        Assert.Empty(State.NetworkInterfaces);
        Elb("DeleteLoadBalancer", new() { ["LoadBalancerArn"] = arn });
        Assert.Equal($"Load balancers '[{arn}]' not found", ElbFails("LoadBalancerNotFound", "DescribeLoadBalancers", new() { ["LoadBalancerArns"] = new[] { arn } }).Message);
    }

    [Fact]
    public void The_same_request_again_is_the_same_load_balancer_and_another_under_its_name_an_error()
    {
        var arn = NewBalancer();
        Assert.Equal(arn, NewBalancer());
        ElbFails("DuplicateLoadBalancerName", "CreateLoadBalancer", BalancerRequest("shop", Subnets[0], Subnets[1]));
    }

    [Theory]
    [InlineData("internal-shop")]
    [InlineData("-shop")]
    [InlineData("shop-")]
    [InlineData("my_shop")]
    [InlineData("a-name-that-is-longer-than-32-characters")]
    public void Names_have_their_rules(string name) => // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
        ElbFails("ValidationError", "CreateLoadBalancer", BalancerRequest(name));

    [Fact]
    public void An_application_load_balancer_needs_subnets_of_two_zones_in_one_vpc()
    {
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
        Assert.Equal(
            "At least two subnets in two different Availability Zones must be specified",
            ElbFails("ValidationError", "CreateLoadBalancer", BalancerRequest("shop", Subnets[0])).Message);
        var second = NewSubnet(Vpc, "172.31.64.0/20");
        ElbFails("InvalidConfigurationRequest", "CreateLoadBalancer", BalancerRequest("shop", Subnets[0], second, Subnets[1]));
        var other = NewVpc();
        var (a, b) = (NewSubnet(other), NewSubnet(other, "10.0.1.0/24", "eu-west-1b"));
        ElbFails("InvalidSubnet", "CreateLoadBalancer", BalancerRequest("shop", Subnets[0], b));
        Assert.Equal($"VPC {other} has no internet gateway", ElbFails("InvalidSubnet", "CreateLoadBalancer", BalancerRequest("shop", a, b)).Message);
        var inside = BalancerRequest("shop", a, b);
        inside["Scheme"] = "internal";
        Assert.StartsWith("internal-shop-", Elb("CreateLoadBalancer", inside).Structs("LoadBalancers").Single().String("DNSName"), StringComparison.Ordinal);
        ElbFails("SubnetNotFound", "CreateLoadBalancer", BalancerRequest("other", Subnets[0], "subnet-0abc"));
        var group = BalancerRequest("other");
        group["SecurityGroups"] = new[] { "sg-0abc" };
        ElbFails("InvalidSecurityGroup", "CreateLoadBalancer", group);
        group["SecurityGroups"] = new[] { NewGroup("x", other) };
        ElbFails("InvalidConfigurationRequest", "CreateLoadBalancer", group);
        Assert.Single(Balancing.LoadBalancers);
    }

    [Fact]
    public void Each_subnet_needs_eight_free_addresses()
    {
        var vpc = NewVpc();
        var (small, other) = (NewSubnet(vpc, "10.0.0.0/28"), NewSubnet(vpc, "10.0.1.0/24", "eu-west-1b"));
        Run(r => (r["SubnetId"], r["MinCount"], r["MaxCount"]) = (small, 4, 4));
        var request = BalancerRequest("shop", small, other);
        request["Scheme"] = "internal";
        ElbFails("InvalidSubnet", "CreateLoadBalancer", request);
        Assert.Empty(Balancing.LoadBalancers);
    }

    [Fact]
    public void A_network_load_balancer_may_stand_in_one_zone_and_takes_no_groups_later()
    {
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
        var request = BalancerRequest("fast", Subnets[0]);
        request["Type"] = "network";
        var made = Elb("CreateLoadBalancer", request).Structs("LoadBalancers").Single();
        Assert.Contains(":loadbalancer/net/fast/", made.String("LoadBalancerArn"), StringComparison.Ordinal);
        Assert.Matches(@"^fast-[0-9a-f]{16}\.elb\.eu-west-1\.amazonaws\.com$", made.String("DNSName"));
        Assert.False(made.Has("SecurityGroups"));
        ElbFails("InvalidConfigurationRequest", "SetSecurityGroups", new() { ["LoadBalancerArn"] = made.String("LoadBalancerArn"), ["SecurityGroups"] = new[] { NewGroup() } });
    }

    [Fact]
    public void Subnets_and_groups_are_replaced()
    {
        var arn = NewBalancer();
        var web = NewGroup();
        var zones = Elb("SetSubnets", new() { ["LoadBalancerArn"] = arn, ["Subnets"] = Subnets.Take(2).ToList() }).Structs("AvailabilityZones");
        Assert.Equal(["eu-west-1a", "eu-west-1b"], zones.Select(static z => z.String("ZoneName")));
        Assert.Equal(2, State.NetworkInterfaces.Count);
        Assert.Equal(web, Elb("SetSecurityGroups", new() { ["LoadBalancerArn"] = arn, ["SecurityGroups"] = new[] { web } }).Strings("SecurityGroupIds").Single());
        Fails("DependencyViolation", "DeleteSecurityGroup", new() { ["GroupId"] = web });
        ElbFails("InvalidSubnet", "SetIpAddressType", new() { ["LoadBalancerArn"] = arn, ["IpAddressType"] = "dualstack" });
    }

    [Fact]
    public void Attributes_have_defaults_and_limits()
    {
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
        var arn = NewBalancer();
        Dictionary<string, string?> Get() => Elb("DescribeLoadBalancerAttributes", new() { ["LoadBalancerArn"] = arn }).Structs("Attributes")
            .ToDictionary(static a => a.String("Key")!, static a => a.String("Value"), StringComparer.Ordinal);
        Struct Set(string key, string value) => new() { ["LoadBalancerArn"] = arn, ["Attributes"] = new[] { new Struct { ["Key"] = key, ["Value"] = value } } };
        Assert.Equal(("60", "false", "true", "defensive"), (Get()["idle_timeout.timeout_seconds"], Get()["deletion_protection.enabled"], Get()["routing.http2.enabled"], Get()["routing.http.desync_mitigation_mode"]));
        Elb("ModifyLoadBalancerAttributes", Set("idle_timeout.timeout_seconds", "120"));
        Assert.Equal("120", Get()["idle_timeout.timeout_seconds"]);
        ElbFails("ValidationError", "ModifyLoadBalancerAttributes", Set("idle_timeout.timeout_seconds", "4001"));
        ElbFails("ValidationError", "ModifyLoadBalancerAttributes", Set("deletion_protection.enabled", "yes"));
        ElbFails("ValidationError", "ModifyLoadBalancerAttributes", Set("no.such.key", "1"));
        ElbFails("InvalidConfigurationRequest", "ModifyLoadBalancerAttributes", Set("load_balancing.cross_zone.enabled", "false"));
        Elb("ModifyLoadBalancerAttributes", Set("deletion_protection.enabled", "true"));
        Assert.Contains("deletion protection is enabled", ElbFails("OperationNotPermitted", "DeleteLoadBalancer", new() { ["LoadBalancerArn"] = arn }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_balancers_are_listed_in_pages()
    {
        for (var i = 0; i < 3; i++)
        {
            NewBalancer("shop-" + i);
        }

        var first = Elb("DescribeLoadBalancers", new() { ["PageSize"] = 2 });
        Assert.Equal(2, first.Structs("LoadBalancers").Count);
        var second = Elb("DescribeLoadBalancers", new() { ["PageSize"] = 2, ["Marker"] = first.String("NextMarker") });
        Assert.Equal("shop-2", second.Structs("LoadBalancers").Single().String("LoadBalancerName"));
        ElbFails("LoadBalancerNotFound", "DescribeLoadBalancers", new() { ["Names"] = new[] { "nope" } });
        ElbFails("ValidationError", "DescribeLoadBalancers", new() { ["Marker"] = "nonsense" });
    }

    [Fact]
    public void Tags_belong_to_every_kind_of_resource()
    {
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddTags.html
        var request = BalancerRequest();
        request["Tags"] = new[] { new Struct { ["Key"] = "Team", ["Value"] = "shop" } };
        var balancer = Elb("CreateLoadBalancer", request).Structs("LoadBalancers").Single().String("LoadBalancerArn")!;
        var group = NewTargetGroup();
        var listener = NewListener(balancer, group);
        var rule = Elb("DescribeRules", new() { ["ListenerArn"] = listener }).Structs("Rules").Single().String("RuleArn")!;
        string[] all = [balancer, group, listener, rule];
        Elb("AddTags", new() { ["ResourceArns"] = all, ["Tags"] = new[] { new Struct { ["Key"] = "Env", ["Value"] = "test" } } });
        var tags = Elb("DescribeTags", new() { ["ResourceArns"] = all }).Structs("TagDescriptions");
        Assert.Equal([2, 1, 1, 1], tags.Select(static t => t.Structs("Tags").Count));
        Elb("RemoveTags", new() { ["ResourceArns"] = all, ["TagKeys"] = new[] { "Env" } });
        Assert.Empty(Balancing.GetRule(rule).Tags);
        ElbFails("DuplicateTagKeys", "AddTags", new()
        {
            ["ResourceArns"] = new[] { balancer },
            ["Tags"] = new[] { new Struct { ["Key"] = "a", ["Value"] = "1" }, new Struct { ["Key"] = "a", ["Value"] = "2" } },
        });
        ElbFails("LoadBalancerNotFound", "DescribeTags", new() { ["ResourceArns"] = new[] { balancer + "0" } });
        ElbFails("TargetGroupNotFound", "DescribeTags", new() { ["ResourceArns"] = new[] { group + "0" } });
    }

    [Fact]
    public void Limits_and_policies()
    {
        Assert.Contains(Elb("DescribeAccountLimits").Structs("Limits"), static l => l.String("Name") == "application-load-balancers" && l.String("Max") == "50");
        var policy = Elb("DescribeSSLPolicies", new() { ["Names"] = new[] { "ELBSecurityPolicy-TLS13-1-2-2021-06" } }).Structs("SslPolicies").Single();
        Assert.Equal(["TLSv1.2", "TLSv1.3"], policy.Strings("SslProtocols"));
        ElbFails("SSLPolicyNotFound", "DescribeSSLPolicies", new() { ["Names"] = new[] { "nope" } });
    }
}
