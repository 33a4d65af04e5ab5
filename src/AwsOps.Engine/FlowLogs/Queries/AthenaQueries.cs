using System.Globalization;

namespace AwsOps.Engine.FlowLogs;

/// <summary>Questions about flows in SQL for Athena, over a table as AWS's page makes it.</summary>
/// <remarks>https://docs.aws.amazon.com/athena/latest/ug/vpc-flow-logs-create-table-statement.html</remarks>
public static class AthenaQueries
{
    /// <summary>The query that answers as <see cref="FlowAggregator"/> does.</summary>
    /// <param name="query">The question.</param>
    /// <param name="top">Most rows, of each bucket.</param>
    /// <param name="table">The table.</param>
    public static string Measure(FlowQuery query, int top, string table = "vpc_flow_logs")
    {
        ArgumentNullException.ThrowIfNull(query);
        var interval = query.IntervalSeconds ?? (query.By == FlowDimension.Time ? 3600 : null);
        List<(string Expression, string Name)> keys = [.. Keys(query)];
        if (interval is { } seconds)
        {
            keys.Insert(0, (Text($"start - start % {seconds}"), "time"));
        }

        var rank = query.Rank switch { FlowMeasure.Packets => "total_packets", FlowMeasure.Flows => "flows", _ => "total_bytes" };
        List<string> columns =
        [
            .. keys.Select(static key => key.Expression == key.Name ? key.Name : $"{key.Expression} AS {key.Name}"),
            "SUM(bytes) AS total_bytes",
            "SUM(packets) AS total_packets",
            "COUNT(*) AS flows",
            "COUNT_IF(action = 'ACCEPT') AS accepted",
            "COUNT_IF(action = 'REJECT') AS rejected",
        ];
        var action = query.By == FlowDimension.Reject ? FlowAction.Reject : query.Action;
        var sums = Select(columns, table, query.Start, query.End, action == FlowAction.None ? [] : [$"action = '{action.ToString().ToUpperInvariant()}'"])
            + (keys.Count > 0 ? $"\nGROUP BY {string.Join(", ", keys.Select(static key => key.Expression))}" : string.Empty);
        return interval is null
            ? sums + Text($"\nORDER BY {rank} DESC\nLIMIT {top}")
            : Text($"SELECT * FROM (\nSELECT *, ROW_NUMBER() OVER (PARTITION BY time ORDER BY {rank} DESC) AS place FROM (\n{sums}\n)\n)\nWHERE place <= {top}\nORDER BY time, place");
    }

    /// <summary>
    /// The query that looks for one kind of anomaly, as <see cref="FlowAnomalies"/> does without a baseline: figure, median, median
    /// absolute deviation and threshold are columns of each row.
    /// </summary>
    /// <remarks>
    /// Other than the engine: medians are approximate; intervals without any flow do not count as ones without traffic; with
    /// fewer than eight other figures the least figure alone decides; inside is IPv4 alone.
    /// </remarks>
    /// <param name="kind">The kind.</param>
    /// <param name="options">Times, and from where on something is a finding.</param>
    /// <param name="since">For new ports and peers: since when they would be new, Unix seconds.</param>
    /// <param name="table">The table.</param>
    public static string Anomaly(FlowAnomalyKind kind, FlowAnomalyOptions options, long since = 0, string table = "vpc_flow_logs")
    {
        ArgumentNullException.ThrowIfNull(options);
        const string Calls = "protocol IN (6, 17) AND dstport <= srcport";
        string Grouped(string columns, string keys, string having, string order, params string[] where) =>
            Select([keys, columns, "COUNT(*) AS flows", "SUM(bytes) AS total_bytes", "MIN(start) AS first", "MAX(\"end\") AS last"], table, options.Start, options.End, where) + $"\nGROUP BY {keys}\nHAVING {having}\nORDER BY {order} DESC\nLIMIT 1000";
        var time = Text($"start - start % {options.IntervalSeconds}");
        string Threshold(long least) => Text($"CASE WHEN figures < {FlowAnomalies.LeastFigures} THEN {least} ELSE GREATEST({least}, median + {options.Score}e0 * GREATEST(1.4826e0 * deviation, 0.05e0 * median, {FlowAnomalies.UnitOf(kind)}e0)) END");

        // What one calls, against what all call at the same time.
        string Fans(string figure, string name, string keys, long least) => $"""
            WITH fans AS (
            {Select([keys, $"{figure} AS {name}", "COUNT(*) AS flows", "COUNT_IF(action = 'REJECT') AS rejected", "SUM(bytes) AS total_bytes", "MIN(start) AS first_seen", "MAX(\"end\") AS last_seen"], table, options.Start, options.End, Calls)}
            GROUP BY {keys}
            ), medians AS (
            SELECT APPROX_PERCENTILE({name}, 0.5) AS median, COUNT(*) AS figures FROM fans
            ), deviations AS (
            SELECT APPROX_PERCENTILE(ABS({name} - median), 0.5) AS deviation FROM fans CROSS JOIN medians
            ), judged AS (
            SELECT {keys}, {name}, flows, rejected, total_bytes, first_seen, last_seen, median, figures, {Threshold(least)} AS threshold
            FROM fans CROSS JOIN medians CROSS JOIN deviations
            )
            SELECT * FROM judged
            WHERE {name} >= threshold
            ORDER BY {name} DESC
            LIMIT 1000
            """;

        // An interval of one's, against one's other intervals; those without traffic are zeros.
        string Peaks(string figure, string name, string key, long least, params string[] where) => $"""
            WITH figures AS (
            {Select([key, $"{time} AS time", $"{figure} AS {name}", "COUNT(*) AS flows"], table, options.Start, options.End, where)}
            GROUP BY {key}, {time}
            ), peaks AS (
            SELECT {key}, MAX({name}) AS peak, SUM(flows) AS flows FROM figures GROUP BY {key} HAVING MAX({name}) >= {least.ToString(CultureInfo.InvariantCulture)}
            ), times AS (
            {Select([$"DISTINCT {time} AS time"], table, options.Start, options.End)}
            ), filled AS (
            SELECT p.{key}, COALESCE(f.{name}, 0) AS {name}, ROW_NUMBER() OVER (PARTITION BY p.{key} ORDER BY COALESCE(f.{name}, 0) DESC) AS place
            FROM peaks p CROSS JOIN times t LEFT JOIN figures f ON f.{key} = p.{key} AND f.time = t.time
            ), medians AS (
            SELECT {key}, APPROX_PERCENTILE({name}, 0.5) AS median, COUNT(*) AS figures FROM filled WHERE place > 1 GROUP BY {key}
            ), deviations AS (
            SELECT f.{key}, APPROX_PERCENTILE(ABS(f.{name} - m.median), 0.5) AS deviation FROM filled f JOIN medians m ON m.{key} = f.{key} WHERE f.place > 1 GROUP BY f.{key}
            ), judged AS (
            SELECT p.{key}, p.peak, p.flows, m.median, COALESCE(m.figures, 0) AS figures, {Threshold(least).Replace("figures <", "COALESCE(m.figures, 0) <", StringComparison.Ordinal)} AS threshold
            FROM peaks p LEFT JOIN medians m ON m.{key} = p.{key} LEFT JOIN deviations d ON d.{key} = p.{key}
            )
            SELECT * FROM judged
            WHERE peak >= threshold
            ORDER BY peak DESC
            LIMIT 1000
            """;
        return kind switch
        {
            FlowAnomalyKind.PortScan => Fans("COUNT(DISTINCT dstport)", "ports", "srcaddr, dstaddr", options.LeastPorts),
            FlowAnomalyKind.HostSweep => Fans("COUNT(DISTINCT dstaddr)", "hosts", "srcaddr, protocol, dstport", options.LeastHosts),
            FlowAnomalyKind.NewPort => Grouped("COUNT(DISTINCT srcaddr) AS callers", "dstaddr, protocol, dstport", Text($"MIN(start) >= {since}"), "callers", Calls, "action = 'ACCEPT'", Inside("dstaddr")),
            FlowAnomalyKind.NewPeer => Grouped("COUNT(DISTINCT dstport) AS services", "srcaddr, dstaddr", Text($"MIN(start) >= {since}"), "total_bytes", Calls, "action = 'ACCEPT'", Inside("srcaddr")),
            FlowAnomalyKind.Exfiltration => Peaks("SUM(bytes)", "sent", "srcaddr", options.LeastBytes, "action = 'ACCEPT'", Inside("srcaddr"), "NOT " + Inside("dstaddr")),
            _ => Peaks("COUNT(*)", "rejects", "dstaddr", options.LeastRejects, "action = 'REJECT'"),
        };
    }

    /// <summary>The name that AWS's table gives a field: underscores for hyphens; <c>end</c> is a reserved word.</summary>
    public static string Name(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field == "end" ? "\"end\"" : field.Replace('-', '_');
    }

    private static string Select(IEnumerable<string> columns, string table, long? start, long? end, params IEnumerable<string> where)
    {
        List<string> conditions = ["log_status = 'OK'"];
        if (start is { } from)
        {
            conditions.Add(Text($"start >= {from}"));
        }

        if (end is { } to)
        {
            conditions.Add(Text($"start < {to}"));
        }

        conditions.AddRange(where);
        return $"SELECT {string.Join(", ", columns)}\nFROM {table}\nWHERE {string.Join(" AND ", conditions)}";
    }

    private static IEnumerable<(string Expression, string Name)> Keys(FlowQuery query) => query.By switch
    {
        FlowDimension.Talker => [("srcaddr", "srcaddr")],
        FlowDimension.Destination => [("dstaddr", "dstaddr")],
        FlowDimension.Pair => [("srcaddr", "srcaddr"), ("dstaddr", "dstaddr")],
        FlowDimension.Port => [("protocol", "protocol"), ("LEAST(srcport, dstport)", "service_port")],
        FlowDimension.Protocol => [("protocol", "protocol")],
        FlowDimension.Reject => [("srcaddr", "srcaddr"), ("dstaddr", "dstaddr"), ("protocol", "protocol"), ("dstport", "dstport")],
        FlowDimension.Interface => [("interface_id", "interface_id")],
        FlowDimension.Action => [("action", "action")],
        FlowDimension.Direction => [("flow_direction", "flow_direction")],
        FlowDimension.Field => [(Name(query.Field!), Name(query.Field!))],
        _ => [],
    };

    private static string Inside(string column) => $"REGEXP_LIKE({column}, '^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.|100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\.)')";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
