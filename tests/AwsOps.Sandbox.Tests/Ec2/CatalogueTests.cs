using AwsOps.Sandbox.Ec2;

namespace AwsOps.Sandbox.Tests.Ec2;

/// <summary>What AWS offers: images and instance types.</summary>
public class CatalogueTests : Ec2Test
{
    [Theory]
    [InlineData("x86_64")]
    [InlineData("arm64")]
    public void Amazon_Linux_is_found_by_its_documented_name(string architecture)
    {
        // https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
        var image = Ec2("DescribeImages", new()
        {
            ["Owners"] = new[] { "amazon" },
            ["Filters"] = new[] { Filter("name", "al2023-ami-2023*"), Filter("architecture", architecture) },
        }).Structs("Images").Single();
        Assert.Equal(("available", "ebs", "/dev/xvda"), (image.String("State"), image.String("RootDeviceType"), image.String("RootDeviceName")));
        Assert.Equal(8, image.Structs("BlockDeviceMappings").Single().Child("Ebs")!.Int("VolumeSize"));
    }

    [Fact]
    public void Image_ids_differ_between_regions_and_stay_the_same_over_sandboxes()
    {
        Assert.Equal(State.Images[0].Id, MachineImages.In("eu-west-1")[0].Id);
        Assert.NotEqual(State.Images[0].Id, MachineImages.In("us-east-1")[0].Id);
        Fails("InvalidAMIID.NotFound", "DescribeImages", new() { ["ImageIds"] = new[] { "ami-0123456789abcdef0" } });
        Assert.Empty(Ec2("DescribeImages", new() { ["Owners"] = new[] { "self" } }).Structs("Images"));
        Assert.Equal("Windows", Ec2("DescribeImages", Where("platform", "windows")).Structs("Images").Single().String("PlatformDetails"));
    }

    [Theory]
    [InlineData("t3.micro", 2, 1024, "nitro", true)] // https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html
    [InlineData("m5.large", 2, 8192, "nitro", false)]
    [InlineData("m6i.4xlarge", 16, 65536, "nitro", false)]
    [InlineData("c7g.xlarge", 4, 8192, "nitro", false)]
    [InlineData("r6i.large", 2, 16384, "nitro", false)]
    [InlineData("m4.large", 2, 8192, "xen", false)]
    public void Types_have_the_size_that_their_page_gives(string name, int vcpus, int memory, string hypervisor, bool burstable)
    {
        var type = Ec2("DescribeInstanceTypes", new() { ["InstanceTypes"] = new[] { name } }).Structs("InstanceTypes").Single();
        Assert.Equal(vcpus, type.Child("VCpuInfo")!.Int("DefaultVCpus"));
        Assert.Equal(memory, type.Child("MemoryInfo")!.Int("SizeInMiB"));
        Assert.Equal((hypervisor, burstable), (type.String("Hypervisor"), type.Bool("BurstablePerformanceSupported")));
    }

    [Fact]
    public void Types_are_filtered_and_unknown_ones_named()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html
        var arm = Ec2("DescribeInstanceTypes", Where("processor-info.supported-architecture", "arm64")).Structs("InstanceTypes");
        Assert.All(arm, static t => Assert.Contains(t.String("InstanceType")!.Split('.')[0], (string[])["t4g", "m6g", "m7g", "c6g", "c7g", "r6g", "r7g"]));
        Assert.Equal(
            "The following supplied instance types do not exist: [t9.huge]",
            Fails("InvalidInstanceType", "DescribeInstanceTypes", new() { ["InstanceTypes"] = new[] { "t3.micro", "t9.huge" } }).Message);
        Assert.Equal(InstanceTypes.All.Count, Ec2("DescribeInstanceTypes").Structs("InstanceTypes").Count);
        Assert.Equal(InstanceTypes.All.Count, Ec2("DescribeInstanceTypeOfferings").Structs("InstanceTypeOfferings").Count);
        Assert.Contains(
            Ec2("DescribeInstanceTypeOfferings", new() { ["LocationType"] = "availability-zone-id" }).Structs("InstanceTypeOfferings"),
            static o => o.String("Location") == "euw1-az3");
    }

    [Fact]
    public void Of_every_type_that_needs_ENA_the_disks_are_NVMe_and_the_hypervisor_Nitro() =>
        // https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-nitro-instances.html
        Assert.All(InstanceTypes.All.Where(static t => t.Ena == "required"), static t => Assert.Equal(("nitro", "required"), (t.Hypervisor, t.EbsNvme)));
}
