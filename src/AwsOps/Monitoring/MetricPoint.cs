namespace AwsOps;

/// <summary>A datapoint of a CloudWatch metric.</summary>
public sealed class MetricPoint : AwsResource
{
    internal MetricPoint(Common.AwsConnection aws, DateTime timestamp, double value, string metricName, string statistic, int periodSeconds, string? scalingGroupName, string? instanceId)
        : base(aws)
    {
        Timestamp = timestamp;
        Value = value;
        MetricName = metricName;
        Statistic = statistic;
        PeriodSeconds = periodSeconds;
        ScalingGroupName = scalingGroupName;
        InstanceId = instanceId;
    }

    /// <summary>Start of its period, UTC.</summary>
    public DateTime Timestamp { get; }

    /// <summary>Its value, in the metric's unit.</summary>
    public double Value { get; }

    /// <summary>Metric it is of.</summary>
    public string MetricName { get; }

    /// <summary>Average, Sum, p99…</summary>
    public string Statistic { get; }

    /// <summary>Length of its period in seconds.</summary>
    public int PeriodSeconds { get; }

    /// <summary>Scaling group it is of; null for another resource.</summary>
    public string? ScalingGroupName { get; }

    /// <summary>Instance it is of; null for another resource.</summary>
    public string? InstanceId { get; }
}
