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
        var back = rules.RouteOf(receiver.Subnet.Id, receiver.Subnet.VpcId, source);
        return walk.Out(sender, call)
            && Cross(gateway, sender, receiver, call)
            && walk.Out(receiver, answer)
            && (back is { IsBlackhole: false } && back.Target.StartsWith("tgw-", StringComparison.Ordinal) || walk.Stop($"no route of {receiver.Subnet.Id} leads back to {gateway}"))
            && Cross(back!.Target, receiver, sender, answer);
    }

    /// <summary>
    /// One direction, from the attachment's interface in the zone of who sends to one of the other VPC. At the first, the ACL's inbound
    /// rules hold even if it is in the sender's subnet; at the second, none hold if it is in the receiver's
    /// (https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html).
    /// </summary>
    private bool Cross(string first, Ec2.NetworkInterface sender, Ec2.NetworkInterface receiver, Passage packet)
    {
        var (mine, other) = (sender.Subnet.Vpc, receiver.Subnet.Vpc);
        if (Attachments.FirstOrDefault(a => a.Gateway.Id == first && a.Vpc == mine) is not { } from)
        {
            return walk.Stop($"{mine.Id} has no available attachment to {first}");
        }

        if (!Attachments.Any(a => a.Vpc == other))
        {
            return walk.Stop($"{other.Id} has no available attachment to {first}");
        }

        if (InZone(from, sender.Subnet.AvailabilityZone) is not { } leaves)
        {
            return walk.Stop($"{from.Id} has no subnet in {sender.Subnet.AvailabilityZone}, so nothing from there reaches {first}");
        }

        if (!walk.In(leaves, packet with { Destination = Own(leaves, packet.Destination), PacketDestination = packet.Destination }) || Arrival(from, other, packet.Destination) is not { } to)
        {
            return false;
        }

        var enters = Entry(to, sender, receiver);
        var acl = enters.Subnet != receiver.Subnet;
        return walk.Out(enters, packet with { Source = Own(enters, packet.Source), PacketSource = packet.Source, Acl = acl }) && walk.In(receiver, packet with { Acl = acl });
    }

    /// <summary>From table to table, where gateways of the region are peered; null, and the walk stopped, if the other VPC is not reached.</summary>
    private Ec2.TransitGatewayVpcAttachment? Arrival(Ec2.TransitGatewayAttachment from, Ec2.Vpc vpc, IpAddress destination)
    {
        HashSet<string> seen = [];
        var at = from;
        while (true)
        {
            if (at.Table is not { } table)
            {
                walk.Stop($"{at.Id} is associated with no route table of {at.Gateway.Id}");
                return null;
            }

            var route = rules.TransitRouteOf(table.Id, destination);
            var next = route is { IsBlackhole: false } ? ec2.TransitGatewayAttachments.FirstOrDefault(a => route.AttachmentIds.Contains(a.Id) && a.State == "available") : null;
            if (next is Ec2.TransitGatewayVpcAttachment arrival && arrival.Vpc == vpc)
            {
                return arrival;
            }

            if (next is not Ec2.TransitGatewayPeeringAttachment peering || peering.Peer.Scope != ec2.Scope || !seen.Add(table.Id))
            {
                walk.Stop(route is null ? $"no route of {table.Id} leads to {destination}" : $"the route of {table.Id} to {route.DestinationCidrBlock} {(route.IsBlackhole ? "is a blackhole" : $"leads to {string.Join(", ", route.AttachmentIds)}, not to {vpc.Id}")}");
                return null;
            }

            at = peering.Peer;
        }
    }

    private IEnumerable<Ec2.TransitGatewayVpcAttachment> Attachments => ec2.TransitGatewayAttachments.OfType<Ec2.TransitGatewayVpcAttachment>().Where(static a => a.State == "available");

    private static Ec2.NetworkInterface Entry(Ec2.TransitGatewayVpcAttachment attachment, Ec2.NetworkInterface sender, Ec2.NetworkInterface receiver) =>
        InZone(attachment, sender.Subnet.AvailabilityZone) ?? InZone(attachment, receiver.Subnet.AvailabilityZone) ?? attachment.Interfaces[0];

    private static Ec2.NetworkInterface? InZone(Ec2.TransitGatewayVpcAttachment attachment, string zone) => attachment.Interfaces.Find(i => i.Subnet.AvailabilityZone == zone);

    private static IpAddress Own(Ec2.NetworkInterface item, IpAddress packet) => packet.Family == IpFamily.IPv4 ? IpAddress.Parse(item.PrivateIpAddress)
        : item.Ipv6Addresses.Count > 0 ? IpAddress.Parse(item.Ipv6Addresses[0])
        : packet;
}
