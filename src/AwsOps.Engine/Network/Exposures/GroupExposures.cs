namespace AwsOps.Engine.Network;

/// <summary>Finds the exposures of groups, one group after the other.</summary>
internal sealed class GroupExposures(ExposureQuestion question)
{
    private readonly ServiceSweep<uint> _v4 = new(static r =>
        ReferenceEquals(r, RangeSet<uint>.Full) ? AddressSet.AllIPv4 : new(r, RangeSet<UInt128>.Empty));

    private readonly ServiceSweep<UInt128> _v6 = new(static r =>
        ReferenceEquals(r, RangeSet<UInt128>.Full) ? AddressSet.AllIPv6 : new(RangeSet<uint>.Empty, r));

    private readonly List<(SecurityGroupRule Rule, AddressSet Possible, string Missing)> _unresolved = [];

    public void Add(SecurityGroup group, List<Exposure> result)
    {
        _v4.Clear();
        _v6.Clear();
        _unresolved.Clear();
        foreach (var rule in group.Rules)
        {
            if (!rule.IsEgress)
            {
                Add(rule, group);
            }
        }

        var first = result.Count;
        Report(_v4, group, result);
        Report(_v6, group, result);
        AddUnknown(group, first, result);
    }

    private void Add(SecurityGroupRule rule, SecurityGroup group)
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
                    Add(rule, keys, new Range<uint>((uint)block.Network.Value, (uint)block.Last.Value));
                }
                else
                {
                    Add(rule, keys, new Range<UInt128>(block.Network.Value, block.Last.Value));
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
                Add(rule, keys, range);
            }

            foreach (var range in known.V6.Ranges)
            {
                Add(rule, keys, range);
            }
        }
        catch (FormatException e)
        {
            throw new FormatException($"Security group {group.GroupId}, rule {rule.RuleId ?? $"{rule.IpProtocol} {rule.FromPort}-{rule.ToPort} from {rule.Peer}"}: {e.Message}", e);
        }
    }

    private void Add(SecurityGroupRule rule, Range<uint> keys, Range<uint> addresses)
    {
        if (question.From.V4.Overlaps(addresses.Lo, addresses.Hi))
        {
            _v4.Add(keys, addresses, rule);
        }
    }

    private void Add(SecurityGroupRule rule, Range<uint> keys, Range<UInt128> addresses)
    {
        if (question.From.V6.Overlaps(addresses.Lo, addresses.Hi))
        {
            _v6.Add(keys, addresses, rule);
        }
    }

    private void Report<T>(ServiceSweep<T> sweep, SecurityGroup group, List<Exposure> result)
        where T : struct, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
    {
        foreach (var (ruleSources, open) in sweep.Run())
        {
            var sources = question.Asked(ruleSources);
            var share = question.Share(sources);
            var services = open.Intersect(question.Services);
            if (IsOnePart(services))
            {
                result.Add(new(group, Verdict.Exposed, services, ruleSources, sources, share, sweep.RulesBehind(services)));
                continue;
            }

            foreach (var part in Parts(services))
            {
                result.Add(new(group, Verdict.Exposed, part, ruleSources, sources, share, sweep.RulesBehind(part)));
            }
        }
    }

    /// <summary>What only a missing answer could open, less what is open in any case.</summary>
    private void AddUnknown(SecurityGroup group, int firstExposed, List<Exposure> result)
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
                foreach (var part in Parts(services))
                {
                    result.Add(new(group, Verdict.Unknown, part, addresses, addresses, question.Share(addresses), [rule]) { Missing = [missing] });
                }
            }
        }
    }

    private static bool IsOnePart(ServiceSet services) =>
        services.Keys.Ranges is [var only] && only.Lo >> 16 == only.Hi >> 16;

    /// <summary>
    /// One report per interval of a protocol; whole protocols that have neither ports nor types share one, so that
    /// "everything but tcp 22" is not 250 reports.
    /// </summary>
    private static IEnumerable<ServiceSet> Parts(ServiceSet services)
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
}
