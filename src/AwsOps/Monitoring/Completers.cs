using Amazon.CloudWatch.Model;
using Amazon.SimpleNotificationService.Model;
using AwsOps.Common;

namespace AwsOps.Monitoring;

/// <summary>Completes names of alarms.</summary>
public sealed class AlarmNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.CloudWatch.DescribeAlarmsAsync(new DescribeAlarmsRequest { AlarmTypes = ["MetricAlarm"], MaxRecords = 100 }, stop);
        return [.. (page.MetricAlarms ?? []).Select(static alarm => (alarm.AlarmName, $"{alarm.StateValue}: {alarm.MetricName}"))];
    }
}

/// <summary>Completes names of topics.</summary>
public sealed class TopicNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.Sns.ListTopicsAsync(new ListTopicsRequest(), stop);
        return [.. (page.Topics ?? []).Select(static topic => (Arns.Resource(topic.TopicArn) ?? topic.TopicArn, topic.TopicArn))];
    }
}

/// <summary>Completes names of metrics.</summary>
public sealed class MetricNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var page = await aws.CloudWatch.ListMetricsAsync(new ListMetricsRequest(), stop);
        return [.. (page.Metrics ?? []).DistinctBy(static metric => (metric.Namespace, metric.MetricName)).Select(static metric => (metric.MetricName, metric.Namespace))];
    }
}
