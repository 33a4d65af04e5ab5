using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

public class InstanceAttributeTests : Ec2Test
{
    [Fact]
    public void The_type_changes_only_while_stopped()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/change-instance-type-of-ebs-backed-instance.html
        var id = Running();
        Struct To(string type) => new() { ["InstanceId"] = id, ["InstanceType"] = new Struct { ["Value"] = type } };
        Assert.Equal($"The instance '{id}' is not in the 'stopped' state.", Fails("IncorrectInstanceState", "ModifyInstanceAttribute", To("t3.large")).Message);
        Stop(id);
        Fails("InvalidInstanceAttributeValue", "ModifyInstanceAttribute", To("t9.huge"));
        Assert.Contains("arm64", Fails("InvalidInstanceAttributeValue", "ModifyInstanceAttribute", To("t4g.large")).Message, StringComparison.Ordinal);
        Fails("DryRunOperation", "ModifyInstanceAttribute", new() { ["InstanceId"] = id, ["InstanceType"] = new Struct { ["Value"] = "m5.large" }, ["DryRun"] = true });
        Ec2("ModifyInstanceAttribute", To("m5.large"));
        Assert.Equal("m5.large", Instance(id).String("InstanceType"));
        Ec2("StartInstances", new() { ["InstanceIds"] = new[] { id } });
    }

    [Fact]
    public void A_type_that_the_zone_lacks_fails_at_the_start()
    {
        var id = Running(r => r["SubnetId"] = State.Subnets.Last().Id);
        Stop(id);
        Ec2("ModifyInstanceAttribute", new() { ["InstanceId"] = id, ["InstanceType"] = new Struct { ["Value"] = "m4.large" } });
        Fails("Unsupported", "StartInstances", new() { ["InstanceIds"] = new[] { id } });
        State.Shortages.Add(new CapacityShortage("m5.large"));
        Ec2("ModifyInstanceAttribute", new() { ["InstanceId"] = id, ["Attribute"] = "instanceType", ["Value"] = "m5.large" });
        Fails("InsufficientInstanceCapacity", "StartInstances", new() { ["InstanceIds"] = new[] { id } });
        Assert.Equal("stopped", StateOf(id));
    }

    [Theory]
    [InlineData("disableApiTermination", "DisableApiTermination", true)]
    [InlineData("disableApiStop", "DisableApiStop", true)]
    [InlineData("sourceDestCheck", "SourceDestCheck", false)]
    [InlineData("instanceInitiatedShutdownBehavior", "InstanceInitiatedShutdownBehavior", "terminate")]
    public void Attributes_are_set_and_shown(string attribute, string member, object value)
    {
        var id = Running();
        object? Get() => Ec2("DescribeInstanceAttribute", new() { ["InstanceId"] = id, ["Attribute"] = attribute }).Child(member)!["Value"];
        Assert.NotEqual(value, Get());
        Ec2("ModifyInstanceAttribute", new() { ["InstanceId"] = id, [member] = new Struct { ["Value"] = value } });
        Assert.Equal(value, Get());
    }

    [Fact]
    public void Some_attributes_want_the_instance_stopped_and_only_one_goes_in_a_request()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html
        var id = Running();
        var userData = new Struct { ["InstanceId"] = id, ["UserData"] = new Struct { ["Value"] = "#!/bin/sh"u8.ToArray() } };
        Fails("IncorrectInstanceState", "ModifyInstanceAttribute", userData);
        Fails("IncorrectInstanceState", "ModifyInstanceAttribute", new() { ["InstanceId"] = id, ["EbsOptimized"] = new Struct { ["Value"] = true } });
        Fails("InvalidParameterCombination", "ModifyInstanceAttribute", new()
        {
            ["InstanceId"] = id,
            ["DisableApiStop"] = new Struct { ["Value"] = true },
            ["DisableApiTermination"] = new Struct { ["Value"] = true },
        });
        Fails("MissingParameter", "ModifyInstanceAttribute", new() { ["InstanceId"] = id });
        Stop(id);
        Ec2("ModifyInstanceAttribute", userData);
        var shown = Ec2("DescribeInstanceAttribute", new() { ["InstanceId"] = id, ["Attribute"] = "userData" }).Child("UserData")!.String("Value");
        Assert.Equal("IyEvYmluL3No", shown);
    }

    [Fact]
    public void Groups_are_replaced()
    {
        var id = Running();
        var web = NewGroup();
        Ec2("ModifyInstanceAttribute", new() { ["InstanceId"] = id, ["Groups"] = new[] { web } });
        Assert.Equal(web, Instance(id).Structs("SecurityGroups").Single().String("GroupId"));
        Assert.Equal(web, Ec2("DescribeInstanceAttribute", new() { ["InstanceId"] = id, ["Attribute"] = "groupSet" }).Structs("Groups").Single().String("GroupId"));
        Fails("InvalidGroup.NotFound", "ModifyInstanceAttribute", new() { ["InstanceId"] = id, ["Groups"] = new[] { NewGroup("x", NewVpc()) } });
    }

    [Fact]
    public void Metadata_options_are_changed_one_by_one()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMetadataOptions.html
        var id = Running();
        Ec2("ModifyInstanceMetadataOptions", new() { ["InstanceId"] = id, ["HttpTokens"] = "optional" });
        Ec2("ModifyInstanceMetadataOptions", new() { ["InstanceId"] = id, ["HttpPutResponseHopLimit"] = 5 });
        var options = Instance(id).Child("MetadataOptions")!;
        Assert.Equal(("optional", 5, "enabled"), (options.String("HttpTokens"), options.Int("HttpPutResponseHopLimit"), options.String("HttpEndpoint")));
    }

    [Fact]
    public void Instance_profiles_are_associated_one_at_a_time()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateIamInstanceProfile.html
        var id = Running();
        var request = new Struct { ["InstanceId"] = id, ["IamInstanceProfile"] = new Struct { ["Arn"] = "arn:aws:iam::111122223333:instance-profile/web" } };
        var association = Ec2("AssociateIamInstanceProfile", request).Child("IamInstanceProfileAssociation")!;
        Fails("IncorrectState", "AssociateIamInstanceProfile", request);
        Assert.Single(Ec2("DescribeIamInstanceProfileAssociations", Where("instance-id", id)).Structs("IamInstanceProfileAssociations"));
        Assert.Equal("arn:aws:iam::111122223333:instance-profile/web", Instance(id).Child("IamInstanceProfile")!.String("Arn"));
        Ec2("DisassociateIamInstanceProfile", new() { ["AssociationId"] = association.String("AssociationId") });
        Assert.False(Instance(id).Has("IamInstanceProfile"));
    }

    [Fact]
    public void Credits_of_burstable_instances()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html
        var (t3, m5) = (Running(), Running(static r => r["InstanceType"] = "m5.large"));
        var t2 = Running(static r => r["InstanceType"] = "t2.micro");
        string? Credits(string id) => Ec2("DescribeInstanceCreditSpecifications", new() { ["InstanceIds"] = new[] { id } }).Structs("InstanceCreditSpecifications").Single().String("CpuCredits");
        Assert.Equal(("unlimited", "standard"), (Credits(t3), Credits(t2)));
        Fails("InstanceCreditSpecification.NotSupported", "DescribeInstanceCreditSpecifications", new() { ["InstanceIds"] = new[] { m5 } });
        Assert.Equal(t3, Ec2("DescribeInstanceCreditSpecifications").Structs("InstanceCreditSpecifications").Single().String("InstanceId"));
        var answer = Ec2("ModifyInstanceCreditSpecification", new()
        {
            ["InstanceCreditSpecifications"] = ((string[])[t3, m5, "i-0abc"]).Select(static id => new Struct { ["InstanceId"] = id, ["CpuCredits"] = "standard" }).ToList(),
        });
        Assert.Single(answer.Structs("SuccessfulInstanceCreditSpecifications"));
        Assert.Equal(
            ["InstanceCreditSpecification.NotSupported", "InvalidInstanceID.NotFound"],
            answer.Structs("UnsuccessfulInstanceCreditSpecifications").Select(static u => u.Child("Error")!.String("Code")));
        Assert.Equal("standard", Credits(t3));
        Ec2("ModifyDefaultCreditSpecification", new() { ["InstanceFamily"] = "t3", ["CpuCredits"] = "standard" });
        Assert.Equal("standard", Ec2("GetDefaultCreditSpecification", new() { ["InstanceFamily"] = "t3" }).Child("InstanceFamilyCreditSpecification")!.String("CpuCredits"));
        Assert.Equal("standard", Credits(Running()));
    }

    private void Stop(string id)
    {
        Ec2("StopInstances", new() { ["InstanceIds"] = new[] { id } });
        Pass(50);
    }
}
