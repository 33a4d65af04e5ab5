using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

public class RegionTests : Ec2Test
{
    [Fact]
    public void Regions_that_need_opting_in_are_listed_only_on_request()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
        var enabled = Ec2("DescribeRegions").Structs("Regions");
        Assert.Contains(enabled, static r => r.String("RegionName") == "us-east-1" && r.String("Endpoint") == "ec2.us-east-1.amazonaws.com");
        Assert.DoesNotContain(enabled, static r => r.String("RegionName") == "af-south-1");
        var all = Ec2("DescribeRegions", new() { ["AllRegions"] = true }).Structs("Regions");
        Assert.Contains(all, static r => r.String("RegionName") == "af-south-1" && r.String("OptInStatus") == "not-opted-in");
        Assert.Equal(17, enabled.Count);
        Assert.Contains("us-nowhere-1", Fails("InvalidParameterValue", "DescribeRegions", new() { ["RegionNames"] = new[] { "us-nowhere-1" } }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_region_has_zones_with_ids_that_do_not_depend_on_the_account()
    {
        // https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html
        var zones = Ec2("DescribeAvailabilityZones", region: "us-east-1").Structs("AvailabilityZones");
        Assert.Equal(["us-east-1a", "us-east-1b", "us-east-1c"], zones.Select(static z => z.String("ZoneName")));
        Assert.Equal(["use1-az1", "use1-az2", "use1-az3"], zones.Select(static z => z.String("ZoneId")));
        Assert.Single(Ec2("DescribeAvailabilityZones", new() { ["ZoneIds"] = new[] { "euw1-az2" } }).Structs("AvailabilityZones"));
        Fails("InvalidParameterValue", "DescribeAvailabilityZones", new() { ["ZoneNames"] = new[] { "eu-west-1z" } });
    }

    [Fact]
    public void The_account_knows_its_default_vpc()
    {
        var attribute = Ec2("DescribeAccountAttributes", new() { ["AttributeNames"] = new[] { "default-vpc" } }).Structs("AccountAttributes").Single();
        Assert.Equal(State.DefaultVpc!.Id, attribute.Structs("AttributeValues").Single().String("AttributeValue"));
    }

    [Fact]
    public void Every_region_has_a_default_vpc_as_aws_makes_it()
    {
        // https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html
        var vpc = Ec2("DescribeVpcs", Where("is-default", "true")).Structs("Vpcs").Single();
        Assert.Equal("172.31.0.0/16", vpc.String("CidrBlock"));
        var subnets = Ec2("DescribeSubnets", Where("vpc-id", vpc.String("VpcId")!)).Structs("Subnets");
        Assert.Equal(["172.31.0.0/20", "172.31.16.0/20", "172.31.32.0/20"], subnets.Select(static s => s.String("CidrBlock")));
        Assert.Equal(["eu-west-1a", "eu-west-1b", "eu-west-1c"], subnets.Select(static s => s.String("AvailabilityZone")));
        Assert.All(subnets, static s => Assert.True(s.Bool("MapPublicIpOnLaunch") == true && s.Bool("DefaultForAz") == true));

        // /20 less the five that AWS reserves.
        Assert.All(subnets, static s => Assert.Equal(4091, s.Int("AvailableIpAddressCount")));

        var gateway = Ec2("DescribeInternetGateways", Where("attachment.vpc-id", vpc.String("VpcId")!)).Structs("InternetGateways").Single();
        var table = Ec2("DescribeRouteTables", Where("association.main", "true")).Structs("RouteTables").Single();
        Assert.Equal(
            [("172.31.0.0/16", "local", "active"), ("0.0.0.0/0", gateway.String("InternetGatewayId"), "active")],
            table.Structs("Routes").Select(static r => (r.String("DestinationCidrBlock")!, r.String("GatewayId"), r.String("State")!)));

        var acl = Ec2("DescribeNetworkAcls", Where("default", "true")).Structs("NetworkAcls").Single();
        Assert.Equal(3, acl.Structs("Associations").Count);
        Assert.Equal([(100, "allow"), (32767, "deny")], acl.Structs("Entries").Where(static e => e.Bool("Egress") == false).Select(static e => (e.Int("RuleNumber")!.Value, e.String("RuleAction")!)));

        // The default group lets its own members in and everything out.
        // https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
        var group = Ec2("DescribeSecurityGroups").Structs("SecurityGroups").Single();
        Assert.Equal("default", group.String("GroupName"));
        Assert.Equal(group.String("GroupId"), group.Structs("IpPermissions").Single().Structs("UserIdGroupPairs").Single().String("GroupId"));
        Assert.Equal("0.0.0.0/0", group.Structs("IpPermissionsEgress").Single().Structs("IpRanges").Single().String("CidrIp"));
    }

    [Fact]
    public void Regions_do_not_share_state()
    {
        NewVpc();
        Assert.Single(Ec2("DescribeVpcs", region: "us-east-1").Structs("Vpcs"));
        Assert.Equal(2, Ec2("DescribeVpcs").Structs("Vpcs").Count);
    }

    [Fact]
    public void The_same_seed_gives_the_same_ids()
    {
        var other = new SandboxCloud();
        Assert.Equal(NewVpc(), other.Call("ec2", "CreateVpc", new() { ["CidrBlock"] = "10.0.0.0/16" }).Child("Vpc")!.String("VpcId"));
    }
}
