namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Ways by which the owner of the policy alone can get more rights than it grants by name.</summary>
/// <seealso cref="EscalationFinder"/>
internal static class EscalationRule
{
    internal static IEnumerable<PolicyFinding> Check(LintContext context)
    {
        if (context.Kind != PolicyKind.Identity)
        {
            return [];
        }

        Probe probe = context.Probe;
        // Who may do everything needs no way to more.
        return Administrator.Check(probe) == AccessOutcome.Allowed ? [] : Find(context, probe);
    }

    private static IEnumerable<PolicyFinding> Find(LintContext context, Probe probe)
    {
        foreach (EscalationMethod method in EscalationMethod.All)
        {
            ProbeResult[] results = [.. Try(method, probe)];
            if (!results.All(result => result.IsPossible))
            {
                continue;
            }

            bool isCertain = results.All(result => result.IsCertain);
            Statement statement = results[0].Statement ?? context.Policy.Statements[0];
            string actions = string.Join(" and ", results.Select(result => $"{result.Action} on {result.Resource}"));
            string keys = string.Join(", ", results.SelectMany(result => result.MissingKeys).Distinct());
            yield return new("PrivilegeEscalation", isCertain ? FindingSeverity.High : FindingSeverity.Medium, statement.Position,
                $"{method.Name}: with {actions} the owner of the policy can get more rights{(isCertain ? "" : $", depending on {keys}")}.",
                "Name the resources that are meant, or demand a permissions boundary with a condition on iam:PermissionsBoundary.", statement);
        }
    }

    private static IEnumerable<ProbeResult> Try(EscalationMethod method, Probe probe)
    {
        if (method.Target == EscalationTarget.PassedRole)
        {
            yield return probe.OnAnything("iam:PassRole", null, ("iam:PassedToService", method.Service!));
        }

        // To make keys for oneself is no way to more. What is attached is the attacker's choice.
        Predicate<string>? accept = method.Target == EscalationTarget.OtherUser ? resource => !resource.EndsWith($"/{probe.Principal.Name}", StringComparison.Ordinal) : null;
        foreach (string action in method.Actions)
        {
            yield return probe.OnAnything(action, accept, ("iam:PolicyARN", "arn:aws:iam::aws:policy/AdministratorAccess"));
        }
    }
}
