using AwsOps.Engine.Network;

namespace AwsOps.Engine.FlowLogs;

/// <summary>What is unusual.</summary>
public enum FlowAnomalyKind
{
    /// <summary>One sender calls many ports of one receiver.</summary>
    PortScan,

    /// <summary>One sender calls the same port of many receivers.</summary>
    HostSweep,

    /// <summary>A service inside is reached that was not in the baseline.</summary>
    NewPort,

    /// <summary>An address inside calls one that it did not call in the baseline.</summary>
    NewPeer,

    /// <summary>An address inside sends more to the internet within one interval than its baseline lets expect.</summary>
    Exfiltration,

    /// <summary>More flows to one receiver are refused within one interval than its baseline lets expect.</summary>
    RejectBurst,
}

/// <summary>How urgent a finding is.</summary>
public enum FlowSeverity
{
    /// <summary>Worth a look when there is time.</summary>
    Low,

    /// <summary>Worth a look.</summary>
    Medium,

    /// <summary>Look at it now.</summary>
    High,

    /// <summary>Look at it first.</summary>
    Critical,
}

/// <summary>Something unusual, with the figure that says so and what that is measured by.</summary>
public sealed record FlowAnomaly
{
    /// <summary>What is unusual.</summary>
    public required FlowAnomalyKind Kind { get; init; }

    /// <summary>How urgent.</summary>
    public required FlowSeverity Severity { get; init; }

    /// <summary>Sender; null where many are.</summary>
    public IpAddress? Source { get; init; }

    /// <summary>Receiver; null where many are.</summary>
    public IpAddress? Destination { get; init; }

    /// <summary>Protocol number; null where it does not matter.</summary>
    public int? Protocol { get; init; }

    /// <summary>Port of the receiver; null where many are.</summary>
    public int? Port { get; init; }

    /// <summary>What <see cref="Value"/> counts, with the unit.</summary>
    public required string Statistic { get; init; }

    /// <summary>The figure found.</summary>
    public required double Value { get; init; }

    /// <summary>What is usual: the median of the baseline.</summary>
    public required double Baseline { get; init; }

    /// <summary>From where on the figure is a finding.</summary>
    public required double Threshold { get; init; }

    /// <summary>Distance from the baseline in robust standard deviations (1.4826 times the median absolute deviation).</summary>
    public required double Score { get; init; }

    /// <summary>What the baseline was made of.</summary>
    public required string BaselineOf { get; init; }

    /// <summary>First packet, or beginning of the interval, Unix seconds.</summary>
    public long FirstSeen { get; init; }

    /// <summary>Last packet, or end of the interval, Unix seconds.</summary>
    public long LastSeen { get; init; }

    /// <summary>Flows that belong to it.</summary>
    public long Flows { get; init; }

    /// <summary>Of these, refused ones.</summary>
    public long Rejected { get; init; }

    /// <summary>Bytes of these flows.</summary>
    public long Bytes { get; init; }

    /// <summary>Some of the flows, as <c>10.0.0.5 -> 10.0.0.9 tcp/22 REJECT</c>.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];
}

/// <summary>What is looked for, and from where on something is a finding.</summary>
public sealed record FlowAnomalyOptions
{
    /// <summary>Flows that began from here on, Unix seconds; null for all.</summary>
    public long? Start { get; init; }

    /// <summary>Flows that began before, Unix seconds; null for all.</summary>
    public long? End { get; init; }

    /// <summary>Length in seconds of the intervals for volumes and refused flows.</summary>
    public long IntervalSeconds { get; init; } = 3600;

    /// <summary>A figure is a finding from so many robust standard deviations above the median on. 3.5 is Iglewicz and Hoaglin's, for modified z-scores.</summary>
    public double Score { get; init; } = 3.5;

    /// <summary>Fewer ports of one receiver are no scan, whatever the baseline.</summary>
    public int LeastPorts { get; init; } = 15;

    /// <summary>Fewer receivers are no sweep.</summary>
    public int LeastHosts { get; init; } = 15;

    /// <summary>Fewer bytes to the internet within one interval are no exfiltration.</summary>
    public long LeastBytes { get; init; } = 50_000_000;

    /// <summary>Fewer refused flows within one interval are no burst.</summary>
    public long LeastRejects { get; init; } = 50;

    /// <summary>Most senders, pairs and so on that each table holds; beyond it those with the smallest figures are dropped.</summary>
    public int Capacity { get; init; } = 200_000;

    /// <summary>Kinds to look for.</summary>
    public IReadOnlySet<FlowAnomalyKind> Kinds { get; init; } = new HashSet<FlowAnomalyKind>(Enum.GetValues<FlowAnomalyKind>());
}
