using AwsOps.Engine.Network;
using AwsOps.Sandbox.Ec2;
using Net = AwsOps.Engine.Network;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>
/// Addresses of AWS's services: what pkt-src-aws-service and pkt-dst-aws-service name. The blocks are those of the sandbox's prefix lists
/// and a few that AWS publishes (https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-ranges.html); the true lists are longer.
/// </summary>
internal static class AwsAddresses
{
    // 52.95.128.0/21 is S3's in ap-southeast-2; an address of it is in AWS's example of these fields.
    private static readonly (string Service, Net.Cidr Block)[] Published = [("S3", Net.Cidr.ParseCanonical("52.95.128.0/21")), ("AMAZON", Net.Cidr.ParseCanonical("52.93.0.0/24"))];

    private static readonly (string List, string Service)[] Names = [(".s3", "S3"), (".dynamodb", "DYNAMODB"), (".cloudfront.origin-facing", "CLOUDFRONT"), (".ec2-instance-connect", "EC2_INSTANCE_CONNECT")];

    /// <summary>The service whose range an address is of; null for none, as every private address.</summary>
    public static string? ServiceOf(Ec2State ec2, IpAddress address)
    {
        foreach (var list in ec2.ServicePrefixLists)
        {
            if (list.Entries.Any(e => Net.Cidr.ParseCanonical(e.Cidr.ToString()).Contains(address)))
            {
                return Names.FirstOrDefault(n => list.ListName.EndsWith(n.List, StringComparison.Ordinal)).Service;
            }
        }

        return Published.FirstOrDefault(p => p.Block.Contains(address)).Service;
    }

    /// <summary>An address that a service's public name stands for: of its prefix list, or of the range of services without one.</summary>
    /// <param name="ec2">Account and region.</param>
    /// <param name="service">Such as com.amazonaws.eu-west-1.s3.</param>
    public static IpAddress PublicOf(Ec2State ec2, string service)
    {
        var block = ec2.ServicePrefixLists.FirstOrDefault(l => l.ListName == service)?.Entries[0].Cidr.First;
        return block is { } first ? IpAddress.Parse(Ec2.Cidr.Format(first + 40, isIpv6: false)) : IpAddress.Parse("52.93.0.40");
    }
}
