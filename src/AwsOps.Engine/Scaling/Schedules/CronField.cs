using System.Globalization;
using System.Numerics;

namespace AwsOps.Engine.Scaling;

/// <summary>One field of a cron expression as a set of values.</summary>
internal readonly struct CronField
{
    private readonly ulong _bits;

    private CronField(ulong bits, bool isStar)
    {
        _bits = bits;
        IsStar = isStar;
    }

    /// <summary>Whether the field begins with *, which crontab reads as "not restricted".</summary>
    public bool IsStar { get; }

    public bool Contains(int value) => (_bits >> value & 1) != 0;

    /// <summary>The least value at or after <paramref name="value"/>, or −1.</summary>
    public int Next(int value)
    {
        var rest = value > 63 ? 0 : _bits >> value << value;
        return rest == 0 ? -1 : BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>Reads a field: *, lists, ranges, steps and names.</summary>
    /// <exception cref="FormatException">It is not a field; the message says what is wrong.</exception>
    public static CronField Parse(string text, CronFieldKind kind)
    {
        ulong bits = 0;
        foreach (var part in text.Split(','))
        {
            bits |= ParsePart(part, text, kind);
        }

        if (kind.Name == "Day_of_Week" && (bits & 1UL << 7) != 0)
        {
            // Sunday is both 0 and 7.
            bits = (bits | 1) & ~(1UL << 7);
        }

        return new CronField(bits, text.StartsWith('*'));
    }

    private static ulong ParsePart(string part, string text, CronFieldKind kind)
    {
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        var range = slash < 0 ? part : part[..slash];
        var step = 1;
        if (slash >= 0 && (!int.TryParse(part.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out step) || step < 1))
        {
            throw Error(text, kind, $"the step '{part[(slash + 1)..]}' is not a number of 1 or more");
        }

        int low, high;
        if (range == "*")
        {
            (low, high) = (kind.Min, kind.Max);
        }
        else
        {
            var dash = range.IndexOf('-', StringComparison.Ordinal);
            low = Value(dash < 0 ? range : range[..dash], text, kind);
            high = dash >= 0 ? Value(range[(dash + 1)..], text, kind) : low;
            if (dash < 0 && slash >= 0)
            {
                throw Error(text, kind, $"a step needs a range before it: write '{low}-{kind.Max}/{step}' or '*/{step}'");
            }

            if (low > high)
            {
                throw Error(text, kind, $"the range '{range}' runs backwards");
            }
        }

        ulong bits = 0;
        for (var value = low; value <= high; value += step)
        {
            bits |= 1UL << value;
        }

        return bits;
    }

    private static int Value(string text, string field, CronFieldKind kind)
    {
        var index = Array.FindIndex(kind.Names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            return index + kind.Min;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            throw Error(field, kind, text.Length == 0 ? "a value is missing" : $"'{text}' is not a number{(kind.Names.Length > 0 ? $" or one of {kind.Names[0]} to {kind.Names[^1]}" : "")}");
        }

        return value >= kind.Min && value <= kind.Max ? value
            : throw Error(field, kind, $"{value} is outside {kind.Min} to {kind.Max}");
    }

    private static FormatException Error(string text, CronFieldKind kind, string what) => new($"{kind.Name} '{text}': {what}.");
}

/// <summary>What a field of a cron expression may hold.</summary>
internal sealed record CronFieldKind(string Name, int Min, int Max, params string[] Names)
{
    public static readonly CronFieldKind[] All =
    [
        new("Minute", 0, 59),
        new("Hour", 0, 23),
        new("Day_of_Month", 1, 31),
        new("Month_of_Year", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
        new("Day_of_Week", 0, 7, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"),
    ];
}
