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

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Authorize.Count == 0 && Revoke.Count == 0;

    /// <summary>The group as it will be.</summary>
    public SecurityGroup After => Before with { Rules = [.. Before.Rules.Except(Revoke, ReferenceEqualityComparer.Instance).Cast<SecurityGroupRule>(), .. Authorize] };

    /// <summary>The most rules that one direction and family has while both old and new rules stand; AWS's default quota is 60.</summary>
    public int PeakRuleCount => Math.Max(Count(IpFamily.IPv4), Count(IpFamily.IPv6));

    /// <summary>The edits that bring back what this plan changes.</summary>
    public ClosePlan Undo() => new() { Before = After, Authorize = Revoke, Revoke = Authorize };

    private int Count(IpFamily family) =>
        Before.RulesOf(egress: false).Concat(Authorize).Count(r => r.Block is not { } block || block.Family == family);
}
