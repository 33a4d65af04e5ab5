namespace AwsOps.Tests.Network;

/// <summary>Flow logs from enabling to findings, in the module as a user has it.</summary>
public sealed class FlowLogTests : ModuleTest
{
    private const string Watched = """
        Start-AwsOpsSandbox -Region eu-west-1
        $vpc = (Get-SecurityGroup default).VpcId
        $log = Enable-FlowLog $vpc -LogGroupName flows -CreateRole -AggregationSeconds 60
        $id = (New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 2 -Wait).Instance.InstanceId
        """;

    // Lines as in https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html
    private static readonly string[] Lines =
    [
        "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK",
        "2 123456789010 eni-1235b8ca123456789 172.31.16.21 172.31.16.139 22 20641 6 20 8000 1418530010 1418530070 ACCEPT OK",
        "2 123456789010 eni-1235b8ca123456789 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530310 1418530370 REJECT OK",
        "2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("flow").FullName;

    public FlowLogTests() => File.WriteAllLines(Path.Combine(_folder, "a.log"), Lines);

    [Fact]
    public void Enabling_makes_the_role_and_a_second_time_is_a_clear_error()
    {
        Ok(Watched);
        Assert.Equal("AwsOpsFlowLogs", One("Get-AccessRole AwsOpsFlowLogs").Text("RoleName"));
        var error = Fails("FlowLogExists", "Enable-FlowLog $vpc -LogGroupName flows -CreateRole");
        Assert.Contains("fl-", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(("All", "flows", "60", "SUCCESS"), One("Get-FlowLog") is var log ? (log.Text("TrafficType"), log.Text("LogGroupName"), log.Text("AggregationSeconds"), log.Text("DeliveryStatus")) : default);
    }

    [Theory]
    [InlineData("RoleNotFound", "Enable-FlowLog $vpc -LogGroupName other")]
    [InlineData("FlowLogRoleNotTrusting", "$null = New-AccessRole web; Enable-FlowLog $vpc -LogGroupName other -RoleName web")]
    [InlineData("VPCNotFound", "Enable-FlowLog vpc-00000000000000000 -LogGroupName other -CreateRole")]
    [InlineData("NetworkInterfaceNotFound", "Enable-FlowLog eni-00000000000000000 -LogGroupName other -CreateRole")]
    [InlineData("InvalidFormat", "Enable-FlowLog $vpc -LogGroupName other -CreateRole -Format srcaddr, dstadr")]
    [InlineData("InvalidFormat", "Enable-FlowLog $vpc -LogGroupName other -CreateRole -Format tgw-id")]
    [InlineData("InvalidS3Uri", "Enable-FlowLog $vpc -S3Uri s3://bucket/AWSLogs/x")]
    [InlineData("ParameterArgumentValidationError", "Enable-FlowLog i-00000000000000000 -LogGroupName other")]
    [InlineData("InvalidParameter", "Enable-FlowLog $vpc -DeliveryStreamArn arn:aws:firehose:us-east-1:111122223333:deliverystream/flows")]
    [InlineData("ParameterArgumentValidationError", "Enable-FlowLog $vpc -DeliveryStreamArn arn:aws:s3:::flows")]
    [InlineData("FlowLogNotFound", "Disable-FlowLog fl-00000000000000000")]
    [InlineData("FlowLogNotFound", "Get-FlowLog fl-00000000000000000")]
    [InlineData("LogGroupNotFound", "Measure-FlowLog -LogGroupName none")]
    [InlineData("LogGroupNotFound", "Measure-FlowLog -LogGroupName none -Source LogsInsights")]
    [InlineData("InvalidS3Uri", "Measure-FlowLog -S3Uri bucket")]
    [InlineData("NoSuchBucket", "Measure-FlowLog -S3Uri s3://no-such-bucket-here")]
    [InlineData("FlowLogDestinationRefused", "Enable-FlowLog $vpc -S3Uri s3://no-such-bucket-here")]
    [InlineData("SourceMissing", "Measure-FlowLog -LogGroupName flows -S3Uri s3://bucket")]
    public void Mistakes_are_named(string errorId, string script)
    {
        Ok("Start-AwsOpsSandbox -Region eu-west-1; $vpc = (Get-SecurityGroup default).VpcId");
        Fails(errorId, script);
        Assert.Empty(Ok("Get-FlowLog"));
        Assert.Empty(Ok("(Get-AccessRole).Where({ $_.RoleName -eq 'AwsOpsFlowLogs' })"));
    }

    [Fact]
    public void A_role_made_for_a_flow_log_that_fails_is_taken_back()
    {
        Ok("Start-AwsOpsSandbox -Region eu-west-1; $vpc = (Get-SecurityGroup default).VpcId; Add-SandboxFault -Operation CreateFlowLogs -Kind InternalError -Count 20");
        var error = Assert.Single(Run("Enable-FlowLog $vpc -LogGroupName flows -CreateRole").Errors);
        Assert.Contains("removed again", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Ok("(Get-AccessRole).Where({ $_.RoleName -eq 'AwsOpsFlowLogs' })"));
    }

    [Fact]
    public void Load_and_probes_are_recorded_measured_and_found()
    {
        Ok(Watched);
        Ok("$null = Send-SandboxTraffic 203.0.113.9 $id[0] (1..40); $null = Send-SandboxTraffic $id[0] $id[1] 5432 -Count 3; Set-SandboxLoad -ScalingGroupName shop -RequestsPerSecond 10; Step-AwsOpsSandbox 12");
        Assert.Equal(40, Ok("Measure-FlowLog -LogGroupName flows -By Reject -Top 1000").Count(static sum => sum.Text("SourceAddress") == "203.0.113.9"));
        var port = Ok("Measure-FlowLog -LogGroupName flows -By Port -Action Accept").Single(static sum => sum.Text("Key") == "tcp/5432");
        // Call and answer at both interfaces, three times.
        Assert.Equal((12, 132_000), (port.Get<long>("Flows"), port.Get<long>("Bytes")));
        Assert.Contains(Ok("Measure-FlowLog -LogGroupName flows -By Port"), static sum => sum.Text("Key") == "tcp/80");
        var scan = Ok("Find-FlowLogAnomaly -LogGroupName flows").Single(static found => found.Text("Kind") == "PortScan");
        Assert.Equal(("203.0.113.9", "40", "Low"), (scan.Text("SourceAddress"), scan.Text("Value"), scan.Text("Severity")));
        Assert.Contains("a finding from 15 on", scan.Text("Description"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-By Talker")]
    [InlineData("-By Destination -OrderBy Packets")]
    [InlineData("-By Pair")]
    [InlineData("-By Port")]
    [InlineData("-By Protocol")]
    [InlineData("-By Reject")]
    [InlineData("-By Interface -OrderBy Flows")]
    [InlineData("-By Action")]
    [InlineData("-By Time -Interval 0:02")]
    [InlineData("-By Talker -Interval 0:05 -Action Accept")]
    public void Logs_Insights_answers_as_the_records_do(string question)
    {
        Ok(Watched);
        Ok("$null = Send-SandboxTraffic 203.0.113.9 $id[0] 22, 23, 3389; $null = Send-SandboxTraffic $id[0] $id[1] 5432, 443 -Count 3 -CallBytes 777; Step-AwsOpsSandbox 3; $null = Send-SandboxTraffic $id[1] $id[0] 443 -AnswerBytes 12345; Step-AwsOpsSandbox 12");
        string Rows(string more) => string.Join('\n', Ok($"Measure-FlowLog -LogGroupName flows -Top 100 {question} {more}").Select(static sum => string.Join(' ', new[] { "Time", "Key", "Bytes", "Packets", "Flows", "Accepted", "Rejected" }.Select(name => sum.Text(name)))).Order(StringComparer.Ordinal));
        var own = Rows(string.Empty);
        Assert.NotEmpty(own);
        Assert.Equal(own, Rows("-Source LogsInsights"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-HourlyPartition")]
    [InlineData("-HivePartition -HourlyPartition")]
    public void Files_in_a_bucket_say_what_the_log_group_says(string options)
    {
        Ok(Watched);
        Ok($"$null = Enable-FlowLog $vpc -S3Uri s3://flows-111122223333/net -CreateBucket -AggregationSeconds 60 {options}; $null = Send-SandboxTraffic 203.0.113.9 $id[0] (1..20); $null = Send-SandboxTraffic $id[0] $id[1] 443; Step-AwsOpsSandbox 30");
        string Rows(string source) => string.Join('\n', Ok($"Measure-FlowLog {source} -By Pair -Top 100").Select(static sum => $"{sum.Text("Key")} {sum.Text("Bytes")} {sum.Text("Flows")}").Order(StringComparer.Ordinal));
        var own = Rows("-LogGroupName flows");
        Assert.NotEmpty(own);
        Assert.Equal(own, Rows("-S3Uri s3://flows-111122223333/net"));
        Assert.Equal(own, string.Join('\n', Ok("(Get-FlowLog).Where({ $_.S3Uri }) | Measure-FlowLog -By Pair -Top 100").Select(static sum => $"{sum.Text("Key")} {sum.Text("Bytes")} {sum.Text("Flows")}").Order(StringComparer.Ordinal)));
        Assert.Equal("PortScan", One("Find-FlowLogAnomaly -S3Uri s3://flows-111122223333").Text("Kind"));
    }

    [Fact]
    public void Logs_Insights_finds_what_is_found_in_the_records()
    {
        Ok(Watched);
        Ok("""
            $null = Send-SandboxTraffic $id[0] $id[1] 80
            Step-AwsOpsSandbox 60
            $now = (Get-AwsOpsSandbox).Now
            $null = Send-SandboxTraffic 203.0.113.9 $id[0] (1..60)
            $null = Send-SandboxTraffic $id[0] $id[1] 22
            Step-AwsOpsSandbox 12
            """);
        string Rows(string more) => string.Join('\n', Ok($"Find-FlowLogAnomaly -LogGroupName flows -Interval 0:05 -LeastBytes 1000 {more}").Select(static found => $"{found.Text("Severity")} {found.Text("Kind")} {found.Text("SourceAddress")} {found.Text("DestinationAddress")} {found.Text("Port")} {found.Text("Value")} {found.Text("Flows")}").Order(StringComparer.Ordinal));
        var own = Rows("-Start $now -BaselineStart $now.AddHours(-1) -Kind PortScan, NewPort, NewPeer, RejectBurst");
        Assert.Contains("PortScan 203.0.113.9", own, StringComparison.Ordinal);
        Assert.Contains("High NewPort", own, StringComparison.Ordinal);
        Assert.Contains("RejectBurst", own, StringComparison.Ordinal);
        Assert.Equal(own, Rows("-Start $now -BaselineStart $now.AddHours(-1) -Kind PortScan, NewPort, NewPeer, RejectBurst -Source LogsInsights"));
    }

    [Fact]
    public void A_format_of_ones_own_is_known_from_the_flow_log_and_taken_apart_by_the_query()
    {
        Ok(Watched);
        Ok("$null = Enable-FlowLog $vpc -LogGroupName own -RoleName AwsOpsFlowLogs -CreateRole -AggregationSeconds 60 -Format srcaddr, dstaddr, dstport, srcport, protocol, bytes, packets, start, end, action, flow-direction, instance-id, log-status");
        Ok("(Get-FlowLog).Where({ $_.LogGroupName -eq 'own' }) | ForEach-Object { }");
        // The role made for the first group may not write to the second.
        Ok("$null = Send-SandboxTraffic $id[0] $id[1] 443; Step-AwsOpsSandbox 10");
        Assert.Equal("Access error", Ok("Get-FlowLog").Single(static log => log.Text("LogGroupName") == "own").Text("DeliveryError"));
        Ok("$null = Enable-FlowLog $vpc -LogGroupName third -RoleName third -CreateRole -AggregationSeconds 60 -Format srcaddr, dstaddr, dstport, srcport, protocol, bytes, packets, start, end, action, flow-direction, instance-id, log-status");
        Ok("$null = Send-SandboxTraffic $id[0] $id[1] 443; Step-AwsOpsSandbox 10");
        var sums = Ok("Measure-FlowLog -LogGroupName third -By instance-id");
        Assert.Equal(Ok("$id | ForEach-Object { $_ }").Select(static id => id.ToString()).Order(), sums.Select(static sum => sum.Text("Value")!).Order());
        Assert.Equal(["Egress", "Ingress"], Ok("Measure-FlowLog -LogGroupName third -By Direction -Source LogsInsights").Select(static sum => sum.Text("Key")!).Order());
    }

    [Fact]
    public void Files_need_no_account_and_folders_gzip_and_pipelines_are_read()
    {
        using (var zip = new System.IO.Compression.GZipStream(File.Create(Path.Combine(_folder, "b.log.gz")), System.IO.Compression.CompressionLevel.Fastest))
        {
            zip.Write(System.Text.Encoding.ASCII.GetBytes("version srcaddr dstaddr bytes packets action\n3 10.0.0.1 10.0.0.2 1000000 9 ACCEPT\n"));
        }

        var sums = Ok($"Measure-FlowLog '{_folder}'");
        Assert.Equal([("10.0.0.1", 1_000_000L), ("172.31.16.21", 8000), ("172.31.16.139", 4249), ("172.31.9.69", 4249)], sums.Select(static sum => (sum.Text("SourceAddress")!, sum.Get<long>("Bytes"))).OrderByDescending(static x => x.Item2).ThenBy(static x => x.Item1));
        Assert.Equal(4, Ok($"[IO.FileInfo[]][IO.Directory]::GetFiles('{_folder}') | Measure-FlowLog").Count);
        Assert.Equal(["2014-12-14 04:05:00Z", "2014-12-14 04:10:00Z"], Ok($"Measure-FlowLog '{_folder}/a.log' -By Port -Interval 0:05").Select(static sum => sum.Get<DateTime>("Time").ToString("u", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("tcp/3389", One($"Measure-FlowLog '{_folder}/*.log' -By Port -Start ([datetime]::UnixEpoch.AddSeconds(1418530300))").Text("Key"));
    }

    [Fact]
    public void Malformed_lines_are_counted_with_their_place_and_the_rest_is_read()
    {
        File.AppendAllText(Path.Combine(_folder, "a.log"), "2 123456789010 eni-1 10.0.0.999 10.0.0.2 1 2 6 1 1 1 1 ACCEPT OK\nnonsense\n2 123456789010 eni-11111111aaaaaaaaa - - - - - - - 1431280876 1431280934 - SKIPDATA\n");
        var outcome = Run($"Measure-FlowLog '{_folder}'");
        Assert.Empty(outcome.Errors);
        Assert.Equal(3, outcome.Output.Count);
        Assert.Contains(outcome.Warnings, static w => w.StartsWith("2 of 7 lines", StringComparison.Ordinal) && w.Contains("a.log:5: srcaddr is '10.0.0.999'", StringComparison.Ordinal) && w.Contains("a.log:6: it has 1 fields", StringComparison.Ordinal));
        Assert.Contains(outcome.Warnings, static w => w.Contains("SKIPDATA", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PathNotFound", "Measure-FlowLog '{0}/none.log'")]
    [InlineData("SourceMissing", "Measure-FlowLog -By Port")]
    [InlineData("InvalidBy", "Measure-FlowLog '{0}' -By Colour")]
    [InlineData("InvalidInterval", "Measure-FlowLog '{0}' -Interval 5")]
    [InlineData("InvalidEnd", "Measure-FlowLog '{0}' -Start 2026-01-02 -End 2026-01-01")]
    [InlineData("InvalidFormat", "Measure-FlowLog '{0}' -Format srcaddr, srcaddr")]
    [InlineData("FieldsMissing", "Measure-FlowLog '{0}' -By Direction")]
    [InlineData("InvalidSource", "Measure-FlowLog '{0}' -Source LogsInsights")]
    [InlineData("TwoBaselines", "Find-FlowLogAnomaly '{0}' -BaselinePath '{0}' -BaselineEnd 2026-01-01")]
    [InlineData("PathNotFound", "Find-FlowLogAnomaly '{0}' -BaselinePath '{0}/none'")]
    public void Mistakes_about_files_are_named(string errorId, string script) => Fails(errorId, script.Replace("{0}", _folder, StringComparison.Ordinal));

    [Fact]
    public void A_damaged_and_a_Parquet_file_are_errors_of_their_own_and_the_rest_is_read()
    {
        File.WriteAllBytes(Path.Combine(_folder, "bad.gz"), [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF]);
        File.WriteAllText(Path.Combine(_folder, "p.parquet"), "PAR1xxxx");
        var outcome = Run($"Measure-FlowLog '{_folder}'");
        Assert.Equal(["FileNotRead", "ParquetNotRead"], outcome.Errors.Select(static e => e.FullyQualifiedErrorId.Split(',')[0]).Order());
        Assert.Equal(3, outcome.Output.Count);
    }

    [Fact]
    public void Queries_are_printed_without_an_account()
    {
        Assert.Equal(
            """
            filter logStatus = "OK"
            | stats sum(bytes) as totalBytes, sum(packets) as totalPackets, count(*) as flows, sum(strcontains(action, "ACCEPT")) as accepted, sum(strcontains(action, "REJECT")) as rejected by srcAddr, dstAddr
            | sort totalBytes desc
            | limit 15
            """,
            One("Measure-FlowLog -AsQuery LogsInsights -By Pair -Top 15").ToString());
        Assert.Contains("GROUP BY srcaddr\nORDER BY total_bytes DESC\nLIMIT 10", One("Measure-FlowLog -AsQuery Athena -Start 2026-01-01").ToString(), StringComparison.Ordinal);
        Assert.Equal(6, Ok("Find-FlowLogAnomaly -AsQuery Athena").Count);
        Assert.Equal(6, Ok("Find-FlowLogAnomaly -AsQuery LogsInsights").Count);
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-firehose.html
    [Fact]
    public void A_delivery_stream_gets_the_records_and_needs_no_role()
    {
        const string Arn = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/flows";
        Ok("Start-AwsOpsSandbox -Region eu-west-1; $vpc = (Get-SecurityGroup default).VpcId");
        var log = One($"Enable-FlowLog $vpc -DeliveryStreamArn {Arn}");
        Assert.Equal(("kinesis-data-firehose", Arn, null, null, null), (log.Text("DestinationType"), log.Text("Destination"), log.Text("LogGroupName"), log.Text("S3Uri"), log.Text("RoleArn")));
        Fails("FlowLogExists", $"Enable-FlowLog $vpc -DeliveryStreamArn {Arn}");
        Ok("Step-AwsOpsSandbox 30");
        Assert.Equal("SUCCESS", One("Get-FlowLog").Text("DeliveryStatus"));
    }

    [Fact]
    public void A_user_sees_tables()
    {
        Assert.Equal(
            """
            Time                 Key                                                       Bytes      Packets     Flows  Rejected
            ----                 ---                                                       -----      -------     -----  --------
                                 172.31.9.69 -> 172.31.9.12 tcp/3389                       4,249           20         1         1
            """.ReplaceLineEndings("\n"),
            Show($"Measure-FlowLog '{_folder}' -By Reject"));
        Ok(Watched);
        Assert.Contains("flows", Show("Get-FlowLog"), StringComparison.Ordinal);
        Assert.Contains("no inbound rule", Show("Send-SandboxTraffic 203.0.113.9 $id[0] 22"), StringComparison.Ordinal);
    }

    [Fact]
    public void Tab_offers_fields_ids_and_groups()
    {
        Ok(Watched);
        Assert.Contains("pkt-srcaddr", Complete("Measure-FlowLog x -By pkt-"));
        Assert.Contains("reject-reason", Complete("Enable-FlowLog x -Format reject"));
        Assert.Equal([One("$log").Text("FlowLogId")!], Complete("Disable-FlowLog fl-"));
        Assert.Contains(One("$vpc").ToString(), Complete("Enable-FlowLog vpc-"));
        Ok("Step-AwsOpsSandbox 10");
        Assert.Equal(["flows"], Complete("Measure-FlowLog -LogGroupName fl"));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Directory.Delete(_folder, recursive: true);
    }
}
