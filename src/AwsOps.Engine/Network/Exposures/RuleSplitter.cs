namespace AwsOps.Engine.Network;

/// <summary>Cuts the offending part out of one rule and writes the rest as rules.</summary>
internal sealed class RuleSplitter(SecurityGroupRule rule, AddressSet peers, TrafficSet offending, CloseOptions options)
{
    /// <summary>
    /// What no packet ever comes from: to write rules for loopback, multicast and reserved space would spend the
    /// group's quota on nothing.
    /// </summary>
    private readonly AddressSet _pointless = AddressRanges.NeverSource.Subtract(options.TrustedAddresses);

    public IEnumerable<SecurityGroupRule> Remainder()
    {
        // Where services have the same sources left, they stay one rule.
        AddressSet? open = null;
        var keys = default(Range<uint>);
        foreach (var (slice, offenders) in Slices())
        {
            var left = offenders.IsEmpty ? peers : peers.Subtract(offenders).Subtract(_pointless);
            if (open is not null && open.Equals(left))
            {
                keys = keys with { Hi = slice.Hi };
                continue;
            }

            foreach (var r in Write(open, keys))
            {
                yield return r;
            }

            (open, keys) = (left, slice);
        }

        foreach (var r in Write(open, keys))
        {
            yield return r;
        }
    }

    /// <summary>The rule's services, cut where the offending sources change.</summary>
    private IEnumerable<(Range<uint> Slice, AddressSet Offenders)> Slices()
    {
        var whole = rule.Keys;
        var mine = offending.Intersect(TrafficSet.Of(peers, rule.Services)).Rows().ToList();
        SortedSet<uint> cuts = [whole.Lo, whole.Hi + 1];
        foreach (var (_, services) in mine)
        {
            foreach (var range in services.Keys.Ranges)
            {
                cuts.Add(range.Lo);
                cuts.Add(range.Hi + 1);
            }
        }

        var borders = cuts.ToArray();
        for (var i = 0; i + 1 < borders.Length; i++)
        {
            var offenders = AddressSet.Empty;
            foreach (var (addresses, services) in mine)
            {
                if (services.Keys.Contains(borders[i]))
                {
                    offenders = offenders.Union(addresses);
                }
            }

            yield return (new(borders[i], borders[i + 1] - 1), offenders);
        }
    }

    private IEnumerable<SecurityGroupRule> Write(AddressSet? sources, Range<uint> keys)
    {
        if (sources is null)
        {
            yield break;
        }

        foreach (var (protocol, from, to) in RuleFields.Of(keys))
        {
            var like = rule with { RuleId = null, IpProtocol = protocol, FromPort = from, ToPort = to, CidrIpv4 = null, CidrIpv6 = null, PrefixListId = null };
            var rest = sources;
            if (rule.PrefixListId is not null && sources.Equals(peers))
            {
                yield return like with { PrefixListId = rule.PrefixListId };
                continue;
            }

            foreach (var list in sources.Equals(peers) ? [] : options.TrustedLists.Where(MayKeep))
            {
                yield return like with { PrefixListId = list.PrefixListId };
                rest = rest.Subtract(list.Entries ?? AddressSet.Empty);
            }

            foreach (var cidr in rest.ToCidrs())
            {
                yield return cidr.Family == IpFamily.IPv4
                    ? like with { CidrIpv4 = cidr.ToString() }
                    : like with { CidrIpv6 = cidr.ToString() };
            }
        }
    }

    /// <summary>
    /// Whether a reference to the list opens nothing: it lets in all entries, so the rule must have let them in. Where
    /// it let in some of them, those are kept as ranges.
    /// </summary>
    private bool MayKeep(TrustedPrefixList list)
    {
        var before = peers.Only(list.Family);
        if (list.Entries is { } entries)
        {
            return entries.IsSubsetOf(before);
        }

        return before.Equals(list.Family == IpFamily.IPv4 ? AddressSet.AllIPv4 : AddressSet.AllIPv6) || (before.IsEmpty
            ? false
            : throw new ArgumentException($"It is not known whether prefix list {list.PrefixListId} holds addresses that the rule '{rule}' never let in; give its entries, or ranges inside {before}."));
    }
}
