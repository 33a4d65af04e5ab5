using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.ElasticLoadBalancing.Classic;

/// <summary>Subnets and security groups of Classic Load Balancers, which in a VPC are IPv4 only.</summary>
internal static class ClassicNetworkOperations
{
    private const string OfNone = "default_elb_";

    public static void Register(ClassicSimulator simulator)
    {
        simulator.OnBalancer("AttachLoadBalancerToSubnets", static (elb, balancer, request) =>
        {
            var added = Subnets(elb, request.Strings("Subnets")).Except(balancer.Subnets).ToList();
            CheckTogether([.. balancer.Subnets, .. added]);
            CheckSpace(added);
            balancer.Subnets.AddRange(added);
            return Placed(elb, balancer);
        });
        simulator.OnBalancer("DetachLoadBalancerFromSubnets", static (elb, balancer, request) =>
        {
            var ids = request.Strings("Subnets");
            if (balancer.Subnets.TrueForAll(s => ids.Contains(s.Id)))
            {
                throw new AwsError("InvalidConfigurationRequest", "A load balancer must keep at least one subnet");
            }

            balancer.Subnets.RemoveAll(s => ids.Contains(s.Id));
            return Placed(elb, balancer);
        });
        simulator.OnBalancer("ApplySecurityGroupsToLoadBalancer", static (elb, balancer, request) =>
        {
            var groups = GroupsOf(elb, balancer.Vpc, request.Strings("SecurityGroups"));
            balancer.SecurityGroups = groups.Count > 0 ? groups : throw new AwsError("InvalidConfigurationRequest", "A load balancer in a VPC must have at least one security group");
            elb.Place(balancer);
            return new Struct { { "SecurityGroups", groups.Select(static g => g.Id).ToList() } };
        });
    }

    /// <summary>
    /// The subnets of a request: one of each zone, all of one VPC, with at least 8 free addresses. Zones stand for the default subnets.
    /// https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-backend-instances.html#set-up-ec2
    /// </summary>
    public static List<Subnet> SubnetsOf(ClassicState elb, Struct request)
    {
        var (ids, zones) = (request.Strings("Subnets"), request.Strings("AvailabilityZones"));
        if ((ids.Count > 0) == (zones.Count > 0))
        {
            throw new AwsError("ValidationError", ids.Count > 0 ? "Only one of SubnetIds or AvailabilityZones may be specified" : "Either AvailabilityZones or SubnetIds must be specified");
        }

        List<Subnet> subnets = ids.Count > 0
            ? Subnets(elb, ids)
            : [.. zones.Distinct(StringComparer.Ordinal).Select(zone => elb.Ec2.Subnets.FirstOrDefault(s => s.DefaultForAz && s.AvailabilityZone == zone)
                ?? throw new AwsError("ValidationError", $"Invalid Availability Zone(s): {zone} has no default subnet"))];
        CheckTogether(subnets);
        CheckSpace(subnets);
        return subnets;
    }

    /// <summary>The security groups by id, all of the load balancer's VPC.</summary>
    public static List<SecurityGroup> GroupsOf(ClassicState elb, Vpc vpc, IReadOnlyList<string> ids) =>
        [.. ids.Distinct(StringComparer.Ordinal).Select(id => elb.Ec2.SecurityGroups.TryGet(id, out var group) && group.Vpc == vpc
            ? group
            : throw new AwsError("InvalidSecurityGroup", "One or more of the specified security groups do not exist."))];

    /// <summary>
    /// The group of who names none: the default one, but in a default VPC one that Elastic Load Balancing makes once, open at the
    /// ports that the first load balancer listens on.
    /// https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-vpc-security-groups.html
    /// </summary>
    public static SecurityGroup GroupOfNone(ClassicState elb, Vpc vpc, IEnumerable<ClassicListener> listeners)
    {
        if (!vpc.IsDefault)
        {
            return elb.Ec2.DefaultGroup(vpc);
        }

        if (elb.Ec2.SecurityGroups.FirstOrDefault(g => g.Vpc == vpc && g.GroupName.StartsWith(OfNone, StringComparison.Ordinal)) is { } made)
        {
            return made;
        }

        var group = elb.Ec2.MakeSecurityGroup(vpc, OfNone + elb.Scope.Ids.Uuid(), "ELB created security group used when no security group is specified during ELB creation - modifications could impact traffic to future ELBs");
        foreach (var port in listeners.Select(static l => l.Port).Distinct())
        {
            elb.Ec2.AddRule(group, new RuleMatch(IsEgress: false, "tcp", port, port, "0.0.0.0/0", PeerKind.CidrIpv4));
        }

        return group;
    }

    private static Struct Placed(ClassicState elb, ClassicBalancer balancer)
    {
        elb.Place(balancer);
        return new Struct { { "Subnets", balancer.Subnets.Select(static s => s.Id).ToList() } };
    }

    private static List<Subnet> Subnets(ClassicState elb, IReadOnlyList<string> ids) =>
        [.. ids.Distinct(StringComparer.Ordinal).Select(id => elb.Ec2.FindSubnet(id) ?? throw new AwsError("SubnetNotFound", $"The subnet ID '{id}' does not exist"))];

    private static void CheckTogether(List<Subnet> subnets)
    {
        if (subnets.Exists(s => s.Vpc != subnets[0].Vpc))
        {
            throw new AwsError("InvalidSubnet", "All subnets must belong to the same VPC");
        }

        if (subnets.Select(static s => s.AvailabilityZone).Distinct(StringComparer.Ordinal).Count() < subnets.Count)
        {
            throw new AwsError("InvalidConfigurationRequest", "A load balancer cannot be attached to multiple subnets in the same Availability Zone.");
        }
    }

    private static void CheckSpace(List<Subnet> subnets)
    {
        if (subnets.Find(static s => s.AvailableIpAddressCount < 8) is { } full)
        {
            throw new AwsError("InvalidSubnet", $"Not enough IP space available in {full.Id}. ELB requires at least 8 free IP addresses in each subnet.");
        }
    }
}
