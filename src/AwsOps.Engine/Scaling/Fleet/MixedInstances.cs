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

    /// <summary>Whether the next instance is a Spot Instance: On-Demand has its share already.</summary>
    /// <param name="desired">The desired capacity, in units.</param>
    /// <param name="capacity">Units that there are.</param>
    /// <param name="onDemandUnits">Those of them that are On-Demand.</param>
    /// <param name="onDemandBase">OnDemandBaseCapacity.</param>
    /// <param name="onDemandPercent">OnDemandPercentageAboveBaseCapacity, 0 to 100.</param>
    public static bool NextIsSpot(int desired, int capacity, int onDemandUnits, int onDemandBase, int onDemandPercent) =>
        onDemandUnits >= Of(Math.Max(desired, capacity + 1), onDemandBase, onDemandPercent).OnDemand;

    /// <summary>
    /// How many units of On-Demand may go when the group shrinks to this split, and whether Spot goes first: "first it identifies which of the
    /// two types (Spot or On-Demand) should be terminated". On-Demand never falls below its share for want of a Spot Instance that fits.
    /// See https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html#default-termination-policy-mixed-instances-groups.
    /// </summary>
    /// <param name="onDemandUnits">Units of On-Demand that there are.</param>
    /// <param name="spotUnits">Units of Spot.</param>
    public (bool SpotFirst, int OnDemandSpare) Shrink(int onDemandUnits, int spotUnits) => (spotUnits > Spot, onDemandUnits - OnDemand);
}

/// <summary>
/// Instance weights (MI2). See https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups-instance-weighting.html.
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
