using System.IO.Compression;
using System.Text;
using AwsOps.Engine.FlowLogs;
using CsCheck;

namespace AwsOps.Engine.Tests.FlowLogs;

public class ParserTests
{
    private const FlowFields All = (FlowFields)2047;

    // Records of this form: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-accepted-rejected
    [Fact]
    public void Default_records_are_read_without_a_header()
    {
        var (flows, statistics) = Parse(
            """
            2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK
            2 123456789010 eni-1235b8ca123456789 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530010 1418530070 REJECT OK
            """);
        Assert.Equal((2, 2), (flows.Count, (int)statistics.Flows));
        Assert.Equal(("172.31.16.139", "172.31.16.21", 20641, 22, 6), (flows[0].Source.ToString(), flows[0].Destination.ToString(), flows[0].SourcePort, flows[0].DestinationPort, flows[0].Protocol));
        Assert.Equal((20L, 4249L, 1418530010L, 1418530070L, FlowAction.Accept), (flows[0].Packets, flows[0].Bytes, flows[0].Start, flows[0].End, flows[0].Action));
        Assert.Equal((FlowAction.Reject, 3389), (flows[1].Action, flows[1].DestinationPort));
        Assert.False(flows[0].IsReply);
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-no-data
    [Fact]
    public void Intervals_without_data_and_skipped_ones_are_counted_and_are_no_flows()
    {
        var (flows, statistics) = Parse(
            """
            2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA
            2 123456789010 eni-11111111aaaaaaaaa - - - - - - - 1431280876 1431280934 - SKIPDATA
            """);
        Assert.Empty(flows);
        Assert.Equal((1L, 1L, 0L), (statistics.NoData, statistics.SkipData, statistics.Malformed));
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-ipv6
    [Fact]
    public void IPv6_records_are_read()
    {
        var (flows, _) = Parse("2 123456789010 eni-1235b8ca123456789 2001:db8:1234:a100:8d6e:3477:df66:f105 2001:db8:1234:a102:3304:8879:34cf:4071 34892 22 6 54 8855 1477913708 1477913820 ACCEPT OK");
        Assert.Equal("2001:db8:1234:a100:8d6e:3477:df66:f105", Assert.Single(flows).Source.ToString());
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-tcp-flag
    // The page's last record has two blanks in a row.
    [Fact]
    public void Columns_come_from_the_header_and_TCP_flags_tell_calls_from_answers()
    {
        var (flows, statistics) = Parse(
            """
            version vpc-id subnet-id instance-id interface-id account-id type srcaddr dstaddr srcport dstport pkt-srcaddr pkt-dstaddr protocol bytes packets start end action tcp-flags log-status
            3 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-01234567890123456 eni-1235b8ca123456789 123456789010 IPv4 52.213.180.42 10.0.0.62 43418 5001 52.213.180.42 10.0.0.62 6 100701 70 1566848875 1566848933 ACCEPT 2 OK
            3 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-01234567890123456 eni-1235b8ca123456789 123456789010 IPv4 10.0.0.62 52.213.180.42 5001 43418 10.0.0.62 52.213.180.42 6 632 12 1566848875 1566848933 ACCEPT 18 OK
            3 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-01234567890123456 eni-1235b8ca123456789 123456789010 IPv4 10.0.0.62 52.213.180.42 5001 43638  10.0.0.62 52.213.180.42 6 967 14 1566933133 1566933193 ACCEPT 19 OK
            """);
        Assert.Equal(0, statistics.Malformed);
        Assert.Equal([false, true, true], flows.Select(static f => f.IsReply));
        Assert.Equal([100701, 632, 967], flows.Select(static f => f.Bytes));
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-nat
    [Fact]
    public void A_format_without_most_fields_is_enough_for_what_it_has()
    {
        var (flows, statistics) = Parse(
            """
            - eni-1235b8ca123456789 10.0.1.5 10.0.0.220 10.0.1.5 203.0.113.5
            i-01234567890123456 eni-1111aaaa2222bbbb3 10.0.1.5 203.0.113.5 10.0.1.5 203.0.113.5
            """,
            FlowLogFormat.Parse("${instance-id} ${interface-id} ${srcaddr} ${dstaddr} ${pkt-srcaddr} ${pkt-dstaddr}"));
        Assert.Equal((2, 0L), (flows.Count, statistics.Malformed));
        Assert.Equal("203.0.113.5", flows[1].Destination.ToString());
        Assert.Equal(FlowFields.None, flows[1].Present & (FlowFields.Ports | FlowFields.Volume | FlowFields.Action));
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-traffic-path
    [Fact]
    public void Fields_of_version_5_are_read()
    {
        var format = FlowLogFormat.Parse("version srcaddr dstaddr srcport dstport protocol start end type packets bytes account-id vpc-id subnet-id instance-id interface-id region az-id sublocation-type sublocation-id action tcp-flags pkt-srcaddr pkt-dstaddr pkt-src-aws-service pkt-dst-aws-service traffic-path flow-direction log-status");
        var parser = new FlowLogParser(All, format, text: "pkt-dst-aws-service");
        var sink = new Collector();
        parser.Parse(
            """
            5 52.95.128.179 10.0.0.71 80 34210 6 1616729292 1616729349 IPv4 14 15044 123456789012 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-0c50d5961bcb2d47b eni-1235b8ca123456789 ap-southeast-2 apse2-az3 - - ACCEPT 19 52.95.128.179 10.0.0.71 S3 - - ingress OK
            5 10.0.0.71 52.95.128.179 34210 80 6 1616729292 1616729349 IPv4 7 471 123456789012 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-0c50d5961bcb2d47b eni-1235b8ca123456789 ap-southeast-2 apse2-az3 - - ACCEPT 3 10.0.0.71 52.95.128.179 - S3 8 egress OK
            """u8,
            ref sink);
        Assert.Equal((5, 2), (format.Version, sink.Flows.Count));
        Assert.Equal([FlowDirection.Ingress, FlowDirection.Egress], sink.Flows.Select(static f => f.Direction));
        Assert.Equal(FlowFields.None, sink.Flows[0].Present & FlowFields.Text);
        Assert.Equal("S3", parser.Texts[sink.Flows[1].Text]);
        Assert.Equal("eni-1235b8ca123456789", parser.Interfaces[sink.Flows[1].Interface]);
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-fields
    [Theory]
    [InlineData("${srcaddr} ${ecs-task-id}", 7)]
    [InlineData("${srcaddr} ${reject-reason}", 8)]
    [InlineData("${resource-id}", 9)]
    [InlineData("${encryption-status}", 10)]
    [InlineData("${tgw-id} ${packets-lost-no-route}", 6)]
    [InlineData("pkt_srcaddr az_id", 4)]
    public void The_version_is_the_highest_of_the_fields(string format, int version) => Assert.Equal(version, FlowLogFormat.Parse(format).Version);

    [Theory]
    [InlineData("${srcadr}", "'${srcadr}' is not a field")]
    [InlineData("srcaddr srcaddr", "srcaddr is in the format twice")]
    [InlineData("  ", "empty")]
    public void A_mistake_in_a_format_is_named(string format, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => FlowLogFormat.Parse(format)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 1 1 1 ACCEPT", "it has 13 fields; the format has 14")]
    [InlineData("2 1 eni-1 10.0.0.256 10.0.0.2 1 2 6 1 1 1 1 ACCEPT OK", "srcaddr is '10.0.0.256', which is not an address")]
    [InlineData("2 1 eni-1 10.0.0.1 10.00.0.2 1 2 6 1 1 1 1 ACCEPT OK", "dstaddr is '10.00.0.2', which is not an address")]
    [InlineData("2 1 eni-1 10.0.0.1 1:2:3 1 2 6 1 1 1 1 ACCEPT OK", "dstaddr is '1:2:3', which is not an address")]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 65536 2 6 1 1 1 1 ACCEPT OK", "srcport is '65536', which is not a port from 0 to 65535")]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 x 6 1 1 1 1 ACCEPT OK", "dstport is 'x'")]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 2 256 1 1 1 1 ACCEPT OK", "protocol is '256'")]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 -5 1 1 ACCEPT OK", "bytes is '-5', which is not a number")]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 9999999999999999999 1 1 ACCEPT OK", "bytes is '9999999999999999999'")]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 1 999999999999 1 ACCEPT OK", "start is '999999999999', which is not a time")]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 1 1 1 ALLOW OK", "action is 'ALLOW', which is neither ACCEPT nor REJECT")]
    [InlineData("2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 1 1 1 ACCEPT FINE", "log-status is 'FINE'")]
    [InlineData("{\"json\": true}", "it has 2 fields")]
    public void A_malformed_line_is_counted_with_its_number_and_the_rest_is_read(string line, string reason)
    {
        const string Good = "2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 1 1 1 ACCEPT OK";
        var (flows, statistics) = Parse($"{Good}\n\n{line}\n{Good}\n");
        Assert.Equal((2, 1L), (flows.Count, statistics.Malformed));
        var error = Assert.Single(statistics.Errors);
        Assert.Equal(3, error.Line);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_the_bytes_nothing_breaks() => Gen.Byte.Array[0, 400].Sample(static bytes =>
    {
        var sink = new Collector();
        var parser = new FlowLogParser(All);
        parser.Parse(bytes, ref sink);
        Assert.Equal(parser.Statistics.Lines, parser.Statistics.Flows + parser.Statistics.Malformed + parser.Statistics.NoData + parser.Statistics.SkipData);
    });

    [Fact]
    public void Damaged_records_never_break_the_others() =>
        Gen.Select(NaiveFlows.Record.Array[1, 6], Gen.Int[0, 2_000], Gen.Byte).Sample(static (records, at, value) =>
        {
            var text = NaiveFlows.Text(records);
            text[at % text.Length] = value;
            var sink = new Collector();
            new FlowLogParser(All).Parse(text, ref sink);
            Assert.InRange(sink.Flows.Count, records.Length - 2, records.Length);
        });

    [Fact]
    public void A_blank_line_a_carriage_return_and_a_missing_last_line_end_do_no_harm()
    {
        var (flows, statistics) = Parse("2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 7 1 1 ACCEPT OK\r\n\r\n   \n2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 8 1 1 REJECT OK");
        Assert.Equal([7, 8], flows.Select(static f => f.Bytes));
        Assert.Equal(0, statistics.Malformed);
    }

    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html
    [Fact]
    public void The_time_that_an_export_of_a_log_group_puts_before_a_record_is_passed_over()
    {
        var (flows, _) = Parse("2014-12-14T04:06:50.000Z 2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK");
        Assert.Equal(4249, Assert.Single(flows).Bytes);
    }

    [Fact]
    public void Every_field_equals_the_plain_reading() => NaiveFlows.Record.Array[0, 50].Sample(static records =>
    {
        var sink = new Collector();
        var parser = new FlowLogParser(All);
        parser.Parse(NaiveFlows.Text(records), ref sink);
        Assert.Equal(
            records.Select(static r => (r.SourceKey, r.DestinationKey, r.SourcePort, r.DestinationPort, r.Protocol, r.Packets, r.Bytes, r.Start, r.End, r.Action, r.Interface)),
            sink.Flows.Select(f => (f.Source.ToString(), f.Destination.ToString(), f.SourcePort, f.DestinationPort, f.Protocol, f.Packets, f.Bytes, f.Start, f.End, f.Action.ToString().ToUpperInvariant(), parser.Interfaces[f.Interface])));
    });

    [Fact]
    public void Addresses_are_read_as_the_framework_reads_them() => Gen.OneOf(
        Gen.Char["0123456789abcdef:."].Array[2, 20].Select(static c => new string(c)),
        Gen.Byte.Array[16].Select(static b => new System.Net.IPAddress(b).ToString()),
        Gen.Select(Gen.Byte.Array[16], Gen.Int[0, 15], Gen.Int[0, 16]).Select(static t => Zeroed(t.Item1, t.Item2, t.Item3))).Sample(static text =>
    {
        var expected = AwsOps.Engine.Network.IpAddress.TryParse(text, out var address);
        var bytes = new byte[text.Length + Bytes.Padding];
        Encoding.ASCII.GetBytes(text, bytes);
        Assert.Equal(expected, Bytes.TryAddress(ref bytes[0], text.Length, out var actual));
        if (expected)
        {
            Assert.Equal(FlowAddress.From(address), actual);
        }
    });

    [Fact]
    public void Pieces_of_any_size_give_the_same_flows() =>
        Gen.Select(NaiveFlows.Record.Array[1, 30], Gen.Int[1, 300], Gen.Bool).Sample(static (records, piece, zipped) =>
        {
            var header = string.Join(' ', FlowLogField.Default.Select(static f => f.Name));
            byte[] text = [.. NaiveFlows.Text(records, header), .. NaiveFlows.Text(records, header)];
            var sink = new Collector();
            FlowLogReader.Read(new Pieces(zipped ? [.. Zip(text[..(text.Length / 2)]), .. Zip(text[(text.Length / 2)..])] : text, piece), new FlowLogParser(All), ref sink, stop: TestContext.Current.CancellationToken);
            Assert.Equal(records.Concat(records).Select(static r => r.Bytes), sink.Flows.Select(static f => f.Bytes));
        });

    /// <summary>Lines of all sorts: records, damaged ones, none at all, with doubled blanks, with headers in the middle.</summary>
    private static readonly Gen<string> Lines = Gen.Frequency(
        (12, NaiveFlows.Record.Select(static r => r.Line)),
        (1, NaiveFlows.Record.Select(static r => r.Line.Replace(" 6 ", "  6 ", StringComparison.Ordinal) + " ")),
        (1, Gen.OneOfConst(string.Empty, " ", "\r", "x", "2 1", "2 1 eni-1 - - - - - - - 1 1 - NODATA", "2 1 eni-1 - - - - - - - 1 1 - SKIPDATA", "2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 1 1 1 ALLOW OK")),
        (1, Gen.Char["2 -.:\raelsrcd"].Array[0, 80].Select(static c => new string(c))),
        (1, Gen.Const(string.Join(' ', FlowLogField.Default.Select(static f => f.Name)))),
        (1, Gen.Const("2014-12-14T04:06:50.000Z 2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 1 1 1 REJECT OK")));

    // The engine finds 64 bytes at a time, line by line in windows of 8 KB, in pieces of 256 KB. This goes byte by byte.
    [Fact]
    public void Whatever_the_lines_and_wherever_they_are_cut_flows_and_errors_are_those_of_one_line_after_another() =>
        Gen.Select(Lines.Array[0, 40], Gen.OneOfConst("\n", "\r\n"), Gen.Bool, Gen.Int[1, 400], Gen.Bool).Sample(static (lines, end, ended, size, zipped) =>
        {
            var text = Encoding.Latin1.GetBytes(string.Join(end, lines) + (ended ? end : string.Empty));
            var (expected, all) = (new Collector(), new FlowLogParser(All));
            foreach (var line in Encoding.Latin1.GetString(text).Split('\n'))
            {
                // Without a line end: the way that all else is judged by.
                all.Parse(Encoding.Latin1.GetBytes(line + (line.Length == 0 ? "\n" : string.Empty)), ref expected);
            }

            var (actual, parser) = (new Collector(), new FlowLogParser(All));
            FlowLogReader.Read(new MemoryStream(zipped ? Zip(text) : text), parser, ref actual, size, null, TestContext.Current.CancellationToken);
            Assert.Equal(expected.Flows, actual.Flows);
            Assert.Equal(Figures(all), Figures(parser));
            Assert.Equal(text.Length, parser.Statistics.Bytes);
        });

    [Fact]
    public void Cut_at_every_byte_a_text_has_the_same_records()
    {
        var text = Encoding.Latin1.GetBytes("2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 7 1 1 ACCEPT OK\r\n\n2 1 eni-1  2001:db8::1 10.0.0.2 1 2 6 1 8 1 1 REJECT OK\nbad\n2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 9 1 1 REJECT OK");
        for (var size = 1; size <= text.Length + 1; size++)
        {
            var (sink, parser) = (new Collector(), new FlowLogParser(All));
            FlowLogReader.Read(new MemoryStream(text), parser, ref sink, size, null, TestContext.Current.CancellationToken);
            Assert.Equal([7, 8, 9], sink.Flows.Select(static f => f.Bytes));
            Assert.Equal("line:4: it has 1 fields; the format has 14: bad", Assert.Single(parser.Statistics.Errors).ToString());
        }
    }

    [Fact]
    public void Lines_longer_than_the_window_are_read()
    {
        var name = new string('x', LineIndex.Window * 2);
        var parser = new FlowLogParser(All, FlowLogFormat.Parse("srcaddr dstaddr instance-id bytes packets"), text: "instance-id");
        var sink = new Collector();
        parser.Parse(Encoding.ASCII.GetBytes($"10.0.0.1 10.0.0.2 {name} 1 2\n10.0.0.1 10.0.0.2 i-1 3 4\n10.0.0.1 10.0.0.2 {name} 5 6"), ref sink);
        Assert.Equal([1, 3, 5], sink.Flows.Select(static f => f.Bytes));
        Assert.Equal([name, "i-1", name], sink.Flows.Select(f => parser.Texts[f.Text]));
    }

    // Every version's fields, also those that this engine does not look into, count as columns.
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-fields
    [Fact]
    public void Any_choice_and_order_of_fields_of_all_versions_is_read() =>
        Gen.Select(NaiveFlows.Record.Array[1, 8], Gen.Shuffle(FlowLogField.Vpc.Concat(FlowLogField.TransitGateway).ToArray()), Gen.Int[1, 60]).Sample(static (records, shuffled, count) =>
        {
            FlowLogField[] fields = [.. shuffled.Take(count)];
            static string Value(Naive r, string name) => name switch
            {
                "srcaddr" => r.Source,
                "dstaddr" => r.Destination,
                "srcport" => $"{r.SourcePort}",
                "dstport" => $"{r.DestinationPort}",
                "protocol" => $"{r.Protocol}",
                "packets" => $"{r.Packets}",
                "bytes" => $"{r.Bytes}",
                "start" => $"{r.Start}",
                "end" => $"{r.End}",
                "action" => r.Action,
                "interface-id" => r.Interface,
                "log-status" => "OK",
                "flow-direction" => "egress",
                "tcp-flags" => "18",
                _ => r.Packets % 2 == 0 ? "-" : name.ToUpperInvariant(),
            };
            var text = string.Join(' ', fields.Select(static f => f.Name)) + "\n" + string.Concat(records.Select(r => string.Join(' ', fields.Select(f => Value(r, f.Name))) + "\n"));
            var (sink, parser) = (new Collector(), new FlowLogParser(All));
            parser.Parse(Encoding.ASCII.GetBytes(text), ref sink);
            bool Has(string name) => fields.Any(f => f.Name == name);
            Assert.Equal(0, parser.Statistics.Malformed);
            Assert.Equal(
                records.Select(r => (Has("srcaddr") ? r.SourceKey : "::", Has("dstport") ? r.DestinationPort : 0, Has("bytes") ? r.Bytes : 0, Has("end") ? r.End : 0, Has("action") ? r.Action : "NONE", Has("flow-direction") ? FlowDirection.Egress : FlowDirection.None, Has("tcp-flags") ? 18 : 0)),
                sink.Flows.Select(static f => (f.Source.ToString(), f.DestinationPort, f.Bytes, f.End, f.Action.ToString().ToUpperInvariant(), f.Direction, f.TcpFlags)));
        });

    [Fact]
    public void Files_of_nothing_have_no_records()
    {
        foreach (var nothing in new byte[][] { [], [(byte)'\n'], Zip([]), [.. Zip([]), .. Zip([])], [0x1F] })
        {
            var (sink, parser) = (new Collector(), new FlowLogParser(All));
            FlowLogReader.Read(new MemoryStream(nothing), parser, ref sink, stop: TestContext.Current.CancellationToken);
            Assert.Empty(sink.Flows);
        }
    }

    [Fact]
    public void What_comes_before_damaged_gzip_data_is_read()
    {
        var text = NaiveFlows.Text([.. Enumerable.Repeat(new Naive("10.0.0.1", "10.0.0.2", 1, 2, 6, 1, 1, 1, 2, "ACCEPT", "eni-1"), 20_000)]);
        byte[] damaged = [.. Zip(text), 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0xFF];
        var (sink, parser) = (new Collector(), new FlowLogParser(All));
        Assert.ThrowsAny<InvalidDataException>(() => FlowLogReader.Read(new MemoryStream(damaged), parser, ref sink, 1000, null, TestContext.Current.CancellationToken));
        Assert.Equal(20_000, sink.Flows.Count);
    }

    /// <summary>Wherever gzip is cut off, in one member or between several, all records before are there, and an error; .NET alone sees none.</summary>
    [Theory]
    [InlineData(1, 1 << 18)]
    [InlineData(3, 1 << 18)]
    [InlineData(2, 700)]
    public void Gzip_that_is_cut_off_is_an_error_after_what_came_before(int members, int size)
    {
        var member = Zip(NaiveFlows.Text([.. Enumerable.Range(0, 40).Select(static i => new Naive($"10.0.{i}.1", "10.0.0.2", i, 2, 6, i, i * 7, 1, 2, "ACCEPT", "eni-1"))]));
        byte[] whole = [.. Enumerable.Repeat(member, members).SelectMany(static m => m)];
        for (var cut = 2; cut <= whole.Length; cut++)
        {
            var (sink, parser) = (new Collector(), new FlowLogParser(All));
            var failure = Record.Exception(() => FlowLogReader.Read(new MemoryStream(whole[..cut]), parser, ref sink, size, null, TestContext.Current.CancellationToken));
            if (cut % member.Length == 0)
            {
                Assert.Null(failure);
                Assert.Equal(40 * (cut / member.Length), sink.Flows.Count);
            }
            else
            {
                Assert.Contains("cut off", Assert.IsType<InvalidDataException>(failure).Message, StringComparison.Ordinal);
                Assert.InRange(sink.Flows.Count, 40 * (cut / member.Length), 40 * ((cut / member.Length) + 1));
                Assert.Equal(0, parser.Statistics.Malformed);
            }
        }
    }

    private static (long, long, long, long, long, string) Figures(FlowLogParser parser)
    {
        var s = parser.Statistics;
        return (s.Lines, s.Flows, s.NoData, s.SkipData, s.Malformed, string.Join('\n', s.Errors));
    }

    [Fact]
    public void A_line_without_end_is_one_malformed_line_and_takes_no_memory()
    {
        var text = new byte[3_000_000];
        text.AsSpan().Fill((byte)'x');
        byte[] all = [.. text, .. "\n2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 7 1 1 ACCEPT OK\n"u8];
        var sink = new Collector();
        var parser = new FlowLogParser(All);
        FlowLogReader.Read(new MemoryStream(all), parser, ref sink, stop: TestContext.Current.CancellationToken);
        Assert.Equal((1, 1L, all.Length), (sink.Flows.Count, parser.Statistics.Malformed, parser.Statistics.Bytes));
    }

    [Fact]
    public void Damaged_gzip_data_is_an_error()
    {
        var zipped = Zip(NaiveFlows.Text([.. Enumerable.Repeat(new Naive("10.0.0.1", "10.0.0.2", 1, 2, 6, 1, 1, 1, 2, "ACCEPT", "eni-1"), 500)]));
        zipped.AsSpan(zipped.Length / 2, 20).Fill(0xFF);
        var sink = new Collector();
        Assert.Equal("its gzip data is damaged, which shows only some way behind the damage", Assert.Throws<InvalidDataException>(() => FlowLogReader.Read(new MemoryStream(zipped), new FlowLogParser(All), ref sink, stop: TestContext.Current.CancellationToken)).Message);
    }

    internal static byte[] Zip(byte[] data)
    {
        using var target = new MemoryStream();
        using (var zip = new GZipStream(target, CompressionLevel.Fastest))
        {
            zip.Write(data);
        }

        return target.ToArray();
    }

    private static string Zeroed(byte[] address, int from, int count)
    {
        address.AsSpan(from, Math.Min(count, 16 - from)).Clear();
        return new System.Net.IPAddress(address).ToString();
    }

    private static (List<FlowRecord> Flows, FlowLogStatistics Statistics) Parse(string text, FlowLogFormat? format = null)
    {
        var sink = new Collector();
        var parser = new FlowLogParser(All, format);
        parser.Parse(Encoding.UTF8.GetBytes(text), ref sink);
        return (sink.Flows, parser.Statistics);
    }

    /// <summary>A stream that gives a few bytes at a time.</summary>
    private sealed class Pieces(byte[] data, int size) : MemoryStream(data)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(size, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(size, count));
    }
}
