namespace AwsOps.Engine.Scaling;

/// <summary>How much of a group is On-Demand and how much is Spot, in capacity units.</summary>
/// <param name="OnDemand">On-Demand units.</param>
/// <param name="Spot">Spot units.</param>
public readonly record struct PurchaseSplit(int OnDemand, int Spot)
{
    /// <summary>
    /// The split of <paramref name="total"/> (MI1): the base first, then the percentage of what is above it, rounded up in favor of
    /// On-Demand. See https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-purchase-options.html#asg-instances-distribution.
    /// </summary>
    /// <param name="total">The capacity.</param>
    /// <param name="onDemandBase">OnDemandBaseCapacity.</param>
    /// <param name="onDemandPercent">OnDemandPercentageAboveBaseCapacity, 0 to 100.</param>
    public static PurchaseSplit Of(int total, int onDemandBase, int onDemandPercent)
    {
        var above = Math.Max(0, total - onDemandBase);
        var onDemand = Math.Min(total, onDemandBase) + (int)(((long)above * onDemandPercent + 99) / 100);
        return new(onDemand, total - onDemand);
    }
}

/// <summary>
/// Instance weights (MI2). See https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-weighting.html.
/// </summary>
public static class WeightedCapacity
{
    /// <summary>How many instances of one weight are launched until the desired capacity is reached; the last may exceed it.</summary>
    public static int LaunchCount(int current, int desired, int weight) =>
        desired <= current ? 0 : (desired - current + Math.Max(1, weight) - 1) / Math.Max(1, weight);

    /// <summary>The hard limit: the desired capacity plus the largest weight.</summary>
    public static int HardLimit(int desired, int largestWeight) => desired + largestWeight;

    /// <summary>
    /// Whether an instance of <paramref name="weight"/> may go: what remains must still reach the desired capacity, so a decrement
    /// smaller than the overage terminates nothing.
    /// </summary>
    public static bool MayTerminate(int current, int desired, int weight) => current - weight >= desired;
}
