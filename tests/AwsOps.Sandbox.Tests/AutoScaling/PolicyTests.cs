using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.AutoScaling;

/// <summary>Policies and the alarms that invoke them.</summary>
public class PolicyTests
{
    private static readonly MetricId Queue = new("Shop", "QueueLength", ("Queue", "orders"));

    private static Struct Tracking(double target, bool disableScaleIn = false) => new()
    {
        ["TargetValue"] = target,
        ["DisableScaleIn"] = disableScaleIn,
        ["PredefinedMetricSpecification"] = new Struct { ["PredefinedMetricType"] = "ASGAverageCPUUtilization" },
    };

    private static Struct Step(double? lower, double? upper, int adjustment) =>
        new() { ["MetricIntervalLowerBound"] = lower, ["MetricIntervalUpperBound"] = upper, ["ScalingAdjustment"] = (long)adjustment };

    // An alarm on the queue, above 100, that invokes a policy.
    private static void Alarm(Shop shop, string policyArn) => shop.CloudWatch("PutMetricAlarm", new Struct
    {
        ["AlarmName"] = "orders",
        ["Namespace"] = Queue.Namespace,
        ["MetricName"] = Queue.Name,
        ["Dimensions"] = Queue.DimensionStructs(),
        ["Statistic"] = "Average",
        ["Period"] = 60L,
        ["EvaluationPeriods"] = 1L,
        ["Threshold"] = 100.0,
        ["ComparisonOperator"] = "GreaterThanThreshold",
        ["AlarmActions"] = new List<string> { policyArn },
    });

    private static void Feed(Shop shop, int minutes, double value)
    {
        for (var i = 0; i < minutes; i++)
        {
            shop.Metrics.Put(Queue, shop.Now, value, "Count");
            shop.Minutes(1);
        }
    }

    [Fact]
    public void Target_tracking_makes_two_alarms_of_three_and_fifteen_minutes()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
        var shop = Shop.Running(2, 20, 10);
        var answer = shop.OnGroup("PutScalingPolicy", ("PolicyName", "cpu"), ("PolicyType", "TargetTrackingScaling"), ("TargetTrackingConfiguration", Tracking(50)));
        Assert.Contains(":autoScalingGroupName/web:policyName/cpu", answer.String("PolicyARN"), StringComparison.Ordinal);
        var alarms = shop.CloudWatch("DescribeAlarms").Structs("MetricAlarms");
        Assert.Equal(2, alarms.Count);
        var (high, low) = (alarms[0], alarms[1]);
        Assert.StartsWith("TargetTracking-web-AlarmHigh-", high.String("AlarmName"), StringComparison.Ordinal);
        Assert.Equal((50.0, 3, 60, "GreaterThanThreshold"), (high.Double("Threshold"), high.Int("EvaluationPeriods"), high.Int("Period"), high.String("ComparisonOperator")));
        Assert.StartsWith("TargetTracking-web-AlarmLow-", low.String("AlarmName"), StringComparison.Ordinal);
        Assert.Equal((45.0, 15, "LessThanThreshold"), (low.Double("Threshold"), low.Int("EvaluationPeriods"), low.String("ComparisonOperator")));
        Assert.Equal($"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {answer.String("PolicyARN")}.", high.String("AlarmDescription"));
        Assert.Equal(high.String("AlarmName"), answer.Structs("Alarms")[0].String("AlarmName"));

        shop.OnGroup("DeletePolicy", ("PolicyName", "cpu"));
        Assert.Empty(shop.CloudWatch("DescribeAlarms").Structs("MetricAlarms"));
    }

    [Fact]
    public void With_scale_in_disabled_there_is_no_low_alarm_and_basic_monitoring_takes_five_minutes()
    {
        var shop = new Shop(detailedMonitoring: false);
        shop.Create(1, 5);
        shop.OnGroup("PutScalingPolicy", ("PolicyName", "cpu"), ("PolicyType", "TargetTrackingScaling"), ("TargetTrackingConfiguration", Tracking(50, disableScaleIn: true)));
        var alarm = Assert.Single(shop.CloudWatch("DescribeAlarms").Structs("MetricAlarms"));
        Assert.Equal(300, alarm.Int("Period"));
    }

    [Fact]
    public void Step_scaling_takes_the_step_of_the_breach_and_adds_nothing_while_it_warms_up()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html#as-scaling-steps
        var shop = Shop.Running(2, 20, 10);
        var arn = shop.OnGroup(
            "PutScalingPolicy",
            ("PolicyName", "steps"),
            ("PolicyType", "StepScaling"),
            ("AdjustmentType", "PercentChangeInCapacity"),
            ("EstimatedInstanceWarmup", 600L),
            ("StepAdjustments", new List<Struct> { Step(0, 100, 10), Step(100, null, 30) })).String("PolicyARN")!;
        // The first ten have to be warm themselves.
        shop.Minutes(12);
        Alarm(shop, arn);
        Feed(shop, 4, 150);
        Assert.Equal(11, shop.Describe().Int("DesiredCapacity"));
        // The higher step: 30 percent of the 10 that are warm, of which 1 is on its way.
        Feed(shop, 4, 250);
        Assert.Equal(13, shop.Describe().Int("DesiredCapacity"));
        Feed(shop, 4, 250);
        Assert.Equal(13, shop.Describe().Int("DesiredCapacity"));
        Assert.Contains("a monitor alarm orders in state ALARM triggered policy steps changing the desired capacity from 11 to 13.", shop.Activities()[0].String("Cause"), StringComparison.Ordinal);
    }

    [Fact]
    public void Simple_scaling_waits_for_its_cooldown_and_the_alarm_keeps_asking()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scaling-cooldowns.html
        var shop = Shop.Running(1, 10, 1);
        var arn = shop.OnGroup("PutScalingPolicy", ("PolicyName", "one"), ("AdjustmentType", "ChangeInCapacity"), ("ScalingAdjustment", 1L), ("Cooldown", 300L)).String("PolicyARN")!;
        Alarm(shop, arn);
        Feed(shop, 5, 500);
        Assert.Equal(2, shop.Describe().Int("DesiredCapacity"));
        // Launched within two minutes, then five minutes of cooldown.
        Feed(shop, 6, 500);
        Assert.Equal(3, shop.Describe().Int("DesiredCapacity"));
    }

    [Fact]
    public void A_policy_is_executed_by_request()
    {
        // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_ExecutePolicy.html
        var shop = Shop.Running(1, 10, 2);
        shop.OnGroup("PutScalingPolicy", ("PolicyName", "double"), ("AdjustmentType", "PercentChangeInCapacity"), ("ScalingAdjustment", 100L));
        shop.OnGroup("ExecutePolicy", ("PolicyName", "double"));
        Assert.Equal(4, shop.Describe().Int("DesiredCapacity"));
        shop.Minutes(2);
        Assert.Contains("a user request executed policy double changing the desired capacity from 2 to 4.", shop.Activities()[0].String("Cause"), StringComparison.Ordinal);
        Assert.Equal("ScalingActivityInProgress", shop.FailOnGroup("ExecutePolicy", ("PolicyName", "double"), ("HonorCooldown", true)).Code);

        shop.OnGroup("PutScalingPolicy", ("PolicyName", "steps"), ("PolicyType", "StepScaling"), ("AdjustmentType", "ChangeInCapacity"), ("StepAdjustments", new List<Struct> { Step(0, null, 3) }));
        Assert.Contains("MetricValue", shop.FailOnGroup("ExecutePolicy", ("PolicyName", "steps")).Message, StringComparison.Ordinal);
        shop.Minutes(10);
        shop.OnGroup("ExecutePolicy", ("PolicyName", "steps"), ("MetricValue", 60.0), ("BreachThreshold", 50.0));
        Assert.Equal(7, shop.Describe().Int("DesiredCapacity"));
        Assert.Contains("Policy Not Found", shop.FailOnGroup("ExecutePolicy", ("PolicyName", "none")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_policies_are_refused()
    {
        var shop = Shop.Running(1, 2);
        AwsError Put(params (string, object?)[] members) => shop.FailOnGroup("PutScalingPolicy", [("PolicyName", "x"), .. members]);
        Assert.Contains("ScalingAdjustment", Put(("AdjustmentType", "ChangeInCapacity")).Message, StringComparison.Ordinal);
        Assert.Contains("AdjustmentType 'Twice'", Put(("AdjustmentType", "Twice"), ("ScalingAdjustment", 1L)).Message, StringComparison.Ordinal);
        Assert.Contains("gap", Put(("PolicyType", "StepScaling"), ("AdjustmentType", "ChangeInCapacity"), ("StepAdjustments", new List<Struct> { Step(0, 10, 1), Step(20, null, 2) })).Message, StringComparison.Ordinal);
        Assert.Contains("TargetValue", Put(("PolicyType", "TargetTrackingScaling"), ("TargetTrackingConfiguration", Tracking(0))).Message, StringComparison.Ordinal);
        var label = Tracking(100);
        label["PredefinedMetricSpecification"] = new Struct { ["PredefinedMetricType"] = "ALBRequestCountPerTarget", ["ResourceLabel"] = "app/a/1/targetgroup/b/2" };
        Assert.Contains("targetgroup/b/2", Put(("PolicyType", "TargetTrackingScaling"), ("TargetTrackingConfiguration", label)).Message, StringComparison.Ordinal);
        Assert.Equal("Group nowhere not found", shop.Fail("PutScalingPolicy", new Struct { ["AutoScalingGroupName"] = "nowhere", ["PolicyName"] = "x" }).Message);
    }

    [Theory]
    [InlineData("ExactCapacity", 30L, 1)]
    [InlineData("ExactCapacity", 600L, 2)]
    [InlineData("desired", 600L, 0)]
    public void An_instance_has_the_warm_up_of_the_policy_that_launched_it(string launchedBy, long warmup, int policies)
    {
        // "This warm-up period applies to instances launched due to a specific target tracking or step scaling policy."
        // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html
        var shop = Shop.Running(1, 10);
        for (var i = 0; i < policies; i++)
        {
            // The second policy's warm-up is that of the other case: what counts is who launched.
            shop.OnGroup("PutScalingPolicy", ("PolicyName", $"step{i}"), ("PolicyType", "StepScaling"), ("AdjustmentType", "ExactCapacity"),
                ("EstimatedInstanceWarmup", i == 0 ? warmup : 1L), ("StepAdjustments", new List<Struct> { Step(0, null, 3) }));
        }

        if (launchedBy == "desired")
        {
            shop.OnGroup("SetDesiredCapacity", ("DesiredCapacity", 3L));
        }
        else
        {
            shop.OnGroup("ExecutePolicy", ("PolicyName", "step0"), ("MetricValue", 1.0), ("BreachThreshold", 0.0));
        }

        shop.Until(() => shop.InService == 3);
        shop.Minutes(1);
        shop.State.TryGet(Shop.Group, out var group);
        Assert.Equal(launchedBy != "desired" && warmup > 60 ? 2 : 0, group!.CapacityAt(shop.Now).Warming);
    }
}
