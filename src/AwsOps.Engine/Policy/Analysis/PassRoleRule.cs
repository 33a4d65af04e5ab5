namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Permission to hand any role to any service.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"/>
internal static class PassRoleRule
{
    internal static IEnumerable<PolicyFinding> Check(LintContext context)
    {
        if (context.Kind != PolicyKind.Identity)
        {
            yield break;
        }

        // A service that does not exist stands for any: a condition on iam:PassedToService denies it, as does a Deny.
        Probe probe = context.Probe;
        ProbeResult any = probe.On("iam:PassRole", probe.Generic("iam:PassRole"), ("iam:PassedToService", "any.example"));
        if (any is { IsPossible: true, Statement: { } statement })
        {
            yield return new("PassAnyRole", any.IsCertain ? FindingSeverity.High : FindingSeverity.Medium, statement.Action.Position,
                "The policy lets its owner hand any role to any service that they can use, and so act with the rights of that role.",
                "Name the roles in Resource, and the service in a condition on iam:PassedToService.", statement);
        }
    }
}
