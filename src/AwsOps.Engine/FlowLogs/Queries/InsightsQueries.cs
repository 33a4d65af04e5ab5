using System.Globalization;
using AwsOps.Engine.Network;

namespace AwsOps.Engine.FlowLogs;

/// <summary>Questions about flows in the language of CloudWatch Logs Insights.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html. Insights discovers the fields of the default
/// format itself; for other formats the query takes the message apart. The time is no part of a query: it is given beside it.
/// </remarks>
public static class InsightsQueries
{
    private static readonly string[] Private4 = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

    private static readonly Dictionary<string, string> Discovered = new(StringComparer.Ordinal)
    {
        ["srcaddr"] = "srcAddr",
        ["dstaddr"] = "dstAddr",
        ["srcport"] = "srcPort",
        ["dstport"] = "dstPort",
        ["start"] = "startTime",
        ["end"] = "endTime",
        ["pkt-srcaddr"] = "pktSrcAddr",
        ["pkt-dstaddr"] = "pktDstAddr",
    };

    /// <summary>The query that answers as <see cref="FlowAggregator"/> does.</summary>
    /// <param name="query">The question; its times go beside the query.</param>
    /// <param name="format">Columns of the records.</param>
    /// <param name="top">Most rows; with buckets of time all that Insights gives.</param>
    public static string Measure(FlowQuery query, FlowLogFormat format, int top)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(format);
        var interval = query.IntervalSeconds ?? (query.By == FlowDimension.Time ? 3600 : null);
        var lines = Beginning(format);
        var action = query.By == FlowDimension.Reject ? FlowAction.Reject : query.Action;
        if (action != FlowAction.None)
        {
            lines.Add($"filter action = \"{action.ToString().ToUpperInvariant()}\"");
        }

        List<string> keys = [.. Keys(query)];
        if (query.By == FlowDimension.Port)
        {
            lines.Add(format == FlowLogFormat.Default ? "fields least(srcPort, dstPort) as servicePort" : "fields least(srcPort + 0, dstPort + 0) as servicePort");
        }

        if (interval is { } seconds)
        {
            keys.Insert(0, string.Create(CultureInfo.InvariantCulture, $"bin({seconds}s) as time"));
        }

        lines.Add("stats sum(bytes) as totalBytes, sum(packets) as totalPackets, count(*) as flows, sum(strcontains(action, \"ACCEPT\")) as accepted, sum(strcontains(action, \"REJECT\")) as rejected" + (keys.Count > 0 ? " by " + string.Join(", ", keys) : string.Empty));
        var rank = query.Rank switch { FlowMeasure.Packets => "totalPackets", FlowMeasure.Flows => "flows", _ => "totalBytes" };
        lines.Add(interval is null ? $"sort {rank} desc" : $"sort time asc, {rank} desc");
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"limit {(interval is null ? top : 10_000)}"));
        return string.Join("\n| ", lines);
    }

    /// <summary>The query that looks for one kind of anomaly. What is usual can't be had in one query but by medians of the sender's own intervals.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="options">From where on something is a finding.</param>
    /// <param name="format">Columns of the records.</param>
    /// <param name="since">For new ports and peers: since when they would be new, Unix seconds; the query's time reaches back to the beginning of the baseline.</param>
    public static string Anomaly(FlowAnomalyKind kind, FlowAnomalyOptions options, FlowLogFormat format, long since = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(format);
        var lines = Beginning(format);
        var number = format == FlowLogFormat.Default ? string.Empty : " + 0";
        var calls = $"filter protocol in [6, 17] and dstPort{number} <= srcPort{number}";
        lines.AddRange(kind switch
        {
            FlowAnomalyKind.PortScan => [calls, "stats count_distinct(dstPort) as ports, count(*) as flows, sum(strcontains(action, \"REJECT\")) as rejected, sum(bytes) as totalBytes, min(@timestamp) as first, max(@timestamp) as last by srcAddr, dstAddr", Text($"filter ports >= {options.LeastPorts}"), "sort ports desc"],
            FlowAnomalyKind.HostSweep => [calls, "stats count_distinct(dstAddr) as hosts, count(*) as flows, sum(strcontains(action, \"REJECT\")) as rejected, sum(bytes) as totalBytes, min(@timestamp) as first, max(@timestamp) as last by srcAddr, protocol, dstPort", Text($"filter hosts >= {options.LeastHosts}"), "sort hosts desc"],
            FlowAnomalyKind.NewPort => [calls + $" and action = \"ACCEPT\" and ({Inside("dstAddr")})", "stats count_distinct(srcAddr) as callers, count(*) as flows, sum(strcontains(action, \"REJECT\")) as rejected, sum(bytes) as totalBytes, min(@timestamp) as first, max(@timestamp) as last by dstAddr, protocol, dstPort", Text($"filter first >= {since * 1000}"), "sort callers desc"],
            FlowAnomalyKind.NewPeer => [calls + $" and action = \"ACCEPT\" and ({Inside("srcAddr")})", "stats count_distinct(dstPort) as services, count(*) as flows, sum(strcontains(action, \"REJECT\")) as rejected, sum(bytes) as totalBytes, min(@timestamp) as first, max(@timestamp) as last by srcAddr, dstAddr", Text($"filter first >= {since * 1000}"), "sort totalBytes desc"],
            FlowAnomalyKind.Exfiltration => [$"filter action = \"ACCEPT\" and ({Inside("srcAddr")}) and not ({Inside("dstAddr")})", Text($"stats sum(bytes) as sent, count(*) as flows by srcAddr, bin({options.IntervalSeconds}s) as time"), "stats max(sent) as peak, pct(sent, 50) as usual, count(*) as intervals, sum(flows) as flows, sum(sent) as totalBytes, min(time) as first, max(time) as last by srcAddr", Text($"filter peak >= {options.LeastBytes}"), "sort peak desc"],
            _ => (IEnumerable<string>)["filter action = \"REJECT\"", Text($"stats count(*) as rejects, sum(bytes) as refused by dstAddr, bin({options.IntervalSeconds}s) as time"), "stats max(rejects) as peak, pct(rejects, 50) as usual, count(*) as intervals, sum(rejects) as flows, sum(refused) as totalBytes, min(time) as first, max(time) as last by dstAddr", Text($"filter peak >= {options.LeastRejects}"), "sort peak desc"],
        });
        lines.Add("limit 1000");
        return string.Join("\n| ", lines);
    }

    /// <summary>A row of an answer to <see cref="Anomaly"/> as a finding; null when the figure is below its threshold.</summary>
    /// <remarks>Usual is the median of the sender's own intervals with traffic, where there are intervals; else there is none, and the least figure decides.</remarks>
    /// <param name="kind">The kind asked about.</param>
    /// <param name="options">From where on something is a finding.</param>
    /// <param name="row">The row's fields.</param>
    public static FlowAnomaly? Finding(FlowAnomalyKind kind, FlowAnomalyOptions options, IReadOnlyDictionary<string, string> row)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(row);
        double Number(string name) => row.TryGetValue(name, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0;
        IpAddress? Address(string name) => row.TryGetValue(name, out var text) && IpAddress.TryParse(text, out var address) ? address : null;
        long Time(string name) => row.TryGetValue(name, out var text) && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond
            : (long)Number(name) / 1000;
        var (name, least) = kind switch
        {
            FlowAnomalyKind.PortScan => ("ports", options.LeastPorts),
            FlowAnomalyKind.HostSweep => ("hosts", options.LeastHosts),
            FlowAnomalyKind.NewPort => ("callers", 1),
            FlowAnomalyKind.NewPeer => ("services", 1),
            FlowAnomalyKind.Exfiltration => ("peak", options.LeastBytes),
            _ => ("peak", options.LeastRejects),
        };
        var isSum = kind is FlowAnomalyKind.Exfiltration or FlowAnomalyKind.RejectBurst;
        // With too few intervals to compare with, the least figure alone decides.
        var compares = isSum && Number("intervals") >= FlowAnomalies.LeastFigures;
        var (figure, usual) = (Number(name), compares ? Number("usual") : 0);
        var scale = Math.Max(usual / 20, FlowAnomalies.UnitOf(kind));
        var threshold = isSum ? Math.Max(least, usual + (options.Score * scale)) : least;
        if (figure < threshold)
        {
            return null;
        }

        var (source, destination) = (Address("srcAddr"), Address("dstAddr"));
        bool Local(IpAddress? address) => address is { } given && FlowAddress.From(given).IsLocal;
        var (flows, rejected) = ((long)Number("flows"), kind == FlowAnomalyKind.RejectBurst ? (long)Number("flows") : (long)Number("rejected"));
        var hasPort = kind is FlowAnomalyKind.HostSweep or FlowAnomalyKind.NewPort;
        return new()
        {
            Kind = kind,
            Severity = kind switch
            {
                FlowAnomalyKind.PortScan or FlowAnomalyKind.HostSweep => FlowAnomalies.FanSeverity(Local(source), flows, rejected),
                FlowAnomalyKind.NewPort or FlowAnomalyKind.NewPeer => FlowAnomalies.NewSeverity(kind == FlowAnomalyKind.NewPort, (int)Number("protocol"), (int)Number("dstPort"), Local(destination)),
                _ => FlowAnomalies.SumSeverity(kind, figure, threshold),
            },
            Source = source,
            Destination = destination,
            Protocol = hasPort ? (int)Number("protocol") : null,
            Port = hasPort ? (int)Number("dstPort") : null,
            Statistic = FlowAnomalies.StatisticOf(kind),
            Value = figure,
            Baseline = usual,
            Threshold = threshold,
            Score = (figure - usual) / scale,
            BaselineOf = compares ? Text($"its own {Number("intervals")} intervals with traffic, in Logs Insights") : "nothing to compare with in Logs Insights",
            FirstSeen = Time("first"),
            LastSeen = Time("last") + (isSum ? options.IntervalSeconds : 0),
            Flows = flows,
            Rejected = rejected,
            Bytes = (long)Number("totalBytes"),
        };
    }

    /// <summary>The name that Insights has for a field, or that the query gives it: without hyphens.</summary>
    public static string Name(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return Discovered.TryGetValue(field, out var name) ? name : string.Concat(field.Split('-').Select(static (part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
    }

    private static List<string> Beginning(FlowLogFormat format)
    {
        List<string> lines = format == FlowLogFormat.Default ? [] : [$"parse @message \"{string.Join(' ', Enumerable.Repeat('*', format.Fields.Count))}\" as {string.Join(", ", format.Fields.Select(static field => Name(field.Name)))}"];
        lines.Add(format.IndexOf("log-status") >= 0 ? "filter logStatus = \"OK\"" : "filter srcAddr != \"-\"");
        return lines;
    }

    private static IEnumerable<string> Keys(FlowQuery query) => query.By switch
    {
        FlowDimension.Talker => ["srcAddr"],
        FlowDimension.Destination => ["dstAddr"],
        FlowDimension.Pair => ["srcAddr", "dstAddr"],
        FlowDimension.Port => ["protocol", "servicePort"],
        FlowDimension.Protocol => ["protocol"],
        FlowDimension.Reject => ["srcAddr", "dstAddr", "protocol", "dstPort"],
        FlowDimension.Interface => ["interfaceId"],
        FlowDimension.Action => ["action"],
        FlowDimension.Direction => ["flowDirection"],
        FlowDimension.Field => [Name(query.Field!)],
        _ => [],
    };

    private static string Inside(string field) => string.Join(" or ", Private4.Select(block => $"isIpv4InSubnet({field}, \"{block}\")"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
