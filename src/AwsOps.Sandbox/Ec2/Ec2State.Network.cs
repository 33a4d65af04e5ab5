using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

internal sealed partial class Ec2State
{
    public ResourceTable<RouteTable> RouteTables { get; } = new("rtb", "InvalidRouteTableID.NotFound", "The routeTable ID '{0}' does not exist");

    public ResourceTable<InternetGateway> InternetGateways { get; } =
        new("igw", "InvalidInternetGatewayID.NotFound", "The internetGateway ID '{0}' does not exist");

    public ResourceTable<NetworkAcl> NetworkAcls { get; } = new("acl", "InvalidNetworkAclID.NotFound", "The networkAcl ID '{0}' does not exist");

    /// <summary>
    /// A VPC with what EC2 makes along with it: a main route table with the local route, a network ACL that allows everything,
    /// and a default security group.
    /// https://docs.aws.amazon.com/vpc/latest/userguide/create-vpc.html
    /// </summary>
    public Vpc MakeVpc(Cidr block, bool isDefault = false, string tenancy = "default")
    {
        var vpc = Vpcs.Add(new Vpc(Scope.Ids.Ec2("vpc"), block) { IsDefault = isDefault, EnableDnsHostnames = isDefault, InstanceTenancy = tenancy });
        vpc.CidrBlocks.Add((Scope.Ids.Ec2("vpc-cidr-assoc"), block));
        MakeRouteTable(vpc).Associations.Add(new RouteTableAssociation(Scope.Ids.Ec2("rtbassoc"), Main: true, SubnetId: null));
        var acl = MakeNetworkAcl(vpc, isDefault: true);
        foreach (var egress in (ReadOnlySpan<bool>)[false, true])
        {
            acl.Entries.Add(new NetworkAclEntry(egress, 100, "-1", Allow: true, new Cidr(0, 0, IsIpv6: false)));
        }

        var group = MakeSecurityGroup(vpc, "default", "default VPC security group");
        AddRule(group, new RuleMatch(IsEgress: false, "-1", -1, -1, group.Id, PeerKind.Group));
        return vpc;
    }

    /// <summary>A subnet, under the VPC's default network ACL.</summary>
    public Subnet MakeSubnet(Vpc vpc, Cidr block, AvailabilityZone zone, bool defaultForAz = false)
    {
        var subnet = Subnets.Add(new Subnet(Scope.Ids.Ec2("subnet"), vpc, block, zone) { DefaultForAz = defaultForAz, MapPublicIpOnLaunch = defaultForAz });
        NetworkAcls.First(a => a.Vpc == vpc && a.IsDefault).Associations.Add((Scope.Ids.Ec2("aclassoc"), subnet));
        return subnet;
    }

    /// <summary>A group that lets everything out, as every new one does.</summary>
    public SecurityGroup MakeSecurityGroup(Vpc vpc, string name, string description)
    {
        var group = SecurityGroups.Add(new SecurityGroup(Scope.Ids.Ec2("sg"), name, description, vpc));
        AddRule(group, new RuleMatch(IsEgress: true, "-1", -1, -1, "0.0.0.0/0", PeerKind.CidrIpv4));
        if (vpc.Ipv6Blocks.Count > 0)
        {
            AddRule(group, Ipv6Egress);
        }

        return group;
    }

    /// <summary>Adds a rule without checks.</summary>
    public SecurityGroupRule AddRule(SecurityGroup group, RuleMatch match, string? description = null)
    {
        var rule = new SecurityGroupRule(Scope.Ids.Ec2("sgr"), group, match) { Description = description };
        group.Rules.Add(rule);
        return rule;
    }

    public RouteTable MakeRouteTable(Vpc vpc)
    {
        var table = RouteTables.Add(new RouteTable(Scope.Ids.Ec2("rtb"), vpc));
        foreach (var (_, block) in vpc.CidrBlocks.Concat(vpc.Ipv6Blocks))
        {
            table.Routes.Add(LocalRoute(block));
        }

        return table;
    }

    public NetworkAcl MakeNetworkAcl(Vpc vpc, bool isDefault)
    {
        // The rule * that denies what nothing else matched: 32767.
        // https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
        var acl = NetworkAcls.Add(new NetworkAcl(Scope.Ids.Ec2("acl"), vpc) { IsDefault = isDefault });
        foreach (var egress in (ReadOnlySpan<bool>)[false, true])
        {
            acl.Entries.Add(new NetworkAclEntry(egress, 32767, "-1", Allow: false, new Cidr(0, 0, IsIpv6: false)));
        }

        if (vpc.Ipv6Blocks.Count > 0)
        {
            AddIpv6Entries(acl);
        }

        return acl;
    }

    /// <summary>
    /// The default VPC: 172.31.0.0/16, a public /20 in each zone, an internet gateway and a route to it.
    /// https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html
    /// </summary>
    public Vpc MakeDefaultVpc()
    {
        _ = Cidr.TryParse("172.31.0.0/16", out var block);
        var vpc = MakeVpc(block, isDefault: true);
        var gateway = InternetGateways.Add(new InternetGateway(Scope.Ids.Ec2("igw")) { Vpc = vpc });
        RouteTables.First(t => t.Vpc == vpc).Routes.Add(new Route
        {
            Destination = "0.0.0.0/0",
            Kind = DestinationKind.CidrIpv4,
            TargetMember = "GatewayId",
            Target = gateway.Id,
            Origin = "CreateRoute",
        });
        for (var i = 0; i < Zones.Count; i++)
        {
            MakeSubnet(vpc, new Cidr(block.First + (UInt128)(i * 4096), 20, IsIpv6: false), Zones[i], defaultForAz: true);
        }

        return vpc;
    }

    public static Route LocalRoute(Cidr block) => new()
    {
        Destination = block.ToString(),
        Kind = block.IsIpv6 ? DestinationKind.CidrIpv6 : DestinationKind.CidrIpv4,
        TargetMember = "GatewayId",
        Target = "local",
        Origin = "CreateRouteTable",
    };
}
