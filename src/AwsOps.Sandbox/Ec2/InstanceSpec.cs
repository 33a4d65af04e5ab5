using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>
/// What to launch. Other services start from <see cref="Ec2State.LaunchSpec"/> and change what they override with <c>with</c>.
/// </summary>
internal sealed record InstanceSpec
{
    public required string ImageId { get; init; }

    public required string InstanceType { get; init; }

    /// <summary>Null: the default subnet of <see cref="AvailabilityZone"/>, or of the region's first zone.</summary>
    public string? SubnetId { get; init; }

    public string? AvailabilityZone { get; init; }

    /// <summary>Empty: the VPC's default group.</summary>
    public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

    /// <summary>Groups by name, in the subnet's VPC.</summary>
    public IReadOnlyList<string> SecurityGroupNames { get; init; } = [];

    public string? KeyName { get; init; }

    /// <summary>Base64, as sent.</summary>
    public string? UserData { get; init; }

    /// <summary>Name or ARN of the instance profile.</summary>
    public string? IamInstanceProfile { get; init; }

    public bool DetailedMonitoring { get; init; }

    public bool Spot { get; init; }

    /// <summary>HibernationOptions: whether it can hibernate.</summary>
    public bool Hibernation { get; init; }

    public bool? EbsOptimized { get; init; }

    public string Tenancy { get; init; } = "default";

    /// <summary>Null: as the subnet says.</summary>
    public bool? AssociatePublicIpAddress { get; init; }

    public string? PrivateIpAddress { get; init; }

    /// <summary>Null: as the subnet says.</summary>
    public int? Ipv6AddressCount { get; init; }

    public IReadOnlyList<string> Ipv6Addresses { get; init; } = [];

    public bool DisableApiTermination { get; init; }

    public bool DisableApiStop { get; init; }

    public string ShutdownBehavior { get; init; } = "stop";

    public string? CpuCredits { get; init; }

    public Struct? MetadataOptions { get; init; }

    public string? ClientToken { get; init; }

    /// <summary>Block device mappings as sent.</summary>
    public IReadOnlyList<Struct> BlockDeviceMappings { get; init; } = [];

    /// <summary>Tags by resource type (<c>instance</c>, <c>volume</c>, <c>network-interface</c>…).</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Tags { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>The same with more tags on the instance; a key given here wins.</summary>
    public InstanceSpec WithInstanceTags(IEnumerable<KeyValuePair<string, string>> tags)
    {
        var all = Tags.TryGetValue("instance", out var old)
            ? new Dictionary<string, string>(old, StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            all[key] = value;
        }

        return this with
        {
            Tags = new Dictionary<string, IReadOnlyDictionary<string, string>>(Tags, StringComparer.Ordinal) { ["instance"] = all },
        };
    }
}
