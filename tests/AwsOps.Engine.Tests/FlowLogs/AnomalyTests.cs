using System.Globalization;
using System.Text;
using AwsOps.Engine.FlowLogs;
using CsCheck;

namespace AwsOps.Engine.Tests.FlowLogs;

public class AnomalyTests
{
    private const long Hour = 3600;
    private const long Start = 1_418_529_600; // a full hour

    [Fact]
    public void A_scan_of_many_ports_is_found_with_figure_median_and_threshold()
    {
        List<string> lines = [.. Enumerable.Range(1, 40).Select(static p => Line("203.0.113.9", "10.0.0.5", 50_000, p, "REJECT"))];
        lines.AddRange(Enumerable.Range(1, 20).Select(static i => Line($"198.51.100.{i}", "10.0.0.5", 50_000, 443)));
        var found = Assert.Single(Find(lines));
        Assert.Equal((FlowAnomalyKind.PortScan, FlowSeverity.Low, "203.0.113.9", "10.0.0.5"), (found.Kind, found.Severity, found.Source.ToString(), found.Destination.ToString()));
        Assert.Equal((40.0, 1.0, 15.0, 40L, 40L), (found.Value, found.Baseline, found.Threshold, found.Flows, found.Rejected));
        Assert.Equal("203.0.113.9 -> 10.0.0.5 tcp/1 REJECT", found.Examples[0]);
    }

    [Fact]
    public void From_inside_a_scan_is_urgent_and_one_that_was_usual_before_is_none()
    {
        List<string> lines = [.. Enumerable.Range(1, 40).Select(static p => Line("10.0.0.9", "10.0.0.5", 50_000, p, "REJECT"))];
        Assert.Equal(FlowSeverity.High, Assert.Single(Find(lines)).Severity);
        Assert.Empty(Find(lines, lines));
    }

    [Fact]
    public void A_server_that_answers_many_ports_scans_nobody() =>
        Assert.Empty(Find([.. Enumerable.Range(1, 300).Select(static p => Line("10.0.0.5", "203.0.113.9", 443, 30_000 + p))]));

    [Fact]
    public void A_sweep_over_many_hosts_is_found()
    {
        List<string> lines = [.. Enumerable.Range(1, 60).Select(static i => Line("10.0.0.9", $"10.0.1.{i}", 50_000, 445))];
        var found = Assert.Single(Find(lines), static f => f.Kind == FlowAnomalyKind.HostSweep);
        Assert.Equal((60.0, 445, 6, FlowSeverity.High), (found.Value, found.Port, found.Protocol, found.Severity));
    }

    [Fact]
    public void Services_and_peers_that_the_baseline_lacks_are_found_and_the_others_not()
    {
        List<string> before = [Line("10.0.0.9", "10.0.0.5", 50_000, 443), Line("203.0.113.9", "10.0.0.5", 50_000, 443)];
        List<string> after =
        [
            Line("10.0.0.9", "10.0.0.5", 50_001, 443),
            Line("203.0.113.9", "10.0.0.5", 50_001, 22),
            Line("10.0.0.9", "198.51.100.7", 50_001, 443),
            Line("203.0.113.9", "10.0.0.5", 50_001, 3389, "REJECT"),
        ];
        var found = Find(after, before);
        Assert.Equal(
            [(FlowAnomalyKind.NewPort, FlowSeverity.High, null, "10.0.0.5", 22), (FlowAnomalyKind.NewPeer, FlowSeverity.Medium, "10.0.0.9", "198.51.100.7", (int?)null)],
            found.Select(static f => (f.Kind, f.Severity, f.Source?.ToString(), f.Destination?.ToString(), f.Port)));
        Assert.DoesNotContain(Find(after), static f => f.Kind is FlowAnomalyKind.NewPort or FlowAnomalyKind.NewPeer);
    }

    [Fact]
    public void A_volume_to_the_internet_far_above_the_senders_own_hours_is_found_and_the_same_volume_every_hour_is_not()
    {
        List<string> lines = [.. Enumerable.Range(0, 24).Select(static h => Line("10.0.0.9", "198.51.100.7", 50_000, 443, bytes: h == 20 ? 900_000_000 : 10_000_000 + (h * 1000), start: Start + (h * Hour)))];
        lines.AddRange(Enumerable.Range(0, 24).Select(static h => Line("10.0.0.8", "198.51.100.8", 50_000, 443, bytes: 900_000_000 + h, start: Start + (h * Hour))));
        lines.AddRange(Enumerable.Range(0, 24).Select(static h => Line("10.0.0.7", "10.0.0.6", 50_000, 443, bytes: h == 5 ? 2_000_000_000 : 10, start: Start + (h * Hour))));
        var found = Assert.Single(Find(lines));
        Assert.Equal((FlowAnomalyKind.Exfiltration, "10.0.0.9", 900_000_000.0, FlowSeverity.Critical), (found.Kind, found.Source.ToString(), found.Value, found.Severity));
        Assert.Equal((10_011_000.0, Start + (20 * Hour), Start + (21 * Hour)), (found.Baseline, found.FirstSeen, found.LastSeen));
        Assert.Equal("10.0.0.9 -> 198.51.100.7 tcp/443", Assert.Single(found.Examples));
        Assert.Equal(50_000_000, found.Threshold);
    }

    [Fact]
    public void A_burst_of_refusals_is_found_against_the_quiet_hours_without_any()
    {
        List<string> lines = [.. Enumerable.Range(0, 12).Select(static h => Line("198.51.100.1", "10.0.0.5", 50_000, 443, start: Start + (h * Hour)))];
        lines.AddRange(Enumerable.Range(0, 80).Select(static i => Line($"198.51.100.{i}", "10.0.0.5", 50_000, 23, "REJECT", start: Start + (7 * Hour))));
        var found = Assert.Single(Find(lines));
        Assert.Equal((FlowAnomalyKind.RejectBurst, "10.0.0.5", 80.0, 0.0, 50.0, FlowSeverity.Medium), (found.Kind, found.Destination.ToString(), found.Value, found.Baseline, found.Threshold, found.Severity));
    }

    [Fact]
    public void A_burst_after_a_baseline_without_any_refusal_is_found()
    {
        List<string> before = [.. Enumerable.Range(0, 12).Select(static h => Line("198.51.100.1", "10.0.0.5", 50_000, 443, start: Start + (h * Hour)))];
        List<string> after = [.. Enumerable.Range(0, 60).Select(static i => Line($"198.51.100.{i}", "10.0.0.5", 50_000, 23, "REJECT", start: Start + (20 * Hour)))];
        var found = Assert.Single(Find(after, before));
        Assert.Equal((FlowAnomalyKind.RejectBurst, 60.0, 0.0, "the 12 intervals of the baseline, in which it had none"), (found.Kind, found.Value, found.Baseline, found.BaselineOf));
    }

    [Fact]
    public void Median_and_deviation_equal_the_plain_calculation() => Gen.Select(Gen.Double[0, 1000].Array[0, 40], Gen.Int[0, 20]).Sample(static (figures, zeros) =>
    {
        double[] all = [.. figures, .. new double[zeros]];
        var statistics = new RobustStatistics([.. figures], zeros);
        Assert.Equal(all.Length, statistics.Count);
        if (all.Length > 0)
        {
            Assert.Equal(Median(all), statistics.Median, 9);
            Assert.Equal(1.4826 * Median([.. all.Select(x => Math.Abs(x - Median(all)))]), statistics.Deviation, 9);
        }
    });

    [Fact]
    public void Different_values_are_counted_exactly_up_to_256_and_within_a_fifth_beyond() => Gen.Select(Gen.Int[0, 3_000], Gen.ULong).Sample(static (count, seed) =>
    {
        var counter = new DistinctCounter();
        for (var twice = 0; twice < 2; twice++)
        {
            for (ulong i = 0; i < (ulong)count; i++)
            {
                counter.Add(seed + i);
            }
        }

        if (count < DistinctCounter.Exact)
        {
            Assert.Equal(count, counter.Count);
        }
        else
        {
            // Three standard errors of 6 %, and some.
            Assert.InRange(counter.Count, count * 0.75, count * 1.3);
        }
    });

    [Fact]
    public void Memory_stays_bounded_and_says_so()
    {
        var options = new FlowAnomalyOptions { Capacity = 100 };
        var profile = new FlowProfile(options);
        profile.Read(Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 5_000).Select(static i => Line($"10.{i >> 8}.{i & 255}.1", "10.0.0.5", 50_000, 80)).Concat(Enumerable.Range(1, 50).Select(static p => Line("10.9.9.9", "10.0.0.5", 50_000, p))))));
        Assert.True(profile.Pruned);
        Assert.InRange(profile.Scans.Items.Count, 1, 101);
        Assert.Contains(FlowAnomalies.Find(profile), static f => f.Source?.ToString() == "10.9.9.9" && f.Kind == FlowAnomalyKind.PortScan);
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static IReadOnlyList<FlowAnomaly> Find(List<string> lines, List<string>? before = null)
    {
        FlowProfile? baseline = null;
        if (before is not null)
        {
            baseline = new();
            baseline.Read(Encoding.ASCII.GetBytes(string.Join('\n', before)));
        }

        var profile = new FlowProfile(baseline: baseline);
        profile.Read(Encoding.ASCII.GetBytes(string.Join('\n', lines)));
        Assert.Equal(0, profile.Statistics.Malformed);
        return FlowAnomalies.Find(profile);
    }

    private static string Line(string from, string to, int sourcePort, int port, string action = "ACCEPT", long bytes = 1000, long start = Start) =>
        string.Create(CultureInfo.InvariantCulture, $"2 123456789010 eni-1 {from} {to} {sourcePort} {port} 6 5 {bytes} {start} {start + 30} {action} OK");
}
