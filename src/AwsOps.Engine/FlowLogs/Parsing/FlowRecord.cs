namespace AwsOps.Engine.FlowLogs;

/// <summary>Fields that a question needs; what it does not need is not parsed.</summary>
[Flags]
public enum FlowFields
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>srcaddr.</summary>
    SourceAddress = 1,

    /// <summary>dstaddr.</summary>
    DestinationAddress = 1024,

    /// <summary>srcaddr and dstaddr.</summary>
    Addresses = SourceAddress | DestinationAddress,

    /// <summary>srcport and dstport.</summary>
    Ports = 2,

    /// <summary>protocol.</summary>
    Protocol = 4,

    /// <summary>packets and bytes.</summary>
    Volume = 8,

    /// <summary>start and end.</summary>
    Times = 16,

    /// <summary>action.</summary>
    Action = 32,

    /// <summary>tcp-flags.</summary>
    TcpFlags = 64,

    /// <summary>flow-direction.</summary>
    Direction = 128,

    /// <summary>interface-id, as a number of <see cref="FlowLogParser.Interfaces"/>.</summary>
    Interface = 256,

    /// <summary>The text field that the parser was made for, as a number of <see cref="FlowLogParser.Texts"/>.</summary>
    Text = 512,
}

/// <summary>What the security groups and network ACLs did.</summary>
public enum FlowAction : byte
{
    /// <summary>The record does not say.</summary>
    None,

    /// <summary>Let through.</summary>
    Accept,

    /// <summary>Refused by a security group or a network ACL.</summary>
    Reject,
}

/// <summary>Direction as seen from the interface.</summary>
public enum FlowDirection : byte
{
    /// <summary>The record does not say.</summary>
    None,

    /// <summary>Into the interface.</summary>
    Ingress,

    /// <summary>Out of the interface.</summary>
    Egress,
}

/// <summary>One flow: what one interface saw of a 5-tuple, in one direction, in one aggregation interval.</summary>
/// <remarks>A field that the record does not have, or that holds <c>-</c>, has its bit in <see cref="Present"/> unset and the default value.</remarks>
public struct FlowRecord
{
    /// <summary>Sender.</summary>
    public FlowAddress Source;

    /// <summary>Receiver.</summary>
    public FlowAddress Destination;

    /// <summary>Packets in the interval.</summary>
    public long Packets;

    /// <summary>Bytes in the interval.</summary>
    public long Bytes;

    /// <summary>First packet, Unix seconds.</summary>
    public long Start;

    /// <summary>Last packet, Unix seconds.</summary>
    public long End;

    /// <summary>Port of the sender.</summary>
    public int SourcePort;

    /// <summary>Port of the receiver.</summary>
    public int DestinationPort;

    /// <summary>Protocol number.</summary>
    public int Protocol;

    /// <summary>The TCP flags of all packets of the interval, or-ed: FIN 1, SYN 2, RST 4, SYN-ACK 18.</summary>
    public int TcpFlags;

    /// <summary>Number of the interface's name.</summary>
    public int Interface;

    /// <summary>Number of the text field's value.</summary>
    public int Text;

    /// <summary>Let through or refused.</summary>
    public FlowAction Action;

    /// <summary>In or out of the interface.</summary>
    public FlowDirection Direction;

    /// <summary>The fields that hold a value.</summary>
    public FlowFields Present;

    /// <summary>
    /// Whether this is the answer of a service, not the call. The TCP flags decide where a record has them (SYN-ACK answers, SYN
    /// alone calls); else the service is taken to be at the lower of the two ports, as services are on well-known ones.
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-tcp-flag</remarks>
    public readonly bool IsReply =>
        (Present & FlowFields.TcpFlags) != 0 && (TcpFlags & 2) != 0 ? (TcpFlags & 16) != 0 : SourcePort < DestinationPort;

    /// <summary>Port of the service: the lower of the two.</summary>
    public readonly int ServicePort => Math.Min(SourcePort, DestinationPort);
}

/// <summary>Takes flows as they are parsed. Implement it on a struct, so that the parser calls it without indirection.</summary>
public interface IFlowSink
{
    /// <summary>Takes one flow.</summary>
    void Accept(in FlowRecord flow);
}
