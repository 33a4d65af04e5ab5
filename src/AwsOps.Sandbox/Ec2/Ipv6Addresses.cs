using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>IPv6 blocks of networks, and addresses of interfaces. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html</summary>
internal sealed partial class Ec2State
{
    /// <summary>
    /// A /56 of Amazon's for a VPC, with what comes along: a local route in each table; an outbound rule of the default group and rules
    /// 101 of the default network ACL that allow everything, unless somebody has changed them before.
    /// https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html,
    /// https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html
    /// </summary>
    public (string AssociationId, Cidr Block) AddIpv6Block(Vpc vpc)
    {
        // Amazon's pool, by what AWS publishes as its ranges: a /56 for each VPC.
        var block = new Cidr(((UInt128)0x2A05_D018 << 96) | ((UInt128)uint.Parse(Scope.Ids.Hex(6), NumberStyles.HexNumber, CultureInfo.InvariantCulture) << 72), 56, IsIpv6: true);
        var made = (Scope.Ids.Ec2("vpc-cidr-assoc"), block);
        vpc.Ipv6Blocks.Add(made);
        foreach (var table in RouteTables.Where(t => t.Vpc == vpc))
        {
            table.Routes.Add(LocalRoute(block));
        }

        var group = DefaultGroup(vpc);
        if (group.Rules.Where(static r => r.Match.IsEgress).Select(static r => (r.Match.Protocol, r.Match.Peer)).SequenceEqual([("-1", "0.0.0.0/0")]))
        {
            AddRule(group, Ipv6Egress);
        }

        foreach (var acl in NetworkAcls.Where(a => a.Vpc == vpc))
        {
            AddIpv6Entries(acl);
        }

        return made;
    }

    /// <summary>The outbound rule that groups of a VPC with IPv6 begin with, beside that for IPv4.</summary>
    private static RuleMatch Ipv6Egress { get; } = new(IsEgress: true, "-1", -1, -1, "::/0", PeerKind.CidrIpv6);

    /// <summary>The rule * for IPv6 is 32768 (https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html).</summary>
    private static void AddIpv6Entries(NetworkAcl acl)
    {
        var all = new Cidr(0, 0, IsIpv6: true);
        foreach (var egress in (ReadOnlySpan<bool>)[false, true])
        {
            var own = acl.Entries.Where(e => e.Egress == egress).ToList();
            if (own.Exists(static e => e.RuleNumber == 32768))
            {
                continue;
            }

            // "If you've modified your default network ACL's … rules, we do not automatically add an allow rule for … IPv6 traffic".
            if (acl.IsDefault && own.Select(static e => (e.RuleNumber, e.Allow)).Order().SequenceEqual([(100, true), (32767, false)]))
            {
                acl.Entries.Add(new NetworkAclEntry(egress, 101, "-1", Allow: true, all));
            }

            acl.Entries.Add(new NetworkAclEntry(egress, 32768, "-1", Allow: false, all));
        }
    }

    /// <summary>A block for a subnet, of those of its VPC: /44 to /64 in steps of four.</summary>
    /// <exception cref="AwsError">The block is none of the VPC's or another subnet has it.</exception>
    public Cidr CheckIpv6Block(Vpc vpc, string text)
    {
        if (!Cidr.TryParse(text, out var block) || !block.IsIpv6)
        {
            throw new AwsError("InvalidParameterValue", $"Value ({text}) for parameter ipv6CidrBlock is invalid. This is not a valid IPv6 CIDR block.");
        }

        block = block.Canonical;
        if (block.Length is < 44 or > 64 || block.Length % 4 != 0 || !vpc.Ipv6Blocks.Exists(b => b.Block.Contains(block)))
        {
            throw new AwsError("InvalidSubnet.Range", $"The CIDR '{text}' is invalid.");
        }

        return Subnets.Any(s => s.Vpc == vpc && s.Ipv6Blocks.Exists(b => b.Block.Overlaps(block)))
            ? throw new AwsError("InvalidSubnet.Conflict", $"The CIDR '{text}' conflicts with another subnet")
            : block;
    }

    /// <summary>
    /// Gives an interface IPv6 addresses: those named, and so many more. The addresses are global ones; none is of a private kind.
    /// "If you specify Ipv6Addresses you cannot specify Ipv6AddressCount": RunInstances and CreateNetworkInterface of the API reference.
    /// </summary>
    /// <exception cref="AwsError">The subnet has no IPv6 block, or an address is not of it or taken.</exception>
    public List<string> AssignIpv6(NetworkInterface card, IReadOnlyList<string> addresses, int count)
    {
        if (addresses.Count > 0 && count > 0)
        {
            throw new AwsError("InvalidParameterCombination", "You cannot specify both ipv6Addresses and ipv6AddressCount");
        }

        if (addresses.Count + count > 0 && card.Subnet.Ipv6Blocks.Count == 0)
        {
            throw new AwsError("InvalidParameterValue", $"The subnet '{card.Subnet.Id}' does not have an IPv6 CIDR block");
        }

        List<string> made = [];
        foreach (var text in addresses)
        {
            if (!Cidr.TryParseAddress(text, out var number, out var isIpv6) || !isIpv6 || !card.Subnet.Ipv6Blocks.Exists(b => b.Block.Contains(number)))
            {
                throw new AwsError("InvalidParameterValue", $"Address {text} does not fall within the subnet's address range");
            }

            var address = Cidr.Format(number, isIpv6: true);
            made.Add(IsTaken(address) || made.Contains(address) ? throw new AwsError("InvalidIPAddress.InUse", $"Address {text} is in use.") : address);
        }

        while (made.Count < addresses.Count + count)
        {
            // The first four addresses are AWS's own (https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html).
            var host = ulong.Parse(Scope.Ids.Hex(16), NumberStyles.HexNumber, CultureInfo.InvariantCulture) | 0x100;
            var address = Cidr.Format(card.Subnet.Ipv6Blocks[0].Block.First | host, isIpv6: true);
            if (!IsTaken(address) && !made.Contains(address))
            {
                made.Add(address);
            }
        }

        card.Ipv6Addresses.AddRange(made);
        return made;

        bool IsTaken(string address) => NetworkInterfaces.Any(n => n.Ipv6Addresses.Contains(address));
    }
}
