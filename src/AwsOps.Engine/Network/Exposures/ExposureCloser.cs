namespace AwsOps.Engine.Network;

/// <summary>
/// Finds the edits that close exposures exactly: the sources asked about lose the exposed services, and nobody else
/// loses anything. A rule is touched only if part of it offends, and then only that part goes: private ranges, trusted
/// ranges, other services and group references keep their access.
/// </summary>
public static class ExposureCloser
{
    /// <summary>Plans the edits for one group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="exposures">What to close; exposures of other groups are passed over.</param>
    /// <param name="options">What must stay open.</param>
    /// <exception cref="ArgumentException">It is not known what a trusted prefix list holds, and to keep it could open more than was open.</exception>
    public static ClosePlan Plan(SecurityGroup group, IEnumerable<Exposure> exposures, CloseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(exposures);
        options ??= new();
        var mine = exposures.Where(e => e.Group.GroupId == group.GroupId).ToList();
        var offending = TrafficSet.Union([.. mine.Where(static e => e.Verdict == Verdict.Exposed).Select(static e => e.Traffic)])
            .Subtract(TrafficSet.Of(options.TrustedAddresses, ServiceSet.All));

        List<SecurityGroupRule> revoke = [], keep = [], remainders = [];
        foreach (var rule in group.RulesOf(egress: false))
        {
            var peers = Peers(rule, options.Peers);
            if (peers is null || TrafficSet.Of(peers, rule.Services).Intersect(offending).IsEmpty)
            {
                keep.Add(rule);
                continue;
            }

            revoke.Add(rule);
            remainders.AddRange(new RuleSplitter(rule, peers, offending, options).Remainder());
        }

        var before = Inbound(group.Rules, options.Peers);
        var authorize = Needed(remainders, keep);
        var plan = new ClosePlan
        {
            Before = group,
            Authorize = authorize,
            Revoke = revoke,
            PrefixListSizes = options.PrefixListSizes,
            Unresolved = [.. mine.Where(static e => e.Verdict == Verdict.Unknown).SelectMany(static e => e.Rules).Distinct()],
        };
        return plan with { Removed = before.Subtract(Inbound(plan.After.Rules, new ListPeers(options))) };
    }

    /// <summary>The addresses a rule names; null if they are a group's members or not known.</summary>
    internal static AddressSet? Peers(SecurityGroupRule rule, RulePeers peers) =>
        rule.Block is { } block ? AddressSet.Of(block)
        : rule.PrefixListId is { } list ? peers.PrefixList(list)
        : null;

    private static TrafficSet Inbound(IEnumerable<SecurityGroupRule> rules, RulePeers peers) => TrafficSet.Union(
        [.. rules.Where(static r => !r.IsEgress).Select(r => Peers(r, peers) is { } p ? TrafficSet.Of(p, r.Services) : TrafficSet.Empty)]);

    /// <summary>Leaves out what another rule, kept or new, allows already: AWS refuses duplicates.</summary>
    private static List<SecurityGroupRule> Needed(List<SecurityGroupRule> remainders, List<SecurityGroupRule> keep)
    {
        // A rule for all protocols leaves hundreds of parts: each is read once, not once for each other one.
        List<Span> kept = [.. keep.Select(static rule => new Span(rule))], needed = [];
        foreach (var rule in remainders.Select(static rule => new Span(rule)))
        {
            if (!kept.Exists(rule.IsCoveredBy) && !needed.Exists(rule.IsCoveredBy))
            {
                needed.RemoveAll(narrow => narrow.IsCoveredBy(rule));
                needed.Add(rule);
            }
        }

        return needed.ConvertAll(static span => span.Rule);
    }

    /// <summary>What a rule spans, read once.</summary>
    private sealed class Span(SecurityGroupRule rule)
    {
        private readonly Range<uint> _keys = rule.Keys;
        private readonly Cidr? _block = rule.Block;

        public SecurityGroupRule Rule => rule;

        public bool IsCoveredBy(Span wide) =>
            wide._keys.Lo <= _keys.Lo && wide._keys.Hi >= _keys.Hi
            && (wide._block is { } a && _block is { } b
                ? a.Contains(b.Network) && a.PrefixLength <= b.PrefixLength
                : wide.Rule.PrefixListId is not null && wide.Rule.PrefixListId == rule.PrefixListId);
    }

    /// <summary>Knows the entries of the lists that are trusted, too.</summary>
    private sealed class ListPeers(CloseOptions options) : RulePeers
    {
        public override AddressSet? PrefixList(string prefixListId) =>
            options.TrustedLists.FirstOrDefault(l => l.PrefixListId == prefixListId)?.Entries ?? options.Peers.PrefixList(prefixListId);
    }
}
