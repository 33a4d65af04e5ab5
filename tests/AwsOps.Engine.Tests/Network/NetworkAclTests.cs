using AwsOps.Engine.Network;
using CsCheck;

namespace AwsOps.Engine.Tests.Network;

public class NetworkAclTests
{
    private static readonly string[] Blocks = ["0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/30", "10.0.0.2/31", "::/0", "2001:db8::/32"];

    private static readonly Gen<NetworkAclEntry> Entries = Gen
        .Select(Gen.Int[1, 8], Gen.OneOfConst("-1", "6", "17", "1", "58", "47"), Gen.Int[0, Blocks.Length - 1], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Bool)
        .Select(static (number, protocol, block, from, size, allow) => Entry(number, allow, protocol, Blocks[block], from, from + size));

    // The example of https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html, in which a deny before an allow
    // decides: 100 allow 443, 130 allow 3389 from one address block.
    [Fact]
    public void The_first_entry_that_matches_decides()
    {
        var acl = Acl(
            Entry(200, allow: true, "6", "0.0.0.0/0", 22, 22),
            Entry(100, allow: false, "6", "10.0.0.0/8", 22, 22),
            Entry(300, allow: false, "-1", "0.0.0.0/0", null, null));
        var allowed = acl.Allowed(egress: false);
        Assert.False(allowed.Contains(IpAddress.Parse("10.1.1.1"), 6, 22));
        Assert.True(allowed.Contains(IpAddress.Parse("11.1.1.1"), 6, 22));
        Assert.Equal(100, acl.Deciding(egress: false, IpAddress.Parse("10.1.1.1"), 6, 22)?.RuleNumber);
        Assert.Equal(300, acl.Deciding(egress: false, IpAddress.Parse("10.1.1.1"), 6, 23)?.RuleNumber);
    }

    // https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html: what no entry matches is denied, and families
    // and directions have entries of their own.
    [Fact]
    public void What_no_entry_matches_is_denied()
    {
        var acl = Acl(Entry(100, allow: true, "-1", "0.0.0.0/0", null, null));
        Assert.True(acl.Allowed(egress: false).V6.IsEmpty);
        Assert.True(acl.Allowed(egress: true).IsEmpty);
        Assert.Null(acl.Deciding(egress: true, IpAddress.Parse("1.1.1.1"), 6, 22));
    }

    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html, Protocol: other than 6, 17 and
    // 1, all ports whatever is given; 58 with an IPv4 block all types, with an IPv6 block the given ones.
    [Fact]
    public void Protocols_without_ports_ignore_them()
    {
        Assert.True(Entry(1, true, "47", "0.0.0.0/0", 22, 22).Services.Equals(ServiceSet.Of(47)));
        Assert.True(Entry(1, true, "-1", "0.0.0.0/0", 22, 22).Services.Equals(ServiceSet.All));
        Assert.True((Entry(1, true, "58", "0.0.0.0/0", null, null) with { IcmpType = 128, IcmpCode = -1 }).Services.Equals(ServiceSet.Of(58)));
        Assert.Equal("icmpv6 type 128", (Entry(1, true, "58", "::/0", null, null) with { IcmpType = 128, IcmpCode = -1 }).Services.ToString());
        Assert.Equal("icmp type 8 code 0", (Entry(1, true, "1", "0.0.0.0/0", null, null) with { IcmpType = 8, IcmpCode = 0 }).Services.ToString());
    }

    [Fact]
    public void The_set_is_what_trying_the_entries_one_by_one_gives() => Entries.Array[0, 7].Sample(static entries =>
    {
        // Numbers are unique in an ACL and direction.
        var acl = Acl([.. entries.DistinctBy(static e => e.RuleNumber)]);
        var allowed = acl.Allowed(egress: false);
        foreach (var address in (string[])["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.9", "11.0.0.0", "::", "2001:db8::1"])
        {
            foreach (var (protocol, port) in ((int, int)[])[(6, 0), (6, 2), (6, 5), (17, 1), (17, 9), (1, 0), (58, 0), (47, 0), (50, 0)])
            {
                var peer = IpAddress.Parse(address);
                Assert.Equal(acl.Deciding(false, peer, protocol, port)?.Allow ?? false, allowed.Contains(peer, protocol, port));
            }
        }
    });

    private static NetworkAcl Acl(params NetworkAclEntry[] entries) => new() { NetworkAclId = "acl-1", Entries = entries };

    private static NetworkAclEntry Entry(int number, bool allow, string protocol, string block, int? from, int? to) => new()
    {
        RuleNumber = number,
        Allow = allow,
        Protocol = protocol,
        CidrBlock = block.Contains(':') ? null : block,
        Ipv6CidrBlock = block.Contains(':') ? block : null,
        PortFrom = from,
        PortTo = to,
    };
}
