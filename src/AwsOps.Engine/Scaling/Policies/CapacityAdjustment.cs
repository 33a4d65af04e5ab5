namespace AwsOps.Engine.Scaling;

/// <summary>What an adjustment means. The names are Auto Scaling's.</summary>
public enum AdjustmentType
{
    /// <summary>Add the adjustment to the capacity.</summary>
    ChangeInCapacity,

    /// <summary>Make the adjustment the capacity.</summary>
    ExactCapacity,

    /// <summary>Add the adjustment in percent of the capacity.</summary>
    PercentChangeInCapacity,
}

/// <summary>
/// How much an adjustment adds or removes (ST2). See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html#as-scaling-adjustment.
/// </summary>
public static class CapacityAdjustment
{
    /// <summary>
    /// A change in whole units: above 1 it rounds down (12.7 to 12), between 0 and 1 it is 1, between 0 and −1 it is −1,
    /// below −1 it rounds up (−6.67 to −6).
    /// </summary>
    public static int RoundPercent(double change) => change switch
    {
        > 0 and < 1 => 1,
        < 0 and > -1 => -1,
        _ => (int)Math.Clamp(Math.Truncate(change), int.MinValue, int.MaxValue),
    };

    /// <summary>The capacity after the adjustment, before limits.</summary>
    /// <param name="type">What the adjustment means.</param>
    /// <param name="current">The capacity that it applies to.</param>
    /// <param name="adjustment">Units, or percent.</param>
    /// <param name="minMagnitude">The least change of a percentage, in units; 0 for none.</param>
    public static long Apply(AdjustmentType type, int current, int adjustment, int minMagnitude = 0)
    {
        switch (type)
        {
            case AdjustmentType.ExactCapacity: return adjustment;
            case AdjustmentType.ChangeInCapacity: return (long)current + adjustment;
        }

        // Whole percent of whole units in decimal: 30 % of 10 must be 3, not the 2.9999… of a binary fraction.
        long change = RoundPercent((double)(current * (decimal)adjustment / 100));
        if (adjustment != 0 && Math.Abs(change) < minMagnitude)
        {
            change = Math.Sign(adjustment) * (long)minMagnitude;
        }

        return current + change;
    }
}
