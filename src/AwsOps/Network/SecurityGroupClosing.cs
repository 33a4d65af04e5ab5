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
            // One call has one set of tags.
            foreach (var rules in plan.Authorize.Select(AccessRule.Of).Select(Carried).GroupBy(static rule => TagKey(rule.Tags)))
            {
                if (await GrantAsync(group, [.. rules]) is { } made)
                {
                    rollback.Made($"{made.Count} rule(s) of {group.SecurityGroupId}: {string.Join("; ", made)}", cancel => TakeAwayAsync(group, made, cancel));
                }
                else if (!changes.IsWhatIf)
                {
                    await rollback.DeclinedAsync();
                    return false;
                }
            }

            if (old.Count == 0 || await _groups.RevokeAsync(old))
            {
                return !changes.IsWhatIf;
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
            var (left, why) = await StandingAsync(old);
            if (left is { Count: 0 } && old.Count > 0)
            {
                return true;
            }

            if (left is null || left.Count < old.Count)
            {
                var stay = rollback.Count == 0 ? string.Empty : " The new rules, which open nothing, stay.";
                throw changes.Translate(exception).And(left is null
                    ? $"It could not be found out whether the old rules are gone ({why}).{stay}"
                    : $"Of the old rules stand: {string.Join("; ", left)}; the others are gone.{stay}");
            }

            throw await rollback.AfterAsync(exception);
        }
    }

    /// <summary>Tags that AWS itself sets can't be set by others (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions).</summary>
    private static AccessRule Carried(AccessRule rule) => rule.Tags.Keys.Any(IsReserved)
        ? rule with { Tags = rule.Tags.Where(static tag => !IsReserved(tag.Key)).ToDictionary(static tag => tag.Key, static tag => tag.Value, StringComparer.Ordinal) }
        : rule;

    private static bool IsReserved(string key) => key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase);

    private static string TagKey(IReadOnlyDictionary<string, string> tags) =>
        string.Join('\n', tags.OrderBy(static tag => tag.Key, StringComparer.Ordinal).Select(static tag => $"{tag.Key}\t{tag.Value}"));

    /// <summary>
    /// Adds rules of one set of tags. When that fails it is looked at what became of it: an answer that was lost is no failure
    /// if the rules are there, for none of them was there before.
    /// </summary>
    /// <returns>The rules; null when they were not made.</returns>
    private async Task<IReadOnlyList<SecurityGroupRule>?> GrantAsync(SecurityGroup group, IReadOnlyList<AccessRule> rules)
    {
        try
        {
            return await _groups.GrantAsync(group, rules, null, stop);
        }
        catch (AwsOpsException exception) when (exception.IsAnswerLost)
        {
            IReadOnlyList<SecurityGroupRule> there;
            try
            {
                there = await _groups.FindAsync(group, rules, stop);
            }
            catch (Exception unseen) when (unseen is not OperationCanceledException)
            {
                throw exception.And($"These rules of {group.SecurityGroupId} may be there, which open nothing: {string.Join("; ", rules)}.");
            }

            if (there.Count == rules.Count)
            {
                changes.Applied.Add(new Change($"Allow {string.Join("; ", rules)}", $"Security group {group.SecurityGroupName} ({group.SecurityGroupId})"));
                changes.Verbose($"The answer was lost, but the rules of {group.SecurityGroupId} are there.");
                return there;
            }

            throw exception.And("They are not there.");
        }
    }

    /// <summary>Takes rules away again; those that are gone already, because an answer was lost, are no failure.</summary>
    private async Task TakeAwayAsync(SecurityGroup group, IReadOnlyList<SecurityGroupRule> rules, CancellationToken cancel)
    {
        try
        {
            await aws.Ec2.RevokeSecurityGroupIngressAsync(new() { GroupId = group.SecurityGroupId, SecurityGroupRuleIds = [.. rules.Select(static rule => rule.SecurityGroupRuleId)] }, cancel);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if ((await _groups.GetRulesAsync([.. rules.Select(static rule => rule.SecurityGroupRuleId)], static _ => { }, cancel)).Count > 0)
            {
                throw;
            }
        }
    }

    /// <summary>Which of the rules stand; null when that can't be found out, and why not.</summary>
    private async Task<(IReadOnlyList<SecurityGroupRule>? Left, string? WhyNot)> StandingAsync(IReadOnlyList<SecurityGroupRule> rules)
    {
        if (rules.Count == 0)
        {
            return ([], null);
        }

        try
        {
            return (await _groups.GetRulesAsync([.. rules.Select(static rule => rule.SecurityGroupRuleId)], static _ => { }, stop), null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return (null, changes.Translate(exception).Message);
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
