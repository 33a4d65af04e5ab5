using System.Collections.Concurrent;
using AwsOps.Engine.Network;
using CsCheck;

namespace AwsOps.Engine.Tests.Network.Oracle;

/// <summary>The engine against single packets, over 10,000 random configurations of both families.</summary>
public class OracleTests
{
    private static readonly ServiceSet Asked = ServiceSet.All;

    [Fact]
    public void Every_verdict_and_every_packet_equal_the_oracles() =>
        Gen.Int[0, int.MaxValue - 1].Sample(static seed => Check(seed), iter: 10_000);

    // https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
    [Fact]
    public void Every_way_through_a_load_balancer_equals_the_oracles()
    {
        var seen = new ConcurrentDictionary<(string Type, Verdict Verdict), int>();
        Gen.Int[0, int.MaxValue - 1].Sample(
            seed =>
            {
                var world = new World(seed).Balanced();
                var oracle = new PacketOracle(world);
                foreach (var reach in EffectiveExposures.Analyze(world).LoadBalancers)
                {
                    var expected = oracle.Balanced(reach.Target!.Id);
                    Assert.True(reach.Verdict == expected, $"seed {seed}: {reach.LoadBalancer.Type} to {reach.Target.Id} is {reach.Verdict}, the oracle says {expected}");
                    seen.AddOrUpdate((reach.LoadBalancer.Type, expected), 1, static (_, count) => count + 1);
                }
            },
            iter: 5_000);
        Assert.All(from type in new[] { "classic", "application", "network" } from verdict in new[] { Verdict.Exposed, Verdict.ReplyBlocked, Verdict.Closed } select seen.GetValueOrDefault((type, verdict)), static count => Assert.True(count > 10));
    }

    // https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
    [Fact]
    public void Every_packet_through_transit_gateways_equals_the_oracles()
    {
        var seen = new ConcurrentDictionary<Verdict, int>();
        Gen.Int[0, int.MaxValue - 1].Sample(
            seed =>
            {
                var world = new World(seed).Transited();
                var (oracle, analyzer) = (new PacketOracle(world), new PathAnalyzer(world));
                foreach (var (from, source, to, destination) in new[] { ("eni-1", "10.0.1.5", "eni-3", "10.1.0.7"), ("eni-3", "10.1.0.7", "eni-2", "10.0.2.6") })
                {
                    var way = Assert.Single(analyzer.Analyze(new() { From = source, To = destination, Services = Asked, SourcePorts = PortSet.All }).Ways);
                    if (way.Verdict == Verdict.Unknown)
                    {
                        // A VPC that may hand it on, and whether the gateway carries group references: the oracle knows neither.
                        Assert.All(way.Legs[0].Missing, static m => Assert.True(m.StartsWith("what ", StringComparison.Ordinal) || m.Contains("vpc-c", StringComparison.Ordinal) || m.Contains("security group", StringComparison.Ordinal), m));
                        continue;
                    }

                    Compare(seed, $"{from} to {to}", way.Verdict, way.Legs[0].Evaluation.Arriving, way.Legs[0].Evaluation.Answered, [source], (flow, peer) => oracle.Transited(flow with { Source = peer, Destination = destination }, from, to));
                    Proven(seed, way.Legs[0]);
                    seen.AddOrUpdate(way.Verdict, 1, static (_, count) => count + 1);
                }
            },
            iter: 5_000);
        Assert.All([Verdict.Exposed, Verdict.ReplyBlocked, Verdict.Closed], verdict => Assert.True(seen.GetValueOrDefault(verdict) > 15, $"{verdict}: {seen.GetValueOrDefault(verdict)}"));
    }

    private static void Check(int seed)
    {
        var world = new World(seed).Inventory;
        var oracle = new PacketOracle(world);
        var effective = EffectiveExposures.Analyze(world);
        var analyzer = new PathAnalyzer(world);
        foreach (var reach in effective.Interfaces)
        {
            var eni = reach.Interface.NetworkInterfaceId;
            Compare(seed, $"internet to {eni}", reach.Verdict, reach.Arriving, reach.Answered, PacketOracle.Strangers, (flow, peer) => oracle.Inbound(flow with { Source = peer }, eni));
            Assert.True(reach.Verdict == reach.Path.Verdict, $"seed {seed}: the whole path of {eni} has the verdict of its parts");
            Proven(seed, reach.Path);
        }

        Outbound(seed, "eni-1", oracle, analyzer);
        Between(seed, "eni-1", "10.0.1.5", "eni-2", "10.0.2.6", oracle, analyzer);
        Between(seed, "eni-2", "10.0.2.6", "eni-3", "10.1.0.7", oracle, analyzer);
    }

    private static void Between(int seed, string from, string source, string to, string destination, PacketOracle oracle, PathAnalyzer analyzer)
    {
        var way = Assert.Single(analyzer.Analyze(new() { From = source, To = destination, Services = Asked, SourcePorts = PortSet.All }).Ways);
        var leg = Assert.Single(way.Legs);
        Compare(seed, $"{from} to {to}", way.Verdict, leg.Evaluation.Arriving, leg.Evaluation.Answered, [source], (flow, peer) => oracle.Between(flow with { Source = peer, Destination = destination }, from, to));
        Proven(seed, leg);
    }

    private static void Outbound(int seed, string from, PacketOracle oracle, PathAnalyzer analyzer)
    {
        var answer = analyzer.Analyze(new() { From = from, To = "internet", Services = Asked, SourcePorts = PortSet.All });
        var legs = answer.Ways.Select(static w => w.Legs[0].Evaluation).ToList();
        var arriving = TrafficBounds.Exactly(TrafficSet.Union([.. legs.Select(static l => l.Arriving.Certain)]));
        var answered = TrafficBounds.Exactly(TrafficSet.Union([.. legs.Select(static l => l.Answered.Certain)]));
        Compare(seed, $"{from} to internet", answer.Verdict, arriving, answered, PacketOracle.Strangers, (flow, peer) => oracle.Outbound(flow with { Source = peer.Contains(':') ? "2600:a::5" : "10.0.1.5", Destination = peer }, from));
        foreach (var way in answer.Ways)
        {
            Proven(seed, way.Legs[0]);
        }
    }

    private static void Compare(int seed, string what, Verdict verdict, TrafficBounds arriving, TrafficBounds answered, string[] peers, Func<PacketOracle.Flow, string, (bool Arrives, bool Answered)> oracle)
    {
        bool anyArrives = false, anyAnswered = false;
        foreach (var peer in peers)
        {
            var address = IpAddress.Parse(peer);
            foreach (var (protocol, port) in PacketOracle.Services)
            {
                bool arrives = false, comesBack = false;
                foreach (var sourcePort in PacketOracle.SourcePorts)
                {
                    var (a, b) = oracle(new(string.Empty, string.Empty, protocol, port, sourcePort), peer);
                    (arrives, comesBack) = (arrives | a, comesBack | b);
                    if (!a || b)
                    {
                        break;
                    }
                }

                (anyArrives, anyAnswered) = (anyArrives | arrives, anyAnswered | comesBack);
                if (arrives != arriving.Certain.Contains(address, protocol, port) || comesBack != answered.Certain.Contains(address, protocol, port))
                {
                    Assert.Fail($"seed {seed}: {what}, packet with {peer}, {new ServiceRange(protocol, port, port)}: oracle ({arrives}, {comesBack}), engine ({!arrives}, {!comesBack}) differs in one");
                }
            }
        }

        var expected = anyAnswered ? Verdict.Exposed : anyArrives ? Verdict.ReplyBlocked : Verdict.Closed;
        Assert.True(verdict == expected, $"seed {seed}: {what} is {verdict}, the oracle says {expected}");
    }

    /// <summary>A verdict is shown by its packet: it passes every layer, or stops at the one that is named.</summary>
    private static void Proven(int seed, PathResult result)
    {
        var (verdict, hops) = (result.Verdict, result.Hops);
        var stopped = hops.FirstOrDefault(static h => h.Verdict == HopVerdict.Blocked);
        Assert.True(
            verdict switch
            {
                Verdict.Exposed => hops.Count > 0 && hops.All(static h => h.Verdict == HopVerdict.Allowed),
                Verdict.ReplyBlocked => stopped is { IsReply: true } || hops.Where(static h => h.IsReply).Any(),
                Verdict.Closed => result.Witness is null || stopped is { IsReply: false },
                _ => false,
            },
            $"seed {seed}: {verdict} is not shown by {string.Join("; ", hops)}");
    }
}
