namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Somebody from outside an account whom a resource's policy lets in.</summary>
/// <param name="PrincipalType"><c>AWS</c>, <c>Federated</c> or <c>CanonicalUser</c>; <c>*</c> for everybody, known to AWS or not.</param>
/// <param name="Principal">The ARN, account id, provider or canonical id as written; <c>*</c> for everybody.</param>
/// <param name="IsPublic">Whether it is anybody at all: no condition tells who may ask.</param>
/// <param name="Actions">The action patterns of the statement; with <c>Not:</c> before each where it allows all others.</param>
/// <param name="Conditions">What must be true of the request, a phrase each: operator, key, values.</param>
/// <param name="Statement">The statement that lets them in.</param>
public sealed record ExternalGrant(
    string PrincipalType, string Principal, bool IsPublic, IReadOnlyList<string> Actions, IReadOnlyList<string> Conditions, Statement Statement);

/// <summary>
/// Finds who from outside an account can use a resource by its policy, as IAM Access Analyzer does with the account as the
/// zone of trust: other accounts, federated identities, everybody. The evaluator answers, so that a Deny or a condition that
/// keeps strangers out counts. AWS services are not external.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html"/>
public static class ExternalAccessFinder
{
    /// <summary>Looks at the policy of a resource, or the trust policy of a role.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="kind"><see cref="PolicyKind.Resource"/> or <see cref="PolicyKind.Trust"/>.</param>
    /// <param name="accountId">The account that owns the resource: the zone of trust.</param>
    /// <returns>The grants, in the order of the policy.</returns>
    public static IReadOnlyList<ExternalGrant> Find(PolicyDocument policy, PolicyKind kind, string accountId)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentException.ThrowIfNullOrEmpty(accountId);
        LintContext context = new(policy, kind, accountId);
        Outsider outsider = new(context);
        HashSet<TextPosition> strangers = [.. TrustRule.Check(context).Where(static finding => finding.Severity == FindingSeverity.Critical).Select(static finding => finding.Statement!.Position)];
        return [.. from statement in context.Allows
                   where statement.Principal is not null
                   from grant in Grants(statement, outsider, accountId, strangers)
                   select grant];
    }

    private static IEnumerable<ExternalGrant> Grants(Statement statement, Outsider outsider, string accountId, HashSet<TextPosition> strangers)
    {
        PrincipalElement principal = statement.Principal!;
        if (principal.IsNegated || principal.IsEveryone)
        {
            // Access from anywhere, or for those alone whose organization, network or endpoint fits.
            if (outsider.Try(statement).IsCertain)
            {
                yield return Grant("*", "*", isPublic: true, statement);
            }
            else if (outsider.TryFromAnywhere(statement).IsPossible)
            {
                yield return Grant("*", "*", isPublic: false, statement);
            }

            yield break;
        }

        foreach (PolicyPrincipal value in principal.Values)
        {
            switch (value.Type)
            {
                case "AWS" when Foreign(value.Value, accountId) is { } foreign && outsider.Try(statement, foreign, []).IsPossible:
                case "CanonicalUser":
                    yield return Grant(value.Type, value.Value, isPublic: false, statement);
                    break;
                case "Federated":
                    yield return Grant(value.Type, value.Value, strangers.Contains(statement.Position), statement);
                    break;
                default:
                    break;
            }
        }
    }

    private static ExternalGrant Grant(string type, string principal, bool isPublic, Statement statement) => new(
        type,
        principal,
        isPublic,
        [.. statement.Action.Values.Select(value => statement.Action.IsNegated ? "Not:" + value.Text : value.Text)],
        [.. statement.Conditions.Select(static test => $"{test.OperatorName.Text} {test.Key.Text} {string.Join(" or ", test.Values.Select(static value => value.Text))}")],
        statement);

    private static RequestPrincipal? Foreign(string principal, string accountId)
    {
        try
        {
            RequestPrincipal parsed = RequestPrincipal.Parse(principal);
            return parsed.AccountId == accountId ? null : parsed;
        }
        catch (FormatException)
        {
            // The unique id of a principal that has been deleted: nobody has it any more.
            return null;
        }
    }
}
