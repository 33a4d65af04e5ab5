namespace AwsOps.Engine.Scaling;

/// <summary>
/// A duration in whole seconds that is not the same each time: lowest, median and highest of what was observed. Half of the draws lie
/// between low and median, half between median and high, evenly.
/// </summary>
/// <param name="Low">The lowest.</param>
/// <param name="Median">The median.</param>
/// <param name="High">The highest.</param>
public readonly record struct DurationRange(int Low, int Median, int High)
{
    /// <summary>Always <paramref name="seconds"/>.</summary>
    public static DurationRange Fixed(int seconds) => new(seconds, seconds, seconds);

    /// <summary>What is wrong with the range, or null.</summary>
    internal string? FindProblem(string name) =>
        Low >= 0 && Low <= Median && Median <= High ? null
            : $"{name} {Low}/{Median}/{High} is not valid: use seconds of 0 or more with low ≤ median ≤ high.";

    internal int Draw(ref ScalingRandom random)
    {
        if (Low == High)
        {
            return Low;
        }

        var share = random.NextDouble();
        var seconds = share < 0.5 ? Low + (2 * share * (Median - Low)) : Median + ((2 * share - 1) * (High - Median));
        return (int)Math.Round(seconds);
    }
}
