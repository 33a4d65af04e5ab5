using System.Numerics;
using AwsOps.Engine.Network;
using CsCheck;

namespace AwsOps.Engine.Tests.Network;

public class AddressSetTests
{
    [Theory]
    [InlineData("0.0.0.0/1, 128.0.0.0/1", "0.0.0.0/0")]
    [InlineData("::/1 8000::/1", "::/0")]
    [InlineData("10.0.0.0/25,10.0.0.128/25,10.0.1.0/24", "10.0.0.0/23")]
    [InlineData("10.0.0.1-10.0.0.6", "10.0.0.1/32, 10.0.0.2/31, 10.0.0.4/31, 10.0.0.6/32")]
    [InlineData("10.0.0.7", "10.0.0.7/32")]
    [InlineData("2001:db8::5", "2001:db8::5/128")]
    [InlineData("10.0.0.0/8, 10.1.0.0/16", "10.0.0.0/8")]
    public void The_written_form_is_canonical(string text, string canonical) =>
        Assert.Equal(canonical, AddressSet.Parse(text).ToString());

    [Theory]
    [InlineData("10.0.0.9-10.0.0.1", "did you mean 10.0.0.1-10.0.0.9?")]
    [InlineData("10.0.0.1-::1", "begins in one address family and ends in the other")]
    [InlineData("::ffff:10.0.0.1", "write the IPv4 address")]
    [InlineData("10.0.0.5/24", "did you mean 10.0.0.0/24 or 10.0.0.5/32?")]
    [InlineData("tomorrow", "'tomorrow' is not an IP address")]
    [InlineData(" , ", "empty")]
    public void A_mistake_is_named(string text, string part) =>
        Assert.Contains(part, Assert.Throws<FormatException>(() => AddressSet.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Blocks_of_any_interval_are_exact_and_fewest() =>
        Gen.Select(Gen.UInt, Gen.UInt).Sample(static (x, y) =>
        {
            var set = AddressSet.Between(new(IpFamily.IPv4, Math.Min(x, y)), new(IpFamily.IPv4, Math.Max(x, y)));
            var cidrs = set.ToCidrs();
            Assert.Equal(set, AddressSet.Of(cidrs));
            Assert.Equal(set.Count, cidrs.Aggregate(BigInteger.Zero, static (n, c) => n + (BigInteger.One << (32 - c.PrefixLength))));
            Assert.DoesNotContain(cidrs.Zip(cidrs.Skip(1)), static p => p.First.PrefixLength == p.Second.PrefixLength
                && Cidr.Of(p.First.Network, Math.Max(0, p.First.PrefixLength - 1)).Contains(p.Second.Network));
        });

    [Fact]
    public void The_internet_is_what_a_stranger_can_send_from()
    {
        foreach (var outside in (string[])["1.1.1.1", "100.63.255.255", "172.32.0.0", "223.255.255.255", "2600::1", "2001::1", "3ffe:ffff::1"])
        {
            Assert.True(AddressRanges.Internet.Contains(IpAddress.Parse(outside)), outside);
        }

        foreach (var inside in (string[])["10.1.2.3", "100.64.0.1", "172.31.255.255", "192.168.0.1", "127.0.0.1", "169.254.169.254", "224.0.0.1", "255.255.255.255", "203.0.113.7", "::1", "fd00::1", "fe80::1", "ff02::1", "2001:db8::1", "4000::1"])
        {
            Assert.False(AddressRanges.Internet.Contains(IpAddress.Parse(inside)), inside);
        }
    }

    [Fact]
    public void The_count_of_all_addresses_is_exact() =>
        Assert.Equal((BigInteger.One << 128) + (BigInteger.One << 32), AddressSet.All.Count);

    [Theory]
    [InlineData("22,80-90", "22, 80-90")]
    [InlineData("443, 442", "442-443")]
    [InlineData("*", "0-65535")]
    public void Ports_are_read(string text, string canonical) => Assert.Equal(canonical, PortSet.Parse(text).ToString());

    [Theory]
    [InlineData("99999", "'99999' is not a port")]
    [InlineData("90-80", "did you mean 80-90?")]
    [InlineData("-1", "'-1' is not a port")]
    [InlineData("ssh", "'ssh' is not a port")]
    public void Ports_that_do_not_exist_are_named(string text, string part) =>
        Assert.Contains(part, Assert.Throws<FormatException>(() => PortSet.Parse(text)).Message, StringComparison.Ordinal);
}
