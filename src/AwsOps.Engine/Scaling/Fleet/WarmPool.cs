namespace AwsOps.Engine.Scaling;

/// <summary>
/// Warm pools (WP1). See https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutWarmPool.html.
/// </summary>
public static class WarmPool
{
    /// <summary>
    /// How many instances the pool holds: prepared capacity (or the group's maximum) less the desired capacity, at least
    /// <paramref name="minSize"/>.
    /// </summary>
    /// <param name="max">The group's maximum size.</param>
    /// <param name="desired">The group's desired capacity.</param>
    /// <param name="maxPrepared">MaxGroupPreparedCapacity; null (or −1, as the API unsets it) is the maximum size.</param>
    /// <param name="minSize">The pool's MinSize.</param>
    public static int Size(int max, int desired, int? maxPrepared = null, int minSize = 0) =>
        Math.Max(minSize, (maxPrepared is { } prepared and >= 0 ? prepared : max) - desired);
}
