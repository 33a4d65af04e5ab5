namespace AwsOps.Engine.Network;

/// <summary>
/// What security groups allow. Rules only allow, and the rules of all groups of an interface are one union
/// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html); replies are always allowed because
/// groups are stateful, so no reply is ever asked for here.
/// </summary>
public static class SecurityGroupSemantics
{
    /// <summary>The traffic that the groups of one interface allow.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="egress">Whether outbound.</param>
    /// <param name="peers">What prefix lists and referenced groups stand for.</param>
    /// <exception cref="FormatException">A rule has a protocol, port or range that does not exist.</exception>
    public static TrafficBounds Allowed(IEnumerable<SecurityGroup> groups, bool egress, RulePeers? peers = null)
    {
        ArgumentNullException.ThrowIfNull(groups);
        List<TrafficSet> certain = [], uncertain = [];
        List<string> missing = [];
        foreach (var group in groups)
        {
            foreach (var rule in group.RulesOf(egress))
            {
                var addresses = Addresses(rule, peers ?? RulePeers.None, out var possible, out var gap);
                certain.Add(TrafficSet.Of(addresses, rule.Services));
                if (gap is not null)
                {
                    uncertain.Add(TrafficSet.Of(possible, rule.Services));
                    missing.Add(gap);
                }
            }
        }

        var sure = TrafficSet.Union(certain);
        return uncertain.Count == 0
            ? TrafficBounds.Exactly(sure)
            : new(sure, sure.Union(TrafficSet.Union(uncertain)), [.. missing.Distinct()]);
    }

    /// <summary>The peer's addresses; where they are not known, those it could have and what would tell.</summary>
    internal static AddressSet Addresses(SecurityGroupRule rule, RulePeers peers, out AddressSet possible, out string? missing)
    {
        missing = null;
        if (rule.Block is { } block)
        {
            return possible = AddressSet.Of(block);
        }

        if (rule.PrefixListId is { } list)
        {
            if (peers.PrefixList(list) is { } entries)
            {
                return possible = entries;
            }

            missing = $"the entries of prefix list {list} (get-managed-prefix-list-entries)";
            possible = AddressSet.All;
            return AddressSet.Empty;
        }

        if (rule.ReferencedGroupId is not { } group)
        {
            throw new FormatException($"A rule for {string.Join(", ", rule.Services.Parts)} has no peer; it needs an address range, a prefix list or a group.");
        }

        if (peers.Members(rule) is { } members)
        {
            return possible = members;
        }

        missing = $"the interfaces of security group {group} (describe-network-interfaces)";

        // Only private addresses of members count, so a stranger on the internet is no member whatever is missing.
        // A VPC can be given public IPv4 space of one's own, and IPv6 addresses of a VPC are public as a rule.
        possible = AddressSet.All.Subtract(AddressRanges.NeverSource);
        return AddressSet.Empty;
    }
}
