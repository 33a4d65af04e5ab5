using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>EBS snapshots.</summary>
internal static class SnapshotOperations
{
    private static readonly Filters<Snapshot> Filters = new()
    {
        { "snapshot-id", static s => s.Id },
        { "volume-id", static s => s.VolumeId },
        { "volume-size", static s => s.VolumeSize.ToString(CultureInfo.InvariantCulture) },
        { "description", static s => s.Description },
        { "encrypted", static s => s.Encrypted },
        { "status", static s => s.State },
        { "progress", static s => Progress(s) },
        { "start-time", static s => s.StartTime },
        { "storage-tier", static _ => "standard" },
    };

    public static void Register(Ec2Simulator simulator)
    {
        simulator.Op("CreateSnapshot", Create);
        simulator.Op("DescribeSnapshots", List);
        simulator.Op("DeleteSnapshot", static (call, ec2, request) =>
        {
            ec2.Snapshots.Remove(ec2.Snapshots.Get(request.String("SnapshotId")));
            return null;
        });
        simulator.Op("CopySnapshot", Copy);
        simulator.Op("DescribeSnapshotAttribute", ShowAttribute);
        simulator.Op("ModifySnapshotAttribute", ModifyAttribute);
    }

    private static string Progress(Snapshot snapshot) => snapshot.Progress.ToString(CultureInfo.InvariantCulture) + "%";

    private static Struct Create(Call call, Ec2State ec2, Struct request)
    {
        var volume = ec2.Volumes.Get(request.String("VolumeId"));
        var snapshot = new Snapshot(call.Ids.Ec2("snap"), volume.Id, volume.Size, call.Now)
        {
            Description = request.String("Description") ?? string.Empty,
            Encrypted = volume.Encrypted,
            KmsKeyId = volume.KmsKeyId,
        };
        TagSpecifications.Tag(snapshot, request);
        Start(ec2, snapshot);
        return View(ec2, snapshot);
    }

    private static void Start(Ec2State ec2, Snapshot snapshot)
    {
        ec2.Snapshots.Add(snapshot);
        ec2.Scope.Clock.After(ec2.Timings.Snapshot, () =>
        {
            snapshot.State = "completed";
            snapshot.Progress = 100;
        });
    }

    private static Struct Copy(Call call, Ec2State ec2, Struct request)
    {
        var source = call.Cloud.Scope(call.Account, Check.Required(request, "SourceRegion")).Get<Ec2State>().Snapshots.Get(request.String("SourceSnapshotId"));
        if (source.State != "completed")
        {
            throw new AwsError("IncorrectState", $"Snapshot is in '{source.State}' state; expected 'completed'.");
        }

        // An encrypted snapshot stays encrypted; an unencrypted one is encrypted when asked for or by the account's default.
        // https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
        var isEncrypted = source.Encrypted || request.Bool("Encrypted") == true || ec2.EncryptByDefault;
        if (request.Has("KmsKeyId") && !isEncrypted)
        {
            throw new AwsError("InvalidParameterDependency", "The parameter KmsKeyId requires the parameter Encrypted to be set.");
        }

        var copy = new Snapshot(call.Ids.Ec2("snap"), source.VolumeId, source.VolumeSize, call.Now)
        {
            Description = request.String("Description") ?? string.Empty,
            Encrypted = isEncrypted,
            KmsKeyId = isEncrypted ? ec2.KeyArn(request.String("KmsKeyId") ?? ec2.DefaultKmsKeyId) : null,
        };
        TagSpecifications.Tag(copy, request);
        Start(ec2, copy);
        return new Struct { { "SnapshotId", copy.Id }, { "Tags", Render.Tags(copy) } };
    }

    private static Struct List(Call call, Ec2State ec2, Struct request)
    {
        var owners = request.Strings("OwnerIds");
        var chosen = Describe.Select(request, ec2.Snapshots, "SnapshotIds", Filters)
            .Where(_ => owners.Count == 0 || owners.Contains("self") || owners.Contains(call.Account));
        return Describe.Answer(request, chosen, "Snapshots", s => View(ec2, s));
    }

    private static Struct ShowAttribute(Call call, Ec2State ec2, Struct request)
    {
        var snapshot = ec2.Snapshots.Get(request.String("SnapshotId"));
        var answer = new Struct { { "SnapshotId", snapshot.Id } };
        if (request.String("Attribute") == "createVolumePermission")
        {
            answer["CreateVolumePermissions"] = snapshot.SharedWith
                .Select(static who => new Struct { { who == "all" ? "Group" : "UserId", who } })
                .ToList();
        }
        else
        {
            answer["ProductCodes"] = new List<Struct>();
        }

        return answer;
    }

    private static Struct? ModifyAttribute(Call call, Ec2State ec2, Struct request)
    {
        var snapshot = ec2.Snapshots.Get(request.String("SnapshotId"));
        static IEnumerable<string> Who(IEnumerable<Struct> items) => items.Select(static p => p.String("Group") ?? p.String("UserId")).OfType<string>();
        var change = request.Child("CreateVolumePermission");
        var named = request.Strings("UserIds").Concat(request.Strings("GroupNames")).ToList();
        var adding = Who(change?.Structs("Add") ?? []).Concat(request.String("OperationType") == "add" ? named : []).ToList();
        if (snapshot.Encrypted && adding.Contains("all"))
        {
            // https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
            throw new AwsError("OperationNotPermitted", "Encrypted snapshots with EBS default key cannot be shared publicly.");
        }

        snapshot.SharedWith.UnionWith(adding);
        snapshot.SharedWith.ExceptWith(Who(change?.Structs("Remove") ?? []).Concat(request.String("OperationType") == "remove" ? named : []));
        return null;
    }

    private static Struct View(Ec2State ec2, Snapshot snapshot) => new()
    {
        { "SnapshotId", snapshot.Id },
        { "VolumeId", snapshot.VolumeId },
        { "VolumeSize", snapshot.VolumeSize },
        { "Description", snapshot.Description },
        { "Encrypted", snapshot.Encrypted },
        { "KmsKeyId", snapshot.KmsKeyId },
        { "State", snapshot.State },
        { "Progress", Progress(snapshot) },
        { "StartTime", snapshot.StartTime },
        { "OwnerId", ec2.Scope.Account },
        { "StorageTier", "standard" },
        { "Tags", Render.Tags(snapshot) },
    };
}
