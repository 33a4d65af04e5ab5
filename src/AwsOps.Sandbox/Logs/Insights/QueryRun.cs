namespace AwsOps.Sandbox.Logs.Insights;

/// <summary>A query over events, and its result.</summary>
internal sealed class QueryRun
{
    private const int DefaultLimit = 10_000;

    private static readonly string[] FlowNames = ["version", "accountId", "interfaceId", "srcAddr", "dstAddr", "srcPort", "dstPort", "protocol", "packets", "bytes", "startTime", "endTime", "action", "logStatus"];

    private List<string>? _shown;

    public bool HasLimit { get; set; }

    public long Scanned { get; private set; }

    public long Bytes { get; private set; }

    public long Matched { get; private set; }

    /// <summary>Rows of field and value.</summary>
    public List<List<(string Field, string Value)>> Results { get; } = [];

    /// <summary>Runs a query.</summary>
    /// <param name="query">Its text.</param>
    /// <param name="events">Events of the log groups in the time asked for, each with its stream and the group's identifier.</param>
    /// <param name="limit">Most rows when the query has no limit.</param>
    public static QueryRun Of(string query, IEnumerable<(LogEvent Event, string Stream, string Log)> events, int? limit)
    {
        var run = new QueryRun();
        var rows = QueryParser.Parse(query).Aggregate(run.Rows(events), (rows, command) => command(run, rows)).ToList();
        foreach (var row in rows.Take(run.HasLimit ? int.MaxValue : limit ?? DefaultLimit))
        {
            List<(string Field, string Value)> shown = [.. (run._shown ?? ["@timestamp", "@message"]).Select(name => (name, Value.Text(row[name]))).Where(static item => item.Item2.Length > 0)];
            if (shown.Count > 0)
            {
                run.Results.Add(shown);
            }
        }

        run.Matched = Math.Max(run.Matched, rows.Count);
        return run;
    }

    /// <summary>Chooses the columns.</summary>
    public void Show(IEnumerable<string> names, bool add) => _shown = [.. (add ? _shown ?? [] : []).Concat(names).Distinct()];

    private IEnumerable<Row> Rows(IEnumerable<(LogEvent Event, string Stream, string Log)> events)
    {
        foreach (var (item, stream, log) in events)
        {
            Scanned++;
            Bytes += item.Size;
            string[]? flow = null;
            yield return new Row(name => name switch
            {
                "@timestamp" => new Moment(item.Timestamp),
                "@ingestionTime" => new Moment(item.Ingestion),
                "@message" => item.Message,
                "@logStream" => stream,
                "@log" => log,
                _ => Discovered(item.Message, ref flow, name),
            });
        }
    }

    // "accountId, endTime, interfaceId, logStatus, startTime, version, action, bytes, dstAddr, dstPort, packets, protocol, srcAddr, srcPort"
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
    private static string? Discovered(string message, ref string[]? flow, string name)
    {
        if (flow is null)
        {
            flow = message.Split(' ');
            if (flow.Length != FlowNames.Length || flow[0] != "2" || flow[^1] is not ("OK" or "NODATA" or "SKIPDATA"))
            {
                flow = [];
            }
        }

        var index = flow.Length > 0 ? Array.IndexOf(FlowNames, name) : -1;
        return index < 0 || flow[index] == "-" ? null : flow[index];
    }
}
