using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Logs.Insights;

/// <summary>Kinds of tokens of a query.</summary>
internal enum TokenKind
{
    /// <summary>A name, a command or a word like <c>by</c>.</summary>
    Word,

    /// <summary>A field name in backticks.</summary>
    Quoted,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A number with a unit of time, <c>5m</c>.</summary>
    Period,

    /// <summary>Text in quotes.</summary>
    Text,

    /// <summary>A regular expression between slashes.</summary>
    Regex,

    /// <summary>An operator or a bracket.</summary>
    Sign,

    /// <summary>The end.</summary>
    End,
}

/// <summary>A token of a query with the place where it begins.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int At)
{
    private static readonly string[] Signs = ["!=", "<=", ">=", "=~", "=", "<", ">", "+", "-", "*", "/", "%", "^", "(", ")", "[", "]", ",", "|"];

    /// <summary>Whether this is a certain word, in any case.</summary>
    public bool Is(string word) => Kind == TokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether this is a certain sign.</summary>
    public bool IsSign(string sign) => Kind == TokenKind.Sign && Text == sign;

    /// <summary>Splits a query. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html</summary>
    public static List<Token> Split(string query)
    {
        var tokens = new List<Token>();
        for (var i = 0; i < query.Length;)
        {
            var c = query[i];
            if (char.IsWhiteSpace(c))
            {
                i++;
            }
            else if (c == '#')
            {
                i = query.IndexOf('\n', i) is >= 0 and var line ? line : query.Length;
            }
            else if (c is '"' or '\'' or '`' || (c == '/' && TakesRegex(tokens)))
            {
                var end = i + 1;
                while (end < query.Length && query[end] != c)
                {
                    end += query[end] == '\\' ? 2 : 1;
                }

                if (end >= query.Length)
                {
                    throw Malformed($"unterminated {c}", i);
                }

                var inner = query[(i + 1)..end];
                tokens.Add(new(c == '/' ? TokenKind.Regex : c == '`' ? TokenKind.Quoted : TokenKind.Text, c == '/' ? inner.Replace("\\/", "/", StringComparison.Ordinal) : inner.Replace("\\" + c, c.ToString(), StringComparison.Ordinal), i));
                i = end + 1;
            }
            else if (char.IsAsciiDigit(c))
            {
                var end = i;
                while (end < query.Length && (char.IsAsciiDigit(query[end]) || query[end] == '.'))
                {
                    end++;
                }

                var unit = end;
                while (unit < query.Length && char.IsAsciiLetter(query[unit]))
                {
                    unit++;
                }

                tokens.Add(new(unit > end ? TokenKind.Period : TokenKind.Number, query[i..unit], i));
                i = unit;
            }
            else if (IsName(c))
            {
                var end = i;
                while (end < query.Length && (IsName(query[end]) || char.IsAsciiDigit(query[end])))
                {
                    end++;
                }

                tokens.Add(new(TokenKind.Word, query[i..end], i));
                i = end;
            }
            else
            {
                var at = i;
                var sign = Array.Find(Signs, s => query.AsSpan(at).StartsWith(s, StringComparison.Ordinal)) ?? throw Malformed($"unexpected symbol {c}", i);
                tokens.Add(new(TokenKind.Sign, sign, i));
                i += sign.Length;
            }
        }

        tokens.Add(new(TokenKind.End, string.Empty, query.Length));
        return tokens;
    }

    /// <summary>The error for a query that is not right, with the place.</summary>
    public static AwsError Malformed(string message, int at) => new("MalformedQueryException", $"{message} at position {at}")
    {
        Detail = new Struct { ["queryCompileError"] = new Struct { ["message"] = message, ["location"] = new Struct { ["startCharOffset"] = at, ["endCharOffset"] = at + 1 } } },
    };

    /// <summary>Length of a period in seconds. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html</summary>
    public double Seconds()
    {
        var digits = Text.TakeWhile(static c => char.IsAsciiDigit(c) || c == '.').Count();
        var unit = Text[digits..].ToLowerInvariant() switch
        {
            "ms" or "msec" or "millisecond" or "milliseconds" => 0.001,
            "s" or "sec" or "secs" or "second" or "seconds" => 1,
            "m" or "min" or "mins" or "minute" or "minutes" => 60,
            "h" or "hr" or "hrs" or "hour" or "hours" => 3_600,
            "d" or "day" or "days" => 86_400,
            "w" or "week" or "weeks" => 604_800,
            var other => throw Malformed($"the sandbox knows periods up to weeks, not '{other}'", At),
        };
        return double.Parse(Text.AsSpan(0, digits), CultureInfo.InvariantCulture) * unit;
    }

    private static bool IsName(char c) => char.IsAsciiLetter(c) || c is '@' or '.' or '_';

    /// <summary>A slash begins a regular expression after like, =~ and a field to parse; else it divides.</summary>
    private static bool TakesRegex(List<Token> before) => before is [.., var last] && (last.Is("like") || last.IsSign("=~") || (before is [.., var parse, _] && parse.Is("parse")));
}
