namespace AwsOps.Engine.Scaling;

/// <summary>
/// An hourly forecast for predictive scaling (PR1). AWS does not publish its model; this one is ours. It keeps to what is documented
/// about AWS's: at least 24 hours of history, the last 14 days used, 48 hours ahead. See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-predictive-scaling.html.
/// </summary>
/// <remarks>
/// The forecast of an hour is a weighted mean of the same hour on earlier days: each day back weighs 0.85 of the day after it, and the
/// same day of the week twenty times as much. It is then scaled by half of what the last 24 hours differed from the same rule's
/// forecast of them, within 0.5 and 2, so that growth is followed and a single odd day is not taken for a trend.
/// </remarks>
public static class SeasonalForecast
{
    /// <summary>The least history, in hours.</summary>
    public const int MinHistoryHours = 24;

    /// <summary>The most history that is used, in hours: 14 days.</summary>
    public const int MaxHistoryHours = 14 * 24;

    /// <summary>How far ahead the forecast goes, in hours.</summary>
    public const int HorizonHours = 48;

    /// <summary>How often it is made anew, in hours.</summary>
    public const int HoursBetweenForecasts = 6;

    private const double DayDecay = 0.85;
    private const double SameWeekday = 20;
    private const double LevelDamping = 0.5;

    /// <summary>
    /// Forecasts the hours after <paramref name="history"/> into <paramref name="forecast"/>; false when the history is too short.
    /// </summary>
    /// <param name="history">Hourly averages without gaps, the oldest first.</param>
    /// <param name="forecast">Takes the forecast: up to 48 hours.</param>
    public static bool TryPredict(ReadOnlySpan<double> history, Span<double> forecast)
    {
        if (forecast.Length > HorizonHours)
        {
            throw new ArgumentException($"forecast has room for {forecast.Length} hours: use at most {HorizonHours}.", nameof(forecast));
        }

        if (history.Length < MinHistoryHours)
        {
            return false;
        }

        if (history.Length > MaxHistoryHours)
        {
            history = history[^MaxHistoryHours..];
        }

        var level = Level(history);
        for (var hour = 0; hour < forecast.Length; hour++)
        {
            forecast[hour] = Math.Max(0, level * Seasonal(history, history.Length + hour));
        }

        return true;
    }

    private static double Seasonal(ReadOnlySpan<double> history, int hour)
    {
        double sum = 0, weights = 0;
        for (var day = 1; hour - (24 * day) >= 0; day++)
        {
            var index = hour - (24 * day);
            if (index < history.Length)
            {
                var weight = Math.Pow(DayDecay, day) * (day % 7 == 0 ? SameWeekday : 1);
                sum += weight * history[index];
                weights += weight;
            }
        }

        return sum / weights;
    }

    private static double Level(ReadOnlySpan<double> history)
    {
        if (history.Length < 2 * MinHistoryHours)
        {
            return 1;
        }

        var before = history[..^24];
        double actual = 0, expected = 0;
        for (var hour = 0; hour < 24; hour++)
        {
            actual += history[before.Length + hour];
            expected += Seasonal(before, before.Length + hour);
        }

        return expected > 0 ? Math.Clamp(1 + (LevelDamping * ((actual / expected) - 1)), 0.5, 2) : 1;
    }
}
