using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Logs;

/// <summary>Queries of Logs Insights: those of AWS's pages, and what is beyond the sandbox.</summary>
public sealed class InsightsTests
{
    private readonly SandboxCloud _cloud = new();

    public InsightsTests()
    {
        Call("CreateLogGroup", new() { ["logGroupName"] = "flows" });
        Call("CreateLogStream", new() { ["logGroupName"] = "flows", ["logStreamName"] = "eni-1" });
        Put(
            "2 123456789010 eni-1 10.0.0.1 10.0.0.2 50000 443 6 10 1000 1418530010 1418530070 ACCEPT OK",
            "2 123456789010 eni-1 10.0.0.1 10.0.0.2 50001 443 6 5 500 1418530010 1418530070 ACCEPT OK",
            "2 123456789010 eni-1 192.0.2.7 10.0.0.2 53 53 17 1 80 1418530010 1418530070 REJECT OK",
            "2 123456789010 eni-1 - - - - - - - 1431280876 1431280934 - SKIPDATA",
            "user=ann, method:GET, latency := 12",
            "user=bob, method:GET, latency := 30",
            "Exception in thread main");
    }

    // The queries of https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-examples.html
    // and https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html, as they stand there.
    [Theory]
    [InlineData("stats sum(packets) as packetsTransferred by srcAddr, dstAddr\n| sort packetsTransferred  desc\n| limit 15", "srcAddr=10.0.0.1 dstAddr=10.0.0.2 packetsTransferred=15; srcAddr=192.0.2.7 dstAddr=10.0.0.2 packetsTransferred=1")]
    [InlineData("filter protocol=17 | stats count(*) by srcAddr", "srcAddr=192.0.2.7 count(*)=1")]
    [InlineData("filter logStatus=\"SKIPDATA\"\n| stats count(*) by bin(1h) as t\n| sort t", "t=2026-01-05 08:00:00.000 count(*)=1")]
    [InlineData("fields @message | filter @message not like /Exception|eni/ | sort @message", "@message=user=ann, method:GET, latency := 12; @message=user=bob, method:GET, latency := 30")]
    [InlineData("parse @message \"user=*, method:*, latency := *\" as @user,\n @method, @latency | filter ispresent(@user) | stats avg(@latency) by @method", "@method=GET avg(@latency)=21")]
    [InlineData("filter @message like /(?i)exception/ \n| stats count(*) as exceptionCount by bin(1h)\n| sort exceptionCount desc", "bin(1h)=2026-01-05 08:00:00.000 exceptionCount=1")]
    [InlineData("filter srcAddr = \"10.0.0.1\" | stats max(bytes) as most, min(bytes) as least, pct(bytes, 50) as half, count_distinct(srcPort) as ports, most - least as range", "most=1000 least=500 half=500 ports=2 range=500")]
    [InlineData("filter isIpv4InSubnet(srcAddr, \"10.0.0.0/8\") and dstPort in [443, 80] | fields srcPort + 1 as next, `dstPort` | sort next | limit 1", "next=50001 dstPort=443")]
    [InlineData("fields @message | parse @message /user=(?<name>[a-z]+),/ | filter name =~ /^b/ | display name", "name=bob")]
    [InlineData("# who\nstats count(*) as n by action | filter ispresent(action) and not (action = \"REJECT\" or n > 5)", "action=ACCEPT n=2")]
    [InlineData("filter bytes / packets ^ 1 >= 80 and bytes % 100 = 0 | dedup srcAddr | fields srcAddr, concat(srcAddr, \"-\", toupper(action)) as both", "srcAddr=10.0.0.1 both=10.0.0.1-ACCEPT")]
    public void Queries_of_the_guide_answer(string query, string rows) => Assert.Equal(rows, string.Join("; ", Run(query)));

    [Fact]
    public void Without_a_command_that_chooses_columns_time_and_message_are_shown_the_newest_first()
    {
        var row = Run("filter @message like \"Exception\"").Single();
        Assert.Equal("@timestamp=2026-01-05 08:00:00.000 @message=Exception in thread main", row);
    }

    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_QueryCompileError.html
    [Theory]
    [InlineData("stats count(*) by", 17)]
    [InlineData("fields @message | pattern @message", 18)]
    [InlineData("stats frobnicate(bytes)", 6)]
    [InlineData("filter a = \"open", 11)]
    [InlineData("filter (a = 1", 13)]
    [InlineData("parse @message \"* *\" as one", 15)]
    [InlineData("stats count(*) by bin(1fortnight)", 22)]
    [InlineData("fields a ; b", 9)]
    [InlineData("sort a desc b", 12)]
    public void What_is_wrong_or_beyond_the_sandbox_is_a_malformed_query_with_its_place(string query, int place)
    {
        var error = _cloud.Fail("logs", "StartQuery", Request(query));
        Assert.Equal("MalformedQueryException", error.Code);
        Assert.Equal(place, error.Detail!.Child("queryCompileError")!.Child("location")!.Int("startCharOffset"));
    }

    [Fact]
    public void A_query_runs_completes_and_can_be_stopped_only_before()
    {
        var id = Call("StartQuery", Request("stats count(*)")).String("queryId")!;
        Assert.Equal("Running", Call("GetQueryResults", new() { ["queryId"] = id }).String("status"));
        var done = Call("GetQueryResults", new() { ["queryId"] = id });
        Assert.Equal("Complete", done.String("status"));
        Assert.Equal("InvalidParameterException", _cloud.Fail("logs", "StopQuery", new() { ["queryId"] = id }).Code);
        var second = Call("StartQuery", Request("stats count(*)")).String("queryId")!;
        Assert.True(Call("StopQuery", new() { ["queryId"] = second }).Bool("success"));
        Assert.Equal("Cancelled", Call("GetQueryResults", new() { ["queryId"] = second }).String("status"));
        Assert.Equal([("Cancelled", second), ("Complete", id)], Call("DescribeQueries").Structs("queries").Select(static q => (q.String("status")!, q.String("queryId")!)).Order());
        Assert.Equal("ResourceNotFoundException", _cloud.Fail("logs", "GetQueryResults", new() { ["queryId"] = "00000000-0000-0000-0000-000000000000" }).Code);
    }

    [Fact]
    public void Only_events_of_the_time_count_its_ends_included()
    {
        var now = new DateTimeOffset(_cloud.UtcNow).ToUnixTimeSeconds();
        _cloud.Advance(TimeSpan.FromSeconds(10));
        Put("later");
        Assert.Equal(["count(*)=1"], Run("stats count(*)", now + 10, now + 10));
        Assert.Equal(["count(*)=8"], Run("stats count(*)", now, now + 10));
        Assert.Empty(Run("stats count(*)", now + 1, now + 9));
        var request = Request("stats count(*)");
        request["startTime"] = now + 1;
        request["endTime"] = now;
        Assert.Equal("InvalidParameterException", _cloud.Fail("logs", "StartQuery", request).Code);
        request["logGroupNames"] = new[] { "flows" };
        Assert.Equal("InvalidParameterException", _cloud.Fail("logs", "StartQuery", request).Code);
        Assert.Equal("ResourceNotFoundException", _cloud.Fail("logs", "StartQuery", new() { ["logGroupName"] = "none", ["queryString"] = "limit 1", ["startTime"] = 0, ["endTime"] = 1 }).Code);
    }

    private Struct Call(string operation, Struct? input = null) => _cloud.Call("logs", operation, input);

    private void Put(params string[] messages)
    {
        var time = new DateTimeOffset(_cloud.UtcNow).ToUnixTimeMilliseconds();
        Call("PutLogEvents", new() { ["logGroupName"] = "flows", ["logStreamName"] = "eni-1", ["logEvents"] = messages.Select(m => new Struct { ["timestamp"] = time, ["message"] = m }).ToList() });
    }

    private Struct Request(string query, long? start = null, long? end = null)
    {
        var now = new DateTimeOffset(_cloud.UtcNow).ToUnixTimeSeconds();
        return new() { ["logGroupName"] = "flows", ["queryString"] = query, ["startTime"] = start ?? (now - 3600), ["endTime"] = end ?? now };
    }

    private List<string> Run(string query, long? start = null, long? end = null)
    {
        var id = Call("StartQuery", Request(query, start, end)).String("queryId")!;
        Call("GetQueryResults", new() { ["queryId"] = id });
        return [.. Call("GetQueryResults", new() { ["queryId"] = id }).List("results").Cast<IEnumerable<Struct>>().Select(static row => string.Join(' ', row.Select(static item => $"{item.String("field")}={item.String("value")}")))];
    }
}
