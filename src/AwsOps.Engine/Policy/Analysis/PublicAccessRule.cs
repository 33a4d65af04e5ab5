namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Policies of resources that let in strangers, directly or behind a service.</summary>
/// <seealso href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status"/>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"/>
internal static class PublicAccessRule
{
    internal static IEnumerable<PolicyFinding> Check(LintContext context)
    {
        if (context.Kind is not (PolicyKind.Resource or PolicyKind.Trust))
        {
            return [];
        }

        Outsider outsider = new(context);
        return context.Allows.Where(statement => statement.Principal is not null)
            .SelectMany(statement => CheckPublic(statement, outsider)
                .Concat(CheckForeign(context, statement, outsider))
                .Concat(context.Kind == PolicyKind.Resource ? CheckDeputy(statement, outsider) : []));
    }

    private static IEnumerable<PolicyFinding> CheckPublic(Statement statement, Outsider outsider)
    {
        PrincipalElement principal = statement.Principal!;
        if (principal.IsNegated)
        {
            // "Using it with Effect: Allow is not supported."
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
            yield return new("AllowNotPrincipal", FindingSeverity.Critical, principal.Position, "Allow with NotPrincipal lets in everybody who is not listed.", "Name the principals to let in.", statement);
        }
        else if (!principal.IsEveryone)
        {
            yield break;
        }

        ProbeResult result = outsider.Try(statement);
        if (result.IsCertain)
        {
            yield return new("PublicAccess", FindingSeverity.Critical, principal.Position, $"Anybody may {result.Action} on {result.Resource}.",
                "Name the principals, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or aws:SourceVpce.", statement);
        }
        else if (result.IsPossible)
        {
            yield return new("PublicAccessUnderConditions", FindingSeverity.High, principal.Position,
                $"Anybody may {result.Action} on {result.Resource} whose request fits {string.Join(", ", result.MissingKeys)}.",
                "Name the principals: these keys do not tell who asks.", statement);
        }
    }

    private static IEnumerable<PolicyFinding> CheckForeign(LintContext context, Statement statement, Outsider outsider)
    {
        foreach (PolicyPrincipal principal in statement.Principal!.Values.Where(_ => !statement.Principal.IsNegated))
        {
            RequestPrincipal? foreign = ForeignPrincipal(principal, context.AccountId);
            if (foreign is not null && outsider.Try(statement, foreign, []).IsPossible)
            {
                yield return new("CrossAccountAccess", FindingSeverity.Medium, principal.Position, $"Account {foreign.AccountId} is let in ({principal.Value}).",
                    "Make sure that the account is yours or trusted; name the role rather than the account.", statement);
                if (context.Kind == PolicyKind.Trust && foreign.Kind == PrincipalKind.Root && !statement.Conditions.Any(IsExternal))
                {
                    yield return new("NoExternalId", FindingSeverity.Low, principal.Position,
                        $"Whoever can use a role of account {foreign.AccountId} can come in: a third party's other customers too.",
                        "If it is a third party's account, demand sts:ExternalId; if it is your own, aws:PrincipalOrgID.", statement);
                }
            }
        }
    }

    private static IEnumerable<PolicyFinding> CheckDeputy(Statement statement, Outsider outsider)
    {
        foreach (PolicyPrincipal principal in statement.Principal!.Values.Where(value => value.Type == "Service" && !statement.Principal.IsNegated))
        {
            if (outsider.TryThrough(statement, principal.Value).IsPossible)
            {
                yield return new("ConfusedDeputy", FindingSeverity.Medium, principal.Position,
                    $"{principal.Value} may do this on behalf of any account's resources.", "Add a condition on aws:SourceArn or aws:SourceAccount.", statement);
            }
        }
    }

    private static bool IsExternal(ConditionTest test) =>
        test.Key.Text.ToLowerInvariant() is "sts:externalid" or "aws:principalorgid" or "aws:principalarn" or "aws:principalorgpaths";

    private static RequestPrincipal? ForeignPrincipal(PolicyPrincipal principal, string? accountId)
    {
        if (accountId is null || principal.Type != "AWS" || principal.Value == "*")
        {
            return null;
        }

        try
        {
            RequestPrincipal parsed = RequestPrincipal.Parse(principal.Value);
            return parsed.AccountId == accountId ? null : parsed;
        }
        catch (FormatException)
        {
            // The unique id of a principal that has been deleted.
            return null;
        }
    }
}
