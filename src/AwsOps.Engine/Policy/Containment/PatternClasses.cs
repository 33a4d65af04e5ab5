namespace AwsOps.Engine.Policy.Containment;

/// <summary>
/// Divides all texts into classes by which of some patterns they match, and finds one text of each class that has any. The
/// patterns run as one automaton; each of its states is visited once, so that no class is overlooked.
/// </summary>
internal static class PatternClasses
{
    // More than any policy that people write; a policy made to be hard ends here, and the answer says so.
    private const int MaximumStates = 50_000;

    /// <summary>Finds a shortest text, of one letter at least, for each class.</summary>
    /// <param name="patterns">The patterns.</param>
    /// <param name="within">How many of them, from the first on, are the only texts of interest; 0 for all texts.</param>
    /// <param name="isComplete">False where the search was given up.</param>
    internal static IReadOnlyList<string> Find(IReadOnlyList<PatternPlace[]> patterns, int within, out bool isComplete)
    {
        Automaton automaton = new(patterns, within);
        Dictionary<string, string> found = [];
        Dictionary<string, (string From, char Letter)> reached = [];
        string start = automaton.Start;
        reached.Add(start, ("", '\0'));
        Queue<string> queue = new([start]);
        isComplete = true;
        while (queue.TryDequeue(out string? state))
        {
            foreach (char letter in automaton.Letters(state))
            {
                string next = automaton.Step(state, letter);
                if (!automaton.IsOfInterest(next) || !reached.TryAdd(next, (state, letter)))
                {
                    continue;
                }

                if (automaton.Accepts(next, out string signature) && !found.ContainsKey(signature))
                {
                    found.Add(signature, Spell(reached, start, next));
                }

                if (reached.Count > MaximumStates)
                {
                    isComplete = false;
                    return [.. found.Values];
                }

                queue.Enqueue(next);
            }
        }

        return [.. found.Values];
    }

    private static string Spell(Dictionary<string, (string From, char Letter)> reached, string start, string state)
    {
        List<char> letters = [];
        do
        {
            (state, char letter) = reached[state];
            letters.Add(letter);
        }
        while (state != start && state.Length > 0);
        letters.Reverse();
        return new([.. letters]);
    }

    /// <summary>All patterns at once. A state is the set of places that may come next, in order, two characters for each.</summary>
    private sealed class Automaton
    {
        private const string Fresh = "xyzwvutsrqponmlkjihgfedcba0123456789";

        private readonly PatternPlace[] _places;
        private readonly bool[] _isEnd;
        private readonly int[] _patternOf;
        private readonly int _within;
        private readonly HashSet<int> _next = [];

        internal Automaton(IReadOnlyList<PatternPlace[]> patterns, int within)
        {
            _within = within;
            int size = patterns.Sum(pattern => pattern.Length + 1);
            _places = new PatternPlace[size];
            _isEnd = new bool[size];
            _patternOf = new int[size];
            int at = 0;
            for (int i = 0; i < patterns.Count; i++)
            {
                Enter(patterns[i], i, at);
                Close(at);
                at += patterns[i].Length + 1;
            }

            // The start is told from every other state by a mark, for it is reached with no letter at all.
            Start = "\0" + Pack();
        }

        internal string Start { get; }

        internal string Step(string state, char letter)
        {
            foreach (int place in Unpack(state))
            {
                if (!_isEnd[place] && _places[place].Takes(letter))
                {
                    Close(_places[place].Kind == PlaceKind.Star ? place : place + 1);
                }
            }

            return Pack();
        }

        /// <summary>A letter of each sort that makes a difference from here.</summary>
        internal IEnumerable<char> Letters(string state)
        {
            HashSet<char> letters = [];
            bool hasWildcard = false;
            foreach (int place in Unpack(state).Where(place => !_isEnd[place]))
            {
                PatternPlace at = _places[place];
                hasWildcard |= at.Kind is PlaceKind.One or PlaceKind.Star;
                if (at.Kind is PlaceKind.Letter or PlaceKind.LetterOfAnyCase)
                {
                    letters.Add(at.Letter);
                }

                if (at.Kind == PlaceKind.LetterOfAnyCase)
                {
                    letters.Add(char.IsUpper(at.Letter) ? char.ToLowerInvariant(at.Letter) : char.ToUpperInvariant(at.Letter));
                }
            }

            if (hasWildcard)
            {
                letters.UnionWith([':', '/']);
            }

            char fresh = Fresh.FirstOrDefault(letter => !letters.Contains(letter) && !letters.Contains(char.ToUpperInvariant(letter)), '\u00FF');
            return letters.Prepend(fresh);
        }

        internal bool IsOfInterest(string state) => _within == 0 || Unpack(state).Any(place => _patternOf[place] < _within);

        internal bool Accepts(string state, out string signature)
        {
            int[] matched = [.. Unpack(state).Where(place => _isEnd[place]).Select(place => _patternOf[place])];
            signature = string.Join(',', matched);
            return _within == 0 || matched.Any(pattern => pattern < _within);
        }

        private static IEnumerable<int> Unpack(string state)
        {
            for (int i = state.Length % 2; i < state.Length; i += 2)
            {
                yield return (state[i] << 15) | state[i + 1];
            }
        }

        private void Enter(PatternPlace[] pattern, int index, int start)
        {
            pattern.CopyTo(_places, start);
            _isEnd[start + pattern.Length] = true;
            _patternOf.AsSpan(start, pattern.Length + 1).Fill(index);
        }

        /// <summary>Adds a place, and the one behind an asterisk, which may stand for nothing.</summary>
        private void Close(int place)
        {
            while (_next.Add(place) && !_isEnd[place] && _places[place].Kind == PlaceKind.Star)
            {
                place++;
            }
        }

        private string Pack()
        {
            int[] sorted = [.. _next.Order()];
            _next.Clear();
            return string.Create(sorted.Length * 2, sorted, (span, places) =>
            {
                for (int i = 0; i < places.Length; i++)
                {
                    span[i * 2] = (char)(places[i] >> 15);
                    span[(i * 2) + 1] = (char)(places[i] & 0x7FFF);
                }
            });
        }
    }
}
