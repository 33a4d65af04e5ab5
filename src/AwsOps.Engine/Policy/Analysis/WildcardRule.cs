using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Grants that are broader than anybody lists.</summary>
internal static class WildcardRule
{
    internal static IEnumerable<PolicyFinding> Check(LintContext context)
    {
        if (!context.Grants)
        {
            yield break;
        }

        foreach (Statement statement in context.Allows)
        {
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
            if (statement.Action.IsNegated)
            {
                yield return new("AllowNotAction", FindingSeverity.High, statement.Action.Position,
                    "Allow with NotAction allows every action of every other service, those to come included.", "List the actions to allow, and deny the others with a Deny.", statement);
            }

            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
            if (statement.Resource is { IsNegated: true } resource)
            {
                yield return new("AllowNotResource", FindingSeverity.High, resource.Position,
                    "Allow with NotResource allows everything that is not listed.", "List the resources to allow.", statement);
            }

            foreach (PolicyText value in statement.Action.Values.Where(value => !statement.Action.IsNegated && value.Text.EndsWith(":*", StringComparison.Ordinal) && value.Text != "*:*"))
            {
                yield return new("ServiceWildcard", FindingSeverity.Medium, value.Position, $"'{value.Text}' allows every action of the service, those to come included.",
                    "List the actions that are needed.", statement);
            }

            if (BroadWrites(context, statement) is { Length: > 0 } writes)
            {
                yield return new("WriteOnEverything", FindingSeverity.Low, statement.Resource!.Values.First(value => value.Text == "*").Position,
                    $"The statement allows {string.Join(", ", writes.Take(3).Select(action => action.FullName))}{(writes.Length > 3 ? $" and {writes.Length - 3} more" : "")} on every resource.",
                    "Name the resources, or add a condition.", statement);
            }
        }
    }

    private static ServiceAction[] BroadWrites(LintContext context, Statement statement) =>
        context.Kind == PolicyKind.Identity && !statement.Action.IsNegated && !statement.Action.Values.Any(value => value.Text is "*" or "*:*") && statement.Conditions.Count == 0
            && statement.Resource is { IsNegated: false } resource && resource.Values.Any(value => value.Text == "*")
            ? [.. context.ListedActions(statement).Where(action => action.HasResources && action.Level is not (AccessLevel.List or AccessLevel.Read))]
            : [];
}
