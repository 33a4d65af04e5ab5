using AwsOps.Common;
using AwsOps.Engine.FlowLogs;
using AwsOps.Engine.Network;
using AwsOps.Network.Inventories;

namespace AwsOps.Network;

/// <summary>Closes exposures of security groups: all of a group's edits are made, or none.</summary>
internal sealed class SecurityGroupClosing(AwsConnection aws, IChanges changes, CancellationToken stop)
{
    private readonly SecurityGroups _groups = new(aws, changes);

    /// <summary>The edits that close exposures of a group as it is now.</summary>
    public async Task<(SecurityGroup Group, ClosePlan Plan)> PlanAsync(string groupId, IReadOnlyList<Exposure> exposures, AddressSet trusted, IReadOnlyList<TrustedPrefixList> trustedLists, LiveNetwork network)
    {
        var group = await _groups.RequireAsync(groupId, null, stop);
        var lists = new Dictionary<string, AddressSet?>(StringComparer.Ordinal);
        foreach (var id in group.Rule.Select(static rule => rule.Semantics.PrefixListId).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            lists[id] = await network.EntriesAsync(id) is { } entries ? AddressSet.Of(entries.Select(Cidr.ParseCanonical)) : null;
        }

        var now = Engine(group);
        return (group, ExposureCloser.Plan(now, exposures, new() { Trusted = trusted, TrustedLists = trustedLists, Peers = new ReadLists(lists) }));
    }

    /// <summary>The group as the engine takes it.</summary>
    public static AwsOps.Engine.Network.SecurityGroup Engine(SecurityGroup group) => new()
    {
        GroupId = group.SecurityGroupId,
        GroupName = group.SecurityGroupName,
        VpcId = group.VpcId,
        OwnerId = group.AccountId,
        Rules = [.. group.Rule.Select(static rule => rule.Semantics)],
    };

    /// <summary>A prefix list that is to be trusted.</summary>
    public async Task<TrustedPrefixList> TrustedListAsync(string id, LiveNetwork network)
    {
        var found = (await aws.Ec2.DescribeManagedPrefixListsAsync(new() { Filters = Filters.Of(("prefix-list-id", [id])) }, stop)).PrefixLists is [var list, ..]
            ? list
            : throw AwsOpsException.NotFound("Prefix list", id, aws.Where);
        var family = found.AddressFamily == "IPv6" ? IpFamily.IPv6 : IpFamily.IPv4;
        return new(id, family, await network.EntriesAsync(id) is { } entries ? AddressSet.Of(entries.Select(Cidr.ParseCanonical)) : null);
    }

    /// <summary>
    /// Makes a group's edits: what is added first, so that nobody who keeps access loses it for a moment; it goes again if the
    /// rest fails.
    /// </summary>
    /// <returns>True when they were made.</returns>
    public async Task<bool> ApplyAsync(SecurityGroup group, ClosePlan plan)
    {
        if (plan.IsEmpty)
        {
            return false;
        }

        // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
        if (plan.PeakRuleCount > ClosePlan.DefaultRuleQuota)
        {
            changes.Warning($"{group.SecurityGroupId} will have {plan.PeakRuleCount} inbound rules of one family while old and new ones stand; the default quota is {ClosePlan.DefaultRuleQuota}. If AWS refuses, nothing is changed.");
        }

        var rollback = new Rollback(changes);
        List<SecurityGroupRule> old = [.. plan.Revoke.Select(rule => group.Rule.First(one => ReferenceEquals(one.Semantics, rule)))];
        try
        {
            if (plan.Authorize.Count > 0)
            {
                var made = await _groups.GrantAsync(group, [.. plan.Authorize.Select(AccessRule.Of)], null, stop);
                if (made is null && !changes.IsWhatIf)
                {
                    return false;
                }

                if (made is not null)
                {
                    rollback.Made($"{made.Count} rule(s) of {group.SecurityGroupId}: {string.Join("; ", made)}", cancel => aws.Ec2.RevokeSecurityGroupIngressAsync(
                        new() { GroupId = group.SecurityGroupId, SecurityGroupRuleIds = [.. made.Select(static rule => rule.SecurityGroupRuleId)] },
                        cancel));
                }
            }

            if (await _groups.RevokeAsync(old))
            {
                return true;
            }

            if (!changes.IsWhatIf)
            {
                await rollback.DeclinedAsync();
            }

            return false;
        }
        catch (OperationCanceledException)
        {
            // The old rules may be gone already: without the new ones, which open nothing, those who keep access would be cut.
            throw;
        }
        catch (Exception exception)
        {
            // An answer that was lost leaves open whether AWS did it.
            switch (await AreGoneAsync(old))
            {
                case true:
                    return true;
                case null:
                    throw;
                default:
                    throw await rollback.AfterAsync(exception);
            }
        }
    }

    /// <summary>Whether rules are gone; null when that can't be found out, and then what was made in their place must stay.</summary>
    private async Task<bool?> AreGoneAsync(IReadOnlyList<SecurityGroupRule> rules)
    {
        try
        {
            return (await _groups.GetRulesAsync([.. rules.Select(static rule => rule.SecurityGroupRuleId)], static _ => { }, stop)).Count == 0;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            changes.Warning($"It could not be found out whether the old rules are gone ({exception.Message}); the new ones, which open nothing, stay.");
            return null;
        }
    }

    /// <summary>The edits that take back what was done to a group, on the group as it is now.</summary>
    public async Task<(SecurityGroup Group, ClosePlan Plan)> UndoAsync(SecurityGroupProtection done)
    {
        var group = await _groups.RequireAsync(done.SecurityGroupId, null, stop);
        var now = Engine(group);
        var undo = done.Plan.Undo();
        return (group, undo with
        {
            Before = now,
            Authorize = [.. undo.Authorize.Where(rule => !now.Rules.Any(rule.IsDuplicateOf))],
            Revoke = [.. undo.Revoke.Select(rule => now.Rules.FirstOrDefault(rule.IsDuplicateOf)).OfType<AwsOps.Engine.Network.SecurityGroupRule>()],
        });
    }

    /// <summary>Who would notice.</summary>
    public static (IReadOnlyList<BrokenReach> Reachable, IReadOnlyList<FlowSeen> Seen) Impact(NetworkInventory inventory, ClosePlan plan, IReadOnlyList<FlowSeen> flows) => plan.IsEmpty
        ? ([], [])
        : (ClosureImpact.Reachable(inventory, plan), ClosureImpact.Seen(inventory, plan, flows));

    private sealed class ReadLists(Dictionary<string, AddressSet?> lists) : RulePeers
    {
        public override AddressSet? PrefixList(string prefixListId) => lists.GetValueOrDefault(prefixListId);
    }
}
