using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Services and actions that do not exist, and actions listed twice.</summary>
internal static class ActionRule
{
    internal static IEnumerable<PolicyFinding> Check(LintContext context) =>
        context.Policy.Statements.SelectMany(statement => statement.Action.Values.SelectMany((value, index) => Check(statement, value, index)));

    private static IEnumerable<PolicyFinding> Check(Statement statement, PolicyText value, int index)
    {
        int colon = value.Text.IndexOf(':');
        if (colon < 0)
        {
            yield break;
        }

        string prefix = value.Text[..colon];
        if (!prefix.AsSpan().ContainsAny('*', '?') && !ActionTable.Default.TryGetService(prefix, out _))
        {
            string nearest = Spelling.Nearest(prefix, ActionTable.Default.Services.Select(service => service.Prefix));
            yield return new("UnknownService", FindingSeverity.Error, value.Position, $"There is no service '{prefix}'.", $"Did you mean '{nearest}'?", statement);
        }
        else if (!ActionTable.Default.Expand(value.Text).Any())
        {
            ActionTable.Default.TryGetService(prefix, out Service? service);
            string nearest = service is null ? "" : $" Did you mean '{service.Prefix}:{Spelling.Nearest(value.Text[(colon + 1)..], service.Actions.Keys)}'?";
            yield return new("UnknownAction", FindingSeverity.Error, value.Position, $"No action of AWS matches '{value.Text}'.",
                $"Correct the name, or take it out.{nearest}", statement);
        }

        for (int other = 0; other < statement.Action.Values.Count; other++)
        {
            string outer = statement.Action.Values[other].Text.ToLowerInvariant();
            string inner = value.Text.ToLowerInvariant();
            if (other != index && (outer != inner || other < index) && Patterns.Covers(outer, inner))
            {
                yield return new("RedundantAction", FindingSeverity.Information, value.Position,
                    $"'{value.Text}' is covered by '{statement.Action.Values[other].Text}' in the same statement.", "Take it out.", statement);
                break;
            }
        }
    }
}
