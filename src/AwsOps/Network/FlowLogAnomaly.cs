using System.Globalization;
using AwsOps.Engine.Network;

namespace AwsOps;

/// <summary>Something unusual in flow logs, with the figure that says so, what is usual, and from where on it is a finding.</summary>
public sealed class FlowLogAnomaly
{
    internal FlowLogAnomaly(Engine.FlowLogs.FlowAnomaly found)
    {
        Kind = found.Kind.ToString();
        Severity = found.Severity.ToString();
        SourceAddress = found.Source?.ToString();
        DestinationAddress = found.Destination?.ToString();
        Protocol = found.Protocol is { } protocol ? IpProtocols.Name(protocol) : null;
        Port = found.Port;
        Statistic = found.Statistic;
        Value = found.Value;
        Baseline = found.Baseline;
        Threshold = found.Threshold;
        Score = Math.Round(found.Score, 1);
        BaselineOf = found.BaselineOf;
        FirstSeen = DateTime.UnixEpoch.AddSeconds(found.FirstSeen);
        LastSeen = DateTime.UnixEpoch.AddSeconds(found.LastSeen);
        Flows = found.Flows;
        Rejected = found.Rejected;
        Bytes = found.Bytes;
        Example = (string[])[.. found.Examples];
        Description = string.Create(CultureInfo.InvariantCulture, $"{Who()}: {Value:N0} {Statistic}; usual are {Baseline:N0} ({BaselineOf}), a finding from {Threshold:N0} on.");
    }

    /// <summary>PortScan, HostSweep, NewPort, NewPeer, Exfiltration or RejectBurst.</summary>
    public string Kind { get; }

    /// <summary>Low, Medium, High or Critical.</summary>
    public string Severity { get; }

    /// <summary>Sender; null where many are.</summary>
    public string? SourceAddress { get; }

    /// <summary>Receiver; null where many are.</summary>
    public string? DestinationAddress { get; }

    /// <summary>Protocol; null where it does not matter.</summary>
    public string? Protocol { get; }

    /// <summary>Port of the receiver; null where many are.</summary>
    public int? Port { get; }

    /// <summary>What Value counts.</summary>
    public string Statistic { get; }

    /// <summary>The figure found.</summary>
    public double Value { get; }

    /// <summary>What is usual: the median.</summary>
    public double Baseline { get; }

    /// <summary>From where on the figure is a finding.</summary>
    public double Threshold { get; }

    /// <summary>Distance from the baseline in robust standard deviations (1.4826 times the median absolute deviation).</summary>
    public double Score { get; }

    /// <summary>What the baseline was made of.</summary>
    public string BaselineOf { get; }

    /// <summary>First packet, or beginning of the interval, UTC.</summary>
    public DateTime FirstSeen { get; }

    /// <summary>Last packet, or end of the interval, UTC.</summary>
    public DateTime LastSeen { get; }

    /// <summary>Flows that belong to it.</summary>
    public long Flows { get; }

    /// <summary>Of these, refused ones.</summary>
    public long Rejected { get; }

    /// <summary>Bytes of these flows.</summary>
    public long Bytes { get; }

    /// <summary>Some of the flows.</summary>
    public IReadOnlyList<string> Example { get; }

    /// <summary>All of it in a sentence.</summary>
    public string Description { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {Description}";

    private string Who()
    {
        var service = Port is { } port ? string.Create(CultureInfo.InvariantCulture, $" {Protocol}/{port}") : string.Empty;
        return (SourceAddress, DestinationAddress) switch
        {
            (null, var to) => to + service,
            (var from, null) => from + service,
            var (from, to) => $"{from} -> {to}{service}",
        };
    }
}
