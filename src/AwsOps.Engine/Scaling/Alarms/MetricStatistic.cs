using System.Globalization;

namespace AwsOps.Engine.Scaling;

/// <summary>
/// Statistics of the samples of one period. See
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html.
/// </summary>
public static class MetricStatistic
{
    /// <summary>Whether <paramref name="statistic"/> is one that <see cref="Compute"/> knows.</summary>
    public static bool IsKnown(string statistic) =>
        statistic is "Average" or "Sum" or "Minimum" or "Maximum" or "SampleCount" || Percentile(statistic) is not null;

    /// <summary>The share of a percentile statistic ("p99.9" is 0.999), or null when it is none.</summary>
    public static double? Percentile(string statistic) =>
        statistic is ['p', ..]
        && double.TryParse(statistic.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
        && percent is >= 0 and <= 100 ? percent / 100 : null;

    /// <summary>
    /// How many samples a percentile needs to be significant: 10 / (1 − p) from p50 up, 10 / p below (CW3). See
    /// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#percentiles-with-low-samples.
    /// </summary>
    public static double SignificantSamples(double percentile) =>
        Math.Round(10 / (percentile >= 0.5 ? 1 - percentile : percentile), 6);

    /// <summary>
    /// The statistic of <paramref name="samples"/>, or NaN when there are none. Percentiles interpolate between the
    /// nearest ranks. <paramref name="samples"/> is sorted in place by percentiles.
    /// </summary>
    /// <exception cref="ArgumentException">The statistic is not known.</exception>
    public static double Compute(string statistic, Span<double> samples)
    {
        if (samples.IsEmpty)
        {
            return double.NaN;
        }

        switch (statistic)
        {
            case "SampleCount": return samples.Length;
            case "Sum": return Sum(samples);
            case "Average": return Sum(samples) / samples.Length;
            case "Minimum": return Extreme(samples, Math.Min);
            case "Maximum": return Extreme(samples, Math.Max);
        }

        var share = Percentile(statistic)
            ?? throw new ArgumentException($"Statistic '{statistic}' is not known: use Average, Sum, Minimum, Maximum, SampleCount or a percentile such as p99.9.", nameof(statistic));
        return Quantile(samples, share);
    }

    /// <summary>The quantile of <paramref name="samples"/> (sorted in place) at <paramref name="share"/> (0 to 1), interpolated.</summary>
    public static double Quantile(Span<double> samples, double share)
    {
        if (samples.IsEmpty)
        {
            return double.NaN;
        }

        samples.Sort();
        var rank = share * (samples.Length - 1);
        var below = (int)rank;
        return below + 1 < samples.Length
            ? samples[below] + ((rank - below) * (samples[below + 1] - samples[below]))
            : samples[below];
    }

    private static double Sum(ReadOnlySpan<double> samples)
    {
        double sum = 0;
        foreach (var sample in samples)
        {
            sum += sample;
        }

        return sum;
    }

    private static double Extreme(ReadOnlySpan<double> samples, Func<double, double, double> choose)
    {
        var extreme = samples[0];
        foreach (var sample in samples[1..])
        {
            extreme = choose(extreme, sample);
        }

        return extreme;
    }
}
