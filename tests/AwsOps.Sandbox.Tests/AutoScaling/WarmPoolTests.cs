using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.ElasticLoadBalancing;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html</summary>
public class WarmPoolTests
{
    private static readonly Struct Reuse = new() { ["ReuseOnScaleIn"] = true };

    [Theory]
    [InlineData("Stopped", "stopped")]
    [InlineData("Running", "running")]
    [InlineData("Hibernated", "stopped")]
    public void Scale_in_returns_instances_and_scale_out_takes_them_again(string state, string ec2State)
    {
        // "If you want to return instances to the warm pool instead, you can specify an instance reuse policy."
        var shop = Open(4, 2, 4);
        shop.OnGroup("PutWarmPool", ("PoolState", state), ("InstanceReusePolicy", Reuse), ("MaxGroupPreparedCapacity", 4L));
        var before = Ids(shop);
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 2L));
        shop.Minutes(4);
        var pool = Pool(shop);
        Assert.Equal([$"Warmed:{state}", $"Warmed:{state}"], pool.Select(static i => i.String("LifecycleState")));
        Assert.Equal(before, Ids(shop).Concat(pool.Select(static i => i.String("InstanceId")!)).Order(StringComparer.Ordinal));
        Assert.All(pool, i => Assert.Equal(ec2State, shop.Ec2.Instances.Get(i.String("InstanceId")!).State.ToString().ToLowerInvariant()));
        if (state == "Hibernated")
        {
            // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hibernating-instances.html
            Assert.All(pool, i => Assert.Equal("Client.UserInitiatedHibernate", shop.Ec2.Instances.Get(i.String("InstanceId")!).StateReason?.Code));
        }

        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 4L));
        shop.Minutes(4);
        Assert.Equal(before, Ids(shop));
        Assert.Equal(4, shop.InService);
        Assert.Empty(Pool(shop));
    }

    [Fact]
    public void Without_a_reuse_policy_scale_in_terminates_and_the_pool_launches()
    {
        // "By default, Amazon EC2 Auto Scaling terminates your instances … Then, it launches new instances into the warm pool to replace the instances that were terminated."
        var shop = Open(4, 2, 4);
        shop.OnGroup("PutWarmPool");
        var before = Ids(shop);
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 2L));
        shop.Minutes(5);
        Assert.Equal(2, Pool(shop).Count);
        Assert.DoesNotContain(Pool(shop), i => before.Contains(i.String("InstanceId")!));
    }

    [Fact]
    public void A_pool_larger_than_its_size_shrinks()
    {
        // "To make sure that your warm pool is not over-provisioned, Amazon EC2 Auto Scaling can terminate instances in the warm pool to reduce its size."
        var shop = Open(6, 2, 6);
        shop.OnGroup("PutWarmPool", ("InstanceReusePolicy", Reuse), ("MaxGroupPreparedCapacity", 3L));
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 2L));
        shop.Minutes(5);
        Assert.Single(Pool(shop));
        Assert.Equal(2, shop.InService);
    }

    [Fact]
    public void Instances_that_cannot_hibernate_are_stopped()
    {
        // "they must meet the requirements for instance hibernation. If they don't, when instances return to the warm pool, they will fallback to being stopped".
        var shop = Open(4, 2, 4, hibernates: false);
        var problem = shop.FailOnGroup("PutWarmPool", ("PoolState", "Hibernated"));
        Assert.Contains("HibernationOptions", problem.Message, StringComparison.Ordinal);
        var before = Ids(shop);
        Hibernation.Configure(shop.Template);
        shop.OnGroup("PutWarmPool", ("PoolState", "Hibernated"), ("InstanceReusePolicy", Reuse), ("MaxGroupPreparedCapacity", 4L));
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 2L));
        shop.Minutes(4);
        Assert.All(Pool(shop), i => Assert.Equal((true, "Warmed:Stopped"), (before.Contains(i.String("InstanceId")!), i.String("LifecycleState"))));
    }

    [Fact]
    public void A_returning_instance_drains_and_waits_for_its_hook()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/warm-pools-eventbridge-events.html: Warmed:Pending:Wait, from AutoScalingGroup to WarmPool.
        var shop = new Shop();
        var targets = Balancing.TargetGroup(shop, "web");
        shop.Create(2, 4, 2, change: request => request["TargetGroupARNs"] = new List<string> { targets.Arn });
        shop.Minutes(3);
        shop.OnGroup("PutLifecycleHook", ("LifecycleHookName", "bye"), ("LifecycleTransition", "autoscaling:EC2_INSTANCE_TERMINATING"), ("HeartbeatTimeout", 600L));
        shop.OnGroup("PutWarmPool", ("InstanceReusePolicy", Reuse), ("MaxGroupPreparedCapacity", 2L));
        shop.OnGroup("UpdateAutoScalingGroup", ("MinSize", 1L), ("DesiredCapacity", 1L));
        shop.Minutes(1);
        var returning = Assert.Single(Pool(shop));
        Assert.Equal("Warmed:Pending", returning.String("LifecycleState"));
        Assert.Equal(TargetState.Draining, shop.Elb.TargetOf(targets.Arn, returning.String("InstanceId")!)?.State);
        shop.Minutes(5);
        Assert.Equal("Warmed:Pending:Wait", Assert.Single(Pool(shop)).String("LifecycleState"));
        shop.OnGroup("CompleteLifecycleAction", ("LifecycleHookName", "bye"), ("InstanceId", returning.String("InstanceId")), ("LifecycleActionResult", "CONTINUE"));
        shop.Minutes(1);
        Assert.Equal("Warmed:Stopped", Assert.Single(Pool(shop)).String("LifecycleState"));
        var activity = shop.Activities().First(static a => a.String("Description")!.StartsWith("Returning EC2 instance to the warm pool: i-", StringComparison.Ordinal));
        Assert.Equal("Successful", activity.String("StatusCode"));
        Assert.Contains("was selected for termination", activity.String("Cause"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_warm_instance_without_capacity_is_a_failed_launch()
    {
        // "If an instance within the warm pool encounters an issue during the launch process … the instance will be considered a failed launch and terminated.
        // This applies regardless of the underlying cause, such as an insufficient capacity error".
        var shop = Open(1, 1, 4, zones: 2);
        shop.OnGroup("PutWarmPool");
        shop.Minutes(4);
        Assert.Equal(3, Pool(shop).Count);
        var zone = shop.Subnets[0].AvailabilityZone;
        shop.Ec2.Shortages.Add(new CapacityShortage(AvailabilityZone: zone));
        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 4L));
        shop.Minutes(6);
        Assert.Equal(4, shop.InService);
        Assert.Contains(shop.Activities(), static a => a.String("StatusCode") == "Failed" && a.String("Description")!.Contains("from warm pool", StringComparison.Ordinal));
        Assert.All(shop.Instances().Where(i => i.String("AvailabilityZone") == zone), i => Assert.Equal("InService", i.String("LifecycleState")));
    }

    [Fact]
    public void Groups_with_weights_or_spot_have_no_pool()
    {
        // "Warm pools aren't supported with weighted mixed instance groups … Your mixed instances policy must be configured for On-Demand instances only".
        Assert.Contains("weights", Mixed(100, "1").FailOnGroup("PutWarmPool").Message, StringComparison.Ordinal);
        Assert.Contains("Spot", Mixed(50, null).FailOnGroup("PutWarmPool").Message, StringComparison.Ordinal);
        var shop = Mixed(100, null);
        shop.OnGroup("PutWarmPool");
        shop.Minutes(4);
        Assert.All(Pool(shop), static i => Assert.Equal("Warmed:Stopped", i.String("LifecycleState")));
        Assert.Contains("warm pool", shop.FailOnGroup("UpdateAutoScalingGroup", ("MixedInstancesPolicy", new Struct { ["InstancesDistribution"] = new Struct { ["OnDemandPercentageAboveBaseCapacity"] = 0L } })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t3.micro", false, 8, "encrypted")]
    [InlineData("t3.2xlarge", true, 8, "too small")]
    [InlineData("r6i.large", true, 100, "r6i.large")]
    public void Hibernation_has_prerequisites(string type, bool encrypted, int size, string problem)
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hibernating-prerequisites.html
        var shop = new Shop();
        var image = MachineImages.In(SandboxTest.Region).First(static i => i.Architecture == "x86_64" && !i.IsWindows);
        var error = shop.Cloud.Fail("ec2", "RunInstances", new Struct
        {
            ["ImageId"] = image.Id,
            ["InstanceType"] = type,
            ["MinCount"] = 1L,
            ["MaxCount"] = 1L,
            ["HibernationOptions"] = new Struct { ["Configured"] = true },
            ["BlockDeviceMappings"] = new List<Struct> { new() { ["DeviceName"] = image.RootDeviceName, ["Ebs"] = new Struct { ["Encrypted"] = encrypted, ["VolumeSize"] = (long)size } } },
        });
        Assert.Equal("UnsupportedHibernationConfiguration", error.Code);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private static Shop Mixed(int onDemandPercent, string? weight)
    {
        return Shop.Running(2, 4, change: request =>
        {
            request["MixedInstancesPolicy"] = new Struct
            {
                ["LaunchTemplate"] = new Struct
                {
                    ["LaunchTemplateSpecification"] = request.Child("LaunchTemplate"),
                    ["Overrides"] = new List<Struct> { new() { ["InstanceType"] = "t3.small", ["WeightedCapacity"] = weight }, new() { ["InstanceType"] = "t3.medium", ["WeightedCapacity"] = weight } },
                },
                ["InstancesDistribution"] = new Struct { ["OnDemandPercentageAboveBaseCapacity"] = (long)onDemandPercent },
            };
            request.Remove("LaunchTemplate");
        });
    }

    private static Shop Open(int desired, int min, int max, bool hibernates = true, int zones = 1)
    {
        var shop = new Shop();
        if (hibernates)
        {
            Hibernation.Configure(shop.Template);
        }

        shop.Create(min, max, desired, zones);
        shop.Minutes(3);
        return shop;
    }

    private static List<string> Ids(Shop shop) => [.. shop.Instances().Where(static i => i.String("LifecycleState") == "InService").Select(static i => i.String("InstanceId")!).Order(StringComparer.Ordinal)];

    private static List<Struct> Pool(Shop shop) => [.. shop.OnGroup("DescribeWarmPool").Structs("Instances").Where(static i => i.String("LifecycleState") != "Warmed:Terminating")];
}
