namespace AwsOps.Sandbox.Logs;

/// <summary>A log event.</summary>
/// <param name="Number">Order of ingestion within the region; makes the event id.</param>
/// <param name="Timestamp">Milliseconds since 1970, UTC, as the sender says.</param>
/// <param name="Ingestion">Milliseconds since 1970, UTC, when it came.</param>
/// <param name="Message">The text.</param>
internal sealed record LogEvent(long Number, long Timestamp, long Ingestion, string Message)
{
    /// <summary>What CloudWatch Logs counts an event as: its UTF-8 bytes and 26 more.</summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html</remarks>
    public int Size => System.Text.Encoding.UTF8.GetByteCount(Message) + 26;
}
