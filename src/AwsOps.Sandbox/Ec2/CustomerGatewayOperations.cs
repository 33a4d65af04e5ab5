using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>The device at the other end of a VPN connection, as AWS is told of it.</summary>
internal sealed class CustomerGateway(string id, string address, long asn) : Ec2Resource(id)
{
    public override string ResourceType => "customer-gateway";

    public string Address { get; } = address;

    public long Asn { get; } = asn;

    public string? DeviceName { get; init; }

    /// <summary><c>pending</c>, <c>available</c>, <c>deleting</c>, <c>deleted</c>.</summary>
    public string State { get; set; } = "available";
}

internal sealed partial class Ec2State
{
    public ResourceTable<CustomerGateway> CustomerGateways { get; } =
        new("cgw", "InvalidCustomerGatewayID.NotFound", "The customerGateway ID '{0}' does not exist");
}

/// <summary>Customer gateways. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateCustomerGateway.html</summary>
internal static class CustomerGatewayOperations
{
    /// <summary>In a region: https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html</summary>
    private const int Maximum = 50;

    private static readonly Filters<CustomerGateway> Filters = new()
    {
        { "bgp-asn", static g => g.Asn.ToString(CultureInfo.InvariantCulture) },
        { "customer-gateway-id", static g => g.Id },
        { "ip-address", static g => g.Address },
        { "state", static g => g.State },
        { "type", static _ => "ipsec.1" },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateCustomerGateway", Create);
        simulator.Op("DescribeCustomerGateways", static (call, ec2, request) =>
            new Struct { { "CustomerGateways", Describe.Select(request, ec2.CustomerGateways, "CustomerGatewayIds", Filters).Select(View).ToList() } });
        simulator.Op("DeleteCustomerGateway", static (call, ec2, request) =>
        {
            var gateway = Get(ec2, request.String("CustomerGatewayId"));
            if (ec2.VpnConnections.FirstOrDefault(v => v.Customer == gateway && v.State != "deleted") is { } user)
            {
                throw new AwsError("IncorrectState", $"The customer gateway is in use by {user.Id}");
            }

            gateway.State = "deleted";
            ec2.Scope.Clock.After(ec2.Timings.TerminatedVisible, () => ec2.CustomerGateways.Remove(gateway));
            return [];
        });
    }

    /// <summary>A gateway that is there, or EC2's error.</summary>
    public static CustomerGateway Get(Ec2State ec2, string? id) =>
        ec2.CustomerGateways.Get(id) is { State: not "deleted" } gateway ? gateway : throw ec2.CustomerGateways.NotFound(id!);

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var tags = TagSpecifications.ForOne(request, "customer-gateway");
        var address = request.String("IpAddress") ?? request.String("PublicIp") ?? throw new AwsError("MissingParameter", "The request must contain the parameter IpAddress");
        if (!Cidr.TryParseAddress(address, out _, out _))
        {
            throw new AwsError("InvalidParameterValue", $"Value ({address}) for parameter IpAddress is invalid. It is not an IP address.");
        }

        var asn = request.Long("BgpAsnExtended") ?? request.Long("BgpAsn") ?? 65000;
        if (asn is < 1 or > 4294967294)
        {
            throw new AwsError("InvalidParameterValue", $"Value ({asn}) for parameter BgpAsn is invalid. Valid values: 1 to 4294967294.");
        }

        // "An identical request returns information about the existing customer gateway; it doesn't create a new customer gateway."
        var device = request.String("DeviceName");
        if (ec2.CustomerGateways.FirstOrDefault(g => g.State != "deleted" && g.Address == address && g.Asn == asn && g.DeviceName == device) is { } same)
        {
            return new Struct { { "CustomerGateway", View(same) } };
        }

        if (ec2.CustomerGateways.Count(static g => g.State != "deleted") >= Maximum)
        {
            throw new AwsError("CustomerGatewayLimitExceeded", $"The maximum number of customer gateways has been reached: {Maximum}.");
        }

        var gateway = ec2.CustomerGateways.Add(new CustomerGateway(call.Ids.Ec2("cgw"), address, asn) { DeviceName = device });
        TagSpecifications.Set(gateway, tags);
        return new Struct { { "CustomerGateway", View(gateway) } };
    }

    private static Struct View(CustomerGateway gateway) => new()
    {
        { "CustomerGatewayId", gateway.Id },
        { "State", gateway.State },
        { "Type", "ipsec.1" },
        { "IpAddress", gateway.Address },
        { "BgpAsn", gateway.Asn <= int.MaxValue ? gateway.Asn.ToString(CultureInfo.InvariantCulture) : null },
        { "BgpAsnExtended", gateway.Asn > int.MaxValue ? gateway.Asn.ToString(CultureInfo.InvariantCulture) : null },
        { "DeviceName", gateway.DeviceName },
        { "Tags", Render.Tags(gateway) },
    };
}
