namespace AwsOps.Engine.Network;

/// <summary>The address ranges that have a meaning of their own.</summary>
public static class AddressRanges
{
    /// <summary>
    /// What an owner uses inside: RFC 1918, the shared space of RFC 6598 (which VPCs, EKS pods and carriers use),
    /// the benchmarking range of RFC 2544 (some use it as private space), and unique local IPv6 addresses
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html).
    /// </summary>
    public static AddressSet Private { get; } = Of(
        "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "fc00::/7");

    /// <summary>
    /// What never is the source of a packet that AWS delivers to an interface: this network, loopback, link local,
    /// protocol assignments, documentation, multicast and reserved space of the IANA special-purpose registries
    /// (RFC 6890), and everything in IPv6 that is neither global unicast nor unique local.
    /// </summary>
    public static AddressSet NeverSource { get; } = Of(
        "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001:db8::/32", "3fff::/20")
        .Union(AddressSet.AllIPv6.Subtract(Of("2000::/3", "fc00::/7")));

    /// <summary>
    /// The internet: every address that a stranger's packet can come from. For IPv6 that is the global unicast
    /// space 2000::/3, so a rule for 2000::/3, or for ::/1 with 8000::/1, is as open as one for ::/0.
    /// </summary>
    public static AddressSet Internet { get; } = AddressSet.All.Subtract(Private).Subtract(NeverSource);

    /// <summary>
    /// What may come and go through an internet gateway: the internet, and the ranges for documentation, so that
    /// examples behave as the addresses that they stand for.
    /// </summary>
    internal static AddressSet ThroughGateway { get; } = Internet.Union(Of(
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"));

    /// <summary>
    /// The metadata service, resolver, time service and licence activation of a VPC. Network ACLs do not reach
    /// traffic to them (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html).
    /// </summary>
    public static AddressSet LinkLocalServices { get; } = Of("169.254.0.0/16", "fd00:ec2::/32");

    private static AddressSet Of(params string[] cidrs) => AddressSet.Of(cidrs.Select(Cidr.Parse));
}
