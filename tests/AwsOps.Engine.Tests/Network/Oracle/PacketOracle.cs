using System.Collections.Concurrent;
using System.Net;
using AwsOps.Engine.Network;

namespace AwsOps.Engine.Tests.Network.Oracle;

/// <summary>
/// Judges single packets by walking through the rules one after the other, as the documentation tells it and with none
/// of the engine's code. Slow, plain, and the measure of the engine.
/// </summary>
internal sealed class PacketOracle(NetworkInventory world)
{
    /// <summary>One packet for every cell that the blocks of a <see cref="World"/> cut the addresses into.</summary>
    public static readonly string[] Strangers = ["8.8.8.8", "52.0.0.1", "52.1.0.1", "52.1.2.3", "130.0.0.1", "2600:1::1", "2600:1:2::1", "2800::1"];

    /// <summary>One service for every cell; ICMP ports are type × 256 + code.</summary>
    public static readonly (int Protocol, int Port)[] Services =
    [
        (6, 0), (6, 22), (6, 85), (6, 443), (6, 1024), (17, 0), (17, 22), (17, 85), (17, 443), (17, 1024),
        (1, 8 << 8), (1, (8 << 8) | 1), (1, 3 << 8), (1, (3 << 8) | 1), (1, 0), (1, 5 << 8),
        (58, 128 << 8), (58, (128 << 8) | 1), (58, 129 << 8), (58, 1 << 8), (47, 0), (50, 0),
    ];

    public static readonly int[] SourcePorts = [0, 22, 85, 443, 1024];

    private static readonly ConcurrentDictionary<(string Block, string Address), bool> Answers = [];

    public sealed record Flow(string Source, string Destination, int Protocol, int Port, int SourcePort);

    /// <summary>From a stranger to an interface; the destination is the public address, the private one behind it or the IPv6 one.</summary>
    public (bool Arrives, bool Answered) Inbound(Flow flow, string eni)
    {
        var item = Interface(eni);
        var v6 = flow.Source.Contains(':');
        if (v6 ? item.Ipv6Addresses.Count == 0 || PrivateBlock(item.VpcId) : item.Addresses[0].PublicIp is null)
        {
            return default;
        }

        var route = Route(item, flow.Source);
        if (route is null || route.IsBlackhole || !IsMyGateway(route.Target, item.VpcId) || !world.InternetGateways!.Any(g => g.AttachedVpcIds.Contains(item.VpcId)))
        {
            return default;
        }

        var exclusion = world.BlockPublicAccessExclusions!.FirstOrDefault(e => e.ResourceId == item.SubnetId || e.ResourceId == item.VpcId);
        if (world.BlockPublicAccess![0].Mode != "off" && exclusion?.AllowsInbound != true)
        {
            return default;
        }

        var arrives = Acl(item.SubnetId, false, flow.Source, flow.Protocol, flow.Port) && Groups(item, false, flow.Source, flow.Protocol, flow.Port, stranger: true);
        return (arrives, arrives && Reply(flow, flow.SourcePort, (protocol, port) => Acl(item.SubnetId, true, flow.Source, protocol, port)));
    }

    /// <summary>From an interface to a stranger.</summary>
    public (bool Arrives, bool Answered) Outbound(Flow flow, string eni)
    {
        var item = Interface(eni);
        var v6 = flow.Destination.Contains(':');
        if ((v6 && item.Ipv6Addresses.Count == 0) || !Groups(item, true, flow.Destination, flow.Protocol, flow.Port, stranger: true))
        {
            return default;
        }

        var route = Route(item, flow.Destination);
        if (route is null || route.IsBlackhole)
        {
            return default;
        }

        var mode = world.BlockPublicAccess![0].Mode;
        if (route.Target == "nat-a")
        {
            return Nat(flow, item, mode);
        }

        var exclusion = world.BlockPublicAccessExclusions!.FirstOrDefault(e => e.ResourceId == item.SubnetId || e.ResourceId == item.VpcId);
        bool passes;
        if (route.Target == "eigw-a")
        {
            passes = v6 && world.EgressOnlyGateways![0].AttachedVpcIds.Contains(item.VpcId) && (mode != "block-bidirectional" || exclusion is not null);
        }
        else
        {
            passes = IsMyGateway(route.Target, item.VpcId) && (v6 || item.Addresses[0].PublicIp is not null)
                && (mode == "off" || exclusion?.AllowsInbound == true || (mode == "block-bidirectional" && exclusion is not null));
        }

        var arrives = passes && Acl(item.SubnetId, true, flow.Destination, flow.Protocol, flow.Port);
        return (arrives, arrives && Reply(flow, flow.SourcePort, (protocol, port) => Acl(item.SubnetId, false, flow.Destination, protocol, port)));
    }

    /// <summary>Between two interfaces by private addresses.</summary>
    public (bool Arrives, bool Answered) Between(Flow flow, string from, string to)
    {
        var (a, b) = (Interface(from), Interface(to));
        if (!Groups(a, true, flow.Destination, flow.Protocol, flow.Port, false) || !Groups(b, false, flow.Source, flow.Protocol, flow.Port, false))
        {
            return default;
        }

        var (there, back) = (Route(a, flow.Destination), Route(b, flow.Source));
        var returns = true;
        if (a.VpcId == b.VpcId)
        {
            if (there?.Target != "local")
            {
                return default;
            }
        }
        else
        {
            if (there is null || there.IsBlackhole || there.Target != "pcx-1" || world.Peerings![0].Status != "active")
            {
                return default;
            }

            returns = back is { IsBlackhole: false, Target: "pcx-1" };
        }

        var arrives = Acl(a.SubnetId, true, flow.Destination, flow.Protocol, flow.Port) && Acl(b.SubnetId, false, flow.Source, flow.Protocol, flow.Port);
        return (arrives, arrives && Reply(flow, flow.SourcePort, (protocol, port) =>
            returns && Acl(b.SubnetId, true, flow.Source, protocol, port) && Acl(a.SubnetId, false, flow.Destination, protocol, port)));
    }

    /// <summary>Between two interfaces of different VPCs through transit gateways.</summary>
    public (bool Arrives, bool Answered) Transited(Flow flow, string from, string to)
    {
        var (a, b) = (Interface(from), Interface(to));
        if (!Groups(a, true, flow.Destination, flow.Protocol, flow.Port, false) || !Groups(b, false, flow.Source, flow.Protocol, flow.Port, false)
            || !Crosses(a, b, flow.Source, flow.Destination, flow.Protocol, flow.Port))
        {
            return default;
        }

        return (true, Reply(flow, flow.SourcePort, (protocol, port) => Crosses(b, a, flow.Destination, flow.Source, protocol, port)));
    }

    /// <summary>One packet, from table to table; the ACLs are those of https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html.</summary>
    private bool Crosses(NetworkInterface a, NetworkInterface b, string source, string destination, int protocol, int port)
    {
        string? Zone(string subnet) => world.Subnets!.Single(s => s.SubnetId == subnet).AvailabilityZone;
        string? Stand(TransitGatewayAttachment attachment, NetworkInterface item) => attachment.SubnetIds!.Contains(item.SubnetId)
            ? item.SubnetId
            : attachment.SubnetIds!.FirstOrDefault(s => Zone(s) == Zone(item.SubnetId));
        var route = Route(a, destination);
        if (route is null || route.IsBlackhole || !route.Target.StartsWith("tgw-", StringComparison.Ordinal))
        {
            return false;
        }

        var at = world.TransitGatewayAttachments!.FirstOrDefault(t => t.TransitGatewayId == route.Target && t.ResourceId == a.VpcId && t.State == "available");
        if (at is null || Stand(at, a) is not { } leave || !Acl(a.SubnetId, true, destination, protocol, port) || !Acl(leave, false, source, protocol, port))
        {
            return false;
        }

        for (var hops = 0; hops < 5; hops++)
        {
            TransitGatewayRoute? best = null;
            var rank = (-1, -1);
            foreach (var candidate in world.TransitGatewayRouteTables!.FirstOrDefault(t => t.RouteTableId == at.RouteTableId)?.Routes ?? [])
            {
                foreach (var block in candidate.DestinationCidrBlock is { } own ? [own] : world.PrefixLists!.Single(l => l.PrefixListId == candidate.PrefixListId).Cidrs!)
                {
                    var mine = (int.Parse(block.Split('/')[1]), candidate.PrefixListId is not null ? 1 : candidate.IsPropagated ? 0 : 2);
                    if (In(block, destination) && mine.CompareTo(rank) > 0)
                    {
                        (best, rank) = (candidate, mine);
                    }
                }
            }

            if (best is null || best.IsBlackhole || world.TransitGatewayAttachments!.Single(t => t.AttachmentId == best.AttachmentIds[0]) is not { State: "available" } next)
            {
                return false;
            }

            if (next.ResourceId == b.VpcId)
            {
                return Stand(next, b) is { } enter && (enter == b.SubnetId || (Acl(enter, true, destination, protocol, port) && Acl(b.SubnetId, false, source, protocol, port)));
            }

            if (next.ResourceType != "peering")
            {
                return false;
            }

            at = world.TransitGatewayAttachments!.Single(t => t.ResourceType == "peering" && t.TransitGatewayId == next.ResourceId);
        }

        return false;
    }

    /// <summary>
    /// From any stranger through a load balancer to a target, by the best of its nodes: a connection to the listener that comes about,
    /// and another from the node to the target.
    /// </summary>
    public Verdict Balanced(string instance)
    {
        var (balancer, target) = (world.LoadBalancers!.Single(), world.NetworkInterfaces!.Single(i => i.InstanceId == instance));
        var port = world.TargetGroups!.Single().Targets!.Single(t => t.Id == instance).Port;
        return world.NetworkInterfaces!.Where(static i => i.Description.StartsWith("ELB ", StringComparison.Ordinal)).Select(Through).MaxBy(static v => v switch { Verdict.Exposed => 2, Verdict.ReplyBlocked => 1, _ => 0 });

        Verdict Through(NetworkInterface node)
        {
            var fronts = from peer in Strangers where !peer.Contains(':') from source in SourcePorts select Inbound(new(peer, string.Empty, 6, balancer.Listeners!.Single().Port, source), node.NetworkInterfaceId);
            if (!fronts.Any(static f => f.Answered))
            {
                return fronts.Any(static f => f.Arrives) ? Verdict.ReplyBlocked : Verdict.Closed;
            }

            string Zone(string subnet) => world.Subnets!.Single(s => s.SubnetId == subnet).AvailabilityZone!;
            var zone = Zone(target.SubnetId);
            if (!balancer.SubnetIds.Any(s => Zone(s) == zone) || (balancer.IsCrossZone != true && Zone(node.SubnetId) != zone))
            {
                return Verdict.Closed;
            }

            var (from, to, crosses) = (node.Addresses[0].PrivateIp, target.Addresses[0].PrivateIp, node.SubnetId != target.SubnetId);
            if (!Groups(node, true, to, 6, port, false) || !Groups(target, false, from, 6, port, false)
                || (crosses && !(Acl(node.SubnetId, true, to, 6, port) && Acl(target.SubnetId, false, from, 6, port))))
            {
                return Verdict.Closed;
            }

            return !crosses || (Acl(target.SubnetId, true, from, 6, 1024) && Acl(node.SubnetId, false, to, 6, 1024)) ? Verdict.Exposed : Verdict.ReplyBlocked;
        }
    }

    private (bool, bool) Nat(Flow flow, NetworkInterface item, string mode)
    {
        var nat = world.NatGateways![0];
        if (flow.Destination.Contains(':') || nat.State != "available" || nat.IsPrivate || flow.Protocol is not (1 or 6 or 17))
        {
            return default;
        }

        var route = Route(nat.SubnetId, nat.VpcId, flow.Destination);
        var exclusion = world.BlockPublicAccessExclusions!.FirstOrDefault(e => e.ResourceId == nat.SubnetId || e.ResourceId == nat.VpcId);
        if (route is null || route.IsBlackhole || !IsMyGateway(route.Target, nat.VpcId) || (mode == "block-bidirectional" && exclusion is null))
        {
            return default;
        }

        var (dst, src, near) = (flow.Destination, flow.Source, nat.SubnetId == item.SubnetId);
        var arrives = (near || (Acl(item.SubnetId, true, dst, flow.Protocol, flow.Port) && Acl(nat.SubnetId, false, src, flow.Protocol, flow.Port)))
            && Acl(nat.SubnetId, true, dst, flow.Protocol, flow.Port);
        if (!arrives)
        {
            return default;
        }

        // The gateway is free to choose its own port from 1024 on; the cells above 1023 are one.
        var outer = Reply(flow, 1024, (protocol, port) => Acl(nat.SubnetId, false, dst, protocol, port));
        var inner = near || Reply(flow, flow.SourcePort, (protocol, port) => Acl(nat.SubnetId, true, src, protocol, port) && Acl(item.SubnetId, false, dst, protocol, port));
        return (true, outer && inner);
    }

    private static bool Reply(Flow flow, int sourcePort, Func<int, int, bool> passes) => flow.Protocol switch
    {
        6 or 17 => passes(flow.Protocol, sourcePort),
        1 => flow.Port >> 8 != 8 || passes(1, 0),
        58 => flow.Port >> 8 != 128 || passes(58, 129 << 8),
        _ => passes(flow.Protocol, 0),
    };

    private bool Groups(NetworkInterface item, bool egress, string peer, int protocol, int port, bool stranger)
    {
        foreach (var group in world.SecurityGroups!.Where(g => item.GroupIds.Contains(g.GroupId)))
        {
            foreach (var rule in group.Rules.Where(r => r.IsEgress == egress))
            {
                if (Matches(rule, protocol, port) && IsPeer(rule, group, peer, stranger))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsPeer(SecurityGroupRule rule, SecurityGroup group, string peer, bool stranger)
    {
        if (rule.ReferencedGroupId is not { } id)
        {
            return rule.PrefixListId is not null
                ? world.PrefixLists!.Single(l => l.PrefixListId == rule.PrefixListId).Cidrs!.Any(c => In(c, peer))
                : In(rule.CidrIpv4 ?? rule.CidrIpv6!, peer);
        }

        var referenced = world.SecurityGroups!.Single(g => g.GroupId == id);
        var peering = world.Peerings![0];
        if (stranger || (referenced.VpcId != group.VpcId && (peering.Status != "active" || peering.Requester.Region != peering.Accepter.Region)))
        {
            return false;
        }

        return world.NetworkInterfaces!.Any(i => i.GroupIds.Contains(id) && (i.Addresses.Any(a => a.PrivateIp == peer) || i.Ipv6Addresses.Contains(peer)));
    }

    private static bool Matches(SecurityGroupRule rule, int protocol, int port) => rule.IpProtocol switch
    {
        "-1" => true,
        "tcp" or "6" => protocol == 6 && port >= rule.FromPort && port <= rule.ToPort,
        "udp" => protocol == 17 && port >= rule.FromPort && port <= rule.ToPort,
        "icmp" => protocol == 1 && (rule.FromPort == -1 || (port >> 8 == rule.FromPort && (rule.ToPort == -1 || (port & 255) == rule.ToPort))),
        "icmpv6" => protocol == 58 && (rule.FromPort == -1 || (port >> 8 == rule.FromPort && (rule.ToPort == -1 || (port & 255) == rule.ToPort))),
        _ => protocol == 47,
    };

    private bool Acl(string subnet, bool egress, string peer, int protocol, int port)
    {
        var acl = world.NetworkAcls!.Last(a => a.SubnetIds.Contains(subnet));
        foreach (var entry in acl.Entries.Where(e => e.Egress == egress).OrderBy(static e => e.RuleNumber))
        {
            var service = entry.Protocol switch
            {
                "-1" => true,
                "6" or "17" => protocol == int.Parse(entry.Protocol) && port >= (entry.PortFrom ?? 0) && port <= (entry.PortTo ?? 65535),
                "1" => protocol == 1 && Typed(entry, port),
                "58" => protocol == 58 && (entry.CidrBlock is not null || Typed(entry, port)),
                _ => protocol == 47,
            };
            if (service && In(entry.CidrBlock ?? entry.Ipv6CidrBlock!, peer))
            {
                return entry.Allow;
            }
        }

        return false;

        static bool Typed(NetworkAclEntry entry, int port) =>
            entry.IcmpType == -1 || (port >> 8 == entry.IcmpType && (entry.IcmpCode == -1 || (port & 255) == entry.IcmpCode));
    }

    private Route? Route(NetworkInterface item, string peer) => Route(item.SubnetId, item.VpcId, peer);

    private Route? Route(string subnet, string vpc, string peer)
    {
        var table = world.RouteTables!.FirstOrDefault(t => t.SubnetIds.Contains(subnet)) ?? world.RouteTables!.First(t => t.IsMain && t.VpcId == vpc);
        Route? best = null;
        var longest = -1;
        foreach (var route in table.Routes)
        {
            var block = route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock;
            var isList = block is null;
            block ??= world.PrefixLists!.Single(l => l.PrefixListId == route.DestinationPrefixListId).Cidrs!.Single();
            var length = int.Parse(block.Split('/')[1]);
            if (In(block, peer) && (length > longest || (length == longest && best!.DestinationPrefixListId is not null && !isList)))
            {
                (best, longest) = (route, length);
            }
        }

        return best;
    }

    private bool IsMyGateway(string target, string vpc) => world.InternetGateways!.Any(g => g.GatewayId == target && g.AttachedVpcIds.Contains(vpc));

    private bool PrivateBlock(string vpc) => world.Vpcs!.Single(v => v.VpcId == vpc).Ipv6CidrBlocks.Any(static b => b.IsPrivate);

    private NetworkInterface Interface(string id) => world.NetworkInterfaces!.Single(i => i.NetworkInterfaceId == id);

    /// <summary>The few blocks and addresses meet over and over.</summary>
    private bool In(string block, string address) =>
        Answers.GetOrAdd((block, address), static pair =>
        {
            var parts = pair.Block.Split('/');
            var (a, b) = (IPAddress.Parse(parts[0]).GetAddressBytes(), IPAddress.Parse(pair.Address).GetAddressBytes());
            return a.Length == b.Length && Enumerable.Range(0, int.Parse(parts[1])).All(bit => ((a[bit / 8] ^ b[bit / 8]) & (128 >> (bit % 8))) == 0);
        });
}
