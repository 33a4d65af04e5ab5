using System.Globalization;

namespace AwsOps.Engine.Policy.Matching;

/// <summary>How the values of conditions are written.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"/>
internal static class ConditionValues
{
    // The W3C's profile of ISO 8601, https://www.w3.org/TR/NOTE-datetime, and the same without a zone.
    private static readonly string[] DateFormats =
    [
        "yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyyMMddTHHmmssK",
    ];

    internal delegate bool Parser<T>(string text, out T value);

    internal static bool TryParseNumber(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary>Reads a moment as ticks: a date or time of the W3C's profile, or seconds since 1970.</summary>
    internal static bool TryParseDate(string text, out long value)
    {
        if (DateTimeOffset.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            value = date.UtcTicks;
            return true;
        }

        value = 0;
        if (!TryParseNumber(text, out decimal seconds) || Math.Abs(seconds) > 900_000_000_000m)
        {
            return false;
        }

        value = DateTime.UnixEpoch.Ticks + (long)(seconds * TimeSpan.TicksPerSecond);
        return true;
    }

    internal static bool TryParseBool(string text, out int value)
    {
        bool known = bool.TryParse(text, out bool parsed);
        value = parsed ? 1 : 0;
        return known;
    }
}
