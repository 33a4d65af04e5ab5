using AwsOps.Engine.Network;
using CsCheck;

namespace AwsOps.Engine.Tests.Network;

public class TrafficSetTests
{
    private static readonly string[] Blocks = ["10.0.0.0/30", "10.0.0.2/31", "10.0.0.4/30", "10.0.0.3/32", "0.0.0.0/0", "::/0", "::/126", "::2/127"];

    private static readonly IpAddress[] Points = [.. new[] { "10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.5", "10.0.0.9", "::", "::1", "::3", "::9" }.Select(IpAddress.Parse)];

    private static readonly ServiceSet[] Services =
    [
        ServiceSet.All, ServiceSet.Of(IpProtocols.Tcp), ServiceSet.Of(IpProtocols.Tcp, PortSet.Parse("22-80")),
        ServiceSet.Of(IpProtocols.All, PortSet.Of(53)), ServiceSet.OfIcmp(1, 8, -1), ServiceSet.OfIcmp(1, 3, 4), ServiceSet.Of(47),
    ];

    private static readonly (int Protocol, int Port)[] Keys = [(6, 22), (6, 53), (6, 443), (17, 53), (17, 54), (1, 8 << 8), (1, (3 << 8) | 4), (1, 0), (47, 0), (50, 0)];

    private static readonly Gen<(TrafficSet Set, Func<IpAddress, int, int, bool> Contains)> Sets = Gen
        .Select(Gen.Int[0, Blocks.Length - 1], Gen.Int[0, Services.Length - 1])
        .Array[0, 4]
        .Select(static parts => (
            TrafficSet.Union([.. parts.Select(static p => TrafficSet.Of(AddressSet.Parse(Blocks[p.Item1]), Services[p.Item2]))]),
            (Func<IpAddress, int, int, bool>)((a, protocol, port) => parts.Any(p => Cidr.Parse(Blocks[p.Item1]).Contains(a) && Services[p.Item2].Contains(protocol, port)))));

    [Fact]
    public void Operations_equal_those_on_single_packets() => Gen.Select(Sets, Sets).Sample(static (x, y) =>
    {
        var (union, both, less) = (x.Set.Union(y.Set), x.Set.Intersect(y.Set), x.Set.Subtract(y.Set));
        foreach (var point in Points)
        {
            foreach (var (protocol, port) in Keys)
            {
                var (p, q) = (x.Contains(point, protocol, port), y.Contains(point, protocol, port));
                Assert.Equal(p, x.Set.Contains(point, protocol, port));
                Assert.Equal(p || q, union.Contains(point, protocol, port));
                Assert.Equal(p && q, both.Contains(point, protocol, port));
                Assert.Equal(p && !q, less.Contains(point, protocol, port));
            }
        }

        Assert.Equal(x.Set, both.Union(less));
        Assert.Equal(union, y.Set.Union(x.Set));
        Assert.True(both.Intersect(less).IsEmpty);
    });

    [Fact]
    public void A_witness_is_in_the_set_and_of_the_preferred_services_if_there_are_any() => Sets.Sample(static x =>
    {
        var preferred = ServiceSet.Of(IpProtocols.Udp);
        var witness = x.Set.Witness(preferred);
        Assert.Equal(x.Set.IsEmpty, witness is null);
        if (witness is { } packet)
        {
            Assert.True(x.Set.Contains(packet.Source, packet.Protocol, packet.Port));
            Assert.Equal(x.Set.Services.Overlaps(preferred), packet.Protocol == IpProtocols.Udp);
        }
    });

    [Theory]
    [InlineData(-1, null, null, "all traffic")]
    [InlineData(6, 22, 22, "tcp 22")]
    [InlineData(17, 0, 65535, "udp 0-65535")]
    [InlineData(1, 8, -1, "icmp type 8")]
    [InlineData(1, 3, 4, "icmp type 3 code 4")]
    [InlineData(1, -1, -1, "icmp all")]
    [InlineData(58, null, null, "icmpv6 all")]
    [InlineData(47, 22, 22, "protocol 47")]
    public void Services_are_named(int protocol, int? from, int? to, string text) =>
        Assert.Equal(text, new SecurityGroupRule { IpProtocol = IpProtocols.Name(protocol), FromPort = from, ToPort = to, CidrIpv4 = "0.0.0.0/0" }.Services.ToString());
}
