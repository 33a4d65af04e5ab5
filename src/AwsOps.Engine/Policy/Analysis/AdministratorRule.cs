namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Policies that allow everything, whatever they look like.</summary>
internal static class AdministratorRule
{
    internal static IEnumerable<PolicyFinding> Check(LintContext context)
    {
        if (context.Kind != PolicyKind.Identity)
        {
            yield break;
        }

        Probe probe = context.Probe;
        AccessOutcome outcome = Administrator.Check(probe);
        if (outcome == AccessOutcome.Denied)
        {
            yield break;
        }

        Statement statement = probe.On("iam:PutRolePolicy", probe.Generic("iam:PutRolePolicy")).Statement ?? context.Policy.Statements[0];
        bool isCertain = outcome == AccessOutcome.Allowed;
        yield return new("Administrator", isCertain ? FindingSeverity.Critical : FindingSeverity.High, statement.Position,
            isCertain ? "The policy allows every action on every resource." : "The policy allows every action on every resource, under conditions.",
            "Grant what is needed; for people who must administer, use a role with MFA.", statement);
    }
}
