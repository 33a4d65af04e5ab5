using System.Globalization;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.FlowLogs;

namespace AwsOps.Network;

/// <summary>What the cmdlets share that read flow logs: where the records are, and from which time.</summary>
public abstract class FlowLogSourceCmdlet : AwsCmdlet
{
    private protected FlowLogSourceCmdlet()
    {
    }

    /// <summary>Files with records, plain or gzip, or folders of such files; wildcards are allowed. No account is needed then.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>CloudWatch Logs log group with records. Objects of Get-FlowLog bring it along.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LogGroupNameCompleter))]
    public string? LogGroupName { get; set; }

    /// <summary>Bucket with files of records, with an optional prefix: s3://bucket/prefix. Objects of Get-FlowLog bring it along.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? S3Uri { get; set; }

    /// <summary>Columns of the records. Without it: a file's header line, the format of the log group's flow logs, else AWS's default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FlowLogFieldCompleter))]
    public string[]? Format { get; set; }

    /// <summary>Only flows that began from this time on.</summary>
    [Parameter]
    public DateTime? Start { get; set; }

    /// <summary>Only flows that began before this time.</summary>
    [Parameter]
    public DateTime? End { get; set; }

    /// <inheritdoc/>
    private protected override bool IsOffline => string.IsNullOrEmpty(LogGroupName) && string.IsNullOrEmpty(S3Uri);

    /// <summary>The times, Unix seconds.</summary>
    private protected (long? Start, long? End) Times => (Unix(Start), Unix(End));

    /// <summary>Checks that exactly one place is named, and the times.</summary>
    private protected void CheckSource(bool optional)
    {
        List<string> given = [.. new[] { (Path is { Length: > 0 }, "-Path"), (!string.IsNullOrEmpty(LogGroupName), "-LogGroupName"), (!string.IsNullOrEmpty(S3Uri), "-S3Uri") }.Where(static item => item.Item1).Select(static item => item.Item2)];
        if (given.Count > 1 || (given.Count == 0 && !optional))
        {
            throw new AwsOpsException("SourceMissing", ErrorCategory.InvalidArgument, given.Count == 0 ? "Where the records are is not given." : $"{string.Join(" and ", given)} exclude each other.", "Give -Path for files, -LogGroupName for a log group of CloudWatch Logs, or -S3Uri for a bucket.");
        }

        if (!string.IsNullOrEmpty(S3Uri) && (!S3Uri.StartsWith("s3://", StringComparison.Ordinal) || S3Uri.Length < 8))
        {
            throw AwsOpsException.BadArgument(nameof(S3Uri), S3Uri, "it is not a bucket;", "it looks like s3://my-bucket or s3://my-bucket/prefix.");
        }

        if (Start >= End)
        {
            throw AwsOpsException.BadArgument(nameof(End), End, $"it is not later than -Start {Start:u};", "give a later time.");
        }
    }

    /// <summary>The format that -Format names; null without.</summary>
    private protected FlowLogFormat? GivenFormat()
    {
        if (Format is null or [] or ["default"])
        {
            return null;
        }

        try
        {
            return FlowLogFormat.Parse(string.Join(' ', Format));
        }
        catch (FormatException exception)
        {
            throw new AwsOpsException("InvalidFormat", ErrorCategory.InvalidArgument, $"-Format: {exception.Message}") { Target = string.Join(' ', Format) };
        }
    }

    /// <summary>Reads the records of the place that the parameters name.</summary>
    private protected async Task ReadAsync(AwsConnection? aws, IFlowLogConsumer consumer, (long? Start, long? End) time)
    {
        if (!string.IsNullOrEmpty(LogGroupName))
        {
            await FlowLogSource.LogGroupAsync(aws!, LogGroupName, consumer, GivenFormat() ?? await FlowLogSource.FormatOfAsync(aws!, LogGroupName, StopToken), time, Changes, StopToken);
        }
        else if (!string.IsNullOrEmpty(S3Uri))
        {
            await FlowLogSource.BucketAsync(aws!, S3Uri, consumer, GivenFormat(), Changes, Failed, StopToken);
        }
        else
        {
            await FlowLogSource.FilesAsync(Files(Path!, nameof(Path)), consumer, GivenFormat(), Changes, Failed, StopToken);
        }

        Report(consumer);
    }

    /// <summary>The files that paths name; folders with all that is in them.</summary>
    private protected List<string> Files(string[] paths, string parameter)
    {
        List<string> files = [];
        foreach (var path in paths)
        {
            try
            {
                foreach (var item in GetResolvedProviderPathFromPSPath(path, out _))
                {
                    files.AddRange(Directory.Exists(item) ? Directory.EnumerateFiles(item, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [item]);
                }
            }
            catch (ItemNotFoundException exception)
            {
                throw new AwsOpsException("PathNotFound", ErrorCategory.ObjectNotFound, $"-{parameter} '{path}': there is no such file or folder.", null, exception) { Target = path };
            }
        }

        return files.Count > 0 ? files : throw new AwsOpsException("NoFiles", ErrorCategory.ObjectNotFound, $"-{parameter} '{string.Join(", ", paths)}': there are no files.") { Target = paths };
    }

    /// <summary>Says what could not be read, and what is missing in what was.</summary>
    private protected void Report(IFlowLogConsumer consumer)
    {
        var read = consumer.Statistics;
        Changes.Verbose(string.Create(CultureInfo.InvariantCulture, $"Read {read.Bytes:N0} bytes, {read.Flows:N0} flows, {read.NoData:N0} intervals without data."));
        if (read.Malformed > 0)
        {
            Changes.Warning(string.Create(CultureInfo.InvariantCulture, $"{read.Malformed:N0} of {read.Lines:N0} lines are not records of this format and were left out. The first: {string.Join("; ", read.Errors.Take(3))}."));
        }

        if (read.SkipData > 0)
        {
            Changes.Warning(string.Create(CultureInfo.InvariantCulture, $"AWS could not capture everything in {read.SkipData:N0} intervals (SKIPDATA): the sums are too low there."));
        }

        if (read.Flows > 0 && consumer.Missing != FlowFields.None)
        {
            throw new AwsOpsException("FieldsMissing", ErrorCategory.InvalidData, $"The records lack what the question needs: {consumer.Missing}.", "Choose another question, or a flow log with these columns; -Format names the columns when the records have no header.");
        }
    }

    /// <summary>A file or object that can't be read; the others are.</summary>
    private protected void Failed(string source, Exception exception) =>
        OnPipeline(() => WriteError(ErrorRecords.From(exception as AwsOpsException ?? new AwsOpsException("FileNotRead", ErrorCategory.ReadError, $"{source} could not be read: {exception.Message}", null, exception), source, this)));

    private protected static long? Unix(DateTime? time) => time is { } given
        ? (given.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(given, DateTimeKind.Utc) : given.ToUniversalTime()).Ticks / TimeSpan.TicksPerSecond - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerSecond)
        : null;
}
