using AwsOps.Engine.Network;
using AwsOps.Sandbox.Ec2;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>
/// The way between VPCs through a transit gateway. It keeps traffic in the sender's Availability Zone: a call enters the other VPC by the
/// attachment's interface in the caller's zone, if there is one, and the answer by that in the zone of who answers
/// (https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html). At those interfaces their own address stands
/// for the other VPC's end, which pkt-srcaddr and pkt-dstaddr name
/// (https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-tgw).
/// </summary>
internal sealed class TransitWalk(Ec2State ec2, PacketRules rules, PacketWalk walk, string gateway)
{
    public bool Pass(Ec2.NetworkInterface sender, IpAddress source, Ec2.NetworkInterface receiver, IpAddress destination)
    {
        // What leaves to the gateway's interface goes "through another resource in the same VPC".
        var call = new Passage(source, destination) { Path = TrafficPath.WithinVpc };
        var answer = new Passage(destination, source) { Path = TrafficPath.WithinVpc, IsReply = true };
        var (mine, theirs) = (AttachmentOf(sender.Subnet.Vpc), AttachmentOf(receiver.Subnet.Vpc));
        return walk.Out(sender, call)
            && (mine is not null || walk.Stop($"{sender.Subnet.VpcId} has no available attachment to {gateway}"))
            && (theirs is not null || walk.Stop($"{receiver.Subnet.VpcId} has no available attachment to {gateway}"))
            && Cross(mine!, sender, theirs!, receiver, call)
            && walk.In(receiver, call with { Acl = Entry(theirs!, sender, receiver).Subnet != receiver.Subnet })
            && walk.Out(receiver, answer)
            && (rules.RouteOf(receiver.Subnet.Id, receiver.Subnet.VpcId, source) is { IsBlackhole: false } route && route.Target == gateway || walk.Stop($"no route of {receiver.Subnet.Id} leads back to {gateway}"))
            && Cross(theirs!, receiver, mine!, sender, answer)
            && walk.In(sender, answer with { Acl = Entry(mine!, receiver, sender).Subnet != sender.Subnet });
    }

    /// <summary>
    /// One direction, from the attachment's interface in the zone of who sends to one of the other VPC. At the first, the ACL's inbound
    /// rules hold even if it is in the sender's subnet; at the second, none hold if it is in the receiver's
    /// (https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html).
    /// </summary>
    private bool Cross(Ec2.TransitGatewayAttachment from, Ec2.NetworkInterface sender, Ec2.TransitGatewayAttachment to, Ec2.NetworkInterface receiver, Passage packet)
    {
        if (InZone(from, sender.Subnet.AvailabilityZone) is not { } leaves)
        {
            return walk.Stop($"{from.Id} has no subnet in {sender.Subnet.AvailabilityZone}, so nothing from there reaches {gateway}");
        }

        var enters = Entry(to, sender, receiver);
        return walk.In(leaves, packet with { Destination = Own(leaves, packet.Destination), PacketDestination = packet.Destination })
            && Routed(from, to, packet.Destination)
            && walk.Out(enters, packet with { Source = Own(enters, packet.Source), PacketSource = packet.Source, Acl = enters.Subnet != receiver.Subnet });
    }

    private bool Routed(Ec2.TransitGatewayAttachment from, Ec2.TransitGatewayAttachment to, IpAddress destination)
    {
        if (from.Table is not { } table)
        {
            return walk.Stop($"{from.Id} is associated with no route table of {gateway}");
        }

        var route = rules.TransitRouteOf(table.Id, destination);
        return route is { IsBlackhole: false } && route.AttachmentIds.Contains(to.Id)
            || walk.Stop(route is null ? $"no route of {table.Id} leads to {destination}" : $"the route of {table.Id} to {route.DestinationCidrBlock} {(route.IsBlackhole ? "is a blackhole" : $"leads to {string.Join(", ", route.AttachmentIds)}, not {to.Id}")}");
    }

    private static Ec2.NetworkInterface Entry(Ec2.TransitGatewayAttachment attachment, Ec2.NetworkInterface sender, Ec2.NetworkInterface receiver) =>
        InZone(attachment, sender.Subnet.AvailabilityZone) ?? InZone(attachment, receiver.Subnet.AvailabilityZone) ?? attachment.Interfaces[0];

    private static Ec2.NetworkInterface? InZone(Ec2.TransitGatewayAttachment attachment, string zone) => attachment.Interfaces.Find(i => i.Subnet.AvailabilityZone == zone);

    private static IpAddress Own(Ec2.NetworkInterface item, IpAddress packet) => packet.Family == IpFamily.IPv4 ? IpAddress.Parse(item.PrivateIpAddress)
        : item.Ipv6Addresses.Count > 0 ? IpAddress.Parse(item.Ipv6Addresses[0])
        : packet;

    private Ec2.TransitGatewayAttachment? AttachmentOf(Ec2.Vpc vpc) => ec2.TransitGatewayAttachments.FirstOrDefault(a => a.Gateway.Id == gateway && a.Vpc == vpc && a.State == "available");
}
