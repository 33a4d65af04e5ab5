using System.Globalization;

namespace AwsOps.Sandbox.Logs.Insights;

/// <summary>Values of queries: null, double, string, bool or a time. A text that reads as a number counts as one.</summary>
internal static class Value
{
    public static double? Number(object? value) => value switch
    {
        double number => number,
        bool truth => truth ? 1 : 0,
        Moment moment => moment.Milliseconds,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    public static bool Truth(object? value) => value switch
    {
        null => false,
        bool truth => truth,
        double number => number != 0,
        var other => other.ToString()!.Length > 0,
    };

    public static string Text(object? value) => value switch
    {
        null => string.Empty,
        double number => number == Math.Floor(number) && Math.Abs(number) < 1e15 ? ((long)number).ToString(CultureInfo.InvariantCulture) : number.ToString("G15", CultureInfo.InvariantCulture),
        bool truth => truth ? "1" : "0",
        Moment moment => LogTime.Read((long)moment.Milliseconds).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        var other => other.ToString()!,
    };

    public static int Compare(object? a, object? b) =>
        a is null || b is null ? (a is null ? 0 : 1) - (b is null ? 0 : 1)
            : Number(a) is { } x && Number(b) is { } y ? x.CompareTo(y) : string.CompareOrdinal(Text(a), Text(b));

    public static bool Same(object? a, object? b) => a is not null && b is not null && Compare(a, b) == 0;
}

/// <summary>A time, which is shown as one.</summary>
/// <param name="Milliseconds">Since 1970, UTC.</param>
internal readonly record struct Moment(double Milliseconds);

/// <summary>An event, or a row of sums, with its fields.</summary>
internal sealed class Row(Func<string, object?> given)
{
    private readonly Dictionary<string, object?> _made = new(StringComparer.Ordinal);

    public object? this[string name]
    {
        get => _made.TryGetValue(name, out var value) ? value : given(name);
        set => _made[name] = value;
    }
}
