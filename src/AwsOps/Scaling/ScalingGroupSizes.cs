namespace AwsOps.Scaling;

/// <summary>The rule of sizes: minimum ≤ desired ≤ maximum.</summary>
internal static class ScalingGroupSizes
{
    /// <summary>An error that names the value that is out of range.</summary>
    /// <param name="min">Minimum.</param>
    /// <param name="max">Maximum.</param>
    /// <param name="desired">Desired; null for none asked for.</param>
    /// <param name="minIsTheGroups">The minimum was not asked for: it is what the group has.</param>
    /// <param name="maxIsTheGroups">The maximum was not asked for: it is what the group has.</param>
    public static void Check(int min, int max, int? desired, bool minIsTheGroups = false, bool maxIsTheGroups = false)
    {
        var minimum = minIsTheGroups ? $"the group's minimum {min}" : $"-MinSize {min}";
        var maximum = maxIsTheGroups ? $"the group's maximum {max}" : $"-MaxSize {max}";
        if (min > max)
        {
            throw minIsTheGroups
                ? AwsOpsException.BadArgument("MaxSize", max, "it is below", $"{minimum}; give -MinSize too, or {min} or more.")
                : AwsOpsException.BadArgument("MinSize", min, "it is above", $"{maximum}; give {(maxIsTheGroups ? "-MaxSize too" : "a larger one")}, or {max} or less.");
        }

        if (desired < min || desired > max)
        {
            throw AwsOpsException.BadArgument("DesiredCapacity", desired, "it must be", $"between {minimum} and {maximum}.");
        }
    }
}
