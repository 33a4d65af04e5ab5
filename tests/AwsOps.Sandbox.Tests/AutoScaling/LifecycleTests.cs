using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>Hooks, standby, attach, detach, protection, single terminations.</summary>
public class LifecycleTests
{
    private static Shop WithHook(string transition, string result = "ABANDON", int heartbeat = 300)
    {
        var shop = new Shop();
        shop.Create(0, 3, 0);
        shop.OnGroup("PutLifecycleHook", ("LifecycleHookName", "install"), ("LifecycleTransition", "autoscaling:EC2_INSTANCE_" + transition), ("HeartbeatTimeout", (long)heartbeat), ("DefaultResult", result));
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 1L));
        shop.Minutes(2.5);
        return shop;
    }

    [Fact]
    public void A_launch_hook_holds_the_instance_until_it_is_completed()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/completing-lifecycle-hooks.html
        var shop = WithHook("LAUNCHING");
        var instance = Assert.Single(shop.Instances());
        Assert.Equal("Pending:Wait", instance.String("LifecycleState"));
        Assert.Equal("MidLifecycleAction", shop.Activities()[0].String("StatusCode"));
        shop.OnGroup("CompleteLifecycleAction", ("LifecycleHookName", "install"), ("InstanceId", instance.String("InstanceId")), ("LifecycleActionResult", "CONTINUE"));
        Assert.Equal("InService", Assert.Single(shop.Instances()).String("LifecycleState"));
        Assert.Contains("No active Lifecycle Action", shop.FailOnGroup("CompleteLifecycleAction", ("LifecycleHookName", "install"), ("InstanceId", instance.String("InstanceId")), ("LifecycleActionResult", "CONTINUE")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_answer_the_default_result_counts_and_ABANDON_launches_another()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html
        var shop = WithHook("LAUNCHING", heartbeat: 60);
        var first = shop.Instances()[0].String("InstanceId")!;
        shop.Minutes(3);
        Assert.DoesNotContain(shop.Instances(), i => i.String("InstanceId") == first && i.String("LifecycleState") == "InService");
        Assert.Contains(shop.Instances(), i => i.String("InstanceId") != first);
        Assert.Contains(shop.Activities(), static a => a.String("StatusCode") == "Cancelled");

        var other = WithHook("LAUNCHING", "CONTINUE", 60);
        other.Minutes(3);
        Assert.Equal(1, other.InService);
    }

    [Fact]
    public void A_heartbeat_prolongs_the_wait()
    {
        var shop = WithHook("LAUNCHING", "CONTINUE", 120);
        var id = shop.Instances()[0].String("InstanceId");
        for (var i = 0; i < 5; i++)
        {
            shop.OnGroup("RecordLifecycleActionHeartbeat", ("LifecycleHookName", "install"), ("InstanceId", id));
            shop.Minutes(1.5);
        }

        Assert.Equal("Pending:Wait", shop.Instances()[0].String("LifecycleState"));
        var hook = Assert.Single(shop.OnGroup("DescribeLifecycleHooks").Structs("LifecycleHooks"));
        // "The maximum is 172800 seconds (48 hours) or 100 times HeartbeatTimeout, whichever is smaller."
        Assert.Equal(12_000, hook.Int("GlobalTimeout"));
    }

    [Fact]
    public void A_termination_hook_holds_the_instance_and_then_lets_it_go()
    {
        var shop = WithHook("TERMINATING", heartbeat: 600);
        Assert.Equal(1, shop.InService);
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 0L));
        shop.Minutes(5);
        Assert.Equal("Terminating:Wait", shop.Instances()[0].String("LifecycleState"));
        Assert.Equal(InstanceState.Running, shop.Ec2.Instances.First().State);
        shop.Minutes(10);
        Assert.Empty(shop.Instances());
    }

    [Fact]
    public void Standby_with_decrement_lowers_the_desired_capacity_and_exit_raises_it()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-enter-exit-standby.html
        var shop = Shop.Running(1, 3, 2);
        var ids = new List<string> { shop.Instances()[0].String("InstanceId")! };
        var enter = shop.OnGroup("EnterStandby", ("InstanceIds", ids), ("ShouldDecrementDesiredCapacity", true));
        var activity = Assert.Single(enter.Structs("Activities"));
        Assert.Equal("Moving EC2 instance to Standby: " + ids[0], activity.String("Description"));
        Assert.EndsWith($"instance {ids[0]} was moved to standby in response to a user request, shrinking the capacity from 2 to 1.", activity.String("Cause"), StringComparison.Ordinal);
        Assert.Equal(1, shop.Describe().Int("DesiredCapacity"));
        shop.Minutes(5);
        Assert.Equal("Standby", shop.Instances().First(i => i.String("InstanceId") == ids[0]).String("LifecycleState"));

        var exit = shop.OnGroup("ExitStandby", ("InstanceIds", ids));
        Assert.EndsWith("was moved out of standby in response to a user request, increasing the capacity from 1 to 2.", Assert.Single(exit.Structs("Activities")).String("Cause"), StringComparison.Ordinal);
        shop.Minutes(5);
        Assert.Equal(2, shop.InService);
    }

    [Fact]
    public void Standby_without_decrement_is_replaced_and_the_minimum_is_held()
    {
        var shop = Shop.Running(2, 3, 2);
        var ids = new List<string> { shop.Instances()[0].String("InstanceId")! };
        Assert.Equal("ValidationError", shop.FailOnGroup("EnterStandby", ("InstanceIds", ids), ("ShouldDecrementDesiredCapacity", true)).Code);
        shop.OnGroup("EnterStandby", ("InstanceIds", ids), ("ShouldDecrementDesiredCapacity", false));
        shop.Minutes(4);
        Assert.Equal(2, shop.InService);
        Assert.Equal(3, shop.Instances().Count);
    }

    [Fact]
    public void An_instance_is_detached_and_attached_again()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-detach-attach-instances.html
        var shop = Shop.Running(0, 2, 1);
        var ids = new List<string> { shop.Instances()[0].String("InstanceId")! };
        shop.OnGroup("DetachInstances", ("InstanceIds", ids), ("ShouldDecrementDesiredCapacity", true));
        shop.Minutes(3);
        Assert.Empty(shop.Instances());
        Assert.Equal(InstanceState.Running, shop.Ec2.Instances.First().State);

        shop.OnGroup("AttachInstances", ("InstanceIds", ids));
        Assert.Equal(1, shop.Describe().Int("DesiredCapacity"));
        Assert.Equal("InService", Assert.Single(shop.Instances()).String("LifecycleState"));
        Assert.Contains("already part of AutoScalingGroup:web", shop.FailOnGroup("AttachInstances", ("InstanceIds", ids)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Termination_by_request_replaces_or_shrinks()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TerminateInstanceInAutoScalingGroup.html
        var shop = Shop.Running(1, 3, 2);
        var id = shop.Instances()[0].String("InstanceId")!;
        var activity = shop.Call("TerminateInstanceInAutoScalingGroup", new Struct { ["InstanceId"] = id, ["ShouldDecrementDesiredCapacity"] = true }).Child("Activity")!;
        Assert.Equal("InProgress", activity.String("StatusCode"));
        Assert.EndsWith($"instance {id} was taken out of service in response to a user request, shrinking the capacity from 2 to 1.", activity.String("Cause"), StringComparison.Ordinal);
        shop.Minutes(3);
        var last = Assert.Single(shop.Instances()).String("InstanceId");
        var refused = shop.Fail("TerminateInstanceInAutoScalingGroup", new Struct { ["InstanceId"] = last, ["ShouldDecrementDesiredCapacity"] = true });
        Assert.Contains("min", refused.Message, StringComparison.Ordinal);
        shop.Call("TerminateInstanceInAutoScalingGroup", new Struct { ["InstanceId"] = last, ["ShouldDecrementDesiredCapacity"] = false });
        shop.Minutes(4);
        Assert.NotEqual(last, Assert.Single(shop.Instances()).String("InstanceId"));
    }

    [Fact]
    public void Protected_instances_stay_and_the_activity_says_so()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-protection.html
        var shop = Shop.Running(0, 2, 2, change: static r => r["NewInstancesProtectedFromScaleIn"] = true);
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 1L));
        shop.Minutes(0.7);
        Assert.Equal(2, shop.InService);
        Assert.Equal("Could not scale to desired capacity because all remaining instances are protected from scale in.", shop.Activities()[0].String("Description"));

        var id = shop.Instances()[0].String("InstanceId")!;
        shop.OnGroup("SetInstanceProtection", ("InstanceIds", new List<string> { id }), ("ProtectedFromScaleIn", false));
        shop.Minutes(5);
        Assert.NotEqual(id, Assert.Single(shop.Instances()).String("InstanceId"));
    }

    [Fact]
    public void Spot_and_On_Demand_are_shared_out_as_the_policy_says()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html (base 2, then half)
        var shop = new Shop();
        shop.Create(0, 10, 10, change: r =>
        {
            r["MixedInstancesPolicy"] = new Struct
            {
                ["LaunchTemplate"] = new Struct
                {
                    ["LaunchTemplateSpecification"] = r.Child("LaunchTemplate"),
                    ["Overrides"] = new List<Struct> { new() { ["InstanceType"] = "t3.small" }, new() { ["InstanceType"] = "t3.medium" } },
                },
                ["InstancesDistribution"] = new Struct { ["OnDemandBaseCapacity"] = 2L, ["OnDemandPercentageAboveBaseCapacity"] = 50L },
            };
            r.Remove("LaunchTemplate");
        });
        shop.Minutes(3);
        Assert.Equal(10, shop.InService);
        Assert.Equal(6, shop.Ec2.Instances.Count(static i => !i.IsSpot));
        Assert.All(shop.Ec2.Instances.Where(static i => !i.IsSpot), static i => Assert.Equal("t3.small", i.InstanceType));
        Assert.Equal(["t3.medium", "t3.small"], shop.Ec2.Instances.Where(static i => i.IsSpot).Select(static i => i.InstanceType).Distinct().Order());
    }

    [Fact]
    public void Weights_count_units_and_may_overshoot()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups-instance-weighting.html
        var shop = new Shop();
        shop.Create(0, 20, 10, change: r =>
        {
            r["MixedInstancesPolicy"] = new Struct
            {
                ["LaunchTemplate"] = new Struct
                {
                    ["LaunchTemplateSpecification"] = r.Child("LaunchTemplate"),
                    ["Overrides"] = new List<Struct> { new() { ["InstanceType"] = "t3.medium", ["WeightedCapacity"] = "4" } },
                },
            };
            r.Remove("LaunchTemplate");
        });
        shop.Minutes(3);
        Assert.Equal(3, shop.InService);
        Assert.All(shop.Instances(), static i => Assert.Equal("4", i.String("WeightedCapacity")));
        // 12 units for 10: taking 4 away would leave 8.
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 9L));
        shop.Minutes(4);
        Assert.Equal(3, shop.InService);
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 8L));
        shop.Minutes(4);
        Assert.Equal(2, shop.InService);
    }

    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html#AutoScalingBehavior.InstanceUsage: a zone "that previously had
    // insufficient capacity recovers"; "launches new instances before terminating the earlier ones"; one instance above the maximum.
    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 6)]
    public void Zones_are_balanced_again_when_capacity_is_back(bool isSuspended, int fullest)
    {
        var shop = new Shop();
        var shortage = new Sandbox.Ec2.CapacityShortage(AvailabilityZone: shop.Subnets[0].AvailabilityZone);
        shop.Ec2.Shortages.Add(shortage);
        shop.Create(6, 6, change: r =>
        {
            r["MixedInstancesPolicy"] = new Struct
            {
                ["LaunchTemplate"] = new Struct
                {
                    ["LaunchTemplateSpecification"] = r.Child("LaunchTemplate"),
                    ["Overrides"] = new List<Struct> { new() { ["InstanceType"] = "t3.small" }, new() { ["InstanceType"] = "t3.medium" } },
                },
                ["InstancesDistribution"] = new Struct { ["OnDemandBaseCapacity"] = 2L, ["OnDemandPercentageAboveBaseCapacity"] = 0L, ["SpotAllocationStrategy"] = "capacity-optimized" },
            };
            r.Remove("LaunchTemplate");
        });
        shop.Minutes(3);
        Assert.Equal(6, shop.InService);
        if (isSuspended)
        {
            shop.OnGroup("SuspendProcesses", ("ScalingProcesses", new List<string> { "AZRebalance" }));
        }

        shop.Ec2.Shortages.Remove(shortage);
        var (most, least) = (0, 9);
        for (var minute = 0; minute < 40; minute++)
        {
            shop.Minutes(1);
            most = Math.Max(most, shop.Instances().Count(static i => i.String("LifecycleState") is "InService" or "Pending"));
            least = Math.Min(least, shop.InService);
        }

        Assert.Equal((isSuspended ? 6 : 7, 6), (most, least));
        Assert.Equal(fullest, shop.Instances().GroupBy(static i => i.String("AvailabilityZone")).Max(static g => g.Count()));
        // Each was replaced by one of its purchase option: the base stays On-Demand.
        Assert.Equal(2, shop.State.Get(Shop.Group).Counted.Count(static i => !i.Ec2.IsSpot));
    }
}
