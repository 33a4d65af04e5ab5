namespace AwsOps.Engine.Scaling;

/// <summary>Loads by formula: requests per second, one value per minute, made as they are read.</summary>
public static class LoadShapes
{
    /// <summary>A surge: steady, up to a peak, held, and decaying back by halves.</summary>
    /// <param name="steady">The load before and, in the end, after.</param>
    /// <param name="peak">The load at its highest.</param>
    /// <param name="steadyMinutes">Minutes before the surge.</param>
    /// <param name="rampMinutes">Minutes from steady to peak.</param>
    /// <param name="holdMinutes">Minutes at the peak.</param>
    /// <param name="halfLifeMinutes">Minutes in which what is above steady halves.</param>
    /// <param name="totalMinutes">Minutes in all.</param>
    public static IEnumerable<double> Surge(
        double steady, double peak, int steadyMinutes, int rampMinutes, int holdMinutes, int halfLifeMinutes, int totalMinutes)
    {
        NotNegative(steady, nameof(steady));
        NotNegative(peak, nameof(peak));
        ArgumentOutOfRangeException.ThrowIfNegative(steadyMinutes);
        ArgumentOutOfRangeException.ThrowIfNegative(rampMinutes);
        ArgumentOutOfRangeException.ThrowIfNegative(holdMinutes);
        ArgumentOutOfRangeException.ThrowIfLessThan(halfLifeMinutes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(totalMinutes);
        return Enumerable.Range(0, totalMinutes).Select(At);

        double At(int minute)
        {
            var into = minute - steadyMinutes;
            if (into < 0)
            {
                return steady;
            }

            if (into < rampMinutes)
            {
                return steady + ((peak - steady) * (into + 1) / (rampMinutes + 1));
            }

            var after = into - rampMinutes - holdMinutes;
            return after < 0 ? peak : steady + ((peak - steady) * Math.Pow(0.5, (after + 1.0) / halfLifeMinutes));
        }
    }

    /// <summary>Days and weeks: a sine over the day, less at the weekend, with noise. The first minute is midnight of a Monday.</summary>
    /// <param name="low">The load in the quietest minute.</param>
    /// <param name="high">The load in the busiest minute.</param>
    /// <param name="busiestHour">The hour of the busiest minute, 0 to 24.</param>
    /// <param name="totalMinutes">Minutes in all.</param>
    /// <param name="weekend">The share of the load on days 6 and 7 of each week.</param>
    /// <param name="noise">The deviation of the noise, as a share of the load.</param>
    /// <param name="seed">The seed of the noise.</param>
    public static IEnumerable<double> Daily(
        double low, double high, double busiestHour, int totalMinutes, double weekend = 1, double noise = 0, ulong seed = 0)
    {
        NotNegative(low, nameof(low));
        NotNegative(high, nameof(high));
        NotNegative(weekend, nameof(weekend));
        NotNegative(noise, nameof(noise));
        ArgumentOutOfRangeException.ThrowIfNegative(totalMinutes);
        return Minutes();

        IEnumerable<double> Minutes()
        {
            var random = new ScalingRandom(seed);
            for (var minute = 0; minute < totalMinutes; minute++)
            {
                var phase = 2 * Math.PI * ((minute % 1440 / 60.0) - busiestHour) / 24;
                var load = low + ((high - low) * (1 + Math.Cos(phase)) / 2);
                load *= minute / 1440 % 7 >= 5 ? weekend : 1;
                yield return noise == 0 ? load : Math.Max(0, load * (1 + (noise * random.NextNormal())));
            }
        }
    }

    private static void NotNegative(double value, string name)
    {
        if (!(value >= 0) || !double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(name, value, "Use a number of 0 or more.");
        }
    }
}
