using System.Management.Automation;

namespace AwsOps.Common;

/// <summary>
/// Names as a Get- cmdlet takes them. A name must be there; a pattern (*, ?, [a-z]) may match nothing. What is there under
/// exactly the text given is meant by it, whatever characters the name has: AWS allows brackets in several kinds of names.
/// </summary>
internal static class NamePatterns
{
    /// <summary>True when any of the texts may be a pattern, so that all items must be looked at.</summary>
    public static bool Any(IReadOnlyList<string> names) => names.Any(WildcardPattern.ContainsWildcardCharacters);

    /// <summary>The items that names and patterns mean, each once, in their own order.</summary>
    /// <param name="names">Names and patterns.</param>
    /// <param name="items">All items.</param>
    /// <param name="namesOf">What an item is called: its name, and its id or ARN where that is taken for a name too.</param>
    /// <param name="missing">Told each name that is not there.</param>
    public static IReadOnlyList<T> Pick<T>(IReadOnlyList<string> names, IReadOnlyList<T> items, Func<T, IReadOnlyList<string>> namesOf, Action<string> missing)
        where T : class
    {
        var picked = new HashSet<T>(ReferenceEqualityComparer.Instance);
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            List<T> found = [.. items.Where(item => namesOf(item).Contains(name, StringComparer.Ordinal))];
            if (found.Count == 0)
            {
                if (Pattern(name) is not { } pattern)
                {
                    missing(name);
                    continue;
                }

                found = [.. items.Where(item => namesOf(item).Any(pattern.IsMatch))];
            }

            picked.UnionWith(found);
        }

        return [.. items.Where(picked.Contains)];
    }

    /// <summary>The text as a pattern; null when it is none, or none that is well formed.</summary>
    private static WildcardPattern? Pattern(string name)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            return null;
        }

        try
        {
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
            _ = pattern.IsMatch(string.Empty);
            return pattern;
        }
        catch (WildcardPatternException)
        {
            return null;
        }
    }
}
