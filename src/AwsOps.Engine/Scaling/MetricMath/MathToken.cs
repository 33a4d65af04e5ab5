using System.Globalization;

namespace AwsOps.Engine.Scaling;

internal enum MathTokenKind
{
    Number,
    Name,
    Text,
    Symbol,
    End,
}

/// <summary>A word of a metric math expression.</summary>
internal readonly record struct MathToken(MathTokenKind Kind, string Text)
{
    private const string Symbols = "+-*/^(),[]<>";

    public static List<MathToken> Read(string expression)
    {
        var tokens = new List<MathToken>();
        for (var i = 0; i < expression.Length;)
        {
            var start = i;
            var c = expression[i];
            if (char.IsWhiteSpace(c))
            {
                i++;
            }
            else if (char.IsAsciiDigit(c) || c == '.')
            {
                while (i < expression.Length && (char.IsAsciiLetterOrDigit(expression[i]) || expression[i] == '.'
                    || (expression[i] is '+' or '-' && expression[i - 1] is 'e' or 'E')))
                {
                    i++;
                }

                var text = expression[start..i];
                tokens.Add(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                    ? new MathToken(MathTokenKind.Number, text)
                    : throw new MathError($"'{text}' is not a number."));
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                while (i < expression.Length && (char.IsAsciiLetterOrDigit(expression[i]) || expression[i] == '_'))
                {
                    i++;
                }

                tokens.Add(new MathToken(MathTokenKind.Name, expression[start..i]));
            }
            else if (c is '"' or '\'')
            {
                var close = expression.IndexOf(c, i + 1);
                i = close < 0 ? throw new MathError("A text is not closed.") : close + 1;
                tokens.Add(new MathToken(MathTokenKind.Text, expression[(start + 1)..close]));
            }
            else if (i + 1 < expression.Length && expression.AsSpan(i, 2) is ">=" or "<=" or "==" or "!=" or "&&" or "||")
            {
                tokens.Add(new MathToken(MathTokenKind.Symbol, expression.Substring(i, 2)));
                i += 2;
            }
            else if (Symbols.Contains(c, StringComparison.Ordinal))
            {
                tokens.Add(new MathToken(MathTokenKind.Symbol, expression.Substring(i, 1)));
                i++;
            }
            else
            {
                throw new MathError($"Unexpected character '{c}' at position {i + 1}.");
            }
        }

        tokens.Add(new MathToken(MathTokenKind.End, string.Empty));
        return tokens;
    }
}
