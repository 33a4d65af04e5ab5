namespace AwsOps.Sandbox.Ec2;

/// <summary>A virtual network.</summary>
internal sealed class Vpc(string id, Cidr cidrBlock) : Ec2Resource(id)
{
    public override string ResourceType => "vpc";

    /// <summary>The primary block first, then the associated ones, each with its association id.</summary>
    public List<(string AssociationId, Cidr Block)> CidrBlocks { get; } = [];

    /// <summary>IPv6 blocks, each with its association id.</summary>
    public List<(string AssociationId, Cidr Block)> Ipv6Blocks { get; } = [];

    public Cidr CidrBlock { get; } = cidrBlock;

    public bool IsDefault { get; init; }

    public string State { get; set; } = "available";

    public string InstanceTenancy { get; set; } = "default";

    public string DhcpOptionsId { get; set; } = "default";

    public bool EnableDnsSupport { get; set; } = true;

    public bool EnableDnsHostnames { get; set; }
}

/// <summary>A subnet: a block of its VPC in one Availability Zone.</summary>
internal sealed class Subnet(string id, Vpc vpc, Cidr cidrBlock, AvailabilityZone zone) : Ec2Resource(id)
{
    private readonly HashSet<UInt128> _taken = [];

    public override string ResourceType => "subnet";

    public Vpc Vpc { get; } = vpc;

    public string VpcId => Vpc.Id;

    public Cidr CidrBlock { get; } = cidrBlock;

    public string AvailabilityZone { get; } = zone.Name;

    public string AvailabilityZoneId { get; } = zone.Id;

    public bool DefaultForAz { get; init; }

    public bool MapPublicIpOnLaunch { get; set; }

    /// <summary>The IPv6 block, if there is one, with its association id.</summary>
    public List<(string AssociationId, Cidr Block)> Ipv6Blocks { get; } = [];

    public bool AssignIpv6AddressOnCreation { get; set; }

    /// <summary>
    /// Addresses left. The first four and the last are AWS's own.
    /// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
    /// </summary>
    public int AvailableIpAddressCount => (int)CidrBlock.Size - 5 - _taken.Count;

    /// <summary>True when the address lies in the subnet, is not reserved and not taken.</summary>
    public bool IsFree(UInt128 address) =>
        CidrBlock.Contains(address) && address >= CidrBlock.First + 4 && address < CidrBlock.First + CidrBlock.Size - 1 && !_taken.Contains(address);

    /// <summary>Takes the lowest free address; null when there is none.</summary>
    public string? TakeAddress()
    {
        for (var address = CidrBlock.First + 4; address < CidrBlock.First + CidrBlock.Size - 1; address++)
        {
            if (_taken.Add(address))
            {
                return Cidr.Format(address, isIpv6: false);
            }
        }

        return null;
    }

    public void TakeAddress(UInt128 address) => _taken.Add(address);

    public void ReleaseAddress(string address)
    {
        if (Cidr.TryParseAddress(address, out var number, out _))
        {
            _taken.Remove(number);
        }
    }
}

/// <summary>An Availability Zone as this account sees it.</summary>
/// <param name="Name">E.g. <c>eu-west-1a</c>.</param>
/// <param name="Id">The same for all accounts, e.g. <c>euw1-az1</c>.</param>
internal sealed record AvailabilityZone(string Name, string Id);
