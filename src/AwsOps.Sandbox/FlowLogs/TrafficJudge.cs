using AwsOps.Engine.Network;
using AwsOps.Sandbox.Ec2;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>
/// Sends packets past security groups, network ACLs, routes and gateways, by the semantics of the reachability engine, and says what each
/// interface on the way sees.
/// </summary>
internal sealed class TrafficJudge
{
    private readonly Ec2State _ec2;
    private readonly PacketRules _rules;

    public TrafficJudge(Ec2State ec2)
    {
        _ec2 = ec2;
        _rules = new(SandboxInventory.Of(ec2));
    }

    /// <summary>Judges a call and its answer.</summary>
    /// <param name="from">Who calls.</param>
    /// <param name="to">Who is called.</param>
    /// <param name="protocol">Protocol number.</param>
    /// <param name="port">Port of the receiver; 0 for protocols without.</param>
    /// <param name="sourcePort">Port of the caller.</param>
    public TrafficVerdict Judge(TrafficEnd from, TrafficEnd to, int protocol, int port, int sourcePort)
    {
        var walk = new PacketWalk(_rules, protocol, port, sourcePort, stranger: from.Interface is null || to.Interface is null);
        return (from.Interface, to.Interface) switch
        {
            ({ } sender, { } receiver) => walk.End(Inside(walk, sender, from.Address, receiver, to.Address)),
            ({ } sender, null) when Unlogged.Is(sender, to.Address) => new([], Answered: true, "flow logs do not record traffic to Amazon's DNS, time, metadata and licence services, nor to the VPC router"),
            ({ } sender, null) => walk.End(Outbound(walk, sender, from.Address, to.Address)),
            (null, { } receiver) => walk.End(Inbound(walk, from.Address, receiver, to.Address)),
            _ => throw new ArgumentException("Neither end is in the sandbox."),
        };
    }

    private bool Inside(PacketWalk walk, Ec2.NetworkInterface sender, IpAddress source, Ec2.NetworkInterface receiver, IpAddress destination)
    {
        if (sender.Subnet.Vpc != receiver.Subnet.Vpc)
        {
            return Between(walk, sender, source, receiver, destination);
        }

        var near = sender.Subnet == receiver.Subnet;
        var call = new Passage(source, destination) { Acl = !near, Path = TrafficPath.WithinVpc };
        var answer = Answer(call);
        return walk.Out(sender, call)
            && (near || Leads(walk, sender, destination, "local"))
            && walk.In(receiver, call)
            && walk.Out(receiver, answer)
            && (near || Leads(walk, receiver, source, "local"))
            && walk.In(sender, answer);
    }

    /// <summary>Through a peering connection or a transit gateway: routes of both sides decide which, and if.</summary>
    private bool Between(PacketWalk walk, Ec2.NetworkInterface sender, IpAddress source, Ec2.NetworkInterface receiver, IpAddress destination)
    {
        var (here, there) = (sender.Subnet.Vpc, receiver.Subnet.Vpc);
        var target = RouteOf(sender, destination)?.Target;
        if (target?.StartsWith("tgw-", StringComparison.Ordinal) == true)
        {
            return new TransitWalk(_ec2, _rules, walk, target).Pass(sender, source, receiver, destination);
        }

        if (_ec2.Peerings.Where(p => p.Joins(here, there)).OrderByDescending(p => p.Id == target).FirstOrDefault() is not { } peering)
        {
            return walk.Stop(_ec2.TransitGateways.FirstOrDefault(g => _ec2.IsAttached(here, g.Id) && _ec2.IsAttached(there, g.Id)) is { } gateway
                ? $"no route of {sender.Subnet.Id} leads to {gateway.Id}"
                : $"{sender.Id} and {receiver.Id} are in different VPCs, and no active peering connection or transit gateway joins them");
        }

        var call = new Passage(source, destination) { Path = TrafficPath.Peering };
        var answer = Answer(call);
        return walk.Out(sender, call)
            && Leads(walk, sender, destination, peering.Id)
            && walk.In(receiver, call)
            && walk.Out(receiver, answer)
            && Leads(walk, receiver, source, peering.Id, "back to")
            && walk.In(sender, answer);
    }

    private bool Outbound(PacketWalk walk, Ec2.NetworkInterface sender, IpAddress source, IpAddress host)
    {
        var route = RouteOf(sender, host);
        var target = route is { IsBlackhole: false } ? route.Target : string.Empty;
        if (_ec2.NatGateways.TryGet(target, out var nat))
        {
            return ThroughNat(walk, nat, sender, source, host);
        }

        var endpoint = _ec2.VpcEndpoints.TryGet(target, out var found) && found.EndpointType == "Gateway";
        PublicTraffic? kind = target.StartsWith("igw-", StringComparison.Ordinal) ? PublicTraffic.Outbound
            : target.StartsWith("eigw-", StringComparison.Ordinal) ? PublicTraffic.OutboundOnly
            : null;
        var call = new Passage(source, host)
        {
            Public = kind,
            Path = kind == PublicTraffic.Outbound ? TrafficPath.InternetGateway(sender) : endpoint ? TrafficPath.GatewayEndpoint(sender) : null,
        };
        return walk.Out(sender, call)
            && (endpoint || LeadsOut(walk, sender, source, host, kind, route))
            && walk.In(sender, Answer(call));
    }

    /// <summary>Whether what leaves the subnet gets out of the VPC.</summary>
    private static bool LeadsOut(PacketWalk walk, Ec2.NetworkInterface sender, IpAddress source, IpAddress host, PublicTraffic? kind, Engine.Network.Route? route)
    {
        if (kind is null)
        {
            return walk.Stop(route is null ? $"no route of {sender.Subnet.Id} leads from {sender.Id} to the internet"
                : route.IsBlackhole ? $"the route of {sender.Subnet.Id} to {host} is a blackhole ({route.Target})"
                : route.Target == "local" ? $"no interface of {sender.Subnet.VpcId} has the address {host}"
                : $"the route of {sender.Subnet.Id} to {host} leads to {route.Target}, behind which the sandbox has nothing");
        }

        return source.Family == IpFamily.IPv6 || sender.PublicIpAddress is not null || walk.Stop($"{sender.Id} has no public address");
    }

    private bool Inbound(PacketWalk walk, IpAddress host, Ec2.NetworkInterface receiver, IpAddress destination)
    {
        if (destination.Family == IpFamily.IPv4 && receiver.PublicIpAddress is null)
        {
            return walk.Stop($"{receiver.Id} has no public address, so nothing from the internet arrives");
        }

        if (RouteOf(receiver, host) is not { IsBlackhole: false } route || !route.Target.StartsWith("igw-", StringComparison.Ordinal))
        {
            return walk.Stop($"no route of {receiver.Subnet.Id} leads to an internet gateway, so nothing from the internet arrives");
        }

        var call = new Passage(host, destination) { Public = PublicTraffic.Inbound };

        // A NAT gateway's records show such packets as accepted, and it drops them: https://repost.aws/knowledge-center/vpc-analyze-inbound-traffic-nat-gateway
        return walk.In(receiver, call)
            && (receiver.InterfaceType != "nat_gateway" || walk.Stop("a NAT gateway admits no connection from outside"))
            && walk.Out(receiver, Answer(call) with { Path = TrafficPath.InternetGateway(receiver), Public = null });
    }

    /// <summary>
    /// A call through a NAT gateway and its answer, as the gateway's interface sees them: inside of it the gateway's address is the
    /// other end of each flow, and pkt-srcaddr and pkt-dstaddr name the ends of the packet.
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-nat</remarks>
    private bool ThroughNat(PacketWalk walk, Ec2.NatGateway gateway, Ec2.NetworkInterface sender, IpAddress source, IpAddress host)
    {
        var card = gateway.Interface;
        var own = IpAddress.Parse(card.PrivateIpAddress);
        var near = card.Subnet == sender.Subnet;
        var inner = new Passage(source, host) { Acl = !near, Path = TrafficPath.WithinVpc };
        var outer = new Passage(own, host) { Path = TrafficPath.InternetGateway(card), Public = PublicTraffic.OutboundOnly };
        return walk.Out(sender, inner)
            && (gateway.State == "available" || walk.Stop($"{gateway.Id} is {gateway.State}"))
            && (source.Family == IpFamily.IPv4 || walk.Stop($"{gateway.Id} translates IPv4 only; IPv6 leaves by an egress-only internet gateway"))
            && walk.In(card, inner with { Destination = own, PacketDestination = host })
            && walk.Out(card, outer)
            && (gateway.PublicIp is not null || walk.Stop($"{gateway.Id} is a private one"))
            && (RouteOf(card, host) is { IsBlackhole: false } route && route.Target.StartsWith("igw-", StringComparison.Ordinal) || walk.Stop($"no route of {card.Subnet.Id} leads from {gateway.Id} to the internet"))
            && walk.In(card, Answer(outer))
            && walk.Out(card, new(own, source) { IsReply = true, Acl = !near, Path = TrafficPath.WithinVpc, PacketSource = host })
            && walk.In(sender, Answer(inner));
    }

    /// <summary>The answer to a packet: the other way round, and nothing that Block Public Access has to let in again.</summary>
    private static Passage Answer(Passage call) => call with { Source = call.Destination, Destination = call.Source, IsReply = true, Public = null };

    private bool Leads(PacketWalk walk, Ec2.NetworkInterface item, IpAddress destination, string target, string to = "to") =>
        (RouteOf(item, destination) is { IsBlackhole: false } route && route.Target == target) || walk.Stop($"no route of {item.Subnet.Id} leads {to} {target}");

    private Engine.Network.Route? RouteOf(Ec2.NetworkInterface item, IpAddress destination) => _rules.RouteOf(item.Subnet.Id, item.Subnet.VpcId, destination);
}
