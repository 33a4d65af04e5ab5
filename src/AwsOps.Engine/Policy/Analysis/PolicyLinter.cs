namespace AwsOps.Engine.Policy.Analysis;

/// <summary>
/// Reads a policy for mistakes and for danger. Where a question is about what the policy does rather than how it is written,
/// the evaluator answers it: a wildcard that a Deny takes back is no danger, and an administrator in disguise is found.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"/>
public static class PolicyLinter
{
    private static readonly Func<LintContext, IEnumerable<PolicyFinding>>[] Rules =
    [
        GrammarRule.Check, ActionRule.Check, ResourceRule.Check, ConditionRule.Check, ConditionValueRule.Check, VariableRule.Check,
        WildcardRule.Check, AdministratorRule.Check, PassRoleRule.Check, PublicAccessRule.Check, TrustRule.Check, EscalationRule.Check, DataRule.Check,
    ];

    /// <summary>Reads a policy's text.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="kind">What it is attached to.</param>
    /// <param name="accountId">The account that owns the resource or identity, to tell it from others; null where unknown.</param>
    /// <param name="name">What to call the policy.</param>
    public static IReadOnlyList<PolicyFinding> Lint(string text, PolicyKind kind, string? accountId = null, string? name = null) =>
        PolicyDocument.TryParse(text, name, out PolicyDocument? document, out IReadOnlyList<PolicyError> errors)
            ? Lint(document, kind, accountId)
            : [.. errors.Select(GrammarRule.ToFinding)];

    /// <summary>Reads a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="kind">What it is attached to.</param>
    /// <param name="accountId">The account that owns the resource or identity, to tell it from others; null where unknown.</param>
    /// <returns>The findings, in the order of the text.</returns>
    public static IReadOnlyList<PolicyFinding> Lint(PolicyDocument policy, PolicyKind kind, string? accountId = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        LintContext context = new(policy, kind, accountId);
        return [.. Rules.SelectMany(rule => rule(context)).Distinct()
            .OrderBy(finding => finding.Position.Line).ThenBy(finding => finding.Position.Column).ThenByDescending(finding => finding.Severity)];
    }
}
