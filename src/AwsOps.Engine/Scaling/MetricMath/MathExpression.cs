using System.Globalization;

namespace AwsOps.Engine.Scaling;

/// <summary>
/// A metric math expression: arithmetic, comparison, logic, and the functions that scaling and alarms use. It is read once and worked out as often as
/// needed. See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
/// </summary>
public sealed class MathExpression
{
    private readonly Func<MathContext, MathValue> _value;

    private MathExpression(Func<MathContext, MathValue> value) => _value = value;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression, such as <c>m1 / FILL(m2, 1)</c>.</param>
    /// <exception cref="MathError">The expression is not valid.</exception>
    public static MathExpression Parse(string text) => new(new Reader(MathToken.Read(text)).Whole());

    /// <summary>The value of the expression.</summary>
    /// <param name="context">What its ids stand for, and the time range.</param>
    /// <exception cref="MathError">An id is not known, a function is not known here, or not for such values.</exception>
    public MathValue Evaluate(MathContext context) => _value(context);

    private sealed class Reader(List<MathToken> tokens)
    {
        private int _at;

        private MathToken Current => tokens[_at];

        public Func<MathContext, MathValue> Whole()
        {
            var value = Or();
            return Current.Kind == MathTokenKind.End ? value : throw new MathError($"Unexpected '{Current.Text}'.");
        }

        private Func<MathContext, MathValue> Or()
        {
            var left = And();
            while (TakeSymbol("||") || TakeName("OR"))
            {
                left = Apply("OR", left, And());
            }

            return left;
        }

        private Func<MathContext, MathValue> And()
        {
            var left = Comparison();
            while (TakeSymbol("&&") || TakeName("AND"))
            {
                left = Apply("AND", left, Comparison());
            }

            return left;
        }

        private Func<MathContext, MathValue> Comparison()
        {
            var left = Sum();
            while (Current is { Kind: MathTokenKind.Symbol, Text: "<" or ">" or "<=" or ">=" or "==" or "!=" })
            {
                left = Apply(Next().Text, left, Sum());
            }

            return left;
        }

        private Func<MathContext, MathValue> Sum()
        {
            var left = Product();
            while (Current is { Kind: MathTokenKind.Symbol, Text: "+" or "-" })
            {
                left = Apply(Next().Text, left, Product());
            }

            return left;
        }

        private Func<MathContext, MathValue> Product()
        {
            var left = Power();
            while (Current is { Kind: MathTokenKind.Symbol, Text: "*" or "/" })
            {
                left = Apply(Next().Text, left, Power());
            }

            return left;
        }

        private Func<MathContext, MathValue> Power()
        {
            var left = Unary();
            return TakeSymbol("^") ? Apply("^", left, Power()) : left;
        }

        private Func<MathContext, MathValue> Unary() => TakeSymbol("-") ? Apply("-", Number(0), Unary()) : Primary();

        private Func<MathContext, MathValue> Primary()
        {
            var token = Next();
            if (token.Kind == MathTokenKind.Number)
            {
                return Number(double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture));
            }

            if (token.Kind == MathTokenKind.Name)
            {
                return TakeSymbol("(") ? Function(token.Text) : context => Resolve(context, token.Text);
            }

            if (token.Text == "(")
            {
                var inner = Or();
                Expect(")");
                return inner;
            }

            return token.Text == "[" ? Items() : throw new MathError(token.Kind == MathTokenKind.End ? "The expression ends too early." : $"Unexpected '{token.Text}'.");
        }

        private Func<MathContext, MathValue> Items()
        {
            var items = List("]");
            return context => new MathArray([.. items.SelectMany(item => item(context) switch
            {
                MathSeries series => (IEnumerable<MathSeries>)[series],
                MathArray array => array.Items,
                _ => throw new MathError("An array holds time series only."),
            })]);
        }

        private Func<MathContext, MathValue> Function(string name)
        {
            switch (name)
            {
                case "METRICS":
                    var pattern = Current.Kind == MathTokenKind.Text ? Next().Text : string.Empty;
                    Expect(")");
                    return context => new MathArray([.. context.Metrics.Where(id => id.Contains(pattern, StringComparison.Ordinal)).Select(id => Resolve(context, id)).OfType<MathSeries>()]);
                case "PERIOD":
                    var metric = Next().Text;
                    Expect(")");
                    return context => new MathNumber(context.PeriodOf(metric));
                case "FILL":
                    var filled = Or();
                    Expect(",");
                    var kind = TakeName("REPEAT") ? FillKind.Repeat : TakeName("LINEAR") ? FillKind.Linear : FillKind.Number;
                    var filler = kind == FillKind.Number ? Or() : null;
                    Expect(")");
                    return context => MathFunctions.Fill(filled(context), kind, filler?.Invoke(context), context);
            }

            var arguments = TakeSymbol(")") ? [] : List(")");
            return context => MathFunctions.Call(name, arguments.ConvertAll(argument => argument(context)), context);
        }

        private List<Func<MathContext, MathValue>> List(string close)
        {
            var items = new List<Func<MathContext, MathValue>>();
            do
            {
                items.Add(Or());
            }
            while (TakeSymbol(","));
            Expect(close);
            return items;
        }

        private static Func<MathContext, MathValue> Apply(string symbol, Func<MathContext, MathValue> left, Func<MathContext, MathValue> right)
        {
            var function = MathOperators.Function(symbol);
            return context => MathOperators.Apply(symbol, function, left(context), right(context));
        }

        private static Func<MathContext, MathValue> Number(double value)
        {
            var number = new MathNumber(value);
            return _ => number;
        }

        private static MathValue Resolve(MathContext context, string id) =>
            context.Resolve(id) ?? throw new MathError($"'{id}' is not the id of a metric or expression of this request.");

        private MathToken Next() => tokens[Current.Kind == MathTokenKind.End ? _at : _at++];

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
}
