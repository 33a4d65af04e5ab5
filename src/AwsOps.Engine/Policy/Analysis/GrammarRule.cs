namespace AwsOps.Engine.Policy.Analysis;

/// <summary>What AWS refuses to save.</summary>
internal static class GrammarRule
{
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    private const int ManagedPolicyLimit = 6144;

    internal static IEnumerable<PolicyFinding> Check(LintContext context)
    {
        foreach (PolicyError error in PolicyGrammar.Check(context.Policy, context.Kind))
        {
            yield return ToFinding(error);
        }

        if (context.Kind == PolicyKind.Identity && context.Policy.Size > ManagedPolicyLimit)
        {
            yield return new("PolicyTooLong", FindingSeverity.Error, new(1, 1),
                $"The policy has {context.Policy.Size} characters without white space; a managed policy may have {ManagedPolicyLimit}.", "Split it, or shorten its lists.");
        }

        if (context.Kind is PolicyKind.Resource or PolicyKind.Trust && context.Policy.Version != PolicyDocument.CurrentVersion)
        {
            yield return new("OldVersion", FindingSeverity.Low, context.Policy.DeclaredVersion?.Position ?? new(1, 1),
                "The policy is written in the language of 2008, in which variables are plain text.", $"Say \"Version\": \"{PolicyDocument.CurrentVersion}\".");
        }
    }

    internal static PolicyFinding ToFinding(PolicyError error) =>
        new("Grammar", FindingSeverity.Error, error.Position, error.Message, $"AWS refuses it: {error.AwsMessage}");
}
