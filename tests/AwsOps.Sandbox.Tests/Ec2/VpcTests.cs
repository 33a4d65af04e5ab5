using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

public class VpcTests : Ec2Test
{
    [Theory]
    [InlineData("10.0.0.0/15", "InvalidVpc.Range")] // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html: /16 to /28
    [InlineData("10.0.0.0/29", "InvalidVpc.Range")]
    [InlineData("10.0.0.0", "InvalidParameterValue")]
    [InlineData("10.0.0/16", "InvalidParameterValue")]
    [InlineData("10.0.0.256/16", "InvalidParameterValue")]
    public void A_vpc_needs_a_block_between_16_and_28(string cidr, string code) =>
        Assert.Contains(cidr, Fails(code, "CreateVpc", new() { ["CidrBlock"] = cidr }).Message, StringComparison.Ordinal);

    [Fact]
    public void A_new_vpc_has_a_main_table_a_default_acl_and_a_default_group()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/create-vpc.html
        var request = new Struct { ["CidrBlock"] = "10.1.2.3/16", ["TagSpecifications"] = new[] { Tagged("vpc", "Name", "shop") } };
        var vpc = Ec2("CreateVpc", request).Child("Vpc")!;
        var id = vpc.String("VpcId")!;
        Assert.Matches("^vpc-[0-9a-f]{17}$", id);
        Assert.Equal(("10.1.0.0/16", "pending", false), (vpc.String("CidrBlock"), vpc.String("State"), vpc.Bool("IsDefault")));
        Assert.Equal("available", Ec2("DescribeVpcs", Where("tag:Name", "shop")).Structs("Vpcs").Single().String("State"));
        Assert.Single(Ec2("DescribeRouteTables", Where("vpc-id", id)).Structs("RouteTables"));
        Assert.Single(Ec2("DescribeNetworkAcls", Where("vpc-id", id)).Structs("NetworkAcls"));
        Assert.Equal("default", Ec2("DescribeSecurityGroups", Where("vpc-id", id)).Structs("SecurityGroups").Single().String("GroupName"));
    }

    [Fact]
    public void A_region_has_room_for_five_vpcs()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
        for (var i = 0; i < 4; i++)
        {
            NewVpc($"10.{i}.0.0/16");
        }

        Fails("VpcLimitExceeded", "CreateVpc", new() { ["CidrBlock"] = "10.9.0.0/16" });
    }

    [Fact]
    public void A_bad_tag_leaves_nothing_behind()
    {
        Fails("InvalidParameterValue", "CreateVpc", new() { ["CidrBlock"] = "10.0.0.0/16", ["TagSpecifications"] = new[] { Tagged("vpc", "aws:x", "y") } });
        Fails("InvalidParameterValue", "CreateVpc", new() { ["CidrBlock"] = "10.0.0.0/16", ["TagSpecifications"] = new[] { Tagged("subnet", "a", "y") } });
        Assert.Single(State.Vpcs);
    }

    [Fact]
    public void Deleting_wants_everything_else_gone_first()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html
        var vpc = NewVpc();
        var subnet = NewSubnet(vpc);
        Assert.Equal($"The vpc '{vpc}' has dependencies and cannot be deleted.", Fails("DependencyViolation", "DeleteVpc", new() { ["VpcId"] = vpc }).Message);
        Ec2("DeleteSubnet", new() { ["SubnetId"] = subnet });
        Ec2("DeleteVpc", new() { ["VpcId"] = vpc });
        Assert.Equal($"The vpc ID '{vpc}' does not exist", Fails("InvalidVpcID.NotFound", "DescribeVpcs", new() { ["VpcIds"] = new[] { vpc } }).Message);
        Assert.Empty(Ec2("DescribeSecurityGroups", Where("vpc-id", vpc)).Structs("SecurityGroups"));
    }

    [Fact]
    public void Dns_attributes_are_kept_one_at_a_time()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcAttribute.html
        var vpc = NewVpc();
        bool? Get(string attribute, string member) => Ec2("DescribeVpcAttribute", new() { ["VpcId"] = vpc, ["Attribute"] = attribute }).Child(member)!.Bool("Value");
        Assert.False(Get("enableDnsHostnames", "EnableDnsHostnames"));
        Assert.True(Get("enableDnsSupport", "EnableDnsSupport"));
        Ec2("ModifyVpcAttribute", new() { ["VpcId"] = vpc, ["EnableDnsHostnames"] = new Struct { ["Value"] = true } });
        Assert.True(Get("enableDnsHostnames", "EnableDnsHostnames"));
        Fails("InvalidParameterCombination", "ModifyVpcAttribute", new()
        {
            ["VpcId"] = vpc,
            ["EnableDnsHostnames"] = new Struct { ["Value"] = true },
            ["EnableDnsSupport"] = new Struct { ["Value"] = true },
        });
    }

    [Fact]
    public void Further_blocks_come_and_go_with_their_local_routes()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions
        var vpc = NewVpc();
        var id = Ec2("AssociateVpcCidrBlock", new() { ["VpcId"] = vpc, ["CidrBlock"] = "10.1.0.0/16" }).Child("CidrBlockAssociation")!.String("AssociationId");
        Fails("InvalidVpc.Range", "AssociateVpcCidrBlock", new() { ["VpcId"] = vpc, ["CidrBlock"] = "10.1.128.0/17" });
        Assert.Equal(2, Ec2("DescribeRouteTables", Where("vpc-id", vpc)).Structs("RouteTables").Single().Structs("Routes").Count);
        var subnet = NewSubnet(vpc, "10.1.0.0/24");
        Fails("DependencyViolation", "DisassociateVpcCidrBlock", new() { ["AssociationId"] = id });
        Ec2("DeleteSubnet", new() { ["SubnetId"] = subnet });
        Ec2("DisassociateVpcCidrBlock", new() { ["AssociationId"] = id });
        Assert.Single(Ec2("DescribeRouteTables", Where("vpc-id", vpc)).Structs("RouteTables").Single().Structs("Routes"));
        var primary = State.Vpcs.Get(vpc).CidrBlocks[0].AssociationId;
        Fails("OperationNotPermitted", "DisassociateVpcCidrBlock", new() { ["AssociationId"] = primary });
    }

    [Fact]
    public void Subnets_lie_inside_their_vpc_and_apart_from_each_other()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html
        var vpc = NewVpc();
        NewSubnet(vpc);
        Struct Request(string cidr, string zone = "eu-west-1a") => new() { ["VpcId"] = vpc, ["CidrBlock"] = cidr, ["AvailabilityZone"] = zone };
        Assert.Equal("The CIDR '10.0.0.128/25' conflicts with another subnet", Fails("InvalidSubnet.Conflict", "CreateSubnet", Request("10.0.0.128/25")).Message);
        Assert.Equal("The CIDR '10.1.0.0/24' is invalid.", Fails("InvalidSubnet.Range", "CreateSubnet", Request("10.1.0.0/24")).Message);
        Fails("InvalidSubnet.Range", "CreateSubnet", Request("10.0.1.0/29"));
        Assert.Contains("eu-west-1a, eu-west-1b, eu-west-1c", Fails("InvalidParameterValue", "CreateSubnet", Request("10.0.1.0/24", "eu-west-1x")).Message, StringComparison.Ordinal);
        Fails("InvalidVpcID.NotFound", "CreateSubnet", new() { ["VpcId"] = "vpc-0123", ["CidrBlock"] = "10.0.0.0/24" });
    }

    [Fact]
    public void Each_subnet_loses_five_addresses_to_aws()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
        var subnet = NewSubnet(NewVpc(), "10.0.0.0/28");
        Assert.Equal(11, Ec2("DescribeSubnets", new() { ["SubnetIds"] = new[] { subnet } }).Structs("Subnets").Single().Int("AvailableIpAddressCount"));
        Assert.Equal(11, Run(r => (r["SubnetId"], r["MaxCount"]) = (subnet, 20)).Count);
        Fails("InsufficientFreeAddressesInSubnet", "RunInstances", Launch(r => r["SubnetId"] = subnet));
        Assert.Equal(["10.0.0.4", "10.0.0.14"], (string[])[State.Instances.First().PrivateIpAddress!, State.Instances.Last().PrivateIpAddress!]);
    }

    [Fact]
    public void A_subnet_in_use_stays()
    {
        var subnet = NewSubnet(NewVpc());
        var instance = Running(r => r["SubnetId"] = subnet);
        Fails("DependencyViolation", "DeleteSubnet", new() { ["SubnetId"] = subnet });
        Ec2("TerminateInstances", new() { ["InstanceIds"] = new[] { instance } });
        Pass(70);
        Ec2("DeleteSubnet", new() { ["SubnetId"] = subnet });
        Fails("InvalidSubnetID.NotFound", "DeleteSubnet", new() { ["SubnetId"] = subnet });
    }

    [Fact]
    public void Public_addresses_follow_the_subnet_unless_the_launch_says_otherwise()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html
        var subnet = NewSubnet(NewVpc());
        Assert.Null(Instance(Running(r => r["SubnetId"] = subnet)).String("PublicIpAddress"));
        Ec2("ModifySubnetAttribute", new() { ["SubnetId"] = subnet, ["MapPublicIpOnLaunch"] = new Struct { ["Value"] = true } });
        Assert.NotNull(Instance(Running(r => r["SubnetId"] = subnet)).String("PublicIpAddress"));
        Assert.Null(Instance(Running(r => r["NetworkInterfaces"] = new[]
        {
            new Struct { ["DeviceIndex"] = 0, ["SubnetId"] = subnet, ["AssociatePublicIpAddress"] = false },
        })).String("PublicIpAddress"));
    }

    [Fact]
    public void The_default_vpc_and_its_subnets_can_be_deleted_and_made_again()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/work-with-default-vpc.html
        Fails("DefaultVpcAlreadyExists", "CreateDefaultVpc");
        var first = State.Subnets.First().Id;
        Fails("DefaultSubnetAlreadyExistsInAvailabilityZone", "CreateDefaultSubnet", new() { ["AvailabilityZone"] = "eu-west-1a" });
        Ec2("DeleteSubnet", new() { ["SubnetId"] = first });
        Assert.Equal("172.31.0.0/20", Ec2("CreateDefaultSubnet", new() { ["AvailabilityZone"] = "eu-west-1a" }).Child("Subnet")!.String("CidrBlock"));

        foreach (var subnet in State.Subnets.Select(static s => s.Id).ToList())
        {
            Ec2("DeleteSubnet", new() { ["SubnetId"] = subnet });
        }

        var (vpc, gateway) = (State.DefaultVpc!.Id, State.InternetGateways.Single().Id);
        Ec2("DetachInternetGateway", new() { ["InternetGatewayId"] = gateway, ["VpcId"] = vpc });
        Ec2("DeleteInternetGateway", new() { ["InternetGatewayId"] = gateway });
        Ec2("DeleteVpc", new() { ["VpcId"] = vpc });
        Fails("VPCIdNotSpecified", "CreateSecurityGroup", new() { ["GroupName"] = "x", ["Description"] = "y" });
        Fails("VPCIdNotSpecified", "RunInstances", Launch());
        Assert.True(Ec2("CreateDefaultVpc").Child("Vpc")!.Bool("IsDefault"));
        Assert.Equal(3, State.Subnets.Count);
    }
}
