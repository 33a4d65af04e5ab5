namespace AwsOps.Engine.Scaling;

/// <summary>A step of rebalancing: launch in one zone, then terminate in another.</summary>
/// <param name="LaunchZone">Where to launch.</param>
/// <param name="TerminateZone">Where to terminate once the new instance is in service.</param>
public readonly record struct ZoneMove(string LaunchZone, string TerminateZone);

/// <summary>
/// Balance between Availability Zones (AZ1). See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html#arch-AutoScalingMultiAZ.
/// </summary>
public static class ZoneBalance
{
    /// <summary>
    /// The index of the zone to launch in: the one with the fewest instances, the first of those that tie; −1 when every zone is unavailable.
    /// </summary>
    /// <param name="counts">Instances per zone.</param>
    /// <param name="unavailable">Zones where a launch has failed or is impossible, by index; may be empty.</param>
    public static int ZoneForLaunch(ReadOnlySpan<int> counts, ReadOnlySpan<bool> unavailable = default)
    {
        var best = -1;
        for (var i = 0; i < counts.Length; i++)
        {
            if ((i >= unavailable.Length || !unavailable[i]) && (best < 0 || counts[i] < counts[best]))
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>How many of <paramref name="launches"/> go to each zone. What no zone can take is left out.</summary>
    public static int[] Distribute(ReadOnlySpan<int> counts, int launches, ReadOnlySpan<bool> unavailable = default)
    {
        var after = counts.ToArray();
        for (var i = 0; i < launches; i++)
        {
            var zone = ZoneForLaunch(after, unavailable);
            if (zone < 0)
            {
                break;
            }

            after[zone]++;
        }

        for (var i = 0; i < after.Length; i++)
        {
            after[i] -= counts[i];
        }

        return after;
    }

    /// <summary>The moves that bring the zones to within one instance of each other. An instance in a zone that the group no longer uses moves too.</summary>
    /// <param name="zones">The group's zones.</param>
    /// <param name="counts">Instances per zone; zones not in <paramref name="zones"/> are left.</param>
    public static IReadOnlyList<ZoneMove> Rebalance(IReadOnlyList<string> zones, IReadOnlyDictionary<string, int> counts)
    {
        var moves = new List<ZoneMove>();
        if (zones.Count == 0)
        {
            return moves;
        }

        var inside = zones.Select(z => counts.GetValueOrDefault(z)).ToArray();
        foreach (var outside in counts.Where(c => !zones.Contains(c.Key)).OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            for (var i = 0; i < outside.Value; i++)
            {
                var to = ZoneForLaunch(inside);
                inside[to]++;
                moves.Add(new(zones[to], outside.Key));
            }
        }

        while (NextMove(inside) is (var least and >= 0, var most))
        {
            inside[least]++;
            inside[most]--;
            moves.Add(new(zones[least], zones[most]));
        }

        return moves;
    }

    /// <summary>
    /// The next move, as indexes of the zone to launch in and of the one to terminate in; −1 when the zones are within one instance of each other.
    /// </summary>
    /// <param name="counts">Instances per zone.</param>
    /// <param name="unavailable">Zones that can't be launched in, by index; what runs there stays. May be empty.</param>
    public static (int Launch, int Terminate) NextMove(ReadOnlySpan<int> counts, ReadOnlySpan<bool> unavailable = default)
    {
        var (least, most) = (ZoneForLaunch(counts, unavailable), -1);
        for (var i = 0; i < counts.Length; i++)
        {
            if ((i >= unavailable.Length || !unavailable[i]) && (most < 0 || counts[i] > counts[most]))
            {
                most = i;
            }
        }

        return least >= 0 && counts[most] - counts[least] > 1 ? (least, most) : (-1, -1);
    }

    /// <summary>
    /// How far the group may grow while it rebalances: 10 percent of its maximum, or one instance, whichever is greater.
    /// </summary>
    /// <param name="max">The maximum size, in units.</param>
    /// <param name="weight">Units of an instance: with weights, the largest.</param>
    public static int RebalanceLimit(int max, int weight = 1) => max + Math.Max(weight, max / 10);
}
