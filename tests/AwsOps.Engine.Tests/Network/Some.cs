using AwsOps.Engine.Network;

namespace AwsOps.Engine.Tests.Network;

/// <summary>Short ways to write groups and rules.</summary>
internal static class Some
{
    public static SecurityGroup Group(params SecurityGroupRule[] rules) => new() { GroupId = "sg-1", GroupName = "web", Rules = rules };

    public static SecurityGroupRule Rule(string protocol, int? from, int? to, string cidr, string? id = null) => new()
    {
        RuleId = id,
        IpProtocol = protocol,
        FromPort = from,
        ToPort = to,
        CidrIpv4 = cidr.Contains(':') ? null : cidr,
        CidrIpv6 = cidr.Contains(':') ? cidr : null,
    };

    public static SecurityGroupRule Tcp(int port, string cidr) => Rule("tcp", port, port, cidr);

    public static SecurityGroupRule TcpFromList(int port, string list) => new() { IpProtocol = "tcp", FromPort = port, ToPort = port, PrefixListId = list };
}

/// <summary>Prefix lists given by the test.</summary>
internal sealed class Lists(params (string Id, string Entries)[] lists) : RulePeers
{
    public override AddressSet? PrefixList(string prefixListId) =>
        lists.FirstOrDefault(l => l.Id == prefixListId).Entries is { } entries ? AddressSet.Parse(entries) : null;
}
