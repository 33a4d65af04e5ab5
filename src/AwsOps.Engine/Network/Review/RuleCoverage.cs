namespace AwsOps.Engine.Network;

/// <summary>Finds the rules of a group that others make superfluous. All that it reports can be removed together.</summary>
internal static class RuleCoverage
{
    public static IEnumerable<GroupFinding> Of(SecurityGroup group, RulePeers peers)
    {
        foreach (var direction in group.Rules.GroupBy(static r => r.IsEgress))
        {
            // Members of a group come and go, so that a rule that names one is covered by another that names it, and by no range.
            var byPeer = direction.GroupBy(static r => r.ReferencedGroupId is null ? null : $"{r.ReferencedGroupId} {r.VpcPeeringConnectionId}").ToList();
            foreach (var rules in byPeer)
            {
                var sets = rules
                    .Select(r => (Rule: r, Set: Traffic(r, peers)))
                    .Where(static p => p.Set is { IsEmpty: false })
                    .Select(static p => (p.Rule, Set: p.Set!))
                    .ToList();
                foreach (var finding in Of(group, sets))
                {
                    yield return finding;
                }
            }
        }
    }

    private static IEnumerable<GroupFinding> Of(SecurityGroup group, List<(SecurityGroupRule Rule, TrafficSet Set)> rules)
    {
        // The narrow ones first: what is left of several that cover each other is the widest. Of equals the first stays.
        var left = rules.ToList();
        foreach (var (rule, set) in rules.AsEnumerable().Reverse().OrderBy(static p => Size(p.Set.Services)).ThenBy(static p => p.Set.Addresses.Size).ToList())
        {
            var others = left.Where(p => !ReferenceEquals(p.Rule, rule) && !p.Set.Intersect(set).IsEmpty).ToList();
            if (others.Count == 0 || !set.Subtract(TrafficSet.Union([.. others.Select(static p => p.Set)])).IsEmpty)
            {
                continue;
            }

            left.RemoveAll(p => ReferenceEquals(p.Rule, rule));
            var twin = others.Find(p => p.Set.Equals(set)).Rule;
            var single = twin ?? others.Find(p => set.Subtract(p.Set).IsEmpty).Rule;
            IReadOnlyList<SecurityGroupRule> covering = single is not null ? [single] : [.. others.Select(static p => p.Rule)];
            yield return new(
                twin is null ? GroupFindingKind.ShadowedRule : GroupFindingKind.DuplicateRule,
                group,
                rule,
                Severity.Informational,
                $"{(twin is null ? "all that it allows is allowed by" : "the same is allowed by")} {string.Join(" and ", covering)}")
            { Covering = covering };
        }
    }

    private static long Size(ServiceSet services)
    {
        long size = 0;
        foreach (var range in services.Keys.Ranges)
        {
            size += (long)range.Hi - range.Lo + 1;
        }

        return size;
    }

    /// <summary>What a rule allows; null where that is not known. Members of a group stand for themselves.</summary>
    private static TrafficSet? Traffic(SecurityGroupRule rule, RulePeers peers) =>
        rule.ReferencedGroupId is not null ? TrafficSet.Of(AddressSet.AllIPv4, rule.Services)
        : ExposureCloser.Peers(rule, peers) is { } addresses ? TrafficSet.Of(addresses, rule.Services)
        : null;
}
