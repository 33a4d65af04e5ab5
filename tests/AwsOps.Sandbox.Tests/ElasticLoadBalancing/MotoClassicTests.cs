using AwsOps.Tests.Shared;

namespace AwsOps.Sandbox.Tests.ElasticLoadBalancing;

/// <summary>
/// Classic Load Balancers answer as moto's do. Left out is where moto 5.2.1 differs from AWS's reference: it has one listener's
/// protocol for both sides, no check of names, zones, schemes or certificates, no default health check or hosted zone, no states
/// but two, a default name's end of another region, ten tags, and it takes the same request again for an error.
/// </summary>
[Collection(nameof(MotoServer))] // one server for all, and each empties it
public sealed class MotoClassicTests(MotoServer moto)
{
    private static readonly string[] Invented =
    [
        "DNSName", "CanonicalHostedZoneName", "CanonicalHostedZoneNameID", "CreatedTime", "OwnerAlias", "GroupName",
        "Target", "Interval", "Timeout", "UnhealthyThreshold", "HealthyThreshold",
    ];

    [Fact]
    public async Task Load_balancers_listeners_and_tags()
    {
        const string Http = "Listeners.member.1.Protocol=HTTP&Listeners.member.1.LoadBalancerPort=80&Listeners.member.1.InstancePort=8080";
        using var both = new TwoBackends(moto, "elasticloadbalancing", "2012-06-01", Invented);
        await both.SameAsync(
        [
            $"CreateLoadBalancer LoadBalancerName=old&AvailabilityZones.member.1=eu-west-1a&AvailabilityZones.member.2=eu-west-1b&{Http}&Tags.member.1.Key=team&Tags.member.1.Value=net",
            "CreateLoadBalancer LoadBalancerName=old&AvailabilityZones.member.1=eu-west-1a&Listeners.member.1.Protocol=TCP&Listeners.member.1.LoadBalancerPort=25&Listeners.member.1.InstancePort=25",
            $"CreateLoadBalancer LoadBalancerName=inside&Scheme=internal&AvailabilityZones.member.1=eu-west-1c&{Http}",
            "DescribeLoadBalancers LoadBalancerNames.member.1=inside",
            "DescribeLoadBalancers LoadBalancerNames.member.1=old",
            "DescribeLoadBalancers LoadBalancerNames.member.1=none",
            "CreateLoadBalancerListeners LoadBalancerName=old&Listeners.member.1.Protocol=tcp&Listeners.member.1.LoadBalancerPort=25&Listeners.member.1.InstancePort=2525",
            "CreateLoadBalancerListeners LoadBalancerName=old&Listeners.member.1.Protocol=TCP&Listeners.member.1.LoadBalancerPort=25&Listeners.member.1.InstancePort=2526",
            "DescribeLoadBalancers LoadBalancerNames.member.1=old",
            "DeleteLoadBalancerListeners LoadBalancerName=old&LoadBalancerPorts.member.1=25",
            "ConfigureHealthCheck LoadBalancerName=old&HealthCheck.Target=HTTP:80/ping&HealthCheck.Interval=20&HealthCheck.Timeout=4&HealthCheck.UnhealthyThreshold=3&HealthCheck.HealthyThreshold=4",
            "ConfigureHealthCheck LoadBalancerName=old&HealthCheck.Target=UDP:80&HealthCheck.Interval=20&HealthCheck.Timeout=4&HealthCheck.UnhealthyThreshold=3&HealthCheck.HealthyThreshold=4",
            "AddTags LoadBalancerNames.member.1=old&Tags.member.1.Key=env&Tags.member.1.Value=test",
            "AddTags LoadBalancerNames.member.1=old&Tags.member.1.Key=a&Tags.member.1.Value=1&Tags.member.2.Key=a&Tags.member.2.Value=2",
            "RemoveTags LoadBalancerNames.member.1=old&Tags.member.1.Key=team",
            "DescribeTags LoadBalancerNames.member.1=old",
            "DescribeTags LoadBalancerNames.member.1=none",
            "DescribeInstanceHealth LoadBalancerName=none",
            "DeleteLoadBalancer LoadBalancerName=inside",
            "DeleteLoadBalancer LoadBalancerName=inside",
            "DeleteLoadBalancer LoadBalancerName=old",
            "DescribeLoadBalancers",
        ]);
    }
}
