using System.Text.RegularExpressions;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Security groups.</summary>
internal static partial class SecurityGroupOperations
{
    /// <summary>What names and descriptions may be of. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html</summary>
    public const string Characters = "a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*";

    private static readonly Filters<SecurityGroup> Filters = new()
    {
        { "group-id", static g => g.Id },
        { "group-name", static g => g.GroupName },
        { "description", static g => g.Description },
        { "vpc-id", static g => g.VpcId },
        { "ip-permission.cidr", static g => Peers(g, egress: false, PeerKind.CidrIpv4) },
        { "ip-permission.ipv6-cidr", static g => Peers(g, egress: false, PeerKind.CidrIpv6) },
        { "ip-permission.group-id", static g => Peers(g, egress: false, PeerKind.Group) },
        { "ip-permission.prefix-list-id", static g => Peers(g, egress: false, PeerKind.PrefixList) },
        { "ip-permission.protocol", static g => g.Rules.Where(static r => !r.Match.IsEgress).Select(static r => r.Match.Protocol) },
        { "ip-permission.from-port", static g => g.Rules.Where(static r => !r.Match.IsEgress).Select(static r => Port(r.Match.FromPort)) },
        { "ip-permission.to-port", static g => g.Rules.Where(static r => !r.Match.IsEgress).Select(static r => Port(r.Match.ToPort)) },
        { "egress.ip-permission.cidr", static g => Peers(g, egress: true, PeerKind.CidrIpv4) },
        { "egress.ip-permission.ipv6-cidr", static g => Peers(g, egress: true, PeerKind.CidrIpv6) },
        { "egress.ip-permission.group-id", static g => Peers(g, egress: true, PeerKind.Group) },
        { "egress.ip-permission.prefix-list-id", static g => Peers(g, egress: true, PeerKind.PrefixList) },
        { "egress.ip-permission.protocol", static g => g.Rules.Where(static r => r.Match.IsEgress).Select(static r => r.Match.Protocol) },
        { "egress.ip-permission.from-port", static g => g.Rules.Where(static r => r.Match.IsEgress).Select(static r => Port(r.Match.FromPort)) },
        { "egress.ip-permission.to-port", static g => g.Rules.Where(static r => r.Match.IsEgress).Select(static r => Port(r.Match.ToPort)) },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateSecurityGroup", Create);
        simulator.Op("DescribeSecurityGroups", List);
        simulator.Op("DeleteSecurityGroup", Delete);
        simulator.Op("GetSecurityGroupsForVpc", ForVpc);
        simulator.Op("DescribeSecurityGroupReferences", References);
        simulator.Op("DescribeStaleSecurityGroups", Stale);
    }

    /// <summary>The group a request names by <c>GroupId</c>, or by <c>GroupName</c> in the default VPC.</summary>
    public static SecurityGroup Find(Ec2State ec2, Struct request)
    {
        if (request.String("GroupId") is { } id)
        {
            return ec2.SecurityGroups.Get(id);
        }

        var name = request.String("GroupName")
            ?? throw new AwsError("MissingParameter", "The request must contain the parameter groupName or groupId");
        return ByName(ec2, name);
    }

    /// <summary>A group of the default VPC by its name.</summary>
    public static SecurityGroup ByName(Ec2State ec2, string name)
    {
        var vpc = ec2.DefaultVpc ?? throw new AwsError("InvalidGroup.NotFound", $"The security group '{name}' does not exist");
        return ec2.SecurityGroups.FirstOrDefault(g => g.Vpc == vpc && g.GroupName == name)
            ?? throw new AwsError("InvalidGroup.NotFound", $"The security group '{name}' does not exist in default VPC '{vpc.Id}'");
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        // "If the name contains trailing spaces, we trim the spaces when we save the name."
        // https://docs.aws.amazon.com/vpc/latest/userguide/security-groups.html
        var (name, description) = (Check.Required(request, "GroupName").TrimEnd(' '), Check.Required(request, "Description"));
        CheckText("GroupName", "name", name);
        CheckText("GroupDescription", "description", description);
        if (name.StartsWith("sg-", StringComparison.OrdinalIgnoreCase))
        {
            throw new AwsError("InvalidParameterValue", $"Value ({name}) for parameter groupName is invalid. Group names may not be in the format sg-*");
        }

        var vpc = request.String("VpcId") is { } id
            ? ec2.Vpcs.Get(id)
            : ec2.DefaultVpc ?? throw new AwsError("VPCIdNotSpecified", "No default VPC for this user");
        if (name.Equals("default", StringComparison.OrdinalIgnoreCase))
        {
            throw new AwsError("InvalidGroup.Reserved", "The security group 'default' is reserved");
        }

        // "Names are case-insensitive and must be unique within the VPC."
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
        if (ec2.SecurityGroups.Any(g => g.Vpc == vpc && g.GroupName.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new AwsError("InvalidGroup.Duplicate", $"The security group '{name}' already exists for VPC '{vpc.Id}'");
        }

        if (ec2.SecurityGroups.Count >= ec2.Quotas.SecurityGroupsPerRegion)
        {
            throw new AwsError("SecurityGroupLimitExceeded", $"The maximum number of security groups for VPC '{vpc.Id}' has been reached.");
        }

        var tags = TagSpecifications.ForOne(request, "security-group");
        var group = ec2.MakeSecurityGroup(vpc, name, description);
        TagSpecifications.Set(group, tags);
        return new Struct { { "GroupId", group.Id }, { "SecurityGroupArn", Arn(ec2, group) }, { "Tags", Render.Tags(group) } };
    }

    /// <summary>Whether a text is of <see cref="Characters"/>.</summary>
    public static bool IsText(string text) => Allowed().IsMatch(text);

    /// <summary>
    /// The words are EC2's: https://github.com/hashicorp/terraform-provider-aws/pull/43854 (beyond ASCII) and
    /// https://github.com/cds-snc/notification-terraform/pull/561 (beyond the set).
    /// </summary>
    private static void CheckText(string parameter, string what, string value)
    {
        if (!System.Text.Ascii.IsValid(value))
        {
            throw new AwsError("InvalidParameterValue", $"Value ({value}) for parameter {parameter} is invalid. Character sets beyond ASCII are not supported.");
        }

        if (value.Length is 0 or > 255 || !IsText(value))
        {
            throw new AwsError("InvalidParameterValue", $"Invalid security group {what}. Valid {what}s are strings less than 256 characters from the following set:  {Characters}");
        }
    }

    private static Struct List(Call call, Ec2State ec2, Struct request)
    {
        var chosen = Describe.Select(request, ec2.SecurityGroups, "GroupIds", Filters);
        var names = request.Strings("GroupNames");
        if (names.Count > 0)
        {
            var named = names.Select(n => ByName(ec2, n)).ToHashSet();
            chosen = chosen.Where(named.Contains);
        }

        return Describe.Answer(request, chosen, "SecurityGroups", g => View(ec2, g));
    }

    private static Struct Delete(Call call, Ec2State ec2, Struct request)
    {
        var group = Find(ec2, request);
        if (group.IsDefault)
        {
            throw new AwsError("CannotDelete", $"the specified group: \"{group.Id}\" name: \"{group.GroupName}\" cannot be deleted by a user");
        }

        if (ec2.NetworkInterfaces.Any(n => n.Groups.Contains(group))
            || ec2.SecurityGroups.Any(g => g != group && g.Rules.Exists(r => r.Match.Peer == group.Id)))
        {
            throw new AwsError("DependencyViolation", $"resource {group.Id} has a dependent object");
        }

        ec2.SecurityGroups.Remove(group);
        return new Struct { { "Return", true }, { "GroupId", group.Id } };
    }

    private static Struct ForVpc(Call call, Ec2State ec2, Struct request)
    {
        var vpc = ec2.Vpcs.Get(request.String("VpcId"));
        return Describe.Answer(request, Filters.Apply(request, ec2.SecurityGroups.Where(g => g.Vpc == vpc)), "SecurityGroupForVpcs", g => new Struct
        {
            { "GroupId", g.Id },
            { "GroupName", g.GroupName },
            { "Description", g.Description },
            { "OwnerId", call.Account },
            { "PrimaryVpcId", g.VpcId },
            { "Tags", Render.Tags(g) },
        });
    }

    /// <summary>The VPCs on the other side of a peering connection whose groups refer to the given groups.</summary>
    private static Struct References(Call call, Ec2State ec2, Struct request)
    {
        var found = new List<Struct>();
        foreach (var group in request.Strings("GroupId").Select(id => ec2.SecurityGroups.Get(id)))
        {
            foreach (var peering in ec2.Peerings.Where(p => p.Status == "active"))
            {
                var other = peering.Requester.Vpc == group.Vpc ? peering.Accepter : peering.Accepter.Vpc == group.Vpc ? peering.Requester : null;
                if (other is not null && other.Scope.Get<Ec2State>().SecurityGroups.Any(g => g.Vpc == other.Vpc && g.Rules.Exists(r => r.Match.Peer == group.Id)))
                {
                    found.Add(new Struct { { "GroupId", group.Id }, { "ReferencingVpcId", other.Vpc.Id }, { "VpcPeeringConnectionId", peering.Id } });
                }
            }
        }

        return new Struct { { "SecurityGroupReferenceSet", found } };
    }

    /// <summary>
    /// Groups of a VPC with rules that refer to a group of a peer VPC that is gone, or whose peering is.
    /// https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html#vpc-peering-stale-groups
    /// </summary>
    private static Struct Stale(Call call, Ec2State ec2, Struct request)
    {
        var vpc = ec2.Vpcs.Get(request.String("VpcId"));
        var stale = ec2.SecurityGroups
            .Where(g => g.Vpc == vpc)
            .Select(g => (Group: g, Rules: g.Rules.Where(r => SecurityGroupRules.IsStale(ec2, r)).ToList()))
            .Where(static x => x.Rules.Count > 0);
        return Describe.Answer(request, stale, "StaleSecurityGroupSet", x => new Struct
        {
            { "GroupId", x.Group.Id },
            { "GroupName", x.Group.GroupName },
            { "Description", x.Group.Description },
            { "VpcId", x.Group.VpcId },
            { "StaleIpPermissions", StalePermissions(ec2, x.Rules, egress: false) },
            { "StaleIpPermissionsEgress", StalePermissions(ec2, x.Rules, egress: true) },
        });
    }

    private static List<Struct> StalePermissions(Ec2State ec2, IEnumerable<SecurityGroupRule> rules, bool egress) =>
    [
        .. SecurityGroupRules.Permissions(ec2, rules.Where(r => r.Match.IsEgress == egress)).Select(static p => new Struct
        {
            { "IpProtocol", p.String("IpProtocol") },
            { "FromPort", p["FromPort"] },
            { "ToPort", p["ToPort"] },
            { "UserIdGroupPairs", p["UserIdGroupPairs"] },
        }),
    ];

    private static Struct View(Ec2State ec2, SecurityGroup group) => new()
    {
        { "GroupId", group.Id },
        { "GroupName", group.GroupName },
        { "Description", group.Description },
        { "VpcId", group.VpcId },
        { "OwnerId", ec2.Scope.Account },
        { "SecurityGroupArn", Arn(ec2, group) },
        { "IpPermissions", SecurityGroupRules.Permissions(ec2, group.Rules.Where(static r => !r.Match.IsEgress)) },
        { "IpPermissionsEgress", SecurityGroupRules.Permissions(ec2, group.Rules.Where(static r => r.Match.IsEgress)) },
        { "Tags", Render.Tags(group) },
    };

    private static string Arn(Ec2State ec2, SecurityGroup group) => $"arn:aws:ec2:{ec2.Scope.Region}:{ec2.Scope.Account}:security-group/{group.Id}";

    private static IEnumerable<string?> Peers(SecurityGroup group, bool egress, PeerKind kind) =>
        group.Rules.Where(r => r.Match.IsEgress == egress && r.Match.Kind == kind).Select(static r => r.Match.Peer);

    private static string? Port(int port) => port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*$")]
    private static partial Regex Allowed();
}
