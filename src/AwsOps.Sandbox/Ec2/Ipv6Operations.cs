using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>IPv6 blocks of subnets and addresses of interfaces; those of VPCs are with <see cref="VpcOperations"/>.</summary>
internal static class Ipv6Operations
{
    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("AssociateSubnetCidrBlock", Associate);
        simulator.Op("DisassociateSubnetCidrBlock", Disassociate);
        simulator.Op("AssignIpv6Addresses", Assign);
        simulator.Op("UnassignIpv6Addresses", Unassign);
    }

    /// <summary>The association of a block as VPCs and subnets show it.</summary>
    public static Struct AssociationView(string id, Cidr block, string state = "associated") => new()
    {
        { "AssociationId", id },
        { "Ipv6CidrBlock", block.ToString() },
        { "Ipv6CidrBlockState", new Struct { { "State", state } } },
    };

    /// <summary>The addresses of an interface as interfaces and instances show them.</summary>
    public static List<Struct> AddressViews(NetworkInterface card) =>
        [.. card.Ipv6Addresses.Select(static address => new Struct { { "Ipv6Address", address }, { "IsPrimaryIpv6", false } })];

    private static Struct Associate(Call call, Ec2State ec2, Struct request)
    {
        var subnet = ec2.Subnets.Get(request.String("SubnetId"));
        if (subnet.Ipv6Blocks.Count > 0)
        {
            throw new AwsError("SubnetIpv6CidrBlockLimitExceeded", $"The subnet '{subnet.Id}' already has an IPv6 CIDR block");
        }

        var block = ec2.CheckIpv6Block(subnet.Vpc, Check.Required(request, "Ipv6CidrBlock"));
        var id = call.Ids.Ec2("subnet-cidr-assoc");
        subnet.Ipv6Blocks.Add((id, block));
        return new Struct { { "SubnetId", subnet.Id }, { "Ipv6CidrBlockAssociation", AssociationView(id, block, "associating") } };
    }

    private static Struct Disassociate(Call call, Ec2State ec2, Struct request)
    {
        var id = request.String("AssociationId");
        var subnet = ec2.Subnets.FirstOrDefault(s => s.Ipv6Blocks.Exists(b => b.AssociationId == id))
            ?? throw new AwsError("InvalidSubnetCidrBlockAssociationID.NotFound", $"The subnet CIDR block association ID '{id}' does not exist");
        if (ec2.NetworkInterfaces.Any(n => n.Subnet == subnet && n.Ipv6Addresses.Count > 0))
        {
            throw new AwsError("DependencyViolation", $"The subnet CIDR block with association ID {id} has dependencies and cannot be disassociated.");
        }

        var block = subnet.Ipv6Blocks.Find(b => b.AssociationId == id).Block;
        subnet.Ipv6Blocks.RemoveAll(b => b.AssociationId == id);
        subnet.AssignIpv6AddressOnCreation = false;
        return new Struct { { "SubnetId", subnet.Id }, { "Ipv6CidrBlockAssociation", AssociationView(id!, block, "disassociating") } };
    }

    private static Struct Assign(Call call, Ec2State ec2, Struct request)
    {
        var card = ec2.NetworkInterfaces.Get(request.String("NetworkInterfaceId"));
        var made = ec2.AssignIpv6(card, request.Strings("Ipv6Addresses"), request.Int("Ipv6AddressCount") ?? 0);
        return made.Count == 0
            ? throw new AwsError("MissingParameter", "The request must contain the parameter ipv6Addresses or ipv6AddressCount")
            : new Struct { { "NetworkInterfaceId", card.Id }, { "AssignedIpv6Addresses", made } };
    }

    private static Struct Unassign(Call call, Ec2State ec2, Struct request)
    {
        var card = ec2.NetworkInterfaces.Get(request.String("NetworkInterfaceId"));
        var gone = request.Strings("Ipv6Addresses").Select(static text => Cidr.TryParseAddress(text, out var number, out var isIpv6) ? Cidr.Format(number, isIpv6) : text).ToList();
        if (gone.Find(a => !card.Ipv6Addresses.Contains(a)) is { } stranger)
        {
            throw new AwsError("InvalidParameterValue", $"Address {stranger} is not assigned to {card.Id}");
        }

        card.Ipv6Addresses.RemoveAll(gone.Contains);
        return new Struct { { "NetworkInterfaceId", card.Id }, { "UnassignedIpv6Addresses", gone } };
    }
}
