using System.Numerics;

namespace AwsOps.Engine.Network;

/// <summary>The exposures of one group: a sweep over its services that unites the sources open at each.</summary>
internal sealed class GroupExposures(SecurityGroup group, ExposureQuestion question)
{
    private readonly List<Candidate<uint>> _v4 = [];
    private readonly List<Candidate<UInt128>> _v6 = [];
    private readonly List<(SecurityGroupRule Rule, AddressSet Possible, string Missing)> _unresolved = [];

    public void AddTo(List<Exposure> result)
    {
        foreach (var rule in group.Rules)
        {
            if (!rule.IsEgress)
            {
                Add(rule);
            }
        }

        var first = result.Count;
        Sweep(_v4, question.From.V4, static (r, q) => r.Equals(RangeSet<uint>.Full) ? new(q.From.V4, RangeSet<UInt128>.Empty) : new(r.Intersect(q.From.V4), RangeSet<UInt128>.Empty), static r => new(r, RangeSet<UInt128>.Empty), result);
        Sweep(_v6, question.From.V6, static (r, q) => r.Equals(RangeSet<UInt128>.Full) ? new(RangeSet<uint>.Empty, q.From.V6) : new(RangeSet<uint>.Empty, r.Intersect(q.From.V6)), static r => new(RangeSet<uint>.Empty, r), result);
        AddUnknown(first, result);
    }

    private void Add(SecurityGroupRule rule)
    {
        try
        {
            var keys = rule.Keys;
            if (!question.Services.Keys.Overlaps(keys.Lo, keys.Hi))
            {
                return;
            }

            if (rule.Block is { } block)
            {
                if (block.Family == IpFamily.IPv4)
                {
                    Add(_v4, question.From.V4, keys, new Range<uint>((uint)block.Network.Value, (uint)block.Last.Value), rule);
                }
                else
                {
                    Add(_v6, question.From.V6, keys, new Range<UInt128>(block.Network.Value, block.Last.Value), rule);
                }

                return;
            }

            if (rule.ReferencedGroupId is not null && question.AsksOnlyStrangers)
            {
                return;
            }

            var known = SecurityGroupSemantics.Addresses(rule, question.Peers, out var possible, out var missing);
            if (missing is not null)
            {
                _unresolved.Add((rule, possible.Intersect(question.From), missing));
            }

            foreach (var range in known.V4.Ranges)
            {
                Add(_v4, question.From.V4, keys, range, rule);
            }

            foreach (var range in known.V6.Ranges)
            {
                Add(_v6, question.From.V6, keys, range, rule);
            }
        }
        catch (FormatException e)
        {
            throw new FormatException($"Security group {group.GroupId}, rule {rule.RuleId ?? $"{rule.IpProtocol} {rule.FromPort}-{rule.ToPort} from {rule.Peer}"}: {e.Message}", e);
        }
    }

    private static void Add<T>(List<Candidate<T>> candidates, RangeSet<T> from, Range<uint> keys, Range<T> addresses, SecurityGroupRule rule)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (from.Overlaps(addresses.Lo, addresses.Hi))
        {
            candidates.Add(new(keys, addresses, rule));
        }
    }

    private void Sweep<T>(List<Candidate<T>> candidates, RangeSet<T> from, Func<RangeSet<T>, ExposureQuestion, AddressSet> asked, Func<RangeSet<T>, AddressSet> whole, List<Exposure> result)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (candidates.Count == 0 || from.IsEmpty)
        {
            return;
        }

        // The places where the set of open rules can change.
        var cuts = new uint[candidates.Count * 2];
        for (var i = 0; i < candidates.Count; i++)
        {
            cuts[2 * i] = candidates[i].Keys.Lo;
            cuts[(2 * i) + 1] = candidates[i].Keys.Hi + 1;
        }

        Array.Sort(cuts);

        // Services open to the same sources belong together, wherever they lie.
        Dictionary<RangeSet<T>, List<Range<uint>>> open = [];
        List<Range<T>> active = [];
        for (var i = 0; i + 1 < cuts.Length; i++)
        {
            if (cuts[i] == cuts[i + 1])
            {
                continue;
            }

            active.Clear();
            foreach (var candidate in candidates)
            {
                if (candidate.Keys.Lo <= cuts[i] && cuts[i] <= candidate.Keys.Hi)
                {
                    active.Add(candidate.Addresses);
                }
            }

            if (active.Count == 0)
            {
                continue;
            }

            var addresses = active.Count == 1 ? RangeSet<T>.Of(active[0].Lo, active[0].Hi) : RangeSet<T>.Of(active);
            if (!open.TryGetValue(addresses, out var keys))
            {
                open.Add(addresses, keys = []);
            }

            keys.Add(new(cuts[i], cuts[i + 1] - 1));
        }

        foreach (var (addresses, keys) in open)
        {
            var sources = asked(addresses, question);
            var ruleSources = whole(addresses);
            var share = question.Share(sources);
            foreach (var services in Report(new ServiceSet(RangeSet<uint>.Of(keys)).Intersect(question.Services)))
            {
                result.Add(new(group, Verdict.Exposed, services, ruleSources, sources, share, RulesBehind(candidates, services)));
            }
        }
    }

    private static List<SecurityGroupRule> RulesBehind<T>(List<Candidate<T>> candidates, ServiceSet services)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        List<SecurityGroupRule> rules = [];
        foreach (var candidate in candidates)
        {
            // A resolved prefix list has a candidate per entry.
            if (services.Keys.Overlaps(candidate.Keys.Lo, candidate.Keys.Hi) && (rules.Count == 0 || !ReferenceEquals(rules[^1], candidate.Rule)))
            {
                rules.Add(candidate.Rule);
            }
        }

        return rules;
    }

    /// <summary>
    /// One report per interval of a protocol; whole protocols that have neither ports nor types share one, so that
    /// "everything but tcp 22" is not 250 reports.
    /// </summary>
    private static IEnumerable<ServiceSet> Report(ServiceSet services)
    {
        List<Range<uint>> others = [];
        foreach (var range in services.Keys.Ranges.ToArray())
        {
            foreach (var part in ServiceSet.Split(range))
            {
                if (part.Protocol == IpProtocols.All)
                {
                    yield return ServiceSet.All;
                    yield break;
                }

                var keys = new Range<uint>(ServiceSet.Key(part.Protocol, part.First), ServiceSet.Key(part.Protocol, part.Last));
                if (IpProtocols.HasPorts(part.Protocol) || IpProtocols.HasTypes(part.Protocol))
                {
                    yield return new(RangeSet<uint>.Of(keys.Lo, keys.Hi));
                }
                else
                {
                    others.Add(keys);
                }
            }
        }

        if (others.Count > 0)
        {
            yield return new(RangeSet<uint>.Of(others));
        }
    }

    /// <summary>What only a missing answer could open, less what is open in any case.</summary>
    private void AddUnknown(int firstExposed, List<Exposure> result)
    {
        if (_unresolved.Count == 0)
        {
            return;
        }

        var exposed = TrafficSet.Union([.. result.Skip(firstExposed).Select(static e => e.Traffic)]);
        foreach (var (rule, possible, missing) in _unresolved)
        {
            var rest = TrafficSet.Of(possible, rule.Services.Intersect(question.Services)).Subtract(exposed);
            foreach (var (addresses, services) in rest.Rows())
            {
                foreach (var part in Report(services))
                {
                    result.Add(new(group, Verdict.Unknown, part, addresses, addresses, question.Share(addresses), [rule]) { Missing = [missing] });
                }
            }
        }
    }

    private readonly record struct Candidate<T>(Range<uint> Keys, Range<T> Addresses, SecurityGroupRule Rule)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>;
}
