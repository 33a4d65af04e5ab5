using System.Management.Automation;
using Amazon.EC2;
using Amazon.EC2.Model;
using AwsOps.Common;
using Ec2 = Amazon.EC2.Model;

namespace AwsOps.Network;

/// <summary>Reads and changes security groups.</summary>
internal sealed class SecurityGroups(AwsConnection aws, IChanges changes)
{
    private const string Kind = "Security group";

    /// <summary>
    /// True for an id. No name is taken for one: names can't begin with sg-
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/creating-security-groups.html).
    /// </summary>
    public static bool IsId(string text) => text.StartsWith("sg-", StringComparison.Ordinal);

    /// <summary>The error for a group that is not there.</summary>
    public AwsOpsException NotFound(string idOrName) => AwsOpsException.NotFound(Kind, idOrName, aws.Where, "Get-SecurityGroup lists those that are.");

    /// <summary>All groups, or those with these ids or names, with their rules; two list calls whatever their number.</summary>
    /// <param name="idsOrNames">Ids and names; empty for all.</param>
    /// <param name="vpcId">Only of this VPC; null for any.</param>
    /// <param name="missing">Told what was not found.</param>
    /// <param name="stop">Ctrl-C.</param>
    public async Task<IReadOnlyList<SecurityGroup>> GetAsync(IReadOnlyList<string> idsOrNames, string? vpcId, Action<string> missing, CancellationToken stop)
    {
        var groups = await ListAsync(idsOrNames, vpcId, stop);
        var there = groups.SelectMany(static group => (string[])[group.GroupId, group.GroupName]).ToHashSet(StringComparer.Ordinal);
        foreach (var name in idsOrNames.Distinct(StringComparer.Ordinal).Where(name => !there.Contains(name)))
        {
            missing(name);
        }

        if (groups.Count == 0)
        {
            return [];
        }

        var rules = (await RulesAsync("group-id", idsOrNames.Count == 0 && vpcId is null ? [] : [.. groups.Select(static group => group.GroupId)], stop)).ToLookup(static rule => rule.GroupId, StringComparer.Ordinal);
        return [.. groups
            .OrderBy(static group => group.GroupName, StringComparer.Ordinal)
            .ThenBy(static group => group.GroupId, StringComparer.Ordinal)
            .Select(group => new SecurityGroup(aws, group, rules[group.GroupId]))];
    }

    /// <summary>One group to change; an error when there is none, or several of that name.</summary>
    public async Task<SecurityGroup> RequireAsync(string idOrName, string? vpcId, CancellationToken stop)
    {
        var found = await GetAsync([idOrName], vpcId, static _ => { }, stop);
        return found.Count switch
        {
            0 => throw NotFound(idOrName),
            1 => found[0],
            _ => throw Ambiguous(idOrName, found),
        };
    }

    /// <summary>The error for a name that groups of several VPCs have.</summary>
    public AwsOpsException Ambiguous(string name, IEnumerable<SecurityGroup> found) =>
        new("AmbiguousSecurityGroup", ErrorCategory.InvalidArgument, $"'{name}' is the name of several security groups in {aws.Where}: {string.Join(", ", found.Select(static group => $"{group.SecurityGroupId} of {group.VpcId}"))}.", "Give the id.") { Target = name };

    /// <summary>The named group of each VPC, without rules; null values are not asked for.</summary>
    public async Task<List<Ec2.SecurityGroup>> ListAsync(IReadOnlyList<string> idsOrNames, string? vpcId, CancellationToken stop)
    {
        List<string> ids = [.. idsOrNames.Where(IsId)];
        List<string> names = [.. idsOrNames.Where(static name => !IsId(name))];

        // Filters are joined by "and": ids and names together take two calls.
        List<List<Filter>?> queries = [];
        if (ids.Count > 0 || names.Count == 0)
        {
            queries.Add(Filters.Of(("group-id", ids), ("vpc-id", [vpcId])));
        }

        if (names.Count > 0)
        {
            queries.Add(Filters.Of(("group-name", names), ("vpc-id", [vpcId])));
        }

        var groups = new Dictionary<string, Ec2.SecurityGroup>(StringComparer.Ordinal);
        var wanted = idsOrNames.ToHashSet(StringComparer.Ordinal);
        foreach (var filters in queries)
        {
            foreach (var group in await ListAsync(filters, stop))
            {
                if (wanted.Count == 0 || wanted.Contains(group.GroupId) || wanted.Contains(group.GroupName))
                {
                    groups[group.GroupId] = group;
                }
            }
        }

        return [.. groups.Values];
    }

    /// <summary>Makes a group. Everything that can be checked is checked before.</summary>
    /// <returns>The group; null when it was not made.</returns>
    public async Task<SecurityGroup?> NewAsync(string name, string description, string vpcId, IReadOnlyList<(string Key, string Value)> tags, CancellationToken stop)
    {
        if (await ListAsync([name], vpcId, stop) is [var existing, ..])
        {
            throw AwsOpsException.Exists(Kind, name, $"{vpcId} ({aws.Where}): {existing.GroupId}", "Choose another name, or use it as it is: Get-SecurityGroup.");
        }

        var made = await changes.CallAsync(
            new Change($"Create in {vpcId}", $"{Kind} {name}"),
            cancel => aws.Ec2.CreateSecurityGroupAsync(
                new CreateSecurityGroupRequest
                {
                    GroupName = name,
                    Description = description,
                    VpcId = vpcId,
                    TagSpecifications = tags.Count == 0 ? null : [new TagSpecification { ResourceType = ResourceType.SecurityGroup, Tags = [.. tags.Select(static tag => new Tag(tag.Key, tag.Value))] }],
                },
                cancel));
        if (made is null)
        {
            return null;
        }

        return await GetAsync([made.GroupId], null, static _ => { }, stop) is [var group]
            ? group

            // Not yet readable (EC2 is eventually consistent): what is known of it.
            : new SecurityGroup(aws, new Ec2.SecurityGroup { GroupId = made.GroupId, GroupName = name, Description = description, VpcId = vpcId, Tags = [.. tags.Select(static tag => new Tag(tag.Key, tag.Value))] }, []);
    }

    /// <summary>Removes a group. False when it was not removed.</summary>
    public Task<bool> RemoveAsync(SecurityGroup group) => changes.ApplyAsync(
        new Change($"Remove with its {group.Rule.Count} rule(s)", Target(group)),
        cancel => aws.Ec2.DeleteSecurityGroupAsync(new DeleteSecurityGroupRequest { GroupId = group.SecurityGroupId }, cancel));

    /// <summary>What uses each of the groups: interfaces that it is attached to, groups whose rules name it.</summary>
    /// <remarks>A group in use can't be removed: https://docs.aws.amazon.com/vpc/latest/userguide/deleting-security-groups.html</remarks>
    public async Task<ILookup<string, SecurityGroupUse>> UsesAsync(IReadOnlyList<string> ids, CancellationToken stop)
    {
        List<SecurityGroupUse> uses = [];
        var cards = await Pager.AllAsync<NetworkInterface>(
            async (token, cancel) =>
            {
                var page = await aws.Ec2.DescribeNetworkInterfacesAsync(new DescribeNetworkInterfacesRequest { Filters = Filters.Of(("group-id", ids)), NextToken = token }, cancel);
                return (page.NetworkInterfaces, page.NextToken);
            },
            stop);
        foreach (var card in cards)
        {
            var owner = card.Attachment?.InstanceId ?? card.Description;
            var text = string.IsNullOrEmpty(owner) ? $"interface {card.NetworkInterfaceId}" : $"interface {card.NetworkInterfaceId} ({owner})";
            uses.AddRange((card.Groups ?? []).Select(group => new SecurityGroupUse(group.GroupId, text)));
        }

        foreach (var filter in (string[])["ip-permission.group-id", "egress.ip-permission.group-id"])
        {
            foreach (var group in await ListAsync(Filters.Of((filter, ids)), stop))
            {
                var named = (group.IpPermissions ?? []).Concat(group.IpPermissionsEgress ?? []).SelectMany(static permission => permission.UserIdGroupPairs ?? []).Select(static pair => pair.GroupId);
                uses.AddRange(named.Where(id => id != group.GroupId).Select(id => new SecurityGroupUse(id, $"a rule of {group.GroupId} ({group.GroupName})", group.GroupId)));
            }
        }

        return uses.Distinct().ToLookup(static use => use.SecurityGroupId, StringComparer.Ordinal);
    }

    /// <summary>The rules with these ids.</summary>
    /// <param name="ruleIds">Ids, <c>sgr-…</c>.</param>
    /// <param name="missing">Told what was not found.</param>
    /// <param name="stop">Ctrl-C.</param>
    public async Task<IReadOnlyList<SecurityGroupRule>> GetRulesAsync(IReadOnlyList<string> ruleIds, Action<string> missing, CancellationToken stop)
    {
        List<SecurityGroupRule> rules = [.. (await RulesAsync("security-group-rule-id", ruleIds, stop)).Where(rule => ruleIds.Contains(rule.SecurityGroupRuleId)).Select(rule => new SecurityGroupRule(aws, rule))];
        foreach (var id in ruleIds.Except(rules.Select(static rule => rule.SecurityGroupRuleId), StringComparer.Ordinal))
        {
            missing(id);
        }

        return rules;
    }

    /// <summary>
    /// Adds rules of one direction to a group in one call, which makes all of them or none. They get the tags of the first: one
    /// call has one set of tags (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html).
    /// </summary>
    /// <returns>The rules; null when they were not made.</returns>
    public async Task<IReadOnlyList<SecurityGroupRule>?> GrantAsync(SecurityGroup group, IReadOnlyList<AccessRule> rules, string? description, CancellationToken stop)
    {
        var egress = rules[0].Egress;
        var tags = rules[0].Tags;
        var change = new Change($"Allow {string.Join("; ", rules)}{(tags.Count == 0 ? string.Empty : $", with the tags {string.Join(", ", tags.Select(static tag => $"{tag.Key}={tag.Value}"))}")}", Target(group));
        var permissions = AccessRule.Permissions(rules, description);
        List<TagSpecification>? specifications = tags.Count == 0 ? null : [new() { ResourceType = ResourceType.SecurityGroupRule, Tags = [.. tags.Select(static tag => new Tag(tag.Key, tag.Value))] }];
        List<Ec2.SecurityGroupRule>? made;
        if (egress)
        {
            var answer = await changes.CallAsync(change, cancel => aws.Ec2.AuthorizeSecurityGroupEgressAsync(new AuthorizeSecurityGroupEgressRequest { GroupId = group.SecurityGroupId, IpPermissions = permissions, TagSpecifications = specifications }, cancel));
            made = answer is null ? null : answer.SecurityGroupRules ?? [];
        }
        else
        {
            var answer = await changes.CallAsync(change, cancel => aws.Ec2.AuthorizeSecurityGroupIngressAsync(new AuthorizeSecurityGroupIngressRequest { GroupId = group.SecurityGroupId, IpPermissions = permissions, TagSpecifications = specifications }, cancel));
            made = answer is null ? null : answer.SecurityGroupRules ?? [];
        }

        if (made is { Count: 0 })
        {
            // Not every endpoint answers with the rules.
            return await FindAsync(group, rules, stop);
        }

        return made?.ConvertAll(rule => new SecurityGroupRule(aws, rule));
    }

    /// <summary>Those of a group's rules, as they are now, that allow what the wanted ones do.</summary>
    public async Task<IReadOnlyList<SecurityGroupRule>> FindAsync(SecurityGroup group, IReadOnlyList<AccessRule> wanted, CancellationToken stop) =>
        [.. (await RulesAsync("group-id", [group.SecurityGroupId], stop)).Select(rule => new SecurityGroupRule(aws, rule)).Where(rule => wanted.Any(one => one.Semantics.IsDuplicateOf(rule.Semantics)))];

    /// <summary>Sets tags of rules in one call; other tags stay. False when they were not set.</summary>
    public Task<bool> TagAsync(IReadOnlyList<SecurityGroupRule> rules, IReadOnlyDictionary<string, string> tags) => changes.ApplyAsync(
        new Change($"Set the tags {string.Join(", ", tags.Select(static tag => $"{tag.Key}={tag.Value}"))} of {string.Join("; ", rules)}", $"{Kind} {rules[0].SecurityGroupId}"),
        cancel => aws.Ec2.CreateTagsAsync(new CreateTagsRequest { Resources = [.. rules.Select(static rule => rule.SecurityGroupRuleId)], Tags = [.. tags.Select(static tag => new Tag(tag.Key, tag.Value))] }, cancel));

    /// <summary>Sets the description of rules of one group and direction in one call. False when it was not set.</summary>
    public Task<bool> DescribeAsync(SecurityGroup group, IReadOnlyList<SecurityGroupRule> rules, string description)
    {
        List<SecurityGroupRuleDescription> descriptions = [.. rules.Select(rule => new SecurityGroupRuleDescription { SecurityGroupRuleId = rule.SecurityGroupRuleId, Description = description })];
        return changes.ApplyAsync(
            new Change($"Set the description of {string.Join("; ", rules)} to '{description}'", Target(group)),
            cancel => rules[0].Direction == TrafficDirection.Outbound
                ? aws.Ec2.UpdateSecurityGroupRuleDescriptionsEgressAsync(new UpdateSecurityGroupRuleDescriptionsEgressRequest { GroupId = group.SecurityGroupId, SecurityGroupRuleDescriptions = descriptions }, cancel)
                : aws.Ec2.UpdateSecurityGroupRuleDescriptionsIngressAsync(new UpdateSecurityGroupRuleDescriptionsIngressRequest { GroupId = group.SecurityGroupId, SecurityGroupRuleDescriptions = descriptions }, cancel));
    }

    /// <summary>Takes rules of one group and direction away in one call. False when they were not taken away.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="whole">Their group, where it is known.</param>
    public Task<bool> RevokeAsync(IReadOnlyList<SecurityGroupRule> rules, SecurityGroup? whole = null)
    {
        List<string> ids = [.. rules.Select(static rule => rule.SecurityGroupRuleId)];
        var group = rules[0].SecurityGroupId;
        return changes.ApplyAsync(
            new Change($"No longer allow {string.Join("; ", rules)}", whole is null ? $"{Kind} {group}" : Target(whole)),
            cancel => rules[0].Direction == TrafficDirection.Outbound
                ? aws.Ec2.RevokeSecurityGroupEgressAsync(new RevokeSecurityGroupEgressRequest { GroupId = group, SecurityGroupRuleIds = ids }, cancel)
                : aws.Ec2.RevokeSecurityGroupIngressAsync(new RevokeSecurityGroupIngressRequest { GroupId = group, SecurityGroupRuleIds = ids }, cancel));
    }

    private static string Target(SecurityGroup group) => $"{Kind} {group.SecurityGroupName} ({group.SecurityGroupId})";

    private Task<List<Ec2.SecurityGroup>> ListAsync(List<Filter>? filters, CancellationToken stop) => Pager.AllAsync<Ec2.SecurityGroup>(
        async (token, cancel) =>
        {
            var page = await aws.Ec2.DescribeSecurityGroupsAsync(new DescribeSecurityGroupsRequest { Filters = filters, NextToken = token }, cancel);
            return (page.SecurityGroups, page.NextToken);
        },
        stop);

    private Task<List<Ec2.SecurityGroupRule>> RulesAsync(string filter, IReadOnlyList<string> values, CancellationToken stop) => Pager.AllAsync<Ec2.SecurityGroupRule>(
        async (token, cancel) =>
        {
            var page = await aws.Ec2.DescribeSecurityGroupRulesAsync(new DescribeSecurityGroupRulesRequest { Filters = Filters.Of((filter, values)), NextToken = token }, cancel);
            return (page.SecurityGroupRules, page.NextToken);
        },
        stop);
}

/// <summary>Something that uses a security group.</summary>
/// <param name="SecurityGroupId">The group used.</param>
/// <param name="Text">What uses it, in words.</param>
/// <param name="ReferringGroupId">The group whose rule names it; null for an interface.</param>
internal sealed record SecurityGroupUse(string SecurityGroupId, string Text, string? ReferringGroupId = null);
