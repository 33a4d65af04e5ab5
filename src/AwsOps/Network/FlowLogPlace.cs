using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using AwsOps.Common;
using AwsOps.Engine.FlowLogs;

namespace AwsOps.Network;

/// <summary>Where records are and of which time they are wanted: what the parameters of all cmdlets that read flow logs say.</summary>
/// <param name="Cmdlet">Whose parameters they are.</param>
/// <param name="Stop">Ctrl-C.</param>
internal sealed partial record FlowLogPlace(AwsCmdlet Cmdlet, CancellationToken Stop)
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

        if (!string.IsNullOrEmpty(S3Uri) && !BucketUri().IsMatch(S3Uri))
        {
            throw AwsOpsException.BadArgument(nameof(S3Uri), S3Uri, "it is not a bucket;", "it looks like s3://my-bucket or s3://my-bucket/prefix.");
        }

        if (Start >= End)
        {
            throw AwsOpsException.BadArgument(nameof(End), $"{End:u}", $"it is not later than -Start {Start:u};", "give a later time.");
        }

        if (!string.IsNullOrEmpty(LogGroupName) && !GroupName().IsMatch(LogGroupName))
        {
            throw AwsOpsException.BadArgument(nameof(LogGroupName), LogGroupName, "it is not the name of a log group, which is 1 to 512 letters, digits and .-_/#;", "give the one name of one log group; Get-LogGroup takes patterns and shows the names.");
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

    [GeneratedRegex(@"^[\.\-_/#A-Za-z0-9]{1,512}\z", RegexOptions.CultureInvariant)]
    private static partial Regex GroupName();

    [GeneratedRegex(@"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex BucketUri();

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
            // An empty path would be the folder one is in.
            if (string.IsNullOrWhiteSpace(path))
            {
                throw AwsOpsException.BadArgument(parameter, path, "it is empty;", "give a file or a folder, or . for the folder you are in.");
            }

            try
            {
                var found = Cmdlet.GetResolvedProviderPathFromPSPath(path, out var provider);
                if (provider.Name != "FileSystem")
                {
                    throw AwsOpsException.BadArgument(parameter, path, $"it is in {provider.Name}, not in the file system;", "give a file or a folder.");
                }

                foreach (var item in found)
                {
                    files.AddRange(Directory.Exists(item) ? Directory.EnumerateFiles(item, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [item]);
                }
            }
            catch (Exception exception) when (exception is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
            {
                throw AwsOpsException.BadArgument(parameter, path, exception.Message.TrimEnd('.') + ";", "give a file or a folder.");
            }
            catch (ItemNotFoundException exception)
            {
                throw new AwsOpsException("PathNotFound", ErrorCategory.ObjectNotFound, $"-{parameter} '{path}': there is no such file or folder.", "Give flow log files, as they lie in the bucket.", exception) { Target = path };
            }
        }

        return files.Count > 0 ? files : throw new AwsOpsException("NoFiles", ErrorCategory.ObjectNotFound, $"-{parameter} '{string.Join(", ", paths)}': there are no files.", "Give a file, a folder with files in it, or a pattern that some match, such as logs/*.gz.") { Target = paths };
    }

    /// <summary>Why there is no answer: what was read, and of which time.</summary>
    public string NoFlows(FlowLogStatistics read) => string.Create(
        CultureInfo.InvariantCulture,
        $"No flow is what was asked about: {read.Flows:N0} flows and {read.NoData:N0} intervals without data were read{(Start is null ? string.Empty : $", from {Start:u} on")}{(End is null ? string.Empty : $", until {End:u}")}.");

    /// <summary>The columns of what a question needs.</summary>
    private static string? Columns(FlowFields field) => field switch
    {
        FlowFields.SourceAddress => "srcaddr",
        FlowFields.DestinationAddress => "dstaddr",
        FlowFields.Ports => "srcport, dstport",
        FlowFields.Protocol => "protocol",
        FlowFields.Volume => "packets, bytes",
        FlowFields.Times => "start, end",
        FlowFields.Action => "action",
        FlowFields.TcpFlags => "tcp-flags",
        FlowFields.Direction => "flow-direction",
        FlowFields.Interface => "interface-id",
        FlowFields.Text => "the field that -By names",
        _ => null,
    };

    /// <summary>Says what could not be read, and what is missing in what was.</summary>
    private void Report(IFlowLogConsumer consumer)
    {
        var read = consumer.Statistics;
        Changes.Verbose(string.Create(CultureInfo.InvariantCulture, $"Read {read.Bytes:N0} bytes, {read.Flows:N0} flows, {read.NoData:N0} intervals without data."));
        if (read.Malformed > 0)
        {
            Changes.Warning(string.Create(CultureInfo.InvariantCulture, $"{read.Malformed:N0} of {read.Lines:N0} lines are not records of this format and were left out. The first: {string.Join("; ", read.Errors.Take(3))}.{(read.Flows + read.NoData + read.SkipData == 0 ? " None is a record: -Format names the columns where no header does." : string.Empty)}"));
        }

        if (read.UnknownColumns is [var unknown, ..])
        {
            Changes.Warning($"{unknown.Source}:{unknown.Line}: the header names what is no field of flow logs known here, and the column is passed over: {unknown.Reason}.");
        }

        if (read.SkipData > 0)
        {
            Changes.Warning(string.Create(CultureInfo.InvariantCulture, $"AWS could not capture everything in {read.SkipData:N0} intervals (SKIPDATA): the sums are too low there."));
        }

        if (read.Flows > 0 && consumer.Missing != FlowFields.None)
        {
            throw new AwsOpsException("FieldsMissing", ErrorCategory.InvalidData, $"The records lack what the question needs: {string.Join(", ", Enum.GetValues<FlowFields>().Where(field => Columns(field) is not null && consumer.Missing.HasFlag(field)).Select(Columns))}.", "Choose another question, or a flow log with these columns; -Format names the columns when the records have no header.");
        }
    }

    /// <summary>A file or object that can't be read; the others are.</summary>
    private void Failed(string source, Exception exception)
    {
        _failed = true;
        Cmdlet.OnPipeline(() => Cmdlet.WriteError(ErrorRecords.From(exception as AwsOpsException ?? new AwsOpsException("FileNotRead", ErrorCategory.ReadError, $"{source} could not be read: {exception.Message}", null, exception), source, Cmdlet)));
    }
}
