using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html</summary>
public class ScheduleTests
{
    [Fact]
    public void A_scheduled_action_fires_at_its_time()
    {
        var shop = Shop.Running(1, 2);
        shop.OnGroup("PutScheduledUpdateGroupAction", ("ScheduledActionName", "sale"), ("StartTime", shop.Now.AddMinutes(30)), ("MinSize", 3L), ("MaxSize", 10L), ("DesiredCapacity", 4L));
        shop.Minutes(29.9);
        Assert.Equal(1, shop.InService);
        shop.Minutes(3);
        Assert.Equal(4, shop.InService);
        Assert.Equal(10, shop.Describe().Int("MaxSize"));
        Assert.StartsWith(
            "At 2026-01-05T08:33:00Z a scheduled action update of AutoScalingGroup constraints to min: 3, max: 10, desired: 4 changing the desired capacity from 1 to 4.  At ",
            shop.Activities()[0].String("Cause"),
            StringComparison.Ordinal);
        // One that does not recur is gone after its time.
        Assert.Empty(shop.OnGroup("DescribeScheduledActions").Structs("ScheduledUpdateGroupActions"));
    }

    [Fact]
    public void A_recurrence_is_read_in_its_time_zone_and_fires_every_time()
    {
        var shop = Shop.Running(1, 5);
        shop.OnGroup("PutScheduledUpdateGroupAction", ("ScheduledActionName", "morning"), ("Recurrence", "0 10 * * *"), ("TimeZone", "Europe/Berlin"), ("DesiredCapacity", 3L));
        shop.OnGroup("PutScheduledUpdateGroupAction", ("ScheduledActionName", "evening"), ("Recurrence", "0 20 * * *"), ("TimeZone", "Europe/Berlin"), ("DesiredCapacity", 1L));
        var next = shop.OnGroup("DescribeScheduledActions").Structs("ScheduledUpdateGroupActions");
        Assert.Equal(["morning", "evening"], next.Select(static s => s.String("ScheduledActionName")));
        Assert.Equal(new DateTime(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc), next[0].Time("StartTime"));
        for (var day = 0; day < 3; day++)
        {
            // 09:10 UTC, then 19:10.
            shop.Cloud.Advance(new DateTime(2026, 1, 5 + day, 9, 10, 0, DateTimeKind.Utc) - shop.Now);
            Assert.Equal(3, shop.InService);
            shop.Minutes(600);
            Assert.Equal(1, shop.InService);
        }
    }

    [Fact]
    public void What_falls_due_while_suspended_is_lost()
    {
        var shop = Shop.Running(1, 5);
        shop.OnGroup("PutScheduledUpdateGroupAction", ("ScheduledActionName", "sale"), ("StartTime", shop.Now.AddMinutes(5)), ("DesiredCapacity", 4L));
        shop.OnGroup("SuspendProcesses", ("ScalingProcesses", new List<string> { "ScheduledActions" }));
        shop.Minutes(10);
        shop.OnGroup("ResumeProcesses");
        shop.Minutes(10);
        Assert.Equal(1, shop.InService);
    }

    [Fact]
    public void Bad_actions_are_refused_with_their_values()
    {
        var shop = Shop.Running(1, 5);
        AwsError Put(params (string, object?)[] members) => shop.FailOnGroup("PutScheduledUpdateGroupAction", [("ScheduledActionName", "x"), .. members]);
        Assert.Equal("Given start time is in the past", Put(("StartTime", shop.Now.AddMinutes(-1)), ("DesiredCapacity", 1L)).Message);
        Assert.Contains("61 * * * *", Put(("Recurrence", "61 * * * *"), ("DesiredCapacity", 1L)).Message, StringComparison.Ordinal);
        Assert.Contains("Mars/Base", Put(("Recurrence", "0 * * * *"), ("TimeZone", "Mars/Base"), ("DesiredCapacity", 1L)).Message, StringComparison.Ordinal);
        Assert.Contains("MinSize", Put(("StartTime", shop.Now.AddMinutes(1)), ("MinSize", 3L), ("MaxSize", 2L)).Message, StringComparison.Ordinal);
        Assert.Contains("at least one", Put(("StartTime", shop.Now.AddMinutes(1))).Message, StringComparison.Ordinal);

        shop.OnGroup("PutScheduledUpdateGroupAction", ("ScheduledActionName", "a"), ("StartTime", shop.Now.AddMinutes(5)), ("DesiredCapacity", 1L));
        Assert.Equal("AlreadyExists", Put(("StartTime", shop.Now.AddMinutes(5)), ("DesiredCapacity", 2L)).Code);
    }

    [Fact]
    public void A_batch_reports_what_failed_and_keeps_the_rest()
    {
        var shop = Shop.Running(1, 5);
        var failed = shop.OnGroup("BatchPutScheduledUpdateGroupAction", ("ScheduledUpdateGroupActions", new List<Struct>
        {
            new() { ["ScheduledActionName"] = "good", ["StartTime"] = shop.Now.AddHours(1), ["DesiredCapacity"] = 2L },
            new() { ["ScheduledActionName"] = "bad", ["StartTime"] = shop.Now.AddHours(2) },
        })).Structs("FailedScheduledUpdateGroupActions");
        Assert.Equal("bad", Assert.Single(failed).String("ScheduledActionName"));
        Assert.Single(shop.OnGroup("DescribeScheduledActions").Structs("ScheduledUpdateGroupActions"));
        var missing = shop.OnGroup("BatchDeleteScheduledAction", ("ScheduledActionNames", new List<string> { "good", "none" })).Structs("FailedScheduledActions");
        Assert.Equal("none", Assert.Single(missing).String("ScheduledActionName"));
    }
}
