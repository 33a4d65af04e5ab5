using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html</summary>
public class HealthTests
{
    [Fact]
    public void A_terminated_instance_is_replaced_and_the_causes_say_why()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/replace-unhealthy-instance.html
        var shop = Shop.Running(2, 2);
        var victim = shop.Ec2.Instances.First();
        shop.Ec2.TerminateInstance(victim.Id);
        shop.Minutes(5);

        Assert.Equal(2, shop.InService);
        Assert.DoesNotContain(shop.Instances(), i => i.String("InstanceId") == victim.Id);
        var activities = shop.Activities();
        Assert.Contains(activities, a => a.String("Description") == "Terminating EC2 instance: " + victim.Id
            && a.String("Cause")!.EndsWith("an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.", StringComparison.Ordinal));
        Assert.Contains(activities, static a => a.String("Cause")!.EndsWith("an instance was launched in response to an unhealthy instance needing to be replaced.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stopped_instance_is_replaced_even_within_the_grace_period()
    {
        var shop = Shop.Running(1, 1, change: static r => r["HealthCheckGracePeriod"] = 3600L);
        var victim = shop.Ec2.Instances.First();
        shop.Ec2.StopInstance(victim.Id);
        shop.Minutes(5);
        Assert.Equal(InstanceState.Terminated, victim.State);
        Assert.Equal(1, shop.InService);
    }

    [Fact]
    public void Failed_status_checks_count_after_the_grace_period()
    {
        var shop = Shop.Running(1, 1, change: static r => r["HealthCheckGracePeriod"] = 600L);
        var victim = shop.Ec2.Instances.First();
        shop.Ec2.SetStatusCheck(victim.Id, StatusCheck.Impaired);
        shop.Minutes(5);
        Assert.Equal(victim.Id, shop.Instances()[0].String("InstanceId"));
        shop.Minutes(8);
        Assert.NotEqual(victim.Id, Assert.Single(shop.Instances()).String("InstanceId"));
    }

    [Fact]
    public void A_custom_check_replaces_unless_ReplaceUnhealthy_is_suspended()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceHealth.html
        var shop = Shop.Running(1, 1);
        var id = shop.Instances()[0].String("InstanceId");
        shop.OnGroup("SuspendProcesses", ("ScalingProcesses", new List<string> { "ReplaceUnhealthy" }));
        shop.Call("SetInstanceHealth", new Struct { ["InstanceId"] = id, ["HealthStatus"] = "Unhealthy" });
        shop.Minutes(10);
        Assert.Equal("Unhealthy", Assert.Single(shop.Instances()).String("HealthStatus"));

        shop.OnGroup("ResumeProcesses", ("ScalingProcesses", new List<string> { "ReplaceUnhealthy" }));
        shop.Minutes(5);
        Assert.NotEqual(id, Assert.Single(shop.Instances()).String("InstanceId"));
    }

    [Theory]
    [InlineData("EC2", false)]
    [InlineData("ELB", true)]
    public void The_load_balancer_is_asked_only_with_health_checks_of_type_ELB(string type, bool replaced)
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-add-elb-healthcheck.html
        var shop = new Shop();
        var targets = Balancing.TargetGroup(shop, "web");
        shop.Create(1, 1, change: r =>
        {
            r["TargetGroupARNs"] = new List<string> { targets.Arn };
            r["HealthCheckType"] = type;
        });
        shop.Minutes(6);
        var victim = Assert.Single(targets.Targets);
        Assert.Equal(TargetState.Healthy, victim.State);

        shop.Ec2.SetApplicationHealth(victim.Id, healthy: false);
        shop.Minutes(10);
        Assert.Equal(replaced, shop.Instances()[0].String("InstanceId") != victim.Id);
        Assert.Equal(replaced, shop.Activities().Any(static a => a.String("Cause")!.Contains("an ELB system health check failure", StringComparison.Ordinal)));
    }

    [Fact]
    public void Termination_waits_for_connection_draining()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-load-balancer.html
        var shop = new Shop();
        var targets = Balancing.TargetGroup(shop, "web");
        shop.Create(0, 1, 1, change: r => r["TargetGroupARNs"] = new List<string> { targets.Arn });
        shop.Minutes(6);
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 0L));
        shop.Minutes(2);
        var activity = shop.Activities()[0];
        Assert.Equal("WaitingForELBConnectionDraining", activity.String("StatusCode"));
        Assert.EndsWith(" - Waiting For ELB Connection Draining.", activity.String("Description"), StringComparison.Ordinal);
        Assert.Equal("Terminating", shop.Instances()[0].String("LifecycleState"));

        shop.Minutes(7);
        Assert.Empty(shop.Instances());
        Assert.Empty(targets.Targets);
        Assert.Matches("^Terminating EC2 instance: i-[0-9a-f]+$", shop.Activities()[0].String("Description"));
    }

    [Fact]
    public void A_lifetime_that_is_over_replaces_the_instance()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-max-instance-lifetime.html
        var shop = Shop.Running(1, 1, change: static r => r["MaxInstanceLifetime"] = 86_400L);
        var id = shop.Instances()[0].String("InstanceId");
        shop.Minutes(23 * 60);
        Assert.Equal(id, shop.Instances()[0].String("InstanceId"));
        shop.Minutes(70);
        Assert.NotEqual(id, Assert.Single(shop.Instances()).String("InstanceId"));
        Assert.Contains("86400", shop.FailOnGroup("UpdateAutoScalingGroup", ("MaxInstanceLifetime", 60L)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Zones_are_balanced_again_by_launching_first()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html#AutoScalingBehavior.InstanceUsage
        var shop = new Shop();
        var zone = shop.Subnets[0].AvailabilityZone;
        var shortage = new CapacityShortage("t3.micro", zone);
        shop.Ec2.Shortages.Add(shortage);
        shop.Create(4, 4);
        shop.Minutes(5);
        Assert.DoesNotContain(shop.Instances(), i => i.String("AvailabilityZone") == zone);

        shop.Ec2.Shortages.Remove(shortage);
        var most = 0;
        for (var i = 0; i < 180; i++)
        {
            shop.Seconds(5);
            most = Math.Max(most, shop.InService);
        }

        Assert.Equal(2, shop.Instances().Count(i => i.String("AvailabilityZone") == zone));
        Assert.Equal(5, most);
        Assert.Equal(4, shop.InService);
        Assert.Contains(shop.Activities(), static a => a.String("Cause")!.EndsWith("an instance was launched to aid in balancing the group's zones.", StringComparison.Ordinal));
    }

    [Fact]
    public void Suspended_Launch_leaves_the_difference_until_it_is_resumed()
    {
        var shop = Shop.Running(1, 3);
        shop.OnGroup("SuspendProcesses", ("ScalingProcesses", new List<string> { "Launch" }));
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 3L));
        shop.Minutes(10);
        Assert.Equal(1, shop.InService);
        Assert.Matches("^User suspended at 2026-01-05T08:03:00Z$", Assert.Single(shop.Describe().Structs("SuspendedProcesses")).String("SuspensionReason"));
        shop.OnGroup("ResumeProcesses");
        shop.Minutes(3);
        Assert.Equal(3, shop.InService);
        Assert.Equal("ValidationError", shop.FailOnGroup("SuspendProcesses", ("ScalingProcesses", new List<string> { "Sleep" })).Code);
    }
}
