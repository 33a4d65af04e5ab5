using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>A load balancer in front of a group.</summary>
internal static class Balancing
{
    /// <summary>A target group behind an application load balancer in all default subnets.</summary>
    public static TargetGroup TargetGroup(Shop shop, string name)
    {
        var vpc = shop.Ec2.DefaultVpc!;
        var arn = $"arn:aws:elasticloadbalancing:{SandboxTest.Region}:111122223333:";
        var targets = new TargetGroup($"{arn}targetgroup/{name}/{shop.Cloud.Ids.Hex(16)}", name) { Vpc = vpc, Protocol = "HTTP", Port = 80, HealthCheck = new HealthCheck() };
        targets.Attributes["deregistration_delay.timeout_seconds"] = "300";
        shop.Elb.Add(targets);
        var balancer = new LoadBalancer($"{arn}loadbalancer/app/{name}/{shop.Cloud.Ids.Hex(16)}", name, "application", shop.Now) { Vpc = vpc };
        balancer.Subnets.AddRange(shop.Subnets);
        var listener = new Listener(balancer.Arn.Replace(":loadbalancer/", ":listener/", StringComparison.Ordinal) + "/1", balancer) { Protocol = "HTTP", Port = 80 };
        listener.Rules.Add(new ListenerRule(listener.Arn + "/rule", listener) { Actions = [new Struct { ["Type"] = "forward", ["TargetGroupArn"] = targets.Arn }] });
        balancer.Listeners.Add(listener);
        shop.Elb.Add(balancer);
        return targets;
    }
}
