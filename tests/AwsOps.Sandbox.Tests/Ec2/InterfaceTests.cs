using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

public class InterfaceTests : Ec2Test
{
    [Fact]
    public void An_interface_is_made_attached_detached_and_deleted()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network-interface-attachments.html
        var subnet = State.Subnets.First().Id;
        var id = NewInterface(subnet, "172.31.0.100");
        Fails("InvalidIPAddress.InUse", "CreateNetworkInterface", new() { ["SubnetId"] = subnet, ["PrivateIpAddress"] = "172.31.0.100" });
        Fails("InvalidParameterValue", "CreateNetworkInterface", new() { ["SubnetId"] = subnet, ["PrivateIpAddress"] = "10.0.0.1" });
        var instance = Running();
        Struct Attach(string card, int index) => new() { ["NetworkInterfaceId"] = card, ["InstanceId"] = instance, ["DeviceIndex"] = index };
        Fails("InvalidParameterValue", "AttachNetworkInterface", Attach(id, 0));
        Fails("InvalidParameterCombination", "AttachNetworkInterface", Attach(NewInterface(State.Subnets.Last().Id), 1));
        var attachment = Ec2("AttachNetworkInterface", Attach(id, 1)).String("AttachmentId");

        // A t3.micro takes two: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html
        Fails("AttachmentLimitExceeded", "AttachNetworkInterface", Attach(NewInterface(subnet), 2));
        Fails("InvalidParameterValue", "DeleteNetworkInterface", new() { ["NetworkInterfaceId"] = id });
        Assert.Equal(2, Instance(instance).Structs("NetworkInterfaces").Count);
        var shown = Ec2("DescribeNetworkInterfaces", Where("attachment.instance-id", instance)).Structs("NetworkInterfaces");
        Assert.All(shown, static n => Assert.Equal("in-use", n.String("Status")));
        var primary = shown.First(static n => n.Child("Attachment")!.Int("DeviceIndex") == 0).Child("Attachment")!.String("AttachmentId");
        Fails("OperationNotPermitted", "DetachNetworkInterface", new() { ["AttachmentId"] = primary });
        Ec2("ModifyNetworkInterfaceAttribute", new() { ["NetworkInterfaceId"] = id, ["Description"] = new Struct { ["Value"] = "second" } });
        Assert.Single(Ec2("DescribeNetworkInterfaces", Where("description", "second")).Structs("NetworkInterfaces"));
        Ec2("DetachNetworkInterface", new() { ["AttachmentId"] = attachment });
        Ec2("DeleteNetworkInterface", new() { ["NetworkInterfaceId"] = id });
        Fails("InvalidNetworkInterfaceID.NotFound", "DeleteNetworkInterface", new() { ["NetworkInterfaceId"] = id });
    }

    [Fact]
    public void Groups_of_an_interface_are_replaced()
    {
        var id = NewInterface(State.Subnets.First().Id);
        var web = NewGroup();
        Ec2("ModifyNetworkInterfaceAttribute", new() { ["NetworkInterfaceId"] = id, ["Groups"] = new[] { web } });
        Assert.Equal(id, Ec2("DescribeNetworkInterfaces", Where("group-id", web)).Structs("NetworkInterfaces").Single().String("NetworkInterfaceId"));
    }

    [Fact]
    public void An_elastic_address_stays_over_a_stop()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html
        var id = Running();
        var address = Ec2("AllocateAddress", new() { ["Domain"] = "vpc" });
        var allocation = address.String("AllocationId")!;
        Ec2("AssociateAddress", new() { ["AllocationId"] = allocation, ["InstanceId"] = id });
        Assert.Equal(address.String("PublicIp"), Instance(id).String("PublicIpAddress"));
        Ec2("StopInstances", new() { ["InstanceIds"] = new[] { id } });
        Pass(50);
        Assert.Equal(address.String("PublicIp"), Instance(id).String("PublicIpAddress"));
        Fails("InvalidIPAddress.InUse", "ReleaseAddress", new() { ["AllocationId"] = allocation });
        var shown = Ec2("DescribeAddresses", Where("instance-id", id)).Structs("Addresses").Single();
        Ec2("DisassociateAddress", new() { ["AssociationId"] = shown.String("AssociationId") });
        Ec2("ReleaseAddress", new() { ["AllocationId"] = allocation });
        Assert.Equal($"The allocation ID '{allocation}' does not exist", Fails("InvalidAllocationID.NotFound", "ReleaseAddress", new() { ["AllocationId"] = allocation }).Message);
    }

    [Fact]
    public void An_address_moves_unless_that_is_forbidden()
    {
        var (one, two) = (Running(), Running());
        var allocation = Ec2("AllocateAddress").String("AllocationId");
        Struct To(string id, bool? move = null) => new() { ["AllocationId"] = allocation, ["InstanceId"] = id, ["AllowReassociation"] = move };
        Ec2("AssociateAddress", To(one));
        Fails("Resource.AlreadyAssociated", "AssociateAddress", To(two, false));
        Ec2("AssociateAddress", To(two));
        Assert.False(Instance(one).Has("PublicIpAddress"));
    }

    [Fact]
    public void Five_addresses_a_region()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html#using-instance-addressing-limit
        for (var i = 0; i < 5; i++)
        {
            Ec2("AllocateAddress");
        }

        Fails("AddressLimitExceeded", "AllocateAddress");
        Fails("InvalidAddress.NotFound", "DescribeAddresses", new() { ["PublicIps"] = new[] { "192.0.2.1" } });
    }

    [Fact]
    public void Flow_logs_are_kept_for_each_resource()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
        Struct Request() => new()
        {
            ["ResourceType"] = "VPC",
            ["ResourceIds"] = new[] { State.DefaultVpc!.Id, "vpc-0abc" },
            ["TrafficType"] = "REJECT",
            ["LogDestinationType"] = "s3",
            ["LogDestination"] = "arn:aws:s3:::logs",
        };
        Cloud.Call("s3", "CreateBucket", new() { ["Bucket"] = "logs", ["CreateBucketConfiguration"] = new Struct { ["LocationConstraint"] = SandboxTest.Region } });
        var answer = Ec2("CreateFlowLogs", Request());
        Assert.Equal("InvalidVpcID.NotFound", answer.Structs("Unsuccessful").Single().Child("Error")!.String("Code"));
        var log = Ec2("DescribeFlowLogs", new() { ["Filter"] = new[] { Filter("traffic-type", "REJECT") } }).Structs("FlowLogs").Single();
        Assert.Equal(("ACTIVE", 600), (log.String("FlowLogStatus"), log.Int("MaxAggregationInterval")));
        Assert.StartsWith("${version} ${account-id}", log.String("LogFormat"), StringComparison.Ordinal);
        Fails("FlowLogAlreadyExists", "CreateFlowLogs", Request());
        var odd = Request();
        odd["MaxAggregationInterval"] = 120;
        Fails("InvalidParameter", "CreateFlowLogs", odd);
        var role = Request();
        (role["LogDestinationType"], role["LogDestination"], role["LogGroupName"]) = ("cloud-watch-logs", null, "flow");
        Fails("InvalidParameter", "CreateFlowLogs", role);
        Assert.Empty(Ec2("DeleteFlowLogs", new() { ["FlowLogIds"] = answer.Strings("FlowLogIds") }).Structs("Unsuccessful"));
        Assert.Single(Ec2("DeleteFlowLogs", new() { ["FlowLogIds"] = answer.Strings("FlowLogIds") }).Structs("Unsuccessful"));
    }

    [Fact]
    public void Key_pairs()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html
        var pair = Ec2("CreateKeyPair", new() { ["KeyName"] = "mine" });
        Assert.StartsWith("-----BEGIN RSA PRIVATE KEY-----", pair.String("KeyMaterial"), StringComparison.Ordinal);
        Fails("InvalidKeyPair.Duplicate", "CreateKeyPair", new() { ["KeyName"] = "mine" });
        Assert.Equal("mine", Instance(Running(static r => r["KeyName"] = "mine")).String("KeyName"));
        var material = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f me"u8.ToArray();
        Ec2("ImportKeyPair", new() { ["KeyName"] = "imported", ["PublicKeyMaterial"] = material });
        Fails("InvalidKey.Format", "ImportKeyPair", new() { ["KeyName"] = "bad", ["PublicKeyMaterial"] = "nonsense"u8.ToArray() });
        Assert.Equal(["rsa", "ed25519"], Ec2("DescribeKeyPairs").Structs("KeyPairs").Select(static k => k.String("KeyType")));
        Ec2("DeleteKeyPair", new() { ["KeyName"] = "mine" });
        Ec2("DeleteKeyPair", new() { ["KeyName"] = "mine" });
        Fails("InvalidKeyPair.NotFound", "DescribeKeyPairs", new() { ["KeyNames"] = new[] { "mine" } });
    }

    private string NewInterface(string subnet, string? address = null) =>
        Ec2("CreateNetworkInterface", new() { ["SubnetId"] = subnet, ["PrivateIpAddress"] = address }).Child("NetworkInterface")!.String("NetworkInterfaceId")!;
}
