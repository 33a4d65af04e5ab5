using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Tests.Ec2;

public class StorageTests : Ec2Test
{
    [Fact]
    public void A_volume_is_made_attached_and_deleted()
    {
        // https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-lifecycle.html
        var id = NewVolume(static v => v["Size"] = 10);
        Assert.Equal("creating", Volume(id).String("State"));
        Pass(6);
        var instance = Running();
        Struct Attach(string volume, string device) => new() { ["VolumeId"] = volume, ["InstanceId"] = instance, ["Device"] = device };
        Fails("InvalidParameterValue", "AttachVolume", Attach(id, "/dev/xvda"));
        Ec2("AttachVolume", Attach(id, "/dev/sdf"));
        Assert.Equal(("in-use", instance), (Volume(id).String("State"), Volume(id).Structs("Attachments").Single().String("InstanceId")));
        Fails("VolumeInUse", "DeleteVolume", new() { ["VolumeId"] = id });
        Fails("VolumeInUse", "AttachVolume", Attach(id, "/dev/sdg"));
        var elsewhere = NewVolume(static v => (v["Size"], v["AvailabilityZone"]) = (10, "eu-west-1b"));
        Pass(6);
        Fails("InvalidVolume.ZoneMismatch", "AttachVolume", Attach(elsewhere, "/dev/sdg"));
        var root = State.Instances.Get(instance).Volumes["/dev/xvda"].Id;
        Fails("OperationNotPermitted", "DetachVolume", new() { ["VolumeId"] = root });
        Ec2("DetachVolume", new() { ["VolumeId"] = id });
        Fails("IncorrectState", "DetachVolume", new() { ["VolumeId"] = id });
        Ec2("DeleteVolume", new() { ["VolumeId"] = id });
        Assert.Equal($"The volume '{id}' does not exist.", Fails("InvalidVolume.NotFound", "DeleteVolume", new() { ["VolumeId"] = id }).Message);
    }

    [Theory]
    [InlineData("gp3", 0, null, "InvalidParameterValue")] // https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
    [InlineData("gp2", 16385, null, "InvalidParameterValue")]
    [InlineData("st1", 100, null, "InvalidParameterValue")]
    [InlineData("io1", 10, null, "MissingParameter")]
    [InlineData("io1", 10, 60000, "InvalidParameterValue")]
    [InlineData("st1", 500, 100, "InvalidParameterCombination")]
    public void Sizes_and_speeds_have_limits(string type, int size, int? iops, string code) =>
        Fails(code, "CreateVolume", new() { ["AvailabilityZone"] = "eu-west-1a", ["VolumeType"] = type, ["Size"] = size, ["Iops"] = iops });

    [Fact]
    public void A_volume_needs_a_zone_and_a_size()
    {
        Fails("InvalidZone.NotFound", "CreateVolume", new() { ["AvailabilityZone"] = "eu-west-1z", ["Size"] = 1 });
        Fails("MissingParameter", "CreateVolume", new() { ["AvailabilityZone"] = "eu-west-1a" });
    }

    [Fact]
    public void A_volume_grows_but_does_not_shrink()
    {
        // https://docs.aws.amazon.com/ebs/latest/userguide/modify-volume-requirements.html
        var id = NewVolume(static v => (v["Size"], v["VolumeType"]) = (100, "gp2"));
        Assert.Equal(300, Volume(id).Int("Iops"));
        Fails("InvalidParameterValue", "ModifyVolume", new() { ["VolumeId"] = id, ["Size"] = 50 });
        var change = Ec2("ModifyVolume", new() { ["VolumeId"] = id, ["Size"] = 200, ["VolumeType"] = "gp3" }).Child("VolumeModification")!;
        Assert.Equal((100, 200), (change.Int("OriginalSize"), change.Int("TargetSize")));
        Assert.Equal(("gp3", 200, 3000, 125), (Volume(id).String("VolumeType"), Volume(id).Int("Size"), Volume(id).Int("Iops"), Volume(id).Int("Throughput")));
    }

    [Fact]
    public void Encryption_by_default_encrypts_new_volumes_and_copies()
    {
        // https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
        var plain = NewVolume(static v => v["Size"] = 1);
        var snapshot = NewSnapshot(plain);
        Pass(61);
        Assert.False(Volume(plain).Bool("Encrypted"));
        Assert.False(Ec2("GetEbsEncryptionByDefault").Bool("EbsEncryptionByDefault"));
        Ec2("EnableEbsEncryptionByDefault");
        Assert.True(Ec2("GetEbsEncryptionByDefault").Bool("EbsEncryptionByDefault"));
        Assert.Equal("alias/aws/ebs", Ec2("GetEbsDefaultKmsKeyId").String("KmsKeyId"));
        Assert.Equal("arn:aws:kms:eu-west-1:111122223333:alias/aws/ebs", Volume(NewVolume(static v => v["Size"] = 1)).String("KmsKeyId"));
        var copy = Ec2("CopySnapshot", new() { ["SourceRegion"] = "eu-west-1", ["SourceSnapshotId"] = snapshot }).String("SnapshotId")!;
        Assert.True(Snapshot(copy).Bool("Encrypted"));
        Assert.True(State.Instances.Get(Running()).Volumes["/dev/xvda"].Encrypted);
        Ec2("ModifyEbsDefaultKmsKeyId", new() { ["KmsKeyId"] = "1234abcd-12ab-34cd-56ef-1234567890ab" });
        Assert.EndsWith("key/1234abcd-12ab-34cd-56ef-1234567890ab", Volume(NewVolume(static v => v["Size"] = 1)).String("KmsKeyId"), StringComparison.Ordinal);
        Ec2("ResetEbsDefaultKmsKeyId");
        Ec2("DisableEbsEncryptionByDefault");
        Assert.False(Volume(NewVolume(static v => v["Size"] = 1)).Bool("Encrypted"));
        Assert.False(Volume(plain).Bool("Encrypted"));
    }

    [Fact]
    public void A_snapshot_takes_time_and_its_volumes_inherit_size_and_encryption()
    {
        // https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html
        var snapshot = NewSnapshot(NewVolume(static v => (v["Size"], v["Encrypted"]) = (20, true)));
        Assert.Equal(("pending", "0%"), (Snapshot(snapshot).String("State"), Snapshot(snapshot).String("Progress")));
        Fails("IncorrectState", "CreateVolume", new() { ["AvailabilityZone"] = "eu-west-1a", ["SnapshotId"] = snapshot });
        Pass(61);
        Assert.Equal(("completed", "100%"), (Snapshot(snapshot).String("State"), Snapshot(snapshot).String("Progress")));
        var volume = Volume(NewVolume(v => v["SnapshotId"] = snapshot));
        Assert.Equal((20, true), (volume.Int("Size"), volume.Bool("Encrypted")));
        Fails("InvalidParameterValue", "CreateVolume", new() { ["AvailabilityZone"] = "eu-west-1a", ["SnapshotId"] = snapshot, ["Size"] = 10 });
        Assert.Single(Ec2("DescribeSnapshots", new() { ["OwnerIds"] = new[] { "self" } }).Structs("Snapshots"));
        Ec2("DeleteSnapshot", new() { ["SnapshotId"] = snapshot });
        Fails("InvalidSnapshot.NotFound", "DeleteSnapshot", new() { ["SnapshotId"] = snapshot });
    }

    [Fact]
    public void A_snapshot_is_shared_with_accounts_but_an_encrypted_one_never_with_all()
    {
        // https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
        var snapshot = NewSnapshot(NewVolume(static v => v["Size"] = 1));
        static Struct Change(string id, string what, string member, string who) => new()
        {
            ["SnapshotId"] = id,
            ["Attribute"] = "createVolumePermission",
            ["CreateVolumePermission"] = new Struct { [what] = new[] { new Struct { [member] = who } } },
        };
        Ec2("ModifySnapshotAttribute", Change(snapshot, "Add", "UserId", "444455556666"));
        Ec2("ModifySnapshotAttribute", Change(snapshot, "Add", "Group", "all"));
        Ec2("ModifySnapshotAttribute", Change(snapshot, "Remove", "UserId", "444455556666"));
        var permission = Ec2("DescribeSnapshotAttribute", new() { ["SnapshotId"] = snapshot, ["Attribute"] = "createVolumePermission" }).Structs("CreateVolumePermissions").Single();
        Assert.Equal("all", permission.String("Group"));
        var encrypted = NewSnapshot(NewVolume(static v => (v["Size"], v["Encrypted"]) = (1, true)));
        Fails("OperationNotPermitted", "ModifySnapshotAttribute", Change(encrypted, "Add", "Group", "all"));
    }

    [Fact]
    public void Disks_of_a_launch_follow_its_block_device_mappings()
    {
        var id = Running(static r => r["BlockDeviceMappings"] = new[]
        {
            new Struct { ["DeviceName"] = "/dev/xvda", ["Ebs"] = new Struct { ["VolumeSize"] = 30, ["VolumeType"] = "gp2" } },
            new Struct { ["DeviceName"] = "/dev/sdb", ["Ebs"] = new Struct { ["VolumeSize"] = 5, ["DeleteOnTermination"] = false } },
            new Struct { ["DeviceName"] = "/dev/sdc", ["NoDevice"] = "" },
        });
        Assert.Equal([("/dev/sdb", 5), ("/dev/xvda", 30)], State.Instances.Get(id).Volumes.Select(static v => (v.Key, v.Value.Size)));
        Ec2("TerminateInstances", new() { ["InstanceIds"] = new[] { id } });
        Pass(70);
        Assert.Equal(("available", 5), (State.Volumes.Single().State, State.Volumes.Single().Size));
    }

    private string NewVolume(Action<Struct> with)
    {
        var request = new Struct { ["AvailabilityZone"] = "eu-west-1a" };
        with(request);
        return Ec2("CreateVolume", request).String("VolumeId")!;
    }

    private string NewSnapshot(string volume) => Ec2("CreateSnapshot", new() { ["VolumeId"] = volume }).String("SnapshotId")!;

    private Struct Volume(string id) => Ec2("DescribeVolumes", new() { ["VolumeIds"] = new[] { id } }).Structs("Volumes").Single();

    private Struct Snapshot(string id) => Ec2("DescribeSnapshots", new() { ["SnapshotIds"] = new[] { id } }).Structs("Snapshots").Single();
}
