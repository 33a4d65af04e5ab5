using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using System.Text;

namespace AwsOps.Tests.Network;

/// <summary>Files of records in a bucket, as AWS lays them down and as they really lie there: cut off, empty, among strangers.</summary>
public sealed class FlowLogBucketTests : ModuleTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flow").FullName;

    public FlowLogBucketTests()
        : base("Start-AwsOpsSandbox -Region eu-west-1 -Port 0")
    {
    }

    /// <summary>A bucket is read as a folder is: what can't be read is an error of its own that says what was, and the rest is read.</summary>
    [Fact]
    public void One_bad_object_in_the_middle_leaves_the_others()
    {
        var (good, long1) = (Zip(Lines(1, 3)), Zip(Lines(2, 20_000)));
        var damaged = Zip(Lines(3, 20_000));
        damaged.AsSpan(damaged.Length / 2, 64).Fill(0xFF);
        (string Name, byte[] Body)[] objects =
        [
            ("net/a.log.gz", good),
            ("net/a-empty.log.gz", []),
            ("net/c-cut.log.gz", long1[..(long1.Length / 2)]),
            ("net/d-damaged.log.gz", damaged),
            ("net/b-stranger.json", Encoding.UTF8.GetBytes("{\"Records\": [\n{\"eventName\": \"CreateFlowLogs\"}\n]}\n")),
            ("net/f.log.parquet", Encoding.UTF8.GetBytes("PAR1....PAR1")),
            ("net/g.log", Encoding.UTF8.GetBytes(Lines(4, 2))),
            ("net/h-nothing.log.gz", Zip(string.Empty)),
            ("net/i.log.gz", [.. Zip(Lines(5, 1)), .. Zip(Lines(6, 1))]),
        ];
        using (var wire = Wire())
        {
            wire.Bucket("flows");
            foreach (var (name, body) in objects)
            {
                wire.Put("flows", name, body);
                Directory.CreateDirectory(Path.Combine(_folder, "net"));
                File.WriteAllBytes(Path.Combine(_folder, name), body);
            }
        }

        var bucket = Run("Measure-FlowLog -S3Uri s3://flows -By Talker -OrderBy Flows -Verbose");
        var folder = Run($"Measure-FlowLog {_folder} -By Talker -OrderBy Flows -Verbose");
        Assert.Equal(Sums(folder), Sums(bucket));
        Assert.Equal(Told(folder, _folder + "/"), Told(bucket, "s3://flows/"));

        var errors = bucket.Errors.ToDictionary(static e => (string)e.TargetObject);
        Assert.Equal(["s3://flows/net/c-cut.log.gz", "s3://flows/net/d-damaged.log.gz", "s3://flows/net/f.log.parquet"], errors.Keys.Order());
        var sums = Sums(bucket).ToDictionary(static line => line.Split(' ')[0], static line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
        Assert.Equal((3, 2, 1, 1), (sums["10.0.0.1"], sums["10.0.0.4"], sums["10.0.0.5"], sums["10.0.0.6"]));
        Assert.InRange(sums["10.0.0.2"], 8_000, 12_000);
        Assert.Equal($"s3://flows/net/c-cut.log.gz could not be read to its end: its gzip data is cut off, or something else follows it. The {sums["10.0.0.2"]:N0} records before that count; other files do.", errors["s3://flows/net/c-cut.log.gz"].Exception.Message);
        Assert.Contains($"d-damaged.log.gz could not be read to its end: its gzip data is damaged, which shows only some way behind the damage. The {sums["10.0.0.3"]:N0} records", errors["s3://flows/net/d-damaged.log.gz"].Exception.Message, StringComparison.Ordinal);
        Assert.Matches("^[0-9,]+ of [0-9,]+ lines are not records", Assert.Single(bucket.Warnings));
        Assert.Contains("s3://flows/net/b-stranger.json:1: it has", bucket.Warnings[0], StringComparison.Ordinal);
        Assert.Contains(bucket.Verbose, static text => text == "2 objects are empty.");
    }

    /// <summary>Nothing but empty objects, or nothing at all, is said.</summary>
    [Fact]
    public void A_bucket_without_records_is_an_error_that_says_where_to_look()
    {
        using (var wire = Wire())
        {
            wire.Bucket("flows");
            wire.Put("flows", "net/a.log.gz", []);
        }

        foreach (var uri in new[] { "s3://flows", "s3://flows/other" })
        {
            var error = Fails("FlowLogFileNotFound", $"Measure-FlowLog -S3Uri {uri}");
            Assert.Contains($"'{uri}'", error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("Get-FlowLog shows where records go", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
    }

    /// <summary>What may not be read at all ends the reading with the action that is missing; it is the same for every object.</summary>
    [Fact]
    public void Objects_that_may_not_be_read_are_one_error()
    {
        using (var wire = Wire())
        {
            wire.Bucket("flows");
            wire.Put("flows", "a.log.gz", Zip(Lines(1, 3)));
            wire.Put("flows", "b.log.gz", Zip(Lines(1, 3)));
        }

        Ok("Add-SandboxFault AccessDenied -Operation GetObject");
        Assert.Contains("s3:GetObject", Fails("AccessDenied", "Measure-FlowLog -S3Uri s3://flows").ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html: both layouts, by day and by hour
    [Theory]
    [InlineData("", "/vpcflowlogs/eu-west-1/2026/01/05/")]
    [InlineData("-HourlyPartition", "/vpcflowlogs/eu-west-1/2026/01/05/08/")]
    [InlineData("-HivePartition", "/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2026/month=01/day=05/")]
    [InlineData("-HivePartition -HourlyPartition", "/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2026/month=01/day=05/hour=08/")]
    public void Every_layout_is_read_and_files_of_other_times_are_not_fetched(string options, string folder)
    {
        Ok($"$vpc = (Get-SecurityGroup default).VpcId; $null = Enable-FlowLog $vpc -S3Uri s3://flows-111122223333/net -CreateBucket -AggregationSeconds 60 {options}");
        Ok("$id = (New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 1 -MaxSize 1 -Wait).Instance.InstanceId; $null = Send-SandboxTraffic 203.0.113.9 $id 22; Step-AwsOpsSandbox 30; $hours = (Get-AwsOpsSandbox).Now.AddHours(-3)");
        var all = Run("Measure-FlowLog -S3Uri s3://flows-111122223333 -Verbose");
        Assert.Equal("203.0.113.9", Assert.Single(all.Output).Text("Key"));
        Assert.DoesNotContain(all.Verbose, static text => text.Contains("not fetched", StringComparison.Ordinal));

        // A prefix down to the day or hour is a place too.
        var prefix = folder.StartsWith("/aws", StringComparison.Ordinal) ? $"net/AWSLogs/aws-account-id=111122223333{folder}" : $"net/AWSLogs/111122223333{folder}";
        Assert.Single(Ok($"Measure-FlowLog -S3Uri s3://flows-111122223333/{prefix}"));
        Assert.Contains(Run("Measure-FlowLog -S3Uri s3://flows-111122223333 -End $hours.AddDays(-2) -Verbose").Verbose, static text => text.EndsWith("files are of other times by their names and were not fetched.", StringComparison.Ordinal));
        Assert.Contains(Run("Measure-FlowLog -S3Uri s3://flows-111122223333 -Start $hours.AddHours(8) -Verbose").Verbose, static text => text.Contains("not fetched", StringComparison.Ordinal));
        Assert.Single(Ok("Measure-FlowLog -S3Uri s3://flows-111122223333 -Start $hours"));
    }

    // "This file contains flow log records with an end time between 16:20:00 and 16:24:59": https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html
    // Of the time asked for it can hold something from an hour before (intervals, and a margin) to a day after (late delivery).
    [Theory]
    [InlineData("x/1_vpcflowlogs_eu-west-1_fl-1_20180620T1620Z_f.log.gz", null, null, false)]
    [InlineData("x/1_vpcflowlogs_eu-west-1_fl-1_20180620T1620Z_f.log.gz", "2018-06-20 17:20:00", null, false)]
    [InlineData("x/1_vpcflowlogs_eu-west-1_fl-1_20180620T1620Z_f.log.gz", "2018-06-20 17:20:01", null, true)]
    [InlineData("x/1_vpcflowlogs_eu-west-1_fl-1_20180620T1620Z_f.log.gz", null, "2018-06-19 16:20:00", false)]
    [InlineData("x/1_vpcflowlogs_eu-west-1_fl-1_20180620T1620Z_f.log.gz", null, "2018-06-19 16:19:59", true)]
    [InlineData("x/1_vpcflowlogs_eu-west-1_fl-1_20180620T1620Z_f.log.gz", "2018-06-20 16:22:00", "2018-06-20 16:23:00", false)]
    [InlineData("x/1_vpcflowlogs_eu-west-1_fl-1_20180101T0000Z_f.log.gz", null, "2017-12-31 00:00:00", false)]
    [InlineData("x/1_vpcflowlogs_eu-west-1_fl-1_20180101T0000Z_f.log.gz", null, "2017-12-30 23:59:59", true)]

    // The nights in which clocks are put forward and back in Europe and in America: UTC knows of none.
    [InlineData("x/1_vpcflowlogs_eu-west-1_fl-1_20180325T0130Z_f.log.gz", "2018-03-25 02:30:00", null, false)]
    [InlineData("x/1_vpcflowlogs_eu-west-1_fl-1_20180325T0130Z_f.log.gz", "2018-03-25 02:30:01", null, true)]
    [InlineData("x/1_vpcflowlogs_us-east-1_fl-1_20181104T0630Z_f.log.gz", "2018-11-04 07:30:00", null, false)]
    [InlineData("x/1_vpcflowlogs_us-east-1_fl-1_20181104T0630Z_f.log.gz", "2018-11-04 07:30:01", null, true)]

    // Hive's folders, other names: what a name does not say is read.
    [InlineData("AWSLogs/aws-account-id=1/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2018/month=06/day=20/hour=16/1_vpcflowlogs_eu-west-1_fl-1_20180620T1620Z_f.log.gz", "2018-06-20 17:20:01", null, true)]
    [InlineData("flows.log.gz", "2030-01-01 00:00:00", null, false)]
    [InlineData("a_b", "2030-01-01 00:00:00", null, false)]
    [InlineData("x/1_vpcflowlogs_eu-west-1_fl-1_20181320T1620Z_f.log.gz", "2030-01-01 00:00:00", null, false)]
    [InlineData("x/1_vpcflowlogs_eu-west-1_fl-1_20180620T162000Z_f.log.gz", "2030-01-01 00:00:00", null, false)]
    public void A_files_name_says_when_it_can_hold_nothing_of_a_time(string key, string? start, string? end, bool isOutside)
    {
        static long? Unix(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds();
        var assembly = (Assembly)One("(Get-Command Measure-FlowLog).ImplementingType.Assembly").BaseObject;
        var method = assembly.GetType("AwsOps.Network.FlowLogSource", throwOnError: true)!.GetMethod("IsOutside", BindingFlags.NonPublic | BindingFlags.Static)!;
        Assert.Equal(isOutside, method.Invoke(null, [key, (Unix(start), Unix(end))]));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Directory.Delete(_folder, recursive: true);
    }

    private SandboxWire Wire() => new((Uri)One("(Get-AwsOpsSandbox).EndpointUrl").BaseObject);

    private static List<string> Sums(Outcome outcome) => [.. outcome.Output.Select(static sum => $"{sum.Text("Key")} {sum.Text("Flows")} {sum.Text("Bytes")}").Order(StringComparer.Ordinal)];

    /// <summary>What was said, without where.</summary>
    private static List<string> Told(Outcome outcome, string place) =>
        [.. outcome.Errors.Select(static e => $"{e.FullyQualifiedErrorId} {e.Exception.Message}").Concat(outcome.Warnings).Select(text => text.Replace(place, string.Empty, StringComparison.Ordinal))];

    private static string Lines(int sender, int count) => string.Concat(Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"2 123456789010 eni-1 10.0.0.{sender} 10.9.{i / 250}.{i % 250} {1024 + (i % 60_000)} 443 6 {1 + (i * 7919 % 97)} {40 + (i * 104_729L % 900_001)} 1418530010 1418530070 ACCEPT OK\n")));

    private static byte[] Zip(string text)
    {
        using var target = new MemoryStream();
        using (var zip = new GZipStream(target, CompressionLevel.Optimal))
        {
            zip.Write(Encoding.ASCII.GetBytes(text));
        }

        return target.ToArray();
    }
}
