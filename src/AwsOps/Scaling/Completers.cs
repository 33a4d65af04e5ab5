using Amazon.AutoScaling.Model;
using Amazon.EC2.Model;
using Amazon.ElasticLoadBalancingV2.Model;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Completes names of launch templates.</summary>
public sealed class LaunchTemplateNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.Ec2.DescribeLaunchTemplatesAsync(new DescribeLaunchTemplatesRequest(), stop);
        return [.. (page.LaunchTemplates ?? []).Select(static template => (template.LaunchTemplateName, $"{template.LaunchTemplateId}, {template.LatestVersionNumber} version(s)"))];
    }
}

/// <summary>Completes instance types offered in the region.</summary>
public sealed class InstanceTypeCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var offers = await Pager.AllAsync<InstanceTypeOffering>(
            async (token, cancel) =>
            {
                var page = await aws.Ec2.DescribeInstanceTypeOfferingsAsync(new DescribeInstanceTypeOfferingsRequest { NextToken = token }, cancel);
                return (page.InstanceTypeOfferings, page.NextToken);
            },
            stop);
        return [.. offers.Select(static offer => (offer.InstanceType.Value, "Offered in the region"))];
    }
}

/// <summary>Completes names of Auto Scaling groups.</summary>
public sealed class ScalingGroupNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.AutoScaling.DescribeAutoScalingGroupsAsync(new DescribeAutoScalingGroupsRequest { MaxRecords = 100 }, stop);
        return [.. (page.AutoScalingGroups ?? []).Select(static group => (group.AutoScalingGroupName, $"{group.Instances?.Count ?? 0} instance(s), {group.MinSize} to {group.MaxSize}"))];
    }
}

/// <summary>Completes names of scaling policies.</summary>
public sealed class ScalingPolicyNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.AutoScaling.DescribePoliciesAsync(new DescribePoliciesRequest(), stop);
        return [.. (page.ScalingPolicies ?? []).Select(static policy => (policy.PolicyName, $"{policy.PolicyType} of {policy.AutoScalingGroupName}")).Distinct()];
    }
}

/// <summary>Completes names of scheduled actions.</summary>
public sealed class ScalingScheduleNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.AutoScaling.DescribeScheduledActionsAsync(new DescribeScheduledActionsRequest(), stop);
        return [.. (page.ScheduledUpdateGroupActions ?? []).Select(static action => (action.ScheduledActionName, $"{action.Recurrence ?? "once"} of {action.AutoScalingGroupName}")).Distinct()];
    }
}

/// <summary>Completes IANA time zones.</summary>
public sealed class TimeZoneCompleter : Completer
{
    private protected override IReadOnlyList<(string Value, string Tip)> Candidates(System.Collections.IDictionary bound) =>
        [.. TimeZoneInfo.GetSystemTimeZones().Where(static zone => zone.HasIanaId).Select(static zone => (zone.Id, zone.DisplayName))];
}

/// <summary>Completes names of load balancers.</summary>
public sealed class LoadBalancerNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.LoadBalancing.DescribeLoadBalancersAsync(new Amazon.ElasticLoadBalancingV2.Model.DescribeLoadBalancersRequest(), stop);
        return [.. (page.LoadBalancers ?? []).Select(static balancer => (balancer.LoadBalancerName, $"{balancer.Scheme}, {balancer.State?.Code}"))];
    }
}

/// <summary>Completes names of target groups.</summary>
public sealed class TargetGroupNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest(), stop);
        return [.. (page.TargetGroups ?? []).Select(static group => (group.TargetGroupName, $"{group.Protocol} {group.Port}, {group.VpcId}"))];
    }
}
