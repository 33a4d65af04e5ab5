using System.Globalization;

namespace AwsOps.Tests.Network;

/// <summary>
/// What Logs Insights answers and what the same records say when they are read: equal, finding by finding, with medians of populations and
/// of empty intervals, which its language has not.
/// </summary>
public sealed class FlowLogInsightsTests : ModuleTest
{
    private const string Default = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";

    // The order is another one, and the flags tell calls from answers.
    private const string Own = "start end dstaddr srcaddr dstport srcport protocol tcp-flags bytes packets action flow-direction log-status";

    // No flags, no status: answers are known by the ports, records without data by their dashes.
    private const string Bare = "srcaddr dstaddr srcport dstport protocol bytes packets start end action";

    private readonly string _folder = Directory.CreateTempSubdirectory("flow").FullName;
    private readonly long _first;

    public FlowLogInsightsTests()
        : base("Start-AwsOpsSandbox -Region eu-west-1 -Port 0")
    {
        var now = (DateTime)One("(Get-AwsOpsSandbox).Now").BaseObject;
        _first = (new DateTimeOffset(now.AddHours(-30)).ToUnixTimeSeconds() / 3600) * 3600;
        Ok($"$middle = [DateTime]::new({Time(18)}); $start = [DateTime]::new({Time(0)}); $gap = [DateTime]::new({Time(16)}); $end = [DateTime]::new({Time(30)})");
    }

    [Theory]
    [InlineData(Default, "-Start $start -End $end", 1)]
    [InlineData(Default, "-Start $middle -End $end -BaselineStart $start", 2)]
    [InlineData(Default, "-Start $middle -End $end -BaselineStart $start -BaselineEnd $gap -Interval 0:20", 3)]
    [InlineData(Own, "-Start $start -End $end -Interval 0:30", 4)]
    [InlineData(Own, "-Start $middle -End $end -BaselineEnd $middle", 5)]
    [InlineData(Bare, "-Start $middle -End $end -BaselineStart $start", 6)]
    [InlineData(Bare, "-Start $middle -End $end -BaselinePath $files/base.log", 7)]
    [InlineData(Bare, "-Start $middle -End $end -BaselineStart $start -Kind RejectBurst, NewPort -LeastRejects 2", 8)]
    public void It_finds_what_is_found_in_the_records(string format, string question, int seed)
    {
        var lines = Write("flows", format, Records(seed));
        var half = lines.Where(l => l.Start < _first + (18 * 3600)).Select(static l => l.Line).Prepend(format);
        File.WriteAllLines(Path.Combine(_folder, "base.log"), half);
        Ok($"$files = '{_folder}'");
        var columns = format == Default ? string.Empty : $"-Format {format.Replace(" ", ", ", StringComparison.Ordinal)}";
        var read = Found($"Find-FlowLogAnomaly $files/flows.log {question}");
        var asked = Found($"Find-FlowLogAnomaly -LogGroupName flows -Source LogsInsights {question} {columns}");
        Assert.NotEmpty(read);
        Assert.Equal(read, asked);
    }

    [Theory]
    [InlineData("-By Talker")]
    [InlineData("-By Destination -OrderBy Packets")]
    [InlineData("-By Pair -Action Reject")]
    [InlineData("-By Port -OrderBy Flows")]
    [InlineData("-By Reject")]
    [InlineData("-By Protocol -Interval 6:00")]
    [InlineData("-By Action")]
    [InlineData("-By Time -Start $middle")]
    [InlineData("-By Talker -Interval 12:00 -Start $start -End $middle")]
    public void It_adds_up_as_the_records_do(string question)
    {
        foreach (var format in new[] { Default, Own, Bare })
        {
            var name = $"sums{format.Length}";
            Write(name, format, Records(11));
            string Rows(string source) => string.Join('\n', Ok($"Measure-FlowLog {source} -Top 5000 -Start $start -End $end {question}".Replace("-Start $start -End $end", question.Contains("-Start", StringComparison.Ordinal) ? (question.Contains("-End", StringComparison.Ordinal) ? string.Empty : "-End $end") : "-Start $start -End $end", StringComparison.Ordinal))
                .Select(static sum => string.Join(' ', new[] { "Time", "Key", "Bytes", "Packets", "Flows", "Accepted", "Rejected" }.Select(name => sum.Text(name)))).Order(StringComparer.Ordinal));
            var read = Rows(Path.Combine(_folder, name + ".log"));
            Assert.NotEmpty(read);
            Assert.Equal(read, Rows($"-LogGroupName {name} -Source LogsInsights {(format == Default ? string.Empty : $"-Format {format.Replace(" ", ", ", StringComparison.Ordinal)}")}"));
        }
    }

    /// <summary>More than it gives rows: medians are its own then, the largest are looked at, and a warning says so, once.</summary>
    [Fact]
    public void More_than_ten_thousand_figures_are_said_and_judged_by_its_own_median()
    {
        List<Record> records = [];
        for (var i = 0; i < 10_050; i++)
        {
            records.Add(new(_first + (i % 7200), $"10.{i >> 8}.{i & 255}.9", "198.51.100.7", 50_000, 443, 6, 90_000));
        }

        records.AddRange(Enumerable.Range(1, 40).Select(port => new Record(_first + 9000, "10.201.0.9", "10.200.0.1", 50_000, port, 6, 40)));
        records.AddRange(Enumerable.Range(0, 20).Select(hour => new Record(_first + (hour * 3600), "10.202.0.9", "198.51.100.8", 443, 443, 6, hour == 9 ? 900_000_000 : 5_000_000)));
        Write("many", Default, records);
        var outcome = Run("Find-FlowLogAnomaly -LogGroupName many -Source LogsInsights -Start $start -End $end -Kind PortScan, Exfiltration -Verbose");
        Assert.Empty(outcome.Errors);
        Assert.Contains("more for PortScan, Exfiltration: what is usual is its own median (pct), which is an approximation", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
        Assert.Single(outcome.Verbose, static text => text.Contains("count_distinct, which is an approximation", StringComparison.Ordinal));
        var found = Texts(outcome.Output);
        Assert.Equal(Found($"Find-FlowLogAnomaly {Path.Combine(_folder, "many.log")} -Start $start -End $end -Kind PortScan, Exfiltration"), found);
        Assert.Contains("all 10052 of the same time", found.Single(static f => f.Contains("PortScan", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private List<(long Start, string Line)> Write(string name, string format, IReadOnlyList<Record> records)
    {
        List<(long Start, string Line)> lines = [.. records.Select(r => (r.Start, r.Line(format)))];
        File.WriteAllLines(Path.Combine(_folder, name + ".log"), lines.Select(static l => l.Line).Prepend(format));
        using var wire = new SandboxWire((Uri)One("(Get-AwsOpsSandbox).EndpointUrl").BaseObject);
        wire.Log(name, lines);
        return lines;
    }

    private List<string> Found(string script) => Texts(Ok(script));

    private static List<string> Texts(IEnumerable<System.Management.Automation.PSObject> findings) =>
        [.. findings.Select(static found => string.Join(' ', new[] { "Severity", "Kind", "SourceAddress", "DestinationAddress", "Protocol", "Port", "Value", "Baseline", "Threshold", "Score", "FirstSeen", "LastSeen", "Flows", "Rejected", "Bytes" }.Select(name => found.Text(name)).Append(found.Text("Kind")!.StartsWith("New", StringComparison.Ordinal) ? string.Empty : found.Text("BaselineOf")))).Order(StringComparer.Ordinal)];

    private string Time(int hours) => DateTime.UnixEpoch.AddSeconds(_first + (hours * 3600)).Ticks.ToString(CultureInfo.InvariantCulture) + ", 'Utc'";

    /// <summary>Thirty hours: neighbours that call a dozen ports each, a scan, a sweep, new ones, a backup, a theft, refusals all the time and at once.</summary>
    private List<Record> Records(int seed)
    {
        var random = new Random(seed);
        List<Record> all = [];
        void Add(double hour, string from, string to, int fromPort, int toPort, long bytes, int protocol = 6, bool rejected = false, int flags = 0) =>
            all.Add(new(_first + (long)(hour * 3600), from, to, fromPort, toPort, protocol, bytes, rejected, flags));

        for (var host = 1; host <= 12; host++)
        {
            foreach (var hour in Enumerable.Range(0, 30).Where(_ => random.Next(3) > 0))
            {
                for (var port = 1; port <= 12 + random.Next(2); port++)
                {
                    Add(hour + (random.NextDouble() * 0.9), $"10.1.0.{host}", "10.1.1.1", 50_000 + host, 8000 + port, 1000 + random.Next(500), flags: 3);
                    Add(hour + (random.NextDouble() * 0.9), "10.1.1.1", $"10.1.0.{host}", 8000 + port, 50_000 + host, 9000, flags: 19);
                }

                Add(hour, $"10.1.0.{host}", "198.51.100.7", 40_000, 443, 2_000_000 + random.Next(500_000));
                Add(hour, $"2001:db8:0:1::{host:x}", "fd00::1", 40_000, 53, 90, 17);
            }
        }

        for (var i = 1; i <= 15; i++)
        {
            // As many ports as the least figure asks for, and not unusual among those who call a dozen.
            Add(20, "10.1.0.40", "10.1.1.1", 50_040, 8000 + i, 60);
        }

        for (var i = 1; i <= 45; i++)
        {
            Add(21 + (i * 0.001), "203.0.113.9", "10.1.1.1", 61_000, i, 40, rejected: true);
            Add(22, "10.1.0.3", $"10.1.9.{i}", 61_000, 445, 40);
            // A high service called from lower ports: only the flags know.
            Add(23, "10.1.0.5", $"10.1.8.{i}", 2000 + i, 27_017, 40, flags: 2);
        }

        foreach (var hour in Enumerable.Range(0, 30))
        {
            Add(hour + 0.2, "10.1.2.2", "198.51.100.50", 40_000, 443, 70_000_000 + random.Next(1000));
            Add(hour + 0.3, "fd00::9", "2001:db8::77", 40_000, 443, 300);
            for (var i = 0; i < 3; i++)
            {
                Add(hour + (i * 0.1), "203.0.113.80", "10.1.1.2", 1024 + i, 23, 40, rejected: true);
            }
        }

        Add(25, "10.1.0.4", "198.51.100.66", 40_000, 443, 900_000_000);
        Add(26, "fd00::9", "2001:db8::77", 40_000, 443, 80_000_000);
        Add(26.5, "169.254.7.7", "224.0.0.9", 520, 520, 90_000_000, 17);
        for (var i = 0; i < 90; i++)
        {
            Add(27 + (i * 0.002), $"203.0.113.{i % 7}", "10.1.1.2", 3000 + i, 23, 40, rejected: true);
        }

        Add(24, "203.0.113.30", "10.1.1.1", 50_000, 3389, 4000, flags: 3);
        Add(24, "10.1.0.6", "192.0.2.99", 50_000, 25, 4000, flags: 3);
        Add(17, "10.1.0.7", "192.0.2.98", 50_000, 25, 4000, flags: 3);
        return all;
    }

    private sealed record Record(long Start, string From, string To, int FromPort, int ToPort, int Protocol, long Bytes, bool Rejected = false, int Flags = 0)
    {
        public string Line(string format) => string.Join(' ', format.Split(' ').Select(field => field switch
        {
            "version" => "2",
            "account-id" => "123456789010",
            "interface-id" => "eni-1",
            "srcaddr" => From,
            "dstaddr" => To,
            "srcport" => Number(FromPort),
            "dstport" => Number(ToPort),
            "protocol" => Number(Protocol),
            "packets" => Number(Math.Max(1, Bytes / 1000)),
            "bytes" => Number(Bytes),
            "start" => Number(Start),
            "end" => Number(Start + 20),
            "action" => Rejected ? "REJECT" : "ACCEPT",
            "log-status" => "OK",
            "tcp-flags" => Protocol == 6 ? Number(Flags) : "0",
            "flow-direction" => "ingress",
            _ => "-",
        }));

        private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
    }
}
