using Ec2 = Amazon.EC2.Model;
using Net = AwsOps.Engine.Network;

namespace AwsOps.Network.Inventories;

/// <summary>Security groups and their rules as the engine takes them.</summary>
internal static class GroupMap
{
    /// <summary>
    /// The groups with their rules. The permissions of describe-security-groups are all there are; describe-security-group-rules
    /// adds the ids. What only one of the two shows counts too: the answers can be of different times, or the second filtered.
    /// </summary>
    public static List<Net.SecurityGroup>? Groups(List<Ec2.SecurityGroup>? groups, List<Ec2.SecurityGroupRule>? rules)
    {
        if (groups is null && rules is null)
        {
            return null;
        }

        var byGroup = (rules ?? []).ToLookup(static rule => rule.GroupId, Rule);
        List<Net.SecurityGroup> result = [.. (groups ?? []).DistinctBy(static group => group.GroupId).Select(group => new Net.SecurityGroup
        {
            GroupId = group.GroupId,
            GroupName = group.GroupName ?? string.Empty,
            VpcId = group.VpcId,
            OwnerId = group.OwnerId,
            Region = Common.Arns.Region(group.SecurityGroupArn),
            Rules = Joined([.. Rules(group)], [.. byGroup[group.GroupId]]),
        })];
        var known = result.Select(static group => group.GroupId).ToHashSet(StringComparer.Ordinal);
        result.AddRange((rules ?? []).Where(rule => !known.Contains(rule.GroupId)).GroupBy(static rule => rule.GroupId).Select(part => new Net.SecurityGroup
        {
            GroupId = part.Key,
            OwnerId = part.First().GroupOwnerId,
            Region = Common.Arns.Region(part.First().SecurityGroupRuleArn),
            Rules = [.. part.Select(Rule)],
        }));
        return result;
    }

    /// <summary>One rule of describe-security-group-rules.</summary>
    public static Net.SecurityGroupRule Rule(Ec2.SecurityGroupRule rule) => new()
    {
        RuleId = rule.SecurityGroupRuleId,
        IsEgress = rule.IsEgress ?? false,
        IpProtocol = rule.IpProtocol ?? "-1",
        FromPort = rule.FromPort,
        ToPort = rule.ToPort,
        CidrIpv4 = rule.CidrIpv4,
        CidrIpv6 = rule.CidrIpv6,
        PrefixListId = rule.PrefixListId,
        ReferencedGroupId = rule.ReferencedGroupInfo?.GroupId,
        ReferencedGroupOwnerId = rule.ReferencedGroupInfo?.UserId,
        VpcPeeringConnectionId = rule.ReferencedGroupInfo?.VpcPeeringConnectionId,
        PeeringStatus = rule.ReferencedGroupInfo?.PeeringStatus,
        Description = rule.Description,
    };

    /// <summary>The rules that one permission of describe-security-groups stands for: one for each peer.</summary>
    public static IEnumerable<Net.SecurityGroupRule> Rules(Ec2.IpPermission permission, bool egress)
    {
        var like = new Net.SecurityGroupRule { IsEgress = egress, IpProtocol = permission.IpProtocol ?? "-1", FromPort = permission.FromPort, ToPort = permission.ToPort };
        foreach (var range in permission.Ipv4Ranges ?? [])
        {
            yield return like with { CidrIpv4 = range.CidrIp, Description = range.Description };
        }

        foreach (var range in permission.Ipv6Ranges ?? [])
        {
            yield return like with { CidrIpv6 = range.CidrIpv6, Description = range.Description };
        }

        foreach (var list in permission.PrefixListIds ?? [])
        {
            yield return like with { PrefixListId = list.Id, Description = list.Description };
        }

        foreach (var pair in permission.UserIdGroupPairs ?? [])
        {
            yield return like with
            {
                ReferencedGroupId = pair.GroupId,
                ReferencedGroupOwnerId = pair.UserId,
                VpcPeeringConnectionId = pair.VpcPeeringConnectionId,
                PeeringStatus = pair.PeeringStatus,
                Description = pair.Description,
            };
        }
    }

    private static IEnumerable<Net.SecurityGroupRule> Rules(Ec2.SecurityGroup group) =>
        (group.IpPermissions ?? []).SelectMany(static permission => Rules(permission, egress: false))
            .Concat((group.IpPermissionsEgress ?? []).SelectMany(static permission => Rules(permission, egress: true)));

    private static List<Net.SecurityGroupRule> Joined(List<Net.SecurityGroupRule> permitted, List<Net.SecurityGroupRule> named)
    {
        if (named.Count == 0)
        {
            return permitted;
        }

        // Both answers write a rule the same way; a peering status stands in both or in the first only.
        var byText = named.ToLookup(Text, StringComparer.Ordinal);
        var texts = permitted.Select(Text).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. permitted.Select(rule => byText[Text(rule)].FirstOrDefault() is { } twin ? rule with { RuleId = twin.RuleId, PeeringStatus = rule.PeeringStatus ?? twin.PeeringStatus } : rule),
            .. named.Where(rule => !texts.Contains(Text(rule))),
        ];
    }

    private static string Text(Net.SecurityGroupRule rule) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{rule.IsEgress} {rule.IpProtocol} {rule.FromPort ?? -1} {rule.ToPort ?? -1} {rule.Peer}");
}
