namespace AwsOps.Engine.Network;

/// <summary>A network interface: what packets arrive at.</summary>
public sealed record NetworkInterface
{
    /// <summary>The id, eni-….</summary>
    public required string NetworkInterfaceId { get; init; }

    /// <summary>Its VPC.</summary>
    public required string VpcId { get; init; }

    /// <summary>Its subnet.</summary>
    public required string SubnetId { get; init; }

    /// <summary>Its security groups.</summary>
    public IReadOnlyList<string> GroupIds { get; init; } = [];

    /// <summary>Its private IPv4 addresses, each with the public one that is mapped to it.</summary>
    public IReadOnlyList<InterfaceAddress> Addresses { get; init; } = [];

    /// <summary>Its IPv6 addresses.</summary>
    public IReadOnlyList<string> Ipv6Addresses { get; init; } = [];

    /// <summary>The instance it is attached to.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Its place among the instance's interfaces; 0 is the primary one.</summary>
    public int DeviceIndex { get; init; }

    /// <summary>The type, such as interface, nat_gateway, network_load_balancer, vpc_endpoint.</summary>
    public string InterfaceType { get; init; } = "interface";

    /// <summary>The description; load balancers write <c>ELB app/name/id</c> here.</summary>
    public string Description { get; init; } = string.Empty;
}

/// <summary>A private IPv4 address of an interface.</summary>
/// <param name="PrivateIp">The address.</param>
/// <param name="PublicIp">The public or elastic address that the internet gateway maps to it, if any.</param>
public sealed record InterfaceAddress(string PrivateIp, string? PublicIp = null);

/// <summary>An instance.</summary>
/// <param name="InstanceId">The id, i-….</param>
/// <param name="Interfaces">Its interfaces as describe-instances gives them.</param>
public sealed record NetworkInstance(string InstanceId, IReadOnlyList<NetworkInterface> Interfaces);

/// <summary>An elastic address.</summary>
/// <param name="PublicIp">The address.</param>
/// <param name="NetworkInterfaceId">The interface that it is associated with.</param>
/// <param name="PrivateIp">The private address that it is mapped to.</param>
public sealed record ElasticAddress(string PublicIp, string? NetworkInterfaceId, string? PrivateIp);
