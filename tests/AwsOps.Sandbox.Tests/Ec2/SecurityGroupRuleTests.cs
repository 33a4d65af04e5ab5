using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

public class SecurityGroupRuleTests : Ec2Test
{
    private readonly string _group;

    public SecurityGroupRuleTests() => _group = NewGroup();

    [Fact]
    public void Each_peer_of_a_permission_becomes_a_rule_with_an_id()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
        var permission = Allow("tcp", 80, 81, "192.0.2.0/24", "office");
        permission["Ipv6Ranges"] = new[] { new Struct { ["CidrIpv6"] = "2001:DB8::1/32" } };
        permission["UserIdGroupPairs"] = new[] { new Struct { ["GroupId"] = _group } };
        var request = Permissions(_group, permission);
        request["TagSpecifications"] = new[] { Tagged("security-group-rule", "why", "test") };
        var rules = Ec2("AuthorizeSecurityGroupIngress", request).Structs("SecurityGroupRules");
        Assert.Equal(3, rules.Count);
        Assert.All(rules, static r => Assert.Matches("^sgr-[0-9a-f]{17}$", r.String("SecurityGroupRuleId")));
        Assert.Equal(("192.0.2.0/24", "office"), (rules[0].String("CidrIpv4"), rules[0].String("Description")));
        Assert.Equal("2001:db8::/32", rules[1].String("CidrIpv6"));
        Assert.Equal(_group, rules[2].Child("ReferencedGroupInfo")!.String("GroupId"));
        Assert.Equal(4, Ec2("DescribeSecurityGroupRules", Where("group-id", _group)).Structs("SecurityGroupRules").Count);
        Assert.Equal(3, Ec2("DescribeSecurityGroupRules", Where("tag:why", "test")).Structs("SecurityGroupRules").Count);

        // And together again in the group.
        var shown = Ingress().Single();
        Assert.Equal(("tcp", 80, 81), (shown.String("IpProtocol"), shown.Int("FromPort"), shown.Int("ToPort")));
    }

    [Fact]
    public void Blocks_are_canonical_and_the_same_block_written_differently_is_a_duplicate()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html: its own example.
        Authorize(Allow("tcp", 22, 22, "100.68.0.18/18"));
        Assert.Equal("100.68.0.0/18", Ingress().Single().Structs("IpRanges").Single().String("CidrIp"));
        Assert.Equal(
            "the specified rule \"peer: 100.68.0.0/18, TCP, from port: 22, to port: 22, ALLOW\" already exists",
            Refused("InvalidPermission.Duplicate", Allow("tcp", 22, 22, "100.68.0.0/18")).Message);
        Refused("InvalidPermission.Duplicate", Allow("6", 22, 22, "100.68.0.0/18", "another description"));
        Refused("InvalidParameterValue", Allow("tcp", 80, 80, "1.2.3.4/32"), Allow("tcp", 80, 80, "1.2.3.4/32"));
    }

    [Fact]
    public void Nothing_of_a_request_happens_when_any_of_it_is_wrong()
    {
        Refused("InvalidParameterValue", Allow("tcp", 80, 80, "10.0.0.0/8"), Allow("tcp", 80, 99999, "10.0.0.0/8"));
        Assert.Empty(Ingress());
    }

    [Theory]
    [InlineData("tcp", 0, 99999, "10.0.0.0/8", "TCP/UDP (to) port (99999) out of range")]
    [InlineData("udp", -1, -1, "10.0.0.0/8", "TCP/UDP (from) port (-1) out of range")]
    [InlineData("tcp", 443, 80, "10.0.0.0/8", "Invalid TCP/UDP port range (443:80)")]
    [InlineData("tcp", null, null, "10.0.0.0/8", "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.")]
    [InlineData("htp", 80, 80, "10.0.0.0/8", "Invalid value 'htp' for IP protocol. Unknown protocol.")]
    [InlineData("256", 80, 80, "10.0.0.0/8", "Invalid value '256' for IP protocol. Unknown protocol.")]
    [InlineData("tcp", 80, 80, "10.0.0.0", "CIDR block 10.0.0.0 is malformed")]
    [InlineData("tcp", 80, 80, "10.0.0.0/33", "CIDR block 10.0.0.0/33 is malformed")]
    [InlineData("tcp", 80, 80, "2001:db8::/32", "CIDR block 2001:db8::/32 is malformed")]
    [InlineData("tcp", 80, 80, "::ffff:10.0.0.1/128", "CIDR block ::ffff:10.0.0.1/128 is malformed")]
    [InlineData("tcp", 80, 80, "10.1/16", "CIDR block 10.1/16 is malformed")]
    [InlineData("icmp", 256, 0, "10.0.0.0/8", "ICMP type (256) or code (0) out of range")]
    [InlineData("icmp", null, null, "10.0.0.0/8", "Invalid value 'Must specify both type and code with ICMP.' for icmpTypeCode.")]
    public void What_is_wrong_is_said(string protocol, int? from, int? to, string cidr, string message) =>
        Assert.Equal(message, Refused("InvalidParameterValue", Allow(protocol, from, to, cidr)).Message);

    [Theory]
    [InlineData("-1", 80, 80)]
    [InlineData("47", 80, 80)] // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html: all ports, whatever is given.
    public void Other_protocols_have_no_ports(string protocol, int from, int to)
    {
        var rule = Authorize(Allow(protocol, from, to, "10.0.0.0/8"));
        Assert.Equal((protocol, -1, -1), (rule.String("IpProtocol"), rule.Int("FromPort"), rule.Int("ToPort")));
        Assert.False(Ingress().Single().Has("FromPort"));
    }

    [Fact]
    public void Icmp_has_type_and_code()
    {
        var rule = Authorize(Allow("icmp", 8, -1, "10.0.0.0/8"));
        Assert.Equal((8, -1), (rule.Int("FromPort"), rule.Int("ToPort")));
    }

    [Fact]
    public void The_older_form_of_one_rule_works_too()
    {
        Ec2("AuthorizeSecurityGroupIngress", new() { ["GroupName"] = "web", ["IpProtocol"] = "tcp", ["FromPort"] = 22, ["ToPort"] = 22, ["CidrIp"] = "10.0.0.0/8" });
        Assert.Single(Ingress());
        Fails("MissingParameter", "AuthorizeSecurityGroupIngress", new() { ["GroupId"] = _group });
        Fails("MissingParameter", "AuthorizeSecurityGroupIngress", Permissions(_group, new Struct { ["IpProtocol"] = "tcp", ["FromPort"] = 1, ["ToPort"] = 1 }));
    }

    [Fact]
    public void Sixty_rules_a_direction_IPv4_and_IPv6_apart()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
        Ec2("AuthorizeSecurityGroupIngress", Permissions(_group, [.. Enumerable.Range(1, 60).Select(static i => Allow("tcp", i, i, "10.0.0.0/8"))]));
        Refused("RulesPerSecurityGroupLimitExceeded", Allow("tcp", 61, 61, "10.0.0.0/8"));
        Authorize(new Struct { ["IpProtocol"] = "tcp", ["FromPort"] = 61, ["ToPort"] = 61, ["Ipv6Ranges"] = new[] { new Struct { ["CidrIpv6"] = "::/0" } } });

        // A prefix list weighs its maximum of entries: CloudFront's 55.
        // https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
        var other = NewGroup("other");
        var list = State.ServicePrefixLists.First(static p => p.ListName.EndsWith("origin-facing", StringComparison.Ordinal)).Id;
        var permission = new Struct { ["IpProtocol"] = "tcp", ["FromPort"] = 443, ["ToPort"] = 443, ["PrefixListIds"] = new[] { new Struct { ["PrefixListId"] = list } } };
        Ec2("AuthorizeSecurityGroupIngress", Permissions(other, permission));
        Ec2("AuthorizeSecurityGroupIngress", Permissions(other, [.. Enumerable.Range(1, 5).Select(static i => Allow("tcp", i, i, "10.0.0.0/8"))]));
        Fails("RulesPerSecurityGroupLimitExceeded", "AuthorizeSecurityGroupIngress", Permissions(other, Allow("tcp", 9, 9, "10.0.0.0/8")));
        State.Quotas = new() { RulesPerSecurityGroup = 61 };
        Ec2("AuthorizeSecurityGroupIngress", Permissions(other, Allow("tcp", 9, 9, "10.0.0.0/8")));
    }

    [Fact]
    public void A_prefix_list_cannot_grow_beyond_what_the_groups_that_name_it_may_hold()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/working-with-managed-prefix-lists.html (resize)
        string List(int maximum) => Ec2("CreateManagedPrefixList", new() { ["PrefixListName"] = "l", ["AddressFamily"] = "IPv4", ["MaxEntries"] = maximum }).Child("PrefixList")!.String("PrefixListId")!;
        Struct From(string list) => new() { ["IpProtocol"] = "tcp", ["FromPort"] = 443, ["ToPort"] = 443, ["PrefixListIds"] = new[] { new Struct { ["PrefixListId"] = list } } };
        var (small, big) = (List(10), List(59));
        var rule = Authorize(From(small)).String("SecurityGroupRuleId");
        Authorize(Allow("tcp", 1, 1, "10.0.0.0/8"));
        Authorize(Allow("tcp", 2, 2, "10.0.0.0/8"));
        Fails("RulesPerSecurityGroupLimitExceeded", "ModifyManagedPrefixList", new() { ["PrefixListId"] = small, ["MaxEntries"] = 59 });
        Assert.Equal(10, Ec2("DescribeManagedPrefixLists", new() { ["PrefixListIds"] = new[] { small } }).Structs("PrefixLists").Single().Int("MaxEntries"));
        Ec2("ModifyManagedPrefixList", new() { ["PrefixListId"] = small, ["MaxEntries"] = 58 });
        var wanted = new Struct { ["IpProtocol"] = "tcp", ["FromPort"] = 443, ["ToPort"] = 443, ["PrefixListId"] = big };
        Fails("RulesPerSecurityGroupLimitExceeded", "ModifySecurityGroupRules", new()
        {
            ["GroupId"] = _group,
            ["SecurityGroupRules"] = new[] { new Struct { ["SecurityGroupRuleId"] = rule, ["SecurityGroupRule"] = wanted } },
        });
    }

    [Fact]
    public void Entries_and_size_of_a_prefix_list_are_not_changed_at_once()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyManagedPrefixList.html: "You cannot modify the entries of a prefix
        // list and modify the size of a prefix list at the same time."
        var list = Ec2("CreateManagedPrefixList", new() { ["PrefixListName"] = "l", ["AddressFamily"] = "IPv4", ["MaxEntries"] = 2 }).Child("PrefixList")!.String("PrefixListId")!;
        Struct Added(string cidr) => new() { ["Cidr"] = cidr };
        Fails("InvalidParameterCombination", "ModifyManagedPrefixList", new() { ["PrefixListId"] = list, ["CurrentVersion"] = 1L, ["AddEntries"] = new[] { Added("10.0.0.0/8") }, ["MaxEntries"] = 5 });

        // What fails changes nothing, the name neither.
        Fails("PrefixListMaxEntriesExceeded", "ModifyManagedPrefixList", new() { ["PrefixListId"] = list, ["PrefixListName"] = "new", ["CurrentVersion"] = 1L, ["AddEntries"] = new[] { Added("10.0.0.0/8"), Added("11.0.0.0/8"), Added("12.0.0.0/8") } });
        var now = Ec2("DescribeManagedPrefixLists", new() { ["PrefixListIds"] = new[] { list } }).Structs("PrefixLists").Single();
        Assert.Equal(("l", 2, 1L), (now.String("PrefixListName"), now.Int("MaxEntries"), now.Long("Version")));
        Ec2("ModifyManagedPrefixList", new() { ["PrefixListId"] = list, ["CurrentVersion"] = 1L, ["AddEntries"] = new[] { Added("10.0.0.0/8") } });
    }

    [Fact]
    public void Revoking_by_id_and_by_properties()
    {
        var id = Authorize(Allow("tcp", 22, 22, "10.0.0.0/8", "ssh")).String("SecurityGroupRuleId")!;
        Authorize(Allow("tcp", 80, 80, "10.0.0.0/8", "http"));
        var revoked = Ec2("RevokeSecurityGroupIngress", new() { ["GroupId"] = _group, ["SecurityGroupRuleIds"] = new[] { id } });
        Assert.Equal(id, revoked.Structs("RevokedSecurityGroupRules").Single().String("SecurityGroupRuleId"));
        Assert.Equal(
            $"The security group rule ID '{id}' does not exist",
            Fails("InvalidSecurityGroupRuleId.NotFound", "RevokeSecurityGroupIngress", new() { ["GroupId"] = _group, ["SecurityGroupRuleIds"] = new[] { id } }).Message);

        // The description need not be given. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html
        Ec2("RevokeSecurityGroupIngress", Permissions(_group, Allow("tcp", 80, 80, "10.0.0.0/8")));
        Assert.Empty(Ingress());
        Ec2("RevokeSecurityGroupEgress", Permissions(_group, Allow("-1", null, null, "0.0.0.0/0")));
        Ec2("AuthorizeSecurityGroupEgress", Permissions(_group, Allow("tcp", 443, 443, "0.0.0.0/0")));
    }

    [Fact]
    public void Revoking_what_is_not_there_is_an_error_except_in_a_default_vpc()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html
        var answer = Ec2("RevokeSecurityGroupIngress", Permissions(_group, Allow("tcp", 22, 22, "10.0.0.0/8")));
        Assert.Equal(22, answer.Structs("UnknownIpPermissions").Single().Int("FromPort"));
        var elsewhere = NewGroup("web", NewVpc());
        Ec2("AuthorizeSecurityGroupIngress", Permissions(elsewhere, Allow("tcp", 80, 80, "10.0.0.0/8")));
        Fails("InvalidPermission.NotFound", "RevokeSecurityGroupIngress", Permissions(elsewhere, Allow("tcp", 80, 80, "10.0.0.0/8"), Allow("tcp", 22, 22, "10.0.0.0/8")));
        Assert.Equal(2, State.SecurityGroups.Get(elsewhere).Rules.Count);
    }

    [Fact]
    public void Descriptions_are_set_and_removed()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UpdateSecurityGroupRuleDescriptionsIngress.html
        var id = Authorize(Allow("tcp", 22, 22, "10.0.0.0/8")).String("SecurityGroupRuleId")!;
        string? Get() => Ec2("DescribeSecurityGroupRules", new() { ["SecurityGroupRuleIds"] = new[] { id } }).Structs("SecurityGroupRules").Single().String("Description");
        Ec2("UpdateSecurityGroupRuleDescriptionsIngress", Permissions(_group, Allow("tcp", 22, 22, "10.0.0.0/8", "ssh")));
        Assert.Equal("ssh", Get());
        Ec2("UpdateSecurityGroupRuleDescriptionsIngress", new()
        {
            ["GroupId"] = _group,
            ["SecurityGroupRuleDescriptions"] = new[] { new Struct { ["SecurityGroupRuleId"] = id } },
        });
        Assert.Null(Get());
        Fails("InvalidPermission.NotFound", "UpdateSecurityGroupRuleDescriptionsEgress", Permissions(_group, Allow("tcp", 22, 22, "10.0.0.0/8", "ssh")));
        const string Words = "Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*";
        Assert.Equal(Words, Refused("InvalidParameterValue", Allow("tcp", 1, 1, "10.0.0.0/8", new string('x', 256))).Message);
        Assert.Equal(Words, Refused("InvalidParameterValue", Allow("tcp", 1, 1, "10.0.0.0/8", "from -> to")).Message);
        Assert.Equal(Words, Refused("InvalidParameterValue", Allow("tcp", 1, 1, "10.0.0.0/8", "it's")).Message);
    }

    [Fact]
    public void Rules_are_modified_in_place_but_not_to_another_kind_of_peer()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html
        var id = Authorize(Allow("tcp", 22, 22, "10.0.0.0/8")).String("SecurityGroupRuleId")!;
        Authorize(Allow("tcp", 80, 80, "10.0.0.0/8"));
        Struct Change(int port, string member, string peer) => new()
        {
            ["GroupId"] = _group,
            ["SecurityGroupRules"] = new[]
            {
                new Struct
                {
                    ["SecurityGroupRuleId"] = id,
                    ["SecurityGroupRule"] = new Struct { ["IpProtocol"] = "tcp", ["FromPort"] = port, ["ToPort"] = port, [member] = peer, ["Description"] = "new" },
                },
            },
        };
        Ec2("ModifySecurityGroupRules", Change(2222, "CidrIpv4", "10.1.2.3/16"));
        var rule = Ec2("DescribeSecurityGroupRules", new() { ["SecurityGroupRuleIds"] = new[] { id } }).Structs("SecurityGroupRules").Single();
        Assert.Equal((2222, "10.1.0.0/16", "new"), (rule.Int("FromPort"), rule.String("CidrIpv4"), rule.String("Description")));
        Fails("InvalidPermission.Duplicate", "ModifySecurityGroupRules", Change(80, "CidrIpv4", "10.0.0.0/8"));
        Fails("InvalidParameterCombination", "ModifySecurityGroupRules", Change(80, "ReferencedGroupId", _group));
    }

    private Struct Authorize(Struct permission) => Ec2("AuthorizeSecurityGroupIngress", Permissions(_group, permission)).Structs("SecurityGroupRules").Single();

    private AwsError Refused(string code, params Struct[] permissions) => Fails(code, "AuthorizeSecurityGroupIngress", Permissions(_group, permissions));

    private IReadOnlyList<Struct> Ingress() =>
        Ec2("DescribeSecurityGroups", new() { ["GroupIds"] = new[] { _group } }).Structs("SecurityGroups").Single().Structs("IpPermissions");
}
