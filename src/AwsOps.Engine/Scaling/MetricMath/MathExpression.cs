using System.Globalization;

namespace AwsOps.Engine.Scaling;

/// <summary>
/// Reads and works out a metric math expression in one pass: arithmetic, comparison, logic, and the functions that scaling and alarms use. See
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
/// </summary>
public sealed class MathExpression
{
    private readonly List<MathToken> _tokens;
    private readonly MathContext _context;
    private int _at;

    private MathExpression(List<MathToken> tokens, MathContext context)
    {
        _tokens = tokens;
        _context = context;
    }

    private MathToken Current => _tokens[_at];

    /// <summary>The value of an expression.</summary>
    /// <param name="expression">The expression, such as <c>m1 / FILL(m2, 1)</c>.</param>
    /// <param name="context">What its ids stand for, and the time range.</param>
    /// <exception cref="MathError">The expression is not valid, or uses a function that is not known here.</exception>
    public static MathValue Evaluate(string expression, MathContext context)
    {
        var reader = new MathExpression(MathToken.Read(expression), context);
        var value = reader.Or();
        return reader.Current.Kind == MathTokenKind.End ? value : throw new MathError($"Unexpected '{reader.Current.Text}'.");
    }

    private MathValue Or()
    {
        var left = And();
        while (TakeSymbol("||") || TakeName("OR"))
        {
            left = MathOperators.Apply("OR", left, And());
        }

        return left;
    }

    private MathValue And()
    {
        var left = Comparison();
        while (TakeSymbol("&&") || TakeName("AND"))
        {
            left = MathOperators.Apply("AND", left, Comparison());
        }

        return left;
    }

    private MathValue Comparison()
    {
        var left = Sum();
        while (Current is { Kind: MathTokenKind.Symbol, Text: "<" or ">" or "<=" or ">=" or "==" or "!=" })
        {
            left = MathOperators.Apply(Next().Text, left, Sum());
        }

        return left;
    }

    private MathValue Sum()
    {
        var left = Product();
        while (Current is { Kind: MathTokenKind.Symbol, Text: "+" or "-" })
        {
            left = MathOperators.Apply(Next().Text, left, Product());
        }

        return left;
    }

    private MathValue Product()
    {
        var left = Power();
        while (Current is { Kind: MathTokenKind.Symbol, Text: "*" or "/" })
        {
            left = MathOperators.Apply(Next().Text, left, Power());
        }

        return left;
    }

    private MathValue Power()
    {
        var left = Unary();
        return TakeSymbol("^") ? MathOperators.Apply("^", left, Power()) : left;
    }

    private MathValue Unary() => TakeSymbol("-") ? MathOperators.Apply("-", new MathNumber(0), Unary()) : Primary();

    private MathValue Primary()
    {
        var token = Next();
        if (token.Kind == MathTokenKind.Number)
        {
            return new MathNumber(double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture));
        }

        if (token.Kind == MathTokenKind.Name)
        {
            return TakeSymbol("(") ? Function(token.Text) : Resolve(token.Text);
        }

        if (token.Text == "(")
        {
            var inner = Or();
            Expect(")");
            return inner;
        }

        return token.Text == "[" ? Array() : throw new MathError(token.Kind == MathTokenKind.End ? "The expression ends too early." : $"Unexpected '{token.Text}'.");
    }

    private MathArray Array()
    {
        var items = new List<MathSeries>();
        do
        {
            switch (Or())
            {
                case MathSeries series:
                    items.Add(series);
                    break;
                case MathArray array:
                    items.AddRange(array.Items);
                    break;
                default:
                    throw new MathError("An array holds time series only.");
            }
        }
        while (TakeSymbol(","));
        Expect("]");
        return new MathArray(items);
    }

    private MathValue Function(string name)
    {
        switch (name)
        {
            case "METRICS":
                var pattern = Current.Kind == MathTokenKind.Text ? Next().Text : string.Empty;
                Expect(")");
                return new MathArray([.. _context.Metrics.Where(id => id.Contains(pattern, StringComparison.Ordinal)).Select(Resolve).OfType<MathSeries>()]);
            case "PERIOD":
                var period = _context.PeriodOf(Next().Text);
                Expect(")");
                return new MathNumber(period);
            case "FILL":
                var filled = Or();
                Expect(",");
                var value = TakeName("REPEAT") ? FillKind.Repeat : TakeName("LINEAR") ? FillKind.Linear : FillKind.Number;
                var filler = value == FillKind.Number ? Or() : null;
                Expect(")");
                return MathFunctions.Fill(filled, value, filler, _context);
        }

        var arguments = new List<MathValue>();
        if (!TakeSymbol(")"))
        {
            do
            {
                arguments.Add(Or());
            }
            while (TakeSymbol(","));
            Expect(")");
        }

        return MathFunctions.Call(name, arguments, _context);
    }

    private MathValue Resolve(string id) => _context.Resolve(id) ?? throw new MathError($"'{id}' is not the id of a metric or expression of this request.");

    private MathToken Next() => _tokens[Current.Kind == MathTokenKind.End ? _at : _at++];

    private bool TakeSymbol(string text) => Take(MathTokenKind.Symbol, text);

    private bool TakeName(string text) => Take(MathTokenKind.Name, text);

    private bool Take(MathTokenKind kind, string text)
    {
        if (Current.Kind != kind || Current.Text != text)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(string text)
    {
        if (!TakeSymbol(text))
        {
            throw new MathError(Current.Kind == MathTokenKind.End ? $"'{text}' is missing at the end." : $"'{text}' is expected before '{Current.Text}'.");
        }
    }
}
