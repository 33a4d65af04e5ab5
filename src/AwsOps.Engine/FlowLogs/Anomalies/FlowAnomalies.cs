using AwsOps.Engine.Network;

namespace AwsOps.Engine.FlowLogs;

/// <summary>
/// Finds what is unusual in a profile: against its baseline where it has one, else against itself, every sender against the
/// others and every interval against the sender's other intervals.
/// </summary>
public static class FlowAnomalies
{
    /// <summary>Fewer figures do not say what is usual.</summary>
    internal const int LeastFigures = 8;

    /// <summary>The findings, the most urgent first.</summary>
    public static IReadOnlyList<FlowAnomaly> Find(FlowProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var kinds = profile.Options.Kinds;
        return
        [
            .. new[]
            {
                kinds.Contains(FlowAnomalyKind.PortScan) ? Fans(profile, FlowAnomalyKind.PortScan, static p => p.Scans, profile.Options.LeastPorts) : [],
                kinds.Contains(FlowAnomalyKind.HostSweep) ? Fans(profile, FlowAnomalyKind.HostSweep, static p => p.Sweeps, profile.Options.LeastHosts) : [],
                kinds.Contains(FlowAnomalyKind.NewPort) ? News(profile, FlowAnomalyKind.NewPort, profile.NewServices) : [],
                kinds.Contains(FlowAnomalyKind.NewPeer) ? News(profile, FlowAnomalyKind.NewPeer, profile.NewPeers) : [],
                kinds.Contains(FlowAnomalyKind.Exfiltration) ? Sums(profile, FlowAnomalyKind.Exfiltration, static p => p.Volumes, profile.Options.LeastBytes) : [],
                kinds.Contains(FlowAnomalyKind.RejectBurst) ? Sums(profile, FlowAnomalyKind.RejectBurst, static p => p.Rejects, profile.Options.LeastRejects) : [],
            }.SelectMany(static found => found)
            .OrderByDescending(static f => f.Severity).ThenByDescending(static f => f.Score).ThenBy(static f => f.Kind).ThenBy(static f => f.Source).ThenBy(static f => f.Destination).ThenBy(static f => f.Port),
        ];
    }

    private static IEnumerable<FlowAnomaly> Fans(FlowProfile profile, FlowAnomalyKind kind, Func<FlowProfile, BoundedMap<FlowProfile.Fan>> table, int least)
    {
        var before = profile.Baseline is null ? null : table(profile.Baseline).Items;
        var of = before ?? table(profile).Items;
        // With too few to compare with, the least figure alone decides: a lone scanner is not what is usual.
        var known = (profile.Baseline ?? profile).Given.TryGetValue(kind, out var given);
        var usual = known ? given : of.Count < LeastFigures ? default : new RobustStatistics([.. of.Values.Select(static f => f.Count)]);
        var scale = usual.Scale(1);
        var threshold = Math.Max(least, usual.Median + (profile.Options.Score * scale));
        foreach (var (key, fan) in table(profile).Items)
        {
            // Who did as much before, a monitoring host say, does nothing unusual.
            var own = before is not null && before.TryGetValue(key, out var old) ? old.Count : 0;
            var limit = Math.Max(threshold, 1.5 * own);
            if (fan.Count < limit)
            {
                continue;
            }

            var (source, port) = (new FlowAddress(key.A, key.B), (int)(key.E & 0xFFFF));
            yield return new()
            {
                Kind = kind,
                Severity = FanSeverity(source.IsLocal, fan.Flows, fan.Rejected),
                Source = source.ToIpAddress(),
                Destination = kind == FlowAnomalyKind.PortScan ? new FlowAddress(key.C, key.D).ToIpAddress() : null,
                Protocol = kind == FlowAnomalyKind.HostSweep ? (int)(key.E >> 16) : null,
                Port = kind == FlowAnomalyKind.HostSweep ? port : null,
                Statistic = StatisticOf(kind),
                Value = Math.Round(fan.Count),
                Baseline = Math.Max(usual.Median, own),
                Threshold = limit,
                Score = (fan.Count - usual.Median) / scale,
                BaselineOf = own > 0 ? "the same in the baseline" : usual.Count == 0 ? "too few others to compare with" : before is null ? $"all {usual.Count} of the same time" : $"the {usual.Count} of the baseline",
                FirstSeen = fan.First,
                LastSeen = fan.Last,
                Flows = fan.Flows,
                Rejected = fan.Rejected,
                Bytes = fan.Bytes,
                Examples = [.. fan.Examples],
            };
        }
    }

    /// <summary>From inside it is somebody who is in already; from outside, what was let through matters.</summary>
    internal static FlowSeverity FanSeverity(bool fromInside, long flows, long rejected) =>
        fromInside ? FlowSeverity.High : rejected < flows ? FlowSeverity.Medium : FlowSeverity.Low;

    /// <summary>How urgent a new service or peer is.</summary>
    internal static FlowSeverity NewSeverity(bool isPort, int protocol, int port, bool toInside) => isPort
        ? IsSensitive(protocol, port) ? FlowSeverity.High : FlowSeverity.Medium
        : toInside ? FlowSeverity.Low : FlowSeverity.Medium;

    /// <summary>How urgent a volume or a burst is.</summary>
    internal static FlowSeverity SumSeverity(FlowAnomalyKind kind, double figure, double threshold) =>
        kind != FlowAnomalyKind.Exfiltration ? FlowSeverity.Medium : figure >= 10 * threshold ? FlowSeverity.Critical : FlowSeverity.High;

    /// <summary>What a figure of a kind counts.</summary>
    internal static string StatisticOf(FlowAnomalyKind kind) => kind switch
    {
        FlowAnomalyKind.PortScan => "different ports of one receiver called",
        FlowAnomalyKind.HostSweep => "different receivers called on one port",
        FlowAnomalyKind.NewPort => "different callers of a service that the baseline does not have",
        FlowAnomalyKind.NewPeer => "different services called at a peer that the baseline does not have",
        FlowAnomalyKind.Exfiltration => "bytes to the internet in one interval",
        _ => "refused flows in one interval",
    };

    /// <summary>What counts at least as one standard deviation: a megabyte, or one.</summary>
    internal static double UnitOf(FlowAnomalyKind kind) => kind == FlowAnomalyKind.Exfiltration ? 1_000_000 : 1;

    private static IEnumerable<FlowAnomaly> News(FlowProfile profile, FlowAnomalyKind kind, BoundedMap<FlowProfile.Fan> table)
    {
        if (profile.Baseline is not { KnowsAll: true } baseline || baseline.First is null)
        {
            yield break;
        }

        foreach (var (key, fan) in table.Items)
        {
            var isPort = kind == FlowAnomalyKind.NewPort;
            var (destination, protocol, port) = (new FlowAddress(key.C, key.D), (int)(key.E >> 16), (int)(key.E & 0xFFFF));
            yield return new()
            {
                Kind = kind,
                Severity = NewSeverity(isPort, protocol, port, destination.IsLocal),
                Source = isPort ? null : new FlowAddress(key.A, key.B).ToIpAddress(),
                Destination = destination.ToIpAddress(),
                Protocol = isPort ? protocol : null,
                Port = isPort ? port : null,
                Statistic = StatisticOf(kind),
                Value = Math.Round(fan.Count),
                Baseline = 0,
                Threshold = 1,
                Score = fan.Count,
                BaselineOf = baseline.IsOfRows ? "the baseline" : isPort ? $"the {baseline.Services.Count} services of the baseline" : $"the {baseline.Peers.Count} pairs of the baseline",
                FirstSeen = fan.First,
                LastSeen = fan.Last,
                Flows = fan.Flows,
                Rejected = fan.Rejected,
                Bytes = fan.Bytes,
                Examples = [.. fan.Examples],
            };
        }
    }

    private static bool IsSensitive(int protocol, int port) =>
        PortRisk.WorstOf(ServiceSet.Of(protocol, PortSet.Parse(port.ToString(System.Globalization.CultureInfo.InvariantCulture)))) is { Severity: >= Severity.High };

    private static IEnumerable<FlowAnomaly> Sums(FlowProfile profile, FlowAnomalyKind kind, Func<FlowProfile, BoundedMap<FlowProfile.Sum>> table, double least)
    {
        static (ulong, ulong) Address(FlowKey key) => (key.A, key.B);
        var mine = table(profile).Items.ToLookup(static item => Address(item.Key));
        var baseline = profile.Baseline;
        var before = baseline is null ? null : table(baseline).Items.ToLookup(static item => Address(item.Key), static item => item.Value.Figure);
        foreach (var group in mine)
        {
            var peak = group.MaxBy(static item => item.Value.Figure);
            RobustStatistics usual;
            string of;
            if (before is not null && before.Contains(group.Key))
            {
                List<double> own = [.. before[group.Key]];
                usual = new(own, Math.Max(0, baseline!.Intervals - own.Count));
                of = $"the {usual.Count} intervals of the baseline";
            }
            else if (before is not null)
            {
                usual = new([], baseline!.Intervals);
                of = $"the {usual.Count} intervals of the baseline, in which it had none";
            }
            else
            {
                // Against its own other intervals; where there are too few, against the others' figures.
                List<double> own = [.. group.Where(item => item.Key != peak.Key).Select(static item => item.Value.Figure)];
                usual = new(own, Math.Max(0, profile.Intervals - 1 - own.Count));
                of = $"its {usual.Count} other intervals";
                if (usual.Count < LeastFigures)
                {
                    usual = profile.Given.TryGetValue(kind, out var given) ? given : new([.. mine.Where(other => other.Key != group.Key).SelectMany(static other => other.Select(static item => item.Value.Figure))]);
                    of = $"the {usual.Count} figures of the others of the same time";
                }
            }

            if (usual.Count < LeastFigures)
            {
                continue;
            }

            var scale = usual.Scale(UnitOf(kind));
            var threshold = Math.Max(least, usual.Median + (profile.Options.Score * scale));
            if (peak.Value.Figure < threshold)
            {
                continue;
            }

            var above = group.Where(item => item.Value.Figure >= threshold).ToList();
            var address = new FlowAddress(group.Key.Item1, group.Key.Item2);
            yield return new()
            {
                Kind = kind,
                Severity = SumSeverity(kind, peak.Value.Figure, threshold),
                Source = kind == FlowAnomalyKind.Exfiltration ? address.ToIpAddress() : null,
                Destination = kind == FlowAnomalyKind.RejectBurst ? address.ToIpAddress() : null,
                Statistic = StatisticOf(kind),
                Value = peak.Value.Figure,
                Baseline = usual.Median,
                Threshold = threshold,
                Score = (peak.Value.Figure - usual.Median) / scale,
                BaselineOf = of,
                FirstSeen = (long)above.Min(static item => item.Key.E),
                LastSeen = (long)above.Max(static item => item.Key.E) + profile.Options.IntervalSeconds,
                Flows = above.Sum(static item => item.Value.Flows),
                Rejected = kind == FlowAnomalyKind.RejectBurst ? above.Sum(static item => item.Value.Flows) : 0,
                Bytes = above.Sum(static item => item.Value.Bytes),
                Examples = [.. peak.Value.Examples],
            };
        }
    }
}
