namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Roles that trust an identity provider without saying whose identity.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html"/>
internal static class TrustRule
{
    // Providers that everybody has an account with: their subjects must be named.
    private static readonly string[] SharedProviders =
    [
        "token.actions.githubusercontent.com", "gitlab.com", "app.terraform.io", "oidc.circleci.com", "accounts.google.com", "graph.facebook.com",
        "www.amazon.com", "cognito-identity.amazonaws.com", "agent.buildkite.com", "oidc.vercel.com",
    ];

    internal static IEnumerable<PolicyFinding> Check(LintContext context) =>
        context.Kind != PolicyKind.Trust
            ? []
            : from statement in context.Allows
              from principal in statement.Principal?.Values ?? []
              where principal.Type == "Federated" && !principal.Value.Contains(":saml-provider/", StringComparison.Ordinal)
              from finding in Check(statement, principal)
              select finding;

    private static IEnumerable<PolicyFinding> Check(Statement statement, PolicyPrincipal principal)
    {
        string provider = principal.Value[(principal.Value.IndexOf("oidc-provider/", StringComparison.Ordinal) is >= 0 and int at ? at + "oidc-provider/".Length : 0)..];
        ConditionTest[] tests = [.. statement.Conditions.Where(test =>
            test.Key.Text.StartsWith(provider + ":", StringComparison.OrdinalIgnoreCase) && !test.Operator.IsNegated && !test.Operator.IfExists && test.Operator.Type != ConditionType.Null)];
        bool isShared = SharedProviders.Any(shared => provider.StartsWith(shared, StringComparison.OrdinalIgnoreCase));
        // The audience says which application of Google, Facebook, Amazon or Cognito; of CI services everybody has the same one.
        bool audienceIsEnough = provider is "accounts.google.com" or "graph.facebook.com" or "www.amazon.com" or "cognito-identity.amazonaws.com";
        ConditionTest[] telling = [.. tests.Where(test => audienceIsEnough || !isShared || !test.Key.Text.EndsWith(":aud", StringComparison.OrdinalIgnoreCase))];
        if (telling.Length == 0)
        {
            yield return new("AnyFederatedIdentity", isShared ? FindingSeverity.Critical : FindingSeverity.Medium, principal.Position,
                $"Everybody with an identity of {provider} may assume the role.",
                $"Add a condition on {provider}:{(audienceIsEnough ? "aud" : "sub")}.", statement);
            yield break;
        }

        foreach (PolicyText value in telling.SelectMany(test => test.Values.Where(value => isShared && IsOpen(test, value.Text))))
        {
            yield return new("AnyFederatedIdentity", FindingSeverity.Critical, value.Position,
                $"'{value.Text}' fits the identities of strangers at {provider}.", "Write out the organisation, and best the repository or project.", statement);
        }
    }

    /// <summary>Whether the wildcard comes before anything that tells strangers apart: <c>*</c>, <c>repo:*</c>.</summary>
    private static bool IsOpen(ConditionTest test, string value)
    {
        int wildcard = value.AsSpan().IndexOfAny('*', '?');
        return test.Operator.Type == ConditionType.StringLike && wildcard >= 0
            && value.AsSpan(0, wildcard) is var fixedPart && (fixedPart.IsEmpty || fixedPart.EndsWith("repo:") || fixedPart.EndsWith("project_path:") || fixedPart.EndsWith("organization:"));
    }
}
