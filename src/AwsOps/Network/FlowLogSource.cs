using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Text;
using Amazon.CloudWatchLogs.Model;
using Amazon.EC2.Model;
using Amazon.S3;
using Amazon.S3.Model;
using AwsOps.Common;
using AwsOps.Engine.FlowLogs;

namespace AwsOps.Network;

/// <summary>Brings the records of files, of a bucket or of a log group to what reads them, a piece at a time.</summary>
[IamAction("ec2:DescribeFlowLogs", "logs:FilterLogEvents", "s3:GetObject", "s3:ListBucket")]
internal static class FlowLogSource
{
    private const string Activity = "Reading flow logs";

    /// <summary>Reads files, the smaller pieces of a long time, one after another.</summary>
    /// <param name="files">The files.</param>
    /// <param name="consumer">What reads.</param>
    /// <param name="format">Columns of records without a header.</param>
    /// <param name="changes">For progress.</param>
    /// <param name="failed">Told of each file that can't be read.</param>
    /// <param name="stop">Ctrl-C.</param>
    public static async Task FilesAsync(IReadOnlyList<string> files, IFlowLogConsumer consumer, FlowLogFormat? format, IChanges changes, Action<string, Exception> failed, CancellationToken stop)
    {
        var total = Math.Max(1, files.Sum(static file => new FileInfo(file).Length));
        long before = 0;
        var shown = -1;
        foreach (var file in files)
        {
            var (length, known) = (new FileInfo(file).Length, consumer.Statistics.Flows);
            void Progress(long read)
            {
                var percent = (int)Math.Min(100, 100 * (before + Math.Min(read, length)) / total);
                if (percent != shown)
                {
                    shown = percent;
                    changes.Progress(Activity, Path.GetFileName(file), percent);
                }
            }

            try
            {
                // Off the pipeline's thread, so that it goes on showing progress and takes Ctrl-C.
                await Task.Run(
                    () =>
                    {
                        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan);
                        Check(stream, file);
                        consumer.Read(stream, format, file, Progress, stop);
                    },
                    stop);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or AwsOpsException)
            {
                failed(file, Partly(file, consumer.Statistics.Flows - known, exception));
            }

            before += length;
        }

        changes.Progress(Activity, "Done", 101);
    }

    /// <summary>Reads a log group from a time to a time.</summary>
    /// <param name="aws">The connection.</param>
    /// <param name="logGroupName">The log group.</param>
    /// <param name="consumer">What reads.</param>
    /// <param name="format">Columns of the records.</param>
    /// <param name="time">From and to, Unix seconds; null for all.</param>
    /// <param name="changes">For progress.</param>
    /// <param name="stop">Ctrl-C.</param>
    public static async Task LogGroupAsync(AwsConnection aws, string logGroupName, IFlowLogConsumer consumer, FlowLogFormat? format, (long? Start, long? End) time, IChanges changes, CancellationToken stop)
    {
        var text = new StringBuilder();
        long events = 0;
        string? token = null;
        do
        {
            FilterLogEventsResponse page;
            try
            {
                page = await aws.Logs.FilterLogEventsAsync(
                    new FilterLogEventsRequest
                    {
                        LogGroupName = logGroupName,
                        StartTime = time.Start * 1000,
                        // The last millisecond counts; ours is the first that does not.
                        EndTime = (time.End * 1000) - 1,
                        NextToken = token,
                    },
                    stop);
            }
            catch (Amazon.CloudWatchLogs.Model.ResourceNotFoundException exception)
            {
                throw NoLogGroup(aws, logGroupName, exception);
            }

            text.Clear();
            foreach (var item in page.Events ?? [])
            {
                text.Append(item.Message).Append('\n');
                events++;
            }

            consumer.Read(Encoding.UTF8.GetBytes(text.ToString()), format, logGroupName);
            changes.Progress(Activity, string.Create(CultureInfo.InvariantCulture, $"{logGroupName}: {events:N0} records"), -1);
            token = page.NextToken;
        }
        while (!string.IsNullOrEmpty(token));

        changes.Progress(Activity, "Done", 101);
    }

    /// <summary>Reads the files of a bucket under a prefix.</summary>
    /// <param name="aws">The connection.</param>
    /// <param name="uri">s3://bucket/prefix.</param>
    /// <param name="consumer">What reads.</param>
    /// <param name="format">Columns of records without a header.</param>
    /// <param name="time">From and to, Unix seconds; null for all. Files that by their name hold nothing of it are not fetched.</param>
    /// <param name="changes">For progress.</param>
    /// <param name="failed">Told of each object that can't be read.</param>
    /// <param name="stop">Ctrl-C.</param>
    public static async Task BucketAsync(AwsConnection aws, string uri, IFlowLogConsumer consumer, FlowLogFormat? format, (long? Start, long? End) time, IChanges changes, Action<string, Exception> failed, CancellationToken stop)
    {
        var (bucket, prefix) = uri["s3://".Length..].Split('/', 2) is [var name, var rest] ? (name, rest) : (uri["s3://".Length..], string.Empty);
        var objects = Pager.PagesAsync<S3Object>(
            async (token, cancel) =>
            {
                try
                {
                    var page = await aws.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, ContinuationToken = token }, cancel);
                    return (page.S3Objects, page.IsTruncated == true ? page.NextContinuationToken : null);
                }
                catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchBucket")
                {
                    throw new AwsOpsException("NoSuchBucket", ErrorCategory.ObjectNotFound, $"-S3Uri '{uri}': there is no bucket '{bucket}' ({aws.Where}).", "Get-FlowLog shows where records go.", exception) { Target = uri };
                }
            },
            stop);
        var (count, passed, empty) = (0, 0, 0);
        await foreach (var item in objects)
        {
            if (item.Size is null or 0)
            {
                empty++;
                continue;
            }

            if (IsOutside(item.Key, time))
            {
                passed++;
                continue;
            }

            var (source, known) = ($"s3://{bucket}/{item.Key}", consumer.Statistics.Flows);
            changes.Progress(Activity, string.Create(CultureInfo.InvariantCulture, $"{++count:N0}: {item.Key}"), -1);
            try
            {
                if (item.Key.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
                {
                    throw Parquet(source);
                }

                using var answer = await aws.S3.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = item.Key }, stop);
                await Task.Run(() => consumer.Read(answer.ResponseStream, format, source, null, stop), stop);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or AwsOpsException or AmazonS3Exception { StatusCode: not HttpStatusCode.Forbidden })
            {
                // An object that has gone since, or lies in an archive, is one object's affair; what may not be read is all the others' too.
                failed(source, Partly(source, consumer.Statistics.Flows - known, exception));
            }
        }

        changes.Progress(Activity, "Done", 101);
        if (passed > 0)
        {
            changes.Verbose(string.Create(CultureInfo.InvariantCulture, $"{passed:N0} files are of other times by their names and were not fetched."));
        }

        if (empty > 0)
        {
            changes.Verbose(string.Create(CultureInfo.InvariantCulture, $"{empty:N0} objects are empty."));
        }

        if (count + passed == 0)
        {
            throw AwsOpsException.NotFound("Flow log file", uri, aws.Where, "Get-FlowLog shows where records go; the first come some ten minutes after the traffic.");
        }
    }

    /// <summary>
    /// Whether a file holds nothing of a time, going by the time in its name: account_vpcflowlogs_region_fl-id_20261125T0905Z_hash.log.gz.
    /// A file holds what was recorded in the five minutes before it was made, of intervals of up to ten minutes, and delivery may
    /// be late: hence a margin, an hour before and a day after.
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html</remarks>
    internal static bool IsOutside(string key, (long? Start, long? End) time)
    {
        var parts = key[(key.LastIndexOf('/') + 1)..].Split('_');
        if (parts.Length < 2 || !DateTime.TryParseExact(parts[^2], "yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var made))
        {
            return false;
        }

        var seconds = (made - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        return seconds < time.Start - 3_600 || seconds > time.End + 86_400;
    }

    /// <summary>The columns of the records in a log group, as its flow logs say; null when they do not agree or there are none.</summary>
    public static async Task<FlowLogFormat?> FormatOfAsync(AwsConnection aws, string logGroupName, CancellationToken stop)
    {
        var answer = await aws.Ec2.DescribeFlowLogsAsync(new DescribeFlowLogsRequest { Filter = Filters.Of(("log-group-name", [logGroupName])) }, stop);
        List<string> formats = [.. (answer.FlowLogs ?? []).Select(static log => log.LogFormat).OfType<string>().Distinct(StringComparer.Ordinal)];
        try
        {
            return formats is [var one] ? FlowLogFormat.Parse(one, allowUnknown: true) : null;
        }
        catch (FormatException)
        {
            // No format as AWS has them; the default is as good as any.
            return null;
        }
    }

    /// <summary>The error for a log group that is not there.</summary>
    public static AwsOpsException NoLogGroup(AwsConnection aws, string logGroupName, Exception? cause = null) => new(
        "LogGroupNotFound",
        ErrorCategory.ObjectNotFound,
        $"There is no log group '{logGroupName}' in {aws.Where}.",
        "Get-FlowLog shows which log groups get records; AWS makes one with the first record, some minutes after the traffic.",
        cause)
    {
        Target = logGroupName,
    };

    /// <summary>What was read of something that can't be read to its end.</summary>
    private static AwsOpsException Partly(string source, long flows, Exception exception) => exception as AwsOpsException ?? new AwsOpsException(
        "FileNotRead",
        ErrorCategory.ReadError,
        string.Create(CultureInfo.InvariantCulture, $"{source} could not be read{(flows > 0 ? " to its end" : string.Empty)}: {exception.Message.TrimEnd('.')}. {(flows > 0 ? $"The {flows:N0} records before that count" : "No record of it counts")}; other files do."),
        null,
        exception)
    {
        Target = source,
    };

    private static AwsOpsException Parquet(string source) => new("ParquetNotRead", ErrorCategory.InvalidType, $"{source} is a Parquet file, which is not read here.", "Ask Athena: -AsQuery Athena prints the query.") { Target = source };

    private static void Check(FileStream stream, string file)
    {
        Span<byte> head = stackalloc byte[4];
        if (stream.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head.SequenceEqual("PAR1"u8))
        {
            throw Parquet(file);
        }

        stream.Position = 0;
    }
}
