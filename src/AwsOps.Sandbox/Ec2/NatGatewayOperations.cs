using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>A NAT gateway: pending, available, deleting, deleted.</summary>
internal sealed class NatGateway(string id, Subnet subnet, NetworkInterface card, DateTime created) : Ec2Resource(id)
{
    public override string ResourceType => "natgateway";

    public Subnet Subnet { get; } = subnet;

    public NetworkInterface Interface { get; } = card;

    public DateTime CreateTime { get; } = created;

    public DateTime? DeleteTime { get; set; }

    public string ConnectivityType { get; init; } = "public";

    public string? AllocationId { get; init; }

    public string? PublicIp { get; init; }

    public string State { get; set; } = "pending";
}

internal sealed partial class Ec2State
{
    public ResourceTable<NatGateway> NatGateways { get; } = new("nat", "NatGatewayNotFound", "The Nat Gateway {0} was not found");
}

/// <summary>NAT gateways. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html</summary>
internal static class NatGatewayOperations
{
    private static readonly Filters<NatGateway> Filters = new()
    {
        { "nat-gateway-id", static n => n.Id },
        { "state", static n => n.State },
        { "subnet-id", static n => n.Subnet.Id },
        { "vpc-id", static n => n.Subnet.VpcId },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateNatGateway", Create);
        simulator.Op("DescribeNatGateways", static (call, ec2, request) =>
            Describe.Answer(request, Describe.Select(request, ec2.NatGateways, "NatGatewayIds", Filters, "Filter"), "NatGateways", View));
        simulator.Op("DeleteNatGateway", Delete);
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        if (request.String("SubnetId") is not { } subnetId)
        {
            throw new AwsError("UnsupportedOperation", "The sandbox makes zonal NAT gateways only; give SubnetId.");
        }

        var subnet = ec2.Subnets.Get(subnetId);
        var type = request.String("ConnectivityType") ?? "public";
        ElasticAddress? address = null;
        if (type == "public")
        {
            address = ec2.Addresses.Get(Check.Required(request, "AllocationId"));
            if (address.AssociationId is not null)
            {
                throw new AwsError("Resource.AlreadyAssociated", $"Elastic IP address [{address.Id}] is already associated");
            }

            if (!ec2.InternetGateways.Any(g => g.Vpc == subnet.Vpc))
            {
                throw new AwsError("Gateway.NotAttached", $"Network {subnet.VpcId} has no Internet gateway attached");
            }
        }

        var card = ec2.MakeInterface(subnet, [], request.String("PrivateIpAddress"), "nat_gateway", requester: "amazon-nat");
        var gateway = new NatGateway(call.Ids.Ec2("nat"), subnet, card, call.Now)
        {
            ConnectivityType = type,
            AllocationId = address?.Id,
            PublicIp = address?.PublicIp,
        };
        card.Description = "Interface for NAT Gateway " + gateway.Id;
        if (address is not null)
        {
            AddressOperations.Associate(ec2, address, card);
        }

        ec2.NatGateways.Add(TagSpecifications.Tag(gateway, request));
        ec2.Scope.Clock.After(ec2.Timings.NatGateway, () =>
        {
            if (gateway.State == "pending")
            {
                gateway.State = "available";
            }
        });
        return new Struct { { "NatGateway", View(gateway) }, { "ClientToken", request.String("ClientToken") } };
    }

    private static Struct Delete(Call call, Ec2State ec2, Struct request)
    {
        var gateway = ec2.NatGateways.Get(request.String("NatGatewayId"));
        if (gateway.State is "pending" or "available")
        {
            gateway.State = "deleting";
            ec2.Scope.Clock.After(ec2.Timings.NatGateway, () =>
            {
                gateway.State = "deleted";
                gateway.DeleteTime = ec2.Scope.Clock.UtcNow;
                ec2.RemoveInterface(gateway.Interface);

                // A deleted gateway stays visible for about an hour.
                // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html
                ec2.Scope.Clock.After(ec2.Timings.TerminatedVisible, () => ec2.NatGateways.Remove(gateway));
            });
        }

        return new Struct { { "NatGatewayId", gateway.Id } };
    }

    private static Struct View(NatGateway gateway) => new()
    {
        { "NatGatewayId", gateway.Id },
        { "VpcId", gateway.Subnet.VpcId },
        { "SubnetId", gateway.Subnet.Id },
        { "State", gateway.State },
        { "ConnectivityType", gateway.ConnectivityType },
        { "CreateTime", gateway.CreateTime },
        { "DeleteTime", gateway.DeleteTime },
        {
            "NatGatewayAddresses", new List<Struct>
            {
                new()
                {
                    { "AllocationId", gateway.AllocationId },
                    { "NetworkInterfaceId", gateway.Interface.Id },
                    { "PrivateIp", gateway.Interface.PrivateIpAddress },
                    { "PublicIp", gateway.PublicIp },
                    { "IsPrimary", true },
                    { "Status", "succeeded" },
                },
            }
        },
        { "Tags", Render.Tags(gateway) },
    };
}
