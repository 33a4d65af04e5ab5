namespace AwsOps.Engine.Policy.Matching;

/// <summary>
/// Wildcard matching over patterns whose <c>*</c> and <c>?</c> have been replaced by two noncharacters,
/// so that the <c>*</c> of <c>${*}</c>, or of a variable's value, stays an asterisk.
/// </summary>
internal static class Wildcards
{
    /// <summary>Stands for <c>*</c>. U+FFFF is no character, and the parser refuses it in a policy.</summary>
    internal const char Star = '\uFFFF';

    /// <summary>Stands for <c>?</c>.</summary>
    internal const char Question = '\uFFFE';

    internal static bool IsReserved(char c) => c is Star or Question;

    /// <summary>Turns the wildcards of a pattern without variables into their stand-ins.</summary>
    internal static string Mark(string pattern) => pattern.Replace('*', Star).Replace('?', Question);

    internal static bool HasWildcard(ReadOnlySpan<char> pattern) => pattern.IndexOfAny(Star, Question) >= 0;

    /// <summary>Whether the whole text matches. Time is at most the product of the lengths.</summary>
    internal static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == Star)
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length && (pattern[p] == text[t] || pattern[p] == Question))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == Star)
        {
            p++;
        }

        return p == pattern.Length;
    }
}
