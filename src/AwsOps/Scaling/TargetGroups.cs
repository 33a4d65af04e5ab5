using Amazon.ElasticLoadBalancingV2.Model;
using AwsOps.Common;
using AwsOps.Network;
using Ec2 = Amazon.EC2.Model;

namespace AwsOps.Scaling;

/// <summary>Reads target groups and the health of what is behind them.</summary>
internal sealed class TargetGroups(AwsConnection aws)
{
    private const string Kind = "Target group";

    /// <summary>The health of each target of a group.</summary>
    /// <param name="arnOrName">ARN or name of the group.</param>
    /// <param name="stop">Ctrl-C.</param>
    public async Task<IReadOnlyList<TargetHealth>> HealthAsync(string arnOrName, CancellationToken stop)
    {
        var group = await RequireAsync(arnOrName, stop);
        var answer = await aws.LoadBalancing.DescribeTargetHealthAsync(new DescribeTargetHealthRequest { TargetGroupArn = group.TargetGroupArn }, stop);
        List<TargetHealthDescription> targets = [.. answer.TargetHealthDescriptions ?? []];

        // AWS tells the zone of targets that are addresses only; that of an instance is the instance's.
        var zones = await ZonesAsync([.. targets.Where(static target => target.Target.AvailabilityZone is null && target.Target.Id.StartsWith("i-", StringComparison.Ordinal)).Select(static target => target.Target.Id)], stop);
        return [.. targets
            .Select(target => new TargetHealth(aws, group, target, zones.GetValueOrDefault(target.Target.Id)))
            .OrderBy(static target => target.Zone, StringComparer.Ordinal)
            .ThenBy(static target => target.TargetId, StringComparer.Ordinal)
            .ThenBy(static target => target.Port)];
    }

    /// <summary>Those of these target groups that are there.</summary>
    public async Task<IReadOnlyList<TargetGroup>> FindAsync(IReadOnlyList<string> arns, CancellationToken stop)
    {
        try
        {
            return (await aws.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { TargetGroupArns = [.. arns] }, stop)).TargetGroups ?? [];
        }
        catch (TargetGroupNotFoundException)
        {
            // One that is missing makes an error of the whole call, which does not say which one.
            return await Pager.AllAsync<TargetGroup>(
                async (token, cancel) =>
                {
                    var page = await aws.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { Marker = token }, cancel);
                    return (page.TargetGroups, page.NextMarker);
                },
                stop);
        }
    }

    /// <summary>The names in ARNs of target groups, for people.</summary>
    public static string Words(IEnumerable<string> arns) =>
        arns.Select(static arn => Arns.Resource(arn) is { } resource ? resource.Split('/')[1] : arn).ToList() is { Count: > 0 } names ? string.Join('+', names) : "none";

    private async Task<TargetGroup> RequireAsync(string arnOrName, CancellationToken stop)
    {
        var request = arnOrName.StartsWith("arn:", StringComparison.Ordinal)
            ? new DescribeTargetGroupsRequest { TargetGroupArns = [arnOrName] }
            : new DescribeTargetGroupsRequest { Names = [arnOrName] };
        try
        {
            return (await aws.LoadBalancing.DescribeTargetGroupsAsync(request, stop)).TargetGroups is [var group, ..] ? group : throw NotFound(arnOrName);
        }
        catch (TargetGroupNotFoundException)
        {
            throw NotFound(arnOrName);
        }
    }

    private AwsOpsException NotFound(string arnOrName) => AwsOpsException.NotFound(Kind, arnOrName, aws.Where, "Get-LoadBalancer shows the target groups of each load balancer.");

    private async Task<Dictionary<string, string>> ZonesAsync(IReadOnlyList<string> instances, CancellationToken stop)
    {
        var zones = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var chunk in instances.Distinct(StringComparer.Ordinal).Chunk(100))
        {
            var reservations = await Pager.AllAsync<Ec2.Reservation>(
                async (token, cancel) =>
                {
                    // A filter, not InstanceIds: an instance that is gone since is then missing and not an error.
                    var page = await aws.Ec2.DescribeInstancesAsync(new Ec2.DescribeInstancesRequest { Filters = Filters.Of(("instance-id", chunk)), NextToken = token }, cancel);
                    return (page.Reservations, page.NextToken);
                },
                stop);
            foreach (var instance in reservations.SelectMany(static reservation => reservation.Instances ?? []).Where(static instance => instance.Placement?.AvailabilityZone is not null))
            {
                zones[instance.InstanceId] = instance.Placement.AvailabilityZone;
            }
        }

        return zones;
    }
}
