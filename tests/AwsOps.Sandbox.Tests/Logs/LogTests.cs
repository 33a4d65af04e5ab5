using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Logs;

namespace AwsOps.Sandbox.Tests.Logs;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html</summary>
public class LogTests
{
    private readonly SandboxCloud _cloud = new();

    private long Now => LogTime.Of(_cloud.Clock.UtcNow);

    private Struct Call(string operation, params (string Name, object? Value)[] members) => _cloud.Call("logs", operation, Request(members));

    private AwsError Fail(string operation, params (string Name, object? Value)[] members) => _cloud.Fail("logs", operation, Request(members));

    private static Struct Request((string Name, object? Value)[] members)
    {
        var request = new Struct();
        foreach (var (name, value) in members)
        {
            request[name] = value;
        }

        return request;
    }

    private void Make(string group = "/shop/web", string stream = "a")
    {
        Call("CreateLogGroup", ("logGroupName", group));
        Call("CreateLogStream", ("logGroupName", group), ("logStreamName", stream));
    }

    private Struct Put(params string[] messages) => PutAt(Now, messages);

    private Struct PutAt(long time, params string[] messages) => Call("PutLogEvents", ("logGroupName", "/shop/web"), ("logStreamName", "a"),
        ("logEvents", messages.Select((m, i) => new Struct { ["timestamp"] = time + i, ["message"] = m }).ToList()));

    private List<string?> Filter(string? pattern) =>
        [.. Call("FilterLogEvents", ("logGroupName", "/shop/web"), ("filterPattern", pattern)).Structs("events").Select(static e => e.String("message"))];

    [Fact]
    public void Groups_and_streams_are_made_found_and_deleted()
    {
        Make();
        Make("/shop/db");
        Assert.Equal("The specified log group already exists", Fail("CreateLogGroup", ("logGroupName", "/shop/web")).Message);
        Assert.Equal("ResourceAlreadyExistsException", Fail("CreateLogStream", ("logGroupName", "/shop/web"), ("logStreamName", "a")).Code);
        Assert.Equal("The specified log stream does not exist.", Fail("GetLogEvents", ("logGroupName", "/shop/web"), ("logStreamName", "z")).Message);
        var group = Assert.Single(Call("DescribeLogGroups", ("logGroupNamePrefix", "/shop/w")).Structs("logGroups"));
        Assert.Equal("arn:aws:logs:eu-west-1:111122223333:log-group:/shop/web:*", group.String("arn"));
        Call("DeleteLogGroup", ("logGroupName", "/shop/db"));
        Assert.Single(Call("DescribeLogGroups").Structs("logGroups"));
        Assert.Equal("ResourceNotFoundException", Fail("DeleteLogGroup", ("logGroupName", "/shop/db")).Code);
    }

    [Fact]
    public void A_reader_follows_a_stream_with_the_forward_token()
    {
        // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
        Make();
        Put("1", "2", "3");
        (string, object?)[] stream = [("logGroupName", "/shop/web"), ("logStreamName", "a"), ("startFromHead", true), ("limit", 2L)];
        var first = Call("GetLogEvents", stream);
        Assert.Equal(["1", "2"], first.Structs("events").Select(static e => e.String("message")));
        var second = Call("GetLogEvents", [.. stream, ("nextToken", first.String("nextForwardToken"))]);
        Assert.Equal(["3"], second.Structs("events").Select(static e => e.String("message")));
        var end = Call("GetLogEvents", [.. stream, ("nextToken", second.String("nextForwardToken"))]);
        Assert.Empty(end.Structs("events"));
        Assert.Equal(second.String("nextForwardToken"), end.String("nextForwardToken"));
        _cloud.Advance(TimeSpan.FromSeconds(1));
        Put("4");
        Assert.Equal(["4"], Call("GetLogEvents", [.. stream, ("nextToken", end.String("nextForwardToken"))]).Structs("events").Select(static e => e.String("message")));
        // Without startFromHead the latest come first.
        var latest = Call("GetLogEvents", ("logGroupName", "/shop/web"), ("logStreamName", "a"), ("limit", 1L));
        Assert.Equal("4", Assert.Single(latest.Structs("events")).String("message"));
    }

    [Fact]
    public void Events_too_old_or_too_new_are_rejected_and_the_rest_is_kept()
    {
        // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
        Make();
        Assert.Equal(2, PutAt(LogTime.Of(_cloud.Clock.UtcNow.AddDays(-15)), "a", "b").Child("rejectedLogEventsInfo")!.Int("tooOldLogEventEndIndex"));
        Assert.Equal(0, PutAt(LogTime.Of(_cloud.Clock.UtcNow.AddHours(3)), "c").Child("rejectedLogEventsInfo")!.Int("tooNewLogEventStartIndex"));
        Assert.False(Put("d").Has("rejectedLogEventsInfo"));
        Assert.Equal(["d"], Filter(null));
        var disorder = Fail("PutLogEvents", ("logGroupName", "/shop/web"), ("logStreamName", "a"), ("logEvents", new List<Struct>
        {
            new() { ["timestamp"] = Now, ["message"] = "x" }, new() { ["timestamp"] = Now - 1, ["message"] = "y" },
        }));
        Assert.Equal("Log events in a single PutLogEvents request must be in chronological order.", disorder.Message);
    }

    [Fact]
    public void Retention_lets_events_expire()
    {
        // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
        Make();
        Put("old");
        Call("PutRetentionPolicy", ("logGroupName", "/shop/web"), ("retentionInDays", 3L));
        _cloud.Advance(TimeSpan.FromDays(2));
        Put("new");
        Assert.Equal(["old", "new"], Filter(null));
        _cloud.Advance(TimeSpan.FromDays(2));
        Assert.Equal(["new"], Filter(null));
        Assert.Equal("InvalidParameterException", Fail("PutRetentionPolicy", ("logGroupName", "/shop/web"), ("retentionInDays", 4L)).Code);
        Call("DeleteRetentionPolicy", ("logGroupName", "/shop/web"));
        Assert.False(Call("DescribeLogGroups").Structs("logGroups")[0].Has("retentionInDays"));
    }

    [Theory]
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
    [InlineData("ERROR", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("ERROR", "[error 400]", false)]
    [InlineData("ERROR REQUEST", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("ERROR TIMEOUT", "[ERROR 400] BAD REQUEST", false)]
    [InlineData("?ERROR ?WARN", "[WARN 1] slow", true)]
    [InlineData("?ERROR ?WARN", "all is well", false)]
    [InlineData("ERROR -400", "[ERROR 400] BAD REQUEST", false)]
    [InlineData("ERROR -EXITING", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("\"BAD REQUEST\"", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("\"REQUEST BAD\"", "[ERROR 400] BAD REQUEST", false)]
    [InlineData("%ERR[A-Z]+ 4\\d\\d%", "[ERROR 400] BAD REQUEST", true)]
    [InlineData("{ $.level = \"ERROR\" }", "{\"level\":\"ERROR\"}", true)]
    [InlineData("{ $.level = \"ERR*\" && $.code >= 500 }", "{\"level\":\"ERROR\",\"code\":503}", true)]
    [InlineData("{ $.level = \"ERR*\" && $.code >= 500 }", "{\"level\":\"ERROR\",\"code\":404}", false)]
    [InlineData("{ ($.code = 404 || $.code = 410) && $.user.name != \"bot\" }", "{\"code\":410,\"user\":{\"name\":\"ann\"}}", true)]
    [InlineData("{ $.items[0].id = 7 }", "{\"items\":[{\"id\":7},{\"id\":8}]}", true)]
    [InlineData("{ $.error IS NULL }", "{\"error\":null}", true)]
    [InlineData("{ $.error NOT EXISTS }", "{\"a\":1}", true)]
    [InlineData("{ $.ok IS FALSE }", "{\"ok\":false}", true)]
    [InlineData("{ $.level = \"ERROR\" }", "not json", false)]
    [InlineData("[ip, user, time, request, status = 4*, size]", "127.0.0.1 ann [5/Jan/2026] \"GET /x HTTP/1.0\" 404 1534", true)]
    [InlineData("[ip, user, time, request, status = 4*, size > 2000]", "127.0.0.1 ann [5/Jan/2026] \"GET /x HTTP/1.0\" 404 1534", false)]
    [InlineData("[..., status = 404, size]", "127.0.0.1 ann [5/Jan/2026] \"GET /x HTTP/1.0\" 404 1534", true)]
    [InlineData("[ip, status]", "one two three", false)]
    [InlineData("", "anything", true)]
    public void Patterns_match_as_documented(string pattern, string message, bool matches)
    {
        var found = Call("TestMetricFilter", ("filterPattern", pattern), ("logEventMessages", new List<string> { message })).Structs("matches");
        Assert.Equal(matches, found.Count == 1);
    }

    [Theory]
    [InlineData("{ $.a = 1")]
    [InlineData("{ $.a 1 }")]
    [InlineData("{ a = 1 }")]
    [InlineData("\"open")]
    [InlineData("[a, b")]
    [InlineData("no:quotes")]
    public void Bad_patterns_are_refused(string pattern)
    {
        Make();
        Assert.Equal("InvalidParameterException", Fail("FilterLogEvents", ("logGroupName", "/shop/web"), ("filterPattern", pattern)).Code);
    }

    [Fact]
    public void Search_goes_over_streams_in_the_order_of_time()
    {
        Make();
        Call("CreateLogStream", ("logGroupName", "/shop/web"), ("logStreamName", "b"));
        PutAt(Now, "first", "third");
        Call("PutLogEvents", ("logGroupName", "/shop/web"), ("logStreamName", "b"), ("logEvents", new List<Struct> { new() { ["timestamp"] = Now, ["message"] = "second" } }));
        Assert.Equal(["first", "second", "third"], Filter(null));
        var page = Call("FilterLogEvents", ("logGroupName", "/shop/web"), ("limit", 2L));
        Assert.Equal("third", Assert.Single(Call("FilterLogEvents", ("logGroupName", "/shop/web"), ("limit", 2L), ("nextToken", page.String("nextToken"))).Structs("events")).String("message"));
        Assert.Equal("second", Assert.Single(Call("FilterLogEvents", ("logGroupName", "/shop/web"), ("logStreamNamePrefix", "b")).Structs("events")).String("message"));
        var streams = Call("DescribeLogStreams", ("logGroupName", "/shop/web"), ("orderBy", "LastEventTime"), ("descending", true)).Structs("logStreams");
        Assert.Equal(["a", "b"], streams.Select(static s => s.String("logStreamName")));
    }

    [Fact]
    public void A_metric_filter_feeds_an_alarm()
    {
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
        Make();
        Call("PutMetricFilter", ("logGroupName", "/shop/web"), ("filterName", "slow"), ("filterPattern", "{ $.ms > 100 }"), ("metricTransformations", new List<Struct>
        {
            new() { ["metricNamespace"] = "Shop", ["metricName"] = "SlowMs", ["metricValue"] = "$.ms" },
        }));
        Put("{\"ms\":50}", "{\"ms\":250}", "noise");
        var points = _cloud.Call("cloudwatch", "GetMetricStatistics", new Struct
        {
            ["Namespace"] = "Shop",
            ["MetricName"] = "SlowMs",
            ["StartTime"] = _cloud.Clock.UtcNow,
            ["EndTime"] = _cloud.Clock.UtcNow.AddMinutes(1),
            ["Period"] = 60L,
            ["Statistics"] = new List<string> { "Sum", "SampleCount" },
        }).Structs("Datapoints");
        Assert.Equal((250.0, 1.0), (Assert.Single(points).Double("Sum"), points[0].Double("SampleCount")));
        Assert.Equal("slow", Assert.Single(Call("DescribeMetricFilters", ("logGroupName", "/shop/web")).Structs("metricFilters")).String("filterName"));
        Call("DeleteMetricFilter", ("logGroupName", "/shop/web"), ("filterName", "slow"));
        Assert.Empty(Call("DescribeMetricFilters").Structs("metricFilters"));
    }

    [Fact]
    public void Tags_are_kept_by_arn()
    {
        Call("CreateLogGroup", ("logGroupName", "g"), ("tags", new Struct { ["Team"] = "shop" }));
        (string, object?) arn = ("resourceArn", "arn:aws:logs:eu-west-1:111122223333:log-group:g");
        Call("TagResource", arn, ("tags", new Struct { ["Env"] = "test" }));
        Call("UntagResource", arn, ("tagKeys", new List<string> { "Team" }));
        Assert.Equal("test", Assert.Single(Call("ListTagsForResource", arn).Child("tags")!).Value);
    }
}
