using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Logs;

/// <summary>A log group.</summary>
internal sealed class LogGroup(string name, string arn, long created)
{
    public string Name { get; } = name;

    /// <summary>Without the <c>:*</c> that permissions on its streams need.</summary>
    public string Arn { get; } = arn;

    public long Created { get; } = created;

    public string? KmsKeyId { get; init; }

    public string Class { get; init; } = "STANDARD";

    public bool DeletionProtected { get; init; }

    /// <summary>Days; null keeps events for ever.</summary>
    public int? RetentionInDays { get; set; }

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, LogStream> Streams { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, MetricFilter> Filters { get; } = new(StringComparer.Ordinal);

    public LogStream Stream(string name) => Streams.GetValueOrDefault(name)
        ?? throw LogErrors.NotFound("The specified log stream does not exist.");

    /// <summary>Drops expired events.</summary>
    public void Expire(DateTime now)
    {
        if (RetentionInDays is not { } days)
        {
            return;
        }

        var before = LogTime.Of(now.AddDays(-days));
        foreach (var stream in Streams.Values)
        {
            stream.Expire(before);
        }
    }

    public Struct Describe() => new()
    {
        ["logGroupName"] = Name,
        ["creationTime"] = Created,
        ["retentionInDays"] = (long?)RetentionInDays,
        ["metricFilterCount"] = (long)Filters.Count,
        ["arn"] = Arn + ":*",
        ["logGroupArn"] = Arn,
        ["storedBytes"] = Streams.Values.Sum(static s => s.Events.Sum(static e => (long)e.Size)),
        ["kmsKeyId"] = KmsKeyId,
        ["logGroupClass"] = Class,
        ["deletionProtectionEnabled"] = DeletionProtected,
    };
}
