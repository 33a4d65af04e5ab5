using System.Globalization;
using AwsOps.Engine.Network;

namespace AwsOps.Engine.FlowLogs;

/// <summary>
/// Has Logs Insights do the counting and the engine the judging: the query of a kind brings the figures that <see cref="FlowProfile"/> would
/// hold of the records, <see cref="Add"/> puts them there, and <see cref="FlowAnomalies"/> finds as it does among records. Medians of a
/// population, deviations and empty intervals, which the language can't express in one query, are then the engine's own.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html: at most two stats commands in a query.</remarks>
public static class InsightsRows
{
    /// <summary>"limit: … the maximum is 10,000" (CWL_QuerySyntax-Limit.html). An answer of as many rows is not complete.</summary>
    public const int Most = 10_000;

    /// <summary>What is otherwise than with the records at hand, in words.</summary>
    public const string Differences = "Logs Insights counts: different ports and hosts by count_distinct, which is an approximation where there are many; findings have no examples of flows; figures are of at most 10,000 senders, pairs or intervals of each kind.";

    /// <summary>The figures of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="options">Length of the intervals.</param>
    /// <param name="format">Columns of the records.</param>
    /// <param name="since">New services and peers alone: those first seen from then on, Unix seconds; null for all.</param>
    /// <param name="gap">New services and peers alone: a time between baseline and the time looked at, of neither; Unix seconds.</param>
    /// <param name="only">Volumes and refusals alone: of these addresses; null for all.</param>
    public static string Of(FlowAnomalyKind kind, FlowAnomalyOptions options, FlowLogFormat format, long? since = null, (long From, long To)? gap = null, IReadOnlyCollection<IpAddress>? only = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(format);
        var lines = Records(kind, format);
        if (gap is { } none)
        {
            lines.Insert(1, Text($"filter @timestamp < {none.From * 1000} or @timestamp >= {none.To * 1000}"));
        }

        if (only is not null)
        {
            lines.Add($"filter {Address(kind)} in [{string.Join(", ", only.Select(static address => $"\"{address}\""))}]");
        }

        var ended = format.IndexOf("end") >= 0 ? $"max(endTime{InsightsQueries.Number(format)}) as ended" : "max(@timestamp) as last";
        var rejected = format.IndexOf("action") >= 0 ? "sum(strcontains(action, \"REJECT\")) as rejected, " : string.Empty;
        lines.Add($"stats {Figure(kind)} as figure, count(*) as flows, {rejected}sum(bytes) as totalBytes, min(@timestamp) as first, {ended} by {Keys(kind, options)}");
        if (since is { } begin)
        {
            lines.Add(Text($"filter first >= {begin * 1000}"));
        }

        lines.Add("sort figure desc");
        lines.Add(Text($"limit {Most}"));
        return InsightsQueries.Join(lines);
    }

    /// <summary>How many figures of a kind there are, and their median: for where there are more than <see cref="Most"/>.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="options">Length of the intervals.</param>
    /// <param name="format">Columns of the records.</param>
    public static string Usual(FlowAnomalyKind kind, FlowAnomalyOptions options, FlowLogFormat format) =>
        Summary(kind, options, format, "pct(figure, 50) as usual, count(*) as figures");

    /// <summary>The median of the distances from a median.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="options">Length of the intervals.</param>
    /// <param name="format">Columns of the records.</param>
    /// <param name="median">What <see cref="Usual"/> brought.</param>
    public static string Deviation(FlowAnomalyKind kind, FlowAnomalyOptions options, FlowLogFormat format, double median) =>
        Summary(kind, options, format, Text($"pct(abs(figure - {median}), 50) as deviation"));

    /// <summary>When the first and the last record of a flow are, for intervals without any figure of a kind.</summary>
    /// <param name="format">Columns of the records.</param>
    public static string Span(FlowLogFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return InsightsQueries.Join([.. InsightsQueries.Beginning(format), "stats min(@timestamp) as first, max(@timestamp) as last", "limit 1"]);
    }

    /// <summary>Adds a row of an answer to what <see cref="Of"/> asks.</summary>
    /// <param name="profile">Of the time that was asked about.</param>
    /// <param name="kind">The kind asked about.</param>
    /// <param name="row">Its fields.</param>
    public static void Add(FlowProfile profile, FlowAnomalyKind kind, IReadOnlyDictionary<string, string> row)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(row);
        var (source, destination) = (Address(row, "srcAddr"), Address(row, "dstAddr"));
        var service = ((ulong)Number(row, "protocol") << 16) | (uint)Number(row, "dstPort");
        var key = kind switch
        {
            FlowAnomalyKind.PortScan or FlowAnomalyKind.NewPeer => new FlowKey(source.High, source.Low, destination.High, destination.Low, 0),
            FlowAnomalyKind.HostSweep => new(source.High, source.Low, 0, 0, service),
            FlowAnomalyKind.NewPort => new(0, 0, destination.High, destination.Low, service),
            FlowAnomalyKind.Exfiltration => new(source.High, source.Low, 0, 0, (ulong)Time(row, "time")),
            _ => new(destination.High, destination.Low, 0, 0, (ulong)Time(row, "time")),
        };
        profile.AddRow(kind, key, new(
            Number(row, "figure"),
            (long)Number(row, "flows"),
            (long)Number(row, "rejected"),
            (long)Number(row, "totalBytes"),
            Time(row, "first"),
            row.ContainsKey("ended") ? (long)Number(row, "ended") : Time(row, "last")));
    }

    /// <summary>Adds the row of an answer to <see cref="Usual"/> and that to <see cref="Deviation"/>.</summary>
    /// <param name="profile">Of the time that was asked about.</param>
    /// <param name="kind">The kind asked about.</param>
    /// <param name="usual">Median and number.</param>
    /// <param name="deviation">Deviation.</param>
    public static void AddUsual(FlowProfile profile, FlowAnomalyKind kind, IReadOnlyDictionary<string, string> usual, IReadOnlyDictionary<string, string> deviation)
    {
        ArgumentNullException.ThrowIfNull(profile);
        profile.Given[kind] = new(Number(usual, "usual"), Number(deviation, "deviation"), (int)Number(usual, "figures"));
    }

    /// <summary>The median of an answer to <see cref="Usual"/>.</summary>
    /// <param name="usual">Its row.</param>
    public static double Median(IReadOnlyDictionary<string, string> usual) => Number(usual, "usual");

    /// <summary>The address that a figure of a volume or of refusals is of.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="row">The row.</param>
    public static IpAddress AddressOf(FlowAnomalyKind kind, IReadOnlyDictionary<string, string> row) => Address(row, Address(kind)).ToIpAddress();

    /// <summary>Whether a kind is about sums by interval.</summary>
    /// <param name="kind">The kind.</param>
    public static bool IsSum(FlowAnomalyKind kind) => kind is FlowAnomalyKind.Exfiltration or FlowAnomalyKind.RejectBurst;

    /// <summary>The figure of a row.</summary>
    /// <param name="row">The row.</param>
    public static double FigureOf(IReadOnlyDictionary<string, string> row) => Number(row, "figure");

    /// <summary>Notes that there were flows, as an answer to <see cref="Span"/> says.</summary>
    /// <param name="profile">Of the time that was asked about.</param>
    /// <param name="row">Its row.</param>
    public static void AddSpan(FlowProfile profile, IReadOnlyDictionary<string, string> row)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (row.ContainsKey("first"))
        {
            profile.Spans(Time(row, "first"), Time(row, "last"));
        }
    }

    private static string Summary(FlowAnomalyKind kind, FlowAnomalyOptions options, FlowLogFormat format, string summary)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(format);
        return InsightsQueries.Join([.. Records(kind, format), $"stats {Figure(kind)} as figure by {Keys(kind, options)}", $"stats {summary}", "limit 1"]);
    }

    private static List<string> Records(FlowAnomalyKind kind, FlowLogFormat format)
    {
        var lines = InsightsQueries.Beginning(format);
        var accepted = format.IndexOf("action") >= 0 ? " and action = \"ACCEPT\"" : string.Empty;
        lines.Add(kind switch
        {
            FlowAnomalyKind.PortScan or FlowAnomalyKind.HostSweep => InsightsQueries.Calls(format),
            FlowAnomalyKind.NewPort => $"{InsightsQueries.Calls(format)}{accepted} and ({InsightsQueries.Inside("dstAddr")})",
            FlowAnomalyKind.NewPeer => $"{InsightsQueries.Calls(format)}{accepted} and ({InsightsQueries.Inside("srcAddr")})",
            FlowAnomalyKind.Exfiltration => $"filter ({InsightsQueries.Inside("srcAddr")}) and not ({InsightsQueries.Inside("dstAddr")}){accepted}",
            _ => "filter action = \"REJECT\"",
        });
        return lines;
    }

    private static string Figure(FlowAnomalyKind kind) => kind switch
    {
        FlowAnomalyKind.PortScan or FlowAnomalyKind.NewPeer => "count_distinct(concat(protocol, \"/\", dstPort))",
        FlowAnomalyKind.HostSweep => "count_distinct(dstAddr)",
        FlowAnomalyKind.NewPort => "count_distinct(srcAddr)",
        FlowAnomalyKind.Exfiltration => "sum(bytes)",
        _ => "count(*)",
    };

    private static string Keys(FlowAnomalyKind kind, FlowAnomalyOptions options) => kind switch
    {
        FlowAnomalyKind.PortScan or FlowAnomalyKind.NewPeer => "srcAddr, dstAddr",
        FlowAnomalyKind.HostSweep => "srcAddr, protocol, dstPort",
        FlowAnomalyKind.NewPort => "dstAddr, protocol, dstPort",
        _ => Text($"{Address(kind)}, bin({options.IntervalSeconds}s) as time"),
    };

    private static string Address(FlowAnomalyKind kind) => kind == FlowAnomalyKind.Exfiltration ? "srcAddr" : "dstAddr";

    private static FlowAddress Address(IReadOnlyDictionary<string, string> row, string name) =>
        row.TryGetValue(name, out var text) && IpAddress.TryParse(text, out var address) ? FlowAddress.From(address) : default;

    private static double Number(IReadOnlyDictionary<string, string> row, string name) =>
        row.TryGetValue(name, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0;

    /// <summary>Unix seconds; Insights writes a bin as a time, and the least of times in milliseconds.</summary>
    private static long Time(IReadOnlyDictionary<string, string> row, string name) =>
        row.TryGetValue(name, out var text) && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond
            : (long)Number(row, name) / 1000;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
