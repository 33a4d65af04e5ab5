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
    public void Twenty_rules_a_direction()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-nacls
        var acl = NewAcl();
        for (var i = 1; i <= 20; i++)
        {
            Ec2("CreateNetworkAclEntry", Entry(acl, i));
        }

        Fails("NetworkAclEntryLimitExceeded", "CreateNetworkAclEntry", Entry(acl, 21));
        Ec2("CreateNetworkAclEntry", Entry(acl, 21, egress: true));
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
