using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy.Actions;

/// <summary>Relations between patterns of <c>*</c> and <c>?</c>.</summary>
internal static class Patterns
{
    /// <summary>Whether some text matches both patterns. Time is the product of the lengths.</summary>
    internal static bool Intersect(string a, string b)
    {
        // row[j]: the rests of a (from i) and of b (from j) have a text in common. Filled from the ends.
        bool[] next = new bool[b.Length + 1];
        bool[] row = new bool[b.Length + 1];
        for (int i = a.Length; i >= 0; i--)
        {
            for (int j = b.Length; j >= 0; j--)
            {
                bool aEnds = i == a.Length;
                bool bEnds = j == b.Length;
                if (aEnds && bEnds)
                {
                    row[j] = true;
                }
                else if (!aEnds && a[i] == '*')
                {
                    row[j] = next[j] || (!bEnds && row[j + 1]);
                }
                else if (!bEnds && b[j] == '*')
                {
                    row[j] = row[j + 1] || (!aEnds && next[j]);
                }
                else
                {
                    row[j] = !aEnds && !bEnds && next[j + 1] && (a[i] == b[j] || a[i] == '?' || b[j] == '?');
                }
            }

            (row, next) = (next, row);
        }

        return next[0];
    }

    /// <summary>Finds a text that matches both patterns, with something in place of each asterisk where that is possible.</summary>
    internal static string? FindCommon(string a, string b) =>
        FindShortest(a.Replace("*", "?*", StringComparison.Ordinal), b.Replace("*", "?*", StringComparison.Ordinal)) ?? FindShortest(a, b);

    private static string? FindShortest(string a, string b)
    {
        Dictionary<(int, int), ((int, int) From, char? Letter)> seen = new() { [(0, 0)] = ((0, 0), null) };
        Queue<(int A, int B)> queue = new([(0, 0)]);
        while (queue.TryDequeue(out (int A, int B) at))
        {
            if (at == (a.Length, b.Length))
            {
                return Spell(seen, at);
            }

            char? left = at.A < a.Length ? a[at.A] : null;
            char? right = at.B < b.Length ? b[at.B] : null;
            if (left == '*')
            {
                Add((at.A + 1, at.B), null);
            }

            if (right == '*')
            {
                Add((at.A, at.B + 1), null);
            }

            if (left is not { } one || right is not { } two)
            {
                continue;
            }

            bool isFree = one is '*' or '?';
            if (isFree || two is '*' or '?' || one == two)
            {
                char letter = !isFree ? one : two is '*' or '?' ? 'x' : two;
                Add((one == '*' ? at.A : at.A + 1, two == '*' ? at.B : at.B + 1), letter);
            }

            void Add((int, int) to, char? letter)
            {
                if (seen.TryAdd(to, (at, letter)))
                {
                    queue.Enqueue(to);
                }
            }
        }

        return null;
    }

    private static string Spell(Dictionary<(int, int), ((int, int) From, char? Letter)> seen, (int, int) at)
    {
        List<char> letters = [];
        while (at != (0, 0))
        {
            ((int, int) from, char? letter) = seen[at];
            if (letter is { } c)
            {
                letters.Add(c);
            }

            at = from;
        }

        letters.Reverse();
        return new([.. letters]);
    }

    /// <summary>Whether every text that matches <paramref name="inner"/> matches <paramref name="outer"/>.</summary>
    /// <remarks>
    /// Exact, because the alphabet is larger than any pattern: a character that neither pattern writes stands for whatever a
    /// wildcard of the inner one may be. The states of the outer one are followed as a set; the inner's asterisk closes it.
    /// </remarks>
    internal static bool Covers(string outer, string inner)
    {
        if (!outer.AsSpan().ContainsAny('*', '?'))
        {
            return outer == inner;
        }

        if (!inner.AsSpan().ContainsAny('*', '?'))
        {
            return new Glob(outer).IsMatch(inner);
        }

        HashSet<(int Position, string States)> seen = [];
        Queue<(int Position, bool[] States)> queue = new();
        string letters = new([.. outer.Concat(inner).Where(c => c is not ('*' or '?')).Distinct(), '\uFFFD']);
        Add(0, Close(outer, Start(outer)));
        while (queue.TryDequeue(out (int Position, bool[] States) state))
        {
            (int position, bool[] states) = state;
            if (position == inner.Length)
            {
                if (!states[outer.Length])
                {
                    return false;
                }

                continue;
            }

            char c = inner[position];
            if (c == '*')
            {
                Add(position + 1, states);
            }

            foreach (char letter in c is '*' or '?' ? letters : c.ToString())
            {
                Add(c == '*' ? position : position + 1, Close(outer, Step(outer, states, letter)));
            }
        }

        return true;

        void Add(int position, bool[] states)
        {
            if (seen.Add((position, string.Concat(states.Select(state => state ? '1' : '0')))))
            {
                queue.Enqueue((position, states));
            }
        }
    }

    private static bool[] Start(string pattern)
    {
        bool[] states = new bool[pattern.Length + 1];
        states[0] = true;
        return states;
    }

    private static bool[] Step(string pattern, bool[] states, char letter)
    {
        bool[] next = new bool[states.Length];
        for (int i = 0; i < pattern.Length; i++)
        {
            if (states[i])
            {
                next[pattern[i] == '*' ? i : i + 1] |= pattern[i] == '*' || pattern[i] == '?' || pattern[i] == letter;
            }
        }

        return next;
    }

    private static bool[] Close(string pattern, bool[] states)
    {
        for (int i = 0; i < pattern.Length; i++)
        {
            states[i + 1] |= states[i] && pattern[i] == '*';
        }

        return states;
    }
}
