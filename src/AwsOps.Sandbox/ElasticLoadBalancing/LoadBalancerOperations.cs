using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Load balancers. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html</summary>
internal static class LoadBalancerOperations
{
    /// <summary>Of each type, in a region: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html</summary>
    private const int Maximum = 50;

    public static void Register(ElbSimulator simulator)
    {
        simulator.Op("CreateLoadBalancer", Create);
        simulator.Op("DescribeLoadBalancers", List);
        simulator.Op("DeleteLoadBalancer", Delete);
    }

    private static Struct Create(Call call, ElbState elb, Struct request)
    {
        var name = ElbPage.CheckName(request.String("Name"), "Load balancer");
        if (name.StartsWith("internal-", StringComparison.Ordinal))
        {
            throw new AwsError("ValidationError", $"Load balancer name '{name}' cannot begin with 'internal-'");
        }

        var type = request.String("Type") ?? "application";
        if (type == "gateway")
        {
            throw new AwsError("InvalidConfigurationRequest", "The sandbox makes application and network load balancers, not gateway ones.");
        }

        var scheme = request.String("Scheme") ?? "internet-facing";
        var subnets = LoadBalancerNetworkOperations.SubnetsOf(elb, request, type == "application");
        var vpc = subnets[0].Vpc;
        if (scheme == "internet-facing" && elb.Ec2.InternetGateways.All(g => g.Vpc != vpc))
        {
            throw new AwsError("InvalidSubnet", $"VPC {vpc.Id} has no internet gateway");
        }

        var given = request.Strings("SecurityGroups");
        var groups = LoadBalancerNetworkOperations.GroupsOf(elb, vpc, given);
        if (groups.Count == 0 && type == "application")
        {
            groups.Add(elb.Ec2.DefaultGroup(vpc));
        }

        var tags = ElbTagOperations.Parse(request);
        if (elb.LoadBalancers.FirstOrDefault(b => b.Name == name) is { } old)
        {
            // The same again is the same load balancer; anything else under the name is an error.
            return old.Type == type && old.Scheme == scheme && old.Subnets.ToHashSet().SetEquals(subnets)
                && (given.Count == 0 || old.SecurityGroups.ToHashSet().SetEquals(groups))
                && old.Tags.ToHashSet().SetEquals(tags)
                ? Answer(call, old)
                : throw new AwsError("DuplicateLoadBalancerName", $"A load balancer with the same name '{name}' exists, but with different settings");
        }

        if (elb.LoadBalancers.Count(b => b.Type == type) >= Maximum)
        {
            throw new AwsError("TooManyLoadBalancers", "The maximum number of load balancers has been reached");
        }

        var id = call.Ids.Hex(16);
        var isApplication = type == "application";
        var host = isApplication
            ? string.Create(CultureInfo.InvariantCulture, $"{(scheme == "internal" ? "internal-" : string.Empty)}{name}-{100000000 + call.Ids.Next(1900000000)}.{call.Region}.elb.amazonaws.com")
            : $"{name}-{id}.elb.{call.Region}.amazonaws.com";
        var balancer = new LoadBalancer(call.Arn("elasticloadbalancing", $"loadbalancer/{(isApplication ? "app" : "net")}/{name}/{id}"), name, type, call.Now)
        {
            Scheme = scheme,
            DnsName = host,
            Vpc = vpc,
            IpAddressType = request.String("IpAddressType") ?? "ipv4",
            SecurityGroups = groups,
        };
        balancer.Subnets.AddRange(subnets);
        foreach (var (key, value) in AttributeDefaults.Of(balancer))
        {
            balancer.Attributes[key] = value;
        }

        foreach (var (key, value) in tags)
        {
            balancer.Tags[key] = value;
        }

        elb.Add(balancer);
        return Answer(call, balancer);
    }

    private static Struct Answer(Call call, LoadBalancer balancer) => new() { { "LoadBalancers", new List<Struct> { View(call, balancer) } } };

    private static Struct List(Call call, ElbState elb, Struct request)
    {
        var (arns, names) = (request.Strings("LoadBalancerArns"), request.Strings("Names"));
        if (arns.Count > 0 && names.Count > 0)
        {
            throw new AwsError("ValidationError", "Load balancer ARNs and names cannot be specified at the same time");
        }

        IEnumerable<LoadBalancer> chosen = elb.LoadBalancers;
        if (arns.Count > 0)
        {
            chosen = arns.Select(elb.GetLoadBalancer).ToList();
        }
        else if (names.Count > 0)
        {
            chosen = names.Select(n => elb.LoadBalancers.FirstOrDefault(b => b.Name == n)
                ?? throw new AwsError("LoadBalancerNotFound", $"Load balancers '[{n}]' not found")).ToList();
        }

        return ElbPage.Of(request, chosen, "LoadBalancers", b => View(call, b));
    }

    /// <summary>Deleting one that is not there succeeds. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html</summary>
    private static Struct? Delete(Call call, ElbState elb, Struct request)
    {
        var arn = request.String("LoadBalancerArn");
        if (elb.LoadBalancers.FirstOrDefault(b => b.Arn == arn) is { } balancer)
        {
            if (balancer.Attributes["deletion_protection.enabled"] == "true")
            {
                throw new AwsError("OperationNotPermitted", $"Load balancer '{arn}' cannot be deleted because deletion protection is enabled");
            }

            elb.Remove(balancer);
        }

        return [];
    }

    private static Struct View(Call call, LoadBalancer balancer) => new()
    {
        { "LoadBalancerArn", balancer.Arn },
        { "LoadBalancerName", balancer.Name },
        { "DNSName", balancer.DnsName },
        { "CanonicalHostedZoneId", HostedZones.Of(call.Region, balancer.IsApplication) },
        { "CreatedTime", balancer.CreatedTime },
        { "Scheme", balancer.Scheme },
        { "VpcId", balancer.Vpc.Id },
        { "State", new Struct { { "Code", balancer.State } } },
        { "Type", balancer.Type },
        { "IpAddressType", balancer.IpAddressType },
        { "AvailabilityZones", LoadBalancerNetworkOperations.Zones(balancer) },
        { "SecurityGroups", balancer.SecurityGroups.Count == 0 ? null : balancer.SecurityGroups.Select(static g => g.Id).ToList() },
    };
}
