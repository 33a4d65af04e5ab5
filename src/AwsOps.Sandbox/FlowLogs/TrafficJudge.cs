using AwsOps.Engine.Network;
using AwsOps.Sandbox.Ec2;
using Net = AwsOps.Engine.Network;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>
/// Sends packets past security groups, network ACLs and routes, by the semantics of the reachability engine, and says what each
/// interface on the way sees. Security groups are stateful: an answer passes them whatever the rules. Network ACLs are not: "if
/// your network ACL permits inbound ICMP traffic but does not permit outbound ICMP traffic", there are an ACCEPT and a REJECT record.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-security-groups</remarks>
internal sealed class TrafficJudge
{
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-fields, traffic-path: "1 — Through another
    // resource in the same VPC", "4 — Through an intra-region VPC peering connection".
    private const string WithinVpc = "1";
    private const string Peering = "4";

    private readonly Ec2State _ec2;
    private readonly Peers _peers;

    public TrafficJudge(Ec2State ec2)
    {
        _ec2 = ec2;
        _peers = new(ec2);
    }

    /// <summary>Judges a call and its answer.</summary>
    /// <param name="from">Who calls.</param>
    /// <param name="to">Who is called.</param>
    /// <param name="protocol">Protocol number.</param>
    /// <param name="port">Port of the receiver; 0 for protocols without.</param>
    /// <param name="sourcePort">Port of the caller.</param>
    public TrafficVerdict Judge(TrafficEnd from, TrafficEnd to, int protocol, int port, int sourcePort)
    {
        var seen = new List<SeenFlow>();
        var near = from.Interface is not null && to.Interface is not null && from.Interface.Subnet == to.Interface.Subnet;
        var apart = from.Interface is not null && to.Interface is not null && from.Interface.Subnet.Vpc != to.Interface.Subnet.Vpc;
        var peering = apart ? _ec2.Peerings.FirstOrDefault(p => p.Joins(from.Interface!.Subnet.Vpc, to.Interface!.Subnet.Vpc)) : null;
        if (apart && peering is null)
        {
            return new(seen, Answered: false, $"{from.Interface!.Id} and {to.Interface!.Id} are in different VPCs, and no active peering connection joins them");
        }

        // Outside, the address of an interface is its public one.
        var fromAddress = from.Address;
        if (from.Interface is { } sender)
        {
            var gateway = to.Interface is null ? NatOf(sender, to.Address) : null;
            if (!Passes(sender, egress: true, isReply: false, from.Address, to.Address, to.Address, protocol, port, near, seen, out var why, apart ? Peering : gateway is null ? null : WithinVpc))
            {
                return new(seen, Answered: false, why);
            }

            if (apart && RouteOf(sender.Subnet, to.Address)?.Target != peering!.Id)
            {
                return new(seen, Answered: false, $"no route of {sender.Subnet.Id} leads to {peering!.Id}");
            }

            if (gateway is not null)
            {
                if (!Translated(gateway, sender, to.Address, protocol, port, ReplyPort(protocol, port, sourcePort), seen, out why))
                {
                    return new(seen, Answered: false, why);
                }
            }
            else if (to.Interface is null)
            {
                if (sender.PublicIpAddress is null || !RoutesToInternet(sender, to.Address))
                {
                    return new(seen, Answered: false, sender.PublicIpAddress is null ? $"{sender.Id} has no public address" : $"no route of {sender.Subnet.Id} leads from {sender.Id} to the internet");
                }

                fromAddress = IpAddress.Parse(sender.PublicIpAddress);
            }
        }

        if (to.Interface is { } receiver)
        {
            if (from.Interface is null)
            {
                if (receiver.PublicIpAddress is null)
                {
                    return new(seen, Answered: false, $"{receiver.Id} has no public address, so nothing from the internet arrives");
                }

                if (!RoutesToInternet(receiver, from.Address))
                {
                    return new(seen, Answered: false, $"no route of {receiver.Subnet.Id} leads to an internet gateway, so nothing from the internet arrives");
                }
            }

            if (!Passes(receiver, egress: false, isReply: false, fromAddress, to.Address, fromAddress, protocol, port, near, seen, out var why)
                || !Passes(receiver, egress: true, isReply: true, to.Address, fromAddress, fromAddress, protocol, ReplyPort(protocol, port, sourcePort), near, seen, out why, apart ? Peering : null))
            {
                return new(seen, Answered: false, why);
            }

            if (apart && RouteOf(receiver.Subnet, from.Address)?.Target != peering!.Id)
            {
                return new(seen, Answered: false, $"no route of {receiver.Subnet.Id} leads back to {peering!.Id}");
            }
        }

        return from.Interface is { } caller && !Passes(caller, egress: false, isReply: true, to.Address, from.Address, to.Address, protocol, ReplyPort(protocol, port, sourcePort), near, seen, out var back)
            ? new(seen, Answered: false, back)
            : new(seen, Answered: true, "security groups and network ACLs let it through");
    }

    /// <summary>An echo reply is ICMP type 0 (129 for IPv6), code 0; other protocols answer to the port that called.</summary>
    private static int ReplyPort(int protocol, int port, int sourcePort) => protocol switch
    {
        IpProtocols.Icmp when port == 8 << 8 => 0,
        IpProtocols.IcmpV6 when port == 128 << 8 => 129 << 8,
        _ => IpProtocols.HasPorts(protocol) ? sourcePort : port,
    };

    private bool Passes(Ec2.NetworkInterface item, bool egress, bool isReply, IpAddress source, IpAddress destination, IpAddress peer, int protocol, int port, bool near, List<SeenFlow> seen, out string reason, string? path = null, IpAddress? packetSource = null, IpAddress? packetDestination = null)
    {
        var accepted = true;
        reason = "let through";
        // "You cannot associate a security group with a NAT gateway." https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
        if (!isReply && item.InterfaceType != "nat_gateway" && !SecurityGroupSemantics.Allowed(item.Groups.Select(ToEngine), egress, _peers).Certain.Contains(peer, protocol, port))
        {
            accepted = false;
            reason = $"no {(egress ? "outbound" : "inbound")} rule of {string.Join(", ", item.Groups.Select(static g => g.Id))} ({item.Id}) allows it";
        }
        else if (!near && Acl(item.Subnet) is var acl && acl.Deciding(egress, peer, protocol, port) is var entry && entry?.Allow != true)
        {
            accepted = false;
            reason = $"{acl.NetworkAclId} of {item.Subnet.Id} denies it {(egress ? "outbound" : "inbound")}{(isReply ? ", the answer" : string.Empty)} (rule {entry?.RuleNumber ?? Net.NetworkAcl.LastRuleNumber})";
        }

        seen.Add(new(item, egress, isReply, accepted, source, destination, reason) { Path = path, PacketSource = packetSource, PacketDestination = packetDestination });
        return accepted;
    }

    /// <summary>
    /// A call through a NAT gateway and its answer, as the gateway's interface sees them: inside of it the gateway's address is the
    /// other end of each flow, and pkt-srcaddr and pkt-dstaddr name the ends of the packet.
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-nat</remarks>
    private bool Translated(Ec2.NatGateway gateway, Ec2.NetworkInterface sender, IpAddress host, int protocol, int port, int replyPort, List<SeenFlow> seen, out string reason)
    {
        var card = gateway.Interface;
        var (inner, own) = (IpAddress.Parse(sender.PrivateIpAddress), IpAddress.Parse(card.PrivateIpAddress));
        var near = card.Subnet == sender.Subnet;
        if (gateway.State != "available")
        {
            reason = $"{gateway.Id} is {gateway.State}";
            return false;
        }

        if (!Passes(card, egress: false, isReply: false, inner, own, inner, protocol, port, near, seen, out reason, packetDestination: host)
            || !Passes(card, egress: true, isReply: false, own, host, host, protocol, port, near: false, seen, out reason))
        {
            return false;
        }

        if (gateway.PublicIp is null || !RoutesToInternet(card, host))
        {
            reason = gateway.PublicIp is null ? $"{gateway.Id} is a private one" : $"no route of {card.Subnet.Id} leads from {gateway.Id} to the internet";
            return false;
        }

        return Passes(card, egress: false, isReply: true, host, own, host, protocol, replyPort, near: false, seen, out reason)
            && Passes(card, egress: true, isReply: true, own, inner, inner, protocol, replyPort, near, seen, out reason, packetSource: host);
    }

    /// <summary>The NAT gateway that a subnet's route to an address leads to; null when it leads elsewhere.</summary>
    private Ec2.NatGateway? NatOf(Ec2.NetworkInterface item, IpAddress destination) =>
        RouteOf(item.Subnet, destination) is { } route && _ec2.NatGateways.TryGet(route.Target, out var gateway) ? gateway : null;

    private bool RoutesToInternet(Ec2.NetworkInterface item, IpAddress destination) =>
        RouteOf(item.Subnet, destination) is { } best && _ec2.InternetGateways.TryGet(best.Target, out var gateway) && gateway.Vpc == item.Subnet.Vpc;

    /// <summary>The route of a subnet to an address: the longest prefix, in its own table or else the main one of the VPC.</summary>
    private Ec2.Route? RouteOf(Ec2.Subnet subnet, IpAddress destination)
    {
        var tables = _ec2.RouteTables.Where(t => t.Vpc == subnet.Vpc).ToList();
        var table = tables.Find(t => t.Associations.Exists(a => a.SubnetId == subnet.Id)) ?? tables.Find(static t => t.IsMain);
        return table?.Routes
            .Where(r => r.Kind != DestinationKind.PrefixList && Net.Cidr.TryParse(r.Destination, out var block, out _) && block.Contains(destination))
            .MaxBy(static r => Net.Cidr.Parse(r.Destination).PrefixLength);
    }

    private Net.NetworkAcl Acl(Ec2.Subnet subnet)
    {
        var acl = _ec2.NetworkAcls.First(a => a.Associations.Exists(x => x.Subnet == subnet));
        return new()
        {
            NetworkAclId = acl.Id,
            Entries =
            [
                .. acl.Entries.Select(static e => new Net.NetworkAclEntry
                {
                    RuleNumber = e.RuleNumber,
                    Egress = e.Egress,
                    Protocol = e.Protocol,
                    Allow = e.Allow,
                    CidrBlock = e.Cidr.IsIpv6 ? null : e.Cidr.ToString(),
                    Ipv6CidrBlock = e.Cidr.IsIpv6 ? e.Cidr.ToString() : null,
                    PortFrom = e.FromPort,
                    PortTo = e.ToPort,
                    IcmpType = e.IcmpType,
                    IcmpCode = e.IcmpCode,
                }),
            ],
        };
    }

    private static Net.SecurityGroup ToEngine(Ec2.SecurityGroup group) => new()
    {
        GroupId = group.Id,
        Rules =
        [
            .. group.Rules.Select(static r => new Net.SecurityGroupRule
            {
                RuleId = r.Id,
                IsEgress = r.Match.IsEgress,
                IpProtocol = r.Match.Protocol,
                FromPort = r.Match.FromPort,
                ToPort = r.Match.ToPort,
                CidrIpv4 = r.Match.Kind == PeerKind.CidrIpv4 ? r.Match.Peer : null,
                CidrIpv6 = r.Match.Kind == PeerKind.CidrIpv6 ? r.Match.Peer : null,
                PrefixListId = r.Match.Kind == PeerKind.PrefixList ? r.Match.Peer : null,
                ReferencedGroupId = r.Match.Kind == PeerKind.Group ? r.Match.Peer : null,
            }),
        ],
    };

    /// <summary>What names in rules stand for, in the sandbox.</summary>
    private sealed class Peers(Ec2State ec2) : RulePeers
    {
        private readonly Dictionary<string, AddressSet> _members = new(StringComparer.Ordinal);

        public override AddressSet? PrefixList(string prefixListId) =>
            AddressSet.Of(ec2.GetPrefixList(prefixListId).Entries.Select(static e => Net.Cidr.ParseCanonical(e.Cidr.ToString())));

        public override AddressSet? Members(Net.SecurityGroupRule rule)
        {
            if (!_members.TryGetValue(rule.ReferencedGroupId!, out var members))
            {
                members = AddressSet.Of(ec2.NetworkInterfaces.Where(i => i.Groups.Exists(g => g.Id == rule.ReferencedGroupId))
                    .SelectMany(static i => i.SecondaryAddresses.Prepend(i.PrivateIpAddress)).Select(IpAddress.Parse));
                _members.Add(rule.ReferencedGroupId!, members);
            }

            return members;
        }
    }
}
