using System.Globalization;
using Ec2 = Amazon.EC2.Model;

namespace AwsOps;

/// <summary>A flow log: records of the traffic at the interfaces of a VPC, a subnet, or one interface.</summary>
public sealed class FlowLog : AwsResource
{
    internal FlowLog(Common.AwsConnection aws, Ec2.FlowLog log)
        : base(aws)
    {
        FlowLogId = log.FlowLogId;
        ResourceId = log.ResourceId;
        TrafficType = CultureInfo.InvariantCulture.TextInfo.ToTitleCase((log.TrafficType?.Value ?? "ALL").ToLowerInvariant());
        DestinationType = log.LogDestinationType?.Value ?? "cloud-watch-logs";
        Destination = log.LogDestination;
        LogGroupName = log.LogGroupName ?? (DestinationType == "cloud-watch-logs" ? log.LogDestination?.Split(':', 7)[^1] : null);
        S3Uri = DestinationType == "s3" && log.LogDestination is { } arn ? "s3://" + arn[(arn.LastIndexOf(':') + 1)..] : null;
        RoleArn = log.DeliverLogsPermissionArn;
        Format = log.LogFormat ?? Engine.FlowLogs.FlowLogFormat.Default.ToString();
        AggregationSeconds = log.MaxAggregationInterval ?? 600;
        FileFormat = log.DestinationOptions?.FileFormat?.Value;
        Status = log.FlowLogStatus ?? "ACTIVE";
        DeliveryStatus = log.DeliverLogsStatus;
        DeliveryError = log.DeliverLogsErrorMessage;
        CreatedTime = log.CreationTime?.ToUniversalTime();
        Tag = Common.Tags.From(log.Tags, static tag => tag.Key, static tag => tag.Value);
    }

    /// <summary>Id of the flow log, <c>fl-…</c>.</summary>
    public string FlowLogId { get; }

    /// <summary>What is watched: a VPC, a subnet or an interface.</summary>
    public string ResourceId { get; }

    /// <summary>All, Accept or Reject.</summary>
    public string TrafficType { get; }

    /// <summary><c>cloud-watch-logs</c>, <c>s3</c> or <c>kinesis-data-firehose</c>.</summary>
    public string DestinationType { get; }

    /// <summary>ARN of the destination; null when AWS names only the log group.</summary>
    public string? Destination { get; }

    /// <summary>Log group that gets the records; null for other destinations.</summary>
    public string? LogGroupName { get; }

    /// <summary>Bucket and prefix that get the files, <c>s3://…</c>; null for other destinations.</summary>
    public string? S3Uri { get; }

    /// <summary>Role that delivers; null when none is needed.</summary>
    public string? RoleArn { get; }

    /// <summary>Columns of the records, as AWS writes them.</summary>
    public string Format { get; }

    /// <summary>Longest time that one record covers: 60 or 600 seconds. Nitro-based instances have 60 whatever is set.</summary>
    public int AggregationSeconds { get; }

    /// <summary><c>plain-text</c> or <c>parquet</c>; null when records go to a log group.</summary>
    public string? FileFormat { get; }

    /// <summary>State of the flow log: ACTIVE.</summary>
    public string Status { get; }

    /// <summary>SUCCESS or FAILED; null before the first delivery.</summary>
    public string? DeliveryStatus { get; }

    /// <summary>Why delivery fails: Access error, Rate limited, Unknown error; null when it does not.</summary>
    public string? DeliveryError { get; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime? CreatedTime { get; }

    /// <inheritdoc/>
    public override string ToString() => FlowLogId;
}
