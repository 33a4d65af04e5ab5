using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-capacity-rebalancing.html</summary>
public class SpotTests
{
    [Fact]
    public void What_is_at_risk_is_replaced_before_it_is_interrupted()
    {
        // "it waits until the new instance passes its health check before it proceeds with terminating the old instance", and "can temporarily exceed the specified maximum capacity".
        var shop = Open(4, rebalances: true);
        var atRisk = Ids(shop).Take(2).ToList();
        atRisk.ForEach(id => shop.Ec2.InterruptSpotInstance(id, TimeSpan.FromMinutes(8)));
        var (least, most) = (int.MaxValue, 0);
        for (var i = 0; i < 300; i++)
        {
            shop.Seconds(1);
            (least, most) = (Math.Min(least, shop.InService), Math.Max(most, shop.Instances().Count(static x => x.String("LifecycleState") is "InService" or "Pending")));
        }

        Assert.Equal((4, 6), (least, most));
        Assert.Empty(Ids(shop).Intersect(atRisk));
        Assert.Equal(4, shop.InService);
        Assert.All(shop.Instances(), i => Assert.True(shop.Ec2.Instances.Get(i.String("InstanceId")!).IsSpot));
        Assert.Equal(2, shop.Activities().Count(static a => a.String("Cause")!.Contains("launched in response to an EC2 instance rebalance recommendation", StringComparison.Ordinal)));
        Assert.Equal(2, shop.Activities().Count(static a => a.String("Cause")!.Contains("taken out of service in response to an EC2 instance rebalance recommendation", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_it_they_are_replaced_once_they_are_gone()
    {
        // "When Capacity Rebalancing is disabled, Amazon EC2 Auto Scaling replaces Spot Instances after the Amazon EC2 Spot service interrupts the instances and their health check fails."
        var shop = Open(4, rebalances: false);
        var id = Ids(shop)[0];
        shop.Ec2.InterruptSpotInstance(id, TimeSpan.FromMinutes(3));
        shop.Minutes(4.9);
        Assert.Contains(id, Ids(shop));
        Assert.Equal(4, shop.Instances().Count);
        shop.Minutes(4);
        Assert.DoesNotContain(id, Ids(shop));
        Assert.Equal(4, shop.InService);
        Assert.Equal("Server.SpotInstanceTermination", shop.Ec2.Instances.Get(id).StateReason?.Code);
    }

    [Fact]
    public void Only_running_spot_instances_are_interrupted()
    {
        var shop = Shop.Running(1, 1);
        Assert.Throws<AwsError>(() => shop.Ec2.InterruptSpotInstance(Ids(shop)[0]));
        Assert.Throws<AwsError>(() => shop.Ec2.InterruptSpotInstance("i-00000000000000000"));
    }

    private static Shop Open(int size, bool rebalances) => Shop.Running(size, size, change: request =>
    {
        request["MixedInstancesPolicy"] = new Struct
        {
            ["LaunchTemplate"] = new Struct
            {
                ["LaunchTemplateSpecification"] = request.Child("LaunchTemplate"),
                ["Overrides"] = new List<Struct> { new() { ["InstanceType"] = "t3.small" }, new() { ["InstanceType"] = "t3.medium" } },
            },
            ["InstancesDistribution"] = new Struct { ["OnDemandPercentageAboveBaseCapacity"] = 0L, ["SpotAllocationStrategy"] = "capacity-optimized" },
        };
        request["CapacityRebalance"] = rebalances;
        request.Remove("LaunchTemplate");
    });

    private static List<string> Ids(Shop shop) => [.. shop.Instances().Where(static i => i.String("LifecycleState") == "InService").Select(static i => i.String("InstanceId")!)];
}
