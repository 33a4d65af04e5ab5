using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>States of an instance; the values are EC2's state codes.</summary>
internal enum InstanceState
{
    Pending = 0,
    Running = 16,
    ShuttingDown = 32,
    Terminated = 48,
    Stopping = 64,
    Stopped = 80,
}

/// <summary>What the status checks say.</summary>
internal enum StatusCheck
{
    /// <summary>First minutes after a start.</summary>
    Initializing,
    Ok,
    Impaired,

    /// <summary>Not running.</summary>
    NotApplicable,
}

/// <summary>An instance. Changed only by <see cref="Ec2State"/> and EC2's own operations.</summary>
internal sealed class Instance(string id, InstanceSpec spec, Subnet subnet, DateTime launchTime) : Ec2Resource(id)
{
    public override string ResourceType => "instance";

    public InstanceSpec Spec { get; } = spec;

    public string ReservationId { get; init; } = string.Empty;

    public int LaunchIndex { get; init; }

    public string ImageId => Spec.ImageId;

    public string InstanceType { get; set; } = spec.InstanceType;

    public string Architecture { get; init; } = "x86_64";

    public Subnet Subnet { get; } = subnet;

    public string SubnetId => Subnet.Id;

    public string VpcId => Subnet.VpcId;

    public string AvailabilityZone => Subnet.AvailabilityZone;

    /// <summary>Time of the last start, UTC.</summary>
    public DateTime LaunchTime { get; set; } = launchTime;

    public InstanceState State { get; set; } = InstanceState.Pending;

    /// <summary>Why it stopped or ended; <c>Code</c> and <c>Message</c> of StateReason.</summary>
    public (string Code, string Message)? StateReason { get; set; }

    /// <summary>E.g. <c>User initiated (2026-01-05 08:00:00 GMT)</c>; empty while nothing happened to it.</summary>
    public string StateTransitionReason { get; set; } = string.Empty;

    /// <summary>Network interfaces by device index.</summary>
    public List<NetworkInterface> Interfaces { get; } = [];

    public NetworkInterface? PrimaryInterface => Interfaces.Find(static i => i.DeviceIndex == 0);

    public IReadOnlyList<SecurityGroup> SecurityGroups => PrimaryInterface?.Groups ?? [];

    public string? PrivateIpAddress => PrimaryInterface?.PrivateIpAddress;

    public string? PublicIpAddress => PrimaryInterface?.PublicIpAddress;

    /// <summary>ARN of the instance profile, or null.</summary>
    public string? IamInstanceProfileArn { get; set; }

    /// <summary>Id and time of the association with the profile.</summary>
    public (string Id, DateTime Time)? ProfileAssociation { get; set; }

    public bool IsSpot => Spec.Spot;

    /// <summary>True: metrics each minute; false: each five minutes.</summary>
    public bool DetailedMonitoring { get; set; } = spec.DetailedMonitoring;

    public bool DisableApiTermination { get; set; }

    public bool DisableApiStop { get; set; }

    public string ShutdownBehavior { get; set; } = "stop";

    public bool EbsOptimized { get; set; }

    public string? UserData { get; set; }

    /// <summary><c>standard</c> or <c>unlimited</c>; null for types without CPU credits.</summary>
    public string? CpuCredits { get; set; }

    /// <summary>Attached volumes by device name.</summary>
    public SortedDictionary<string, Volume> Volumes { get; } = new(StringComparer.Ordinal);

    public StatusCheck StatusCheck { get; set; } = StatusCheck.NotApplicable;

    /// <summary>False when whatever runs on it no longer answers health checks of load balancers.</summary>
    public bool ApplicationHealthy { get; set; } = true;

    /// <summary>Members of MetadataOptions that differ from the defaults.</summary>
    public Struct? MetadataOptions { get; set; }

    /// <summary>The one pending transition on the clock.</summary>
    public IDisposable? Timer { get; set; }

    /// <summary>The status check's own timer.</summary>
    public IDisposable? StatusTimer { get; set; }
}

/// <summary>An instance went from one state to another.</summary>
internal sealed record InstanceStateChange(Instance Instance, InstanceState Previous, InstanceState Current);
