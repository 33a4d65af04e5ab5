namespace AwsOps.Engine.Scaling;

/// <summary>The state in which instances wait in a warm pool. The names are Auto Scaling's.</summary>
public enum WarmPoolState
{
    /// <summary>Stopped: "you pay only for the volumes that you use and the Elastic IP addresses".</summary>
    Stopped,

    /// <summary>Running, and paid for.</summary>
    Running,

    /// <summary>Stopped with what was in memory on the root volume.</summary>
    Hibernated,
}

/// <summary>
/// Warm pools (WP1, WP2): the one implementation for replay and sandbox. See https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutWarmPool.html and
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html.
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

    /// <summary>
    /// The index of the zone whose warm instance starts next: of the zones that have one, that with the fewest instances of the group; −1 when the pool is
    /// depleted. A launch is cold only then: "If your warm pool is depleted when there is a scale-out event, instances will launch directly into the Auto Scaling group".
    /// </summary>
    /// <param name="counts">Instances of the group per zone.</param>
    /// <param name="warm">Warm instances per zone, ready to start.</param>
    /// <param name="unavailable">Zones that can't be launched in, by index; may be empty.</param>
    public static int ZoneForStart(ReadOnlySpan<int> counts, ReadOnlySpan<int> warm, ReadOnlySpan<bool> unavailable = default)
    {
        var best = -1;
        for (var zone = 0; zone < counts.Length; zone++)
        {
            if (warm[zone] > 0 && (zone >= unavailable.Length || !unavailable[zone]) && (best < 0 || counts[zone] < counts[best]))
            {
                best = zone;
            }
        }

        return best;
    }

    /// <summary>
    /// Whether an instance that scale-in has chosen goes to the pool rather than being terminated: "If you want to return instances to the warm pool instead, you can
    /// specify an instance reuse policy." One that never was in service, or is not well, is terminated (assumed).
    /// </summary>
    /// <param name="reusesOnScaleIn">The pool's ReuseOnScaleIn.</param>
    /// <param name="isInService">Whether the instance is in service.</param>
    /// <param name="isHealthy">Whether it runs and is healthy.</param>
    public static bool Returns(bool reusesOnScaleIn, bool isInService, bool isHealthy) => reusesOnScaleIn && isInService && isHealthy;

    /// <summary>
    /// The state that an instance waits in: one that was not launched with hibernation configured "will fallback to being stopped instead of being hibernated".
    /// </summary>
    public static WarmPoolState StateOf(WarmPoolState pool, bool canHibernate) =>
        pool == WarmPoolState.Hibernated && !canHibernate ? WarmPoolState.Stopped : pool;

    /// <summary>
    /// Why a group can't have a warm pool, or null: "Warm pools aren't supported with weighted mixed instance groups", and "don't support Spot Instances within mixed
    /// instance groups".
    /// </summary>
    /// <param name="hasWeights">Whether its instances have weights.</param>
    /// <param name="launchesSpot">Whether it launches Spot Instances.</param>
    public static string? FindProblem(bool hasWeights, bool launchesSpot) =>
        hasWeights ? "A group with instance weights can't have a warm pool."
            : launchesSpot ? "A group that launches Spot Instances can't have a warm pool."
            : null;
}
