using AwsOps.Engine.Network;
using Net = AwsOps.Engine.Network;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>
/// A call, and the answer to it, on the way from interface to interface; says at each what it sees. Security groups are stateful: an
/// answer passes them whatever the rules. Network ACLs are not: "if your network ACL permits inbound ICMP traffic but does not permit
/// outbound ICMP traffic", there are an ACCEPT and a REJECT record.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-security-groups</remarks>
/// <param name="rules">The network.</param>
/// <param name="protocol">Protocol number.</param>
/// <param name="port">Port of the receiver; for ICMP type × 256 + code.</param>
/// <param name="sourcePort">Port of the caller.</param>
/// <param name="stranger">One end is in the internet.</param>
internal sealed class PacketWalk(PacketRules rules, int protocol, int port, int sourcePort, bool stranger)
{
    private readonly List<SeenFlow> _seen = [];
    private string _reason = string.Empty;

    /// <summary>An echo reply is ICMP type 0 (129 for IPv6), code 0; other protocols answer to the port that called.</summary>
    private int ReplyPort => protocol switch
    {
        IpProtocols.Icmp when port == 8 << 8 => 0,
        IpProtocols.IcmpV6 when port == 128 << 8 => 129 << 8,
        _ => IpProtocols.HasPorts(protocol) ? sourcePort : port,
    };

    /// <summary>Where the walk ends without an answer, for what happens between interfaces.</summary>
    public bool Stop(string reason)
    {
        _reason = reason;
        return false;
    }

    /// <summary>The verdict, as the last step of the walk said.</summary>
    /// <param name="answered">Whether the answer came back.</param>
    public TrafficVerdict End(bool answered) =>
        new([.. _seen.Select(s => s with { Answered = answered })], answered, answered ? "security groups and network ACLs let it through" : _reason);

    /// <summary>Out of an interface.</summary>
    public bool Out(Ec2.NetworkInterface item, Passage passage) => Pass(item, egress: true, passage);

    /// <summary>Into an interface.</summary>
    public bool In(Ec2.NetworkInterface item, Passage passage) => Pass(item, egress: false, passage);

    private bool Pass(Ec2.NetworkInterface item, bool egress, Passage passage)
    {
        var reply = passage.IsReply;
        var peer = egress ? passage.PacketDestination ?? passage.Destination : passage.PacketSource ?? passage.Source;
        var asked = reply ? ReplyPort : port;
        var (accepted, bpa) = (true, false);
        if (passage.Public is { } kind && !rules.PublicAccessAllows(item.Subnet.Id, item.Subnet.VpcId, kind))
        {
            (accepted, bpa) = (false, true);
            _reason = $"VPC Block Public Access keeps {item.Id} from the internet";
        }

        // A packet out of an interface meets the filters first and the gateway last, one that comes in the other way round.
        if ((accepted || egress) && Refusal(item, egress, passage, peer, asked) is { } refusal)
        {
            (accepted, bpa) = (false, false);
            _reason = refusal;
        }

        _seen.Add(new(item, egress, reply, accepted, passage.Source, passage.Destination)
        {
            Path = egress ? passage.Path : null,
            PacketSource = passage.PacketSource,
            PacketDestination = passage.PacketDestination,
            RejectReason = bpa ? "BPA" : null,
        });
        return accepted;
    }

    private string? Refusal(Ec2.NetworkInterface item, bool egress, Passage passage, IpAddress peer, int asked)
    {
        if (!passage.IsReply && !rules.GroupsAllow(SandboxInventory.Interface(item), egress, peer, protocol, asked, stranger))
        {
            return $"no {(egress ? "outbound" : "inbound")} rule of {string.Join(", ", item.Groups.Select(static g => g.Id))} ({item.Id}) allows it";
        }

        if (!passage.Acl)
        {
            return null;
        }

        var (acl, entry) = rules.AclOf(item.Subnet.Id, egress, peer, protocol, asked);
        return entry?.Allow == true
            ? null
            : $"{acl?.NetworkAclId} of {item.Subnet.Id} denies it {(egress ? "outbound" : "inbound")}{(passage.IsReply ? ", the answer" : string.Empty)} (rule {entry?.RuleNumber ?? Net.NetworkAcl.LastRuleNumber})";
    }
}

/// <summary>A packet at an interface.</summary>
/// <param name="Source">Sender as the interface sees it.</param>
/// <param name="Destination">Receiver as the interface sees it.</param>
internal sealed record Passage(IpAddress Source, IpAddress Destination)
{
    /// <summary>The answer to a call.</summary>
    public bool IsReply { get; init; }

    /// <summary>
    /// It crosses the edge of the subnet, where the network ACL stands; within a subnet there is none
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html).
    /// </summary>
    public bool Acl { get; init; } = true;

    /// <summary>traffic-path, out of the interface; null for '-'.</summary>
    public string? Path { get; init; }

    /// <summary>Sender that the packet itself names, where that is another.</summary>
    public IpAddress? PacketSource { get; init; }

    /// <summary>Receiver that the packet itself names, where that is another.</summary>
    public IpAddress? PacketDestination { get; init; }

    /// <summary>What VPC Block Public Access takes it for; null for what it does not concern.</summary>
    public PublicTraffic? Public { get; init; }
}
