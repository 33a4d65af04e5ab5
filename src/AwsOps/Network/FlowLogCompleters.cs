using System.Collections;
using Amazon.CloudWatchLogs.Model;
using Amazon.EC2.Model;
using AwsOps.Common;
using AwsOps.Engine.FlowLogs;

namespace AwsOps.Network;

/// <summary>Completes ids of flow logs.</summary>
public sealed class FlowLogIdCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.Ec2.DescribeFlowLogsAsync(new DescribeFlowLogsRequest(), stop);
        return [.. (page.FlowLogs ?? []).Select(static log => (log.FlowLogId, $"{log.ResourceId} to {log.LogGroupName ?? log.LogDestination}"))];
    }
}

/// <summary>Completes ids of what flow logs can watch.</summary>
public sealed class FlowLogResourceCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var vpcs = await aws.Ec2.DescribeVpcsAsync(new DescribeVpcsRequest(), stop);
        var subnets = await aws.Ec2.DescribeSubnetsAsync(new DescribeSubnetsRequest(), stop);
        var interfaces = await aws.Ec2.DescribeNetworkInterfacesAsync(new DescribeNetworkInterfacesRequest(), stop);
        return
        [
            .. (vpcs.Vpcs ?? []).Select(static vpc => (vpc.VpcId, $"VPC {vpc.CidrBlock}")),
            .. (subnets.Subnets ?? []).Select(static subnet => (subnet.SubnetId, $"Subnet {subnet.CidrBlock}, {subnet.AvailabilityZone}")),
            .. (interfaces.NetworkInterfaces ?? []).Select(static item => (item.NetworkInterfaceId, $"Interface {item.PrivateIpAddress} {item.Description}")),
        ];
    }
}

/// <summary>Completes names of log groups.</summary>
public sealed class LogGroupNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.Logs.DescribeLogGroupsAsync(new DescribeLogGroupsRequest(), stop);
        return [.. (page.LogGroups ?? []).Select(static group => (group.LogGroupName, $"{group.StoredBytes} bytes"))];
    }
}

/// <summary>Completes fields of flow logs.</summary>
public sealed class FlowLogFieldCompleter : Completer
{
    private protected override IReadOnlyList<(string Value, string Tip)> Candidates(IDictionary bound) =>
        [("all", "Every field of VPC flow logs"), ("default", "AWS's default, version 2"), .. FlowLogField.Vpc.Select(static field => (field.Name, $"Version {field.Version}"))];
}

/// <summary>Completes what flows are added up by.</summary>
public sealed class FlowDimensionCompleter : Completer
{
    private protected override IReadOnlyList<(string Value, string Tip)> Candidates(IDictionary bound) =>
    [
        ("Talker", "Sender's address"),
        ("Destination", "Receiver's address"),
        ("Pair", "Sender and receiver"),
        ("Port", "Service: protocol and the lower of the two ports"),
        ("Protocol", "Protocol"),
        ("Reject", "Refused: sender, receiver, service"),
        ("Interface", "Network interface"),
        ("Action", "Accept or Reject"),
        ("Direction", "Ingress or Egress"),
        ("Time", "Interval alone"),
        .. FlowLogField.Vpc.Select(static field => (field.Name, $"Field of version {field.Version}")),
    ];
}
