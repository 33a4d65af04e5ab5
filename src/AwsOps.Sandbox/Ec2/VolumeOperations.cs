using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>EBS volumes.</summary>
internal static class VolumeOperations
{
    /// <summary>Smallest and largest size in GiB by type: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html</summary>
    private static readonly Dictionary<string, (int Min, int Max)> Sizes = new(StringComparer.Ordinal)
    {
        ["gp3"] = (1, 65536),
        ["gp2"] = (1, 16384),
        ["io1"] = (4, 16384),
        ["io2"] = (4, 65536),
        ["st1"] = (125, 16384),
        ["sc1"] = (125, 16384),
        ["standard"] = (1, 1024),
    };

    private static readonly Filters<Volume> Filters = new()
    {
        { "volume-id", static v => v.Id },
        { "availability-zone", static v => v.AvailabilityZone },
        { "create-time", static v => v.CreateTime },
        { "encrypted", static v => v.Encrypted },
        { "size", static v => v.Size.ToString(CultureInfo.InvariantCulture) },
        { "snapshot-id", static v => v.SnapshotId },
        { "status", static v => v.State },
        { "volume-type", static v => v.VolumeType },
        { "attachment.instance-id", static v => v.Instance?.Id },
        { "attachment.device", static v => v.Device },
        { "attachment.status", static v => v.Instance is null ? null : "attached" },
        { "attachment.delete-on-termination", static v => v.DeleteOnTermination },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateVolume", Create);
        simulator.Op("DescribeVolumes", static (call, ec2, request) => Describe.List(request, ec2.Volumes, "VolumeIds", Filters, "Volumes", View));
        simulator.Op("DeleteVolume", Delete);
        simulator.Op("AttachVolume", Attach);
        simulator.Op("DetachVolume", Detach);
        simulator.Op("ModifyVolume", Modify);
    }

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var zone = request.String("AvailabilityZoneId") is { } zoneId
            ? ec2.Zones.FirstOrDefault(z => z.Id == zoneId)?.Name ?? throw new AwsError("InvalidZone.NotFound", $"The zone '{zoneId}' does not exist.")
            : Check.Required(request, "AvailabilityZone");
        if (ec2.Zones.All(z => z.Name != zone))
        {
            throw new AwsError("InvalidZone.NotFound", $"The zone '{zone}' does not exist.");
        }

        Snapshot? snapshot = null;
        if (request.String("SnapshotId") is { } snapshotId)
        {
            snapshot = ec2.Snapshots.Get(snapshotId);
            if (snapshot.State != "completed")
            {
                throw new AwsError("IncorrectState", $"Snapshot is in '{snapshot.State}' state; expected 'completed'.");
            }
        }

        var type = request.String("VolumeType") ?? "gp2";
        var size = request.Int("Size") ?? snapshot?.VolumeSize ?? throw new AwsError("MissingParameter", "The request must contain the parameter size or snapshotId");
        CheckSize(type, size, snapshot?.VolumeSize);
        CheckIops(type, size, request.Int("Iops"));
        if (request.Has("KmsKeyId") && request.Bool("Encrypted") != true && !ec2.EncryptByDefault)
        {
            throw new AwsError("InvalidParameterDependency", "The parameter KmsKeyId requires the parameter Encrypted to be set.");
        }

        var tags = TagSpecifications.ForOne(request, "volume");

        // A volume of an encrypted snapshot is encrypted.
        // https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html
        var volume = ec2.MakeVolume(
            zone,
            size,
            type,
            request.Bool("Encrypted") == true || snapshot?.Encrypted == true,
            request.String("KmsKeyId") ?? snapshot?.KmsKeyId,
            snapshot?.Id,
            request.Int("Iops"),
            request.Int("Throughput"));
        TagSpecifications.Set(volume, tags);
        return View(volume);
    }

    private static void CheckSize(string type, int size, int? atLeast)
    {
        var (minimum, maximum) = Sizes.TryGetValue(type, out var range)
            ? range
            : throw new AwsError("UnknownVolumeType", $"Unknown volume type '{type}'.");
        if (size < minimum || size > maximum)
        {
            throw new AwsError("InvalidParameterValue", $"Volume of {size}GiB is out of range for volume type {type}; it must be between {minimum}GiB and {maximum}GiB.");
        }

        if (size < atLeast)
        {
            throw new AwsError("InvalidParameterValue", $"The size {size}GiB is smaller than the snapshot's {atLeast}GiB.");
        }
    }

    private static void CheckIops(string type, int size, int? iops)
    {
        if (type is "io1" or "io2" && iops is null)
        {
            throw new AwsError("MissingParameter", $"The parameter iops must be specified for {type} volumes.");
        }

        if (iops is not null && type is not ("io1" or "io2" or "gp3"))
        {
            throw new AwsError("InvalidParameterCombination", $"The parameter iops is not supported for {type} volumes.");
        }

        // Most IOPS a GiB: 50 of io1, 500 of gp3, 1,000 of io2.
        // https://docs.aws.amazon.com/ebs/latest/userguide/provisioned-iops.html
        var ratio = type switch { "io1" => 50, "gp3" => 500, _ => 1000 };
        if (iops > Math.Max(3000, ratio * size))
        {
            throw new AwsError("InvalidParameterValue", $"Iops to volume size ratio of {iops / (double)size:0.##} is too high; maximum is {ratio}");
        }
    }

    private static Struct? Delete(Call call, Ec2State ec2, Struct request)
    {
        var volume = ec2.Volumes.Get(request.String("VolumeId"));
        if (volume.Instance is { } instance)
        {
            throw new AwsError("VolumeInUse", $"Volume {volume.Id} is currently attached to {instance.Id}");
        }

        ec2.Volumes.Remove(volume);
        return null;
    }

    private static Struct Attach(Call call, Ec2State ec2, Struct request)
    {
        var volume = ec2.Volumes.Get(request.String("VolumeId"));
        var instance = ec2.Instances.Get(request.String("InstanceId"));
        var device = Check.Required(request, "Device");
        if (volume.Instance is not null)
        {
            throw new AwsError("VolumeInUse", $"{volume.Id} is already attached to an instance");
        }

        if (volume.State != "available")
        {
            throw new AwsError("IncorrectState", $"{volume.Id} is not 'available'.");
        }

        Ec2State.RequireState(instance, "attached to", InstanceState.Running, InstanceState.Stopped);
        if (volume.AvailabilityZone != instance.AvailabilityZone)
        {
            throw new AwsError("InvalidVolume.ZoneMismatch", $"The volume '{volume.Id}' is not in the same availability zone as instance '{instance.Id}'");
        }

        if (instance.Volumes.ContainsKey(device))
        {
            throw new AwsError("InvalidParameterValue", $"Invalid value '{device}' for unixDevice. Attachment point {device} is already in use");
        }

        ec2.Attach(volume, instance, device, deleteOnTermination: false);
        return Attachment(volume, "attaching");
    }

    private static Struct Detach(Call call, Ec2State ec2, Struct request)
    {
        var volume = ec2.Volumes.Get(request.String("VolumeId"));
        if (volume.Instance is not { } instance || (request.String("InstanceId") is { } id && id != instance.Id))
        {
            throw new AwsError("IncorrectState", $"Volume '{volume.Id}' is in the 'available' state.");
        }

        if (instance.State != InstanceState.Stopped && volume.Device == ec2.GetImage(instance.ImageId).RootDeviceName)
        {
            throw new AwsError("OperationNotPermitted", $"Unable to detach root volume '{volume.Id}' from instance '{instance.Id}'");
        }

        var answer = Attachment(volume, "detaching");
        ec2.Detach(volume);
        return answer;
    }

    private static Struct Modify(Call call, Ec2State ec2, Struct request)
    {
        var volume = ec2.Volumes.Get(request.String("VolumeId"));
        var type = request.String("VolumeType") ?? volume.VolumeType;
        var size = request.Int("Size") ?? volume.Size;
        if (size < volume.Size)
        {
            throw new AwsError("InvalidParameterValue", $"New size cannot be smaller than existing size");
        }

        CheckSize(type, size, null);
        CheckIops(type, size, request.Int("Iops") ?? (type is "io1" or "io2" ? volume.Iops : null));
        var modification = new Struct
        {
            { "VolumeId", volume.Id },
            { "ModificationState", "modifying" },
            { "OriginalSize", volume.Size },
            { "OriginalVolumeType", volume.VolumeType },
            { "OriginalIops", volume.Iops },
            { "OriginalThroughput", volume.Throughput },
            { "StartTime", call.Now },
            { "Progress", 0 },
        };
        (volume.Size, volume.VolumeType) = (size, type);
        volume.Iops = request.Int("Iops") ?? (type == "gp3" ? Math.Max(3000, volume.Iops ?? 0) : type == "gp2" ? Math.Clamp(size * 3, 100, 16000) : volume.Iops);
        volume.Throughput = request.Int("Throughput") ?? (type == "gp3" ? volume.Throughput ?? 125 : null);
        modification["TargetSize"] = volume.Size;
        modification["TargetVolumeType"] = volume.VolumeType;
        modification["TargetIops"] = volume.Iops;
        modification["TargetThroughput"] = volume.Throughput;
        return new Struct { { "VolumeModification", modification } };
    }

    private static Struct Attachment(Volume volume, string state) => new()
    {
        { "VolumeId", volume.Id },
        { "InstanceId", volume.Instance?.Id },
        { "Device", volume.Device },
        { "State", state },
        { "AttachTime", volume.AttachTime },
        { "DeleteOnTermination", volume.DeleteOnTermination },
    };

    private static Struct View(Volume volume) => new()
    {
        { "VolumeId", volume.Id },
        { "AvailabilityZone", volume.AvailabilityZone },
        { "Size", volume.Size },
        { "VolumeType", volume.VolumeType },
        { "Iops", volume.Iops },
        { "Throughput", volume.Throughput },
        { "Encrypted", volume.Encrypted },
        { "KmsKeyId", volume.KmsKeyId },
        { "SnapshotId", volume.SnapshotId ?? string.Empty },
        { "State", volume.State },
        { "CreateTime", volume.CreateTime },
        { "MultiAttachEnabled", false },
        { "Attachments", volume.Instance is null ? [] : new List<Struct> { Attachment(volume, "attached") } },
        { "Tags", Render.Tags(volume) },
    };
}
