using System.Globalization;
using System.Management.Automation;
using Amazon.EC2;
using Amazon.EC2.Model;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>Reads and changes flow logs.</summary>
internal sealed class FlowLogs(AwsConnection aws, IChanges changes)
{
    private const string Kind = "Flow log";

    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
    private const int MostResources = 1000;

    /// <summary>The flow logs that filters choose; all without any.</summary>
    public async Task<List<FlowLog>> GetAsync(IReadOnlyList<string?> ids, IReadOnlyList<string?> resources, IReadOnlyList<string?> logGroups, CancellationToken stop)
    {
        var filters = Filters.Of(("flow-log-id", ids), ("resource-id", resources), ("log-group-name", logGroups));
        var all = await Pager.AllAsync<Amazon.EC2.Model.FlowLog>(
            async (token, cancel) =>
            {
                var page = await aws.Ec2.DescribeFlowLogsAsync(new DescribeFlowLogsRequest { Filter = filters, NextToken = token }, cancel);
                return (page.FlowLogs, page.NextToken);
            },
            stop);
        return [.. all.Select(log => new FlowLog(aws, log)).Where(log => (ids.Count == 0 || ids.Contains(log.FlowLogId)) && (resources.Count == 0 || resources.Contains(log.ResourceId)) && (logGroups.Count == 0 || logGroups.Contains(log.LogGroupName)))];
    }

    /// <summary>The error for a flow log that is not there.</summary>
    public AwsOpsException NotFound(string id) => AwsOpsException.NotFound(Kind, id, aws.Where, "Get-FlowLog lists those that are.");

    /// <summary>Makes flow logs, one for each resource; the role first when the plan has one to make. All are checked before anything changes.</summary>
    /// <param name="resources">Ids of VPCs, subnets and interfaces.</param>
    /// <param name="plan">What each is to be.</param>
    /// <param name="failed">Told of each resource that gets none.</param>
    /// <param name="stop">Ctrl-C.</param>
    public async Task<List<FlowLog>> NewAsync(IReadOnlyList<string> resources, FlowLogPlan plan, Action<string, AwsOpsException> failed, CancellationToken stop)
    {
        var good = await CheckAsync(resources, plan, failed, stop);
        if (good.Count == 0)
        {
            return [];
        }

        var rollback = new Rollback(changes);
        var ids = new List<string>();
        try
        {
            if (plan.CreateBucket)
            {
                await new FlowLogBucket(aws, changes).EnsureAsync(plan.BucketName!, rollback, stop);
            }

            var role = plan.Role is null ? null : await new FlowLogRole(aws, changes).EnsureAsync(plan.Role, plan.LogGroupName!, rollback, stop);
            foreach (var group in good.GroupBy(TypeOf))
            {
                foreach (var batch in group.Chunk(MostResources))
                {
                    ids.AddRange(await CreateAsync(group.Key, batch, plan, role, failed, stop));
                }
            }

            if (ids.Count == 0 && !changes.IsWhatIf)
            {
                await rollback.DeclinedAsync();
            }
        }
        catch (Exception exception)
        {
            throw await rollback.AfterAsync(exception);
        }

        return ids.Count == 0 ? [] : await GetAsync(ids, [], [], stop);
    }

    /// <summary>Removes a flow log; records that were delivered stay.</summary>
    public async Task<bool> RemoveAsync(FlowLog log)
    {
        return await changes.ApplyAsync(new Change("Remove: the traffic is no longer recorded", $"{Kind} {log.FlowLogId} of {log.ResourceId}"), async cancel =>
        {
            var answer = await aws.Ec2.DeleteFlowLogsAsync(new DeleteFlowLogsRequest { FlowLogIds = [log.FlowLogId] }, cancel);
            if (answer.Unsuccessful is [var item, ..])
            {
                throw Failure(item, log.FlowLogId);
            }
        });
    }

    private static FlowLogsResourceType TypeOf(string id) => id.Split('-')[0] switch
    {
        "vpc" => FlowLogsResourceType.VPC,
        "subnet" => FlowLogsResourceType.Subnet,
        "eni" => FlowLogsResourceType.NetworkInterface,
        _ => throw AwsOpsException.BadArgument("ResourceId", id, "it is neither a VPC, a subnet nor a network interface;", "ids look like vpc-…, subnet-… or eni-…."),
    };

    // AWS has no name for a destination that is not there or does not take records: the code is 400.
    private static AwsOpsException Failure(UnsuccessfulItem item, string id)
    {
        var code = item.Error?.Code is { } given && !char.IsAsciiDigit(given[0]) ? given : "FlowLogDestinationRefused";
        return new(code, ErrorCategory.InvalidOperation, $"{id}: {item.Error?.Message} (AWS error {item.Error?.Code})", code == "FlowLogDestinationRefused" ? "Give a bucket, log group or stream that is there and may take the records; -CreateBucket makes a bucket with its policy." : null) { Target = id, AwsErrorCode = item.Error?.Code };
    }

    /// <summary>The resources that are there and have no such flow log yet.</summary>
    private async Task<List<string>> CheckAsync(IReadOnlyList<string> resources, FlowLogPlan plan, Action<string, AwsOpsException> failed, CancellationToken stop)
    {
        List<string> wanted = [.. resources.Distinct(StringComparer.Ordinal)];
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in wanted.GroupBy(TypeOf))
        {
            there.UnionWith(await ExistingAsync(group.Key, [.. group], stop));
        }

        var logs = (await GetAsync([], wanted, [], stop)).ToLookup(static log => log.ResourceId, StringComparer.Ordinal);
        var good = new List<string>();
        foreach (var id in wanted)
        {
            if (!there.Contains(id))
            {
                failed(id, AwsOpsException.NotFound(TypeOf(id) == FlowLogsResourceType.VPC ? "VPC" : TypeOf(id) == FlowLogsResourceType.Subnet ? "Subnet" : "Network interface", id, aws.Where));
            }
            else if (logs[id].FirstOrDefault(plan.IsSame) is { } same)
            {
                failed(id, new AwsOpsException("FlowLogExists", ErrorCategory.ResourceExists, $"{id} has a flow log to {plan.DestinationText} for this traffic already: {same.FlowLogId}.", "A flow log can't be changed: remove it with Disable-FlowLog first, or choose another destination.") { Target = id });
            }
            else
            {
                good.Add(id);
            }
        }

        return good;
    }

    private async Task<IEnumerable<string>> ExistingAsync(FlowLogsResourceType type, IReadOnlyList<string?> ids, CancellationToken stop)
    {
        if (type == FlowLogsResourceType.VPC)
        {
            return (await Pager.AllAsync<Vpc>(async (token, cancel) => await aws.Ec2.DescribeVpcsAsync(new DescribeVpcsRequest { Filters = Filters.Of(("vpc-id", ids)), NextToken = token }, cancel) is var page ? (page.Vpcs, page.NextToken) : default, stop)).Select(static vpc => vpc.VpcId);
        }

        return type == FlowLogsResourceType.Subnet
            ? (await Pager.AllAsync<Subnet>(async (token, cancel) => await aws.Ec2.DescribeSubnetsAsync(new DescribeSubnetsRequest { Filters = Filters.Of(("subnet-id", ids)), NextToken = token }, cancel) is var page ? (page.Subnets, page.NextToken) : default, stop)).Select(static subnet => subnet.SubnetId)
            : (await Pager.AllAsync<NetworkInterface>(async (token, cancel) => await aws.Ec2.DescribeNetworkInterfacesAsync(new DescribeNetworkInterfacesRequest { Filters = Filters.Of(("network-interface-id", ids)), NextToken = token }, cancel) is var page ? (page.NetworkInterfaces, page.NextToken) : default, stop)).Select(static item => item.NetworkInterfaceId);
    }

    private async Task<List<string>> CreateAsync(FlowLogsResourceType type, string[] ids, FlowLogPlan plan, string? roleArn, Action<string, AwsOpsException> failed, CancellationToken stop)
    {
        var request = new CreateFlowLogsRequest
        {
            ResourceIds = [.. ids],
            ResourceType = type,
            TrafficType = plan.TrafficType.ToUpperInvariant(),
            LogDestinationType = plan.DeliveryStreamArn is not null ? LogDestinationType.KinesisDataFirehose : plan.LogGroupName is null ? LogDestinationType.S3 : LogDestinationType.CloudWatchLogs,
            LogGroupName = plan.LogGroupName,
            LogDestination = plan.BucketArn ?? plan.DeliveryStreamArn,
            DeliverLogsPermissionArn = roleArn,
            LogFormat = plan.Format,
            MaxAggregationInterval = plan.AggregationSeconds,
            DestinationOptions = plan.BucketArn is null ? null : new DestinationOptionsRequest { FileFormat = plan.FileFormat, HiveCompatiblePartitions = plan.HivePartitions, PerHourPartition = plan.HourlyPartitions },
            TagSpecifications = plan.Tags.Count == 0 ? null : [new TagSpecification { ResourceType = Amazon.EC2.ResourceType.VpcFlowLog, Tags = [.. plan.Tags.Select(static tag => new Tag { Key = tag.Key, Value = tag.Value })] }],
        };
        var what = string.Create(CultureInfo.InvariantCulture, $"Log {plan.TrafficType.ToLowerInvariant()} traffic to {plan.DestinationText}, records of up to {plan.AggregationSeconds} s");
        var answer = await changes.CallAsync(new Change(what, $"{type} {string.Join(", ", ids)}"), cancel => aws.Ec2.CreateFlowLogsAsync(request, cancel));
        foreach (var item in answer?.Unsuccessful ?? [])
        {
            failed(item.ResourceId, Failure(item, item.ResourceId));
        }

        return answer?.FlowLogIds ?? [];
    }
}

/// <summary>What new flow logs are to be.</summary>
internal sealed record FlowLogPlan
{
    /// <summary>All, Accept or Reject.</summary>
    public required string TrafficType { get; init; }

    /// <summary>Log group that gets the records; null for a bucket.</summary>
    public string? LogGroupName { get; init; }

    /// <summary>Firehose delivery stream that gets the records; null for others.</summary>
    public string? DeliveryStreamArn { get; init; }

    /// <summary>Bucket, with prefix, that gets the files; null for a log group.</summary>
    public string? BucketArn { get; init; }

    /// <summary>Make the bucket when it is not there.</summary>
    public bool CreateBucket { get; init; }

    /// <summary>Name of the bucket; null for a log group.</summary>
    public string? BucketName => BucketArn?.Split(':')[5].Split('/')[0];

    /// <summary>Role that delivers to the log group.</summary>
    public FlowLogRolePlan? Role { get; init; }

    /// <summary>Columns; null for AWS's default.</summary>
    public string? Format { get; init; }

    /// <summary>60 or 600.</summary>
    public int AggregationSeconds { get; init; } = 600;

    /// <summary>plain-text or parquet.</summary>
    public string FileFormat { get; init; } = "plain-text";

    /// <summary>Folders that Hive understands.</summary>
    public bool HivePartitions { get; init; }

    /// <summary>A folder for each hour.</summary>
    public bool HourlyPartitions { get; init; }

    /// <summary>Tags.</summary>
    public IReadOnlyList<(string Key, string Value)> Tags { get; init; } = [];

    /// <summary>The destination, for people.</summary>
    public string DestinationText => LogGroupName is not null ? $"log group {LogGroupName}" : (BucketArn ?? DeliveryStreamArn)!;

    /// <summary>Whether AWS would refuse this one beside the other: the same traffic to the same destination.</summary>
    public bool IsSame(FlowLog other) =>
        other.TrafficType == TrafficType && (LogGroupName is not null ? other.LogGroupName == LogGroupName : other.Destination?.TrimEnd('/') == (BucketArn ?? DeliveryStreamArn)?.TrimEnd('/'));
}
