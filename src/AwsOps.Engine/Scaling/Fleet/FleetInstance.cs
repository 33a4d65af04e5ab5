namespace AwsOps.Engine.Scaling;

/// <summary>What the rules of a fleet know of an instance.</summary>
public readonly record struct FleetInstance
{
    /// <summary>The instance's id.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Its Availability Zone.</summary>
    public required string Zone { get; init; }

    /// <summary>When it was launched, UTC.</summary>
    public required DateTime LaunchTime { get; init; }

    /// <summary>Its instance type.</summary>
    public string InstanceType { get; init; }

    /// <summary>How many capacity units it counts; 0 is read as 1.</summary>
    public int Weight { get; init; }

    /// <summary>Whether it is a Spot Instance.</summary>
    public bool IsSpot { get; init; }

    /// <summary>Whether it is protected from scale-in.</summary>
    public bool IsProtected { get; init; }

    /// <summary>The id of the launch template that it was launched with, if any.</summary>
    public string? LaunchTemplateId { get; init; }

    /// <summary>The version of that template.</summary>
    public long LaunchTemplateVersion { get; init; }

    /// <summary>The name of the launch configuration that it was launched with, if any.</summary>
    public string? LaunchConfigurationName { get; init; }

    /// <summary>When that launch configuration was made, UTC.</summary>
    public DateTime LaunchConfigurationCreated { get; init; }

    /// <summary>Capacity units: <see cref="Weight"/>, at least 1.</summary>
    public int Units => Math.Max(1, Weight);
}
