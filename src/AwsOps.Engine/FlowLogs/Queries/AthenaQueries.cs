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

    /// <summary>The query that looks for one kind of anomaly, with medians where a baseline is needed.</summary>
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
        string Peaks(string figure, string name, string key, long least, params string[] where) =>
            Text($"SELECT {key}, MAX({name}) AS peak, APPROX_PERCENTILE({name}, 0.5) AS usual, SUM(flows) AS flows FROM (\n{Select([key, Text($"start - start % {options.IntervalSeconds} AS time"), $"{figure} AS {name}", "COUNT(*) AS flows"], table, options.Start, options.End, where)}\nGROUP BY {key}, start - start % {options.IntervalSeconds}\n)\nGROUP BY {key}\nHAVING MAX({name}) >= {least}\nORDER BY peak DESC\nLIMIT 1000");
        return kind switch
        {
            FlowAnomalyKind.PortScan => Grouped("COUNT(DISTINCT dstport) AS ports", "srcaddr, dstaddr", Text($"COUNT(DISTINCT dstport) >= {options.LeastPorts}"), "ports", Calls),
            FlowAnomalyKind.HostSweep => Grouped("COUNT(DISTINCT dstaddr) AS hosts", "srcaddr, protocol, dstport", Text($"COUNT(DISTINCT dstaddr) >= {options.LeastHosts}"), "hosts", Calls),
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
