using System.Collections.ObjectModel;

namespace AwsOps.Engine.Network;

/// <summary>
/// One rule of a security group: one protocol and port range with one peer, as describe-security-group-rules gives it.
/// Exactly one of the peers is set.
/// </summary>
public sealed record SecurityGroupRule
{
    /// <summary>The id of the rule, such as sgr-0123456789abcdef0, where it is known.</summary>
    public string? RuleId { get; init; }

    /// <summary>Whether the rule is for outbound traffic.</summary>
    public bool IsEgress { get; init; }

    /// <summary>tcp, udp, icmp, icmpv6, a protocol number, or -1 for all.</summary>
    public string IpProtocol { get; init; } = "-1";

    /// <summary>The first port, or the ICMP type; -1 or absent for all.</summary>
    public int? FromPort { get; init; }

    /// <summary>The last port, or the ICMP code; -1 or absent for all.</summary>
    public int? ToPort { get; init; }

    /// <summary>The peer as an IPv4 block.</summary>
    public string? CidrIpv4 { get; init; }

    /// <summary>The peer as an IPv6 block.</summary>
    public string? CidrIpv6 { get; init; }

    /// <summary>The peer as a prefix list, pl-….</summary>
    public string? PrefixListId { get; init; }

    /// <summary>The peer as the members of a security group, sg-….</summary>
    public string? ReferencedGroupId { get; init; }

    /// <summary>The account of the referenced group, where the description gives it.</summary>
    public string? ReferencedGroupOwnerId { get; init; }

    /// <summary>The peering connection through which the referenced group is reached, if it is in another VPC.</summary>
    public string? VpcPeeringConnectionId { get; init; }

    /// <summary>The state of that peering connection as the rule's description gives it.</summary>
    public string? PeeringStatus { get; init; }

    /// <summary>The rule's description.</summary>
    public string? Description { get; init; }

    /// <summary>The rule's tags; a part of the rule that is written as a rule of its own has them too.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The peer, whichever kind it is.</summary>
    public string Peer => CidrIpv4 ?? CidrIpv6 ?? PrefixListId ?? ReferencedGroupId ?? string.Empty;

    /// <summary>The protocol and ports.</summary>
    /// <exception cref="FormatException">The protocol or a port does not exist.</exception>
    public ServiceSet Services
    {
        get
        {
            var keys = Keys;
            return new(RangeSet<uint>.Of(keys.Lo, keys.Hi));
        }
    }

    internal Range<uint> Keys => ServiceKeys.OfRule(IpProtocols.Parse(IpProtocol), FromPort, ToPort);

    /// <summary>The block of the peer; null for prefix lists and groups.</summary>
    internal Cidr? Block =>
        CidrIpv4 is not null ? BlockOf(CidrIpv4, IpFamily.IPv4) : CidrIpv6 is not null ? BlockOf(CidrIpv6, IpFamily.IPv6) : null;

    /// <summary>Whether both rules allow the same to the same peer; AWS refuses the second one as a duplicate.</summary>
    /// <param name="other">The other rule.</param>
    public bool IsDuplicateOf(SecurityGroupRule other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return IsEgress == other.IsEgress && Keys == other.Keys && Block == other.Block && PrefixListId == other.PrefixListId
            && ReferencedGroupId == other.ReferencedGroupId;
    }

    /// <summary>Checks that the rule can be.</summary>
    /// <exception cref="FormatException">The protocol, a port or the range does not exist, or it has no peer; the message says what would be right.</exception>
    public void Validate()
    {
        _ = (Keys, Block);
        if (Peer.Length == 0)
        {
            throw new FormatException($"A rule for {string.Join(", ", ServiceSet.Split(Keys))} has no peer; it needs an address range, a prefix list or a group.");
        }
    }

    /// <summary>Such as <c>tcp 22 from 0.0.0.0/0 (sgr-…)</c>.</summary>
    public override string ToString()
    {
        var range = Keys;
        var what = string.Join(", ", ServiceSet.Split(range));
        return $"{what} {(IsEgress ? "to" : "from")} {Peer}{(RuleId is null ? string.Empty : $" ({RuleId})")}";
    }

    private static Cidr BlockOf(string text, IpFamily family)
    {
        var cidr = Cidr.ParseCanonical(text);
        return cidr.Family == family
            ? cidr
            : throw new FormatException($"'{text}' stands where a rule has an {family} range; it is {cidr.Family}.");
    }
}
