namespace AwsOps.Tests.Network;

/// <summary>Rules of security groups by chance, as wild as EC2 takes them; the same for the same seed.</summary>
internal sealed class RandomRules(int seed, IReadOnlyDictionary<string, (bool Ipv6, int Maximum)> lists, IReadOnlyList<string> groups)
{
    private const int Quota = 60;

    private static readonly string[] Wide4 = ["0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "8.0.0.0/6", "52.0.0.0/8", "172.16.0.0/11", "192.168.0.0/15", "100.64.0.0/9", "198.51.100.0/23", "203.0.113.0/24", "224.0.0.0/3"];
    private static readonly string[] Private4 = ["10.0.0.0/8", "10.1.0.0/16", "172.16.0.0/12", "192.168.1.0/24", "100.64.0.0/10", "198.18.0.0/15"];
    private static readonly string[] Wide6 = ["::/0", "::/0", "::/1", "8000::/1", "2000::/3", "2600::/16", "2600:1:2::/48", "2001:db8::/32", "2600:1::/32", "fc00::/6"];
    private static readonly string[] Private6 = ["fc00::/7", "fd12::/16", "fe80::/10"];
    private static readonly int[] Ports = [0, 1, 21, 22, 23, 80, 443, 444, 1000, 3306, 3389, 8000, 65534, 65535];
    private static readonly string[] Descriptions = ["Old days", "a_b-c:/()#,@[]+=&;{}!$*", "ticket 4711", " "];
    private static readonly string[] TagSets = ["", "", "team=net", "team=net,why=test", "cost=12 EUR"];

    private readonly Random _random = new(seed);

    /// <summary>The rules of one group: a few, or as many as the quota lets stand.</summary>
    public List<PlainRule> Next()
    {
        var wanted = _random.Next(12) == 0 ? Quota + 20 : _random.Next(1, 13);
        List<PlainRule> rules = [];
        for (var n = 0; n < wanted; n++)
        {
            // Next to a rule that is there, or anywhere.
            var rule = rules.Count > 0 && _random.Next(4) == 0 ? Neighbour(Any(rules)) : Fresh(wanted > Quota);
            if (rule is not null

                // What every group has from the start.
                && rule is not { IsEgress: true, Protocol: "-1", Peer: "0.0.0.0/0" }
                && !rules.Exists(other => other.Match == rule.Match)
                && RuleOracle.Weight(rules.Append(rule).Where(one => one.IsEgress == rule.IsEgress), false, lists) <= Quota - (rule.IsEgress ? 1 : 0)
                && RuleOracle.Weight(rules.Append(rule).Where(one => one.IsEgress == rule.IsEgress), true, lists) <= Quota)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private PlainRule Fresh(bool narrow)
    {
        var (protocol, from, to) = Service();
        var description = _random.Next(2) == 0 ? null : Any(Descriptions);
        return new(_random.Next(15) == 0, protocol, from, to, Peer(narrow), description, Any(TagSets));
    }

    private (string Protocol, int From, int To) Service()
    {
        switch (_random.Next(12))
        {
            case 0 when _random.Next(3) == 0:
                return ("-1", -1, -1);
            case 0 or 1:
                return (Any((string[])["47", "50", "51", "0", "132", "255", "2"]), -1, -1);
            case 2 or 3:
                var name = _random.Next(2) == 0 ? "icmp" : "icmpv6";
                return _random.Next(3) switch
                {
                    0 => (name, -1, -1),
                    1 => (name, Any((int[])[0, 3, 8, 128, 255]), -1),
                    _ => (name, Any((int[])[3, 5, 8]), Any((int[])[0, 4, 255])),
                };
            case 4 or 5:
                var first = Any(Ports);
                return ("udp", first, Any([.. Ports.Where(port => port >= first)]));
            case 6:
                return ("tcp", 0, 65535);
            default:
                first = Any(Ports);
                return ("tcp", first, _random.Next(2) == 0 ? first : Any([.. Ports.Where(port => port >= first)]));
        }
    }

    private string Peer(bool narrow) => _random.Next(14) switch
    {
        0 => Any(groups),
        1 => Any([.. lists.Keys.Order(StringComparer.Ordinal)]),
        2 => Any(Private4),
        3 => Any(Private6),
        4 or 5 or 6 when !narrow => Any(Wide6),
        7 or 8 or 9 or 10 when !narrow => Any(Wide4),
        < 9 => $"2600:{_random.Next(1, 4):x}:{_random.Next(4):x}::/{_random.Next(48, 65)}" is var text && System.Net.IPAddress.TryParse(text.Split('/')[0], out _) ? text : "2600::/16",
        _ => Block4(_random.Next(8, 33)),
    };

    private string Block4(int length)
    {
        var value = (uint)_random.NextInt64(1L << 32) & (uint)(uint.MaxValue << (32 - length));
        return $"{value >> 24}.{(value >> 16) & 255}.{(value >> 8) & 255}.{value & 255}/{length}";
    }

    /// <summary>The same to another peer, the ports beside it or across its edge, or the sister range.</summary>
    private PlainRule? Neighbour(PlainRule rule) => _random.Next(4) switch
    {
        0 when rule.Protocol is "tcp" or "udp" && rule.To < 65535 => rule with { From = rule.To + 1, To = Math.Min(65535, rule.To + _random.Next(1, 50)), Description = null },
        1 when rule.Protocol is "tcp" or "udp" => rule with { From = (rule.From + rule.To) / 2, To = Math.Min(65535, rule.To + 10), Tags = "team=net" },
        2 when _random.Next(4) == 0 => rule with { Protocol = "-1", From = -1, To = -1 },
        _ => rule with { Peer = Peer(narrow: true) },
    };

    private T Any<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
