namespace AwsOps.Engine.Network;

/// <summary>A VPC.</summary>
public sealed record Vpc
{
    /// <summary>The id, vpc-….</summary>
    public required string VpcId { get; init; }

    /// <summary>The account that owns it.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The associated IPv4 blocks.</summary>
    public IReadOnlyList<string> CidrBlocks { get; init; } = [];

    /// <summary>The associated IPv6 blocks.</summary>
    public IReadOnlyList<VpcIpv6Block> Ipv6CidrBlocks { get; init; } = [];
}

/// <summary>An IPv6 block of a VPC.</summary>
/// <param name="CidrBlock">The block.</param>
/// <param name="IsPrivate">
/// Whether it is private space, which no internet gateway announces
/// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html#vpc-ipv6-addresses).
/// </param>
public sealed record VpcIpv6Block(string CidrBlock, bool IsPrivate = false);

/// <summary>A subnet.</summary>
public sealed record Subnet
{
    /// <summary>The id, subnet-….</summary>
    public required string SubnetId { get; init; }

    /// <summary>Its VPC.</summary>
    public required string VpcId { get; init; }

    /// <summary>The Availability Zone, such as eu-west-1a.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>The IPv4 block; none for an IPv6-only subnet.</summary>
    public string? CidrBlock { get; init; }

    /// <summary>The associated IPv6 blocks.</summary>
    public IReadOnlyList<string> Ipv6CidrBlocks { get; init; } = [];
}
