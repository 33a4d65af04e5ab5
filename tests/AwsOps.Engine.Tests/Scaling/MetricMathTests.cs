using System.Globalization;
using AwsOps.Engine.Scaling;
using CsCheck;

namespace AwsOps.Engine.Tests.Scaling;

/// <summary>
/// Metric math by the examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html, and against an oracle that works
/// out one timestamp at a time.
/// </summary>
public class MetricMathTests
{
    private static readonly DateTime Start = new(2024, 3, 2, 0, 0, 0, DateTimeKind.Utc);

    // "Comparison and logical operators": metric1 is [30, 20, 0, 0], metric2 is [20, -, 20, -].
    [Theory]
    [InlineData("metric1 < metric2", "0 0 1 0")]
    [InlineData("metric1 >= 30", "1 0 0 0")]
    [InlineData("metric1 > 15 AND metric2 > 15", "1 0 0 0")]
    [InlineData("metric1 > 15 && metric2 > 15", "1 0 0 0")]
    // "Missing values in a time series are treated as 0. If … divide by zero, the data point is dropped."
    [InlineData("metric1 + metric2", "50 20 20 0")]
    [InlineData("metric1 / metric2", "1.5 - 0 -")]
    [InlineData("metric2 * 2", "40 - 40 -")]
    [InlineData("AVG([metric1, metric2])", "25 10 10 0")]
    [InlineData("MIN([metric1, metric2])", "20 20 0 0")]
    [InlineData("SUM(-[metric1, metric2])", "-50 -20 -20 0")]
    [InlineData("metric1 - MIN(metric1)", "30 20 0 0")]
    [InlineData("SUM(metric1) / DATAPOINT_COUNT(metric1) * (metric1 == metric1)", "12.5 12.5 12.5 12.5")]
    [InlineData("DATAPOINT_COUNT(METRICS())", "2 1 2 1")]
    [InlineData("FILL(metric2, metric1)", "20 20 20 0")]
    [InlineData("FILL(metric2, MIN(metric2))", "20 20 20 20")]
    [InlineData("FILL(METRICS(\"2\"), 0) + metric1", "50 20 20 0")]
    [InlineData("RATE(metric1) * PERIOD(metric1)", "- -10 -20 0")]
    [InlineData("LAST([metric1, metric2])", "20 - 20 -")]
    // 2 March 2024 was a Saturday.
    [InlineData("IF(DAY(metric1) < 6, metric1)", "- - - -")]
    [InlineData("MINUTE(metric1)", "0 1 2 3")]
    public void Operators_and_functions(string expression, string expected) =>
        Assert.Equal(expected, Work(expression, ("metric1", [30, 20, 0, 0]), ("metric2", [20, null, 20, null])));

    // "Using IF expressions", the three tables.
    [Theory]
    [InlineData("IF(metric1, metric2, metric3)", "30 0 20 - -")]
    [InlineData("IF(metric1, 5, metric3)", "5 5 20 - -")]
    [InlineData("IF(metric1, metric2, 5)", "30 0 5 5 -")]
    public void If(string expression, string expected) =>
        Assert.Equal(expected, Work(expression, ("metric1", [1, 1, 0, 0, null]), ("metric2", [30, null, 0, 0, 30]), ("metric3", [0, 0, 20, null, 20])));

    [Theory]
    [InlineData("metric1 +", "ends too early")]
    [InlineData("METRICS(", "missing at the end")]
    [InlineData("nothing * 2", "'nothing' is not the id")]
    [InlineData("SEARCH(metric1)", "SEARCH")]
    public void What_is_wrong_is_told(string expression, string part) =>
        Assert.Contains(part, Assert.Throws<MathError>(() => Work(expression, ("metric1", [1]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Agrees_with_an_oracle_that_goes_one_timestamp_at_a_time() =>
        Gen.Int[0, int.MaxValue - 1].Sample(
            seed =>
            {
                var random = new Random(seed);
                (string Id, double?[] Values)[] series = [.. new[] { "a", "b", "c" }.Select(id => (id, Enumerable.Range(0, 5).Select(_ => random.Next(3) == 0 ? (double?)null : random.Next(-3, 4)).ToArray()))];
                var (text, at, isSeries) = Tree(random, 4, series);
                if (!isSeries)
                {
                    (text, var inner) = ($"a * ({text})", at);
                    at = t => series[0].Values[t] is { } value ? Finite(value * inner(t)!.Value) : null;
                }

                var expected = string.Join(' ', Enumerable.Range(0, 5).Select(t => Word(at(t))));
                var actual = Work(text, series);
                Assert.True(expected == actual, $"{text}: expected {expected}, got {actual}");
            },
            iter: 10_000);

    // An expression, its value at a timestamp (null is missing), and whether it is a series.
    private static (string Text, Func<int, double?> At, bool IsSeries) Tree(Random random, int depth, (string Id, double?[] Values)[] series)
    {
        if (depth == 0 || random.Next(5) == 0)
        {
            var number = random.Next(0, 4);
            var (id, values) = series[random.Next(series.Length)];
            return random.Next(3) == 0 ? (number.ToString(CultureInfo.InvariantCulture), _ => number, false) : (id, t => values[t], true);
        }

        var (left, right) = (Tree(random, depth - 1, series), Tree(random, depth - 1, series));
        if (random.Next(6) == 0)
        {
            var condition = Tree(random, depth - 1, series);
            if (condition.IsSeries)
            {
                return ($"IF({condition.Text}, {left.Text}, {right.Text})", t => condition.At(t) is not { } c ? null : c != 0 ? Finite(left.At(t) ?? 0) : Finite(right.At(t)), true);
            }
        }

        if (random.Next(6) == 0 && left.IsSeries)
        {
            return ($"FILL({left.Text}, 7)", t => left.At(t) ?? 7, true);
        }

        var symbol = new[] { "+", "-", "*", "/", "<", ">=", "==", "!=", "AND", "OR" }[random.Next(10)];
        var isSeries = left.IsSeries || right.IsSeries;
        return ($"({left.Text} {symbol} {right.Text})", Value, isSeries);

        double? Value(int t)
        {
            var (x, y) = (left.At(t), right.At(t));
            var isMissing = left.IsSeries && right.IsSeries ? x is null && y is null : x is null || y is null;
            var value = isMissing ? null : (double?)Apply(symbol, x ?? 0, y ?? 0);
            return isSeries ? Finite(value) : value;
        }
    }

    private static double Apply(string symbol, double x, double y) => symbol switch
    {
        "+" => x + y,
        "-" => x - y,
        "*" => x * y,
        "/" => x / y,
        "<" => x < y ? 1 : 0,
        ">=" => x >= y ? 1 : 0,
        "==" => x == y ? 1 : 0,
        "!=" => x != y ? 1 : 0,
        "AND" => x != 0 && y != 0 ? 1 : 0,
        _ => x != 0 || y != 0 ? 1 : 0,
    };

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static string Word(double? value) => value is { } number ? (Math.Round(number, 6) + 0.0).ToString(CultureInfo.InvariantCulture) : "-";

    private static string Work(string expression, params (string Id, double?[] Values)[] series)
    {
        var known = series.ToDictionary(static s => s.Id, static s => new MathSeries(Enumerable.Range(0, s.Values.Length).Where(i => s.Values[i] is not null).Select(i => KeyValuePair.Create(Start.AddMinutes(i), s.Values[i]!.Value))), StringComparer.Ordinal);
        var count = series[0].Values.Length;
        var context = new MathContext(known.GetValueOrDefault, [.. series.Select(static s => s.Id)], Start, Start.AddMinutes(count), static _ => 60, 60);
        var result = MathExpression.Parse(expression).Evaluate(context) is var value && value is MathArray array ? Assert.Single(array.Items) : (MathSeries)value;
        return string.Join(' ', Enumerable.Range(0, count).Select(i => Word(result.TryGetValue(Start.AddMinutes(i), out var found) ? found : null)));
    }
}
