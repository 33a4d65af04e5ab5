using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing.Classic;

/// <summary>Load balancers. https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_CreateLoadBalancer.html</summary>
internal static class ClassicOperations
{
    /// <summary>In a region: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-limits.html</summary>
    private const int Maximum = 20;

    public static void Register(ClassicSimulator simulator)
    {
        simulator.Op("CreateLoadBalancer", Create);
        simulator.Op("DescribeLoadBalancers", List);

        // "If the load balancer does not exist or has already been deleted, the call to DeleteLoadBalancer still succeeds."
        simulator.Op("DeleteLoadBalancer", static (_, elb, request) =>
        {
            if (elb.Find(request.String("LoadBalancerName")!) is { } balancer)
            {
                elb.Remove(balancer);
            }

            return [];
        });
    }

    private static Struct Create(Call call, ClassicState elb, Struct request)
    {
        var name = ElbPage.CheckName(request.String("LoadBalancerName"), "LoadBalancer");
        var listeners = ClassicListenerOperations.Parse(request.Structs("Listeners"));
        if (listeners.Count == 0)
        {
            throw new AwsError("ValidationError", "Listeners cannot be empty");
        }

        var isInternal = request.String("Scheme") switch
        {
            null or "internet-facing" => false,
            "internal" => true,
            var other => throw new AwsError("InvalidScheme", $"'{other}' is not a valid scheme; it is internet-facing or internal"),
        };
        var subnets = ClassicNetworkOperations.SubnetsOf(elb, request);
        var vpc = subnets[0].Vpc;
        if (!isInternal && elb.Ec2.InternetGateways.All(g => g.Vpc != vpc))
        {
            throw new AwsError("InvalidSubnet", $"VPC {vpc.Id} has no internet gateway");
        }

        var given = request.Strings("SecurityGroups");
        var groups = ClassicNetworkOperations.GroupsOf(elb, vpc, given);
        var tags = ElbTagOperations.Parse(request);
        if (elb.Find(name) is { } old)
        {
            // The same again is the same load balancer; anything else under the name is an error.
            return old.IsInternal == isInternal && old.Subnets.ToHashSet().SetEquals(subnets) && old.Listeners.ToHashSet().SetEquals(listeners)
                && (given.Count == 0 || old.SecurityGroups.ToHashSet().SetEquals(groups)) && old.Tags.ToHashSet().SetEquals(tags)
                ? Answer(old)
                : throw new AwsError("DuplicateLoadBalancerName", $"Load Balancer named '{name}' already exists and it is configured with different parameters.");
        }

        if (elb.Balancers.Count >= Maximum)
        {
            throw new AwsError("TooManyLoadBalancers", "The maximum number of load balancers has been reached");
        }

        var balancer = new ClassicBalancer(call.Arn("elasticloadbalancing", $"loadbalancer/{name}"), name, call.Now)
        {
            IsInternal = isInternal,
            DnsName = string.Create(CultureInfo.InvariantCulture, $"{(isInternal ? "internal-" : string.Empty)}{name}-{100000000 + call.Ids.Next(1900000000)}.{call.Region}.elb.amazonaws.com"),
            Vpc = vpc,
            SecurityGroups = groups.Count > 0 ? groups : [ClassicNetworkOperations.GroupOfNone(elb, vpc, listeners)],
            HealthCheck = new(string.Create(CultureInfo.InvariantCulture, $"TCP:{listeners[0].InstancePort}")),
        };
        balancer.Subnets.AddRange(subnets);
        balancer.Listeners.AddRange(listeners);
        foreach (var (key, value) in tags)
        {
            balancer.Tags[key] = value;
        }

        elb.Add(balancer);
        return Answer(balancer);
    }

    private static Struct Answer(ClassicBalancer balancer) => new() { { "DNSName", balancer.DnsName } };

    private static Struct List(Call call, ClassicState elb, Struct request)
    {
        var names = request.Strings("LoadBalancerNames");
        return ElbPage.Of(request, names.Count == 0 ? elb.Balancers : names.Distinct(StringComparer.Ordinal).Select(elb.Get), "LoadBalancerDescriptions", b => View(call, b));
    }

    private static Struct View(Call call, ClassicBalancer balancer) => new()
    {
        { "LoadBalancerName", balancer.Name },
        { "DNSName", balancer.DnsName },
        { "CanonicalHostedZoneName", balancer.IsInternal ? null : balancer.DnsName },
        { "CanonicalHostedZoneNameID", HostedZones.Of(call.Region, isApplication: true) },
        { "ListenerDescriptions", balancer.Listeners.Select(ClassicListenerOperations.View).ToList() },
        {
            "Policies", new Struct
            {
                { "AppCookieStickinessPolicies", new List<Struct>() },
                { "LBCookieStickinessPolicies", new List<Struct>() },
                { "OtherPolicies", balancer.Listeners.Exists(static l => l.IsSecure) ? [ClassicListener.DefaultPolicy] : new List<string>() },
            }
        },
        { "BackendServerDescriptions", new List<Struct>() },
        { "AvailabilityZones", balancer.Subnets.Select(static s => s.AvailabilityZone).ToList() },
        { "Subnets", balancer.Subnets.Select(static s => s.Id).ToList() },
        { "VPCId", balancer.Vpc.Id },
        { "Instances", ClassicInstanceOperations.Ids(balancer) },
        { "HealthCheck", ClassicInstanceOperations.View(balancer.HealthCheck) },
        { "SourceSecurityGroup", new Struct { { "OwnerAlias", call.Account }, { "GroupName", balancer.SecurityGroups[0].GroupName } } },
        { "SecurityGroups", balancer.SecurityGroups.Select(static g => g.Id).ToList() },
        { "CreatedTime", balancer.CreatedTime },
        { "Scheme", balancer.Scheme },
    };
}
