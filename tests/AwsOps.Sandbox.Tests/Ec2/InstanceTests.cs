using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

public class InstanceTests : Ec2Test
{
    [Fact]
    public void An_instance_is_pending_then_running_then_checked()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html
        var id = Run()[0];
        Assert.Matches("^i-[0-9a-f]{17}$", id);
        Assert.Equal("pending", StateOf(id));
        Assert.Empty(Status(id));
        Pass(70);
        Assert.Equal("running", StateOf(id));
        Assert.Equal("initializing", Status(id).Single().Child("InstanceStatus")!.String("Status"));
        Pass(130);
        var status = Status(id).Single();
        Assert.Equal(("ok", "ok"), (status.Child("InstanceStatus")!.String("Status"), status.Child("SystemStatus")!.String("Status")));
        Assert.Equal("passed", status.Child("InstanceStatus")!.Structs("Details").Single().String("Status"));
    }

    [Fact]
    public void A_launch_in_the_default_vpc_has_everything_that_a_client_expects()
    {
        var instance = Instance(Running());
        var subnet = State.Subnets.First();
        Assert.Equal((subnet.Id, subnet.VpcId, "eu-west-1a"), (instance.String("SubnetId"), instance.String("VpcId"), instance.Child("Placement")!.String("AvailabilityZone")));
        Assert.Equal("default", instance.Structs("SecurityGroups").Single().String("GroupName"));
        Assert.Equal("172.31.0.4", instance.String("PrivateIpAddress"));
        Assert.Equal("ip-172-31-0-4.eu-west-1.compute.internal", instance.String("PrivateDnsName"));
        var publicIp = instance.String("PublicIpAddress")!;
        Assert.Equal($"ec2-{publicIp.Replace('.', '-')}.eu-west-1.compute.amazonaws.com", instance.String("PublicDnsName"));
        Assert.Equal(("x86_64", "/dev/xvda", "ebs"), (instance.String("Architecture"), instance.String("RootDeviceName"), instance.String("RootDeviceType")));
        var disk = Ec2("DescribeVolumes", Where("attachment.instance-id", instance.String("InstanceId")!)).Structs("Volumes").Single();
        Assert.Equal(("gp3", 8, "in-use", 3000), (disk.String("VolumeType"), disk.Int("Size"), disk.String("State"), disk.Int("Iops")));
        Assert.True(disk.Structs("Attachments").Single().Bool("DeleteOnTermination"));

        // The image wants session tokens: https://docs.aws.amazon.com/linux/al2023/ug/imdsv2.html
        Assert.Equal("required", instance.Child("MetadataOptions")!.String("HttpTokens"));
    }

    [Theory]
    [InlineData("ImageId", "ami-0123456789abcdef0", "InvalidAMIID.NotFound", "The image id '[ami-0123456789abcdef0]' does not exist")]
    [InlineData("ImageId", "web", "InvalidAMIID.Malformed", "Invalid id: \"web\" (expecting \"ami-...\")")]
    [InlineData("InstanceType", "t9.huge", "InvalidParameterValue", "Invalid value 't9.huge' for InstanceType.")]
    [InlineData("SubnetId", "subnet-0abc", "InvalidSubnetID.NotFound", "The subnet ID 'subnet-0abc' does not exist")]
    [InlineData("KeyName", "mine", "InvalidKeyPair.NotFound", "The key pair 'mine' does not exist")]
    [InlineData("UserData", "not base64!", "InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.")]
    public void What_is_wrong_is_said(string member, string value, string code, string message) =>
        Assert.Equal(message, Fails(code, "RunInstances", Launch(r => r[member] = value)).Message);

    [Fact]
    public void Combinations_that_do_not_go_together()
    {
        Assert.Contains("architecture", Fails("InvalidParameterValue", "RunInstances", Launch(static r => r["InstanceType"] = "t4g.micro")).Message, StringComparison.Ordinal);
        Running(r => (r["InstanceType"], r["ImageId"]) = ("t4g.micro", Image("arm64")));
        Fails("InvalidParameterValue", "RunInstances", Launch(static r => (r["MinCount"], r["MaxCount"]) = (3, 2)));
        Fails("InvalidParameterCombination", "RunInstances", Launch(static r => (r["InstanceType"], r["CreditSpecification"]) = ("m5.large", new Struct { ["CpuCredits"] = "unlimited" })));
        var elsewhere = NewGroup("x", NewVpc());
        Fails("InvalidParameter", "RunInstances", Launch(r => r["SecurityGroupIds"] = new[] { elsewhere }));
        Fails("InvalidParameterCombination", "RunInstances", Launch(r =>
        {
            r["SubnetId"] = State.Subnets.First().Id;
            r["NetworkInterfaces"] = new[] { new Struct { ["DeviceIndex"] = 0 } };
        }));
        Fails("InvalidParameterValue", "RunInstances", Launch(r =>
        {
            r["SubnetId"] = State.Subnets.First().Id;
            r["Placement"] = new Struct { ["AvailabilityZone"] = "eu-west-1b" };
        }));
        Fails("InvalidParameterValue", "RunInstances", Launch(static r => r["UserData"] = Convert.ToBase64String(new byte[16385])));
        Assert.Single(State.Instances);
    }

    [Fact]
    public void A_dry_run_checks_and_does_nothing()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html: DryRun
        var error = Fails("DryRunOperation", "RunInstances", Launch(static r => r["DryRun"] = true));
        Assert.Equal((412, "Request would have succeeded, but DryRun flag is set."), (error.Status, error.Message));
        Fails("InvalidAMIID.NotFound", "RunInstances", Launch(static r => (r["DryRun"], r["ImageId"]) = (true, "ami-0123456789abcdef0")));
        Assert.Empty(State.Instances);
        Fails("DryRunOperation", "CreateVpc", new() { ["CidrBlock"] = "10.0.0.0/16", ["DryRun"] = true });
    }

    [Fact]
    public void The_same_client_token_is_the_same_launch()
    {
        // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
        Assert.Equal(Run(static r => r["ClientToken"] = "once"), Run(static r => r["ClientToken"] = "once"));
        Assert.Single(State.Instances);
    }

    [Fact]
    public void Types_are_not_offered_in_every_zone()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-discovery.html
        var zones = Ec2("DescribeInstanceTypeOfferings", new()
        {
            ["LocationType"] = "availability-zone",
            ["Filters"] = new[] { Filter("instance-type", "m4.large") },
        }).Structs("InstanceTypeOfferings").Select(static o => o.String("Location")!).ToList();
        Assert.Equal(["eu-west-1a", "eu-west-1b"], zones);
        var error = Fails("Unsupported", "RunInstances", Launch(r => (r["InstanceType"], r["SubnetId"]) = ("m4.large", State.Subnets.Last().Id)));
        Assert.Contains("eu-west-1a, eu-west-1b", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Capacity_can_be_made_short()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html#troubleshooting-launch-capacity
        State.Shortages.Add(new CapacityShortage("t3.micro", "eu-west-1a"));
        var error = Fails("InsufficientInstanceCapacity", "RunInstances", Launch());
        Assert.Equal(500, error.Status);
        Running(r => r["SubnetId"] = State.Subnets.Last().Id);
    }

    [Fact]
    public void Stopping_keeps_the_private_address_and_gives_the_public_one_back()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html
        var id = Running();
        var before = Instance(id);
        var change = Ec2("StopInstances", new() { ["InstanceIds"] = new[] { id } }).Structs("StoppingInstances").Single();
        Assert.Equal(("running", "stopping"), (change.Child("PreviousState")!.String("Name"), change.Child("CurrentState")!.String("Name")));
        Fails("IncorrectInstanceState", "StartInstances", new() { ["InstanceIds"] = new[] { id } });
        Pass(50);
        var stopped = Instance(id);
        Assert.Equal("stopped", stopped.Child("State")!.String("Name"));
        Assert.Equal("Client.UserInitiatedShutdown", stopped.Child("StateReason")!.String("Code"));
        Assert.StartsWith("User initiated (2026-01-05 08:01:10 GMT)", stopped.String("StateTransitionReason"), StringComparison.Ordinal);
        Assert.Equal((before.String("PrivateIpAddress"), null), (stopped.String("PrivateIpAddress"), stopped.String("PublicIpAddress")));
        Ec2("StartInstances", new() { ["InstanceIds"] = new[] { id } });
        Pass(70);
        var started = Instance(id);
        Assert.Equal("running", started.Child("State")!.String("Name"));
        Assert.NotEqual(before.String("PublicIpAddress"), started.String("PublicIpAddress"));
        Assert.True(started.Time("LaunchTime") > before.Time("LaunchTime"));
        Ec2("RebootInstances", new() { ["InstanceIds"] = new[] { id } });
        Assert.Equal("running", StateOf(id));
    }

    [Fact]
    public void A_terminated_instance_is_seen_for_an_hour_without_its_network_and_disks()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/terminating-instances.html
        var id = Running();
        Ec2("TerminateInstances", new() { ["InstanceIds"] = new[] { id } });
        Assert.Equal("shutting-down", StateOf(id));
        Pass(70);
        var gone = Instance(id);
        Assert.Equal("terminated", gone.Child("State")!.String("Name"));
        Assert.False(gone.Has("PrivateIpAddress") || gone.Has("SubnetId"));
        Assert.Empty(State.Volumes);
        Assert.Empty(State.NetworkInterfaces);
        Assert.Equal("terminated", Ec2("TerminateInstances", new() { ["InstanceIds"] = new[] { id } }).Structs("TerminatingInstances").Single().Child("CurrentState")!.String("Name"));
        Cloud.Advance(TimeSpan.FromHours(1));
        Assert.Equal($"The instance ID '{id}' does not exist", Fails("InvalidInstanceID.NotFound", "DescribeInstances", new() { ["InstanceIds"] = new[] { id } }).Message);
    }

    [Fact]
    public void Missing_ids_are_all_named_and_nothing_is_done()
    {
        var id = Running();
        Assert.Equal(
            "The instance IDs 'i-0aaaaaaaaaaaaaaaa, i-0bbbbbbbbbbbbbbbb' do not exist",
            Fails("InvalidInstanceID.NotFound", "TerminateInstances", new() { ["InstanceIds"] = new[] { id, "i-0aaaaaaaaaaaaaaaa", "i-0bbbbbbbbbbbbbbbb" } }).Message);
        Fails("InvalidInstanceID.Malformed", "StopInstances", new() { ["InstanceIds"] = new[] { "web" } });
        Assert.Equal("running", StateOf(id));
    }

    [Fact]
    public void Termination_protection_holds_the_zone_of_the_protected_instance()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html: its own example.
        var kept = Running(static r => r["DisableApiTermination"] = true);
        var near = Running();
        var far = Running(r => r["SubnetId"] = State.Subnets.Last().Id);
        var error = Fails("OperationNotPermitted", "TerminateInstances", new() { ["InstanceIds"] = new[] { kept, near, far } });
        Assert.Equal($"The instance '{kept}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.", error.Message);
        Assert.Equal(("running", "running", "shutting-down"), (StateOf(kept), StateOf(near), StateOf(far)));
        Ec2("ModifyInstanceAttribute", new() { ["InstanceId"] = kept, ["DisableApiTermination"] = new Struct { ["Value"] = false } });
        Ec2("TerminateInstances", new() { ["InstanceIds"] = new[] { kept } });
    }

    [Fact]
    public void Stop_protection()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-stop-protection.html
        var id = Running(static r => r["DisableApiStop"] = true);
        Fails("OperationNotPermitted", "StopInstances", new() { ["InstanceIds"] = new[] { id } });
    }

    [Fact]
    public void Instances_are_found_by_filters_and_in_pages()
    {
        var ids = Run(static r =>
        {
            (r["MinCount"], r["MaxCount"]) = (7, 7);
            r["TagSpecifications"] = new[] { Tagged("instance", "Name", "web"), Tagged("volume", "Name", "disk") };
        });
        Run();
        Pass(70);
        Ec2("StopInstances", new() { ["InstanceIds"] = ids.Take(2).ToList() });
        Pass(50);
        int Count(params Struct[] filters) => Ec2("DescribeInstances", new() { ["Filters"] = filters }).Structs("Reservations").Sum(static r => r.Structs("Instances").Count);
        Assert.Equal(7, Count(Filter("tag:Name", "web")));
        Assert.Equal(5, Count(Filter("tag:Name", "web"), Filter("instance-state-name", "running")));
        Assert.Equal(2, Count(Filter("instance-state-code", "80")));
        Assert.Equal(8, Count(Filter("image-id", Image())));
        Assert.Equal(7, Ec2("DescribeVolumes", Where("tag:Name", "disk")).Structs("Volumes").Count);
        var first = Ec2("DescribeInstances", new() { ["MaxResults"] = 5 });
        var second = Ec2("DescribeInstances", new() { ["MaxResults"] = 5, ["NextToken"] = first.String("NextToken") });
        Assert.Equal((5, 3), (first.Structs("Reservations").Sum(static r => r.Structs("Instances").Count), second.Structs("Reservations").Sum(static r => r.Structs("Instances").Count)));
        Assert.False(second.Has("NextToken"));
        Fails("InvalidParameterCombination", "DescribeInstances", new() { ["MaxResults"] = 5, ["InstanceIds"] = ids });
        Assert.Equal(6, Ec2("DescribeInstanceStatus").Structs("InstanceStatuses").Count);
        Assert.Equal(8, Ec2("DescribeInstanceStatus", new() { ["IncludeAllInstances"] = true }).Structs("InstanceStatuses").Count);
    }

    [Fact]
    public void Spot_instances_are_marked_and_one_time_ones_do_not_stop()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-spot-instances-request.html#stopping-a-spot-instance
        var id = Running(static r => r["InstanceMarketOptions"] = new Struct { ["MarketType"] = "spot" });
        Assert.Equal("spot", Instance(id).String("InstanceLifecycle"));
        Fails("UnsupportedOperation", "StopInstances", new() { ["InstanceIds"] = new[] { id } });
    }

    [Fact]
    public void Monitoring_is_switched()
    {
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html
        var id = Running();
        Assert.Equal("disabled", Instance(id).Child("Monitoring")!.String("State"));
        var answer = Ec2("MonitorInstances", new() { ["InstanceIds"] = new[] { id } }).Structs("InstanceMonitorings").Single();
        Assert.Equal("pending", answer.Child("Monitoring")!.String("State"));
        Assert.Equal("enabled", Instance(id).Child("Monitoring")!.String("State"));
        Ec2("UnmonitorInstances", new() { ["InstanceIds"] = new[] { id } });
        Assert.False(State.Instances.Get(id).DetailedMonitoring);
    }

    [Fact]
    public void State_changes_are_told_in_process()
    {
        var seen = new List<(InstanceState, InstanceState)>();
        State.InstanceStateChanged += change => seen.Add((change.Previous, change.Current));
        var id = Running();
        State.TerminateInstance(id);
        Pass(70);
        Assert.Equal(
            [(InstanceState.Pending, InstanceState.Running), (InstanceState.Running, InstanceState.ShuttingDown), (InstanceState.ShuttingDown, InstanceState.Terminated)],
            seen);
    }

    private IReadOnlyList<Struct> Status(string id) => Ec2("DescribeInstanceStatus", new() { ["InstanceIds"] = new[] { id } }).Structs("InstanceStatuses");
}
