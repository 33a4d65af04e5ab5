using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.ElasticLoadBalancing;

/// <summary>https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html</summary>
public class TargetHealthTests : ElbTest
{
    [Fact]
    public void A_target_is_unused_until_a_listener_forwards_to_its_group()
    {
        var group = NewTargetGroup();
        Register(group, Running());
        Assert.Equal(("unused", "Target.NotInUse"), Health(group));
        var balancer = NewBalancer();
        NewListener(balancer, group);
        Assert.Equal(("initial", "Elb.RegistrationInProgress"), Health(group));
        Pass(120);
        Assert.Equal(("initial", "Elb.InitialHealthChecking"), Health(group));
    }

    [Fact]
    public void One_passed_check_makes_a_new_target_healthy()
    {
        // "After your target is registered, it must pass one health check to be considered healthy."
        var group = Served();
        Register(group, Running());
        Assert.Equal(("initial", "Elb.InitialHealthChecking"), Health(group));
        Pass(29);
        Assert.Equal("initial", Health(group).State);
        Pass(1);
        Assert.Equal(("healthy", null), Health(group));
    }

    [Fact]
    public void A_failing_target_is_unhealthy_after_two_checks_and_well_again_after_five()
    {
        // UnhealthyThresholdCount 2, HealthyThresholdCount 5, every 30 s.
        var group = Served();
        var id = Running();
        Register(group, id);
        Pass(30);
        State.SetApplicationHealth(id, false);
        Pass(59);
        Assert.Equal("healthy", Health(group).State);
        Pass(1);
        Assert.Equal(("unhealthy", "Target.FailedHealthChecks"), Health(group));
        State.SetApplicationHealth(id, true);
        Pass(149);
        Assert.Equal("unhealthy", Health(group).State);
        Pass(1);
        Assert.Equal("healthy", Health(group).State);
    }

    [Fact]
    public void A_short_failure_is_not_noticed()
    {
        var group = Served();
        var id = Running();
        Register(group, id);
        Pass(30);
        State.SetApplicationHealth(id, false);
        Pass(40);
        State.SetApplicationHealth(id, true);
        Pass(300);
        Assert.Equal("healthy", Health(group).State);
    }

    [Fact]
    public void Only_running_instances_of_the_vpc_can_be_registered_and_it_is_all_or_none()
    {
        var group = Served();
        var (well, pending) = (Running(), Run()[0]);
        Assert.Equal(
            $"The following targets are not in a running state and cannot be registered: '{pending}'",
            ElbFails("InvalidTarget", "RegisterTargets", Targets(group, well, pending)).Message);
        Assert.Empty(Balancing.GetTargetGroup(group).Targets);
        ElbFails("InvalidTarget", "RegisterTargets", Targets(group, "i-0123456789abcdef0"));
        var stranger = Running(r => r["SubnetId"] = NewSubnet(NewVpc()));
        ElbFails("InvalidTarget", "RegisterTargets", Targets(group, stranger));
        ElbFails("TargetGroupNotFound", "RegisterTargets", Targets(group + "0", well));
    }

    [Fact]
    public void A_stopped_instance_is_unused_and_a_terminated_one_leaves()
    {
        var group = Served();
        var id = Running();
        Register(group, id);
        Pass(30);
        Ec2("StopInstances", new() { ["InstanceIds"] = new[] { id } });
        Assert.Equal(("unused", "Target.InvalidState"), Health(group));
        Pass(50);
        Ec2("StartInstances", new() { ["InstanceIds"] = new[] { id } });
        Pass(100);
        Assert.Equal("healthy", Health(group).State);
        Ec2("TerminateInstances", new() { ["InstanceIds"] = new[] { id } });
        Pass(70);
        Assert.Empty(Balancing.GetTargetGroup(group).Targets);
    }

    [Fact]
    public void A_deregistered_target_drains_for_the_deregistration_delay()
    {
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#deregistration-delay
        var group = Served();
        var id = Running();
        Register(group, id);
        Pass(30);
        Elb("DeregisterTargets", Targets(group, id));
        Assert.Equal(("draining", "Target.DeregistrationInProgress"), Health(group));
        Pass(299);
        Assert.Equal("draining", Health(group).State);
        Pass(1);
        var asked = Elb("DescribeTargetHealth", Targets(group, id)).Structs("TargetHealthDescriptions").Single().Child("TargetHealth")!;
        Assert.Equal(("unused", "Target.NotRegistered"), (asked.String("State"), asked.String("Reason")));
        Assert.Empty(Elb("DescribeTargetHealth", new() { ["TargetGroupArn"] = group }).Structs("TargetHealthDescriptions"));
    }

    [Fact]
    public void Registering_again_ends_the_draining()
    {
        var group = Served();
        var id = Running();
        Register(group, id);
        Pass(30);
        Elb("DeregisterTargets", Targets(group, id));
        Register(group, id);
        Assert.Equal("initial", Health(group).State);
        Pass(400);
        Assert.Equal("healthy", Health(group).State);
    }

    [Fact]
    public void A_target_in_a_zone_that_the_load_balancer_does_not_serve_is_unused()
    {
        var group = Served();
        var id = Running(r => r["SubnetId"] = Subnets[2]);
        Register(group, id);
        Pass(30);
        Assert.Equal("healthy", Health(group).State);
        var balancer = Balancing.LoadBalancers.Single().Arn;
        Elb("SetSubnets", new() { ["LoadBalancerArn"] = balancer, ["Subnets"] = Subnets.Take(2).ToList() });
        Assert.Equal(("unused", "Target.NotInUse"), Health(group));
    }

    [Fact]
    public void A_network_load_balancer_wants_all_its_checks_passed()
    {
        var group = NewTargetGroup("fast", "TCP", 443);
        NewListener(NewBalancer("fast", "network"), group, "TCP", 443);
        Pass(120);
        Register(group, Running());
        Pass(149);
        Assert.Equal("initial", Health(group).State);
        Pass(1);
        Assert.Equal("healthy", Health(group).State);
    }

    [Fact]
    public void Changes_are_told_in_process()
    {
        var seen = new List<TargetState>();
        var group = Served();
        var id = Running();
        Balancing.TargetHealthChanged += change => seen.Add(change.Current);
        var removed = 0;
        Balancing.TargetRemoved += (_, target) => removed += target.Id == id ? 1 : 0;
        Balancing.RegisterTarget(group, id);
        Pass(30);
        Balancing.DeregisterTarget(group, id);
        Pass(300);
        Assert.Equal([TargetState.Initial, TargetState.Healthy, TargetState.Draining], seen);
        Assert.Equal(1, removed);
    }

    [Fact]
    public void Addresses_are_targets_of_ip_groups()
    {
        var request = TargetGroupRequest("ips");
        request["TargetType"] = "ip";
        var group = Elb("CreateTargetGroup", request).Structs("TargetGroups").Single().String("TargetGroupArn")!;
        Register(group, "172.31.0.9");
        Assert.Equal(("unused", "Target.NotInUse"), Health(group));
        ElbFails("ValidationError", "RegisterTargets", Targets(group, "i-0123456789abcdef0"));
    }

    private static Struct Targets(string group, params string[] ids) => new() { ["TargetGroupArn"] = group, ["Targets"] = ids.Select(static id => new Struct { ["Id"] = id }).ToList() };

    /// <summary>A target group behind an active load balancer.</summary>
    private string Served()
    {
        var group = NewTargetGroup();
        NewListener(NewBalancer(), group);
        Pass(121);
        return group;
    }
}
