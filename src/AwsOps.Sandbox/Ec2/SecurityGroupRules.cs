using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>Between the API's IpPermission, which holds several peers, and single rules.</summary>
internal static class SecurityGroupRules
{
    /// <summary>The rules a request of Authorize, Revoke or UpdateDescriptions means, with their descriptions.</summary>
    public static List<(RuleMatch Match, string? Description)> Parse(Ec2State ec2, SecurityGroup group, Struct request, bool isEgress)
    {
        var permissions = request.Structs("IpPermissions");
        if (permissions.Count == 0 && Flat(ec2, request) is { } flat)
        {
            permissions = [flat];
        }

        if (permissions.Count == 0)
        {
            throw new AwsError("MissingParameter", "The request must contain the parameter ipPermissions");
        }

        var rules = new List<(RuleMatch Match, string? Description)>();
        foreach (var permission in permissions)
        {
            var protocol = Protocol(permission.String("IpProtocol")
                ?? throw new AwsError("MissingParameter", "The request must contain the parameter ipProtocol"));
            var (from, to) = Ports(protocol, permission.Int("FromPort"), permission.Int("ToPort"));
            var before = rules.Count;
            foreach (var range in permission.Structs("IpRanges"))
            {
                rules.Add((new RuleMatch(isEgress, protocol, from, to, Block(range.String("CidrIp"), isIpv6: false), PeerKind.CidrIpv4), range.String("Description")));
            }

            foreach (var range in permission.Structs("Ipv6Ranges"))
            {
                rules.Add((new RuleMatch(isEgress, protocol, from, to, Block(range.String("CidrIpv6"), isIpv6: true), PeerKind.CidrIpv6), range.String("Description")));
            }

            foreach (var list in permission.Structs("PrefixListIds"))
            {
                var id = ec2.GetPrefixList(list.String("PrefixListId") ?? string.Empty).Id;
                rules.Add((new RuleMatch(isEgress, protocol, from, to, id, PeerKind.PrefixList), list.String("Description")));
            }

            foreach (var pair in permission.Structs("UserIdGroupPairs"))
            {
                rules.Add((new RuleMatch(isEgress, protocol, from, to, GroupId(ec2, group, pair), PeerKind.Group), pair.String("Description")));
            }

            if (rules.Count == before)
            {
                throw new AwsError("MissingParameter", "Either 'cidrIp', 'cidrIpv6', 'prefixListId' or 'groupId' should be provided.");
            }
        }

        if (rules.GroupBy(static r => r.Match).FirstOrDefault(static g => g.Count() > 1) is not null)
        {
            throw new AwsError("InvalidParameterValue", "The same permission must not appear multiple times");
        }

        foreach (var (_, description) in rules)
        {
            CheckDescription(description);
        }

        return rules;
    }

    /// <summary>A rule from a SecurityGroupRuleRequest of ModifySecurityGroupRules.</summary>
    public static RuleMatch Parse(Ec2State ec2, SecurityGroup group, bool isEgress, Struct rule)
    {
        var protocol = Protocol(rule.String("IpProtocol") ?? throw new AwsError("MissingParameter", "The request must contain the parameter IpProtocol"));
        var (from, to) = Ports(protocol, rule.Int("FromPort"), rule.Int("ToPort"));
        var given = ((string[])["CidrIpv4", "CidrIpv6", "PrefixListId", "ReferencedGroupId"]).Where(rule.Has).ToList();
        if (given.Count != 1)
        {
            throw new AwsError("InvalidParameterCombination", "Exactly one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupId must be specified in a rule.");
        }

        CheckDescription(rule.String("Description"));
        var value = rule.String(given[0])!;
        return given[0] switch
        {
            "CidrIpv4" => new RuleMatch(isEgress, protocol, from, to, Block(value, isIpv6: false), PeerKind.CidrIpv4),
            "CidrIpv6" => new RuleMatch(isEgress, protocol, from, to, Block(value, isIpv6: true), PeerKind.CidrIpv6),
            "PrefixListId" => new RuleMatch(isEgress, protocol, from, to, ec2.GetPrefixList(value).Id, PeerKind.PrefixList),
            _ => new RuleMatch(isEgress, protocol, from, to, GroupId(ec2, group, new Struct { { "GroupId", value } }), PeerKind.Group),
        };
    }

    /// <summary>
    /// At most 60 rules a direction by default, IPv4 and IPv6 counted apart; a rule that names a group counts for both, one that names a
    /// prefix list by the list's maximum of entries.
    /// https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
    /// </summary>
    public static void CheckLimit(Ec2State ec2, IEnumerable<RuleMatch> rules)
    {
        var maximum = ec2.Quotas.RulesPerSecurityGroup;
        foreach (var direction in rules.GroupBy(static r => r.IsEgress))
        {
            var (ipv4, ipv6) = (0, 0);
            foreach (var rule in direction)
            {
                switch (rule.Kind)
                {
                    case PeerKind.CidrIpv4:
                        ipv4++;
                        break;
                    case PeerKind.CidrIpv6:
                        ipv6++;
                        break;
                    case PeerKind.PrefixList when ec2.GetPrefixList(rule.Peer) is { IsIpv6: true } list:
                        ipv6 += list.MaxEntries;
                        break;
                    case PeerKind.PrefixList:
                        ipv4 += ec2.GetPrefixList(rule.Peer).MaxEntries;
                        break;
                    default:
                        ipv4++;
                        ipv6++;
                        break;
                }
            }

            if (ipv4 > maximum || ipv6 > maximum)
            {
                throw new AwsError("RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.");
            }
        }
    }

    /// <summary>The error for a rule that is there already.</summary>
    public static AwsError Duplicate(RuleMatch rule)
    {
        var ports = rule.Protocol == "-1"
            ? "ALL"
            : $"{rule.Protocol.ToUpperInvariant()}, from port: {rule.FromPort}, to port: {rule.ToPort}";
        return new AwsError("InvalidPermission.Duplicate", $"the specified rule \"peer: {rule.Peer}, {ports}, ALLOW\" already exists");
    }

    /// <summary>Rules as the IpPermission list of DescribeSecurityGroups: one for each protocol and range.</summary>
    public static List<Struct> Permissions(Ec2State ec2, IEnumerable<SecurityGroupRule> rules) =>
    [
        .. rules.GroupBy(static r => (r.Match.Protocol, r.Match.FromPort, r.Match.ToPort)).Select(range =>
        {
            var (protocol, from, to) = range.Key;
            var hasPorts = protocol is "tcp" or "udp" or "icmp" or "icmpv6";
            return new Struct
            {
                { "IpProtocol", protocol },
                { "FromPort", hasPorts ? from : null },
                { "ToPort", hasPorts ? to : null },
                { "IpRanges", Peers(range, PeerKind.CidrIpv4, "CidrIp") },
                { "Ipv6Ranges", Peers(range, PeerKind.CidrIpv6, "CidrIpv6") },
                { "PrefixListIds", Peers(range, PeerKind.PrefixList, "PrefixListId") },
                {
                    "UserIdGroupPairs", range.Where(static r => r.Match.Kind == PeerKind.Group).Select(r => new Struct
                    {
                        { "GroupId", r.Match.Peer },
                        { "UserId", OwnerOf(ec2, r) },
                        { "Description", r.Description },
                        { "VpcId", PeeringOf(ec2, r) is null ? null : FindGroup(ec2, r.Match.Peer)?.VpcId },
                        { "VpcPeeringConnectionId", PeeringOf(ec2, r)?.Id },
                        { "PeeringStatus", PeeringOf(ec2, r)?.Status },
                    }).ToList()
                },
            };
        }),
    ];

    /// <summary>A rule as DescribeSecurityGroupRules shows it.</summary>
    public static Struct View(Ec2State ec2, SecurityGroupRule rule)
    {
        var match = rule.Match;
        return new Struct
        {
            { "SecurityGroupRuleId", rule.Id },
            { "SecurityGroupRuleArn", $"arn:aws:ec2:{ec2.Scope.Region}:{ec2.Scope.Account}:security-group-rule/{rule.Id}" },
            { "GroupId", rule.Group.Id },
            { "GroupOwnerId", ec2.Scope.Account },
            { "IsEgress", match.IsEgress },
            { "IpProtocol", match.Protocol },
            { "FromPort", match.FromPort },
            { "ToPort", match.ToPort },
            { "CidrIpv4", match.Kind == PeerKind.CidrIpv4 ? match.Peer : null },
            { "CidrIpv6", match.Kind == PeerKind.CidrIpv6 ? match.Peer : null },
            { "PrefixListId", match.Kind == PeerKind.PrefixList ? match.Peer : null },
            {
                "ReferencedGroupInfo", match.Kind != PeerKind.Group ? null : new Struct
                {
                    { "GroupId", match.Peer },
                    { "UserId", OwnerOf(ec2, rule) },
                    { "VpcId", FindGroup(ec2, match.Peer)?.VpcId },
                    { "VpcPeeringConnectionId", PeeringOf(ec2, rule)?.Id },
                    { "PeeringStatus", PeeringOf(ec2, rule)?.Status },
                }
            },
            { "Description", rule.Description },
            { "Tags", Render.Tags(rule) },
        };
    }

    /// <summary>True for a reference to a group that is gone, or of a VPC no longer joined.</summary>
    public static bool IsStale(Ec2State ec2, SecurityGroupRule rule)
    {
        if (rule.Match.Kind != PeerKind.Group)
        {
            return false;
        }

        var peer = FindGroup(ec2, rule.Match.Peer);
        return peer is null || (peer.Vpc != rule.Group.Vpc && !ec2.Peerings.Any(p => p.Joins(peer.Vpc, rule.Group.Vpc)));
    }

    /// <summary>
    /// Up to 255 characters of a set. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html;
    /// the words are EC2's: https://github.com/aws-cloudformation/cfn-lint/issues/173
    /// </summary>
    public static void CheckDescription(string? description)
    {
        if (description is not null && (description.Length > 255 || !SecurityGroupOperations.IsText(description)))
        {
            throw new AwsError("InvalidParameterValue", $"Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  {SecurityGroupOperations.Characters}");
        }
    }

    /// <summary>The members of the request itself, the older form of one rule.</summary>
    private static Struct? Flat(Ec2State ec2, Struct request)
    {
        if (!request.Has("IpProtocol") && !request.Has("CidrIp") && !request.Has("SourceSecurityGroupName"))
        {
            return null;
        }

        return request.String("SourceSecurityGroupName") is { } source && !request.Has("IpProtocol")
            ? new Struct
            {
                { "IpProtocol", "-1" },
                { "UserIdGroupPairs", new List<Struct> { new() { { "GroupId", SecurityGroupOperations.ByName(ec2, source).Id } } } },
            }
            : new Struct
            {
                { "IpProtocol", request.String("IpProtocol") },
                { "FromPort", request["FromPort"] },
                { "ToPort", request["ToPort"] },
                { "IpRanges", request.Has("CidrIp") ? new List<Struct> { new() { { "CidrIp", request.String("CidrIp") } } } : null },
                {
                    "UserIdGroupPairs", request.String("SourceSecurityGroupName") is { } name
                        ? new List<Struct> { new() { { "GroupId", SecurityGroupOperations.ByName(ec2, name).Id } } }
                        : null
                },
            };
    }

    private static string Protocol(string protocol) => protocol.ToLowerInvariant() switch
    {
        "-1" or "all" => "-1",
        "tcp" or "6" => "tcp",
        "udp" or "17" => "udp",
        "icmp" or "1" => "icmp",
        "icmpv6" or "58" => "icmpv6",
        _ when byte.TryParse(protocol, NumberStyles.None, CultureInfo.InvariantCulture, out _) => protocol,
        _ => throw new AwsError("InvalidParameterValue", $"Invalid value '{protocol}' for IP protocol. Unknown protocol."),
    };

    private static (int From, int To) Ports(string protocol, int? from, int? to)
    {
        switch (protocol)
        {
            case "tcp" or "udp":
                if (from is null || to is null)
                {
                    throw new AwsError("InvalidParameterValue", "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
                }

                if (from is < 0 or > 65535)
                {
                    throw new AwsError("InvalidParameterValue", $"TCP/UDP (from) port ({from}) out of range");
                }

                if (to is < 0 or > 65535)
                {
                    throw new AwsError("InvalidParameterValue", $"TCP/UDP (to) port ({to}) out of range");
                }

                return from <= to
                    ? (from.Value, to.Value)
                    : throw new AwsError("InvalidParameterValue", $"Invalid TCP/UDP port range ({from}:{to})");
            case "icmp" or "icmpv6":
                var (type, code) = (from ?? (protocol == "icmpv6" ? -1 : null), to ?? (protocol == "icmpv6" ? -1 : null));
                if (type is null || code is null)
                {
                    throw new AwsError("InvalidParameterValue", "Invalid value 'Must specify both type and code with ICMP.' for icmpTypeCode.");
                }

                return type is >= -1 and <= 255 && code is >= -1 and <= 255
                    ? (type.Value, code.Value)
                    : throw new AwsError("InvalidParameterValue", $"ICMP type ({type}) or code ({code}) out of range");
            default:
                // "Specifying -1 or a protocol number other than tcp, udp, icmp, or icmpv6 allows traffic on all ports".
                // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
                return (-1, -1);
        }
    }

    /// <summary>
    /// EC2 stores the canonical form: 100.68.0.18/18 becomes 100.68.0.0/18, and adding it again in another form is a duplicate.
    /// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
    /// </summary>
    private static string Block(string? text, bool isIpv6) => Cidr.TryParse(text, out var cidr) && cidr.IsIpv6 == isIpv6
        ? cidr.Canonical.ToString()
        : throw new AwsError("InvalidParameterValue", $"CIDR block {text} is malformed");

    /// <summary>The id a UserIdGroupPair means: a group of the same VPC, or of one joined to it by an active peering.</summary>
    private static string GroupId(Ec2State ec2, SecurityGroup group, Struct pair)
    {
        if (pair.String("GroupId") is not { } id)
        {
            var name = pair.String("GroupName") ?? throw new AwsError("MissingParameter", "The request must contain the parameter groupId");
            return ec2.SecurityGroups.FirstOrDefault(g => g.Vpc == group.Vpc && g.GroupName == name)?.Id
                ?? throw new AwsError("InvalidGroup.NotFound", $"The security group '{name}' does not exist in VPC '{group.VpcId}'");
        }

        var peer = FindGroup(ec2, id) ?? throw ec2.SecurityGroups.NotFound(id);
        return peer.Vpc == group.Vpc || ec2.Peerings.Any(p => p.Joins(peer.Vpc, group.Vpc))
            ? id
            : throw new AwsError("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.");
    }

    private static List<Struct> Peers(IEnumerable<SecurityGroupRule> rules, PeerKind kind, string member) =>
        [.. rules.Where(r => r.Match.Kind == kind).Select(r => new Struct { { member, r.Match.Peer }, { "Description", r.Description } })];

    /// <summary>A group here, or in a VPC that a peering connection leads to.</summary>
    private static SecurityGroup? FindGroup(Ec2State ec2, string id)
    {
        if (ec2.SecurityGroups.TryGet(id, out var group))
        {
            return group;
        }

        return ec2.Peerings
            .SelectMany(static p => (PeeringSide[])[p.Requester, p.Accepter])
            .Select(side => side.Scope.Get<Ec2State>().SecurityGroups.TryGet(id, out var found) ? found : null)
            .FirstOrDefault(static g => g is not null);
    }

    private static VpcPeering? PeeringOf(Ec2State ec2, SecurityGroupRule rule)
    {
        var peer = FindGroup(ec2, rule.Match.Peer);
        return peer is null || peer.Vpc == rule.Group.Vpc
            ? null
            : ec2.Peerings.FirstOrDefault(p => p.Requester.Vpc == peer.Vpc || p.Accepter.Vpc == peer.Vpc);
    }

    private static string OwnerOf(Ec2State ec2, SecurityGroupRule rule)
    {
        var peering = PeeringOf(ec2, rule);
        var side = peering is null ? null : peering.Requester.Vpc == rule.Group.Vpc ? peering.Accepter : peering.Requester;
        return side?.Scope.Account ?? ec2.Scope.Account;
    }
}
