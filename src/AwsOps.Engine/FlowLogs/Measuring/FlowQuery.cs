namespace AwsOps.Engine.FlowLogs;

/// <summary>By what flows are added up.</summary>
public enum FlowDimension
{
    /// <summary>The sender's address: who talks most.</summary>
    Talker,

    /// <summary>The receiver's address.</summary>
    Destination,

    /// <summary>Sender and receiver.</summary>
    Pair,

    /// <summary>The service: protocol and the lower of the two ports, where services are.</summary>
    Port,

    /// <summary>Protocol number.</summary>
    Protocol,

    /// <summary>Refused flows only: sender, receiver, protocol, port of the receiver.</summary>
    Reject,

    /// <summary>Network interface.</summary>
    Interface,

    /// <summary>Let through or refused.</summary>
    Action,

    /// <summary>In or out of the interface.</summary>
    Direction,

    /// <summary>Nothing but the time.</summary>
    Time,

    /// <summary>A text field that the query names, e.g. instance-id.</summary>
    Field,
}

/// <summary>What ranks the results.</summary>
public enum FlowMeasure
{
    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Packets.</summary>
    Packets,

    /// <summary>Records of flows.</summary>
    Flows,
}

/// <summary>A question about flows.</summary>
public sealed record FlowQuery
{
    /// <summary>By what flows are added up.</summary>
    public FlowDimension By { get; init; }

    /// <summary>Name of the text field for <see cref="FlowDimension.Field"/>.</summary>
    public string? Field { get; init; }

    /// <summary>What ranks the results.</summary>
    public FlowMeasure Rank { get; init; } = FlowMeasure.Bytes;

    /// <summary>Length of the buckets of time in seconds; null for one bucket.</summary>
    public long? IntervalSeconds { get; init; }

    /// <summary>Flows that began from here on, Unix seconds; null for all.</summary>
    public long? Start { get; init; }

    /// <summary>Flows that began before, Unix seconds; null for all.</summary>
    public long? End { get; init; }

    /// <summary>Only flows that were let through, or only those refused; <see cref="FlowAction.None"/> for both.</summary>
    public FlowAction Action { get; init; }

    /// <summary>
    /// Most keys that are counted at once. Up to here all figures are exact; beyond it the smallest are dropped, and
    /// <see cref="FlowTotal.Error"/> bounds what a figure may be too low by.
    /// </summary>
    public int Capacity { get; init; } = 1 << 17;

    /// <summary>Fields that must be parsed for the question.</summary>
    public FlowFields Fields => FlowFields.Volume
        | (IntervalSeconds is not null || Start is not null || End is not null ? FlowFields.Times : FlowFields.None)
        | (Action != FlowAction.None ? FlowFields.Action : FlowFields.None)
        | Key;

    /// <summary>Fields without which there is no answer.</summary>
    public FlowFields Required => Fields & ~(Rank == FlowMeasure.Flows ? FlowFields.Volume : FlowFields.None);

    private FlowFields Key => By switch
    {
        FlowDimension.Talker => FlowFields.SourceAddress | FlowFields.Action,
        FlowDimension.Destination => FlowFields.DestinationAddress | FlowFields.Action,
        FlowDimension.Pair => FlowFields.Addresses | FlowFields.Action,
        FlowDimension.Port => FlowFields.Ports | FlowFields.Protocol | FlowFields.Action,
        FlowDimension.Protocol => FlowFields.Protocol | FlowFields.Action,
        FlowDimension.Reject => FlowFields.Addresses | FlowFields.Ports | FlowFields.Protocol | FlowFields.Action,
        FlowDimension.Interface => FlowFields.Interface | FlowFields.Action,
        FlowDimension.Direction => FlowFields.Direction | FlowFields.Action,
        FlowDimension.Field => FlowFields.Text | FlowFields.Action,
        FlowDimension.Time => FlowFields.Times | FlowFields.Action,
        _ => FlowFields.Action,
    };
}

/// <summary>The sum for one key. What a query did not ask about is null.</summary>
public sealed record FlowTotal
{
    /// <summary>Sender.</summary>
    public Network.IpAddress? Source { get; init; }

    /// <summary>Receiver.</summary>
    public Network.IpAddress? Destination { get; init; }

    /// <summary>Port of the service.</summary>
    public int? Port { get; init; }

    /// <summary>Protocol number.</summary>
    public int? Protocol { get; init; }

    /// <summary>Let through or refused.</summary>
    public FlowAction? Action { get; init; }

    /// <summary>In or out.</summary>
    public FlowDirection? Direction { get; init; }

    /// <summary>Name of the interface, or value of the text field.</summary>
    public string? Text { get; init; }

    /// <summary>Beginning of the bucket, Unix seconds.</summary>
    public long? Time { get; init; }

    /// <summary>Bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Packets.</summary>
    public long Packets { get; init; }

    /// <summary>Records of flows.</summary>
    public long Flows { get; init; }

    /// <summary>Records of flows that were let through.</summary>
    public long Accepted { get; init; }

    /// <summary>Records of flows that were refused.</summary>
    public long Rejected { get; init; }

    /// <summary>What the ranking figure may be too low by; 0 when all is exact.</summary>
    public long Error { get; init; }
}
