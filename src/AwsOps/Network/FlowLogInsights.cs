using System.Globalization;
using System.Management.Automation;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using AwsOps.Common;
using AwsOps.Engine.FlowLogs;
using AwsOps.Engine.Network;

namespace AwsOps.Network;

/// <summary>Runs queries in CloudWatch Logs Insights, where the records are.</summary>
[IamAction("logs:GetQueryResults", "logs:StartQuery", "logs:StopQuery")]
internal sealed class FlowLogInsights(AwsConnection aws, IChanges changes)
{
    /// <summary>The rows of a query's answer, each a table of fields.</summary>
    /// <param name="logGroupName">The log group.</param>
    /// <param name="query">The query.</param>
    /// <param name="start">From, Unix seconds.</param>
    /// <param name="end">To, Unix seconds; the first second that does not count.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="stop">Ctrl-C.</param>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> RunAsync(string logGroupName, string query, long start, long end, TimeSpan timeout, CancellationToken stop)
    {
        string id;
        try
        {
            id = (await aws.Logs.StartQueryAsync(new StartQueryRequest { LogGroupName = logGroupName, QueryString = query, StartTime = start, EndTime = end - 1, Limit = 10_000 }, stop)).QueryId;
        }
        catch (ResourceNotFoundException exception)
        {
            throw FlowLogSource.NoLogGroup(aws, logGroupName, exception);
        }

        GetQueryResultsResponse answer = null!;
        try
        {
            await Waiter.UntilAsync(
                aws,
                changes,
                $"Logs Insights is reading {logGroupName}",
                timeout,
                TimeSpan.FromSeconds(1),
                async cancel =>
                {
                    answer = await aws.Logs.GetQueryResultsAsync(new GetQueryResultsRequest { QueryId = id }, cancel);
                    return (answer.Status != QueryStatus.Running && answer.Status != QueryStatus.Scheduled, string.Create(CultureInfo.InvariantCulture, $"{answer.Statistics?.RecordsScanned ?? 0:N0} records read"), -1);
                },
                stop);
        }
        catch (Exception)
        {
            // A query that nobody waits for costs all the same.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await aws.Logs.StopQueryAsync(new StopQueryRequest { QueryId = id }, limit.Token);
            throw;
        }

        changes.Verbose(string.Create(CultureInfo.InvariantCulture, $"Logs Insights read {answer.Statistics?.RecordsScanned ?? 0:N0} records, {answer.Statistics?.BytesScanned ?? 0:N0} bytes."));
        return answer.Status == QueryStatus.Complete
            ? [.. (answer.Results ?? []).Select(static row => (IReadOnlyDictionary<string, string>)row.ToDictionary(static item => item.Field, static item => item.Value, StringComparer.Ordinal))]
            : throw new AwsOpsException("QueryFailed", ErrorCategory.InvalidResult, $"The query in Logs Insights ended as {answer.Status}.", "Choose a shorter time, or read the records themselves without -Source LogsInsights.") { Target = id };
    }

    /// <summary>A row of <see cref="InsightsQueries.Measure"/> as a sum.</summary>
    public static FlowTotal Total(FlowQuery query, IReadOnlyDictionary<string, string> row)
    {
        string? Text(string name) => row.GetValueOrDefault(name);
        long Number(string name) => double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? (long)value : 0;
        IpAddress? Address(string name) => IpAddress.TryParse(Text(name), out var address) ? address : null;
        return new()
        {
            Source = Address("srcAddr"),
            Destination = Address("dstAddr"),
            Protocol = query.By is FlowDimension.Port or FlowDimension.Protocol or FlowDimension.Reject ? (int)Number("protocol") : null,
            Port = query.By == FlowDimension.Port ? (int)Number("servicePort") : query.By == FlowDimension.Reject ? (int)Number("dstPort") : null,
            Action = query.By is FlowDimension.Action or FlowDimension.Reject && Enum.TryParse<FlowAction>(Text("action") ?? "REJECT", ignoreCase: true, out var action) ? action : null,
            Direction = query.By == FlowDimension.Direction && Enum.TryParse<FlowDirection>(Text("flowDirection"), ignoreCase: true, out var direction) ? direction : null,
            Text = query.By == FlowDimension.Interface ? Text("interfaceId") : query.By == FlowDimension.Field ? Text(InsightsQueries.Name(query.Field!)) : null,
            Time = Text("time") is { } time ? (long)(DateTime.ParseExact(time, "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal) - DateTime.UnixEpoch).TotalSeconds : null,
            Bytes = Number("totalBytes"),
            Packets = Number("totalPackets"),
            Flows = Number("flows"),
            Accepted = Number("accepted"),
            Rejected = Number("rejected"),
        };
    }
}
