using System.Collections.ObjectModel;
using System.Globalization;
using Amazon.EC2.Model;
using AwsOps.Engine.Network;

namespace AwsOps.Network;

/// <summary>One rule as the user asks for it, checked: one protocol and range with one peer.</summary>
/// <param name="Egress">Outbound.</param>
/// <param name="Protocol">Protocol number, or -1 for all.</param>
/// <param name="FromPort">First port, or the ICMP type; -1 for all.</param>
/// <param name="ToPort">Last port, or the ICMP code; -1 for all.</param>
/// <param name="Block">The peer as a range; null for the others.</param>
/// <param name="GroupId">The peer as a security group; null for the others.</param>
/// <param name="GroupOwner">The account of that group when the user named it; null otherwise.</param>
/// <param name="PrefixListId">The peer as a prefix list; null for the others.</param>
internal sealed record AccessRule(bool Egress, int Protocol, int FromPort, int ToPort, Cidr? Block = null, string? GroupId = null, string? GroupOwner = null, string? PrefixListId = null)
{
    /// <summary>What it is for; null for what the request says of all its rules.</summary>
    public string? Description { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>A rule of the engine as a request takes it.</summary>
    public static AccessRule Of(Engine.Network.SecurityGroupRule rule) => new(
        rule.IsEgress,
        IpProtocols.Parse(rule.IpProtocol),
        rule.FromPort ?? -1,
        rule.ToPort ?? -1,
        (rule.CidrIpv4 ?? rule.CidrIpv6) is { } text ? Cidr.ParseCanonical(text) : null,
        rule.ReferencedGroupId,
        rule.VpcPeeringConnectionId is null ? null : rule.ReferencedGroupOwnerId,
        rule.PrefixListId)
    { Description = rule.Description, Tags = rule.Tags };

    /// <summary>The rule as the engine compares it.</summary>
    public Engine.Network.SecurityGroupRule Semantics => new()
    {
        IsEgress = Egress,
        IpProtocol = IpProtocols.Name(Protocol),
        FromPort = FromPort,
        ToPort = ToPort,
        CidrIpv4 = Block is { Family: IpFamily.IPv4 } ? Block.ToString() : null,
        CidrIpv6 = Block is { Family: IpFamily.IPv6 } ? Block.ToString() : null,
        PrefixListId = PrefixListId,
        ReferencedGroupId = GroupId,
    };

    /// <summary>The rules as one request takes them: a permission for each protocol and range, with its peers.</summary>
    public static List<IpPermission> Permissions(IEnumerable<AccessRule> rules, string? description) =>
        [.. rules.GroupBy(static rule => (rule.Protocol, rule.FromPort, rule.ToPort)).Select(group =>
        {
            var hasRange = IpProtocols.HasPorts(group.Key.Protocol) || IpProtocols.HasTypes(group.Key.Protocol);
            var permission = new IpPermission { IpProtocol = IpProtocols.Name(group.Key.Protocol), FromPort = hasRange ? group.Key.FromPort : null, ToPort = hasRange ? group.Key.ToPort : null };
            foreach (var rule in group)
            {
                Add(permission, rule, description);
            }

            return permission;
        })];

    /// <inheritdoc/>
    public override string ToString()
    {
        var name = Protocol == IpProtocols.All ? "all traffic" : IpProtocols.Name(Protocol);
        var range = (IpProtocols.HasPorts(Protocol), IpProtocols.HasTypes(Protocol), FromPort, ToPort) switch
        {
            (true, _, 0, 65535) => " all",
            (true, _, var first, var last) when first == last => string.Create(CultureInfo.InvariantCulture, $" {first}"),
            (true, _, var first, var last) => string.Create(CultureInfo.InvariantCulture, $" {first}-{last}"),
            (_, true, -1, _) => " all",
            (_, true, var type, -1) => string.Create(CultureInfo.InvariantCulture, $" {type}"),
            (_, true, var type, var code) => string.Create(CultureInfo.InvariantCulture, $" {type}/{code}"),
            _ => string.Empty,
        };
        return $"{name}{range} {(Egress ? "to" : "from")} {Block?.ToString() ?? GroupId ?? PrefixListId}";
    }

    private static void Add(IpPermission permission, AccessRule rule, string? common)
    {
        var description = rule.Description ?? common;
        switch (rule)
        {
            case { Block: { Family: IpFamily.IPv4 } block }:
                (permission.Ipv4Ranges ??= []).Add(new IpRange { CidrIp = block.ToString(), Description = description });
                break;
            case { Block: { } block }:
                (permission.Ipv6Ranges ??= []).Add(new Ipv6Range { CidrIpv6 = block.ToString(), Description = description });
                break;
            case { GroupId: { } id }:
                (permission.UserIdGroupPairs ??= []).Add(new UserIdGroupPair { GroupId = id, UserId = rule.GroupOwner, Description = description });
                break;
            default:
                (permission.PrefixListIds ??= []).Add(new PrefixListId { Id = rule.PrefixListId, Description = description });
                break;
        }
    }
}
