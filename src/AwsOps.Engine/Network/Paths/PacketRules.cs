namespace AwsOps.Engine.Network;

/// <summary>
/// What the parts of a network do to one packet, for whoever follows it from hop to hop: the same model that
/// <see cref="PathAnalyzer"/> asks about all packets at once.
/// </summary>
public sealed class PacketRules
{
    /// <summary>Interfaces that need no security group; without one they let everything through (nat-gateway-basics.html, load-balancer-security-groups.html).</summary>
    private static readonly string[] Groupless = ["nat_gateway", "transit_gateway", "network_load_balancer", "gateway_load_balancer"];

    private readonly NetworkModel _model;

    /// <summary>Prepares an inventory; what it lacks lets nothing through.</summary>
    /// <param name="inventory">What is known.</param>
    public PacketRules(NetworkInventory inventory)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        _model = new(inventory);
    }

    /// <summary>The route of a subnet to an address, by its own table or the main one of its VPC; null for none.</summary>
    /// <param name="subnetId">The subnet.</param>
    /// <param name="vpcId">Its VPC.</param>
    /// <param name="destination">Where to.</param>
    public Route? RouteOf(string subnetId, string vpcId, IpAddress destination) =>
        _model.TableOf(subnetId, vpcId).Value is { } table ? _model.Routes(table).RouteFor(destination) : null;

    /// <summary>Whether the security groups of an interface allow a packet that begins a connection.</summary>
    /// <param name="item">The interface.</param>
    /// <param name="egress">Whether out of it.</param>
    /// <param name="peer">The other end.</param>
    /// <param name="protocol">The protocol number.</param>
    /// <param name="port">The destination port; for ICMP type × 256 + code.</param>
    /// <param name="stranger">Whether the other end comes from, or lies in, the internet: it is then no member of any group.</param>
    public bool GroupsAllow(NetworkInterface item, bool egress, IpAddress peer, int protocol, int port, bool stranger)
    {
        ArgumentNullException.ThrowIfNull(item);
        return (item.GroupIds.Count == 0 && Groupless.Contains(item.InterfaceType))
            || _model.Allowed(item.GroupIds, egress, stranger).Certain.Contains(peer, protocol, port);
    }

    /// <summary>The network ACL of a subnet and its entry that decides about a packet; no entry denies, and so does no ACL.</summary>
    /// <param name="subnetId">The subnet.</param>
    /// <param name="egress">Whether out of it.</param>
    /// <param name="peer">The source of inbound traffic, the destination of outbound traffic.</param>
    /// <param name="protocol">The protocol number.</param>
    /// <param name="port">The destination port; for ICMP type × 256 + code.</param>
    public (NetworkAcl? Acl, NetworkAclEntry? Entry) AclOf(string subnetId, bool egress, IpAddress peer, int protocol, int port)
    {
        var acl = _model.AclOf(subnetId).Value;
        return (acl, acl?.Deciding(egress, peer, protocol, port));
    }

    /// <summary>Whether VPC Block Public Access lets traffic of an internet gateway, or of what only goes out, pass a subnet.</summary>
    /// <param name="subnetId">The subnet.</param>
    /// <param name="vpcId">Its VPC.</param>
    /// <param name="traffic">Who begins it, and through what.</param>
    public bool PublicAccessAllows(string subnetId, string vpcId, PublicTraffic traffic) => !(traffic switch
    {
        PublicTraffic.Inbound => _model.Public.Inbound(subnetId, vpcId),
        PublicTraffic.Outbound => _model.Public.Outbound(subnetId, vpcId),
        _ => _model.Public.OutboundOnly(subnetId, vpcId),
    }).Certain.IsEmpty;

    /// <summary>The route of a transit gateway's route table to an address, by the order in which they count; null for none.</summary>
    /// <param name="routeTableId">The table.</param>
    /// <param name="destination">Where to.</param>
    public TransitGatewayRoute? TransitRouteOf(string routeTableId, IpAddress destination) =>
        _model.Inventory.TransitGatewayRouteTables?.FirstOrDefault(t => t.RouteTableId == routeTableId) is { } table ? _model.Routes(table).RouteFor(destination).Route : null;
}

/// <summary>Traffic that VPC Block Public Access tells apart.</summary>
public enum PublicTraffic
{
    /// <summary>Begun in the internet.</summary>
    Inbound,

    /// <summary>Begun in the VPC, through an internet gateway.</summary>
    Outbound,

    /// <summary>Begun in the VPC, through a NAT gateway or an egress-only internet gateway, which let nothing else in.</summary>
    OutboundOnly,
}
