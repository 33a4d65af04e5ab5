using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Logs;

/// <summary>A log stream: events in the order of their time.</summary>
internal sealed class LogStream(string name, string arn, long created)
{
    private readonly List<LogEvent> _events = [];

    public string Name { get; } = name;

    public string Arn { get; } = arn;

    public IReadOnlyList<LogEvent> Events => _events;

    public long? LastEvent => _events.Count == 0 ? null : _events[^1].Timestamp;

    public void Add(LogEvent logEvent)
    {
        var index = _events.Count;
        while (index > 0 && _events[index - 1].Timestamp > logEvent.Timestamp)
        {
            index--;
        }

        _events.Insert(index, logEvent);
    }

    /// <summary>Drops what is older than the retention allows.</summary>
    public void Expire(long before) => _events.RemoveAll(e => e.Timestamp < before);

    public Struct Describe() => new()
    {
        ["logStreamName"] = Name,
        ["creationTime"] = created,
        ["firstEventTimestamp"] = _events.Count == 0 ? null : _events[0].Timestamp,
        ["lastEventTimestamp"] = LastEvent,
        ["lastIngestionTime"] = _events.Count == 0 ? null : _events.Max(static e => e.Ingestion),
        ["arn"] = Arn,
        // "logStream.storedBytes … is always reported as zero" since June 2019.
        // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html
        ["storedBytes"] = 0L,
    };
}
