namespace AwsOps.Engine.Scaling;

/// <summary>
/// Operators between numbers, series and arrays. Between two series "missing values … are treated as 0", where one of them has a value; a datapoint
/// that would divide by zero is dropped.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax
/// </summary>
internal static class MathOperators
{
    public static MathValue Apply(string symbol, Func<double, double, double> function, MathValue left, MathValue right) =>
        (left, right) switch
        {
            (MathNumber a, MathNumber b) => new MathNumber(function(a.Value, b.Value)),
            (MathSeries a, MathNumber b) => a.Map(v => function(v, b.Value)),
            (MathNumber a, MathSeries b) => b.Map(v => function(a.Value, v)),
            (MathSeries a, MathSeries b) => MathSeries.Combine(a, b, function),
            (MathArray a, MathArray b) when a.Items.Count != b.Items.Count => throw new MathError($"'{symbol}' needs two arrays of the same length."),
            (MathArray a, MathArray b) => new MathArray([.. a.Items.Zip(b.Items, (x, y) => (MathSeries)Apply(symbol, function, x, y))]),
            (MathArray a, _) => new MathArray([.. a.Items.Select(x => (MathSeries)Apply(symbol, function, x, right))]),
            (_, MathArray b) => new MathArray([.. b.Items.Select(y => (MathSeries)Apply(symbol, function, left, y))]),
            _ => throw new MathError($"'{symbol}' cannot be applied."),
        };

    /// <summary>What an operator does to two numbers.</summary>
    public static Func<double, double, double> Function(string symbol) => symbol switch
    {
        "+" => static (a, b) => a + b,
        "-" => static (a, b) => a - b,
        "*" => static (a, b) => a * b,
        "/" => static (a, b) => a / b,
        "^" => Math.Pow,
        "<" => static (a, b) => a < b ? 1 : 0,
        ">" => static (a, b) => a > b ? 1 : 0,
        "<=" => static (a, b) => a <= b ? 1 : 0,
        ">=" => static (a, b) => a >= b ? 1 : 0,
        "==" => static (a, b) => a == b ? 1 : 0,
        "!=" => static (a, b) => a != b ? 1 : 0,
        "AND" => static (a, b) => a != 0 && b != 0 ? 1 : 0,
        _ => static (a, b) => a != 0 || b != 0 ? 1 : 0,
    };
}
