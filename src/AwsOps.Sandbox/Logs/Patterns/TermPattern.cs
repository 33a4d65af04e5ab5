using System.Text.RegularExpressions;

namespace AwsOps.Sandbox.Logs.Patterns;

/// <summary>
/// Terms: all must be in the message; <c>-term</c> must not; of <c>?a ?b</c> one must, unless there are terms of the other
/// kinds, beside which question marks count for nothing. Quotes hold a phrase together; percent signs enclose a regular expression.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
/// </summary>
internal sealed class TermPattern : LogPattern
{
    private static readonly Dictionary<string, string> NoFields = [];

    private readonly List<Func<string, bool>> _all = [];
    private readonly List<Func<string, bool>> _any = [];

    public TermPattern(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var kind = text[i] is '-' or '?' ? text[i++] : ' ';
            var term = Term(text, ref i);
            switch (kind)
            {
                case '-':
                    _all.Add(m => !term(m));
                    break;
                case '?':
                    _any.Add(term);
                    break;
                default:
                    _all.Add(term);
                    break;
            }
        }
    }

    public override IReadOnlyDictionary<string, string>? Match(string message) =>
        _all.TrueForAll(t => t(message)) && (_all.Count > 0 || _any.Count == 0 || _any.Exists(t => t(message))) ? NoFields : null;

    private static Func<string, bool> Term(string text, ref int i)
    {
        var open = i < text.Length ? text[i] : ' ';
        if (open is '"' or '%')
        {
            var close = i + 1;
            while (close < text.Length && (text[close] != open || text[close - 1] == '\\'))
            {
                close++;
            }

            if (close >= text.Length)
            {
                throw Invalid(text, $"a {open} is not closed");
            }

            var inner = text[(i + 1)..close];
            i = close + 1;
            if (open == '%')
            {
                var regex = new Regex(inner, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
                return regex.IsMatch;
            }

            var phrase = inner.Replace("\\\"", "\"", StringComparison.Ordinal);
            return m => m.Contains(phrase, StringComparison.Ordinal);
        }

        var start = i;
        while (i < text.Length && !char.IsWhiteSpace(text[i]))
        {
            i++;
        }

        var word = text[start..i];
        // Other than letters, digits and underscores need quotes.
        return word.Length > 0 && word.All(static c => char.IsLetterOrDigit(c) || c == '_')
            ? m => m.Contains(word, StringComparison.Ordinal)
            : throw Invalid(text, $"put '{word}' in double quotes");
    }
}
