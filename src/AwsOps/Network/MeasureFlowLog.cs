using System.Globalization;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.FlowLogs;

namespace AwsOps.Network;

/// <summary>Adds up the traffic that flow logs show: top talkers, ports, refusals, interfaces, over time.</summary>
/// <remarks>
/// <para>Records are read as a stream, in memory that does not grow with them: files (plain, gzip, any version, columns by their header), a bucket, or a log group. Up to 131,072 different keys every figure is exact; beyond it the small ones are dropped, and Error bounds what a figure may be too low by.</para>
/// <para>Where there is more to read than one machine should: -AsQuery prints the same question for Logs Insights or Athena, and -Source LogsInsights has AWS answer it where the records are.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = Enable-FlowLog (Get-SecurityGroup default).VpcId -LogGroupName flows -CreateRole -AggregationSeconds 60; $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 4 -Wait; $null = Send-SandboxTraffic 203.0.113.9 $group.Instance[0].InstanceId 22, 3389 -Count 5; Step-AwsOpsSandbox 10; Measure-FlowLog -LogGroupName flows -By Reject</code>
/// <para>Shows who was refused where, from a log group.</para>
/// </example>
/// <example>
/// <code>$file = [IO.Path]::GetTempFileName(); [IO.File]::WriteAllText($file, '2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK'); Measure-FlowLog $file -By Port -Interval 0:05</code>
/// <para>Shows the services of a file by five minutes.</para>
/// </example>
/// <example>
/// <code>Measure-FlowLog -AsQuery Athena -By Pair -Top 50 -Start 2026-01-01 -End 2026-02-01</code>
/// <para>Prints the query for Athena: the fifty pairs that exchanged most in January.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html">Flow log records</seealso>
[Cmdlet(VerbsDiagnostic.Measure, "FlowLog")]
[OutputType(typeof(FlowLogSum), typeof(string))]
[IamAction(Of = [typeof(FlowLogInsights), typeof(FlowLogSource)])]
public sealed class MeasureFlowLogCommand : FlowLogSourceCmdlet
{
    private FlowAggregator? _files;
    private bool _isRead;

    /// <summary>By what to add up: Talker, Destination, Pair, Port, Protocol, Reject, Interface, Action, Direction, Time, or a field such as instance-id.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FlowDimensionCompleter))]
    [ValidateNotNullOrEmpty]
    public string By { get; set; } = "Talker";

    /// <summary>What ranks: Bytes, Packets, or Flows. Default: Bytes; for Reject Flows.</summary>
    [Parameter]
    [ValidateSet("Bytes", "Packets", "Flows")]
    public string? OrderBy { get; set; }

    /// <summary>How many to show; with -Interval of each interval.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int Top { get; set; } = 10;

    /// <summary>Adds up by intervals of this length too, e.g. 0:05 for five minutes, 1:00 for an hour.</summary>
    [Parameter]
    public TimeSpan? Interval { get; set; }

    /// <summary>Only flows that were let through (Accept), or refused (Reject).</summary>
    [Parameter]
    [ValidateSet("Accept", "Reject")]
    public string? Action { get; set; }

    /// <summary>Prints the question as a query instead: for LogsInsights or Athena. Nothing is read.</summary>
    [Parameter]
    [ValidateSet("LogsInsights", "Athena")]
    public string? AsQuery { get; set; }

    /// <summary>Table of the query for Athena.</summary>
    [Parameter]
    [ValidateFormat("^[A-Za-z0-9_.\"]+$", "-TableName '{0}' is not the name of a table.")]
    public string TableName { get; set; } = "vpc_flow_logs";

    /// <summary>Who adds up: this machine from the Records, or AWS in LogsInsights, for a log group.</summary>
    [Parameter]
    [ValidateSet("Records", "LogsInsights")]
    public string Source { get; set; } = "Records";

    /// <summary>How long to wait for Logs Insights.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSeconds { get; set; } = 300;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var query = Query();
        Place.Check(optional: AsQuery is not null);
        if (AsQuery is not null)
        {
            Print(query, Place.GivenFormat() ?? (string.IsNullOrEmpty(LogGroupName) ? null : await FlowLogSource.FormatOfAsync(aws, LogGroupName, StopToken)));
        }
        else if (Source == "LogsInsights")
        {
            await AskAsync(aws, query);
        }
        else
        {
            var aggregator = new FlowAggregator(query);
            await Place.ReadAsync(aws, aggregator, Place.Times);
            Write(query, aggregator);
        }
    }

    /// <inheritdoc/>
    private protected override async Task ProcessOfflineAsync()
    {
        var query = Query();
        Place.Check(optional: AsQuery is not null);
        if (AsQuery is not null)
        {
            Print(query, Place.GivenFormat());
            return;
        }

        if (Source == "LogsInsights")
        {
            throw AwsOpsException.BadArgument(nameof(Source), Source, "Logs Insights reads log groups;", "give -LogGroupName.");
        }

        // Files from the pipeline are one question.
        await Place.ReadAsync(null, _files ??= new FlowAggregator(query), Place.Times);
        _isRead = true;
    }

    /// <inheritdoc/>
    private protected override Task EndAsync()
    {
        // Where nothing could be read, the error has said so; what was read before an error counts.
        if (_files is not null && (_isRead || _files.Statistics.Flows > 0))
        {
            Write(Query(), _files);
        }

        return Task.CompletedTask;
    }

    private FlowQuery Query()
    {
        if (Interval is { } interval && interval < TimeSpan.FromSeconds(1))
        {
            throw AwsOpsException.BadArgument(nameof(Interval), interval, "an interval is at least a second;", "write 0:05 for five minutes, 1:00 for an hour.");
        }

        var isDimension = Enum.TryParse<FlowDimension>(By, ignoreCase: true, out var by) && by != FlowDimension.Field && !char.IsAsciiDigit(By[0]);
        var field = isDimension ? null : FlowLogField.Find(By)?.Name ?? throw AwsOpsException.BadArgument(nameof(By), By, "it is neither a way to add up nor a field of flow logs;", "give Talker, Destination, Pair, Port, Protocol, Reject, Interface, Action, Direction, Time, or a field such as instance-id.");
        var (start, end) = Place.Times;
        return new()
        {
            By = isDimension ? by : FlowDimension.Field,
            Field = field,
            Rank = OrderBy is null ? isDimension && by == FlowDimension.Reject ? FlowMeasure.Flows : FlowMeasure.Bytes : Enum.Parse<FlowMeasure>(OrderBy, ignoreCase: true),
            IntervalSeconds = (long?)Interval?.TotalSeconds ?? (isDimension && by == FlowDimension.Time ? 3600 : null),
            Start = start,
            End = end,
            Action = Action is null ? FlowAction.None : Enum.Parse<FlowAction>(Action, ignoreCase: true),
        };
    }

    private void Print(FlowQuery query, FlowLogFormat? format) => WriteObject(AsQuery!.Equals("Athena", StringComparison.OrdinalIgnoreCase)
        ? AthenaQueries.Measure(query, Top, TableName)
        : InsightsQueries.Measure(query, format ?? FlowLogFormat.Default, Top));

    private async Task AskAsync(AwsConnection aws, FlowQuery query)
    {
        if (string.IsNullOrEmpty(LogGroupName))
        {
            throw AwsOpsException.BadArgument(nameof(Source), Source, "Logs Insights reads log groups;", "give -LogGroupName.");
        }

        // Insights wants a time; without one it is the last day.
        var end = query.End ?? (FlowLogPlace.Unix(aws.UtcNow)!.Value + 1);
        var start = query.Start ?? (end - 86_400);
        var text = InsightsQueries.Measure(query, Place.GivenFormat() ?? await FlowLogSource.FormatOfAsync(aws, LogGroupName, StopToken) ?? FlowLogFormat.Default, Top);
        Changes.Verbose($"Query:{Environment.NewLine}{text}");
        var rows = await new FlowLogInsights(aws, Changes).RunAsync(LogGroupName, text, start, end, TimeSpan.FromSeconds(TimeoutSeconds), StopToken);
        if (query.IntervalSeconds is not null && rows.Count >= InsightsRows.Most)
        {
            Changes.Warning($"Logs Insights gives at most {InsightsRows.Most:N0} rows: the last intervals are missing or not complete. Choose a longer -Interval or a shorter time.");
        }

        foreach (var row in rows.Select(row => FlowLogInsights.Total(query, row)).GroupBy(static total => total.Time).SelectMany(group => group.Take(Top)))
        {
            WriteObject(new FlowLogSum(query, row));
        }
    }

    private void Write(FlowQuery query, FlowAggregator aggregator)
    {
        if (aggregator.Error > 0)
        {
            Changes.Warning(string.Create(CultureInfo.InvariantCulture, $"There are more different keys than are counted exactly: figures may be too low by up to {aggregator.Error:N0}, and keys below that may be missing."));
        }

        var totals = aggregator.Totals(Top);
        if (totals.Count == 0)
        {
            Changes.Warning(Place.NoFlows(aggregator.Statistics));
        }

        foreach (var total in totals)
        {
            WriteObject(new FlowLogSum(query, total));
        }
    }
}
