namespace AwsOps.Engine.Scaling;

/// <summary>
/// Which type of a mixed fleet is launched next, and which goes first: the one implementation for replay and sandbox. "Amazon EC2 Auto
/// Scaling first tries to ensure that your instances are evenly balanced across the Availability Zones … Then, it launches instance types according to the
/// allocation strategy." See https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html#allocation-strategies.
/// </summary>
public sealed class FleetAllocation
{
    private readonly bool _isEven;
    private readonly bool _isRankedOnDemand;
    private readonly int _pools;
    private readonly int[] _onDemand, _spot, _onDemandRank, _spotRank;

    /// <summary>Works the orders out.</summary>
    /// <param name="fleet">The fleet; a type without a price costs, per unit, as much as the others.</param>
    public FleetAllocation(MixedFleet fleet)
    {
        var resolved = fleet.Resolve(1, InstancePrices.Unit).Types;
        var all = Enumerable.Range(0, resolved.Count);
        // "lowest-price … the lowest price per unit" with weights: asg-instance-weighting.html. Sorting is stable: equals stay in order.
        _onDemand = [.. fleet.OnDemandStrategy == OnDemandAllocation.LowestPrice ? all.OrderBy(OnDemandPrice) : all];
        var affordable = all.Where(t => !(SpotPrice(t) > fleet.SpotMaxPrice));
        _spot =
        [
            .. fleet.SpotStrategy switch
            {
                SpotAllocation.LowestPrice => affordable.OrderBy(SpotPrice),
                SpotAllocation.PriceCapacityOptimized => affordable.OrderByDescending(t => resolved[t].SpotDepth).ThenBy(SpotPrice),
                _ => affordable.OrderByDescending(t => resolved[t].SpotDepth),
            },
        ];
        _isEven = fleet.SpotStrategy == SpotAllocation.LowestPrice;
        _pools = Math.Min(fleet.SpotPools, _spot.Length);
        // "does not honor the lowest-price allocation strategy for On-Demand Instances when implementing your termination policies".
        _isRankedOnDemand = fleet.OnDemandStrategy == OnDemandAllocation.Prioritized;
        _onDemandRank = Ranks(_onDemand, resolved.Count);
        _spotRank = Ranks(_spot, resolved.Count);

        double OnDemandPrice(int type) => resolved[type].OnDemandPerHour!.Value / resolved[type].Weight;
        double SpotPrice(int type) => resolved[type].SpotPerHour!.Value / resolved[type].Weight;
    }

    /// <summary>The index of the type to launch in a zone; −1 when none can be.</summary>
    /// <param name="isSpot">Whether a Spot Instance is to be launched.</param>
    /// <param name="spotInZone">Spot Instances in the zone, by type.</param>
    /// <param name="isClosed">Whether a type has no capacity there now, by type; may be empty.</param>
    public int Choose(bool isSpot, ReadOnlySpan<int> spotInZone, ReadOnlySpan<bool> isClosed = default)
    {
        var order = isSpot ? _spot : _onDemand;
        var best = -1;
        for (var i = 0; i < order.Length; i++)
        {
            if (best >= 0 && !(isSpot && _isEven && i < _pools))
            {
                break;
            }

            var type = order[i];
            if ((type >= isClosed.Length || !isClosed[type]) && (best < 0 || spotInZone[type] < spotInZone[best]))
            {
                best = type;
            }
        }

        return best;
    }

    /// <summary>How far an instance is from what the strategy would launch: 0 is best, the highest goes first (TE1).</summary>
    /// <param name="isSpot">Whether it is a Spot Instance.</param>
    /// <param name="type">Its type's index; −1 for a type that the fleet no longer has.</param>
    /// <param name="spotInZone">Spot Instances of its type in its zone.</param>
    public int Rank(bool isSpot, int type, int spotInZone)
    {
        if (type < 0)
        {
            return int.MaxValue;
        }

        if (!isSpot)
        {
            return _isRankedOnDemand ? _onDemandRank[type] : 0;
        }

        // Of the pools among which Spot is spread the fullest shrinks first, of equals the dearer; what is outside of them before.
        return !_isEven ? _spotRank[type] : (_spotRank[type] < _pools ? 1000 * spotInZone : 100_000_000) + _spotRank[type];
    }

    private static int[] Ranks(int[] order, int types)
    {
        var ranks = new int[types];
        Array.Fill(ranks, types);
        for (var i = 0; i < order.Length; i++)
        {
            ranks[order[i]] = i;
        }

        return ranks;
    }
}
