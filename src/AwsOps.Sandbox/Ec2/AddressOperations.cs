using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Elastic IP addresses. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html</summary>
internal static class AddressOperations
{
    /// <summary>Addresses a region: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-eips</summary>
    private const int MaximumAddresses = 5;

    private static readonly Filters<ElasticAddress> Filters = new()
    {
        { "allocation-id", static a => a.Id },
        { "association-id", static a => a.AssociationId },
        { "domain", static _ => "vpc" },
        { "public-ip", static a => a.PublicIp },
        { "instance-id", static a => a.Interface?.Instance?.Id },
        { "network-interface-id", static a => a.Interface?.Id },
        { "private-ip-address", static a => a.Interface?.PrivateIpAddress },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("AllocateAddress", Allocate);
        simulator.Op("DescribeAddresses", List);
        simulator.Op("AssociateAddress", Associate);
        simulator.Op("DisassociateAddress", Disassociate);
        simulator.Op("ReleaseAddress", Release);
    }

    /// <summary>Ties an address to an interface, whose auto-assigned one goes.</summary>
    public static void Associate(Ec2State ec2, ElasticAddress address, NetworkInterface card)
    {
        address.Interface = card;
        address.AssociationId = ec2.Scope.Ids.Ec2("eipassoc");
        card.Address = address;
        card.AutoPublicIp = null;
    }

    private static Struct Allocate(Call call, Ec2State ec2, Struct request)
    {
        if (ec2.Addresses.Count >= MaximumAddresses)
        {
            throw new AwsError("AddressLimitExceeded", "The maximum number of addresses has been reached.");
        }

        var tags = TagSpecifications.ForOne(request, "elastic-ip");
        var address = ec2.Addresses.Add(new ElasticAddress(call.Ids.Ec2("eipalloc"), ec2.NextPublicAddress()));
        TagSpecifications.Set(address, tags);
        return new Struct
        {
            { "AllocationId", address.Id },
            { "PublicIp", address.PublicIp },
            { "Domain", "vpc" },
            { "PublicIpv4Pool", "amazon" },
            { "NetworkBorderGroup", call.Region },
        };
    }

    private static Struct List(Call call, Ec2State ec2, Struct request)
    {
        var chosen = Describe.Select(request, ec2.Addresses, "AllocationIds", Filters);
        var ips = request.Strings("PublicIps");
        if (ips.FirstOrDefault(ip => ec2.Addresses.All(a => a.PublicIp != ip)) is { } unknown)
        {
            throw new AwsError("InvalidAddress.NotFound", $"Address '{unknown}' not found.");
        }

        return new Struct
        {
            {
                "Addresses", chosen.Where(a => ips.Count == 0 || ips.Contains(a.PublicIp)).Select(a => new Struct
                {
                    { "AllocationId", a.Id },
                    { "PublicIp", a.PublicIp },
                    { "Domain", "vpc" },
                    { "PublicIpv4Pool", "amazon" },
                    { "NetworkBorderGroup", call.Region },
                    { "AssociationId", a.AssociationId },
                    { "InstanceId", a.Interface?.Instance?.Id },
                    { "NetworkInterfaceId", a.Interface?.Id },
                    { "NetworkInterfaceOwnerId", a.Interface is null ? null : call.Account },
                    { "PrivateIpAddress", a.Interface?.PrivateIpAddress },
                    { "Tags", Render.Tags(a) },
                }).ToList()
            },
        };
    }

    private static Struct Associate(Call call, Ec2State ec2, Struct request)
    {
        var address = Find(ec2, request);
        NetworkInterface card;
        if (request.String("InstanceId") is { } instanceId)
        {
            var instance = ec2.Instances.Get(instanceId);
            if (instance.State is not (InstanceState.Running or InstanceState.Stopped))
            {
                throw new AwsError("InvalidInstanceID", $"The pending instance '{instanceId}' is not in a valid state for this operation.");
            }

            card = instance.PrimaryInterface!;
        }
        else
        {
            card = ec2.NetworkInterfaces.Get(request.String("NetworkInterfaceId")
                ?? throw new AwsError("MissingParameter", "Either instance ID or network interface id must be specified"));
        }

        if (ec2.InternetGateways.All(g => g.Vpc != card.Subnet.Vpc))
        {
            throw new AwsError("Gateway.NotAttached", $"Network {card.Subnet.VpcId} is not attached to any internet gateway");
        }

        if (address.Interface is not null && address.Interface != card && request.Bool("AllowReassociation") == false)
        {
            throw new AwsError("Resource.AlreadyAssociated", $"resource {address.Id} is already associated with associate-id {address.AssociationId}");
        }

        Free(address);
        if (card.Address is { } old)
        {
            Free(old);
        }

        Associate(ec2, address, card);
        return new Struct { { "AssociationId", address.AssociationId } };
    }

    private static Struct? Disassociate(Call call, Ec2State ec2, Struct request)
    {
        var (id, ip) = (request.String("AssociationId"), request.String("PublicIp"));
        var address = ec2.Addresses.FirstOrDefault(a => a.AssociationId is not null && (id is not null ? a.AssociationId == id : a.PublicIp == ip))
            ?? throw new AwsError("InvalidAssociationID.NotFound", $"The association ID '{id ?? ip}' does not exist");
        Free(address);
        return null;
    }

    private static Struct? Release(Call call, Ec2State ec2, Struct request)
    {
        var address = Find(ec2, request);
        if (address.AssociationId is not null)
        {
            throw new AwsError("InvalidIPAddress.InUse", $"Address {address.PublicIp} is in use.");
        }

        ec2.Addresses.Remove(address);
        return null;
    }

    private static ElasticAddress Find(Ec2State ec2, Struct request)
    {
        if (request.String("AllocationId") is { } id)
        {
            return ec2.Addresses.Get(id);
        }

        var ip = request.String("PublicIp") ?? throw new AwsError("MissingParameter", "Either public IP or allocation id must be specified");
        return ec2.Addresses.FirstOrDefault(a => a.PublicIp == ip) ?? throw new AwsError("InvalidAddress.NotFound", $"Address '{ip}' not found.");
    }

    private static void Free(ElasticAddress address)
    {
        if (address.Interface is { } card)
        {
            card.Address = null;
        }

        address.Interface = null;
        address.AssociationId = null;
    }
}
