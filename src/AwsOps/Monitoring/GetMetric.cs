using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Amazon.ElasticLoadBalancingV2.Model;
using AwsOps.Common;
using AwsOps.Scaling;

namespace AwsOps.Monitoring;

/// <summary>Reads datapoints of a CloudWatch metric, the oldest first.</summary>
/// <remarks>
/// <para>Of a scaling group, an instance, or whatever -Dimension says. Metrics of the load balancer before a group (RequestCount, TargetResponseTime…) are found through its target group.</para>
/// <para>CloudWatch keeps datapoints of a minute for 15 days, of five minutes for 63, of an hour for 455.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait; $group | Set-SandboxLoad -RequestsPerSecond 120 -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 10; Get-Metric CPUUtilization -ScalingGroupName shop</code>
/// <para>The group's average CPU by the minute.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $balancer = New-LoadBalancer shop -Wait; $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -TargetGroupArn $balancer.TargetGroupArn -Wait; $group | Set-SandboxLoad -RequestsPerSecond 120 -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 30; $group | Get-Metric RequestCount | Test-ScalingPolicy -MinSize 1 -MaxSize 10 -TargetCpu 70 -CapacityPerInstance 100</code>
/// <para>Replays what came to the group against another target.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html">GetMetricData</seealso>
[Cmdlet(VerbsCommon.Get, "Metric")]
[OutputType(typeof(MetricPoint))]
[IamAction("autoscaling:DescribeAutoScalingGroups", "cloudwatch:GetMetricData", "elasticloadbalancing:DescribeTargetGroups")]
public sealed class GetMetricCommand : AwsCmdlet
{
    private static readonly string[] LoadBalancerMetrics = ["RequestCount", "RequestCountPerTarget", "TargetResponseTime", "HealthyHostCount", "UnHealthyHostCount", "HTTPCode_Target_2XX_Count", "HTTPCode_Target_5XX_Count"];

    /// <summary>Name of the metric, e.g. CPUUtilization.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(MetricNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string MetricName { get; set; } = null!;

    /// <summary>Group that the metric is of.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ScalingGroupName { get; set; }

    /// <summary>Instance that the metric is of.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateFormat("^i-[0-9a-f]{8,17}$", "-InstanceId '{0}' is not the id of an instance; it looks like i-0123456789abcdef0.")]
    public string? InstanceId { get; set; }

    /// <summary>Dimensions of the metric, by name.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Dimension { get; set; }

    /// <summary>Namespace of the metric. Without it AWS/EC2, AWS/ApplicationELB or AWS/AutoScaling, by the metric's name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Namespace { get; set; }

    /// <summary>Average, Sum, Minimum, Maximum, SampleCount, or a percentile such as p99.9. Without it Sum for counts, else Average.</summary>
    [Parameter]
    [ValidateFormat(@"^(Average|Sum|Minimum|Maximum|SampleCount|p(100|[0-9]{1,2}(\.[0-9]+)?))$", "-Statistic '{0}' is not known; use Average, Sum, Minimum, Maximum, SampleCount or a percentile such as p99.9.")]
    public string? Statistic { get; set; }

    /// <summary>Length of a period in seconds: 1, 5, 10, 20, 30, or a multiple of 60.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    public int PeriodSeconds { get; set; } = 60;

    /// <summary>From when. A time without a zone is UTC. Without it the last three hours.</summary>
    [Parameter]
    public DateTime? From { get; set; }

    /// <summary>Until when. A time without a zone is UTC. Without it now.</summary>
    [Parameter]
    public DateTime? To { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => ScalingGroupName ?? InstanceId ?? MetricName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        if (PeriodSeconds is not (1 or 5 or 10 or 20 or 30) && PeriodSeconds % 60 != 0)
        {
            throw AwsOpsException.BadArgument(nameof(PeriodSeconds), PeriodSeconds, "CloudWatch has no such period;", "use 1, 5, 10, 20, 30 or a multiple of 60.");
        }

        var to = To is { } end ? Utc(end) : aws.UtcNow;
        var from = From is { } begin ? Utc(begin) : to.AddHours(-3);
        if (from >= to)
        {
            throw AwsOpsException.BadArgument(nameof(From), from.ToString("u", CultureInfo.InvariantCulture), "it must be before", $"-To ({to:u}).");
        }

        var (space, dimensions) = await WhereAsync(aws);
        var statistic = Statistic ?? (MetricName.EndsWith("Count", StringComparison.Ordinal) && !MetricName.EndsWith("HostCount", StringComparison.Ordinal) || MetricName == "RequestCountPerTarget" ? "Sum" : "Average");
        var query = new MetricDataQuery
        {
            Id = "m0",
            MetricStat = new MetricStat { Metric = new Metric { Namespace = space, MetricName = MetricName, Dimensions = dimensions }, Period = PeriodSeconds, Stat = statistic },
        };
        var results = Pager.PagesAsync<MetricDataResult>(
            async (token, cancel) =>
            {
                var page = await aws.CloudWatch.GetMetricDataAsync(new GetMetricDataRequest { MetricDataQueries = [query], StartTime = from, EndTime = to, NextToken = token, ScanBy = ScanBy.TimestampAscending }, cancel);
                return (page.MetricDataResults, page.NextToken);
            },
            StopToken);
        await foreach (var result in results)
        {
            for (var i = 0; i < (result.Timestamps?.Count ?? 0); i++)
            {
                WriteObject(new MetricPoint(aws, result.Timestamps![i].ToUniversalTime(), result.Values[i], MetricName, statistic, PeriodSeconds, ScalingGroupName, InstanceId));
            }
        }
    }

    private static DateTime Utc(DateTime time) => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc);

    private async Task<(string Namespace, List<Dimension> Dimensions)> WhereAsync(AwsConnection aws)
    {
        var dimensions = (Dimension ?? []).Cast<DictionaryEntry>().Select(static entry => new Dimension { Name = entry.Key.ToString(), Value = entry.Value?.ToString() }).OrderBy(static dimension => dimension.Name, StringComparer.Ordinal).ToList();
        if (InstanceId is not null)
        {
            dimensions.Add(new Dimension { Name = "InstanceId", Value = InstanceId });
            return (Namespace ?? "AWS/EC2", dimensions);
        }

        if (ScalingGroupName is null)
        {
            return (Namespace ?? "AWS/EC2", dimensions);
        }

        var group = await new ScalingGroups(aws, Changes).RequireAsync(ScalingGroupName, StopToken);
        if (Namespace == "AWS/ApplicationELB" || (Namespace is null && LoadBalancerMetrics.Contains(MetricName, StringComparer.Ordinal)))
        {
            dimensions.AddRange(await BalancerAsync(aws, group));
            return ("AWS/ApplicationELB", dimensions);
        }

        dimensions.Add(new Dimension { Name = "AutoScalingGroupName", Value = ScalingGroupName });
        return (Namespace ?? (MetricName.StartsWith("Group", StringComparison.Ordinal) || MetricName.StartsWith("WarmPool", StringComparison.Ordinal) ? "AWS/AutoScaling" : "AWS/EC2"), dimensions);
    }

    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
    private async Task<IEnumerable<Dimension>> BalancerAsync(AwsConnection aws, ScalingGroup group)
    {
        if (group.TargetGroupArn.Count == 0)
        {
            throw AwsOpsException.BadArgument(nameof(MetricName), MetricName, $"group '{group.ScalingGroupName}' has no target group to read it from.", "Use a metric of its instances, such as CPUUtilization.");
        }

        var targets = (await aws.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { TargetGroupArns = [group.TargetGroupArn[0]] }, StopToken)).TargetGroups ?? [];
        var balancer = targets.SelectMany(static target => target.LoadBalancerArns ?? []).FirstOrDefault(static arn => arn.Contains(":loadbalancer/app/", StringComparison.Ordinal))
            ?? throw AwsOpsException.BadArgument(nameof(MetricName), MetricName, $"target group {group.TargetGroupArn[0]} hangs on no application load balancer.", "Add a listener to it.");
        return
        [
            new Dimension { Name = "TargetGroup", Value = Arns.Resource(group.TargetGroupArn[0]) },
            new Dimension { Name = "LoadBalancer", Value = balancer[(balancer.IndexOf("loadbalancer/", StringComparison.Ordinal) + "loadbalancer/".Length)..] },
        ];
    }
}
