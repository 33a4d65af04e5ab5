using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.CloudWatch;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html</summary>
public class AlarmTests
{
    private static readonly MetricId Errors = new("Shop", "Errors");

    private readonly SandboxCloud _cloud = new();

    private Scope Scope => _cloud.Scope(_cloud.Options.Account, SandboxTest.Region);

    private MetricStore Metrics => Scope.Get<CloudWatchState>().Metrics;

    private Struct Call(string operation, Struct? request = null) => _cloud.Call("cloudwatch", operation, request);

    private AwsError Fail(string operation, Struct request) => _cloud.Fail("cloudwatch", operation, request);

    private static Struct Request(string name = "errors", params (string Name, object? Value)[] members)
    {
        var request = new Struct
        {
            ["AlarmName"] = name,
            ["Namespace"] = "Shop",
            ["MetricName"] = "Errors",
            ["Statistic"] = "Sum",
            ["Period"] = 60L,
            ["EvaluationPeriods"] = 3L,
            ["DatapointsToAlarm"] = 2L,
            ["Threshold"] = 10.0,
            ["ComparisonOperator"] = "GreaterThanThreshold",
        };
        foreach (var (member, value) in members)
        {
            request[member] = value;
        }

        return request;
    }

    private void Feed(params double[] values)
    {
        foreach (var value in values)
        {
            Metrics.Put(Errors, _cloud.Clock.UtcNow, value, "Count");
            _cloud.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private Struct Describe(string name = "errors") => Assert.Single(Call("DescribeAlarms", new Struct
    {
        ["AlarmNames"] = new List<string> { name },
        ["AlarmTypes"] = new List<string> { "MetricAlarm", "CompositeAlarm" },
    }).SelectMany(static m => m.Value as IEnumerable<object> ?? []).OfType<Struct>());

    private string? State(string name = "errors") => Describe(name).String("StateValue");

    [Fact]
    public void An_alarm_goes_through_its_states_and_says_why()
    {
        Call("PutMetricAlarm", Request());
        Assert.Equal("INSUFFICIENT_DATA", State());
        Assert.Equal("Unchecked: Initial alarm creation", Describe().String("StateReason"));
        Feed(1, 1, 1);
        _cloud.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal("OK", State());
        Feed(20, 1, 20);
        Assert.Equal("ALARM", State());
        Assert.StartsWith("Threshold Crossed: 2 out of the last 3 datapoints [20.0 (05/01/26 08:0", Describe().String("StateReason"), StringComparison.Ordinal);
        Assert.Contains("were greater than the threshold (10.0)", Describe().String("StateReason"), StringComparison.Ordinal);
        Assert.Contains("\"threshold\":10.0", Describe().String("StateReasonData"), StringComparison.Ordinal);

        var history = Call("DescribeAlarmHistory", new Struct { ["AlarmName"] = "errors" }).Structs("AlarmHistoryItems");
        Assert.Equal(
            ["Alarm updated from OK to ALARM", "Alarm updated from INSUFFICIENT_DATA to OK", "Alarm \"errors\" created"],
            history.Select(static h => h.String("HistorySummary")));
        _cloud.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("INSUFFICIENT_DATA", State());
    }

    [Fact]
    public void The_change_comes_34_to_98_seconds_after_the_time_of_the_last_datapoint()
    {
        // Observed, not documented; the engine's facts carry the range as a parameter.
        for (var seed = 1; seed < 20; seed++)
        {
            using var cloud = new SandboxCloud(new SandboxOptions { Seed = seed });
            cloud.Call("cloudwatch", "PutMetricAlarm", Request(members: [("EvaluationPeriods", 1L), ("DatapointsToAlarm", null)]));
            cloud.Call("cloudwatch", "PutMetricData", new Struct { ["Namespace"] = "Shop", ["MetricData"] = new List<Struct> { new() { ["MetricName"] = "Errors", ["Value"] = 50.0 } } });
            var start = cloud.Clock.UtcNow;
            cloud.Advance(TimeSpan.FromMinutes(3));
            var alarm = Assert.Single(cloud.Call("cloudwatch", "DescribeAlarms").Structs("MetricAlarms"));
            Assert.Equal("ALARM", alarm.String("StateValue"));
            Assert.InRange((alarm.Time("StateTransitionedTimestamp")!.Value - start).TotalSeconds, 34, 98);
        }
    }

    [Fact]
    public void Missing_data_is_treated_as_asked()
    {
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-missing-data
        foreach (var treatment in new[] { "missing", "ignore", "breaching", "notBreaching" })
        {
            Call("PutMetricAlarm", Request(treatment, ("TreatMissingData", treatment)));
        }

        _cloud.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(
            ["INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "ALARM", "OK"],
            new[] { "missing", "ignore", "breaching", "notBreaching" }.Select(State));
    }

    [Fact]
    public void A_ten_second_alarm_is_evaluated_every_ten_seconds()
    {
        Call("PutMetricAlarm", Request(members: [("Period", 10L), ("EvaluationPeriods", 1L), ("DatapointsToAlarm", null)]));
        Call("PutMetricData", new Struct
        {
            ["Namespace"] = "Shop",
            ["MetricData"] = new List<Struct> { new() { ["MetricName"] = "Errors", ["Value"] = 50.0, ["StorageResolution"] = 1L } },
        });
        _cloud.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal("ALARM", State());
    }

    [Fact]
    public void An_alarm_on_an_expression_uses_the_query_that_returns_data()
    {
        static Struct Stat(string id, string name) => new()
        {
            ["Id"] = id,
            ["ReturnData"] = false,
            ["MetricStat"] = new Struct { ["Metric"] = new Struct { ["Namespace"] = "Shop", ["MetricName"] = name }, ["Period"] = 60L, ["Stat"] = "Sum" },
        };
        var request = Request("ratio", ("Threshold", 5.0), ("EvaluationPeriods", 1L), ("DatapointsToAlarm", null));
        foreach (var member in new[] { "Namespace", "MetricName", "Statistic", "Period" })
        {
            request.Remove(member);
        }

        request["Metrics"] = new List<Struct> { Stat("e", "Errors"), Stat("r", "Requests"), new() { ["Id"] = "ratio", ["Expression"] = "100 * e / r" } };
        Call("PutMetricAlarm", request);
        Metrics.Put(new MetricId("Shop", "Requests"), _cloud.Clock.UtcNow, 100, "Count");
        Feed(20);
        _cloud.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal("ALARM", State("ratio"));

        request["Metrics"] = new List<Struct> { Stat("e", "Errors") };
        Assert.Equal("Exactly one element of the metrics list should return data.", Fail("PutMetricAlarm", request).Message);
    }

    [Fact]
    public void SetAlarmState_lasts_until_the_next_evaluation()
    {
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
        Call("PutMetricAlarm", Request());
        Feed(1, 1, 1, 1);
        Call("SetAlarmState", new Struct { ["AlarmName"] = "errors", ["StateValue"] = "ALARM", ["StateReason"] = "test" });
        Assert.Equal(("ALARM", "test"), (State(), Describe().String("StateReason")));
        Feed(1);
        Assert.Equal("OK", State());
        Assert.Equal("ResourceNotFound", Fail("SetAlarmState", new Struct { ["AlarmName"] = "none", ["StateValue"] = "OK", ["StateReason"] = "x" }).Code);
    }

    [Fact]
    public void An_alarm_stops_its_instance()
    {
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/UsingAlarmActions.html
        var ec2 = Scope.Get<Ec2State>();
        var image = MachineImages.In(SandboxTest.Region).First(static i => i.Architecture == "x86_64");
        var instance = ec2.RunInstance(new InstanceSpec { ImageId = image.Id, InstanceType = "t3.micro", DetailedMonitoring = true });
        _cloud.Advance(TimeSpan.FromMinutes(2));
        Call("PutMetricAlarm", Request("idle", ("Namespace", "AWS/EC2"), ("MetricName", "CPUUtilization"), ("Statistic", "Average"), ("Threshold", 2.0), ("ComparisonOperator", "LessThanThreshold"),
            ("Dimensions", new List<Struct> { new() { ["Name"] = "InstanceId", ["Value"] = instance.Id } }),
            ("AlarmActions", new List<string> { "arn:aws:automate:eu-west-1:ec2:stop" })));
        _cloud.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(InstanceState.Stopped, instance.State);
        Assert.Contains(Call("DescribeAlarmHistory", new Struct { ["HistoryItemType"] = "Action" }).Structs("AlarmHistoryItems"), static h => h.String("HistorySummary") == "Successfully executed action arn:aws:automate:eu-west-1:ec2:stop");
    }

    [Fact]
    public void Disabled_actions_are_not_run()
    {
        Call("PutMetricAlarm", Request(members: ("AlarmActions", new List<string> { "arn:aws:sns:eu-west-1:111122223333:nowhere" })));
        Call("DisableAlarmActions", new Struct { ["AlarmNames"] = new List<string> { "errors" } });
        Feed(20, 20, 20, 20);
        Assert.Equal("ALARM", State());
        Assert.Empty(Call("DescribeAlarmHistory", new Struct { ["HistoryItemType"] = "Action" }).Structs("AlarmHistoryItems"));
        Assert.False(Describe().Bool("ActionsEnabled"));
    }

    [Fact]
    public void An_update_overwrites_everything_but_the_state()
    {
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
        Call("PutMetricAlarm", Request(members: ("AlarmDescription", "first")));
        Feed(20, 20, 20, 20);
        Call("PutMetricAlarm", Request(members: ("Threshold", 100.0)));
        Assert.Equal(("ALARM", 100.0, null), (State(), Describe().Double("Threshold"), Describe().String("AlarmDescription")));
    }

    [Fact]
    public void A_composite_alarm_follows_its_children()
    {
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
        Call("PutMetricAlarm", Request("a"));
        Call("PutMetricAlarm", Request("b b"));
        Call("PutCompositeAlarm", new Struct { ["AlarmName"] = "both", ["AlarmRule"] = "ALARM(a) AND NOT (OK(\"b b\") OR FALSE)" });
        Assert.Equal("OK", State("both"));
        Set("a", "ALARM");
        Assert.Equal("ALARM", State("both"));
        Assert.StartsWith("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a transitioned to ALARM at Monday 05 January, 2026 08:00:00 UTC", Describe("both").String("StateReason"), StringComparison.Ordinal);
        Set("b b", "OK");
        Assert.Equal("OK", State("both"));

        // Only metric alarms, unless asked for.
        Assert.Empty(Call("DescribeAlarms").Structs("CompositeAlarms"));
        Assert.Equal(["a", "b b"], Call("DescribeAlarms", new Struct { ["ChildrenOfAlarmName"] = "both" }).Structs("MetricAlarms").Select(static a => a.String("AlarmName")));
        Assert.Contains("depending on it", Fail("DeleteAlarms", new Struct { ["AlarmNames"] = new List<string> { "a" } }).Message, StringComparison.Ordinal);
        Call("DeleteAlarms", new Struct { ["AlarmNames"] = new List<string> { "both" } });
        Call("DeleteAlarms", new Struct { ["AlarmNames"] = new List<string> { "a", "b b" } });
        Assert.Empty(Call("DescribeAlarms").Structs("MetricAlarms"));
    }

    [Fact]
    public void A_suppressor_holds_the_actions_back()
    {
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
        Call("PutMetricAlarm", Request("a"));
        Call("PutMetricAlarm", Request("maintenance"));
        Call("PutCompositeAlarm", new Struct
        {
            ["AlarmName"] = "page",
            ["AlarmRule"] = "ALARM(a)",
            ["AlarmActions"] = new List<string> { "arn:aws:sns:eu-west-1:111122223333:oncall" },
            ["ActionsSuppressor"] = "maintenance",
            ["ActionsSuppressorWaitPeriod"] = 60L,
            ["ActionsSuppressorExtensionPeriod"] = 120L,
        });
        int Actions() => Call("DescribeAlarmHistory", new Struct { ["AlarmTypes"] = new List<string> { "CompositeAlarm" }, ["HistoryItemType"] = "Action" }).Structs("AlarmHistoryItems").Count;
        Set("maintenance", "ALARM");
        Set("a", "ALARM");
        Assert.Equal("Alarm", Describe("page").String("ActionsSuppressedBy"));
        Set("maintenance", "OK");
        Assert.Equal("ExtensionPeriod", Describe("page").String("ActionsSuppressedBy"));
        Assert.Equal(0, Actions());
    }

    [Theory]
    [InlineData("ALARM(", "missing")]
    [InlineData("MAYBE(a)", "MAYBE")]
    [InlineData("ALARM(a) ALARM(a)", "unexpected")]
    [InlineData("ALARM(a) AND ALARM(z)", "alarms [z] in the alarm rule do not exist")]
    public void Bad_rules_are_refused(string rule, string part)
    {
        Call("PutMetricAlarm", Request("a"));
        Assert.Contains(part, Fail("PutCompositeAlarm", new Struct { ["AlarmName"] = "c", ["AlarmRule"] = rule }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_alarms_are_refused()
    {
        Assert.Contains("Period 45", Fail("PutMetricAlarm", Request(members: ("Period", 45L))).Message, StringComparison.Ordinal);
        Assert.Contains("86400", Fail("PutMetricAlarm", Request(members: [("Period", 300L), ("EvaluationPeriods", 1000L)])).Message, StringComparison.Ordinal);
        Assert.Contains("DatapointsToAlarm 5", Fail("PutMetricAlarm", Request(members: ("DatapointsToAlarm", 5L))).Message, StringComparison.Ordinal);
        Assert.Contains("TreatMissingData", Fail("PutMetricAlarm", Request(members: ("TreatMissingData", "perhaps"))).Message, StringComparison.Ordinal);
        Assert.Equal("Invalid arn syntax: mail", Fail("PutMetricAlarm", Request(members: ("AlarmActions", new List<string> { "mail" }))).Message);
        Assert.Equal("Invalid region us-east-1 specified. Only eu-west-1 is supported.", Fail("PutMetricAlarm", Request(members: ("AlarmActions", new List<string> { "arn:aws:sns:us-east-1:111122223333:x" }))).Message);
        Assert.Contains("InstanceId", Fail("PutMetricAlarm", Request(members: ("AlarmActions", new List<string> { "arn:aws:automate:eu-west-1:ec2:stop" }))).Message, StringComparison.Ordinal);
        Assert.Equal("ResourceNotFound", Fail("DeleteAlarms", new Struct { ["AlarmNames"] = new List<string> { "none" } }).Code);
    }

    [Fact]
    public void Alarms_are_found_by_prefix_state_action_and_metric()
    {
        Call("PutMetricAlarm", Request("shop-a", ("AlarmActions", new List<string> { "arn:aws:sns:eu-west-1:111122223333:x" })));
        Call("PutMetricAlarm", Request("shop-b", ("MetricName", "Other")));
        Call("PutMetricAlarm", Request("cpu", ("Tags", new List<Struct> { new() { ["Key"] = "Team", ["Value"] = "shop" } })));
        string Names(Struct answer) => string.Join(' ', answer.Structs("MetricAlarms").Select(static a => a.String("AlarmName")));
        Assert.Equal("shop-a shop-b", Names(Call("DescribeAlarms", new Struct { ["AlarmNamePrefix"] = "shop-" })));
        Assert.Equal("shop-a", Names(Call("DescribeAlarms", new Struct { ["ActionPrefix"] = "arn:aws:sns:" })));
        Assert.Equal("", Names(Call("DescribeAlarms", new Struct { ["StateValue"] = "ALARM" })));
        Assert.Equal("cpu shop-a", Names(Call("DescribeAlarmsForMetric", new Struct { ["Namespace"] = "Shop", ["MetricName"] = "Errors" })));
        var page = Call("DescribeAlarms", new Struct { ["MaxRecords"] = 2L });
        Assert.Equal("cpu shop-a", Names(page));
        Assert.Equal("shop-b", Names(Call("DescribeAlarms", new Struct { ["MaxRecords"] = 2L, ["NextToken"] = page.String("NextToken") })));
        var tags = new Struct { ["ResourceARN"] = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu" };
        Assert.Equal("shop", Assert.Single(Call("ListTagsForResource", tags).Structs("Tags")).String("Value"));
    }

    private void Set(string name, string state) => Call("SetAlarmState", new Struct { ["AlarmName"] = name, ["StateValue"] = state, ["StateReason"] = "test" });
}
