using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

/// <summary>https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html</summary>
public class LaunchTemplateTests : Ec2Test
{
    [Fact]
    public void A_new_template_has_version_1_as_default_and_latest()
    {
        var template = Create(new() { ["ImageId"] = Image(), ["InstanceType"] = "t3.micro" });
        Assert.Matches("^lt-[0-9a-f]{17}$", template.String("LaunchTemplateId"));
        Assert.Equal((1, 1, "arn:aws:iam::111122223333:root"), (template.Int("DefaultVersionNumber"), template.Int("LatestVersionNumber"), template.String("CreatedBy")));
        Assert.Equal("Launch template name already in use.", Fails("InvalidLaunchTemplateName.AlreadyExistsException", "CreateLaunchTemplate", Request(new() { ["InstanceType"] = "t3.micro" })).Message);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("with space")]
    public void Names_have_their_rules(string name) // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html: 3 to 128, [a-zA-Z0-9\(\)\.\-/_]+
    {
        var error = Fail("CreateLaunchTemplate", Request(new() { ["InstanceType"] = "t3.micro" }, name));
        Assert.Contains(error.Code, (string[])["InvalidLaunchTemplateName.MalformedException", "InvalidParameterValue", "MinimumLengthNotMet"]);
        Assert.Empty(State.LaunchTemplates);
    }

    [Fact]
    public void A_version_stands_alone_unless_it_names_its_source()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplateVersion.html
        Create(new() { ["ImageId"] = Image(), ["InstanceType"] = "t3.micro", ["KeyName"] = "k" });
        var alone = Version(new() { ["InstanceType"] = "t3.small" });
        Assert.Equal((2, "t3.small", false), (alone.Int("VersionNumber"), Data(alone).String("InstanceType"), Data(alone).Has("KeyName")));
        var derived = Version(new() { ["InstanceType"] = "t3.small" }, source: "1");
        Assert.Equal(("t3.small", "k", Image()), (Data(derived).String("InstanceType"), Data(derived).String("KeyName"), Data(derived).String("ImageId")));
        Assert.Equal((3, 1), (Template().Int("LatestVersionNumber"), Template().Int("DefaultVersionNumber")));
    }

    [Fact]
    public void Snapshots_are_not_inherited()
    {
        // "Snapshots applied to the block device mapping are ignored when creating a new version unless they are explicitly included."
        Create(new()
        {
            ["BlockDeviceMappings"] = new[]
            {
                new Struct { ["DeviceName"] = "/dev/xvda", ["Ebs"] = new Struct { ["SnapshotId"] = "snap-0abc", ["VolumeSize"] = 20 } },
            },
        });
        var disk = Data(Version(new() { ["InstanceType"] = "t3.small" }, source: "1")).Structs("BlockDeviceMappings").Single().Child("Ebs")!;
        Assert.Equal((20, false), (disk.Int("VolumeSize"), disk.Has("SnapshotId")));
        Assert.True(Data(Versions("1").Single()).Structs("BlockDeviceMappings").Single().Child("Ebs")!.Has("SnapshotId"));
    }

    [Fact]
    public void Default_and_latest_are_different_things()
    {
        Create(new() { ["InstanceType"] = "t3.micro" });
        Version(new() { ["InstanceType"] = "t3.small" });
        Version(new() { ["InstanceType"] = "t3.medium" });
        Assert.Equal(1, Versions("$Default").Single().Int("VersionNumber"));
        Ec2("ModifyLaunchTemplate", new() { ["LaunchTemplateName"] = "web", ["DefaultVersion"] = "2" });
        Assert.Equal((2, true), (Versions("$Default").Single().Int("VersionNumber"), Versions("$Default").Single().Bool("DefaultVersion")));
        Assert.Equal(3, Versions("$Latest").Single().Int("VersionNumber"));
        Assert.Equal([3, 2, 1], Versions().Select(static v => v.Int("VersionNumber")!.Value));
        Fails("InvalidLaunchTemplateId.VersionNotFound", "ModifyLaunchTemplate", new() { ["LaunchTemplateName"] = "web", ["DefaultVersion"] = "9" });
        Fails("InvalidLaunchTemplateId.VersionNotFound", "DescribeLaunchTemplateVersions", new() { ["LaunchTemplateName"] = "web", ["Versions"] = new[] { "9" } });
        Assert.Equal([2, 1], Ec2("DescribeLaunchTemplateVersions", new() { ["LaunchTemplateName"] = "web", ["MaxVersion"] = "2" }).Structs("LaunchTemplateVersions").Select(static v => v.Int("VersionNumber")!.Value));
        Assert.Equal(3, Ec2("DescribeLaunchTemplateVersions", new() { ["Versions"] = new[] { "$Latest" } }).Structs("LaunchTemplateVersions").Single().Int("VersionNumber"));
    }

    [Fact]
    public void Deleting_versions_reports_each_and_numbers_are_not_used_again()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteLaunchTemplateVersions.html
        Create(new() { ["InstanceType"] = "t3.micro" });
        Version(new() { ["InstanceType"] = "t3.small" });
        var answer = Ec2("DeleteLaunchTemplateVersions", new() { ["LaunchTemplateName"] = "web", ["Versions"] = new[] { "1", "2", "7" } });
        Assert.Equal(2, answer.Structs("SuccessfullyDeletedLaunchTemplateVersions").Single().Int("VersionNumber"));
        Assert.Equal([1, 7], answer.Structs("UnsuccessfullyDeletedLaunchTemplateVersions").Select(static v => v.Int("VersionNumber")!.Value));
        Assert.Equal(3, Version(new() { ["InstanceType"] = "t3.small" }).Int("VersionNumber"));
    }

    [Fact]
    public void Templates_are_listed_in_pages_and_deleted()
    {
        for (var i = 0; i < 5; i++)
        {
            Ec2("CreateLaunchTemplate", Request(new() { ["InstanceType"] = "t3.micro" }, "web-" + i));
        }

        var first = Ec2("DescribeLaunchTemplates", new() { ["MaxResults"] = 3 });
        Assert.Equal(3, first.Structs("LaunchTemplates").Count);
        Assert.Equal(2, Ec2("DescribeLaunchTemplates", new() { ["MaxResults"] = 3, ["NextToken"] = first.String("NextToken") }).Structs("LaunchTemplates").Count);
        Assert.Single(Ec2("DescribeLaunchTemplates", Where("launch-template-name", "*-4")).Structs("LaunchTemplates"));
        Ec2("DeleteLaunchTemplate", new() { ["LaunchTemplateName"] = "web-4" });
        Assert.Equal(
            "The specified launch template, with template name web-4, does not exist.",
            Fails("InvalidLaunchTemplateName.NotFoundException", "DescribeLaunchTemplates", new() { ["LaunchTemplateNames"] = new[] { "web-4" } }).Message);
        Fails("InvalidLaunchTemplateId.NotFound", "DeleteLaunchTemplate", new() { ["LaunchTemplateId"] = "lt-0123456789abcdef0" });
        Fails("InvalidLaunchTemplateId.Malformed", "DeleteLaunchTemplate", new() { ["LaunchTemplateId"] = "web" });
    }

    [Fact]
    public void Data_that_contradicts_itself_is_refused()
    {
        Fails("InvalidParameterCombination", "CreateLaunchTemplate", Request(new()
        {
            ["SecurityGroupIds"] = new[] { "sg-0abc" },
            ["NetworkInterfaces"] = new[] { new Struct { ["DeviceIndex"] = 0 } },
        }));
        Fails("InvalidUserData.Malformed", "CreateLaunchTemplate", Request(new() { ["UserData"] = "not base64!" }));
        Fails("MissingParameter", "CreateLaunchTemplate", Request([]));
    }

    [Fact]
    public void A_launch_takes_the_template_and_what_the_request_overrides()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/launch-instances-from-launch-template.html
        Create(new()
        {
            ["ImageId"] = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
            ["InstanceType"] = "t3.micro",
            ["Monitoring"] = new Struct { ["Enabled"] = true },
            ["TagSpecifications"] = new[] { Tagged("instance", "Name", "web") },
        });
        var id = Ec2("RunInstances", new()
        {
            ["MinCount"] = 1,
            ["MaxCount"] = 1,
            ["InstanceType"] = "t3.large",
            ["LaunchTemplate"] = new Struct { ["LaunchTemplateName"] = "web", ["Version"] = "$Latest" },
            ["TagSpecifications"] = new[] { Tagged("instance", "Team", "shop") },
        }).Structs("Instances").Single().String("InstanceId")!;
        var instance = Instance(id);
        Assert.Equal((Image(), "t3.large", "enabled"), (instance.String("ImageId"), instance.String("InstanceType"), instance.Child("Monitoring")!.String("State")));
        var tags = instance.Structs("Tags").ToDictionary(static t => t.String("Key")!, static t => t.String("Value"), StringComparer.Ordinal);
        Assert.Equal(("web", "shop", "1"), (tags["Name"], tags["Team"], tags["aws:ec2launchtemplate:version"]));
        Assert.Equal("t3.large", Ec2("GetLaunchTemplateData", new() { ["InstanceId"] = id }).Child("LaunchTemplateData")!.String("InstanceType"));
        Assert.Equal(Image(), Data(Ec2("DescribeLaunchTemplateVersions", new() { ["LaunchTemplateName"] = "web", ["ResolveAlias"] = true }).Structs("LaunchTemplateVersions").Single()).String("ImageId"));
    }

    [Fact]
    public void What_can_be_stored_in_a_template_can_be_shown()
    {
        // Each member that RequestLaunchTemplateData and ResponseLaunchTemplateData share; the response is checked against the model.
        Create(new()
        {
            ["EbsOptimized"] = true,
            ["IamInstanceProfile"] = new Struct { ["Name"] = "web" },
            ["BlockDeviceMappings"] = new[] { new Struct { ["DeviceName"] = "/dev/xvda", ["Ebs"] = new Struct { ["VolumeSize"] = 20, ["VolumeType"] = "gp3", ["Encrypted"] = true, ["DeleteOnTermination"] = true, ["Iops"] = 3000, ["Throughput"] = 125 } } },
            ["NetworkInterfaces"] = new[] { new Struct { ["DeviceIndex"] = 0, ["AssociatePublicIpAddress"] = true, ["Groups"] = new[] { "sg-0abc" }, ["DeleteOnTermination"] = true } },
            ["Placement"] = new Struct { ["Tenancy"] = "default" },
            ["DisableApiTermination"] = true,
            ["InstanceInitiatedShutdownBehavior"] = "terminate",
            ["InstanceMarketOptions"] = new Struct { ["MarketType"] = "spot", ["SpotOptions"] = new Struct { ["MaxPrice"] = "0.01" } },
            ["CreditSpecification"] = new Struct { ["CpuCredits"] = "standard" },
            ["CpuOptions"] = new Struct { ["CoreCount"] = 1, ["ThreadsPerCore"] = 1 },
            ["MetadataOptions"] = new Struct { ["HttpTokens"] = "required", ["HttpPutResponseHopLimit"] = 1, ["HttpEndpoint"] = "enabled" },
            ["HibernationOptions"] = new Struct { ["Configured"] = false },
            ["EnclaveOptions"] = new Struct { ["Enabled"] = false },
        });
        Assert.Equal("spot", Data(Versions("1").Single()).Child("InstanceMarketOptions")!.String("MarketType"));
    }

    private static Struct Data(Struct version) => version.Child("LaunchTemplateData")!;

    private static Struct Request(Struct data, string name = "web") => new() { ["LaunchTemplateName"] = name, ["LaunchTemplateData"] = data };

    private Struct Create(Struct data) => Ec2("CreateLaunchTemplate", Request(data)).Child("LaunchTemplate")!;

    private Struct Template() => Ec2("DescribeLaunchTemplates").Structs("LaunchTemplates").Single();

    private Struct Version(Struct data, string? source = null) =>
        Ec2("CreateLaunchTemplateVersion", new() { ["LaunchTemplateName"] = "web", ["LaunchTemplateData"] = data, ["SourceVersion"] = source }).Child("LaunchTemplateVersion")!;

    private IReadOnlyList<Struct> Versions(params string[] versions) =>
        Ec2("DescribeLaunchTemplateVersions", new() { ["LaunchTemplateName"] = "web", ["Versions"] = versions }).Structs("LaunchTemplateVersions");
}
