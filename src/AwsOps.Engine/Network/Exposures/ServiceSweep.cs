using System.Numerics;

namespace AwsOps.Engine.Network;

/// <summary>
/// A sweep over the services of one group's rules of one family, that unites the sources open at each service and
/// brings services with the same sources together. It is used for one group after the other, so that a region's
/// groups cost no garbage but their results.
/// </summary>
internal sealed class ServiceSweep<T>(Func<RangeSet<T>, AddressSet> toSet)
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly List<Candidate> _candidates = [];
    private readonly List<Range<T>> _active = [];
    private readonly List<Open> _open = [];
    private int _openCount;
    private uint[] _cuts = [];

    public void Clear() => _candidates.Clear();

    public void Add(Range<uint> keys, Range<T> addresses, SecurityGroupRule rule) => _candidates.Add(new(keys, addresses, rule));

    /// <summary>Each set of sources with the services that are open to exactly these.</summary>
    public IEnumerable<(AddressSet Sources, ServiceSet Services)> Run()
    {
        if (_candidates.Count == 0)
        {
            yield break;
        }

        _openCount = 0;
        var count = Cut();
        for (var i = 0; i + 1 < count; i++)
        {
            if (_cuts[i] != _cuts[i + 1])
            {
                AddSlice(new(_cuts[i], _cuts[i + 1] - 1));
            }
        }

        for (var i = 0; i < _openCount; i++)
        {
            yield return (toSet(_open[i].Addresses!), new(RangeSet<uint>.Of(_open[i].Keys)));
        }
    }

    /// <summary>The rules that open some of the services.</summary>
    public SecurityGroupRule[] RulesBehind(ServiceSet services)
    {
        SecurityGroupRule? one = null;
        List<SecurityGroupRule>? more = null;
        foreach (var candidate in _candidates)
        {
            // A resolved prefix list has a candidate per entry.
            var last = more is null ? one : more[^1];
            if (ReferenceEquals(last, candidate.Rule) || !services.Keys.Overlaps(candidate.Keys.Lo, candidate.Keys.Hi))
            {
                continue;
            }

            if (one is null)
            {
                one = candidate.Rule;
            }
            else
            {
                (more ??= [one]).Add(candidate.Rule);
            }
        }

        return more is not null ? [.. more] : one is not null ? [one] : [];
    }

    /// <summary>The places where the set of open rules can change.</summary>
    private int Cut()
    {
        var count = _candidates.Count * 2;
        if (_cuts.Length < count)
        {
            _cuts = new uint[Math.Max(64, count * 2)];
        }

        for (var i = 0; i < _candidates.Count; i++)
        {
            _cuts[2 * i] = _candidates[i].Keys.Lo;
            _cuts[(2 * i) + 1] = _candidates[i].Keys.Hi + 1;
        }

        _cuts.AsSpan(0, count).Sort();
        return count;
    }

    private void AddSlice(Range<uint> slice)
    {
        _active.Clear();
        foreach (var candidate in _candidates)
        {
            if (candidate.Keys.Lo <= slice.Lo && slice.Lo <= candidate.Keys.Hi)
            {
                _active.Add(candidate.Addresses);
            }
        }

        if (_active.Count == 0)
        {
            return;
        }

        var addresses = _active.Count == 1 ? RangeSet<T>.Of(_active[0].Lo, _active[0].Hi) : RangeSet<T>.Of(_active);
        for (var i = 0; i < _openCount; i++)
        {
            if (addresses.Equals(_open[i].Addresses))
            {
                _open[i].Keys.Add(slice);
                return;
            }
        }

        if (_openCount == _open.Count)
        {
            _open.Add(new());
        }

        var open = _open[_openCount++];
        open.Addresses = addresses;
        open.Keys.Clear();
        open.Keys.Add(slice);
    }

    private readonly record struct Candidate(Range<uint> Keys, Range<T> Addresses, SecurityGroupRule Rule);

    private sealed class Open
    {
        public RangeSet<T>? Addresses { get; set; }

        public List<Range<uint>> Keys { get; } = [];
    }
}
