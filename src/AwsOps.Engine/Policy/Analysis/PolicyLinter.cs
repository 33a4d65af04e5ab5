namespace AwsOps.Engine.Policy.Analysis;

/// <summary>
/// Reads a policy for mistakes and for danger. Where a question is about what the policy does rather than how it is written,
/// the evaluator answers it: a wildcard that a Deny takes back is no danger, and an administrator in disguise is found.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"/>
public static class PolicyLinter
{
    /// <summary>Rules about what a document says.</summary>
    private static readonly Func<LintContext, IEnumerable<PolicyFinding>>[] OfText =
    [
        GrammarRule.Check, ActionRule.Check, ResourceRule.Check, ConditionRule.Check, ConditionValueRule.Check, VariableRule.Check,
        WildcardRule.Check, PublicAccessRule.Check, TrustRule.Check,
    ];

    /// <summary>Rules about what the owner can do, which other policies may widen or take back.</summary>
    private static readonly Func<LintContext, IEnumerable<PolicyFinding>>[] OfRights = [AdministratorRule.Check, PassRoleRule.Check, EscalationRule.Check, DataRule.Check];

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
        return Check([.. OfText, .. OfRights], new(policy, kind, accountId));
    }

    /// <summary>
    /// Reads everything that decides what a user or role can do: each policy for itself, its trust, and what all of them
    /// allow together, its boundary, SCPs and denies honoured.
    /// </summary>
    /// <param name="entity">The user or role.</param>
    /// <param name="account">Knows the ways of the account, to find those by which the entity becomes an administrator; null to leave them out.</param>
    /// <returns>The findings; each statement knows its policy.</returns>
    public static IReadOnlyList<PolicyFinding> Audit(AccountEntity entity, EscalationFinder? account = null)
    {
        ArgumentNullException.ThrowIfNull(entity);
        string accountId = entity.Principal.AccountId;
        List<PolicyFinding> findings = [.. entity.Policies.Identity.SelectMany(policy => Check(OfText, new(policy, PolicyKind.Identity, accountId)))];
        if (entity.Policies.Identity.Count > 0)
        {
            Probe probe = new(entity.Principal, entity.Policies, entity.Tags);
            findings.AddRange(Check(OfRights, new(entity.Policies.Identity[0], PolicyKind.Identity, accountId, probe)));
        }

        if (entity.Trust is { } trust)
        {
            findings.AddRange(Check(OfText, new(trust, PolicyKind.Trust, accountId)));
        }

        if (account?.Find(entity.Arn) is { } path)
        {
            findings.Add(new("EscalationPath", path.IsConditional ? FindingSeverity.High : FindingSeverity.Critical, path.Steps[0].Statement?.Position ?? new(1, 1),
                $"In {path.Steps.Count} step{(path.Steps.Count == 1 ? "" : "s")} to an administrator's rights: {string.Join("; ", path.Steps)}.", path.Steps[0].Fix, path.Steps[0].Statement));
        }

        return findings;
    }

    /// <summary>What a policy is attached to, judged by its elements.</summary>
    /// <param name="policy">The policy.</param>
    public static PolicyKind KindOf(PolicyDocument policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Statements.All(statement => statement.Principal is null) ? PolicyKind.Identity
            : policy.Statements.All(statement => statement.Resource is null && statement.Action.Values.All(value => value.Text.StartsWith("sts:", StringComparison.OrdinalIgnoreCase))) ? PolicyKind.Trust
            : PolicyKind.Resource;
    }

    private static IReadOnlyList<PolicyFinding> Check(Func<LintContext, IEnumerable<PolicyFinding>>[] rules, LintContext context) =>
        [.. rules.SelectMany(rule => rule(context)).Distinct()
            .OrderBy(finding => finding.Position.Line).ThenBy(finding => finding.Position.Column).ThenByDescending(finding => finding.Severity)];
}
