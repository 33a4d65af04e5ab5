using System.Globalization;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.FlowLogs;

namespace AwsOps.Network;

/// <summary>Where records are and of which time they are wanted: what the parameters of all cmdlets that read flow logs say.</summary>
/// <param name="Cmdlet">Whose parameters they are.</param>
/// <param name="Stop">Ctrl-C.</param>
internal sealed record FlowLogPlace(AwsCmdlet Cmdlet, CancellationToken Stop)
{
    private bool _failed;

    private IChanges Changes => Cmdlet;

    /// <summary>Name of the parameter for files.</summary>
    public string PathParameter { get; init; } = "Path";

    /// <summary>Files or folders; wildcards are allowed.</summary>
    public string[]? Path { get; init; }

    /// <summary>Log group.</summary>
    public string? LogGroupName { get; init; }

    /// <summary>Bucket with an optional prefix.</summary>
    public string? S3Uri { get; init; }

    /// <summary>Columns of the records.</summary>
    public string[]? Format { get; init; }

    /// <summary>From when on.</summary>
    public DateTime? Start { get; init; }

    /// <summary>Before when.</summary>
    public DateTime? End { get; init; }

    /// <summary>Whether any place is named.</summary>
    public bool IsGiven => Path is { Length: > 0 } || NeedsAccount;

    /// <summary>Whether the place is in an account.</summary>
    public bool NeedsAccount => !string.IsNullOrEmpty(LogGroupName) || !string.IsNullOrEmpty(S3Uri);

    /// <summary>The times, Unix seconds.</summary>
    public (long? Start, long? End) Times => (Unix(Start), Unix(End));

    /// <summary>A time in Unix seconds; one without a zone is UTC.</summary>
    public static long? Unix(DateTime? time) => time is { } given
        ? (given.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(given, DateTimeKind.Utc) : given.ToUniversalTime()).Ticks / TimeSpan.TicksPerSecond - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerSecond)
        : null;

    /// <summary>Checks that exactly one place is named, and the times.</summary>
    /// <param name="optional">Whether none will do.</param>
    public void Check(bool optional)
    {
        List<string> given = [.. new[] { (Path is { Length: > 0 }, $"-{PathParameter}"), (!string.IsNullOrEmpty(LogGroupName), "-LogGroupName"), (!string.IsNullOrEmpty(S3Uri), "-S3Uri") }.Where(static item => item.Item1).Select(static item => item.Item2)];
        if (given.Count > 1 || (given.Count == 0 && !optional))
        {
            throw new AwsOpsException("SourceMissing", ErrorCategory.InvalidArgument, given.Count == 0 ? "Where the records are is not given." : $"{string.Join(" and ", given)} exclude each other.", $"Give -{PathParameter} for files, -LogGroupName for a log group of CloudWatch Logs, or -S3Uri for a bucket.");
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
    public FlowLogFormat? GivenFormat()
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

    /// <summary>Reads the records of the place.</summary>
    /// <param name="aws">The connection; null for files.</param>
    /// <param name="consumer">What reads.</param>
    /// <param name="time">From and to, Unix seconds; null for all.</param>
    public async Task ReadAsync(AwsConnection? aws, IFlowLogConsumer consumer, (long? Start, long? End) time)
    {
        if (!string.IsNullOrEmpty(LogGroupName))
        {
            await FlowLogSource.LogGroupAsync(aws!, LogGroupName, consumer, GivenFormat() ?? await FlowLogSource.FormatOfAsync(aws!, LogGroupName, Stop), time, Changes, Stop);
        }
        else if (!string.IsNullOrEmpty(S3Uri))
        {
            await FlowLogSource.BucketAsync(aws!, S3Uri, consumer, GivenFormat(), time, Changes, Failed, Stop);
        }
        else
        {
            await FilesAsync(Files(Path!, PathParameter), consumer);
            return;
        }

        Report(consumer);
    }

    /// <summary>Reads files.</summary>
    public async Task FilesAsync(IReadOnlyList<string> files, IFlowLogConsumer consumer)
    {
        await FlowLogSource.FilesAsync(files, consumer, GivenFormat(), Changes, Failed, Stop);
        Report(consumer);
    }

    /// <summary>The flows that the records show.</summary>
    /// <param name="aws">The connection; null for files.</param>
    /// <param name="incomplete">What to warn of when they are not all.</param>
    public async Task<FlowsSeen> FlowsAsync(AwsConnection? aws, string incomplete)
    {
        var (start, end) = Times;
        var flows = new FlowsSeen(start: start, end: end);
        await ReadAsync(aws, flows, Times);
        if (!flows.IsComplete || _failed)
        {
            Changes.Warning($"The flow logs are not complete: {incomplete}");
        }

        Changes.Verbose($"Looked at the {flows.Window}.");
        return flows;
    }

    /// <summary>The files that paths name; folders with all that is in them.</summary>
    public List<string> Files(string[] paths, string parameter)
    {
        List<string> files = [];
        foreach (var path in paths)
        {
            try
            {
                foreach (var item in Cmdlet.GetResolvedProviderPathFromPSPath(path, out _))
                {
                    files.AddRange(Directory.Exists(item) ? Directory.EnumerateFiles(item, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [item]);
                }
            }
            catch (ItemNotFoundException exception)
            {
                throw new AwsOpsException("PathNotFound", ErrorCategory.ObjectNotFound, $"-{parameter} '{path}': there is no such file or folder.", "Give flow log files, as they lie in the bucket.", exception) { Target = path };
            }
        }

        return files.Count > 0 ? files : throw new AwsOpsException("NoFiles", ErrorCategory.ObjectNotFound, $"-{parameter} '{string.Join(", ", paths)}': there are no files.") { Target = paths };
    }

    /// <summary>Says what could not be read, and what is missing in what was.</summary>
    private void Report(IFlowLogConsumer consumer)
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
    private void Failed(string source, Exception exception)
    {
        _failed = true;
        Cmdlet.OnPipeline(() => Cmdlet.WriteError(ErrorRecords.From(exception as AwsOpsException ?? new AwsOpsException("FileNotRead", ErrorCategory.ReadError, $"{source} could not be read: {exception.Message}", null, exception), source, Cmdlet)));
    }
}
