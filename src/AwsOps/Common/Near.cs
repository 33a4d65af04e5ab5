namespace AwsOps.Common;

/// <summary>Finds what somebody who mistyped a value may have meant.</summary>
internal static class Near
{
    /// <summary>The values nearest to a text by letters to change, add or leave out; the nearest first.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="values">What would be right.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<string> Of(string text, IEnumerable<string> values, int count) =>
        [.. values.OrderBy(value => Distance(value.ToUpperInvariant(), text.ToUpperInvariant())).ThenBy(static value => value, StringComparer.Ordinal).Take(count)];

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
