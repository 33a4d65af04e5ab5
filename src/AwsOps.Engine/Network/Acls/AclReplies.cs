namespace AwsOps.Engine.Network;

/// <summary>Requests that a network ACL lets through and whose replies it stops.</summary>
/// <param name="Entry">The entry that allows the requests.</param>
/// <param name="Replies">The replies that are stopped, by peer and port.</param>
public sealed record UnansweredEntry(NetworkAclEntry Entry, TrafficSet Replies);

/// <summary>
/// A network ACL is stateless: who allows a request must allow its reply, which goes to the ephemeral port that the client
/// chose. Clients differ: Linux takes 32768 to 60999, Windows 49152 to 65535, load balancers, NAT gateways and Lambda 1024
/// to 65535 (https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports).
/// </summary>
public static class AclReplies
{
    /// <summary>The allowing entries of which some reply does not come back.</summary>
    /// <param name="acl">The ACL.</param>
    public static IReadOnlyList<UnansweredEntry> Unanswered(NetworkAcl acl)
    {
        ArgumentNullException.ThrowIfNull(acl);
        List<UnansweredEntry> result = [];
        foreach (var egress in (bool[])[false, true])
        {
            var (allowed, back) = (acl.Allowed(egress), acl.Allowed(!egress));
            foreach (var entry in acl.Entries.Where(e => e.Egress == egress && e.Allow).OrderBy(static e => e.RuleNumber))
            {
                var mine = TrafficSet.Of(AddressSet.Of(entry.Block), entry.Services).Intersect(allowed);
                var stopped = TrafficSet.Union([.. ((int[])[IpProtocols.Tcp, IpProtocols.Udp]).Select(p => Needed(mine, p).Subtract(back))]);
                if (!stopped.IsEmpty)
                {
                    result.Add(new(entry, stopped));
                }
            }
        }

        return result;
    }

    /// <summary>The replies that requests ask for. An entry for ephemeral ports is there for replies itself.</summary>
    private static TrafficSet Needed(TrafficSet requests, int protocol)
    {
        var asked = ServiceSet.Of(protocol, PortSet.Between(0, 1023));
        List<TrafficSet> replies = [];
        foreach (var (addresses, services) in requests.Rows())
        {
            var single = services.PortsOf(protocol).Intervals.Any(static i => i.First >= 1024 && i.Last - i.First < 1000);
            if (single || services.Overlaps(asked))
            {
                replies.Add(TrafficSet.Of(addresses, ServiceSet.Of(protocol, PortSet.Ephemeral)));
            }
        }

        return TrafficSet.Union(replies);
    }
}
