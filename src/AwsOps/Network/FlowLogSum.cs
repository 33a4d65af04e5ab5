using System.Globalization;
using AwsOps.Engine.FlowLogs;
using AwsOps.Engine.Network;

namespace AwsOps;

/// <summary>A sum of flows, by Measure-FlowLog. What was not asked about is null.</summary>
public sealed class FlowLogSum
{
    internal FlowLogSum(FlowQuery query, FlowTotal total)
    {
        By = query.By == FlowDimension.Field ? query.Field! : query.By.ToString();
        Time = total.Time is { } seconds ? DateTime.UnixEpoch.AddSeconds(seconds) : null;
        SourceAddress = total.Source?.ToString();
        DestinationAddress = total.Destination?.ToString();
        Protocol = total.Protocol is { } protocol ? IpProtocols.Name(protocol) : null;
        Port = total.Port;
        Action = total.Action is { } action and not FlowAction.None ? action.ToString() : null;
        Direction = total.Direction is { } direction and not FlowDirection.None ? direction.ToString() : null;
        Value = total.Text;
        Bytes = total.Bytes;
        Packets = total.Packets;
        Flows = total.Flows;
        Accepted = total.Accepted;
        Rejected = total.Rejected;
        Error = total.Error;
        Key = KeyOf(query.By);
    }

    /// <summary>By what was added up.</summary>
    public string By { get; }

    /// <summary>What this sum is of, in words: an address, <c>a -&gt; b</c>, <c>tcp/443</c>, an interface…</summary>
    public string Key { get; }

    /// <summary>Beginning of the interval, UTC.</summary>
    public DateTime? Time { get; }

    /// <summary>Sender.</summary>
    public string? SourceAddress { get; }

    /// <summary>Receiver.</summary>
    public string? DestinationAddress { get; }

    /// <summary>Protocol.</summary>
    public string? Protocol { get; }

    /// <summary>Port of the service.</summary>
    public int? Port { get; }

    /// <summary>Accept or Reject.</summary>
    public string? Action { get; }

    /// <summary>Ingress or Egress.</summary>
    public string? Direction { get; }

    /// <summary>Interface, or value of the field asked about.</summary>
    public string? Value { get; }

    /// <summary>Bytes.</summary>
    public long Bytes { get; }

    /// <summary>Packets.</summary>
    public long Packets { get; }

    /// <summary>Records of flows.</summary>
    public long Flows { get; }

    /// <summary>Of these, flows that were let through.</summary>
    public long Accepted { get; }

    /// <summary>Of these, flows that were refused.</summary>
    public long Rejected { get; }

    /// <summary>What the figure that ranks may be too low by; 0 when all is exact, as up to 131,072 different keys.</summary>
    public long Error { get; }

    /// <inheritdoc/>
    public override string ToString() => Key;

    private string KeyOf(FlowDimension by) => by switch
    {
        FlowDimension.Talker => SourceAddress!,
        FlowDimension.Destination => DestinationAddress!,
        FlowDimension.Pair => $"{SourceAddress} -> {DestinationAddress}",
        FlowDimension.Port => Service(),
        FlowDimension.Protocol => Protocol!,
        FlowDimension.Reject => $"{SourceAddress} -> {DestinationAddress} {Service()}",
        FlowDimension.Action => Action ?? "unknown",
        FlowDimension.Direction => Direction ?? "unknown",
        FlowDimension.Time => Time!.Value.ToString("u", CultureInfo.InvariantCulture),
        _ => Value ?? string.Empty,
    };

    private string Service() => Port is > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Protocol}/{Port}") : Protocol!;
}
