using System.Globalization;

namespace AwsOps.Engine.FlowLogs;

/// <summary>Questions about flows in the language of CloudWatch Logs Insights.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html. Insights discovers the fields of the default
/// format itself; for other formats the query takes the message apart. The time is no part of a query: it is given beside it.
/// </remarks>
public static class InsightsQueries
{
    /// <summary>The blocks of <see cref="FlowAddress.IsLocal"/>.</summary>
    private static readonly string[] Local = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8", "0.0.0.0/8", "224.0.0.0/3", "fc00::/7", "fe80::/10", "ff00::/8", "::/127"];

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
        return Join(lines);
    }

    /// <summary>
    /// The query that looks for one kind of anomaly. In one query there are no medians but those of the sender's own intervals; before it
    /// stands as a comment the query for the median of all, <see cref="InsightsRows.Usual"/>. What runs is <see cref="InsightsRows.Of"/>.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="options">From where on something is a finding.</param>
    /// <param name="format">Columns of the records.</param>
    /// <param name="since">For new ports and peers: since when they would be new, Unix seconds; the query's time reaches back to the beginning of the baseline.</param>
    public static string Anomaly(FlowAnomalyKind kind, FlowAnomalyOptions options, FlowLogFormat format, long since = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(format);
        var lines = Beginning(format);
        var calls = Calls(format);
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
        return (kind is FlowAnomalyKind.NewPort or FlowAnomalyKind.NewPeer ? string.Empty : $"# the median of all: {InsightsRows.Usual(kind, options, format).ReplaceLineEndings(" ")}\n") + Join(lines);
    }

    /// <summary>The name that Insights has for a field, or that the query gives it: without hyphens.</summary>
    public static string Name(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return Discovered.TryGetValue(field, out var name) ? name : string.Concat(field.Split('-').Select(static (part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
    }

    /// <summary>The lines of a query, as commands one after another.</summary>
    internal static string Join(IEnumerable<string> lines) => string.Join("\n| ", lines);

    /// <summary>What makes a field of a message that was taken apart a number; discovered fields are numbers.</summary>
    internal static string Number(FlowLogFormat format) => format == FlowLogFormat.Default ? string.Empty : " + 0";

    /// <summary>
    /// Calls, not answers, as <see cref="FlowRecord.IsReply"/> tells them apart: by SYN and ACK where the records have tcp-flags (there are no
    /// operators on bits, so the values are listed), else by the lower port.
    /// </summary>
    internal static string Calls(FlowLogFormat format)
    {
        var number = Number(format);
        var ports = $"dstPort{number} <= srcPort{number}";
        if (format.IndexOf("tcp-flags") < 0)
        {
            return $"filter protocol in [6, 17] and {ports}";
        }

        static string Flags(Func<int, bool> wanted) => string.Join(", ", Enumerable.Range(0, 64).Where(wanted).Select(static flags => $"\"{flags}\""));
        return $"filter protocol in [6, 17] and (tcpFlags in [{Flags(static f => (f & 18) == 2)}] or (tcpFlags not in [{Flags(static f => (f & 2) == 2)}] and {ports}))";
    }

    internal static List<string> Beginning(FlowLogFormat format)
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

    /// <summary>Whether an address is not of the internet.</summary>
    internal static string Inside(string field) => string.Join(" or ", Local.Select(block => $"isIpInSubnet({field}, \"{block}\")"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
