using System.Collections.ObjectModel;
using AwsOps.Common;
using AwsOps.Engine.FlowLogs;
using AwsOps.Engine.Network;
using AwsOps.Network.Inventories;

namespace AwsOps.Network;

/// <summary>Closes exposures of security groups: all of a group's edits are made, or none.</summary>
internal sealed class SecurityGroupClosing(AwsConnection aws, IChanges changes, CancellationToken stop)
{
    private readonly SecurityGroups _groups = new(aws, changes);
    private readonly Dictionary<string, AddressSet?> _lists = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, PrefixListSize>? _sizes;

    /// <summary>The groups as they are now: all at once to look at them, each right before its change.</summary>
    /// <param name="ids">Their ids.</param>
    public async Task<Func<string, Task<SecurityGroup>>> GroupsAsync(IReadOnlyList<string> ids)
    {
        if (!changes.IsWhatIf)
        {
            return id => _groups.RequireAsync(id, null, stop);
        }

        var all = (await _groups.GetAsync(ids, null, static _ => { }, stop)).ToDictionary(static group => group.SecurityGroupId, StringComparer.Ordinal);
        return id => Task.FromResult(all.GetValueOrDefault(id) ?? throw _groups.NotFound(id));
    }

    /// <summary>The edits that close exposures of a group as it is now.</summary>
    /// <param name="group">The group.</param>
    /// <param name="exposures">What to close.</param>
    /// <param name="trusted">Ranges that keep their access.</param>
    /// <param name="trustedLists">Prefix lists that keep their access.</param>
    /// <param name="network">Who knows prefix lists.</param>
    public async Task<ClosePlan> PlanAsync(SecurityGroup group, IReadOnlyList<Exposure> exposures, AddressSet trusted, IReadOnlyList<TrustedPrefixList> trustedLists, LiveNetwork network)
    {
        var named = group.Rule.Select(static rule => rule.Semantics.PrefixListId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        foreach (var id in named)
        {
            _ = await EntriesAsync(id, network);
        }

        // Which lists there are is asked once, and only where a list is named.
        var sizes = named.Count + trustedLists.Count > 0 ? _sizes ??= await network.PrefixListSizesAsync() : ReadOnlyDictionary<string, PrefixListSize>.Empty;
        return ExposureCloser.Plan(Engine(group), exposures, new() { Trusted = trusted, TrustedLists = trustedLists, Peers = new ReadLists(_lists), PrefixListSizes = sizes });
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
            : throw new AwsOpsException("PrefixListNotFound", System.Management.Automation.ErrorCategory.ObjectNotFound, $"-AllowFrom '{id}': there is no such prefix list in {aws.Where}.", "Ids look like pl-0123456789abcdef0; Tab after -AllowFrom shows those that are.") { Target = id };
        var family = found.AddressFamily == "IPv6" ? IpFamily.IPv6 : IpFamily.IPv4;
        return new(id, family, await EntriesAsync(id, network));
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
            changes.Warning($"{Peak(group, plan)}; the default quota is {ClosePlan.DefaultRuleQuota}. If AWS refuses, nothing is changed.");
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

            if (old.Count == 0 || await _groups.RevokeAsync(old, group))
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

            throw await rollback.AfterAsync(changes.Translate(exception) is { AwsErrorCode: "RulesPerSecurityGroupLimitExceeded" } full ? TooMany(group, plan, full) : exception);
        }
    }

    /// <summary>How many rules there are when all stand, as AWS counts them.</summary>
    private static string Peak(SecurityGroup group, ClosePlan plan)
    {
        var heavy = plan.HeavyRules.Select(static one => $"{one.Rules} for {one.Rule.PrefixListId}").Distinct(StringComparer.Ordinal).ToList();
        return $"{group.SecurityGroupId} will count {plan.PeakRuleCount} inbound rules of one family while old and new ones stand{(heavy.Count == 0 ? string.Empty : $" (a prefix list counts as many as it may have entries: {string.Join(", ", heavy)})")}";
    }

    /// <summary>The error for more rules than the quota lets stand, with their number and what would help.</summary>
    private static AwsOpsException TooMany(SecurityGroup group, ClosePlan plan, AwsOpsException full)
    {
        var parts = plan.Authorize.Select(static part => part.Services).ToList();
        var widest = plan.Revoke.Select(rule => (Rule: rule, rule.Services)).MaxBy(one => parts.Count(part => part.IsSubsetOf(one.Services))).Rule;
        return new(
            full.ErrorId,
            full.Category,
            $"{full.Message} {Peak(group, plan)}.",
            $"Raise the quota 'Inbound or outbound rules per security group' of Amazon VPC, or replace '{widest}', of which most of the {plan.Authorize.Count} new rule(s) are parts, by what shall stay open: Grant-SecurityGroupAccess, then Revoke-SecurityGroupAccess.",
            full.InnerException ?? full)
        { Target = full.Target, AwsErrorCode = full.AwsErrorCode, AwsRequestId = full.AwsRequestId };
    }

    /// <summary>What a prefix list holds, asked once; null if it may not be read.</summary>
    private async Task<AddressSet?> EntriesAsync(string id, LiveNetwork network)
    {
        if (!_lists.TryGetValue(id, out var held))
        {
            _lists.Add(id, held = await network.EntriesAsync(id) is { } entries ? AddressSet.Of(entries.Select(Cidr.ParseCanonical)) : null);
        }

        return held;
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
