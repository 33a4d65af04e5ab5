namespace AwsOps.Engine.FlowLogs;

/// <summary>A line that could not be read.</summary>
/// <param name="Source">File, object or log group; null when the reader was not told.</param>
/// <param name="Line">Number of the line in it, from 1.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record FlowLogError(string? Source, long Line, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Source ?? "line"}:{Line}: {Reason}";
}

/// <summary>What a parser read.</summary>
public sealed class FlowLogStatistics
{
    /// <summary>Malformed lines that are kept with their reasons; of the others only the number is known.</summary>
    public const int MostErrors = 20;

    private readonly List<FlowLogError> _errors = [];
    private readonly List<FlowLogError> _unknown = [];

    /// <summary>Bytes read, after decompression.</summary>
    public long Bytes { get; internal set; }

    /// <summary>Lines, headers and malformed ones included, empty ones not.</summary>
    public long Lines { get; internal set; }

    /// <summary>Records of flows.</summary>
    public long Flows { get; internal set; }

    /// <summary>Records of intervals without traffic (NODATA).</summary>
    public long NoData { get; internal set; }

    /// <summary>Records of intervals in which AWS could not capture everything (SKIPDATA): sums are too low there.</summary>
    public long SkipData { get; internal set; }

    /// <summary>Lines that are no records.</summary>
    public long Malformed { get; private set; }

    /// <summary>The first malformed lines.</summary>
    public IReadOnlyList<FlowLogError> Errors => _errors;

    /// <summary>Columns that headers name and that are no fields known here, each with its place: they were passed over.</summary>
    public IReadOnlyList<FlowLogError> UnknownColumns => _unknown;

    internal void AddUnknown(string? source, long line, IReadOnlyList<string> names)
    {
        if (names.Count > 0 && _unknown.Count < MostErrors)
        {
            _unknown.Add(new(source, line, string.Join(", ", names)));
        }
    }

    internal void Add(FlowLogError error)
    {
        Malformed++;
        if (_errors.Count < MostErrors)
        {
            _errors.Add(error);
        }
    }
}
