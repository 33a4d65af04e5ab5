using AwsOps.Engine.Scaling;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>
/// The rule of a composite alarm: <c>ALARM(name)</c>, <c>OK(name)</c>, <c>INSUFFICIENT_DATA(name)</c>, <c>TRUE</c>, <c>FALSE</c>,
/// joined by NOT, AND, OR and parentheses; names may be quoted, and may be ARNs.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
/// </summary>
internal sealed class AlarmRule
{
    private readonly List<string> _names = [];
    private readonly Func<Func<string, AlarmState>, bool> _rule;
    private int _at;

    private AlarmRule(string text)
    {
        Text = text;
        _rule = Or();
        SkipSpace();
        if (_at < text.Length)
        {
            throw Error($"unexpected '{text[_at..]}'");
        }
    }

    public string Text { get; }

    /// <summary>Names or ARNs of the alarms in the rule, each once.</summary>
    public IReadOnlyList<string> Alarms => _names;

    /// <exception cref="Kernel.AwsError">The rule cannot be read.</exception>
    public static AlarmRule Parse(string text) => new(text);

    /// <summary>Whether the rule holds, given the state of each alarm by the name in the rule.</summary>
    public bool Holds(Func<string, AlarmState> stateOf) => _rule(stateOf);

    private Func<Func<string, AlarmState>, bool> Or()
    {
        var left = And();
        while (TakeWord("OR"))
        {
            var (a, b) = (left, And());
            left = s => a(s) || b(s);
        }

        return left;
    }

    private Func<Func<string, AlarmState>, bool> And()
    {
        var left = Not();
        while (TakeWord("AND"))
        {
            var (a, b) = (left, Not());
            left = s => a(s) && b(s);
        }

        return left;
    }

    private Func<Func<string, AlarmState>, bool> Not()
    {
        if (TakeWord("NOT"))
        {
            var inner = Not();
            return s => !inner(s);
        }

        if (Take('('))
        {
            var inner = Or();
            Expect(')');
            return inner;
        }

        return State();
    }

    private Func<Func<string, AlarmState>, bool> State()
    {
        var word = Word();
        switch (word)
        {
            case "TRUE":
                return static _ => true;
            case "FALSE":
                return static _ => false;
            case "ALARM" or "OK" or "INSUFFICIENT_DATA":
                Expect('(');
                var name = Name();
                Expect(')');
                if (!_names.Contains(name))
                {
                    _names.Add(name);
                }

                return s => s(name).ToAws() == word;
            default:
                throw Error(word.Length == 0 ? "a state function is missing at the end" : $"'{word}' is not one of ALARM, OK, INSUFFICIENT_DATA, TRUE, FALSE");
        }
    }

    private string Name()
    {
        SkipSpace();
        if (_at < Text.Length && Text[_at] is '"' or '\'')
        {
            var close = Text.IndexOf(Text[_at], _at + 1);
            var quoted = close < 0 ? throw Error("a name's quote is not closed") : Text[(_at + 1)..close];
            _at = close + 1;
            return quoted;
        }

        var end = Text.IndexOf(')', _at);
        var name = (end < 0 ? throw Error("')' is missing") : Text[_at..end]).Trim();
        _at = end;
        return name.Length > 0 ? name : throw Error("an alarm's name is missing");
    }

    private string Word()
    {
        SkipSpace();
        var start = _at;
        while (_at < Text.Length && (char.IsAsciiLetter(Text[_at]) || Text[_at] == '_'))
        {
            _at++;
        }

        return Text[start.._at];
    }

    private bool TakeWord(string word)
    {
        var before = _at;
        if (Word() == word)
        {
            return true;
        }

        _at = before;
        return false;
    }

    private bool Take(char c)
    {
        SkipSpace();
        if (_at >= Text.Length || Text[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(char c)
    {
        if (!Take(c))
        {
            throw Error($"'{c}' is missing");
        }
    }

    private void SkipSpace()
    {
        while (_at < Text.Length && char.IsWhiteSpace(Text[_at]))
        {
            _at++;
        }
    }

    private Kernel.AwsError Error(string what) => CloudWatchErrors.Validation($"AlarmRule '{Text}' is not valid: {what} at position {_at + 1}.");
}
