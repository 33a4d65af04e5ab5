namespace AwsOps.Engine.Policy.Writing;

/// <summary>One thing that the policy must allow.</summary>
/// <param name="Action">The action.</param>
/// <param name="Resource">The resource, or a pattern where the record does not name it.</param>
/// <param name="Conditions">The condition keys to insist on, as <c>key=value</c> in order.</param>
internal sealed record Requirement(string Action, string Resource, string Conditions)
{
    internal const char Separator = '\n';

    internal static string Key(IReadOnlyDictionary<string, string> conditions) =>
        string.Join(Separator, conditions.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>Whether allowing this allows the other: the same action, on the same resource or on all, under no further condition.</summary>
    internal bool Implies(Requirement other) =>
        Action == other.Action && (Resource == other.Resource || Resource == "*")
            && (Conditions == other.Conditions || ConditionPairs().All(pair => other.ConditionPairs().Contains(pair)));

    internal IEnumerable<(string Key, string Value)> ConditionPairs() =>
        Conditions.Split(Separator, StringSplitOptions.RemoveEmptyEntries).Select(pair => (pair[..pair.IndexOf('=')], pair[(pair.IndexOf('=') + 1)..]));
}
