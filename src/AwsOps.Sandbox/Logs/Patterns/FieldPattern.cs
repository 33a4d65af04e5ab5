namespace AwsOps.Sandbox.Logs.Patterns;

/// <summary>
/// <c>[ip, user, ..., status = 4*, size &gt; 1000]</c>: a message of fields with spaces between them; quotes and brackets hold
/// one together, <c>...</c> stands for any number of them.
/// </summary>
internal sealed class FieldPattern : LogPattern
{
    private readonly List<(string Name, Func<Func<string, FieldValue>, bool>? Test)> _fields = [];

    public FieldPattern(string text)
    {
        if (!text.EndsWith(']'))
        {
            throw Invalid(text, "']' is missing");
        }

        foreach (var part in text[1..^1].Split(',', StringSplitOptions.TrimEntries))
        {
            var plain = part.All(static c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.');
            if (plain)
            {
                _fields.Add((part, null));
                continue;
            }

            var (test, names) = Condition.Parse(text, part);
            _fields.Add((names[0], test));
        }

        if (_fields.Count(static f => f.Name == "...") > 1)
        {
            throw Invalid(text, "'...' may stand once only");
        }
    }

    public override IReadOnlyDictionary<string, string>? Match(string message)
    {
        var words = Split(message);
        var gap = _fields.FindIndex(static f => f.Name == "...");
        if (gap < 0 ? words.Count != _fields.Count : words.Count < _fields.Count - 1)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < _fields.Count; i++)
        {
            if (i == gap)
            {
                continue;
            }

            var (name, test) = _fields[i];
            var word = words[gap >= 0 && i > gap ? words.Count - (_fields.Count - i) : i];
            if (test is not null && !test(f => new FieldValue(f == name, word)))
            {
                return null;
            }

            values["$" + (name.Length > 0 ? name : (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture))] = word;
        }

        return values;
    }

    private static List<string> Split(string message)
    {
        var words = new List<string>();
        for (var i = 0; i < message.Length;)
        {
            if (message[i] == ' ')
            {
                i++;
                continue;
            }

            var close = message[i] switch { '"' => '"', '[' => ']', _ => ' ' };
            var end = message.IndexOf(close, i + 1);
            end = end < 0 ? message.Length : end;
            words.Add(close == ' ' ? message[i..end] : message[(i + 1)..end]);
            i = end + 1;
        }

        return words;
    }
}
