using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

public class SecurityGroupTests : Ec2Test
{
    [Fact]
    public void A_new_group_lets_nothing_in_and_everything_out()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
        var answer = Ec2("CreateSecurityGroup", new()
        {
            ["GroupName"] = "web",
            ["Description"] = "shop front",
            ["TagSpecifications"] = new[] { Tagged("security-group", "Name", "web") },
        });
        var id = answer.String("GroupId")!;
        Assert.Matches("^sg-[0-9a-f]{17}$", id);
        Assert.Equal($"arn:aws:ec2:eu-west-1:111122223333:security-group/{id}", answer.String("SecurityGroupArn"));
        var group = Group(id);
        Assert.Empty(group.Structs("IpPermissions"));
        var egress = group.Structs("IpPermissionsEgress").Single();
        Assert.Equal(("-1", "0.0.0.0/0"), (egress.String("IpProtocol"), egress.Structs("IpRanges").Single().String("CidrIp")));
        Assert.False(egress.Has("FromPort"));
    }

    [Fact]
    public void Names_are_unique_in_a_vpc_whatever_their_case()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
        NewGroup("Web");
        Assert.Equal(
            $"The security group 'web' already exists for VPC '{State.DefaultVpc!.Id}'",
            Fails("InvalidGroup.Duplicate", "CreateSecurityGroup", new() { ["GroupName"] = "web", ["Description"] = "x" }).Message);
        NewGroup("web", NewVpc());
    }

    [Theory]
    [InlineData("sg-web", "x", "InvalidParameterValue")]
    [InlineData("default", "x", "InvalidGroup.Reserved")]
    [InlineData("wéb", "x", "InvalidParameterValue")]
    [InlineData("web", "x\ty", "InvalidParameterValue")]
    [InlineData("web", null, "MissingParameter")]
    public void Names_and_descriptions(string name, string? description, string code) =>
        Fails(code, "CreateSecurityGroup", new() { ["GroupName"] = name, ["Description"] = description });

    [Fact]
    public void What_is_wrong_with_a_name_or_description_is_said_as_EC2_does()
    {
        string Wrong(string name, string description) => Fails("InvalidParameterValue", "CreateSecurityGroup", new() { ["GroupName"] = name, ["Description"] = description }).Message;
        Assert.Equal("Value (sécurité) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.", Wrong("web", "sécurité"));
        Assert.Equal("Invalid security group description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*", Wrong("web", "it's"));
        Wrong("web", new string('x', 256));
        Wrong(new string('x', 256), "x");
        Wrong(string.Empty, "x");

        // https://docs.aws.amazon.com/vpc/latest/userguide/security-groups.html: trailing spaces are trimmed.
        Assert.Equal("padded", Group(NewGroup("padded  ")).String("GroupName"));
    }

    [Fact]
    public void Groups_of_a_region_and_of_an_interface_are_limited()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
        List<string> groups = [.. Enumerable.Range(1, 6).Select(i => NewGroup($"g{i}"))];
        var subnet = State.Subnets.First().Id;
        Struct Card(int count) => new() { ["SubnetId"] = subnet, ["Groups"] = groups.Take(count).ToArray() };
        var card = Ec2("CreateNetworkInterface", Card(5)).Child("NetworkInterface")!.String("NetworkInterfaceId");
        Assert.Equal(
            "The maximum number of security groups per interface has been reached.",
            Fails("SecurityGroupsPerInterfaceLimitExceeded", "CreateNetworkInterface", Card(6)).Message);
        Fails("SecurityGroupsPerInterfaceLimitExceeded", "ModifyNetworkInterfaceAttribute", new() { ["NetworkInterfaceId"] = card, ["Groups"] = groups.ToArray() });
        Fails("SecurityGroupsPerInterfaceLimitExceeded", "RunInstances", Launch(r => r["SecurityGroupIds"] = groups.ToArray()));
        State.Quotas = new() { SecurityGroupsPerRegion = 7, SecurityGroupsPerInterface = 16 };
        Ec2("CreateNetworkInterface", Card(6));
        Assert.Equal(
            $"The maximum number of security groups for VPC '{State.DefaultVpc!.Id}' has been reached.",
            Fails("SecurityGroupLimitExceeded", "CreateSecurityGroup", new() { ["GroupName"] = "one-more", ["Description"] = "x" }).Message);
    }

    [Fact]
    public void A_vpc_that_is_not_there() =>
        Fails("InvalidVpcID.NotFound", "CreateSecurityGroup", new() { ["GroupName"] = "web", ["Description"] = "x", ["VpcId"] = "vpc-0abc" });

    [Fact]
    public void Groups_are_found_by_id_by_name_and_by_filters()
    {
        var id = NewGroup();
        Assert.Equal(id, Ec2("DescribeSecurityGroups", new() { ["GroupNames"] = new[] { "web" } }).Structs("SecurityGroups").Single().String("GroupId"));
        Assert.Equal("The security group 'sg-0123456789abcdef0' does not exist", Fails("InvalidGroup.NotFound", "DescribeSecurityGroups", new() { ["GroupIds"] = new[] { "sg-0123456789abcdef0" } }).Message);
        Fails("InvalidGroupId.Malformed", "DescribeSecurityGroups", new() { ["GroupIds"] = new[] { "web" } });
        Fails("InvalidGroup.NotFound", "DescribeSecurityGroups", new() { ["GroupNames"] = new[] { "nope" } });
        Ec2("AuthorizeSecurityGroupIngress", Permissions(id, Allow("tcp", 443, 443, "192.0.2.0/24")));
        Assert.Single(Ec2("DescribeSecurityGroups", Where("ip-permission.cidr", "192.0.2.0/24")).Structs("SecurityGroups"));
        Assert.Single(Ec2("DescribeSecurityGroups", Where("ip-permission.from-port", "443")).Structs("SecurityGroups"));
        Assert.Empty(Ec2("DescribeSecurityGroups", Where("egress.ip-permission.cidr", "192.0.2.0/24")).Structs("SecurityGroups"));
        Assert.Equal(2, Ec2("GetSecurityGroupsForVpc", new() { ["VpcId"] = State.DefaultVpc!.Id }).Structs("SecurityGroupForVpcs").Count);
    }

    [Fact]
    public void A_group_in_use_or_referred_to_stays()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html
        var (web, db) = (NewGroup(), NewGroup("db"));
        Ec2("AuthorizeSecurityGroupIngress", Permissions(db, new Struct
        {
            ["IpProtocol"] = "tcp",
            ["FromPort"] = 5432,
            ["ToPort"] = 5432,
            ["UserIdGroupPairs"] = new[] { new Struct { ["GroupId"] = web } },
        }));
        Assert.Equal($"resource {web} has a dependent object", Fails("DependencyViolation", "DeleteSecurityGroup", new() { ["GroupId"] = web }).Message);
        Ec2("DeleteSecurityGroup", new() { ["GroupName"] = "db" });
        var instance = Running(r => r["SecurityGroupIds"] = new[] { web });
        Fails("DependencyViolation", "DeleteSecurityGroup", new() { ["GroupId"] = web });
        Ec2("TerminateInstances", new() { ["InstanceIds"] = new[] { instance } });
        Pass(70);
        Ec2("DeleteSecurityGroup", new() { ["GroupId"] = web });
        Fails("InvalidGroup.NotFound", "DeleteSecurityGroup", new() { ["GroupId"] = web });
        Fails("CannotDelete", "DeleteSecurityGroup", new() { ["GroupName"] = "default" });
    }

    [Fact]
    public void References_over_a_peering_are_told_and_go_stale_with_it()
    {
        // https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
        var vpc = NewVpc();
        var (ours, theirs) = (NewGroup("ours"), NewGroup("theirs", vpc));
        Struct Reference() => Permissions(ours, new Struct
        {
            ["IpProtocol"] = "tcp",
            ["FromPort"] = 80,
            ["ToPort"] = 80,
            ["UserIdGroupPairs"] = new[] { new Struct { ["GroupId"] = theirs } },
        });
        Assert.Equal("You have specified two resources that belong to different networks.", Fails("InvalidGroup.NotFound", "AuthorizeSecurityGroupIngress", Reference()).Message);
        var peering = new Struct
        {
            ["VpcPeeringConnectionId"] = Ec2("CreateVpcPeeringConnection", new() { ["VpcId"] = State.DefaultVpc!.Id, ["PeerVpcId"] = vpc }).Child("VpcPeeringConnection")!.String("VpcPeeringConnectionId"),
        };
        Ec2("AcceptVpcPeeringConnection", peering);
        Ec2("AuthorizeSecurityGroupIngress", Reference());
        var pair = Group(ours).Structs("IpPermissions").Single().Structs("UserIdGroupPairs").Single();
        Assert.Equal(("active", vpc), (pair.String("PeeringStatus"), pair.String("VpcId")));
        var found = Ec2("DescribeSecurityGroupReferences", new() { ["GroupId"] = new[] { theirs } }).Structs("SecurityGroupReferenceSet").Single();
        Assert.Equal(State.DefaultVpc!.Id, found.String("ReferencingVpcId"));
        Assert.Empty(Stale());
        Ec2("DeleteVpcPeeringConnection", peering);
        Assert.Equal(ours, Stale().Single().String("GroupId"));
        IReadOnlyList<Struct> Stale() => Ec2("DescribeStaleSecurityGroups", new() { ["VpcId"] = State.DefaultVpc!.Id }).Structs("StaleSecurityGroupSet");
    }

    private Struct Group(string id) => Ec2("DescribeSecurityGroups", new() { ["GroupIds"] = new[] { id } }).Structs("SecurityGroups").Single();
}
