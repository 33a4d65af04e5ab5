using AwsOps.Engine.Network;
using AwsOps.Sandbox.Ec2;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>
/// The values of traffic-path. An egress-only internet gateway has none of its own: "If none of the values apply, the field is set to -".
/// https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-fields
/// </summary>
internal static class TrafficPath
{
    /// <summary>"Through another resource in the same VPC, including resources that create a network interface in the VPC".</summary>
    public const string WithinVpc = "1";

    /// <summary>"Through an intra-region VPC peering connection".</summary>
    public const string Peering = "4";

    /// <summary>"Through an internet gateway": 8 for Nitro-based instances, else 2.</summary>
    public static string InternetGateway(Ec2.NetworkInterface item) => IsNitro(item) ? "8" : "2";

    /// <summary>"Through a gateway VPC endpoint": 7 for Nitro-based instances, else 2.</summary>
    public static string GatewayEndpoint(Ec2.NetworkInterface item) => IsNitro(item) ? "7" : "2";

    /// <summary>Whether the interface is that of a Nitro-based instance.</summary>
    public static bool IsNitro(Ec2.NetworkInterface item) => item.Instance is { } instance && InstanceTypes.Get(instance.InstanceType).Hypervisor == "nitro";
}

/// <summary>Traffic that flow logs never record. https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html#flow-logs-limitations</summary>
internal static class Unlogged
{
    // Metadata, time, DNS and licence activation: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html names the addresses.
    private static readonly AddressSet Services = AddressSet.Of(((string[])["169.254.169.254/32", "169.254.169.253/32", "169.254.169.123/32", "169.254.169.250/31", "fd00:ec2::254/128", "fd00:ec2::253/128", "fd00:ec2::123/128"]).Select(Engine.Network.Cidr.ParseCanonical));

    /// <summary>Whether a destination is such a service of the VPC, its DNS (the base of its block plus two) or its router (plus one, of the default VPC).</summary>
    public static bool Is(Ec2.NetworkInterface sender, IpAddress destination)
    {
        var (vpc, text) = (sender.Subnet.Vpc, destination.ToString());
        return Services.Contains(destination)
            || text == Ec2.Cidr.Format(vpc.CidrBlock.First + 2, isIpv6: false)
            || (vpc.IsDefault && text == Ec2.Cidr.Format(sender.Subnet.CidrBlock.First + 1, isIpv6: false));
    }
}
