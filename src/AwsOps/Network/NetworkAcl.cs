using System.Globalization;
using AwsOps.Network.Inventories;
using Ec2 = Amazon.EC2.Model;

namespace AwsOps;

/// <summary>A network ACL: the stateless filter at the edge of subnets.</summary>
public sealed class NetworkAcl : AwsResource
{
    internal NetworkAcl(Common.AwsConnection aws, Ec2.NetworkAcl acl)
        : base(aws, acl.OwnerId)
    {
        NetworkAclId = acl.NetworkAclId;
        VpcId = acl.VpcId;
        IsDefault = acl.IsDefault ?? false;
        SubnetId = (string[])[.. (acl.Associations ?? []).Select(static association => association.SubnetId)];
        Semantics = NetworkMap.NetworkAcl(acl);
        Rule = (NetworkAclRule[])[.. Semantics.Entries.OrderBy(static entry => entry.Egress).ThenBy(static entry => entry.RuleNumber).Select(entry => new NetworkAclRule(aws, acl, entry))];
        Tag = Common.Tags.From(acl.Tags, static tag => tag.Key, static tag => tag.Value);
        Associations = acl.Associations ?? [];
    }

    /// <summary>Id of the ACL, <c>acl-…</c>.</summary>
    public string NetworkAclId { get; }

    /// <summary>Its VPC.</summary>
    public string VpcId { get; }

    /// <summary>True for the VPC's default one, which subnets get without any other.</summary>
    public bool IsDefault { get; }

    /// <summary>The subnets it stands before.</summary>
    public IReadOnlyList<string> SubnetId { get; }

    /// <summary>The rules, inbound ones first, in the order in which they are tried.</summary>
    public IReadOnlyList<NetworkAclRule> Rule { get; }

    /// <summary>The ACL as the engine reasons about it.</summary>
    internal Engine.Network.NetworkAcl Semantics { get; }

    /// <summary>Its places, with their ids.</summary>
    internal IReadOnlyList<Ec2.NetworkAclAssociation> Associations { get; }

    /// <inheritdoc/>
    public override string ToString() => NetworkAclId;
}

/// <summary>One rule of a network ACL.</summary>
public sealed class NetworkAclRule : AwsResource
{
    internal NetworkAclRule(Common.AwsConnection aws, Ec2.NetworkAcl acl, Engine.Network.NetworkAclEntry entry)
        : this(aws, acl.NetworkAclId, acl.OwnerId, entry)
    {
    }

    internal NetworkAclRule(Common.AwsConnection aws, string networkAclId, string? accountId, Engine.Network.NetworkAclEntry entry)
        : base(aws, accountId)
    {
        NetworkAclId = networkAclId;
        Semantics = entry;
        RuleNumber = entry.RuleNumber;
        Egress = entry.Egress;
        Direction = entry.Egress ? TrafficDirection.Outbound : TrafficDirection.Inbound;
        Action = entry.Allow ? "Allow" : "Deny";
        var number = Engine.Network.IpProtocols.Parse(entry.Protocol);
        Protocol = number == Engine.Network.IpProtocols.All ? "all" : Engine.Network.IpProtocols.Name(number);
        Port = (Engine.Network.IpProtocols.HasPorts(number), Engine.Network.IpProtocols.HasTypes(number), entry) switch
        {
            (true, _, { PortFrom: null or 0, PortTo: null or 65535 }) => "all",
            (true, _, { PortFrom: { } first, PortTo: { } last }) => first == last ? first.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{first}-{last}"),
            (_, true, { IcmpType: { } type and >= 0 }) => entry.IcmpCode is { } code and >= 0 ? string.Create(CultureInfo.InvariantCulture, $"{type}/{code}") : type.ToString(CultureInfo.InvariantCulture),
            _ => "all",
        };
        Cidr = entry.CidrBlock ?? entry.Ipv6CidrBlock ?? string.Empty;
    }

    /// <summary>The ACL it is of.</summary>
    public string NetworkAclId { get; }

    /// <summary>Its number: rules are tried in ascending order, and the first that matches decides. 32767 and 32768 are the closing denial, shown as *.</summary>
    public int RuleNumber { get; }

    /// <summary>Inbound or outbound.</summary>
    public TrafficDirection Direction { get; }

    /// <summary>True for outbound.</summary>
    public bool Egress { get; }

    /// <summary>Allow or Deny.</summary>
    public string Action { get; }

    /// <summary>tcp, udp, icmp, icmpv6, a protocol number, or all.</summary>
    public string Protocol { get; }

    /// <summary>Ports, e.g. 443 or 8000-8100; for ICMP <c>type</c> or <c>type/code</c>; <c>all</c> for all.</summary>
    public string Port { get; }

    /// <summary>Where inbound traffic comes from, or outbound traffic goes to.</summary>
    public string Cidr { get; }

    /// <summary>The rule as the engine reasons about it.</summary>
    internal Engine.Network.NetworkAclEntry Semantics { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(RuleNumber > 32766 ? "*" : RuleNumber)} {Action} {Protocol} {Port} {(Egress ? "to" : "from")} {Cidr}");
}
