using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.Load;
using AwsOps.Sandbox.Tests.AutoScaling;

namespace AwsOps.Sandbox.Tests.Load;

public class LoadTests
{
    private static double Last(Shop shop, string metricNamespace, string name, string statistic, params (string, string)[] dimensions)
    {
        var points = shop.Metrics.Read(new MetricId(metricNamespace, name, dimensions), shop.Now.AddMinutes(-10), shop.Now, 60);
        return points.Count == 0 ? double.NaN : points[^1].Statistic(statistic);
    }

    private static SandboxLoad Attach(Shop shop, double rate) => SandboxLoad.Attach(
        shop.Cloud, SandboxTest.Region, new LoadSettings { ScalingGroupName = Shop.Group, Points = [new(TimeSpan.Zero, rate)], CapacityPerInstance = 100 });

    [Fact]
    public void Load_becomes_cpu_of_each_instance_and_of_the_group()
    {
        var shop = Shop.Running(2, 2);
        var load = Attach(shop, 80);
        shop.Minutes(2);
        Assert.Equal(40, Last(shop, "AWS/EC2", "CPUUtilization", "Average", ("AutoScalingGroupName", "web")), 6);
        Assert.Equal(2, Last(shop, "AWS/EC2", "CPUUtilization", "SampleCount", ("AutoScalingGroupName", "web")));
        Assert.Equal(40, Last(shop, "AWS/EC2", "CPUUtilization", "Average", ("InstanceId", shop.Instances()[0].String("InstanceId")!)), 6);
        Assert.Equal((80, 80, 2), (load.Samples[^1].RequestsPerSecond, load.Samples[^1].ServedPerSecond, load.Samples[^1].Instances));
    }

    [Fact]
    public void Cpu_saturates_and_what_exceeds_the_capacity_is_lost()
    {
        var shop = new Shop();
        var targets = Balancing.TargetGroup(shop, "web");
        shop.Create(2, 2, change: r => r["TargetGroupARNs"] = new List<string> { targets.Arn });
        shop.Minutes(6);
        var load = Attach(shop, 300);
        shop.Minutes(2);
        var balancer = ("LoadBalancer", shop.Elb.LoadBalancers[0].FullName);
        var target = ("TargetGroup", targets.FullName);
        Assert.Equal(100, Last(shop, "AWS/EC2", "CPUUtilization", "Maximum", ("AutoScalingGroupName", "web")));
        Assert.Equal(200, load.Samples[^1].ServedPerSecond);
        Assert.Equal(18_000, Last(shop, "AWS/ApplicationELB", "RequestCount", "Sum", balancer));
        Assert.Equal(9_000, Last(shop, "AWS/ApplicationELB", "RequestCountPerTarget", "Sum", target, balancer));
        Assert.Equal(6_000, Last(shop, "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "Sum", target, balancer));
        Assert.Equal(2, Last(shop, "AWS/ApplicationELB", "HealthyHostCount", "Average", target, balancer));
        Assert.True(Last(shop, "AWS/ApplicationELB", "TargetResponseTime", "Average", balancer) > 1);
    }

    [Fact]
    public void Basic_monitoring_publishes_every_five_minutes()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-cloudwatch-new.html
        var shop = new Shop(detailedMonitoring: false);
        shop.Create(1, 1);
        shop.Minutes(3);
        Attach(shop, 50);
        shop.Minutes(20);
        var points = shop.Metrics.Read(new MetricId("AWS/EC2", "CPUUtilization", ("AutoScalingGroupName", "web")), shop.Now.AddMinutes(-20), shop.Now, 60);
        Assert.Equal(3, points.Count);
        Assert.All(points, static p => Assert.Equal(0, p.Start.Minute % 5));
        Assert.Equal(50, points[^1].Statistic("Average"), 6);
    }

    [Fact]
    public void Without_load_an_instance_idles()
    {
        var shop = Shop.Running(1, 1);
        shop.Minutes(2);
        Assert.InRange(Last(shop, "AWS/EC2", "CPUUtilization", "Average", ("AutoScalingGroupName", "web")), 0, 2);
        Assert.Equal(0, Last(shop, "AWS/EC2", "StatusCheckFailed", "Maximum", ("InstanceId", shop.Instances()[0].String("InstanceId")!)));
    }

    [Fact]
    public void Points_are_interpolated_and_noise_follows_the_seed()
    {
        var settings = new LoadSettings { ScalingGroupName = "g", Points = [new(TimeSpan.FromMinutes(10), 100), new(TimeSpan.FromMinutes(20), 300)] };
        Assert.Equal((100, 200, 300), (settings.RateAt(TimeSpan.Zero), settings.RateAt(TimeSpan.FromMinutes(15)), settings.RateAt(TimeSpan.FromHours(1))));

        static List<double> Day()
        {
            var shop = Shop.Running(1, 1);
            var load = SandboxLoad.Attach(shop.Cloud, SandboxTest.Region, new LoadSettings { ScalingGroupName = Shop.Group, Points = [new(TimeSpan.Zero, 100)], Noise = 0.1 });
            shop.Minutes(30);
            return [.. load.Samples.Select(static s => s.RequestsPerSecond)];
        }

        var day = Day();
        Assert.Equal(day, Day());
        Assert.All(day, static r => Assert.InRange(r, 90, 110));
        Assert.True(day.Distinct().Count() > 20);
    }

    [Fact]
    public void A_load_needs_a_group_points_and_capacity()
    {
        var shop = Shop.Running(1, 1);
        string Message(LoadSettings settings) => Assert.Throws<ArgumentException>(() => SandboxLoad.Attach(shop.Cloud, SandboxTest.Region, settings)).Message;
        LoadPoint[] constant = [new(TimeSpan.Zero, 1)];
        Assert.Contains("ScalingGroupName", Message(new LoadSettings { Points = constant }), StringComparison.Ordinal);
        var missing = Assert.Throws<KeyNotFoundException>(() => SandboxLoad.Attach(shop.Cloud, SandboxTest.Region, new LoadSettings { ScalingGroupName = "none", Points = constant }));
        Assert.Contains("'none'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("Points", Message(new LoadSettings { ScalingGroupName = "web", Points = [] }), StringComparison.Ordinal);
        Assert.Contains("order", Message(new LoadSettings { ScalingGroupName = "web", Points = [new(TimeSpan.FromHours(1), 1), new(TimeSpan.Zero, 1)] }), StringComparison.Ordinal);
        Assert.Contains("Noise 2", Message(new LoadSettings { ScalingGroupName = "web", Points = constant, Noise = 2 }), StringComparison.Ordinal);
        var load = SandboxLoad.Attach(shop.Cloud, SandboxTest.Region, new LoadSettings { ScalingGroupName = "web", Points = constant });
        Assert.Same(load, Assert.Single(SandboxLoad.All(shop.Cloud, SandboxTest.Region)));
        Assert.True(SandboxLoad.Detach(shop.Cloud, SandboxTest.Region, load));
    }
}
