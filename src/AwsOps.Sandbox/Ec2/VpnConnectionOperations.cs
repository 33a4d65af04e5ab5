using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>
/// A Site-to-Site VPN connection of a transit gateway. Nobody answers at the other end, so that its tunnels stay down, no address is
/// learned from them, and there are no keys or configurations to hand out.
/// https://docs.aws.amazon.com/vpn/latest/s2svpn/how_it_works.html
/// </summary>
internal sealed class VpnConnection(string id, CustomerGateway customer, TransitGateway gateway, bool staticRoutesOnly) : Ec2Resource(id)
{
    public override string ResourceType => "vpn-connection";

    public CustomerGateway Customer { get; } = customer;

    public TransitGateway Gateway { get; } = gateway;

    public bool StaticRoutesOnly { get; } = staticRoutesOnly;

    /// <summary><c>pending</c>, <c>available</c>, <c>deleting</c>, <c>deleted</c>.</summary>
    public string State { get; set; } = "pending";

    public required DateTime Created { get; init; }

    /// <summary>AWS's ends of the two tunnels.</summary>
    public required IReadOnlyList<string> OutsideAddresses { get; init; }

    public TransitGatewayVpnAttachment Attachment { get; set; } = null!;
}

/// <summary>A VPN connection's tie to a transit gateway. https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpn-attachments.html</summary>
internal sealed class TransitGatewayVpnAttachment(string id, VpnConnection vpn, DateTime created) : TransitGatewayAttachment(id, vpn.Gateway, created)
{
    public override string Kind => "vpn";

    public override string ResourceId => vpn.Id;

    public override string ResourceOwnerId => vpn.OwnerId;
}

internal sealed partial class Ec2State
{
    public ResourceTable<VpnConnection> VpnConnections { get; } =
        new("vpn", "InvalidVpnConnectionID.NotFound", "The vpnConnection ID '{0}' does not exist");
}

/// <summary>VPN connections. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpnConnection.html</summary>
internal static class VpnConnectionOperations
{
    /// <summary>In a region: https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html</summary>
    private const int Maximum = 50;

    private static readonly Filters<VpnConnection> Filters = new()
    {
        { "customer-gateway-id", static v => v.Customer.Id },
        { "option.static-routes-only", static v => v.StaticRoutesOnly },
        { "state", static v => v.State },
        { "transit-gateway-id", static v => v.Gateway.Id },
        { "type", static _ => "ipsec.1" },
        { "vpn-connection-id", static v => v.Id },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateVpnConnection", Create);
        simulator.Op("DescribeVpnConnections", static (call, ec2, request) =>
            new Struct { { "VpnConnections", Describe.Select(request, ec2.VpnConnections, "VpnConnectionIds", Filters).Select(View).ToList() } });
        simulator.Op("DeleteVpnConnection", static (call, ec2, request) =>
        {
            var vpn = ec2.VpnConnections.Get(request.String("VpnConnectionId"));
            if (vpn.State is "deleting" or "deleted")
            {
                throw ec2.VpnConnections.NotFound(vpn.Id);
            }

            TransitGatewayAttachmentOperations.Untie(ec2, vpn.Attachment);
            TransitGatewayOperations.Fade(ec2, ec2.TransitGatewayAttachments, vpn.Attachment, state => vpn.Attachment.State = state);
            TransitGatewayOperations.Fade(ec2, ec2.VpnConnections, vpn, state => vpn.State = state);
            return [];
        });
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var tags = TagSpecifications.ForOne(request, "vpn-connection");
        if (request.String("Type") != "ipsec.1")
        {
            throw new AwsError("InvalidParameterValue", $"Value ({request.String("Type")}) for parameter type is invalid. It must be ipsec.1.");
        }

        if (request.String("TransitGatewayId") is not { } id || request.Has("VpnGatewayId") || request.Has("VpnConcentratorId"))
        {
            throw new AwsError("UnsupportedOperation", "The sandbox's VPN connections end at transit gateways; name one in TransitGatewayId.");
        }

        var (customer, gateway) = (CustomerGatewayOperations.Get(ec2, request.String("CustomerGatewayId")), TransitGatewayOperations.Available(ec2, id));

        // "This is an idempotent operation. If you perform the operation more than once, Amazon EC2 doesn't return an error."
        if (ec2.VpnConnections.FirstOrDefault(v => v.Customer == customer && v.Gateway == gateway && v.State is "pending" or "available") is { } same)
        {
            return new Struct { { "VpnConnection", View(same) } };
        }

        if (ec2.VpnConnections.Count(static v => v.State != "deleted") >= Maximum)
        {
            throw new AwsError("VpnConnectionLimitExceeded", $"The maximum number of VPN connections has been reached: {Maximum}.");
        }

        var vpn = ec2.VpnConnections.Add(new VpnConnection(call.Ids.Ec2("vpn"), customer, gateway, request.Child("Options")?.Bool("StaticRoutesOnly") == true)
        {
            Created = call.Now,
            OutsideAddresses = [ec2.NextPublicAddress(), ec2.NextPublicAddress()],
        });
        TagSpecifications.Set(vpn, tags);
        vpn.Attachment = new TransitGatewayVpnAttachment(call.Ids.Ec2("tgw-attach"), vpn, call.Now) { Table = gateway.AssociationTable };
        ec2.TransitGatewayAttachments.Add(vpn.Attachment);
        gateway.PropagationTable?.Propagations.Add(vpn.Attachment);
        var view = View(vpn);
        ec2.Scope.Clock.After(ec2.Timings.TransitGateway, () =>
        {
            if (vpn.State == "pending")
            {
                (vpn.State, vpn.Attachment.State) = ("available", "available");
            }
        });
        return new Struct { { "VpnConnection", view } };
    }

    private static Struct View(VpnConnection vpn) => new()
    {
        { "VpnConnectionId", vpn.Id },
        { "State", vpn.State },
        { "Type", "ipsec.1" },
        { "Category", "VPN" },
        { "CustomerGatewayId", vpn.Customer.Id },
        { "TransitGatewayId", vpn.Gateway.Id },
        { "GatewayAssociationState", vpn.State == "available" ? "associated" : null },
        {
            "Options", new Struct
            {
                { "EnableAcceleration", false },
                { "StaticRoutesOnly", vpn.StaticRoutesOnly },
                { "LocalIpv4NetworkCidr", "0.0.0.0/0" },
                { "RemoteIpv4NetworkCidr", "0.0.0.0/0" },
                { "OutsideIpAddressType", "PublicIpv4" },
                { "TunnelInsideIpVersion", "ipv4" },
            }
        },
        { "Routes", new List<Struct>() },
        {
            "VgwTelemetry", vpn.OutsideAddresses.Select(address => new Struct
            {
                { "OutsideIpAddress", address },
                { "Status", "DOWN" },
                { "StatusMessage", "IPSEC IS DOWN" },
                { "LastStatusChange", vpn.Created },
                { "AcceptedRouteCount", 0 },
            }).ToList()
        },
        { "Tags", Render.Tags(vpn) },
    };
}
