using AwsOps.Engine.Network;

namespace AwsOps.Engine.Tests.Network;

public class CidrTests
{
    [Theory]
    [InlineData("10.0.0.0/24", "10.0.0.0", "10.0.0.255")]
    [InlineData("0.0.0.0/0", "0.0.0.0", "255.255.255.255")]
    [InlineData("255.255.255.255/32", "255.255.255.255", "255.255.255.255")]
    [InlineData("2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("::1/128", "::1", "::1")]
    public void A_block_has_its_first_and_last_address(string text, string first, string last)
    {
        var cidr = Cidr.Parse(text);
        Assert.Equal((text, first, last), (cidr.ToString(), cidr.Network.ToString(), cidr.Last.ToString()));
    }

    [Theory]
    [InlineData("10.0.0.5/24", "10.0.0.5/24 has host bits set; did you mean 10.0.0.0/24 or 10.0.0.5/32?")]
    [InlineData("2001:db8::1/64", "2001:db8::1/64 has host bits set; did you mean 2001:db8::/64 or 2001:db8::1/128?")]
    [InlineData("10.0.0.5", "'10.0.0.5' has no prefix length; did you mean 10.0.0.5/32?")]
    [InlineData("10.0.0.0/33", "'10.0.0.0/33' has the prefix length '33'; that of an IPv4 range is a number from 0 to 32.")]
    [InlineData("10.0.0.0/", "'10.0.0.0/' has the prefix length ''; that of an IPv4 range is a number from 0 to 32.")]
    [InlineData("10.0.0.0/-1", "'10.0.0.0/-1' has the prefix length '-1'; that of an IPv4 range is a number from 0 to 32.")]
    [InlineData("::/129", "'::/129' has the prefix length '129'; that of an IPv6 range is a number from 0 to 128.")]
    [InlineData("10.0.0.0/255.255.255.0", "'10.0.0.0/255.255.255.0' has a netmask where AWS wants a prefix length; did you mean 10.0.0.0/24?")]
    [InlineData("0.0.0.0/00", "'0.0.0.0/00' has the prefix length '00' with a leading zero; did you mean 0.0.0.0/0?")]
    [InlineData("10.0.0.0/08", "'10.0.0.0/08' has the prefix length '08' with a leading zero; did you mean 10.0.0.0/8?")]
    [InlineData("::ffff:10.0.0.1", "'::ffff:10.0.0.1' is an IPv4 address in IPv6 form, which no packet carries; did you mean 10.0.0.1/32?")]
    [InlineData("::ffff:10.0.0.1/128", "'::ffff:10.0.0.1/128' is an IPv4 address in IPv6 form, which no packet carries; did you mean 10.0.0.1/32?")]
    public void A_mistake_is_named_with_what_would_be_right(string text, string message)
    {
        Assert.False(Cidr.TryParse(text, out _, out var error));
        Assert.Equal(message, error);
        Assert.Equal(message, Assert.Throws<FormatException>(() => Cidr.Parse(text)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("10.0.0/8")]
    [InlineData("10.0.0.256/32")]
    [InlineData("010.0.0.1/32")]
    [InlineData("10.0.0.1.1/32")]
    [InlineData("10..0.1/32")]
    [InlineData("fe80::1%eth0/64")]
    [InlineData("[::1]/128")]
    [InlineData("office/24")]
    public void What_is_no_block_is_refused_with_an_example(string? text)
    {
        Assert.False(Cidr.TryParse(text, out _, out var error));
        Assert.Contains("write one such as 10.0.0.0/24", error, StringComparison.Ordinal);
    }

    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html: "if you specify
    // 100.68.0.18/18, we modify it to 100.68.0.0/18".
    [Fact]
    public void The_api_clears_bits_after_the_prefix() =>
        Assert.Equal("100.68.0.0/18", Cidr.ParseCanonical("100.68.0.18/18").ToString());
}
