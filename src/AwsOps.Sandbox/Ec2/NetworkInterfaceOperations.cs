using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Elastic network interfaces.</summary>
internal static class NetworkInterfaceOperations
{
    private static readonly Filters<NetworkInterface> Filters = new()
    {
        { "network-interface-id", static n => n.Id },
        { "subnet-id", static n => n.Subnet.Id },
        { "vpc-id", static n => n.Subnet.VpcId },
        { "availability-zone", static n => n.Subnet.AvailabilityZone },
        { "description", static n => n.Description },
        { "status", static n => n.InUse ? "in-use" : "available" },
        { "interface-type", static n => n.InterfaceType },
        { "mac-address", static n => n.MacAddress },
        { "private-ip-address", static n => n.PrivateIpAddress },
        { "addresses.private-ip-address", static n => n.SecondaryAddresses.Prepend(n.PrivateIpAddress) },
        { "ipv6-addresses.ipv6-address", static n => n.Ipv6Addresses },
        { "association.public-ip", static n => n.PublicIpAddress },
        { "association.allocation-id", static n => n.Address?.Id },
        { "association.association-id", static n => n.Address?.AssociationId },
        { "attachment.attachment-id", static n => n.AttachmentId },
        { "attachment.instance-id", static n => n.Instance?.Id },
        { "attachment.device-index", static n => n.Instance is null ? null : n.DeviceIndex.ToString(CultureInfo.InvariantCulture) },
        { "attachment.status", static n => n.InUse ? "attached" : null },
        { "attachment.delete-on-termination", static n => n.DeleteOnTermination },
        { "group-id", static n => n.Groups.Select(static g => g.Id) },
        { "group-name", static n => n.Groups.Select(static g => g.GroupName) },
        { "requester-id", static n => n.RequesterId },
        { "requester-managed", static n => n.RequesterManaged },
        { "source-dest-check", static n => n.SourceDestCheck },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateNetworkInterface", Create);
        simulator.Op("DescribeNetworkInterfaces", static (call, ec2, request) =>
            Describe.List(request, ec2.NetworkInterfaces, "NetworkInterfaceIds", Filters, "NetworkInterfaces", n => View(ec2, n)));
        simulator.Op("DeleteNetworkInterface", Delete);
        simulator.Op("AttachNetworkInterface", Attach);
        simulator.Op("DetachNetworkInterface", Detach);
        simulator.Op("ModifyNetworkInterfaceAttribute", Modify);
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var subnet = ec2.Subnets.Get(request.String("SubnetId"));
        var groups = GroupsIn(ec2, subnet.Vpc, request.Strings("Groups"));
        var tags = TagSpecifications.ForOne(request, "network-interface");
        var card = ec2.MakeInterface(subnet, groups, request.String("PrivateIpAddress"));
        TagSpecifications.Set(card, tags);
        card.Description = request.String("Description") ?? string.Empty;
        GiveIpv6(ec2, card, [.. request.Structs("Ipv6Addresses").Select(static a => a.String("Ipv6Address")!)], request.Int("Ipv6AddressCount"));
        for (var i = 0; i < (request.Int("SecondaryPrivateIpAddressCount") ?? 0); i++)
        {
            card.SecondaryAddresses.Add(subnet.TakeAddress()
                ?? throw new AwsError("InsufficientFreeAddressesInSubnet", $"There are not enough free addresses in subnet '{subnet.Id}'."));
        }

        var view = View(ec2, card);
        view["Status"] = "pending";
        return new Struct { { "NetworkInterface", view }, { "ClientToken", request.String("ClientToken") } };
    }

    /// <summary>The IPv6 addresses asked for, or the one that the subnet gives each new interface; without them the interface is not made.</summary>
    public static void GiveIpv6(Ec2State ec2, NetworkInterface card, IReadOnlyList<string> addresses, int? count)
    {
        try
        {
            ec2.AssignIpv6(card, addresses, count ?? (addresses.Count == 0 && card.Subnet.AssignIpv6AddressOnCreation ? 1 : 0));
        }
        catch (AwsError)
        {
            ec2.RemoveInterface(card);
            throw;
        }
    }

    /// <summary>The groups by id, all of one VPC; the default group when none is named.</summary>
    public static List<SecurityGroup> GroupsIn(Ec2State ec2, Vpc vpc, IReadOnlyList<string> ids)
    {
        var groups = ids.Distinct(StringComparer.Ordinal).Select(id => ec2.SecurityGroups.Get(id)).ToList();
        if (groups.Count > ec2.Quotas.SecurityGroupsPerInterface)
        {
            throw new AwsError("SecurityGroupsPerInterfaceLimitExceeded", "The maximum number of security groups per interface has been reached.");
        }

        if (groups.Find(g => g.Vpc != vpc) is { } stranger)
        {
            throw new AwsError("InvalidGroup.NotFound", $"The security group '{stranger.Id}' does not exist in VPC '{vpc.Id}'");
        }

        return groups.Count > 0 ? groups : [ec2.DefaultGroup(vpc)];
    }

    private static Struct? Delete(Call call, Ec2State ec2, Struct request)
    {
        var card = ec2.NetworkInterfaces.Get(request.String("NetworkInterfaceId"));
        if (card.InUse)
        {
            throw new AwsError(
                "InvalidParameterValue",
                card.RequesterManaged
                    ? $"You do not have permission to access the specified resource: {card.Id} belongs to {card.RequesterId}."
                    : $"Network interface '{card.Id}' is currently in use.");
        }

        ec2.RemoveInterface(card);
        return null;
    }

    private static Struct Attach(Call call, Ec2State ec2, Struct request)
    {
        var card = ec2.NetworkInterfaces.Get(request.String("NetworkInterfaceId"));
        var instance = ec2.Instances.Get(request.String("InstanceId"));
        var index = request.Int("DeviceIndex") ?? 0;
        if (card.InUse)
        {
            throw new AwsError("InvalidNetworkInterface.InUse", $"Interface: [{card.Id}] in use.");
        }

        Ec2State.RequireState(instance, "attached to", InstanceState.Running, InstanceState.Stopped);
        if (card.Subnet.AvailabilityZone != instance.AvailabilityZone)
        {
            throw new AwsError("InvalidParameterCombination", $"You may not attach a network interface to an instance if they are not in the same availability zone");
        }

        if (instance.Interfaces.Exists(n => n.DeviceIndex == index))
        {
            throw new AwsError("InvalidParameterValue", $"Instance '{instance.Id}' already has an interface attached at device index '{index}'.");
        }

        var maximum = InstanceTypes.Get(instance.InstanceType).MaximumInterfaces;
        if (instance.Interfaces.Count >= maximum)
        {
            throw new AwsError("AttachmentLimitExceeded", $"Interface count {maximum + 1} exceeds the limit for {instance.InstanceType}");
        }

        ec2.AttachInterface(card, instance, index, deleteOnTermination: false);
        return new Struct { { "AttachmentId", card.AttachmentId }, { "NetworkCardIndex", 0 } };
    }

    private static Struct? Detach(Call call, Ec2State ec2, Struct request)
    {
        var id = request.String("AttachmentId");
        var card = ec2.NetworkInterfaces.FirstOrDefault(n => n.AttachmentId == id)
            ?? throw new AwsError("InvalidAttachmentID.NotFound", $"The interface attachment '{id}' does not exist");
        if (card.DeviceIndex == 0)
        {
            throw new AwsError("OperationNotPermitted", "The network interface at device index 0 cannot be detached.");
        }

        ec2.DetachInterface(card);
        return null;
    }

    private static Struct? Modify(Call call, Ec2State ec2, Struct request)
    {
        var card = ec2.NetworkInterfaces.Get(request.String("NetworkInterfaceId"));
        if (request.Has("Groups"))
        {
            card.Groups = GroupsIn(ec2, card.Subnet.Vpc, request.Strings("Groups"));
        }

        card.Description = request.Child("Description")?.String("Value") ?? card.Description;
        card.SourceDestCheck = request.Child("SourceDestCheck")?.Bool("Value") ?? card.SourceDestCheck;
        if (request.Child("Attachment") is { } attachment)
        {
            if (attachment.String("AttachmentId") != card.AttachmentId)
            {
                throw new AwsError("InvalidAttachmentID.NotFound", $"The interface attachment '{attachment.String("AttachmentId")}' does not exist");
            }

            card.DeleteOnTermination = attachment.Bool("DeleteOnTermination") ?? card.DeleteOnTermination;
        }

        return null;
    }

    public static string PrivateDnsName(Ec2State ec2, string address) => ec2.Scope.Region == "us-east-1"
        ? $"ip-{address.Replace('.', '-')}.ec2.internal"
        : $"ip-{address.Replace('.', '-')}.{ec2.Scope.Region}.compute.internal";

    public static string PublicDnsName(Ec2State ec2, string address) => ec2.Scope.Region == "us-east-1"
        ? $"ec2-{address.Replace('.', '-')}.compute-1.amazonaws.com"
        : $"ec2-{address.Replace('.', '-')}.{ec2.Scope.Region}.compute.amazonaws.com";

    /// <summary>The association members that an interface, and its private address, show.</summary>
    public static Struct? Association(Ec2State ec2, NetworkInterface card, bool ids) => card.PublicIpAddress is not { } ip ? null : new Struct
    {
        { "PublicIp", ip },
        { "PublicDnsName", card.Subnet.Vpc.EnableDnsHostnames ? PublicDnsName(ec2, ip) : string.Empty },
        { "IpOwnerId", card.Address is null ? card.RequesterId ?? "amazon" : ec2.Scope.Account },
        { "AllocationId", ids ? card.Address?.Id : null },
        { "AssociationId", ids ? card.Address?.AssociationId : null },
    };

    private static Struct View(Ec2State ec2, NetworkInterface card) => new()
    {
        { "NetworkInterfaceId", card.Id },
        { "SubnetId", card.Subnet.Id },
        { "VpcId", card.Subnet.VpcId },
        { "AvailabilityZone", card.Subnet.AvailabilityZone },
        { "AvailabilityZoneId", card.Subnet.AvailabilityZoneId },
        { "Description", card.Description },
        { "InterfaceType", card.InterfaceType },
        { "MacAddress", card.MacAddress },
        { "OwnerId", ec2.Scope.Account },
        { "RequesterId", card.RequesterId },
        { "RequesterManaged", card.RequesterManaged },
        { "SourceDestCheck", card.SourceDestCheck },
        { "Status", card.InUse ? "in-use" : "available" },
        { "PrivateIpAddress", card.PrivateIpAddress },
        { "PrivateDnsName", PrivateDnsName(ec2, card.PrivateIpAddress) },
        { "Groups", Render.Groups(card.Groups) },
        { "Ipv6Address", card.Ipv6Addresses.FirstOrDefault() },
        { "Ipv6Addresses", Ipv6Operations.AddressViews(card) },
        { "Association", Association(ec2, card, ids: true) },
        {
            "PrivateIpAddresses", card.SecondaryAddresses.Prepend(card.PrivateIpAddress).Select((address, i) => new Struct
            {
                { "PrivateIpAddress", address },
                { "PrivateDnsName", PrivateDnsName(ec2, address) },
                { "Primary", i == 0 },
                { "Association", i == 0 ? Association(ec2, card, ids: true) : null },
            }).ToList()
        },
        {
            "Attachment", card.AttachmentId is null ? null : new Struct
            {
                { "AttachmentId", card.AttachmentId },
                { "InstanceId", card.Instance!.Id },
                { "InstanceOwnerId", ec2.Scope.Account },
                { "DeviceIndex", card.DeviceIndex },
                { "NetworkCardIndex", 0 },
                { "AttachTime", card.AttachTime },
                { "DeleteOnTermination", card.DeleteOnTermination },
                { "Status", "attached" },
            }
        },
        { "TagSet", Render.Tags(card) },
    };
}
