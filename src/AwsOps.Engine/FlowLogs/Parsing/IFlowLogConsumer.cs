namespace AwsOps.Engine.FlowLogs;

/// <summary>What reads records: one place after another, in memory that does not grow with them.</summary>
public interface IFlowLogConsumer
{
    /// <summary>What was read.</summary>
    FlowLogStatistics Statistics { get; }

    /// <summary>Fields that the last source lacks and without which there is no answer.</summary>
    FlowFields Missing { get; }

    /// <summary>Reads a stream, plain or gzip, to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="format">Columns of records without a header; null for the default format.</param>
    /// <param name="source">What is read, for errors.</param>
    /// <param name="progress">Called with the bytes read of the stream so far.</param>
    /// <param name="stop">Ends the reading.</param>
    void Read(Stream stream, FlowLogFormat? format, string? source, Action<long>? progress, CancellationToken stop);

    /// <summary>Reads lines, UTF-8.</summary>
    /// <param name="lines">Whole lines.</param>
    /// <param name="format">Columns of records without a header; null for the default format.</param>
    /// <param name="source">What is read, for errors.</param>
    void Read(ReadOnlySpan<byte> lines, FlowLogFormat? format, string? source);
}
