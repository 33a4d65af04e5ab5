using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing;

/// <summary>Subnets, security groups and address type of load balancers.</summary>
internal static class LoadBalancerNetworkOperations
{
    public static void Register(ElbSimulator simulator)
    {
        simulator.Op("SetSubnets", SetSubnets);
        simulator.Op("SetSecurityGroups", SetSecurityGroups);
        simulator.Op("SetIpAddressType", static (call, elb, request) =>
        {
            var balancer = elb.GetLoadBalancer(request.String("LoadBalancerArn")!);
            var type = request.String("IpAddressType")!;
            if (type != "ipv4")
            {
                throw new AwsError("InvalidSubnet", $"You must specify subnets with an associated IPv6 CIDR block; the sandbox has none, so '{type}' is not possible.");
            }

            balancer.IpAddressType = type;
            return new Struct { { "IpAddressType", type } };
        });
    }

    /// <summary>
    /// The subnets of a request: one of each zone, all of one VPC, with at least 8 free addresses; an Application Load Balancer needs two.
    /// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
    /// </summary>
    public static List<Subnet> SubnetsOf(ElbState elb, Struct request, bool isApplication, ICollection<Subnet>? current = null)
    {
        var ids = request.Strings("Subnets");
        var mappings = request.Structs("SubnetMappings");
        if ((ids.Count > 0) == (mappings.Count > 0))
        {
            throw new AwsError("ValidationError", ids.Count > 0
                ? "Only one of subnets and subnet mappings can be specified"
                : "At least one subnet must be specified");
        }

        if (mappings.Count > 0)
        {
            if (isApplication && mappings.Any(static m => m.Has("AllocationId")))
            {
                throw new AwsError("InvalidConfigurationRequest", "Elastic IP addresses are not supported for load balancers with type 'application'");
            }

            ids = [.. mappings.Select(static m => m.String("SubnetId")).OfType<string>()];
        }

        var subnets = new List<Subnet>();
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            subnets.Add(elb.Ec2.FindSubnet(id) ?? throw new AwsError("SubnetNotFound", $"The subnet ID '{id}' does not exist"));
        }

        if (subnets.Find(s => s.Vpc != subnets[0].Vpc) is not null)
        {
            throw new AwsError("InvalidSubnet", "All subnets must belong to the same VPC: " + string.Join(", ", subnets.Select(static s => $"'{s.VpcId}'").Distinct()));
        }

        if (subnets.GroupBy(static s => s.AvailabilityZone).FirstOrDefault(static g => g.Count() > 1) is { } zone)
        {
            throw new AwsError("InvalidConfigurationRequest", $"A load balancer cannot be attached to multiple subnets in the same Availability Zone ({zone.Key}: {string.Join(", ", zone.Select(static s => s.Id))})");
        }

        if (isApplication && subnets.Count < 2)
        {
            throw new AwsError("ValidationError", "At least two subnets in two different Availability Zones must be specified");
        }

        return subnets.Find(s => s.AvailableIpAddressCount < 8 && current?.Contains(s) != true) is { } full
            ? throw new AwsError("InvalidSubnet", $"Not enough IP space available in {full.Id}. ELB requires at least 8 free IP addresses in each subnet.")
            : subnets;
    }

    /// <summary>The security groups by id, all of the load balancer's VPC.</summary>
    public static List<SecurityGroup> GroupsOf(ElbState elb, Vpc vpc, IReadOnlyList<string> ids)
    {
        var groups = new List<SecurityGroup>();
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            if (!elb.Ec2.SecurityGroups.TryGet(id, out var group))
            {
                throw new AwsError("InvalidSecurityGroup", $"The security group '{id}' does not exist");
            }

            groups.Add(group.Vpc == vpc
                ? group
                : throw new AwsError("InvalidConfigurationRequest", $"One or more security groups are invalid: '{id}' belongs to {group.VpcId}, the load balancer to {vpc.Id}"));
        }

        return groups;
    }

    public static List<Struct> Zones(LoadBalancer balancer) =>
    [
        .. balancer.Subnets.Select(static s => new Struct
        {
            { "ZoneName", s.AvailabilityZone },
            { "SubnetId", s.Id },
            { "LoadBalancerAddresses", new List<Struct>() },
        }),
    ];

    private static Struct SetSubnets(Call call, ElbState elb, Struct request)
    {
        var balancer = elb.GetLoadBalancer(request.String("LoadBalancerArn")!);
        var subnets = SubnetsOf(elb, request, balancer.IsApplication, balancer.Subnets);
        if (subnets[0].Vpc != balancer.Vpc)
        {
            throw new AwsError("InvalidSubnet", $"The subnets belong to {subnets[0].VpcId}, the load balancer to {balancer.Vpc.Id}");
        }

        balancer.Subnets.Clear();
        balancer.Subnets.AddRange(subnets);
        elb.PlaceInterfaces(balancer);
        elb.CheckTargetsOf(balancer);
        return new Struct { { "AvailabilityZones", Zones(balancer) }, { "IpAddressType", balancer.IpAddressType } };
    }

    private static Struct SetSecurityGroups(Call call, ElbState elb, Struct request)
    {
        var balancer = elb.GetLoadBalancer(request.String("LoadBalancerArn")!);
        var ids = request.Strings("SecurityGroups");
        if (ids.Count == 0 && balancer.IsApplication)
        {
            throw new AwsError("ValidationError", "At least one security group must be specified");
        }

        // "You can't … associate a security group with a Network Load Balancer that was created without one."
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
        if (!balancer.IsApplication && balancer.SecurityGroups.Count == 0 && ids.Count > 0)
        {
            throw new AwsError("InvalidConfigurationRequest", "Security groups cannot be added to a Network Load Balancer that was created without security groups");
        }

        balancer.SecurityGroups = GroupsOf(elb, balancer.Vpc, ids);
        elb.PlaceInterfaces(balancer);
        return new Struct { { "SecurityGroupIds", balancer.SecurityGroups.Select(static g => g.Id).ToList() } };
    }
}
