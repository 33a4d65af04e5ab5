namespace AwsOps.Engine.Network;

/// <summary>What can be wrong with a security group or a rule of it.</summary>
public enum GroupFindingKind
{
    /// <summary>Nothing uses the group.</summary>
    UnusedGroup,

    /// <summary>A rule names a group that no traffic can come from.</summary>
    StaleReference,

    /// <summary>Another rule allows the same.</summary>
    DuplicateRule,

    /// <summary>Other rules together allow all that the rule allows.</summary>
    ShadowedRule,

    /// <summary>No flow of the flow logs used the rule.</summary>
    UnusedRule,

    /// <summary>The flows of the flow logs used a part of what the rule allows.</summary>
    WiderThanUsed,
}

/// <summary>One finding of a review.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Group">The group.</param>
/// <param name="Rule">The rule; null for a whole group.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record GroupFinding(GroupFindingKind Kind, SecurityGroup Group, SecurityGroupRule? Rule, Severity Severity, string Reason)
{
    /// <summary>The rules that make it superfluous, for duplicates and shadowed rules.</summary>
    public IReadOnlyList<SecurityGroupRule> Covering { get; init; } = [];

    /// <summary>The services that were used, for a rule that is too wide.</summary>
    public ServiceSet Used { get; init; } = ServiceSet.Empty;

    /// <summary>Who used them.</summary>
    public AddressSet Users { get; init; } = AddressSet.Empty;
}
