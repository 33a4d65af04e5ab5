namespace AwsOps.Scaling;

/// <summary>The rule of sizes: minimum ≤ desired ≤ maximum.</summary>
internal static class ScalingGroupSizes
{
    /// <summary>An error that names the value that is out of range.</summary>
    public static void Check(int min, int max, int? desired)
    {
        if (min > max)
        {
            throw AwsOpsException.BadArgument("MinSize", min, "it is above", $"-MaxSize {max}.");
        }

        if (desired < min || desired > max)
        {
            throw AwsOpsException.BadArgument("DesiredCapacity", desired, "it must be", $"between -MinSize {min} and -MaxSize {max}.");
        }
    }
}
