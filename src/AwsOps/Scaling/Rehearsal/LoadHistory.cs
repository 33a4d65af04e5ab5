using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using AwsOps.Common;
using AwsOps.Engine.Scaling;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>
/// The load of a group by the hour before a replay begins, from the metrics that predictive scaling learns from: "the previous 14 days".
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-predictive-scaling.html
/// </summary>
[IamAction("cloudwatch:GetMetricData")]
internal static class LoadHistory
{
    private const int Day = 24;
    private const int Week = 7 * Day;

    /// <summary>Reads the hours up to the one that a replay begins in, in requests per second; empty when there are none.</summary>
    /// <param name="aws">The connection.</param>
    /// <param name="described">The group.</param>
    /// <param name="policy">The policy that learns from them.</param>
    /// <param name="load">What an instance serves: turns CPU into requests.</param>
    /// <param name="start">Start of the replay, UTC.</param>
    /// <param name="stop">Ctrl-C.</param>
    public static async Task<IReadOnlyList<double>> ReadAsync(AwsConnection aws, GroupDescription described, PredictivePolicy policy, LoadModel load, DateTime start, CancellationToken stop)
    {
        var (first, now) = (RehearsalCmdlet.Hour(start), RehearsalCmdlet.Hour(aws.UtcNow));
        var end = first < now ? first : now;
        var isCpu = policy.Metric == ScalingMetric.CpuUtilization;
        if ((isCpu ? Cpu(described) : Requests(described)) is not { } metric)
        {
            return [];
        }

        var (sums, counts) = (new SortedList<DateTime, double>(), new SortedList<DateTime, double>());
        var results = Pager.PagesAsync<MetricDataResult>(
            async (token, cancel) =>
            {
                var page = await aws.CloudWatch.GetMetricDataAsync(new GetMetricDataRequest { MetricDataQueries = [Query("sum", metric, "Sum"), Query("count", metric, "SampleCount")], StartTime = end.AddHours(-SeasonalForecast.MaxHistoryHours), EndTime = end, NextToken = token, ScanBy = ScanBy.TimestampAscending }, cancel);
                return (page.MetricDataResults, page.NextToken);
            },
            stop);
        await foreach (var result in results)
        {
            var hours = result.Id == "sum" ? sums : counts;
            for (var i = 0; i < (result.Timestamps?.Count ?? 0); i++)
            {
                hours[result.Timestamps![i].ToUniversalTime()] = result.Values[i];
            }
        }

        if (sums.Count == 0)
        {
            return [];
        }

        var history = new List<double>();
        var samples = load.IsBasicMonitoring ? 12.0 : 60;
        for (var hour = sums.Keys[0]; hour < end; hour = hour.AddHours(1))
        {
            var sum = sums.GetValueOrDefault(hour);
            // CPU, of all instances together: what is above idling serves requests.
            history.Add(isCpu
                ? Math.Max(0, (sum - (load.IdleCpuPercent * counts.GetValueOrDefault(hour))) / samples / (100 - load.IdleCpuPercent) * load.CapacityPerInstance)
                : sum / 3600);
        }

        Extend(history, (int)(first - end).TotalHours);
        return history;
    }

    /// <summary>Hours that are still to come before a replay: as a week earlier, else as a day earlier, else as the last one.</summary>
    internal static void Extend(List<double> history, int hours)
    {
        for (var i = 0; i < hours; i++)
        {
            history.Add(history[^Math.Min(history.Count, history.Count >= Week ? Week : history.Count >= Day ? Day : 1)]);
        }
    }

    private static MetricDataQuery Query(string id, Amazon.CloudWatch.Model.Metric metric, string statistic) => new() { Id = id, MetricStat = new MetricStat { Metric = metric, Period = 3600, Stat = statistic } };

    private static Amazon.CloudWatch.Model.Metric Cpu(GroupDescription described) => new()
    {
        Namespace = "AWS/EC2",
        MetricName = "CPUUtilization",
        Dimensions = [new() { Name = "AutoScalingGroupName", Value = described.Group.AutoScalingGroupName }],
    };

    // app/my-alb/778d41231b141a0f/targetgroup/my-alb-target-group/943f017f100becff
    private static Amazon.CloudWatch.Model.Metric? Requests(GroupDescription described)
    {
        var label = described.Policies.Select(static policy => policy.TargetTrackingConfiguration?.PredefinedMetricSpecification?.ResourceLabel
            ?? policy.PredictiveScalingConfiguration?.MetricSpecifications?.FirstOrDefault()?.PredefinedMetricPairSpecification?.ResourceLabel).FirstOrDefault(static label => label is not null);
        return label?.IndexOf("/targetgroup/", StringComparison.Ordinal) is not { } at || at < 0 ? null : new()
        {
            Namespace = "AWS/ApplicationELB",
            MetricName = "RequestCount",
            Dimensions = [new() { Name = "TargetGroup", Value = label[(at + 1)..] }, new() { Name = "LoadBalancer", Value = label[..at] }],
        };
    }
}
