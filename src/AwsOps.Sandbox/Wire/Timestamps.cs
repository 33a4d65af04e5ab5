using System.Globalization;

namespace AwsOps.Sandbox.Wire;

/// <summary>The three forms of a time on the wire (https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait).</summary>
internal static class Timestamps
{
    public const string Iso8601 = "iso8601";
    public const string UnixTimestamp = "unixTimestamp";
    public const string Rfc822 = "rfc822";

    public static string Format(DateTime time, string format) => format switch
    {
        UnixTimestamp => Seconds(time).ToString("0.###", CultureInfo.InvariantCulture),
        Rfc822 => time.ToString("R", CultureInfo.InvariantCulture),
        _ => time.Ticks % TimeSpan.TicksPerSecond == 0
            ? time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
    };

    /// <summary>Seconds since 1970, to the millisecond, as AWS's services send them.</summary>
    public static double Seconds(DateTime time) => Math.Floor((time - DateTime.UnixEpoch).TotalMilliseconds) / 1000;

    /// <summary>Reads any of the forms: services take the others too, and clients differ.</summary>
    public static bool TryParse(string text, out DateTime time)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return TryFromSeconds(seconds, out time);
        }

        return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out time);
    }

    public static bool TryFromSeconds(double seconds, out DateTime time)
    {
        var inRange = seconds is >= -62135596800 and < 253402300800;
        time = inRange ? DateTime.UnixEpoch.AddTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)) : default;
        return inRange;
    }
}
