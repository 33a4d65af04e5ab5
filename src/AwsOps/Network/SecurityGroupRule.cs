using System.Globalization;
using Ec2 = Amazon.EC2.Model;

namespace AwsOps;

/// <summary>One rule of a security group: one protocol, one range of ports, one source or destination.</summary>
public sealed class SecurityGroupRule : AwsResource
{
    internal SecurityGroupRule(Common.AwsConnection aws, Ec2.SecurityGroupRule rule)
        : base(aws, rule.GroupOwnerId)
    {
        SecurityGroupRuleId = rule.SecurityGroupRuleId;
        SecurityGroupId = rule.GroupId;
        Direction = rule.IsEgress ?? false ? TrafficDirection.Outbound : TrafficDirection.Inbound;
        Protocol = rule.IpProtocol == "-1" ? "all" : rule.IpProtocol;
        FromPort = rule.FromPort is -1 ? null : rule.FromPort;
        ToPort = rule.ToPort is -1 ? null : rule.ToPort;
        Source = rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId ?? string.Empty;
        Description = rule.Description;
        Tag = Common.Tags.From(rule.Tags, static tag => tag.Key, static tag => tag.Value);
        Semantics = new Engine.Network.SecurityGroupRule
        {
            RuleId = rule.SecurityGroupRuleId,
            IsEgress = rule.IsEgress ?? false,
            IpProtocol = rule.IpProtocol,
            FromPort = rule.FromPort,
            ToPort = rule.ToPort,
            CidrIpv4 = rule.CidrIpv4,
            CidrIpv6 = rule.CidrIpv6,
            PrefixListId = rule.PrefixListId,
            ReferencedGroupId = rule.ReferencedGroupInfo?.GroupId,
            ReferencedGroupOwnerId = rule.ReferencedGroupInfo?.UserId,
            VpcPeeringConnectionId = rule.ReferencedGroupInfo?.VpcPeeringConnectionId,
            PeeringStatus = rule.ReferencedGroupInfo?.PeeringStatus,
            Description = rule.Description,
            Tags = (rule.Tags ?? []).ToDictionary(static tag => tag.Key, static tag => tag.Value ?? string.Empty, StringComparer.Ordinal),
        };
    }

    /// <summary>Id of the rule, <c>sgr-…</c>.</summary>
    public string SecurityGroupRuleId { get; }

    /// <summary>The group it is of.</summary>
    public string SecurityGroupId { get; }

    /// <summary>Inbound or outbound.</summary>
    public TrafficDirection Direction { get; }

    /// <summary>tcp, udp, icmp, icmpv6, a protocol number, or all.</summary>
    public string Protocol { get; }

    /// <summary>First port, or the ICMP type; null for all.</summary>
    public int? FromPort { get; }

    /// <summary>Last port, or the ICMP code; null for all.</summary>
    public int? ToPort { get; }

    /// <summary>The ports as -Port takes them, e.g. 443 or 8000-8100; for ICMP <c>type</c> or <c>type/code</c>; <c>all</c> for all.</summary>
    public string Port => (FromPort, ToPort, Protocol) switch
    {
        (null, _, _) => "all",
        (0, 65535, _) => "all",
        ({ } type, null, "icmp" or "icmpv6") => type.ToString(CultureInfo.InvariantCulture),
        ({ } type, { } code, "icmp" or "icmpv6") => string.Create(CultureInfo.InvariantCulture, $"{type}/{code}"),
        ({ } first, { } last, _) when first != last => string.Create(CultureInfo.InvariantCulture, $"{first}-{last}"),
        ({ } first, _, _) => first.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Where inbound traffic may come from, or outbound traffic go to: a range, a security group or a prefix list.</summary>
    public string Source { get; }

    /// <summary>Description of the rule; null when it has none.</summary>
    public string? Description { get; }

    /// <summary>The rule as the engine reasons about it.</summary>
    internal Engine.Network.SecurityGroupRule Semantics { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Protocol} {Port} {(Direction == TrafficDirection.Inbound ? "from" : "to")} {Source}";
}

/// <summary>Which way traffic goes, seen from the instance.</summary>
public enum TrafficDirection
{
    /// <summary>To the instance.</summary>
    Inbound,

    /// <summary>From the instance.</summary>
    Outbound,
}
