using AwsOps.Engine.FlowLogs;

namespace AwsOps;

/// <summary>What a statement about flows rests on: how many records of which time were looked at.</summary>
public sealed class FlowLogEvidence
{
    private readonly FlowWindow _window;

    internal FlowLogEvidence(FlowsSeen flows)
    {
        _window = flows.Window;
        IsComplete = flows.IsComplete;
    }

    /// <summary>Records of flows that were looked at.</summary>
    public long Records => _window.Records;

    /// <summary>From when on, UTC: the time asked for, else the first flow's; null when that is not known.</summary>
    public DateTime? Start => Utc(_window.Start);

    /// <summary>Until when, UTC: the time asked for, else the last flow's; null when that is not known.</summary>
    public DateTime? End => Utc(_window.End);

    /// <summary>False when AWS skipped records, or there were more flows than are kept: there may be flows that are not shown.</summary>
    public bool IsComplete { get; }

    /// <inheritdoc/>
    public override string ToString() => _window.ToString();

    private static DateTime? Utc(long? seconds) => seconds is { } known ? DateTimeOffset.FromUnixTimeSeconds(known).UtcDateTime : null;
}
