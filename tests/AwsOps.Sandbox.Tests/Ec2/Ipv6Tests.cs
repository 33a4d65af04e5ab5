using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

/// <summary>IPv6 in the sandbox's networks.</summary>
public sealed class Ipv6Tests : Ec2Test
{
    // "Amazon-provided IPv6 CIDR block: … a fixed length of /56": https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html
    // Rules 101 and * (32768): https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html
    // "::/0 … This rule is added only if your VPC has an associated IPv6 CIDR block": https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_VPC_gets_a_block_a_local_route_an_ACL_rule_and_an_outbound_rule(bool atOnce)
    {
        var request = new Struct { ["CidrBlock"] = "10.6.0.0/16" };
        request["AmazonProvidedIpv6CidrBlock"] = atOnce ? true : null;
        var vpc = Ec2("CreateVpc", request).Child("Vpc")!.String("VpcId")!;
        if (!atOnce)
        {
            Assert.Equal("associating", Ec2("AssociateVpcCidrBlock", new() { ["VpcId"] = vpc, ["AmazonProvidedIpv6CidrBlock"] = true }).Child("Ipv6CidrBlockAssociation")!.Child("Ipv6CidrBlockState")!.String("State"));
        }

        var block = Block(vpc);
        Assert.EndsWith("00::/56", block, StringComparison.Ordinal);
        var routes = Ec2("DescribeRouteTables", Where("vpc-id", vpc)).Structs("RouteTables").Single().Structs("Routes");
        Assert.Contains(routes, r => r.String("DestinationIpv6CidrBlock") == block && r.String("GatewayId") == "local");
        var entries = Ec2("DescribeNetworkAcls", Where("vpc-id", vpc)).Structs("NetworkAcls").Single().Structs("Entries").Where(static e => e.String("Ipv6CidrBlock") == "::/0").ToList();
        Assert.Equal([(101, "allow", false), (101, "allow", true), (32768, "deny", false), (32768, "deny", true)], entries.Select(static e => (e.Int("RuleNumber")!.Value, e.String("RuleAction")!, e.Bool("Egress")!.Value)).Order());
        Assert.Contains(State.DefaultGroup(State.Vpcs.Get(vpc)).Rules, static r => r.Match is { IsEgress: true, Peer: "::/0" });
        Assert.Contains(State.SecurityGroups.Get(NewGroup("six", vpc)).Rules, static r => r.Match is { IsEgress: true, Peer: "::/0" });
    }

    // "If you've modified the outbound rules for your security group, we do not automatically add an outbound rule for IPv6 traffic":
    // https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html; of the ACL so too: default-network-acl.html
    [Fact]
    public void Rules_that_somebody_changed_get_none_for_IPv6()
    {
        var vpc = NewVpc();
        var group = State.DefaultGroup(State.Vpcs.Get(vpc)).Id;
        Ec2("RevokeSecurityGroupEgress", Permissions(group, Allow("-1", -1, -1, "0.0.0.0/0")));
        Ec2("DeleteNetworkAclEntry", new() { ["NetworkAclId"] = State.NetworkAcls.First(a => a.Vpc.Id == vpc).Id, ["RuleNumber"] = 100, ["Egress"] = true });
        Ec2("AssociateVpcCidrBlock", new() { ["VpcId"] = vpc, ["AmazonProvidedIpv6CidrBlock"] = true });
        Assert.DoesNotContain(State.SecurityGroups.Get(group).Rules, static r => r.Match.Peer == "::/0");
        Assert.Equal([false], State.NetworkAcls.First(a => a.Vpc.Id == vpc).Entries.Where(static e => e.RuleNumber == 101).Select(static e => e.Egress));
    }

    [Fact]
    public void Subnets_take_blocks_of_their_VPC_and_give_addresses_of_them()
    {
        var (vpc, subnet, block) = Dual();
        var own = block.Replace("00::/56", "00::/64", StringComparison.Ordinal);
        Assert.Equal(own, Ec2("DescribeSubnets", Where("ipv6-cidr-block-association.ipv6-cidr-block", own)).Structs("Subnets").Single().Structs("Ipv6CidrBlockAssociationSet").Single().String("Ipv6CidrBlock"));
        Fails("InvalidSubnet.Conflict", "CreateSubnet", new() { ["VpcId"] = vpc, ["CidrBlock"] = "10.6.2.0/24", ["Ipv6CidrBlock"] = own });
        Fails("InvalidSubnet.Range", "CreateSubnet", new() { ["VpcId"] = vpc, ["CidrBlock"] = "10.6.2.0/24", ["Ipv6CidrBlock"] = "2001:db8::/64" });
        Fails("InvalidSubnet.Range", "CreateSubnet", new() { ["VpcId"] = vpc, ["CidrBlock"] = "10.6.2.0/24", ["Ipv6CidrBlock"] = block.Replace("/56", "/63", StringComparison.Ordinal) });

        Assert.Empty(Addresses(Running(r => r["SubnetId"] = subnet)));
        Assert.Equal(2, Addresses(Running(r => (r["SubnetId"], r["Ipv6AddressCount"]) = (subnet, 2))).Count);
        Ec2("ModifySubnetAttribute", new() { ["SubnetId"] = subnet, ["AssignIpv6AddressOnCreation"] = new Struct { ["Value"] = true } });
        Assert.StartsWith(own.Split("::")[0], Assert.Single(Addresses(Running(r => r["SubnetId"] = subnet))), StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_are_assigned_and_taken_back_and_hold_their_block()
    {
        var (vpc, subnet, block) = Dual();
        var card = Ec2("CreateNetworkInterface", new() { ["SubnetId"] = subnet }).Child("NetworkInterface")!.String("NetworkInterfaceId")!;
        var wanted = block.Replace("00::/56", "00::beef", StringComparison.Ordinal);
        Assert.Equal([wanted], Ec2("AssignIpv6Addresses", new() { ["NetworkInterfaceId"] = card, ["Ipv6Addresses"] = new[] { wanted } }).Strings("AssignedIpv6Addresses"));
        Fails("InvalidIPAddress.InUse", "AssignIpv6Addresses", new() { ["NetworkInterfaceId"] = card, ["Ipv6Addresses"] = new[] { wanted } });
        Fails("InvalidParameterValue", "AssignIpv6Addresses", new() { ["NetworkInterfaceId"] = card, ["Ipv6Addresses"] = new[] { "2001:db8::1" } });
        Assert.Equal(card, Ec2("DescribeNetworkInterfaces", Where("ipv6-addresses.ipv6-address", wanted)).Structs("NetworkInterfaces").Single().String("NetworkInterfaceId"));
        var association = State.Subnets.Get(subnet).Ipv6Blocks[0].AssociationId;
        Fails("DependencyViolation", "DisassociateSubnetCidrBlock", new() { ["AssociationId"] = association });
        Ec2("UnassignIpv6Addresses", new() { ["NetworkInterfaceId"] = card, ["Ipv6Addresses"] = new[] { wanted } });
        Fails("DependencyViolation", "DisassociateVpcCidrBlock", new() { ["AssociationId"] = State.Vpcs.Get(vpc).Ipv6Blocks[0].AssociationId });
        Ec2("DisassociateSubnetCidrBlock", new() { ["AssociationId"] = association });
        Ec2("DisassociateVpcCidrBlock", new() { ["AssociationId"] = State.Vpcs.Get(vpc).Ipv6Blocks[0].AssociationId });
        Assert.DoesNotContain(State.RouteTables.First(t => t.Vpc.Id == vpc).Routes, static r => r.Destination.Contains(':', StringComparison.Ordinal));
        Fails("InvalidParameterValue", "AssignIpv6Addresses", new() { ["NetworkInterfaceId"] = card, ["Ipv6AddressCount"] = 1 });
    }

    private (string Vpc, string Subnet, string Block) Dual()
    {
        var vpc = Ec2("CreateVpc", new() { ["CidrBlock"] = "10.6.0.0/16", ["AmazonProvidedIpv6CidrBlock"] = true }).Child("Vpc")!.String("VpcId")!;
        var subnet = NewSubnet(vpc, "10.6.1.0/24");
        Ec2("AssociateSubnetCidrBlock", new() { ["SubnetId"] = subnet, ["Ipv6CidrBlock"] = Block(vpc).Replace("/56", "/64", StringComparison.Ordinal) });
        return (vpc, subnet, Block(vpc));
    }

    private string Block(string vpc) => Ec2("DescribeVpcs", new() { ["VpcIds"] = new[] { vpc } }).Structs("Vpcs").Single().Structs("Ipv6CidrBlockAssociationSet").Single().String("Ipv6CidrBlock")!;

    private List<string> Addresses(string instance) => [.. Instance(instance).Structs("NetworkInterfaces").Single().Structs("Ipv6Addresses").Select(static a => a.String("Ipv6Address")!)];
}
