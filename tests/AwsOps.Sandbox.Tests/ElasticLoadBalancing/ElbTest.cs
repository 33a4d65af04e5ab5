using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Tests.Ec2;

namespace AwsOps.Sandbox.Tests.ElasticLoadBalancing;

/// <summary>What tests of load balancing need.</summary>
public abstract class ElbTest : Ec2Test
{
    internal ElbState Balancing => Cloud.Scope(Cloud.Options.Account, SandboxTest.Region).Get<ElbState>();

    protected string Vpc => State.DefaultVpc!.Id;

    /// <summary>The default subnets, one of each zone.</summary>
    protected List<string> Subnets => [.. State.Subnets.Where(static s => s.DefaultForAz).Select(static s => s.Id)];

    protected Struct Elb(string operation, Struct? input = null) => Cloud.Call("elasticloadbalancingv2", operation, input);

    protected AwsError ElbFails(string code, string operation, Struct? input = null)
    {
        var error = Cloud.Fail("elasticloadbalancingv2", operation, input);
        Assert.True(code == error.Code, $"{operation}: expected {code}, was {error.Code}: {error.Message}");
        return error;
    }

    protected Struct BalancerRequest(string name = "shop", params string[] subnets) => new()
    {
        ["Name"] = name,
        ["Subnets"] = subnets.Length > 0 ? subnets : Subnets,
    };

    protected string NewBalancer(string name = "shop", string? type = null)
    {
        var request = BalancerRequest(name);
        request["Type"] = type;
        return Elb("CreateLoadBalancer", request).Structs("LoadBalancers").Single().String("LoadBalancerArn")!;
    }

    protected Struct TargetGroupRequest(string name = "web", string protocol = "HTTP", int port = 80) => new()
    {
        ["Name"] = name,
        ["Protocol"] = protocol,
        ["Port"] = port,
        ["VpcId"] = Vpc,
    };

    protected string NewTargetGroup(string name = "web", string protocol = "HTTP", int port = 80) =>
        Elb("CreateTargetGroup", TargetGroupRequest(name, protocol, port)).Structs("TargetGroups").Single().String("TargetGroupArn")!;

    protected static Struct Forward(string group) => new() { ["Type"] = "forward", ["TargetGroupArn"] = group };

    protected static Struct ListenerRequest(string balancer, string group, string protocol = "HTTP", int port = 80) => new()
    {
        ["LoadBalancerArn"] = balancer,
        ["Protocol"] = protocol,
        ["Port"] = port,
        ["DefaultActions"] = new[] { Forward(group) },
    };

    protected string NewListener(string balancer, string group, string protocol = "HTTP", int port = 80) =>
        Elb("CreateListener", ListenerRequest(balancer, group, protocol, port)).Structs("Listeners").Single().String("ListenerArn")!;

    protected void Register(string group, params string[] ids) =>
        Elb("RegisterTargets", new() { ["TargetGroupArn"] = group, ["Targets"] = ids.Select(static id => new Struct { ["Id"] = id }).ToList() });

    /// <summary>State and reason of the one target.</summary>
    protected (string? State, string? Reason) Health(string group)
    {
        var health = Elb("DescribeTargetHealth", new() { ["TargetGroupArn"] = group }).Structs("TargetHealthDescriptions").Single().Child("TargetHealth")!;
        return (health.String("State"), health.String("Reason"));
    }
}
