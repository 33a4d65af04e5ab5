using System.Net;
using System.Numerics;

namespace AwsOps.Tests.Network;

/// <summary>
/// What rules let in, decided packet by packet: addresses at and beside every edge of every range, times services at and beside
/// every edge of every port range. It knows nothing of the engine and its sets.
/// </summary>
internal sealed class RuleOracle
{
    private readonly IReadOnlyDictionary<string, string[]> _lists;
    private readonly List<(int Protocol, int Number)> _services = [];
    private readonly List<UInt128>[] _addresses = [[], []];

    /// <param name="rules">All rules that packets shall probe.</param>
    /// <param name="ranges">Further ranges whose edges shall be probed.</param>
    /// <param name="ports">Further ports whose edges shall be probed.</param>
    /// <param name="lists">Entries of the prefix lists.</param>
    public RuleOracle(IEnumerable<PlainRule> rules, IEnumerable<string> ranges, IEnumerable<int> ports, IReadOnlyDictionary<string, string[]> lists)
    {
        _lists = lists;
        var all = rules.ToList();
        HashSet<(int, int)> services = [];
        foreach (var protocol in (int[])[0, 1, 6, 17, 47, 50, 58, 99, 255, .. all.Select(static rule => Number(rule.Protocol)).Where(static number => number >= 0)])
        {
            services.Add((protocol, 0));
        }

        foreach (var protocol in (int[])[6, 17])
        {
            var edges = all.Where(rule => Number(rule.Protocol) == protocol).SelectMany(static rule => (int[])[rule.From, rule.To]).Concat(ports).SelectMany(static port => (int[])[port - 1, port, port + 1]);
            services.UnionWith(edges.Append(65535).Where(static port => port is >= 0 and <= 65535).Select(port => (protocol, port)));
        }

        foreach (var protocol in (int[])[1, 58])
        {
            // Types and codes: each of a rule, and their neighbours.
            var named = all.Where(rule => Number(rule.Protocol) == protocol).ToList();
            List<int> types = [.. named.SelectMany(static rule => (int[])[rule.From - 1, rule.From, rule.From + 1]).Append(0).Append(255).Where(static n => n is >= 0 and <= 255).Distinct()];
            List<int> codes = [.. named.SelectMany(static rule => (int[])[rule.To - 1, rule.To, rule.To + 1]).Append(0).Append(255).Where(static n => n is >= 0 and <= 255).Distinct()];
            services.UnionWith(types.SelectMany(type => codes.Select(code => (protocol, (type << 8) | code))));
        }

        _services.AddRange(services);
        SortedSet<UInt128>[] addresses = [[], []];
        foreach (var text in all.SelectMany(Ranges).Concat(ranges))
        {
            var (family, first, last) = Range(text);
            var max = family == 0 ? uint.MaxValue : UInt128.MaxValue;
            addresses[family].Add(first);
            addresses[family].Add(last);
            addresses[family].Add(first == 0 ? first : first - 1);
            addresses[family].Add(last == max ? last : last + 1);
        }

        _addresses = [[.. addresses[0]], [.. addresses[1]]];
    }


    /// <summary>How many packets there are.</summary>
    public int Count => (_addresses[0].Count + _addresses[1].Count) * _services.Count;

    /// <summary>The packets that rules let in, as one bit each; those of group references by the group.</summary>
    public (BigInteger[][] Packets, Dictionary<string, BigInteger> Groups) Allowed(IEnumerable<PlainRule> rules)
    {
        BigInteger[][] packets = [new BigInteger[_addresses[0].Count], new BigInteger[_addresses[1].Count]];
        Dictionary<string, BigInteger> groups = [];
        foreach (var rule in rules.Where(static rule => !rule.IsEgress))
        {
            var services = Bits(service => Matches(rule, service.Protocol, service.Number));
            if (rule.Peer.StartsWith("sg-", StringComparison.Ordinal))
            {
                groups[rule.Peer] = groups.GetValueOrDefault(rule.Peer) | services;
                continue;
            }

            foreach (var text in Ranges(rule))
            {
                foreach (var (family, at) in Inside(text))
                {
                    packets[family][at] |= services;
                }
            }
        }

        return (packets, groups);
    }

    /// <summary>The services that a question is about, as bits.</summary>
    public BigInteger Bits(Func<(int Protocol, int Number), bool> isAsked)
    {
        var bytes = new byte[(_services.Count / 8) + 1];
        for (var at = 0; at < _services.Count; at++)
        {
            if (isAsked(_services[at]))
            {
                bytes[at / 8] |= (byte)(1 << (at % 8));
            }
        }

        return new BigInteger(bytes, isUnsigned: true);
    }

    /// <summary>Which of the addresses are in one of the ranges.</summary>
    public bool[][] In(IEnumerable<string> ranges)
    {
        bool[][] inside = [new bool[_addresses[0].Count], new bool[_addresses[1].Count]];
        foreach (var (family, at) in ranges.SelectMany(Inside))
        {
            inside[family][at] = true;
        }

        return inside;
    }

    /// <summary>An address and the services of a mask, to name a packet in a failure.</summary>
    public string Name(int family, int address, BigInteger services) =>
        $"{(family == 0 ? new IPAddress(BitConverter.GetBytes((uint)_addresses[0][address]).Reverse().ToArray()) : V6(_addresses[1][address]))}: {string.Join(", ", _services.Where((_, at) => !((services >> at) & BigInteger.One).IsZero).Take(5))}";

    /// <summary>What a rule spans: its services, and its addresses of both families or its group, as bits.</summary>
    public RuleExtent Extent(PlainRule rule)
    {
        BigInteger[] addresses = [BigInteger.Zero, BigInteger.Zero];
        foreach (var (family, at) in Ranges(rule).SelectMany(Inside))
        {
            addresses[family] |= BigInteger.One << at;
        }

        return new(Bits(service => Matches(rule, service.Protocol, service.Number)), addresses[0], addresses[1], rule.Peer.StartsWith("sg-", StringComparison.Ordinal) ? rule.Peer : null);
    }

    /// <summary>The rules of one direction and family as AWS counts them against the quota: a prefix list weighs its maximum.</summary>
    public static int Weight(IEnumerable<PlainRule> rules, bool ipv6, IReadOnlyDictionary<string, (bool Ipv6, int Maximum)> lists) => rules.Sum(rule => rule.Peer switch
    {
        ['s', 'g', '-', ..] => 1,
        ['p', 'l', '-', ..] => lists[rule.Peer].Ipv6 == ipv6 ? lists[rule.Peer].Maximum : 0,
        _ => rule.Peer.Contains(':', StringComparison.Ordinal) == ipv6 ? 1 : 0,
    });

    private static IPAddress V6(UInt128 value)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return new IPAddress(bytes);
    }

    private static bool Matches(PlainRule rule, int protocol, int number) => Number(rule.Protocol) switch
    {
        -1 => true,
        var other when other != protocol => false,
        6 or 17 => rule.From <= number && number <= rule.To,
        1 or 58 => rule.From == -1 || (rule.From == number >> 8 && (rule.To == -1 || rule.To == (number & 255))),
        _ => true,
    };

    private static int Number(string protocol) => protocol switch
    {
        "tcp" => 6,
        "udp" => 17,
        "icmp" => 1,
        "icmpv6" => 58,
        _ => int.Parse(protocol, System.Globalization.CultureInfo.InvariantCulture),
    };

    private static (int Family, UInt128 First, UInt128 Last) Range(string text)
    {
        var network = IPNetwork.Parse(text);
        var bytes = network.BaseAddress.GetAddressBytes();
        if (bytes.Length == 4)
        {
            var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
            return (0, value, value | (uint)(((ulong)1 << (32 - network.PrefixLength)) - 1));
        }

        var wide = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return (1, wide, network.PrefixLength == 0 ? UInt128.MaxValue : wide | ((UInt128.One << (128 - network.PrefixLength)) - 1));
    }

    private IEnumerable<string> Ranges(PlainRule rule) => rule.Peer switch
    {
        ['s', 'g', '-', ..] => [],
        ['p', 'l', '-', ..] => _lists[rule.Peer],
        _ => [rule.Peer],
    };

    private IEnumerable<(int Family, int At)> Inside(string text)
    {
        var (family, first, last) = Range(text);
        var at = _addresses[family].BinarySearch(first);
        for (at = at < 0 ? ~at : at; at < _addresses[family].Count && _addresses[family][at] <= last; at++)
        {
            yield return (family, at);
        }
    }
}

/// <summary>What a rule spans, of the packets of a <see cref="RuleOracle"/>.</summary>
internal sealed record RuleExtent(BigInteger Services, BigInteger IPv4, BigInteger IPv6, string? Group)
{
    /// <summary>Whether all of it lies in another one.</summary>
    public bool IsWithin(RuleExtent whole) => Group == whole.Group
        && (Services & ~whole.Services).IsZero && (IPv4 & ~whole.IPv4).IsZero && (IPv6 & ~whole.IPv6).IsZero;
}
