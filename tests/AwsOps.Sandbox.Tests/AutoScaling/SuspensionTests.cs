using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>
/// What the suspension of each process does. Every fact is of
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-how-suspending-processes-affects-other-processes.html
/// (AlarmNotification: SurgeTests; ScheduledActions: ScheduleTests; ReplaceUnhealthy: HealthTests).
/// </summary>
public sealed class SuspensionTests
{
    /// <summary>"ReplaceUnhealthy continues to terminate unhealthy instances, but does not launch replacements. When you resume the Launch process, Amazon EC2 Auto Scaling immediately replaces any instances that it terminated".</summary>
    [Fact]
    public void Without_Launch_unhealthy_instances_go_and_come_back_when_it_is_resumed()
    {
        var shop = Shop.Running(2, 4, 2);
        Suspend(shop, "Launch");
        shop.Call("SetInstanceHealth", new Struct { ["InstanceId"] = Id(shop, 0), ["HealthStatus"] = "Unhealthy" });
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 3L));
        shop.Minutes(10);
        Assert.Equal(1, shop.InService);
        Resume(shop, "Launch");
        shop.Minutes(5);
        Assert.Equal(3, shop.InService);
    }

    /// <summary>"While Launch is suspended, you cannot return an instance in the Standby state to service", and "you can't attach new instances to the group".</summary>
    [Fact]
    public void Without_Launch_nothing_leaves_standby_or_is_attached()
    {
        var shop = Shop.Running(1, 4, 2);
        var id = Id(shop, 0);
        shop.OnGroup("EnterStandby", ("InstanceIds", new List<string> { id }), ("ShouldDecrementDesiredCapacity", true));
        Suspend(shop, "Launch");
        Assert.Contains("Launch process is suspended", shop.FailOnGroup("ExitStandby", ("InstanceIds", new List<string> { id })).Message, StringComparison.Ordinal);
        shop.OnGroup("DetachInstances", ("InstanceIds", new List<string> { id }), ("ShouldDecrementDesiredCapacity", false));
        Assert.Contains("Launch process is suspended", shop.FailOnGroup("AttachInstances", ("InstanceIds", new List<string> { id })).Message, StringComparison.Ordinal);
        Resume(shop, "Launch");
        shop.OnGroup("AttachInstances", ("InstanceIds", new List<string> { id }));
    }

    /// <summary>"Launch – Adds instances to the Auto Scaling group when the group scales out, or … when it adds instances to a warm pool."</summary>
    [Fact]
    public void Without_Launch_a_warm_pool_stays_empty()
    {
        var shop = Shop.Running(1, 3, 1);
        Suspend(shop, "Launch");
        shop.OnGroup("PutWarmPool");
        shop.Minutes(5);
        Assert.Empty(shop.OnGroup("DescribeWarmPool").Structs("Instances"));
        Resume(shop, "Launch");
        shop.Minutes(5);
        Assert.Equal(2, shop.OnGroup("DescribeWarmPool").Structs("Instances").Count);
    }

    /// <summary>"ReplaceUnhealthy is inactive but not HealthCheck. When Terminate resumes, the ReplaceUnhealthy process immediately starts running."</summary>
    [Fact]
    public void Without_Terminate_the_group_does_not_shrink_and_unhealthy_instances_stay()
    {
        var shop = Shop.Running(1, 4, 3);
        Suspend(shop, "Terminate", "AZRebalance");
        var sick = Id(shop, 0);
        shop.Ec2.SetStatusCheck(sick, StatusCheck.Impaired);
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 2L));
        shop.Minutes(15);
        Assert.Equal(3, shop.InService);
        Assert.Equal("Unhealthy", shop.Instances().First(i => i.String("InstanceId") == sick).String("HealthStatus"));
        Resume(shop, "Terminate");
        shop.Minutes(6);
        Assert.Equal(2, shop.InService);
        Assert.DoesNotContain(shop.Instances(), i => i.String("InstanceId") == sick);
    }

    /// <summary>"AZRebalance is still active but does not function properly. … This could cause your Auto Scaling group to grow up to 10 percent larger than its maximum size … Your Auto Scaling group could remain above its maximum size until you resume the Terminate process."</summary>
    [Theory]
    [InlineData("Terminate", 11)]
    [InlineData("Terminate,AZRebalance", 10)]
    public void Without_Terminate_rebalancing_takes_the_group_past_its_maximum(string suspended, int instances)
    {
        var shop = Unbalanced(10);
        Suspend(shop, suspended.Split(','));
        shop.Minutes(30);
        Assert.Equal(instances, shop.InService);
        Resume(shop);
        shop.Minutes(60);
        Assert.Equal((10, 5), (shop.InService, shop.Instances().Count(i => i.String("AvailabilityZone") == shop.Subnets[0].AvailabilityZone)));
    }

    /// <summary>"Your Auto Scaling group does not attempt to redistribute instances after certain events. However, if a scale-out or scale-in event occurs, the scaling process still tries to balance the Availability Zones."</summary>
    [Fact]
    public void Without_AZRebalance_zones_stay_uneven_and_a_scale_out_goes_to_the_emptiest()
    {
        var shop = Unbalanced(4, max: 6);
        Suspend(shop, "AZRebalance");
        shop.Minutes(30);
        var empty = shop.Subnets[1].AvailabilityZone;
        Assert.DoesNotContain(shop.Instances(), i => i.String("AvailabilityZone") == empty);
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 6L));
        shop.Minutes(5);
        Assert.Equal(2, shop.Instances().Count(i => i.String("AvailabilityZone") == empty));
    }

    /// <summary>"When you resume the AddToLoadBalancer process, it resumes adding instances … However, it does not add the instances that were launched while this process was suspended."</summary>
    [Fact]
    public void Without_AddToLoadBalancer_instances_are_not_registered_and_not_made_up_for()
    {
        var shop = new Shop();
        var targets = Balancing.TargetGroup(shop, "web");
        shop.Create(1, 4, change: r => r["TargetGroupARNs"] = new List<string> { targets.Arn });
        shop.Minutes(4);
        Assert.Single(targets.Targets);
        Suspend(shop, "AddToLoadBalancer");
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 2L));
        shop.Minutes(5);
        Assert.Equal((2, 1), (shop.InService, targets.Targets.Count));
        Resume(shop, "AddToLoadBalancer");
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 3L));
        shop.Minutes(5);
        Assert.Equal((3, 2), (shop.InService, targets.Targets.Count));
    }

    /// <summary>"Amazon EC2 Auto Scaling stops marking instances unhealthy as a result of EC2 and Elastic Load Balancing health checks. Your custom health checks continue to function properly."</summary>
    [Fact]
    public void Without_HealthCheck_only_a_verdict_of_ones_own_counts()
    {
        var shop = Shop.Running(2, 2);
        Suspend(shop, "HealthCheck");
        var (impaired, stopped) = (Id(shop, 0), Id(shop, 1));
        shop.Ec2.SetStatusCheck(impaired, StatusCheck.Impaired);
        shop.Ec2.StopInstance(stopped);
        shop.Minutes(20);
        Assert.All(shop.Instances(), static i => Assert.Equal("Healthy", i.String("HealthStatus")));
        shop.Call("SetInstanceHealth", new Struct { ["InstanceId"] = impaired, ["HealthStatus"] = "Unhealthy" });
        shop.Minutes(5);
        Assert.Equal([stopped], shop.Instances().Select(static i => i.String("InstanceId")).Intersect([impaired, stopped]));
    }

    /// <summary>
    /// "Suspending the Terminate process applies only to instances that are currently in the InService state. It does not prevent the termination of instances in other states,
    /// such as Pending": https://docs.aws.amazon.com/autoscaling/ec2/userguide/suspend-resume-considerations.html
    /// </summary>
    [Fact]
    public void Without_Terminate_what_still_launches_can_go()
    {
        var shop = Shop.Running(2, 8);
        Suspend(shop, "Terminate", "AZRebalance");
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 5L));
        shop.Until(() => shop.Instances().Count(static i => i.String("LifecycleState") == "Pending") == 3);
        shop.Seconds(1);
        shop.OnGroup("UpdateAutoScalingGroup", ("MinSize", 1L), ("DesiredCapacity", 1L));
        shop.State.Timings = shop.State.Timings with { Decision = (0, 0, 0) };
        shop.Minutes(5);
        // The two in service stay, though only one is wanted.
        Assert.Equal(2, shop.InService);
    }

    /// <summary>"Amazon EC2 Auto Scaling stops replacing instances as a result of an instance refresh"; with Launch suspended "InstanceRefresh does not replace instances".</summary>
    [Theory]
    [InlineData("InstanceRefresh")]
    [InlineData("Launch")]
    [InlineData("Terminate")]
    public void A_refresh_waits_for_what_is_suspended(string process)
    {
        var shop = Shop.Running(2, 4, 2);
        var before = shop.Instances().Select(static i => i.String("InstanceId")).ToList();
        Suspend(shop, process);
        shop.OnGroup("StartInstanceRefresh");
        shop.Minutes(20);
        Assert.Equal(before, shop.Instances().Select(static i => i.String("InstanceId")));
        Resume(shop, process);
        shop.Minutes(40);
        Assert.Empty(before.Intersect(shop.Instances().Select(static i => i.String("InstanceId"))));
    }

    /// <summary>A group with all its instances in the first of its two zones.</summary>
    private static Shop Unbalanced(int count, int? max = null)
    {
        var shop = Shop.Running(count, max ?? count, zones: 1);
        shop.OnGroup("UpdateAutoScalingGroup", ("VPCZoneIdentifier", string.Join(',', shop.Subnets.Take(2).Select(static s => s.Id))));
        return shop;
    }

    private static string Id(Shop shop, int index) => shop.Instances()[index].String("InstanceId")!;

    private static void Suspend(Shop shop, params string[] processes) => shop.OnGroup("SuspendProcesses", ("ScalingProcesses", processes.ToList()));

    private static void Resume(Shop shop, params string[] processes) => shop.OnGroup("ResumeProcesses", ("ScalingProcesses", processes.Length == 0 ? null : processes.ToList()));
}
