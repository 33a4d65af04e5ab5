using System.Text.RegularExpressions;
using AwsOps.Engine.Network;

namespace AwsOps.Sandbox.Logs.Insights;

/// <summary>An expression of a query.</summary>
/// <param name="Text">The expression as written, which names its column when it has no alias.</param>
internal abstract record Expression(string Text)
{
    /// <summary>The value for a row.</summary>
    public abstract object? Of(Row row);
}

/// <summary>A field.</summary>
internal sealed record FieldExpression(string Name) : Expression(Name)
{
    public override object? Of(Row row) => row[Name];
}

/// <summary>A constant.</summary>
internal sealed record ConstantExpression(string Text, object Constant) : Expression(Text)
{
    public override object? Of(Row row) => Constant;
}

/// <summary>An operator or a function of the row's own values.</summary>
internal sealed record CallExpression(string Text, IReadOnlyList<Expression> Parts, Func<object?[], object?> Function) : Expression(Text)
{
    public override object? Of(Row row) => Function([.. Parts.Select(part => part.Of(row))]);
}

/// <summary>The time of the event, cut to a period.</summary>
internal sealed record BinExpression(string Text, double Seconds) : Expression(Text)
{
    public override object? Of(Row row) => Value.Number(row["@timestamp"]) is { } time ? new Moment(Math.Floor(time / (Seconds * 1000)) * Seconds * 1000) : null;
}

/// <summary>A function over the rows of a group; for a single row its value is that of the row the group was made into.</summary>
internal sealed record AggregateExpression(string Text, Func<IReadOnlyList<Row>, object?> Over) : Expression(Text)
{
    public override object? Of(Row row) => row[Text];
}

/// <summary>The functions that the sandbox knows. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html</summary>
internal static class Functions
{
    private static readonly Dictionary<string, Func<object?[], object?>> Plain = new(StringComparer.OrdinalIgnoreCase)
    {
        ["abs"] = static a => Value.Number(a[0]) is { } x ? Math.Abs(x) : null,
        ["ceil"] = static a => Value.Number(a[0]) is { } x ? Math.Ceiling(x) : null,
        ["floor"] = static a => Value.Number(a[0]) is { } x ? Math.Floor(x) : null,
        ["sqrt"] = static a => Value.Number(a[0]) is { } x ? Math.Sqrt(x) : null,
        ["log"] = static a => Value.Number(a[0]) is { } x ? Math.Log(x) : null,
        ["greatest"] = static a => a.MaxBy(static v => Value.Number(v) ?? double.MinValue),
        ["least"] = static a => a.MinBy(static v => Value.Number(v) ?? double.MaxValue),
        ["ispresent"] = static a => a[0] is not null,
        ["isempty"] = static a => Value.Text(a[0]).Length == 0,
        ["isblank"] = static a => string.IsNullOrWhiteSpace(Value.Text(a[0])),
        ["coalesce"] = static a => Array.Find(a, static v => v is not null),
        ["concat"] = static a => string.Concat(a.Select(Value.Text)),
        ["strlen"] = static a => (double)Value.Text(a[0]).Length,
        ["toupper"] = static a => Value.Text(a[0]).ToUpperInvariant(),
        ["tolower"] = static a => Value.Text(a[0]).ToLowerInvariant(),
        ["strcontains"] = static a => Value.Text(a[0]).Contains(Value.Text(a[1]), StringComparison.Ordinal) ? 1.0 : 0.0,
        ["isipinsubnet"] = static a => InSubnet(a),
        ["isipv4insubnet"] = static a => InSubnet(a),
        ["isipv6insubnet"] = static a => InSubnet(a),
    };

    private static readonly Dictionary<string, Func<IReadOnlyList<Row>, IReadOnlyList<Expression>, object?>> Aggregates = new(StringComparer.OrdinalIgnoreCase)
    {
        ["count"] = static (rows, a) => a.Count == 0 ? rows.Count : (double)rows.Count(row => a[0].Of(row) is not null),
        ["count_distinct"] = static (rows, a) => (double)rows.Select(row => a[0].Of(row)).Where(static v => v is not null).Select(Value.Text).Distinct(StringComparer.Ordinal).Count(),
        ["sum"] = static (rows, a) => Numbers(rows, a) is { Count: > 0 } numbers ? numbers.Sum() : null,
        ["avg"] = static (rows, a) => Numbers(rows, a) is { Count: > 0 } numbers ? numbers.Average() : null,
        ["min"] = static (rows, a) => Numbers(rows, a) is { Count: > 0 } numbers ? numbers.Min() : null,
        ["max"] = static (rows, a) => Numbers(rows, a) is { Count: > 0 } numbers ? numbers.Max() : null,
        ["stddev"] = static (rows, a) => Numbers(rows, a) is { Count: > 0 } numbers && numbers.Average() is var mean ? Math.Sqrt(numbers.Average(x => (x - mean) * (x - mean))) : null,
        ["pct"] = static (rows, a) => Numbers(rows, a) is { Count: > 0 } numbers ? numbers.Order().ElementAt((int)Math.Clamp(Math.Ceiling((Value.Number(a[1].Of(rows[0])) ?? 50) / 100 * numbers.Count) - 1, 0, numbers.Count - 1)) : null,
        ["median"] = static (rows, a) => Numbers(rows, a) is { Count: > 0 } numbers ? numbers.Order().ElementAt((numbers.Count - 1) / 2) : null,
    };

    /// <summary>A call of a function by its name; null when the sandbox does not know it.</summary>
    public static Expression? Call(string name, string text, IReadOnlyList<Expression> arguments) =>
        Aggregates.TryGetValue(name, out var aggregate) ? new AggregateExpression(text, rows => aggregate(rows, arguments))
            : Plain.TryGetValue(name, out var plain) && arguments.Count > 0 ? new CallExpression(text, arguments, plain) : null;

    /// <summary>An operator between two expressions.</summary>
    public static Expression Operator(string sign, string text, Expression left, Expression right) => new CallExpression(text, [left, right], sign switch
    {
        "=" => static v => Value.Same(v[0], v[1]),
        "!=" => static v => !Value.Same(v[0], v[1]),
        "<" => static v => v[0] is not null && v[1] is not null && Value.Compare(v[0], v[1]) < 0,
        "<=" => static v => v[0] is not null && v[1] is not null && Value.Compare(v[0], v[1]) <= 0,
        ">" => static v => v[0] is not null && v[1] is not null && Value.Compare(v[0], v[1]) > 0,
        ">=" => static v => v[0] is not null && v[1] is not null && Value.Compare(v[0], v[1]) >= 0,
        "and" => static v => Value.Truth(v[0]) && Value.Truth(v[1]),
        "or" => static v => Value.Truth(v[0]) || Value.Truth(v[1]),
        "+" => static v => Value.Number(v[0]) + Value.Number(v[1]),
        "-" => static v => Value.Number(v[0]) - Value.Number(v[1]),
        "*" => static v => Value.Number(v[0]) * Value.Number(v[1]),
        "/" => static v => Value.Number(v[1]) is 0 ? null : Value.Number(v[0]) / Value.Number(v[1]),
        "%" => static v => Value.Number(v[1]) is 0 ? null : Value.Number(v[0]) % Value.Number(v[1]),
        _ => static v => Value.Number(v[0]) is { } x && Value.Number(v[1]) is { } y ? Math.Pow(x, y) : null,
    });

    /// <summary>Whether a text has a part, or matches a regular expression.</summary>
    public static Expression Like(string text, Expression left, string pattern, bool isRegex)
    {
        var regex = isRegex ? new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) : null;
        return new CallExpression(text, [left], v => regex?.IsMatch(Value.Text(v[0])) ?? Value.Text(v[0]).Contains(pattern, StringComparison.Ordinal));
    }

    private static List<double> Numbers(IReadOnlyList<Row> rows, IReadOnlyList<Expression> arguments) => [.. rows.Select(row => Value.Number(arguments[0].Of(row))).OfType<double>()];

    private static bool InSubnet(object?[] arguments) =>
        IpAddress.TryParse(Value.Text(arguments[0]), out var address) && Cidr.TryParse(Value.Text(arguments[1]), out var block, out _) && block.Contains(address);
}
