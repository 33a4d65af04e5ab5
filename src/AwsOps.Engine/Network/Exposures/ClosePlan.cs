using System.Collections.ObjectModel;

namespace AwsOps.Engine.Network;

/// <summary>The rule edits that close exposures: authorize the new rules first, then revoke the old ones.</summary>
public sealed record ClosePlan
{
    /// <summary>
    /// The default number of rules of a group for each direction and family
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups).
    /// </summary>
    public const int DefaultRuleQuota = 60;

    /// <summary>The group as it is.</summary>
    public required SecurityGroup Before { get; init; }

    /// <summary>The rules to add; they allow nothing that was not allowed.</summary>
    public IReadOnlyList<SecurityGroupRule> Authorize { get; init; } = [];

    /// <summary>The rules to remove.</summary>
    public IReadOnlyList<SecurityGroupRule> Revoke { get; init; } = [];

    /// <summary>Rules left as they are because what their prefix list stands for is not known.</summary>
    public IReadOnlyList<SecurityGroupRule> Unresolved { get; init; } = [];

    /// <summary>The inbound traffic that is allowed before and not after.</summary>
    public TrafficSet Removed { get; init; } = TrafficSet.Empty;

    /// <summary>How many rules each prefix list counts for, by its id.</summary>
    public IReadOnlyDictionary<string, PrefixListSize> PrefixListSizes { get; init; } = ReadOnlyDictionary<string, PrefixListSize>.Empty;

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Authorize.Count == 0 && Revoke.Count == 0;

    /// <summary>The group as it will be.</summary>
    public SecurityGroup After => Before with { Rules = [.. Before.Rules.Except(Revoke, ReferenceEqualityComparer.Instance).Cast<SecurityGroupRule>(), .. Authorize] };

    /// <summary>
    /// The most inbound rules that one family has while both old and new rules stand, as AWS counts them against the quota of 60: a
    /// prefix list as many as it may have entries, a reference to a group in both families.
    /// </summary>
    public int PeakRuleCount => Math.Max(Count(IpFamily.IPv4), Count(IpFamily.IPv6));

    /// <summary>The rules of <see cref="PeakRuleCount"/> that refer to prefix lists, with the number of rules that each counts for, the heaviest first.</summary>
    public IReadOnlyList<(SecurityGroupRule Rule, int Rules)> HeavyRules
    {
        get
        {
            var family = Count(IpFamily.IPv4) >= Count(IpFamily.IPv6) ? IpFamily.IPv4 : IpFamily.IPv6;
            return [.. Standing.Where(static rule => rule.PrefixListId is not null).Select(rule => (Rule: rule, Rules: Weight(rule, family))).Where(static one => one.Rules > 1).OrderByDescending(static one => one.Rules)];
        }
    }

    private IEnumerable<SecurityGroupRule> Standing => Before.RulesOf(egress: false).Concat(Authorize);

    /// <summary>The edits that bring back what this plan changes.</summary>
    public ClosePlan Undo() => new() { Before = After, Authorize = Revoke, Revoke = Authorize, PrefixListSizes = PrefixListSizes };

    private int Count(IpFamily family) => Standing.Sum(rule => Weight(rule, family));

    private int Weight(SecurityGroupRule rule, IpFamily family) =>
        rule.Block is { } block ? (block.Family == family ? 1 : 0)
        : rule.PrefixListId is { } list && PrefixListSizes.TryGetValue(list, out var size) ? (size.Family == family ? size.Rules : 0)
        : 1;
}
