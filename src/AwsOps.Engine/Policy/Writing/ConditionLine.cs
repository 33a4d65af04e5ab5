using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy.Writing;

/// <summary>One line of a condition to be written.</summary>
/// <param name="Operator">The operator, such as <c>StringEquals</c>.</param>
/// <param name="Key">The condition key.</param>
/// <param name="Values">The values, of which one must match.</param>
public sealed record ConditionLine(string Operator, string Key, params IReadOnlyList<string> Values)
{
    /// <summary>The condition of a statement.</summary>
    /// <param name="statement">The statement.</param>
    public static IReadOnlyList<ConditionLine> Of(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return [.. statement.Conditions.Select(test => new ConditionLine(test.OperatorName.Text, test.Key.Text, [.. test.Values.Select(value => value.Text)]))];
    }

    // Noncharacters, which the parser refuses in a policy.
    private const char LineEnd = Wildcards.Star;
    private const char FieldEnd = Wildcards.Question;

    /// <summary>Writes lines as one text that is the same for the same condition.</summary>
    internal static string Join(IEnumerable<ConditionLine> lines) => string.Join(LineEnd, lines
        .Select(line => string.Join(FieldEnd, [line.Operator, line.Key, .. line.Values.Order(StringComparer.Ordinal)])).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Reads such a text.</summary>
    internal static IReadOnlyList<ConditionLine> Split(string text) => text.Length == 0
        ? []
        : [.. text.Split(LineEnd).Select(line => line.Split(FieldEnd)).Select(fields => new ConditionLine(fields[0], fields[1], fields[2..]))];
}
