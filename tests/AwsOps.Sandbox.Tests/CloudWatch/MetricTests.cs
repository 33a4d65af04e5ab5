using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.CloudWatch;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html</summary>
public class MetricTests
{
    private readonly SandboxCloud _cloud = new();

    private DateTime Now => _cloud.Clock.UtcNow;

    private Struct Call(string operation, Struct request) => _cloud.Call("cloudwatch", operation, request);

    private AwsError Fail(string operation, Struct request) => _cloud.Fail("cloudwatch", operation, request);

    private static Struct Datum(double value, DateTime? time = null, string name = "Latency", string? unit = null, params (string Name, string Value)[] dimensions) => new()
    {
        ["MetricName"] = name,
        ["Value"] = value,
        ["Timestamp"] = time,
        ["Unit"] = unit,
        ["Dimensions"] = dimensions.Select(static d => new Struct { ["Name"] = d.Name, ["Value"] = d.Value }).ToList(),
    };

    private void Put(params Struct[] data) => Call("PutMetricData", new Struct { ["Namespace"] = "Shop", ["MetricData"] = data });

    private Struct Statistics(int period, params (string Name, object Value)[] members)
    {
        var request = new Struct
        {
            ["Namespace"] = "Shop",
            ["MetricName"] = "Latency",
            ["StartTime"] = Now.AddMinutes(-10),
            ["EndTime"] = Now.AddMinutes(10),
            ["Period"] = (long)period,
            ["Statistics"] = new List<string> { "Average", "Sum", "Minimum", "Maximum", "SampleCount" },
        };
        foreach (var (name, value) in members)
        {
            request[name] = value;
        }

        return request;
    }

    [Fact]
    public void Samples_are_aggregated_to_the_period()
    {
        Put(Datum(1), Datum(2), Datum(6), Datum(11, Now.AddMinutes(1)));
        var minutes = Call("GetMetricStatistics", Statistics(60)).Structs("Datapoints");
        Assert.Equal(2, minutes.Count);
        Assert.Equal((3.0, 9.0, 1.0, 6.0, 3.0), (minutes[0].Double("Average"), minutes[0].Double("Sum"), minutes[0].Double("Minimum"), minutes[0].Double("Maximum"), minutes[0].Double("SampleCount")));
        Assert.Equal(Now, minutes[0].Time("Timestamp"));
        var five = Assert.Single(Call("GetMetricStatistics", Statistics(300)).Structs("Datapoints"));
        Assert.Equal((5.0, 4.0), (five.Double("Average"), five.Double("SampleCount")));
    }

    [Fact]
    public void Statistic_sets_and_weighted_values_count_as_their_samples()
    {
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
        Put(
            new Struct { ["MetricName"] = "Latency", ["StatisticValues"] = new Struct { ["SampleCount"] = 4.0, ["Sum"] = 20.0, ["Minimum"] = 1.0, ["Maximum"] = 9.0 } },
            new Struct { ["MetricName"] = "Latency", ["Values"] = new List<object> { 10.0, 20.0 }, ["Counts"] = new List<object> { 3.0, 1.0 } });
        var point = Assert.Single(Call("GetMetricStatistics", Statistics(60)).Structs("Datapoints"));
        Assert.Equal((8.0, 70.0, 1.0, 20.0), (point.Double("SampleCount"), point.Double("Sum"), point.Double("Minimum"), point.Double("Maximum")));
    }

    [Fact]
    public void Percentiles_come_from_values_and_not_from_statistic_sets()
    {
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Percentiles
        Put([.. Enumerable.Range(1, 101).Select(static i => Datum(i))]);
        var request = Statistics(60, ("ExtendedStatistics", new List<string> { "p50", "p90", "p99.9" }));
        request.Remove("Statistics");
        var values = Assert.Single(Call("GetMetricStatistics", request).Structs("Datapoints")).Child("ExtendedStatistics")!;
        Assert.Equal((51.0, 91.0), (values.Double("p50"), values.Double("p90")));
        Put(new Struct { ["MetricName"] = "Latency", ["StatisticValues"] = new Struct { ["SampleCount"] = 2.0, ["Sum"] = 3.0, ["Minimum"] = 1.0, ["Maximum"] = 2.0 } });
        Assert.Empty(Assert.Single(Call("GetMetricStatistics", request).Structs("Datapoints")).Child("ExtendedStatistics")!);
    }

    [Fact]
    public void Units_and_dimensions_make_datapoints_of_their_own()
    {
        Put(Datum(1, unit: "Seconds"), Datum(5, unit: "Count"), Datum(9, dimensions: ("Host", "a")));
        Assert.Equal(["Count", "Seconds"], Call("GetMetricStatistics", Statistics(60)).Structs("Datapoints").Select(static d => d.String("Unit")).Order());
        var seconds = Call("GetMetricStatistics", Statistics(60, ("Unit", "Seconds"))).Structs("Datapoints");
        Assert.Equal(1.0, Assert.Single(seconds).Double("Sum"));
        Assert.Empty(Call("GetMetricStatistics", Statistics(60, ("MetricName", "Other"))).Structs("Datapoints"));
    }

    [Fact]
    public void High_resolution_keeps_the_second_and_lasts_three_hours()
    {
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention
        for (var i = 0; i < 6; i++)
        {
            var datum = Datum(i, Now.AddSeconds(10 * i));
            datum["StorageResolution"] = 1L;
            Put(datum);
        }

        var start = Now;
        var request = Statistics(10, ("StartTime", start), ("EndTime", start.AddMinutes(1)));
        Assert.Equal(6, Call("GetMetricStatistics", request).Structs("Datapoints").Count);
        _cloud.Advance(TimeSpan.FromHours(4));
        Assert.Empty(Call("GetMetricStatistics", request).Structs("Datapoints"));
        request["Period"] = 60L;
        Assert.Single(Call("GetMetricStatistics", request).Structs("Datapoints"));
    }

    [Fact]
    public void Bad_data_and_bad_questions_are_refused()
    {
        AwsError PutFails(Struct datum, string ns = "Shop") => Fail("PutMetricData", new Struct { ["Namespace"] = ns, ["MetricData"] = new List<Struct> { datum } });
        Assert.Equal("The value AWS/ for parameter Namespace is invalid.", PutFails(Datum(1), "AWS/EC2").Message);
        Assert.Contains("MetricData.member.1.Timestamp", PutFails(Datum(1, Now.AddDays(-15))).Message, StringComparison.Ordinal);
        Assert.Contains("two hours in the future", PutFails(Datum(1, Now.AddHours(3))).Message, StringComparison.Ordinal);
        Assert.Contains("NaN", PutFails(Datum(double.NaN)).Message, StringComparison.Ordinal);
        Assert.Equal("MissingParameter", PutFails(new Struct { ["MetricName"] = "x" }).Code);

        Assert.Equal("InvalidParameterValue", Fail("GetMetricStatistics", Statistics(45)).Code);
        Assert.Contains("must be less than the parameter EndTime", Fail("GetMetricStatistics", Statistics(60, ("EndTime", Now.AddHours(-1)))).Message, StringComparison.Ordinal);
        Assert.StartsWith("You have requested up to 2,890 datapoints, which exceeds the limit of 1,440.", Fail("GetMetricStatistics", Statistics(60, ("StartTime", Now.AddMinutes(-2880)))).Message, StringComparison.Ordinal);
        Assert.Equal("InvalidParameterCombination", Fail("GetMetricStatistics", Statistics(60, ("ExtendedStatistics", new List<string> { "p99" }))).Code);
    }

    [Fact]
    public void Metrics_are_listed_by_name_and_dimension_page_by_page()
    {
        Put([.. Enumerable.Range(0, 600).Select(i => Datum(1, dimensions: ("Host", "h" + i)))]);
        Put(Datum(1, name: "Errors"));
        var page = Call("ListMetrics", new Struct { ["MetricName"] = "Latency" });
        Assert.Equal(500, page.Structs("Metrics").Count);
        Assert.Equal(100, Call("ListMetrics", new Struct { ["MetricName"] = "Latency", ["NextToken"] = page.String("NextToken") }).Structs("Metrics").Count);
        var one = Call("ListMetrics", new Struct { ["Dimensions"] = new List<Struct> { new() { ["Name"] = "Host", ["Value"] = "h7" } } });
        Assert.Equal("Shop", Assert.Single(one.Structs("Metrics")).String("Namespace"));
        _cloud.Advance(TimeSpan.FromDays(15));
        Assert.Empty(Call("ListMetrics", []).Structs("Metrics"));
    }

    private static Struct Query(string id, string name, string stat = "Sum", bool shown = false) => new()
    {
        ["Id"] = id,
        ["MetricStat"] = new Struct { ["Metric"] = new Struct { ["Namespace"] = "Shop", ["MetricName"] = name }, ["Period"] = 60L, ["Stat"] = stat },
        ["ReturnData"] = shown,
    };

    private static Struct Expression(string expression) => new() { ["Id"] = "e1", ["Expression"] = expression };

    private Struct Data(params Struct[] queries) => new()
    {
        ["MetricDataQueries"] = queries,
        ["StartTime"] = Now,
        ["EndTime"] = Now.AddMinutes(4),
        ["ScanBy"] = "TimestampAscending",
    };

    [Theory]
    // m1 is 1 2 3 4, m2 is 10 _ 30 0: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    [InlineData("m1 * 2", "2 4 6 8")]
    [InlineData("m1 + m2", "11 2 33 4")]
    [InlineData("m1 / m2", "0.1 0.1")]
    [InlineData("100 * m1 / (m1 + 1)", "50 66.7 75 80")]
    [InlineData("m1 - AVG(m1)", "-1.5 -0.5 0.5 1.5")]
    [InlineData("SUM([m1, m2])", "11 2 33 4")]
    [InlineData("SUM(METRICS())", "11 2 33 4")]
    [InlineData("MAX(METRICS(\"m\"))", "10 2 30 4")]
    [InlineData("IF(m1 > 2, m1, 0)", "0 0 3 4")]
    [InlineData("IF(m1 >= 2 AND m1 < 4, 1, 0)", "0 1 1 0")]
    [InlineData("FILL(m2, 0)", "10 0 30 0")]
    [InlineData("FILL(m2, REPEAT)", "10 10 30 0")]
    [InlineData("FILL(m2, LINEAR)", "10 20 30 0")]
    [InlineData("m1 / PERIOD(m1) * 60", "1 2 3 4")]
    [InlineData("DIFF(m1)", "1 1 1")]
    [InlineData("RUNNING_SUM(m1)", "1 3 6 10")]
    [InlineData("-m1 + 2 ^ 2", "3 2 1 0")]
    public void Metric_math_works_on_series(string expression, string expected)
    {
        for (var i = 0; i < 4; i++)
        {
            Put(Datum(i + 1, Now.AddMinutes(i), "a"));
        }

        Put(Datum(10, Now, "b"), Datum(30, Now.AddMinutes(2), "b"), Datum(0, Now.AddMinutes(3), "b"));
        var result = Assert.Single(Call("GetMetricData", Data(Query("m1", "a"), Query("m2", "b"), Expression(expression))).Structs("MetricDataResults"));
        Assert.Equal(expected, string.Join(' ', result.List("Values").Select(static v => Math.Round((double)v!, 1).ToString(System.Globalization.CultureInfo.InvariantCulture))));
        Assert.Equal("Complete", result.String("StatusCode"));
    }

    [Fact]
    public void Metric_data_comes_in_pages_and_newest_first()
    {
        for (var i = 0; i < 4; i++)
        {
            Put(Datum(i, Now.AddMinutes(i), "a"));
        }

        var request = Data(Query("m1", "a", shown: true));
        request.Remove("ScanBy");
        request["MaxDatapoints"] = 3L;
        var first = Call("GetMetricData", request);
        Assert.Equal([3.0, 2.0, 1.0], Assert.Single(first.Structs("MetricDataResults")).List("Values").Cast<double>());
        Assert.Equal("PartialData", first.Structs("MetricDataResults")[0].String("StatusCode"));
        request["NextToken"] = first.String("NextToken");
        Assert.Equal([0.0], Call("GetMetricData", request).Structs("MetricDataResults")[0].List("Values").Cast<double>());
    }

    [Theory]
    [InlineData("m1 +", "ends too early")]
    [InlineData("m9 * 2", "'m9' is not the id")]
    [InlineData("SUM(m1)", "must return a time series")]
    [InlineData("MAGIC(m1)", "MAGIC")]
    [InlineData("e1 + m1", "refers to itself")]
    public void Bad_expressions_are_refused_with_what_is_wrong(string expression, string part)
    {
        Put(Datum(1, name: "a"));
        var error = Fail("GetMetricData", Data(Query("m1", "a"), Expression(expression)));
        Assert.Equal("ValidationError", error.Code);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }
}
