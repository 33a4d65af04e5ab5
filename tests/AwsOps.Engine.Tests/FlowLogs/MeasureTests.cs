using AwsOps.Engine.FlowLogs;
using CsCheck;

namespace AwsOps.Engine.Tests.FlowLogs;

public class MeasureTests
{
    private static readonly Gen<Naive[]> Records = NaiveFlows.Record.Array[0, 120];

    [Fact]
    public void Talkers_equal_the_plain_sums() => Same(new FlowQuery(), static r => r.SourceKey, static t => t.Source.ToString()!);

    [Fact]
    public void Destinations_equal_the_plain_sums() => Same(new FlowQuery { By = FlowDimension.Destination, Rank = FlowMeasure.Packets }, static r => r.DestinationKey, static t => t.Destination.ToString()!);

    [Fact]
    public void Pairs_equal_the_plain_sums() => Same(new FlowQuery { By = FlowDimension.Pair }, static r => $"{r.SourceKey} {r.DestinationKey}", static t => $"{t.Source} {t.Destination}");

    [Fact]
    public void Ports_equal_the_plain_sums() => Same(new FlowQuery { By = FlowDimension.Port, Rank = FlowMeasure.Flows }, static r => $"{r.Protocol}/{Math.Min(r.SourcePort, r.DestinationPort)}", static t => $"{t.Protocol}/{t.Port}");

    [Fact]
    public void Interfaces_equal_the_plain_sums() => Same(new FlowQuery { By = FlowDimension.Interface }, static r => r.Interface, static t => t.Text!);

    [Fact]
    public void A_text_field_equals_the_plain_sums() => Same(new FlowQuery { By = FlowDimension.Field, Field = "account-id" }, static _ => "123456789010", static t => t.Text!);

    [Fact]
    public void Rejects_equal_the_plain_sums() => Same(
        new FlowQuery { By = FlowDimension.Reject, Rank = FlowMeasure.Flows },
        static r => r.Action == "REJECT" ? $"{r.SourceKey} {r.DestinationKey} {r.Protocol} {r.DestinationPort}" : null,
        static t => $"{t.Source} {t.Destination} {t.Protocol} {t.Port}");

    [Fact]
    public void Buckets_of_time_equal_the_plain_sums() => Same(new FlowQuery { By = FlowDimension.Time, IntervalSeconds = 300 }, static r => $"{r.Start / 300 * 300}", static t => $"{t.Time}");

    [Fact]
    public void Talkers_by_time_equal_the_plain_sums() => Same(new FlowQuery { IntervalSeconds = 600 }, static r => $"{r.SourceKey} {r.Start / 600 * 600}", static t => $"{t.Source} {t.Time}");

    [Fact]
    public void Only_flows_of_the_time_and_action_count() => Same(
        new FlowQuery { Start = 1_418_533_000, End = 1_418_536_000, Action = FlowAction.Accept },
        static r => r.Start is >= 1_418_533_000 and < 1_418_536_000 && r.Action == "ACCEPT" ? r.SourceKey : null,
        static t => t.Source.ToString()!);

    [Fact]
    public void Beyond_its_capacity_every_figure_is_within_the_stated_error_and_the_error_within_its_bound() =>
        Gen.Select(Gen.Select(Gen.Int[0, 400], Gen.Long[1, 1000]).Array[200, 2_000], Gen.Int[16, 64]).Sample(static (events, capacity) =>
        {
            var aggregator = new FlowAggregator(new FlowQuery { Capacity = capacity });
            aggregator.Read(NaiveFlows.Text(events.Select(static e => new Naive($"10.0.{e.Item1 >> 8}.{e.Item1 & 255}", "10.1.0.1", 5, 6, 6, 1, e.Item2 * (e.Item1 < 4 ? 50 : 1), 1, 2, "ACCEPT", "eni-1"))));
            var exact = events.GroupBy(static e => $"10.0.{e.Item1 >> 8}.{e.Item1 & 255}").ToDictionary(static g => g.Key, static g => g.Sum(static e => e.Item2 * (e.Item1 < 4 ? 50 : 1)));
            var totals = aggregator.Totals();
            Assert.InRange(totals.Count, 0, capacity);
            Assert.All(totals, t => Assert.InRange(exact[t.Source.ToString()!], t.Bytes, t.Bytes + t.Error));
            Assert.InRange(aggregator.Error, 0, 2 * exact.Values.Sum() / capacity);
            var kept = totals.Select(static t => t.Source.ToString()!).ToHashSet();
            Assert.All(exact.Where(e => !kept.Contains(e.Key)), e => Assert.InRange(e.Value, 0, aggregator.Error));
        });

    [Fact]
    public void What_the_columns_lack_is_said()
    {
        var aggregator = new FlowAggregator(new FlowQuery { By = FlowDimension.Direction });
        aggregator.Read("2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 1 1 1 ACCEPT OK\n"u8);
        Assert.Equal(FlowFields.Direction, aggregator.Missing);
        Assert.Equal(1, aggregator.Skipped);
    }

    [Fact]
    public void Flows_seen_are_the_calls_added_up_without_source_ports()
    {
        var seen = new FlowsSeen();
        seen.Read(
            """
            2 1 eni-1 203.0.113.9 10.0.0.2 50000 443 6 1 100 1000 1060 ACCEPT OK
            2 1 eni-1 203.0.113.9 10.0.0.2 50001 443 6 2 200 1060 1120 ACCEPT OK
            2 1 eni-1 10.0.0.2 203.0.113.9 443 50001 6 2 9000 1060 1120 ACCEPT OK
            2 1 eni-1 198.51.100.7 10.0.0.2 50001 22 6 1 40 1060 1120 REJECT OK
            2 1 eni-1 198.51.100.7 10.0.0.2 0 0 1 1 84 1060 1120 ACCEPT OK
            """u8);
        Assert.True(seen.IsComplete);
        Assert.Equal(
            [
                new(IpAddress("203.0.113.9"), IpAddress("10.0.0.2"), 6, 443, FlowAction.Accept, "eni-1") { Bytes = 300, Packets = 3, Flows = 2, FirstSeen = 1000, LastSeen = 1120 },
                new(IpAddress("198.51.100.7"), IpAddress("10.0.0.2"), 1, 0, FlowAction.Accept, "eni-1") { Bytes = 84, Packets = 1, Flows = 1, FirstSeen = 1060, LastSeen = 1120 },
                new(IpAddress("198.51.100.7"), IpAddress("10.0.0.2"), 6, 22, FlowAction.Reject, "eni-1") { Bytes = 40, Packets = 1, Flows = 1, FirstSeen = 1060, LastSeen = 1120 },
            ],
            seen.Flows);
    }

    private static AwsOps.Engine.Network.IpAddress IpAddress(string text) => AwsOps.Engine.Network.IpAddress.Parse(text);

    private static void Same(FlowQuery query, Func<Naive, string?> key, Func<FlowTotal, string> actual) => Records.Sample(records =>
    {
        var aggregator = new FlowAggregator(query);
        using var stream = new MemoryStream(ParserTests.Zip(NaiveFlows.Text(records)));
        aggregator.Read(stream);
        var expected = records.Select(r => (Key: key(r), Record: r)).Where(static x => x.Key is not null).GroupBy(static x => x.Key!, static x => x.Record)
            .Select(static g => (g.Key, g.Sum(static r => r.Bytes), g.Sum(static r => r.Packets), (long)g.Count(), (long)g.Count(static r => r.Action == "ACCEPT"), (long)g.Count(static r => r.Action == "REJECT"), 0L));
        var totals = aggregator.Totals();
        Assert.Equal(expected.Order(), totals.Select(t => (actual(t), t.Bytes, t.Packets, t.Flows, t.Accepted, t.Rejected, t.Error)).Order());
        var figures = totals.GroupBy(static t => t.Time).Select(g => g.Select(t => query.Rank switch { FlowMeasure.Packets => t.Packets, FlowMeasure.Flows => t.Flows, _ => t.Bytes }).ToList());
        Assert.All(figures, static f => Assert.Equal(f.OrderDescending(), f));
    });
}
