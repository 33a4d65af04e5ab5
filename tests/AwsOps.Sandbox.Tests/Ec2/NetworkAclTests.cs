using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

public class NetworkAclTests : Ec2Test
{
    [Fact]
    public void A_custom_acl_denies_everything_until_rules_are_added()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
        var acl = NewAcl();
        Assert.Equal([(true, 32767, "deny"), (false, 32767, "deny")], EntriesOf(acl).Select(static e => (e.Bool("Egress")!.Value, e.Int("RuleNumber")!.Value, e.String("RuleAction")!)));
    }

    [Fact]
    public void Blocks_become_canonical()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html: its own example.
        var acl = NewAcl();
        Ec2("CreateNetworkAclEntry", Entry(acl, 100, cidr: "100.68.0.18/18"));
        Assert.Equal("100.68.0.0/18", EntriesOf(acl).First(static e => e.Int("RuleNumber") == 100).String("CidrBlock"));
    }

    [Theory]
    [InlineData("tcp", "6")]
    [InlineData("udp", "17")]
    [InlineData("-1", "-1")]
    [InlineData("all", "-1")]
    [InlineData("47", "47")]
    public void Protocols_are_shown_by_number(string given, string shown)
    {
        var acl = NewAcl();
        Ec2("CreateNetworkAclEntry", Entry(acl, 100, protocol: given));
        var entry = EntriesOf(acl).First(static e => e.Int("RuleNumber") == 100);
        Assert.Equal(shown, entry.String("Protocol"));

        // Ports mean something for TCP and UDP only.
        Assert.Equal(shown is "6" or "17", entry.Has("PortRange"));
    }

    [Fact]
    public void Rule_numbers_run_from_1_to_32766_and_are_used_once_a_direction()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
        var acl = NewAcl();
        Fails("InvalidParameterValue", "CreateNetworkAclEntry", Entry(acl, 0));
        Fails("InvalidParameterValue", "CreateNetworkAclEntry", Entry(acl, 32767));
        Ec2("CreateNetworkAclEntry", Entry(acl, 32766));
        Ec2("CreateNetworkAclEntry", Entry(acl, 32766, egress: true));
        Assert.Equal("The network acl entry identified by 32766 already exists.", Fails("NetworkAclEntryAlreadyExists", "CreateNetworkAclEntry", Entry(acl, 32766)).Message);
        Fails("InvalidNetworkAclEntry.NotFound", "ReplaceNetworkAclEntry", Entry(acl, 5));
        Ec2("ReplaceNetworkAclEntry", Entry(acl, 32766, action: "deny"));
        Assert.Equal("deny", EntriesOf(acl).First(static e => e.Int("RuleNumber") == 32766 && e.Bool("Egress") == false).String("RuleAction"));
        Struct Key(int number) => new() { ["NetworkAclId"] = acl, ["RuleNumber"] = number, ["Egress"] = false };
        Ec2("DeleteNetworkAclEntry", Key(32766));
        Fails("InvalidNetworkAclEntry.NotFound", "DeleteNetworkAclEntry", Key(32766));
        Fails("InvalidParameterValue", "DeleteNetworkAclEntry", Key(32767));
    }

    [Fact]
    public void What_is_wrong_with_an_entry_is_said()
    {
        var acl = NewAcl();
        Struct Wrong(Action<Struct> change)
        {
            var entry = Entry(acl, 100);
            change(entry);
            return entry;
        }

        Fails("InvalidParameterValue", "CreateNetworkAclEntry", Wrong(static e => e["Protocol"] = "sctp?"));
        Fails("InvalidParameterValue", "CreateNetworkAclEntry", Wrong(static e => e["CidrBlock"] = "10.0.0.0/33"));
        Fails("InvalidParameterCombination", "CreateNetworkAclEntry", Wrong(static e => e["Ipv6CidrBlock"] = "::/0"));
        Fails("InvalidParameterValue", "CreateNetworkAclEntry", Wrong(static e => e["PortRange"] = null));
        Fails("InvalidParameterValue", "CreateNetworkAclEntry", Wrong(static e => e["PortRange"] = new Struct { ["From"] = 1, ["To"] = 65536 }));
        Fails("InvalidParameterValue", "CreateNetworkAclEntry", Wrong(static e => e["PortRange"] = new Struct { ["From"] = 80, ["To"] = 22 }));
        Fails("InvalidParameterValue", "CreateNetworkAclEntry", Wrong(static e => e["Protocol"] = "icmp"));
        Ec2("CreateNetworkAclEntry", Wrong(static e => (e["Protocol"], e["IcmpTypeCode"]) = ("icmp", new Struct { ["Type"] = 8, ["Code"] = -1 })));
        Fails("InvalidNetworkAclID.NotFound", "CreateNetworkAclEntry", Entry("acl-0abc", 100));
    }

    [Fact]
    public void Twenty_rules_a_direction_and_family_the_last_one_counted()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-nacls: "enforced separately for IPv4
        // rules and IPv6 rules", "one-way", "includes the default deny rules".
        var acl = NewAcl();
        for (var i = 1; i <= 19; i++)
        {
            Ec2("CreateNetworkAclEntry", Entry(acl, i));
        }

        Assert.Equal("The maximum number of network acl entries has been reached.", Fails("NetworkAclEntryLimitExceeded", "CreateNetworkAclEntry", Entry(acl, 20)).Message);
        Ec2("CreateNetworkAclEntry", Entry(acl, 20, egress: true));
        Struct Ipv6(int number)
        {
            var entry = Entry(acl, number);
            (entry["CidrBlock"], entry["Ipv6CidrBlock"]) = (null, "2001:DB8:0:1::9/64");
            return entry;
        }

        for (var i = 101; i <= 120; i++)
        {
            Ec2("CreateNetworkAclEntry", Ipv6(i));
        }

        Assert.Equal("2001:db8:0:1::/64", EntriesOf(acl).First(static e => e.Int("RuleNumber") == 101).String("Ipv6CidrBlock"));
        Fails("NetworkAclEntryLimitExceeded", "CreateNetworkAclEntry", Ipv6(121));

        // A rule may not change over into a family that is full.
        Fails("NetworkAclEntryLimitExceeded", "ReplaceNetworkAclEntry", Ipv6(1));
        Ec2("ReplaceNetworkAclEntry", Entry(acl, 1, action: "deny"));

        State.Quotas = new() { RulesPerNetworkAcl = 40 };
        Ec2("CreateNetworkAclEntry", Entry(acl, 20));
    }

    [Fact]
    public void Two_hundred_acls_a_vpc()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-nacls
        var vpc = NewVpc();
        for (var i = 1; i < 200; i++)
        {
            Ec2("CreateNetworkAcl", new() { ["VpcId"] = vpc });
        }

        Fails("NetworkAclLimitExceeded", "CreateNetworkAcl", new() { ["VpcId"] = vpc });
        NewAcl();
    }

    [Theory]
    [InlineData("1", "10.0.0.0/8", null, null, false)]
    [InlineData("1", "10.0.0.0/8", 8, null, false)]
    [InlineData("1", "10.0.0.0/8", 8, -1, true)]
    [InlineData("1", "10.0.0.0/8", 256, -1, false)]
    [InlineData("58", "::/0", null, null, false)]
    [InlineData("58", "::/0", 128, 0, true)]
    [InlineData("58", "10.0.0.0/8", null, null, true)]
    public void Icmp_has_type_and_code(string protocol, string cidr, int? type, int? code, bool right)
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html: "Required if specifying protocol 1
        // (ICMP) or protocol 58 (ICMPv6) with an IPv6 CIDR block"; with an IPv4 one all types and codes, whatever is given.
        var acl = NewAcl();
        var entry = Entry(acl, 100, protocol);
        entry["CidrBlock"] = null;
        entry["PortRange"] = null;
        entry[cidr.Contains(':', StringComparison.Ordinal) ? "Ipv6CidrBlock" : "CidrBlock"] = cidr;
        entry["IcmpTypeCode"] = type is null ? null : new Struct { ["Type"] = type, ["Code"] = code };
        if (!right)
        {
            Fails("InvalidParameterValue", "CreateNetworkAclEntry", entry);
            return;
        }

        Ec2("CreateNetworkAclEntry", entry);
        Assert.Equal(type, EntriesOf(acl).First(static e => e.Int("RuleNumber") == 100).Child("IcmpTypeCode")?.Int("Type"));
    }

    [Fact]
    public void A_subnet_is_always_under_one_acl()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceNetworkAclAssociation.html
        var acl = NewAcl();
        var subnet = State.Subnets.First().Id;
        var current = Ec2("DescribeNetworkAcls", Where("association.subnet-id", subnet)).Structs("NetworkAcls").Single();
        var association = current.Structs("Associations").First(a => a.String("SubnetId") == subnet).String("NetworkAclAssociationId");
        Fails("InvalidParameterValue", "DeleteNetworkAcl", new() { ["NetworkAclId"] = current.String("NetworkAclId") });
        Ec2("ReplaceNetworkAclAssociation", new() { ["AssociationId"] = association, ["NetworkAclId"] = acl });
        Assert.Equal(acl, Ec2("DescribeNetworkAcls", Where("association.subnet-id", subnet)).Structs("NetworkAcls").Single().String("NetworkAclId"));
        Fails("DependencyViolation", "DeleteNetworkAcl", new() { ["NetworkAclId"] = acl });
        Fails("InvalidAssociationID.NotFound", "ReplaceNetworkAclAssociation", new() { ["AssociationId"] = association, ["NetworkAclId"] = acl });
        Ec2("DeleteSubnet", new() { ["SubnetId"] = subnet });
        Ec2("DeleteNetworkAcl", new() { ["NetworkAclId"] = acl });
    }

    private string NewAcl() => Ec2("CreateNetworkAcl", new() { ["VpcId"] = State.DefaultVpc!.Id }).Child("NetworkAcl")!.String("NetworkAclId")!;

    private IReadOnlyList<Struct> EntriesOf(string acl) =>
        Ec2("DescribeNetworkAcls", new() { ["NetworkAclIds"] = new[] { acl } }).Structs("NetworkAcls").Single().Structs("Entries");

    private static Struct Entry(string acl, int number, string protocol = "tcp", string cidr = "0.0.0.0/0", bool egress = false, string action = "allow") => new()
    {
        ["NetworkAclId"] = acl,
        ["RuleNumber"] = number,
        ["Protocol"] = protocol,
        ["RuleAction"] = action,
        ["Egress"] = egress,
        ["CidrBlock"] = cidr,
        ["PortRange"] = new Struct { ["From"] = 80, ["To"] = 81 },
    };
}
