using Classic = Amazon.ElasticLoadBalancing.Model;
using Ec2 = Amazon.EC2.Model;
using Elb = Amazon.ElasticLoadBalancingV2.Model;

namespace AwsOps.Network.Inventories;

/// <summary>
/// The answers of describe calls about a network, as the clients' classes: asked for now, or read from files. Null means
/// that a call was not made, empty that there is nothing. The names are those of the answers, so that a saved answer is
/// read into this class as it stands.
/// </summary>
internal class NetworkAnswers
{
    public List<Ec2.SecurityGroup>? SecurityGroups { get; set; }

    public List<Ec2.SecurityGroupRule>? SecurityGroupRules { get; set; }

    public List<Ec2.NetworkInterface>? NetworkInterfaces { get; set; }

    public List<Ec2.Reservation>? Reservations { get; set; }

    public List<Ec2.Vpc>? Vpcs { get; set; }

    public List<Ec2.Subnet>? Subnets { get; set; }

    public List<Ec2.RouteTable>? RouteTables { get; set; }

    public List<Ec2.NetworkAcl>? NetworkAcls { get; set; }

    public List<Ec2.InternetGateway>? InternetGateways { get; set; }

    public List<Ec2.EgressOnlyInternetGateway>? EgressOnlyInternetGateways { get; set; }

    public List<Ec2.NatGateway>? NatGateways { get; set; }

    public List<Ec2.VpcPeeringConnection>? VpcPeeringConnections { get; set; }

    public List<Ec2.VpcEndpoint>? VpcEndpoints { get; set; }

    public List<Ec2.Address>? Addresses { get; set; }

    /// <summary>The calls whose answers were read from files; empty in an account.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<string> Saved { get; set; } = [];

    public List<AnyPrefixList>? PrefixLists { get; set; }

    public List<Ec2.TransitGatewayAttachment>? TransitGatewayAttachments { get; set; }

    public List<Ec2.TransitGatewayVpcAttachment>? TransitGatewayVpcAttachments { get; set; }

    public List<Ec2.VpcBlockPublicAccessExclusion>? VpcBlockPublicAccessExclusions { get; set; }

    public List<Elb.LoadBalancer>? LoadBalancers { get; set; }

    public List<Classic.LoadBalancerDescription>? LoadBalancerDescriptions { get; set; }

    public List<Elb.Listener>? Listeners { get; set; }

    public List<Elb.Rule>? Rules { get; set; }

    public List<Elb.TargetGroup>? TargetGroups { get; set; }

    public List<Ec2.LaunchTemplateVersion>? LaunchTemplateVersions { get; set; }

    /// <summary>The settings of VPC Block Public Access, one for each region asked.</summary>
    public List<Ec2.VpcBlockPublicAccessOptions>? BlockPublicAccess { get; set; }

    /// <summary>The entries of prefix lists by their ids: their answer does not say whose they are.</summary>
    public Dictionary<string, List<string>> PrefixListEntries { get; } = [];

    /// <summary>The routes of transit gateway route tables by their ids.</summary>
    public Dictionary<string, List<Ec2.TransitGatewayRoute>> TransitGatewayRoutes { get; } = [];

    /// <summary>The targets of target groups by their ARNs.</summary>
    public Dictionary<string, List<Elb.TargetHealthDescription>> TargetHealth { get; } = [];

    /// <summary>The attributes of load balancers and target groups by their ARNs, those of Classic Load Balancers by their names.</summary>
    public Dictionary<string, Dictionary<string, string>> AttributesOf { get; } = [];

    /// <summary>Load balancers that were asked for their listeners, those that have none included; null if that is not known.</summary>
    public HashSet<string>? ListenersAsked { get; set; }

    /// <summary>Listeners that were asked for their rules; null if that is not known.</summary>
    public HashSet<string>? RulesAsked { get; set; }
}

/// <summary>A prefix list, whichever of the two describe calls showed it; only one of them shows the entries.</summary>
internal sealed class AnyPrefixList
{
    public string? PrefixListId { get; set; }

    public string? PrefixListName { get; set; }

    public string? AddressFamily { get; set; }

    public List<string>? Cidrs { get; set; }
}
