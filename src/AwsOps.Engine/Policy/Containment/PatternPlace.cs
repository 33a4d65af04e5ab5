using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy.Containment;

/// <summary>One place of a pattern: a letter, or a wildcard with what it does not stand for.</summary>
/// <param name="Kind">What stands there.</param>
/// <param name="Letter">The letter, for a letter.</param>
/// <param name="StopsAtColon">Whether the wildcard stays within its segment.</param>
/// <param name="StopsAtSlash">Whether the wildcard stands for no slash.</param>
internal readonly record struct PatternPlace(PlaceKind Kind, char Letter = '\0', bool StopsAtColon = false, bool StopsAtSlash = false)
{
    internal bool Takes(char letter) => Kind switch
    {
        PlaceKind.Letter => letter == Letter,
        PlaceKind.LetterOfAnyCase => char.ToLowerInvariant(letter) == char.ToLowerInvariant(Letter),
        _ => !(StopsAtColon && letter == ':') && !(StopsAtSlash && letter == '/'),
    };

    /// <summary>Plain text.</summary>
    internal static PatternPlace[] Text(string text, bool anyCase) =>
        [.. text.Select(letter => new PatternPlace(anyCase ? PlaceKind.LetterOfAnyCase : PlaceKind.Letter, letter))];

    /// <summary>A pattern whose wildcards, marked, stand for anything.</summary>
    internal static PatternPlace[] Glob(string marked) => [.. marked.Select(letter => Wildcard(letter, stopsAtColon: false))];

    /// <summary>An ARN of a condition: of its six components all but the last keep their wildcards to themselves.</summary>
    internal static PatternPlace[] ArnCondition(string marked)
    {
        if (marked is [Wildcards.Star])
        {
            return Glob(marked);
        }

        int colons = 0;
        List<PatternPlace> places = [];
        foreach (char letter in marked)
        {
            places.Add(Wildcard(letter, colons < 5));
            colons += letter == ':' ? 1 : 0;
        }

        return [.. places];
    }

    /// <summary>A resource: before the fifth colon a wildcard keeps to its segment, but for an asterisk that ends one.</summary>
    /// <seealso cref="ResourcePattern"/>
    internal static PatternPlace[] Resource(string marked)
    {
        int colons = 0;
        List<PatternPlace> places = [];
        for (int i = 0; i < marked.Length; i++)
        {
            bool endsSegment = i + 1 == marked.Length || marked[i + 1] == ':';
            places.Add(Wildcard(marked[i], colons < 5 && !(marked[i] == Wildcards.Star && endsSegment)));
            colons += marked[i] == ':' ? 1 : 0;
        }

        return [.. places];
    }

    /// <summary>The ARN of a resource type, with something in each placeholder. Names of buckets have no slash, and ids neither slash nor colon.</summary>
    internal static PatternPlace[] Type(string arn)
    {
        List<PatternPlace> places = [];
        for (int i = 0; i < arn.Length; i++)
        {
            int end = arn[i] == '$' ? arn.IndexOf('}', i) : -1;
            if (end < 0)
            {
                places.Add(arn[i] == '*' ? new(PlaceKind.Star) : new(PlaceKind.Letter, arn[i]));
                continue;
            }

            string name = arn[i..(end + 1)];
            if (name == "${Partition}")
            {
                places.AddRange(Text("aws", anyCase: false));
            }
            else
            {
                bool isHead = name is "${Region}" or "${Account}" || name.EndsWith("Id}", StringComparison.Ordinal);
                bool isBucket = name == "${BucketName}";
                places.Add(new(PlaceKind.One, StopsAtColon: isHead, StopsAtSlash: isHead || isBucket));
                places.Add(new(PlaceKind.Star, StopsAtColon: isHead, StopsAtSlash: isHead || isBucket));
            }

            i = end;
        }

        return [.. places];
    }

    private static PatternPlace Wildcard(char letter, bool stopsAtColon) => letter switch
    {
        Wildcards.Star => new(PlaceKind.Star, StopsAtColon: stopsAtColon),
        Wildcards.Question => new(PlaceKind.One, StopsAtColon: stopsAtColon),
        _ => new(PlaceKind.Letter, letter),
    };
}

internal enum PlaceKind { Letter, LetterOfAnyCase, One, Star }
