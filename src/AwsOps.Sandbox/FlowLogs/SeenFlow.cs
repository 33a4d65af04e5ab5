using AwsOps.Engine.Network;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>What one interface saw of packets in one direction.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="IsEgress">Out of the interface.</param>
/// <param name="IsReply">The answer to a call.</param>
/// <param name="Accepted">Security groups and network ACLs let it through.</param>
/// <param name="Source">Sender as the interface sees it.</param>
/// <param name="Destination">Receiver as the interface sees it.</param>
internal sealed record SeenFlow(Ec2.NetworkInterface Interface, bool IsEgress, bool IsReply, bool Accepted, IpAddress Source, IpAddress Destination)
{
    /// <summary>Sender that the packet itself names (pkt-srcaddr), where that is another: behind a NAT gateway. Null for the same.</summary>
    public IpAddress? PacketSource { get; init; }

    /// <summary>Receiver that the packet itself names (pkt-dstaddr); null for the same.</summary>
    public IpAddress? PacketDestination { get; init; }

    /// <summary>traffic-path out of the interface; null into it, and where none of the values applies.</summary>
    public string? Path { get; init; }

    /// <summary>reject-reason: BPA for VPC Block Public Access; null for any other.</summary>
    public string? RejectReason { get; init; }

    /// <summary>The call arrived and its answer came back, so that a connection was opened and closed.</summary>
    public bool Answered { get; init; }
}

/// <summary>One end of traffic: an interface, or an address on the internet.</summary>
internal sealed record TrafficEnd(IpAddress Address, Ec2.NetworkInterface? Interface = null);

/// <summary>What becomes of a call and of its answer.</summary>
/// <param name="Seen">What the interfaces on the way see, in order.</param>
/// <param name="Answered">The call arrived and the answer came back.</param>
/// <param name="Reason">Why not, or that it did.</param>
internal sealed record TrafficVerdict(IReadOnlyList<SeenFlow> Seen, bool Answered, string Reason);
