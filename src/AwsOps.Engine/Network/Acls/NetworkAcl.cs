namespace AwsOps.Engine.Network;

/// <summary>A network ACL: the stateless filter at the edge of subnets.</summary>
public sealed record NetworkAcl
{
    /// <summary>The number with which describe-network-acls shows the closing deny for IPv4; that for IPv6 is one more.</summary>
    public const int LastRuleNumber = 32767;

    /// <summary>The id, acl-….</summary>
    public required string NetworkAclId { get; init; }

    /// <summary>The VPC.</summary>
    public string? VpcId { get; init; }

    /// <summary>Whether it is the VPC's default one.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The subnets it stands at.</summary>
    public IReadOnlyList<string> SubnetIds { get; init; } = [];

    /// <summary>The entries of both directions.</summary>
    public IReadOnlyList<NetworkAclEntry> Entries { get; init; } = [];

    /// <summary>
    /// The traffic that one direction allows: entries are tried in ascending order of their numbers, the first one that
    /// matches decides, and what none matches is denied
    /// (https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html).
    /// </summary>
    /// <param name="egress">Whether outbound.</param>
    /// <exception cref="FormatException">An entry has a protocol, port or range that does not exist.</exception>
    public TrafficSet Allowed(bool egress)
    {
        // From the last entry to the first: each one overrides all that come after it.
        var allowed = TrafficSet.Empty;
        foreach (var entry in Ordered(egress).Reverse())
        {
            var match = TrafficSet.Of(AddressSet.Of(entry.Block), entry.Services);
            allowed = entry.Allow ? allowed.Union(match) : allowed.Subtract(match);
        }

        return allowed;
    }

    /// <summary>The entry that decides about a packet.</summary>
    /// <param name="egress">Whether outbound.</param>
    /// <param name="peer">The source of inbound traffic, the destination of outbound traffic.</param>
    /// <param name="protocol">The protocol number.</param>
    /// <param name="port">The destination port; for ICMP type × 256 + code.</param>
    /// <returns>The entry, or null if none matches, which denies.</returns>
    public NetworkAclEntry? Deciding(bool egress, IpAddress peer, int protocol, int port) =>
        Ordered(egress).FirstOrDefault(e => e.Block.Contains(peer) && e.Services.Contains(protocol, port));

    private IEnumerable<NetworkAclEntry> Ordered(bool egress) =>
        Entries.Where(e => e.Egress == egress).OrderBy(static e => e.RuleNumber);
}
