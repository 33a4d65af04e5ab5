namespace AwsOps.Sandbox.Ec2;

/// <summary>An EBS volume.</summary>
internal sealed class Volume(string id, string zone, int size, string type, DateTime created) : Ec2Resource(id)
{
    public override string ResourceType => "volume";

    public string AvailabilityZone { get; } = zone;

    /// <summary>GiB.</summary>
    public int Size { get; set; } = size;

    public string VolumeType { get; set; } = type;

    public DateTime CreateTime { get; } = created;

    public int? Iops { get; set; }

    public int? Throughput { get; set; }

    public bool Encrypted { get; init; }

    public string? KmsKeyId { get; init; }

    public string? SnapshotId { get; init; }

    public string State { get; set; } = "creating";

    public Instance? Instance { get; set; }

    public string? Device { get; set; }

    public DateTime AttachTime { get; set; }

    public bool DeleteOnTermination { get; set; }
}

/// <summary>An EBS snapshot.</summary>
internal sealed class Snapshot(string id, string volumeId, int volumeSize, DateTime started) : Ec2Resource(id)
{
    public override string ResourceType => "snapshot";

    public string VolumeId { get; } = volumeId;

    public int VolumeSize { get; } = volumeSize;

    public DateTime StartTime { get; } = started;

    public string Description { get; init; } = string.Empty;

    public bool Encrypted { get; init; }

    public string? KmsKeyId { get; init; }

    public string State { get; set; } = "pending";

    public int Progress { get; set; }

    /// <summary>Accounts (or <c>all</c>) that may make volumes of it.</summary>
    public SortedSet<string> SharedWith { get; } = new(StringComparer.Ordinal);
}
