using System.Globalization;

namespace AwsOps.Engine.Policy.Writing;

/// <summary>
/// What changes between two policies, statement by statement. The order of statements and of values, and whether a single
/// value stands in a list, make no difference, since they make none to AWS.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html"/>
public static class PolicyDifference
{
    /// <summary>Compares two policies.</summary>
    /// <param name="old">The policy as it was.</param>
    /// <param name="new">The policy as it is to be.</param>
    /// <returns>What changes, in the order of the new policy, what is removed last; empty when nothing does.</returns>
    public static IReadOnlyList<StatementChange> Between(PolicyDocument old, PolicyDocument @new)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        List<StatementFacts> before = [.. old.Statements.Select(StatementFacts.Of)];
        List<StatementFacts> after = [.. @new.Statements.Select(StatementFacts.Of)];
        foreach (StatementFacts statement in after.ToArray())
        {
            if (before.FindIndex(other => other.IsSame(statement)) is >= 0 and int same)
            {
                before.RemoveAt(same);
                after.Remove(statement);
            }
        }

        List<StatementChange> changes = [];
        if (old.Version != @new.Version)
        {
            // Variables are plain text in the language of 2008.
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
            changes.Add(new(null, [$"Version {@new.Version}"], [$"Version {old.Version}"]));
        }

        foreach (StatementFacts statement in after)
        {
            int match = before.FindIndex(other => other.Sid is not null && other.Sid == statement.Sid);
            if (match < 0 && statement.Sid is null)
            {
                match = before.FindIndex(other => other.Sid is null && other.Facts.Overlaps(statement.Facts.Where(static fact => !fact.StartsWith("Effect ", StringComparison.Ordinal))));
            }

            StatementFacts? was = match < 0 ? null : before[match];
            changes.Add(StatementChange.Of(was, statement));
            if (match >= 0)
            {
                before.RemoveAt(match);
            }
        }

        changes.AddRange(before.Select(static gone => StatementChange.Of(gone, null)));
        return changes;
    }

    /// <summary>All statements of a policy as new ones.</summary>
    /// <param name="policy">The policy.</param>
    public static IReadOnlyList<StatementChange> New(PolicyDocument policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return [.. policy.Statements.Select(static statement => StatementChange.Of(null, StatementFacts.Of(statement)))];
    }

    /// <summary>The changes in one line.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="inFull">With what each statement says; else their number only, which gives nothing of the policy away.</param>
    public static string Summary(IReadOnlyList<StatementChange> changes, bool inFull)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (inFull)
        {
            return string.Join(" | ", changes);
        }

        int come = changes.Count(static change => change.IsNew);
        int gone = changes.Count(static change => change.IsGone);
        return string.Create(CultureInfo.InvariantCulture, $"{come} new, {changes.Count - come - gone} changed, {gone} removed statements");
    }
}

/// <summary>What changes in one statement.</summary>
/// <param name="Label">How to speak of the statement: its Sid in quotes, or its number; null for the policy as a whole.</param>
/// <param name="Added">What is new in it, a phrase each, such as <c>Action s3:GetObject</c>.</param>
/// <param name="Removed">What falls away.</param>
public sealed record StatementChange(string? Label, IReadOnlyList<string> Added, IReadOnlyList<string> Removed)
{
    /// <summary>Whether the statement is there only afterwards.</summary>
    public bool IsNew { get; private init; }

    /// <summary>Whether the statement is there only before.</summary>
    public bool IsGone { get; private init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        string parts = string.Join("; ", Removed.Select(static fact => "- " + fact).Concat(Added.Select(static fact => "+ " + fact)));
        return (Label, IsNew, IsGone) switch
        {
            (null, _, _) => parts,
            (_, true, _) => $"new statement {Label}: {string.Join("; ", Added)}",
            (_, _, true) => $"removed statement {Label}: {string.Join("; ", Removed)}",
            _ => $"statement {Label}: {parts}",
        };
    }

    internal static StatementChange Of(StatementFacts? old, StatementFacts? @new)
    {
        StatementFacts shown = @new ?? old!;
        IEnumerable<string> before = old?.Facts ?? [];
        IEnumerable<string> after = @new?.Facts ?? [];
        return new(shown.Label, [.. after.Except(before, StatementFacts.Comparer)], [.. before.Except(after, StatementFacts.Comparer)]) { IsNew = old is null, IsGone = @new is null };
    }
}

/// <summary>A statement as a set of phrases that together say all it says.</summary>
internal sealed record StatementFacts(string? Sid, string Label, HashSet<string> Facts)
{
    internal static IEqualityComparer<string> Comparer { get; } = new FactComparer();

    internal static StatementFacts Of(Statement statement)
    {
        // Names of actions, keys and operators are not case-sensitive; values and ARNs are.
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
        HashSet<string> facts = new(Comparer);
        facts.Add($"Effect {statement.Effect}");
        Add(statement.Principal?.IsNegated == true ? "NotPrincipal" : "Principal", statement.Principal?.Values.Select(static value => value.Type == "*" ? "*" : $"{value.Type} {value.Value}"));
        Add(statement.Action.IsNegated ? "NotAction" : "Action", statement.Action.Values.Select(static value => value.Text));
        Add(statement.Resource?.IsNegated == true ? "NotResource" : "Resource", statement.Resource?.Values.Select(static value => value.Text));
        Add("Condition", statement.Conditions.Select(static test =>
            $"{test.OperatorName.Text} {test.Key.Text} {string.Join(" or ", test.Values.Select(static value => value.Text).Order(StringComparer.Ordinal))}"));
        return new(statement.Sid?.Text, statement.Label, facts);

        void Add(string element, IEnumerable<string>? values)
        {
            foreach (string value in values ?? [])
            {
                facts.Add($"{element} {value}");
            }
        }
    }

    internal bool IsSame(StatementFacts other) => Sid == other.Sid && Facts.SetEquals(other.Facts);

    private sealed class FactComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => string.Equals(x, y, Comparison(x));

        public int GetHashCode(string obj) => obj.GetHashCode(Comparison(obj));

        private static StringComparison Comparison(string? fact) =>
            fact is not null && (fact.StartsWith("Action ", StringComparison.Ordinal) || fact.StartsWith("NotAction ", StringComparison.Ordinal))
                ? StringComparison.OrdinalIgnoreCase
                : StringComparison.Ordinal;
    }
}
