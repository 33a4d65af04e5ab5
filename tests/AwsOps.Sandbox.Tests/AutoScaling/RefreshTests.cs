using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html</summary>
public class RefreshTests
{
    private static Shop Settled(int desired, string? version = null)
    {
        var shop = Shop.Running(0, 10, desired, change: r =>
        {
            r["DefaultInstanceWarmup"] = 0L;
            if (version is not null)
            {
                r.Child("LaunchTemplate")!["Version"] = version;
            }
        });
        shop.AddVersion(shop.Template, "t3.small");
        return shop;
    }

    private static Struct Refresh(Shop shop) => shop.OnGroup("DescribeInstanceRefreshes").Structs("InstanceRefreshes")[0];

    private static List<string?> Types(Shop shop) => [.. shop.Instances().Select(static i => i.String("InstanceType")).Distinct()];

    [Theory]
    [InlineData(100, 9)]
    [InlineData(90, 9)]
    [InlineData(50, 5)]
    [InlineData(0, 0)]
    public void As_many_stay_in_service_as_the_percentage_says(int minHealthy, int least)
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html: 100 percent replaces one at a time.
        var shop = Settled(10, "$Latest");
        shop.OnGroup("StartInstanceRefresh", ("Preferences", new Struct { ["MinHealthyPercentage"] = (long)minHealthy }));
        var fewest = 10;
        for (var i = 0; i < 400 && Refresh(shop).String("Status") is "Pending" or "InProgress"; i++)
        {
            shop.Seconds(15);
            fewest = Math.Min(fewest, shop.InService);
        }

        Assert.Equal("Successful", Refresh(shop).String("Status"));
        Assert.Equal(100, Refresh(shop).Int("PercentageComplete"));
        Assert.Equal(least, fewest);
        Assert.Equal(["t3.small"], Types(shop));
        Assert.Equal(10, shop.InService);
        Assert.Contains(shop.Activities(), static a => a.String("Cause")!.EndsWith("an instance was taken out of service in response to an instance refresh.", StringComparison.Ordinal));
    }

    [Fact]
    public void With_room_above_the_desired_capacity_replacements_come_first()
    {
        var shop = Settled(4, "$Latest");
        shop.OnGroup("StartInstanceRefresh", ("Preferences", new Struct { ["MinHealthyPercentage"] = 100L, ["MaxHealthyPercentage"] = 150L }));
        var fewest = 10;
        for (var i = 0; i < 200 && Refresh(shop).String("Status") is "Pending" or "InProgress"; i++)
        {
            shop.Seconds(15);
            fewest = Math.Min(fewest, shop.InService);
        }

        Assert.Equal("Successful", Refresh(shop).String("Status"));
        Assert.Equal(4, fewest);
        shop.Minutes(3);
        Assert.Equal(4, shop.InService);
    }

    [Fact]
    public void A_desired_configuration_becomes_the_groups_own_at_the_end()
    {
        var shop = Settled(2, "1");
        var desired = new Struct { ["LaunchTemplate"] = new Struct { ["LaunchTemplateId"] = shop.Template.Id, ["Version"] = "2" } };
        shop.OnGroup("StartInstanceRefresh", ("DesiredConfiguration", desired));
        Assert.Equal("InstanceRefreshInProgress", shop.FailOnGroup("StartInstanceRefresh").Code);
        shop.Minutes(2);
        Assert.Equal("1", shop.Describe().Child("LaunchTemplate")!.String("Version"));
        shop.Minutes(15);
        Assert.Equal("Successful", Refresh(shop).String("Status"));
        Assert.Equal("2", shop.Describe().Child("LaunchTemplate")!.String("Version"));
        Assert.Equal(["t3.small"], Types(shop));
    }

    [Fact]
    public void A_rollback_brings_the_old_version_back()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html
        var shop = Settled(4, "1");
        Assert.Equal("ActiveInstanceRefreshNotFound", shop.FailOnGroup("RollbackInstanceRefresh").Code);
        shop.OnGroup("StartInstanceRefresh", ("DesiredConfiguration", new Struct { ["LaunchTemplate"] = new Struct { ["LaunchTemplateId"] = shop.Template.Id, ["Version"] = "2" } }));
        shop.Minutes(2.5);
        Assert.Contains("t3.small", Types(shop));
        shop.OnGroup("RollbackInstanceRefresh");
        Assert.Equal("RollbackInProgress", Refresh(shop).String("Status"));
        shop.Minutes(20);
        Assert.Equal("RollbackSuccessful", Refresh(shop).String("Status"));
        Assert.Equal(["t3.micro"], Types(shop));
    }

    [Fact]
    public void A_cancelled_refresh_stops_where_it_is()
    {
        var shop = Settled(6, "$Latest");
        shop.OnGroup("StartInstanceRefresh");
        shop.Minutes(3);
        shop.OnGroup("CancelInstanceRefresh");
        shop.Minutes(5);
        Assert.Equal("Cancelled", Refresh(shop).String("Status"));
        Assert.Equal(6, shop.InService);
        Assert.Equal(2, Types(shop).Count);
    }

    [Fact]
    public void Matching_instances_are_skipped_and_bad_percentages_refused()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh-skip-matching.html
        var shop = Settled(2, "1");
        var ids = shop.Instances().Select(static i => i.String("InstanceId")).ToList();
        shop.OnGroup("StartInstanceRefresh", ("Preferences", new Struct { ["SkipMatching"] = true }));
        shop.Minutes(5);
        Assert.Equal("Successful", Refresh(shop).String("Status"));
        Assert.Equal(ids, shop.Instances().Select(static i => i.String("InstanceId")));
        Assert.Contains("MaxHealthyPercentage", shop.FailOnGroup("StartInstanceRefresh", ("Preferences", new Struct { ["MinHealthyPercentage"] = 50L, ["MaxHealthyPercentage"] = 200L })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_pauses_the_refresh()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-adding-checkpoints-instance-refresh.html
        var shop = Settled(4, "$Latest");
        shop.OnGroup("StartInstanceRefresh", ("Preferences", new Struct { ["CheckpointPercentages"] = new List<object> { 50L, 100L }, ["CheckpointDelay"] = 1800L }));
        shop.Minutes(25);
        Assert.Equal(50, Refresh(shop).Int("PercentageComplete"));
        shop.Minutes(25);
        Assert.Equal(100, Refresh(shop).Int("PercentageComplete"));
    }

    [Fact]
    public void A_warm_pool_is_filled_and_drawn_from()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html
        var shop = Shop.Running(1, 4);
        shop.OnGroup("PutWarmPool");
        shop.Minutes(5);
        var pool = shop.OnGroup("DescribeWarmPool");
        Assert.Equal(["Warmed:Stopped", "Warmed:Stopped", "Warmed:Stopped"], pool.Structs("Instances").Select(static i => i.String("LifecycleState")));
        var warm = pool.Structs("Instances").Select(static i => i.String("InstanceId")).ToList();

        shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 2L));
        shop.Minutes(4);
        Assert.Equal(2, shop.InService);
        Assert.Single(shop.Instances(), i => warm.Contains(i.String("InstanceId")));
        Assert.Contains(shop.Activities(), static a => a.String("Description")!.StartsWith("Launching a new EC2 instance from warm pool: i-", StringComparison.Ordinal));
        Assert.Equal(2, shop.Describe().Int("WarmPoolSize"));

        shop.OnGroup("DeleteWarmPool");
        shop.Minutes(4);
        Assert.False(shop.Describe().Has("WarmPoolConfiguration"));
        Assert.Equal(2, shop.InService);
    }
}
