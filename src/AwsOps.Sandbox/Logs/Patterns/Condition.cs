using System.Globalization;
using System.Text.RegularExpressions;

namespace AwsOps.Sandbox.Logs.Patterns;

/// <summary>A field of an event: whether it is there, and its text; null text is a JSON null.</summary>
internal readonly record struct FieldValue(bool Exists, string? Text, bool? Flag = null);

/// <summary>
/// Reads conditions on fields: <c>name op value</c> joined by &amp;&amp;, || and parentheses. Shared by JSON and space-delimited patterns.
/// </summary>
internal sealed class Condition
{
    private static readonly string[] Operators = [">=", "<=", "!=", "=", ">", "<"];

    private readonly string _pattern;
    private readonly string _text;
    private int _at;

    private Condition(string pattern, string text)
    {
        _pattern = pattern;
        _text = text;
    }

    /// <summary>Names of the fields that were read, in order.</summary>
    public List<string> Fields { get; } = [];

    /// <summary>The condition as a function of the fields' values.</summary>
    public static (Func<Func<string, FieldValue>, bool> Test, IReadOnlyList<string> Fields) Parse(string pattern, string text)
    {
        var reader = new Condition(pattern, text);
        var test = reader.Or();
        reader.Skip();
        return reader._at == text.Length ? (test, reader.Fields) : throw LogPattern.Invalid(pattern, $"unexpected '{text[reader._at..]}'");
    }

    private Func<Func<string, FieldValue>, bool> Or()
    {
        var left = And();
        while (Take("||"))
        {
            var (a, b) = (left, And());
            left = f => a(f) || b(f);
        }

        return left;
    }

    private Func<Func<string, FieldValue>, bool> And()
    {
        var left = Primary();
        while (Take("&&"))
        {
            var (a, b) = (left, Primary());
            left = f => a(f) && b(f);
        }

        return left;
    }

    private Func<Func<string, FieldValue>, bool> Primary()
    {
        if (Take("("))
        {
            var inner = Or();
            return Take(")") ? inner : throw LogPattern.Invalid(_pattern, "')' is missing");
        }

        var field = Until(static c => char.IsWhiteSpace(c) || c is '=' or '!' or '<' or '>' or ')' or '&' or '|');
        if (field.Length == 0)
        {
            throw LogPattern.Invalid(_pattern, "a field is missing");
        }

        Fields.Add(field);
        if (TakeWord("IS"))
        {
            return TakeWord("NULL") ? f => f(field) is { Exists: true, Text: null }
                : TakeWord("TRUE") ? f => f(field).Flag == true
                : TakeWord("FALSE") ? f => f(field).Flag == false
                : throw LogPattern.Invalid(_pattern, "IS takes NULL, TRUE or FALSE");
        }

        if (TakeWord("NOT"))
        {
            return TakeWord("EXISTS") ? f => !f(field).Exists : throw LogPattern.Invalid(_pattern, "NOT takes EXISTS");
        }

        var symbol = Array.Find(Operators, Take);
        return symbol is null
            ? throw LogPattern.Invalid(_pattern, $"an operator is missing after '{field}': use =, !=, <, >, <=, >=, IS or NOT EXISTS")
            : Compare(field, symbol, Value());
    }

    private static Func<Func<string, FieldValue>, bool> Compare(string field, string symbol, (string Text, bool IsRegex) value)
    {
        if (symbol is "=" or "!=")
        {
            var equal = Equal(value);
            return f => f(field) is { Exists: true, Text: { } text } && equal(text) == (symbol == "=");
        }

        var number = double.Parse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return f => f(field) is { Text: { } text } && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var actual)
            && symbol switch
            {
                ">" => actual > number,
                "<" => actual < number,
                ">=" => actual >= number,
                _ => actual <= number,
            };
    }

    private static Func<string, bool> Equal((string Text, bool IsRegex) value)
    {
        if (value.IsRegex)
        {
            return new Regex(value.Text, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).IsMatch;
        }

        if (value.Text.Contains('*', StringComparison.Ordinal))
        {
            var wild = new Regex("^" + Regex.Escape(value.Text).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant | RegexOptions.Singleline);
            return wild.IsMatch;
        }

        var isNumber = double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        return text => text == value.Text || (isNumber && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var actual) && actual == number);
    }

    private (string Text, bool IsRegex) Value()
    {
        Skip();
        if (_at < _text.Length && _text[_at] is '"' or '%')
        {
            var open = _text[_at];
            var close = _text.IndexOf(open, _at + 1);
            if (close < 0)
            {
                throw LogPattern.Invalid(_pattern, $"a {open} is not closed");
            }

            var inner = _text[(_at + 1)..close];
            _at = close + 1;
            return (inner, open == '%');
        }

        var word = Until(static c => char.IsWhiteSpace(c) || c is ')' or '&' or '|');
        return word.Length > 0 ? (word, false) : throw LogPattern.Invalid(_pattern, "a value is missing");
    }

    private string Until(Func<char, bool> ends)
    {
        Skip();
        var start = _at;
        // Brackets of a JSON selector may hold anything.
        var depth = 0;
        while (_at < _text.Length && (depth > 0 || !ends(_text[_at])))
        {
            depth += _text[_at] switch { '[' => 1, ']' => -1, _ => 0 };
            _at++;
        }

        return _text[start.._at];
    }

    private bool Take(string symbol)
    {
        Skip();
        if (string.CompareOrdinal(_text, _at, symbol, 0, symbol.Length) != 0)
        {
            return false;
        }

        _at += symbol.Length;
        return true;
    }

    private bool TakeWord(string word)
    {
        Skip();
        var end = _at + word.Length;
        if (!string.Equals(_text[_at..Math.Min(end, _text.Length)], word, StringComparison.OrdinalIgnoreCase) || (end < _text.Length && char.IsLetterOrDigit(_text[end])))
        {
            return false;
        }

        _at = end;
        return true;
    }

    private void Skip()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }
}
