namespace AwsOps.Engine.Policy.Matching;

/// <summary>A pattern of <c>*</c> and <c>?</c> without variables, compared character by character.</summary>
internal sealed class Glob
{
    private readonly string _pattern;
    private readonly GlobShape _shape;

    /// <summary>Compiles a pattern as written in a policy.</summary>
    internal Glob(string pattern) => (_shape, _pattern) = Classify(Wildcards.Mark(pattern));

    internal bool IsMatch(ReadOnlySpan<char> text) => _shape switch
    {
        GlobShape.Any => true,
        GlobShape.Exact => text.SequenceEqual(_pattern),
        GlobShape.Prefix => text.StartsWith(_pattern),
        _ => Wildcards.IsMatch(_pattern, text),
    };

    /// <summary>Finds the cheapest way to compare a pattern whose wildcards are marked.</summary>
    internal static (GlobShape Shape, string Pattern) Classify(string marked)
    {
        int first = marked.AsSpan().IndexOfAny(Wildcards.Star, Wildcards.Question);
        if (first < 0)
        {
            return (GlobShape.Exact, marked);
        }

        if (marked.AsSpan(first).ContainsAnyExcept(Wildcards.Star))
        {
            return (GlobShape.General, marked);
        }

        return first == 0 ? (GlobShape.Any, "") : (GlobShape.Prefix, marked[..first]);
    }
}

internal enum GlobShape { Any, Exact, Prefix, General }
