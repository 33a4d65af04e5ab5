namespace AwsOps.Engine.FlowLogs;

/// <summary>
/// Median and median absolute deviation of figures: unlike mean and standard deviation, a few huge values do not move them.
/// Iglewicz, Hoaglin: How to Detect and Handle Outliers (1993).
/// </summary>
internal readonly struct RobustStatistics
{
    /// <summary>Measures figures; those that are not there, like intervals without traffic, count as zeros.</summary>
    /// <param name="figures">The figures; they are sorted in place.</param>
    /// <param name="zeros">How many zeros come to them.</param>
    public RobustStatistics(List<double> figures, int zeros = 0)
    {
        Count = figures.Count + zeros;
        if (Count == 0)
        {
            return;
        }

        figures.Sort();
        Median = At(figures, zeros);
        List<double> deviations = [.. figures];
        for (var i = 0; i < deviations.Count; i++)
        {
            deviations[i] = Math.Abs(deviations[i] - Median);
        }

        for (var i = 0; i < zeros; i++)
        {
            deviations.Add(Median);
        }

        deviations.Sort();
        Deviation = 1.4826 * At(deviations, 0);
    }

    /// <summary>Takes what somebody else measured.</summary>
    /// <param name="median">The median.</param>
    /// <param name="deviation">The median absolute deviation.</param>
    /// <param name="count">How many figures.</param>
    public RobustStatistics(double median, double deviation, int count) => (Median, Deviation, Count) = (median, 1.4826 * deviation, count);

    /// <summary>How many figures.</summary>
    public int Count { get; }

    /// <summary>The median.</summary>
    public double Median { get; }

    /// <summary>1.4826 times the median absolute deviation: the standard deviation of what is normally distributed.</summary>
    public double Deviation { get; }

    /// <summary>
    /// What counts as one standard deviation: at least a twentieth of the median and a least unit, because the deviation of
    /// figures that are all the same is 0, and then everything else would be infinitely far.
    /// </summary>
    public double Scale(double unit) => Math.Max(Math.Max(Deviation, Median / 20), unit);

    // The zeros stand before the sorted figures.
    private static double At(List<double> sorted, int zeros)
    {
        var count = sorted.Count + zeros;
        double Item(int index) => index < zeros ? 0 : sorted[index - zeros];
        return (Item((count - 1) / 2) + Item(count / 2)) / 2;
    }
}
