using System.Collections;
using Elb = Amazon.ElasticLoadBalancingV2.Model;

namespace AwsOps;

/// <summary>A load balancer: the address that clients use, in front of the instances of a scaling group.</summary>
public sealed class LoadBalancer : AwsResource
{
    internal LoadBalancer(Common.AwsConnection aws, Elb.LoadBalancer balancer, IEnumerable<string> targetGroups, IDictionary tags)
        : base(aws, Common.Arns.Account(balancer.LoadBalancerArn))
    {
        LoadBalancerName = balancer.LoadBalancerName;
        LoadBalancerArn = balancer.LoadBalancerArn;
        Type = balancer.Type?.Value ?? string.Empty;
        State = balancer.State?.Code?.Value ?? string.Empty;
        StateReason = balancer.State?.Reason;
        Scheme = balancer.Scheme?.Value ?? string.Empty;
        DnsName = balancer.DNSName;
        VpcId = balancer.VpcId;
        TargetGroupArn = (string[])[.. targetGroups];
        SecurityGroupId = (string[])[.. balancer.SecurityGroups ?? []];
        List<Elb.AvailabilityZone> zones = [.. (balancer.AvailabilityZones ?? []).OrderBy(static zone => zone.ZoneName, StringComparer.Ordinal)];
        SubnetId = (string[])[.. zones.Select(static zone => zone.SubnetId)];
        Zone = (string[])[.. zones.Select(static zone => zone.ZoneName)];
        CreatedTime = balancer.CreatedTime?.ToUniversalTime();
        Tag = tags;
    }

    /// <summary>Name of the load balancer.</summary>
    public string LoadBalancerName { get; }

    /// <summary>ARN of the load balancer.</summary>
    public string LoadBalancerArn { get; }

    /// <summary>application, network or gateway.</summary>
    public string Type { get; }

    /// <summary>provisioning, active, active_impaired or failed.</summary>
    public string State { get; }

    /// <summary>Why it is in that state; null when there is nothing to say.</summary>
    public string? StateReason { get; }

    /// <summary>internet-facing or internal.</summary>
    public string Scheme { get; }

    /// <summary>Name that clients connect to.</summary>
    public string? DnsName { get; }

    /// <summary>VPC it stands in.</summary>
    public string VpcId { get; }

    /// <summary>Target groups it forwards to; a scaling group registers its instances with them.</summary>
    public IReadOnlyList<string> TargetGroupArn { get; }

    /// <summary>Its security groups.</summary>
    public IReadOnlyList<string> SecurityGroupId { get; }

    /// <summary>Its subnets, one in each zone.</summary>
    public IReadOnlyList<string> SubnetId { get; }

    /// <summary>Its Availability Zones.</summary>
    public IReadOnlyList<string> Zone { get; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime? CreatedTime { get; }
}
