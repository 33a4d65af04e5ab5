using System.Collections;
using Amazon.EC2.Model;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>Completes ids of VPCs.</summary>
public sealed class VpcIdCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.Ec2.DescribeVpcsAsync(new DescribeVpcsRequest(), stop);
        return [.. (page.Vpcs ?? []).Select(static vpc => (vpc.VpcId, $"{vpc.CidrBlock}{(vpc.IsDefault ?? false ? ", default" : string.Empty)}"))];
    }
}

/// <summary>Completes ids of subnets.</summary>
public sealed class SubnetIdCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.Ec2.DescribeSubnetsAsync(new DescribeSubnetsRequest(), stop);
        return [.. (page.Subnets ?? []).Select(static subnet => (subnet.SubnetId, $"{subnet.CidrBlock}, {subnet.AvailabilityZone}, {subnet.VpcId}"))];
    }
}

/// <summary>Completes ids of security groups.</summary>
public sealed class SecurityGroupIdCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.Ec2.DescribeSecurityGroupsAsync(new DescribeSecurityGroupsRequest(), stop);
        return [.. (page.SecurityGroups ?? []).Select(static group => (group.GroupId, $"{group.GroupName}, {group.VpcId}"))];
    }
}

/// <summary>Completes names of security groups.</summary>
public sealed class SecurityGroupNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.Ec2.DescribeSecurityGroupsAsync(new DescribeSecurityGroupsRequest(), stop);
        return [.. (page.SecurityGroups ?? []).Select(static group => (group.GroupName, $"{group.GroupId}, {group.VpcId}")).Distinct()];
    }
}

/// <summary>Completes ids of network ACLs.</summary>
public sealed class NetworkAclIdCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.Ec2.DescribeNetworkAclsAsync(new DescribeNetworkAclsRequest(), stop);
        return [.. (page.NetworkAcls ?? []).Select(static acl => (acl.NetworkAclId, $"{acl.VpcId}{(acl.IsDefault ?? false ? ", default" : string.Empty)}"))];
    }
}

/// <summary>Completes ids of prefix lists.</summary>
public sealed class PrefixListIdCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.Ec2.DescribeManagedPrefixListsAsync(new DescribeManagedPrefixListsRequest(), stop);
        return [.. (page.PrefixLists ?? []).Select(static list => (list.PrefixListId, list.PrefixListName))];
    }
}

/// <summary>Completes protocols.</summary>
public sealed class ProtocolCompleter : Completer
{
    private protected override IReadOnlyList<(string Value, string Tip)> Candidates(IDictionary bound) =>
    [
        ("tcp", "TCP, with -Port"),
        ("udp", "UDP, with -Port"),
        ("icmp", "ICMP for IPv4, with -IcmpType"),
        ("icmpv6", "ICMP for IPv6, with -IcmpType"),
        ("all", "All protocols"),
    ];
}
