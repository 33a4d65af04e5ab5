using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Subnets.</summary>
internal static class SubnetOperations
{
    private static readonly Filters<Subnet> Filters = new()
    {
        { "subnet-id", static s => s.Id },
        { "subnet-arn", static s => s.Id },
        { "vpc-id", static s => s.VpcId },
        { "availability-zone", static s => s.AvailabilityZone },
        { "availabilityZone", static s => s.AvailabilityZone },
        { "availability-zone-id", static s => s.AvailabilityZoneId },
        { "available-ip-address-count", static s => s.AvailableIpAddressCount.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        { "cidr-block", static s => s.CidrBlock.ToString() },
        { "cidrBlock", static s => s.CidrBlock.ToString() },
        { "cidr", static s => s.CidrBlock.ToString() },
        { "ipv6-cidr-block-association.ipv6-cidr-block", static s => s.Ipv6Blocks.Select(static b => b.Block.ToString()) },
        { "ipv6-cidr-block-association.association-id", static s => s.Ipv6Blocks.Select(static b => b.AssociationId) },
        { "default-for-az", static s => s.DefaultForAz },
        { "defaultForAz", static s => s.DefaultForAz },
        { "map-public-ip-on-launch", static s => s.MapPublicIpOnLaunch },
        { "state", static _ => "available" },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateSubnet", Create);
        simulator.Op("CreateDefaultSubnet", CreateDefault);
        simulator.Op("DescribeSubnets", static (call, ec2, request) => Describe.List(request, ec2.Subnets, "SubnetIds", Filters, "Subnets", s => View(ec2, s)));
        simulator.Op("DeleteSubnet", Delete);
        simulator.Op("ModifySubnetAttribute", ModifyAttribute);
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var vpc = ec2.Vpcs.Get(request.String("VpcId"));
        if (request.Bool("Ipv6Native") == true)
        {
            throw new AwsError("UnsupportedOperation", "The sandbox makes subnets with an IPv4 block, and an IPv6 block beside it, not with IPv6 alone.");
        }

        var text = Check.Required(request, "CidrBlock");
        var block = Check.Ipv4(text, "cidrBlock");
        if (block.Length is < 16 or > 28 || !vpc.CidrBlocks.Exists(b => b.Block.Contains(block)))
        {
            throw new AwsError("InvalidSubnet.Range", $"The CIDR '{text}' is invalid.");
        }

        if (ec2.Subnets.Any(s => s.Vpc == vpc && s.CidrBlock.Overlaps(block)))
        {
            throw new AwsError("InvalidSubnet.Conflict", $"The CIDR '{text}' conflicts with another subnet");
        }

        Cidr? ipv6 = request.String("Ipv6CidrBlock") is { } given ? ec2.CheckIpv6Block(vpc, given) : null;
        _ = TagSpecifications.ForOne(request, "subnet");
        var subnet = ec2.MakeSubnet(vpc, block, ZoneOf(call, ec2, request));
        if (ipv6 is { } wanted)
        {
            subnet.Ipv6Blocks.Add((call.Ids.Ec2("subnet-cidr-assoc"), wanted));
        }

        TagSpecifications.Tag(subnet, request);
        return new Struct { { "Subnet", View(ec2, subnet) } };
    }

    private static Struct CreateDefault(Call call, Ec2State ec2, Struct request)
    {
        var vpc = ec2.DefaultVpc ?? throw new AwsError("DefaultVpcDoesNotExist", "No default VPC exists for this account in this region.");
        var zone = ZoneOf(call, ec2, request);
        if (ec2.Subnets.FirstOrDefault(s => s.DefaultForAz && s.AvailabilityZone == zone.Name) is { } old)
        {
            throw new AwsError("DefaultSubnetAlreadyExistsInAvailabilityZone", $"'{old.Id}' is already the default subnet in {zone.Name}.");
        }

        for (var block = new Cidr(vpc.CidrBlock.First, 20, IsIpv6: false); vpc.CidrBlock.Contains(block); block = block with { Address = block.Address + block.Size })
        {
            var free = block;
            if (!ec2.Subnets.Any(s => s.Vpc == vpc && s.CidrBlock.Overlaps(free)))
            {
                return new Struct { { "Subnet", View(ec2, ec2.MakeSubnet(vpc, block, zone, defaultForAz: true)) } };
            }
        }

        throw new AwsError("InsufficientFreeAddressesInVpc", $"There is no free /20 block left in '{vpc.Id}'.");
    }

    private static AvailabilityZone ZoneOf(Call call, Ec2State ec2, Struct request)
    {
        if (request.String("AvailabilityZoneId") is { } id)
        {
            return ec2.Zones.FirstOrDefault(z => z.Id == id)
                ?? throw new AwsError("InvalidParameterValue", $"Value ({id}) for parameter availabilityZoneId is invalid. Subnets can currently only be created in the following availability zones: {string.Join(", ", ec2.Zones.Select(static z => z.Id))}.");
        }

        // Without a zone AWS chooses one.
        return request.String("AvailabilityZone") is { } name ? ec2.Zone(name) : ec2.Zones[call.Ids.Next(ec2.Zones.Count)];
    }

    private static Struct? Delete(Call call, Ec2State ec2, Struct request)
    {
        var subnet = ec2.Subnets.Get(request.String("SubnetId"));
        if (ec2.NetworkInterfaces.Any(n => n.Subnet == subnet))
        {
            throw new AwsError("DependencyViolation", $"The subnet '{subnet.Id}' has dependencies and cannot be deleted.");
        }

        foreach (var acl in ec2.NetworkAcls)
        {
            acl.Associations.RemoveAll(a => a.Subnet == subnet);
        }

        foreach (var table in ec2.RouteTables)
        {
            table.Associations.RemoveAll(a => a.SubnetId == subnet.Id);
        }

        ec2.Subnets.Remove(subnet);
        return null;
    }

    private static Struct? ModifyAttribute(Call call, Ec2State ec2, Struct request)
    {
        var subnet = ec2.Subnets.Get(request.String("SubnetId"));
        if (request.Child("MapPublicIpOnLaunch")?.Bool("Value") is { } map)
        {
            subnet.MapPublicIpOnLaunch = map;
            return null;
        }

        if (request.Child("AssignIpv6AddressOnCreation")?.Bool("Value") is { } assign)
        {
            subnet.AssignIpv6AddressOnCreation = assign && subnet.Ipv6Blocks.Count == 0
                ? throw new AwsError("InvalidParameterValue", $"Invalid value 'true' for assignIpv6AddressOnCreation. The subnet '{subnet.Id}' does not have an IPv6 CIDR block")
                : assign;
            return null;
        }

        throw new AwsError("UnsupportedOperation", "Of the attributes of a subnet the sandbox keeps MapPublicIpOnLaunch and AssignIpv6AddressOnCreation only.");
    }

    private static Struct View(Ec2State ec2, Subnet subnet) => new()
    {
        { "SubnetId", subnet.Id },
        { "SubnetArn", $"arn:aws:ec2:{ec2.Scope.Region}:{ec2.Scope.Account}:subnet/{subnet.Id}" },
        { "OwnerId", ec2.Scope.Account },
        { "VpcId", subnet.VpcId },
        { "AvailabilityZone", subnet.AvailabilityZone },
        { "AvailabilityZoneId", subnet.AvailabilityZoneId },
        { "AvailableIpAddressCount", subnet.AvailableIpAddressCount },
        { "CidrBlock", subnet.CidrBlock.ToString() },
        { "DefaultForAz", subnet.DefaultForAz },
        { "MapPublicIpOnLaunch", subnet.MapPublicIpOnLaunch },
        { "AssignIpv6AddressOnCreation", subnet.AssignIpv6AddressOnCreation },
        { "Ipv6CidrBlockAssociationSet", subnet.Ipv6Blocks.Select(static b => Ipv6Operations.AssociationView(b.AssociationId, b.Block)).ToList() },
        { "Ipv6Native", false },
        { "EnableDns64", false },
        { "State", "available" },
        { "Tags", Render.Tags(subnet) },
    };
}
