using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Resources that the statement's actions cannot have, and actions that none of its resources fits.</summary>
/// <seealso href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html"/>
internal static class ResourceRule
{
    internal static IEnumerable<PolicyFinding> Check(LintContext context) =>
        context.Policy.Statements.Where(statement => !statement.Action.IsNegated && statement.Resource is { IsNegated: false })
            .SelectMany(statement => Check(statement, statement.Resource!, context.ListedActions(statement), context.Kind));

    private static IEnumerable<PolicyFinding> Check(Statement statement, ResourceElement resource, IReadOnlyList<ServiceAction> actions, PolicyKind kind)
    {
        string[] patterns = [.. resource.Values.Select(value => Placeholders.ToPattern(value.Text))];
        if (actions.Count == 0 || patterns.Contains("*"))
        {
            yield break;
        }

        for (int i = 0; i < patterns.Length; i++)
        {
            if (!actions.Any(action => action.Resources.Any(type => type.Type.CanBe(patterns[i]))))
            {
                string possible = string.Join(", ", actions.SelectMany(action => action.Resources).Select(type => type.Type.Arn).Distinct().Take(3));
                yield return new("ResourceMismatch", FindingSeverity.Error, resource.Values[i].Position,
                    $"None of the statement's actions works on '{resource.Values[i].Text}'.",
                    possible.Length == 0 ? "These actions have no resources of their own: use \"*\"." : $"Right would be one such as {possible}.", statement);
            }
        }

        // Only where the author names the actions: of "s3:*", some are always beside the resource.
        foreach (PolicyText value in statement.Action.Values.Where(value => !value.Text.AsSpan().ContainsAny('*', '?')))
        {
            if (ActionTable.Default.TryGetAction(value.Text, out ServiceAction? action) && !Fits(action, patterns, kind))
            {
                yield return new("ActionWithoutResource", FindingSeverity.Medium, value.Position,
                    $"{action.FullName} works on none of the statement's resources, so the statement does nothing for it.",
                    action.HasResources ? $"Add a resource such as {action.Resources[0].Type.Arn}." : "Put it into a statement of its own with Resource \"*\".", statement);
            }
        }
    }

    private static bool Fits(ServiceAction action, string[] patterns, PolicyKind kind) =>
        action.Resources.Any(type => patterns.Any(type.Type.CanBe)) || (!action.HasResources && kind is PolicyKind.Resource);
}
