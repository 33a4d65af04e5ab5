using AwsOps.Engine.Network;
using CsCheck;

namespace AwsOps.Engine.Tests.Network;

/// <summary>Random groups whose rules overlap in sources and services as those of real groups do.</summary>
internal static class Gens
{
    public static readonly RulePeers Peers = new Lists(("pl-office", "198.18.5.0/24, 52.1.0.0/16"), ("pl-world", "0.0.0.0/0"));

    public static readonly Gen<string> Cidr4 = Gen.OneOfConst(
        "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8", "10.1.0.0/16", "8.0.0.0/6", "52.0.0.0/8", "52.1.2.3/32",
        "172.16.0.0/11", "192.168.1.0/24", "100.64.0.0/9", "203.0.113.0/24", "198.51.100.0/23");

    public static readonly Gen<string> Cidr6 = Gen.OneOfConst(
        "::/0", "::/1", "8000::/1", "2000::/3", "fc00::/7", "fd12::/16", "2600::/16", "2600:1:2::/48", "2001:db8::/32");

    public static readonly Gen<SecurityGroupRule> Rules = Gen.Select(
        Gen.OneOfConst("-1", "tcp", "tcp", "tcp", "udp", "icmp", "icmpv6", "47", "6"),
        Gen.OneOfConst(0, 21, 22, 23, 443, 1000, 3306),
        Gen.OneOfConst(0, 0, 1, 2, 500, 60000),
        Gen.Int[0, 9],
        Cidr4,
        Cidr6).Select(static (protocol, from, size, kind, v4, v6) =>
        {
            var icmp = protocol.StartsWith("icmp", StringComparison.Ordinal);
            var rule = new SecurityGroupRule
            {
                IpProtocol = protocol,
                FromPort = icmp ? from % 30 : from,
                ToPort = icmp ? (size % 3) - 1 : Math.Min(65535, from + size),
                IsEgress = kind == 9,
            };
            return kind switch
            {
                0 => rule with { ReferencedGroupId = "sg-other" },
                1 => rule with { PrefixListId = "pl-office" },
                2 => rule with { PrefixListId = "pl-world" },
                3 or 4 or 5 => rule with { CidrIpv6 = v6 },
                _ => rule with { CidrIpv4 = v4 },
            };
        });

    public static readonly Gen<SecurityGroup> Groups = Rules.Array[0, 12].Select(static rules =>
    {
        // AWS refuses a rule that a group has already.
        List<SecurityGroupRule> distinct = [];
        foreach (var rule in rules)
        {
            if (!distinct.Exists(rule.IsDuplicateOf))
            {
                distinct.Add(rule with { RuleId = $"sgr-{distinct.Count}" });
            }
        }

        return new SecurityGroup { GroupId = "sg-1", Rules = distinct };
    });
}
