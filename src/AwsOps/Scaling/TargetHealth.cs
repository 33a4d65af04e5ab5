using Amazon.ElasticLoadBalancingV2.Model;

namespace AwsOps;

/// <summary>How a load balancer judges one of its targets.</summary>
public sealed class TargetHealth : AwsResource
{
    internal TargetHealth(Common.AwsConnection aws, TargetGroup group, TargetHealthDescription target, string? zone)
        : base(aws, Common.Arns.Account(group.TargetGroupArn))
    {
        TargetGroupArn = group.TargetGroupArn;
        TargetGroupName = group.TargetGroupName;
        TargetId = target.Target.Id;
        InstanceId = target.Target.Id.StartsWith("i-", StringComparison.Ordinal) ? target.Target.Id : null;
        Port = target.Target.Port ?? group.Port;
        Zone = target.Target.AvailabilityZone ?? zone;
        State = target.TargetHealth?.State?.Value ?? string.Empty;
        Reason = target.TargetHealth?.Reason?.Value;
        Description = target.TargetHealth?.Description;
    }

    /// <summary>ARN of the target group.</summary>
    public string TargetGroupArn { get; }

    /// <summary>Name of the target group.</summary>
    public string TargetGroupName { get; }

    /// <summary>The target: an instance id, an IP address, or the ARN of a function or load balancer.</summary>
    public string TargetId { get; }

    /// <summary>Instance id; null for other kinds of targets.</summary>
    public string? InstanceId { get; }

    /// <summary>Port it gets requests on; null for functions.</summary>
    public int? Port { get; }

    /// <summary>Its Availability Zone; null when AWS does not tell.</summary>
    public string? Zone { get; }

    /// <summary>initial, healthy, unhealthy, unused, draining or unavailable.</summary>
    public string State { get; }

    /// <summary>AWS's code for why it is not healthy, e.g. Target.Timeout; null when healthy.</summary>
    public string? Reason { get; }

    /// <summary>Why, in AWS's words; null when healthy.</summary>
    public string? Description { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{TargetId} {State}";
}
