using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Load;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>A sale day: a group of 2 to 20 at 50 percent CPU, ten times the load within ten minutes, and back.</summary>
public class SurgeTests
{
    // One vCPU-second serves 50 requests; t3.micro has two: 100 a second are full, 50 are on target.
    private const double Steady = 90;

    private static readonly LoadPoint[] Sale =
    [
        new(TimeSpan.Zero, Steady), new(TimeSpan.FromMinutes(30), Steady), new(TimeSpan.FromMinutes(40), 10 * Steady),
        new(TimeSpan.FromMinutes(100), 10 * Steady), new(TimeSpan.FromMinutes(110), Steady),
    ];

    private static Shop Open(LoadPoint[] points)
    {
        var shop = Shop.Running(2, 20, zones: 3);
        SandboxLoad.Attach(shop.Cloud, SandboxTest.Region, new LoadSettings { ScalingGroupName = Shop.Group, Points = points });
        shop.OnGroup(
            "PutScalingPolicy",
            ("PolicyName", "cpu50"),
            ("PolicyType", "TargetTrackingScaling"),
            ("EstimatedInstanceWarmup", 120L),
            ("TargetTrackingConfiguration", new Struct
            {
                ["TargetValue"] = 50.0,
                ["PredefinedMetricSpecification"] = new Struct { ["PredefinedMetricType"] = "ASGAverageCPUUtilization" },
            }));
        return shop;
    }

    [Fact]
    public void Steady_load_on_target_changes_nothing()
    {
        var shop = Open([new(TimeSpan.Zero, Steady)]);
        shop.Minutes(60);
        Assert.Equal(2, shop.InService);
        Assert.Equal(2, shop.Activities().Count);
    }

    [Fact]
    public void A_tenfold_surge_scales_out_and_its_end_scales_in()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
        var shop = Open(Sale);
        shop.Minutes(30);
        Assert.Equal(2, shop.InService);

        shop.Minutes(45);
        // 900 requests a second at 50 each: 18 instances.
        Assert.InRange(shop.Describe().Int("DesiredCapacity")!.Value, 18, 20);
        Assert.InRange(shop.InService, 18, 20);

        shop.Minutes(180);
        Assert.InRange(shop.InService, 2, 3);
        var activities = shop.Activities();
        Assert.Contains(activities, static a => System.Text.RegularExpressions.Regex.IsMatch(
            a.String("Cause")!,
            "^At 2026-01-05T..:..:..Z a monitor alarm TargetTracking-web-AlarmHigh-[0-9a-f-]{36} in state ALARM triggered policy cpu50 changing the desired capacity from 2 to [0-9]+\\.  At 2026-01-05T..:..:..Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 2 to [0-9]+\\.$"));
        Assert.Contains(activities, static a => System.Text.RegularExpressions.Regex.IsMatch(
            a.String("Cause")!,
            "^At 2026-01-05T..:..:..Z a monitor alarm TargetTracking-web-AlarmLow-[0-9a-f-]{36} in state ALARM triggered policy cpu50 changing the desired capacity from [0-9]+ to [0-9]+\\.  At [^ ]+ an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from [0-9]+ to [0-9]+\\.(  At [^ ]+ instance i-[0-9a-f]+ was selected for termination\\.)+$"));
        Assert.All(activities, static a => Assert.Equal("Successful", a.String("StatusCode")));
    }

    [Fact]
    public void The_same_seed_gives_the_same_day()
    {
        static List<string> Day()
        {
            var shop = Open(Sale);
            shop.Minutes(120);
            return [.. shop.Activities().Select(static a => $"{a.Time("StartTime"):O} {a.String("Description")} {a.String("Cause")}")];
        }

        Assert.Equal(Day(), Day());
    }

    [Fact]
    public void Suspended_alarm_notification_keeps_policies_from_acting()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
        var shop = Open([new(TimeSpan.Zero, 10 * Steady)]);
        shop.OnGroup("SuspendProcesses", ("ScalingProcesses", new List<string> { "AlarmNotification" }));
        shop.Minutes(15);
        Assert.Equal(2, shop.InService);
        shop.OnGroup("ResumeProcesses");
        shop.Minutes(10);
        Assert.True(shop.InService > 2);
    }
}
