using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.ElasticLoadBalancing;

public class TargetGroupTests : ElbTest
{
    [Fact]
    public void Defaults_are_those_of_the_api()
    {
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
        var group = Elb("CreateTargetGroup", TargetGroupRequest()).Structs("TargetGroups").Single();
        Assert.Matches("^arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/[0-9a-f]{16}$", group.String("TargetGroupArn"));
        Assert.Equal(("HTTP", "/", "traffic-port", "instance", "HTTP1"), (group.String("HealthCheckProtocol"), group.String("HealthCheckPath"), group.String("HealthCheckPort"), group.String("TargetType"), group.String("ProtocolVersion")));
        Assert.Equal((30, 5, 5, 2), (group.Int("HealthCheckIntervalSeconds"), group.Int("HealthCheckTimeoutSeconds"), group.Int("HealthyThresholdCount"), group.Int("UnhealthyThresholdCount")));
        Assert.Equal("200", group.Child("Matcher")!.String("HttpCode"));
        var tcp = Elb("CreateTargetGroup", TargetGroupRequest("fast", "TCP", 443)).Structs("TargetGroups").Single();
        Assert.Equal(("TCP", 10), (tcp.String("HealthCheckProtocol"), tcp.Int("HealthCheckTimeoutSeconds")));
        Assert.False(tcp.Has("HealthCheckPath") || tcp.Has("Matcher"));
    }

    [Theory]
    [InlineData("Port", 70000)]
    [InlineData("VpcId", "vpc-0abc")]
    [InlineData("VpcId", null)]
    [InlineData("Port", null)]
    [InlineData("Protocol", null)]
    [InlineData("HealthCheckPath", "index.html")]
    [InlineData("HealthCheckPort", "http")]
    [InlineData("HealthCheckIntervalSeconds", 4)]
    [InlineData("HealthCheckTimeoutSeconds", 30)] // not below the interval
    [InlineData("HealthyThresholdCount", 11)]
    [InlineData("HealthCheckProtocol", "TCP")]
    [InlineData("Name", "web-")]
    public void What_is_wrong_is_said(string member, object? value)
    {
        var request = TargetGroupRequest();
        request[member] = value;
        ElbFails("ValidationError", "CreateTargetGroup", request);
        Assert.Empty(Balancing.TargetGroups);
    }

    [Fact]
    public void The_same_settings_again_are_the_same_group_and_others_an_error()
    {
        var arn = NewTargetGroup();
        Assert.Equal(arn, NewTargetGroup());
        ElbFails("DuplicateTargetGroupName", "CreateTargetGroup", TargetGroupRequest(port: 8080));
    }

    [Fact]
    public void A_lambda_group_has_no_port_and_a_changed_check_is_kept()
    {
        var lambda = Elb("CreateTargetGroup", new() { ["Name"] = "fn", ["TargetType"] = "lambda" }).Structs("TargetGroups").Single();
        Assert.Equal((35, 30, false), (lambda.Int("HealthCheckIntervalSeconds"), lambda.Int("HealthCheckTimeoutSeconds"), lambda.Bool("HealthCheckEnabled")));
        ElbFails("ValidationError", "CreateTargetGroup", new() { ["Name"] = "fn2", ["TargetType"] = "lambda", ["Port"] = 80 });
        var arn = NewTargetGroup();
        var changed = Elb("ModifyTargetGroup", new() { ["TargetGroupArn"] = arn, ["HealthCheckPath"] = "/health", ["Matcher"] = new Struct { ["HttpCode"] = "200-299" } }).Structs("TargetGroups").Single();
        Assert.Equal(("/health", "200-299", 30), (changed.String("HealthCheckPath"), changed.Child("Matcher")!.String("HttpCode"), changed.Int("HealthCheckIntervalSeconds")));
    }

    [Fact]
    public void A_group_in_use_stays()
    {
        var (balancer, group) = (NewBalancer(), NewTargetGroup());
        var listener = NewListener(balancer, group);
        Assert.Equal(balancer, Elb("DescribeTargetGroups", new() { ["LoadBalancerArn"] = balancer }).Structs("TargetGroups").Single().Strings("LoadBalancerArns").Single());
        Assert.Equal($"Target group '{group}' is currently in use by a listener or a rule", ElbFails("ResourceInUse", "DeleteTargetGroup", new() { ["TargetGroupArn"] = group }).Message);
        Elb("DeleteListener", new() { ["ListenerArn"] = listener });
        Elb("DeleteTargetGroup", new() { ["TargetGroupArn"] = group });
        ElbFails("TargetGroupNotFound", "DescribeTargetGroups", new() { ["Names"] = new[] { "web" } });
    }

    [Fact]
    public void Attributes_have_defaults_and_limits()
    {
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
        var arn = NewTargetGroup();
        Struct Set(string key, string value) => new() { ["TargetGroupArn"] = arn, ["Attributes"] = new[] { new Struct { ["Key"] = key, ["Value"] = value } } };
        var attributes = Elb("DescribeTargetGroupAttributes", new() { ["TargetGroupArn"] = arn }).Structs("Attributes").ToDictionary(static a => a.String("Key")!, static a => a.String("Value"), StringComparer.Ordinal);
        Assert.Equal(("300", "false", "round_robin", "0"), (attributes["deregistration_delay.timeout_seconds"], attributes["stickiness.enabled"], attributes["load_balancing.algorithm.type"], attributes["slow_start.duration_seconds"]));
        Elb("ModifyTargetGroupAttributes", Set("slow_start.duration_seconds", "30"));
        ElbFails("ValidationError", "ModifyTargetGroupAttributes", Set("slow_start.duration_seconds", "20"));
        ElbFails("ValidationError", "ModifyTargetGroupAttributes", Set("deregistration_delay.timeout_seconds", "3601"));
        ElbFails("ValidationError", "ModifyTargetGroupAttributes", Set("load_balancing.algorithm.type", "random"));
        ElbFails("ValidationError", "ModifyTargetGroupAttributes", Set("proxy_protocol_v2.enabled", "true"));
    }
}
