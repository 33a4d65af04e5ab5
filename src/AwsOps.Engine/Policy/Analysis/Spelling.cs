namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Finds what somebody may have meant.</summary>
internal static class Spelling
{
    internal static string Nearest(string word, IEnumerable<string> candidates) =>
        candidates.MinBy(candidate => (Distance(word, candidate), candidate)) ?? "";

    /// <summary>Levenshtein's distance, ignoring case.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substitute = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
