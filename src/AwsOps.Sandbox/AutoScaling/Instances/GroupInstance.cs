using System.Globalization;
using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Hooks;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Instances;

/// <summary>An instance as its group sees it.</summary>
internal sealed class GroupInstance(Instance ec2, LaunchSource source)
{
    public string Id => Ec2.Id;

    public Instance Ec2 { get; } = ec2;

    /// <summary>What it was launched from.</summary>
    public LaunchSource Source { get; } = source;

    public string State { get; set; } = Lifecycle.Pending;

    public bool Healthy { get; set; } = true;

    public bool ProtectedFromScaleIn { get; set; }

    /// <summary>Units it counts, when the group uses weights; else null.</summary>
    public int? Weight { get; init; }

    public int Units => Weight ?? 1;

    /// <summary>When it last entered service; null before.</summary>
    public DateTime? InServiceAt { get; set; }

    /// <summary>The warm-up of the policy that launched it, in seconds; null when it was not a policy: the group's default.</summary>
    public int? WarmupSeconds { get; set; }

    /// <summary>The activity that launches or terminates it now.</summary>
    public Activity? Activity { get; set; }

    /// <summary>Whether EC2 recommended to rebalance it: its interruption is likely.</summary>
    public bool IsAtRisk { get; set; }

    /// <summary>Whether scale-in returns it to the warm pool now.</summary>
    public bool IsReturning { get; set; }

    /// <summary>Lifecycle hooks that it waits for.</summary>
    public HookRun? Hooks { get; set; }

    /// <summary>Whether it is launching, or in service for less than <paramref name="warmupSeconds"/>.</summary>
    public bool IsWarming(int warmupSeconds, DateTime now) =>
        Lifecycle.IsPending(State) || (InServiceAt is { } since && InstanceWarmup.IsWarming(since, warmupSeconds, now));

    /// <summary>What the Engine's fleet rules take.</summary>
    public FleetInstance ToFleet() => new()
    {
        InstanceId = Id,
        Zone = Ec2.AvailabilityZone,
        LaunchTime = Ec2.LaunchTime,
        InstanceType = Ec2.InstanceType,
        Weight = Units,
        IsSpot = Ec2.IsSpot,
        IsProtected = ProtectedFromScaleIn,
        LaunchTemplateId = Source.TemplateId,
        LaunchTemplateVersion = Source.TemplateVersion,
        LaunchConfigurationName = Source.ConfigurationName,
        LaunchConfigurationCreated = Source.ConfigurationCreated,
    };

    /// <summary>Members of the API's Instance and AutoScalingInstanceDetails shapes.</summary>
    public Struct Describe() => new()
    {
        ["InstanceId"] = Id,
        ["InstanceType"] = Ec2.InstanceType,
        ["AvailabilityZone"] = Ec2.AvailabilityZone,
        ["AvailabilityZoneId"] = Ec2.Subnet.AvailabilityZoneId,
        ["LifecycleState"] = State,
        ["HealthStatus"] = Healthy ? "Healthy" : "Unhealthy",
        ["LaunchConfigurationName"] = Source.ConfigurationName,
        ["LaunchTemplate"] = Source.TemplateId is null ? null : new Struct
        {
            ["LaunchTemplateId"] = Source.TemplateId,
            ["LaunchTemplateName"] = Source.TemplateName,
            ["Version"] = Source.TemplateVersion.ToString(CultureInfo.InvariantCulture),
        },
        ["ImageId"] = Ec2.ImageId,
        ["ProtectedFromScaleIn"] = ProtectedFromScaleIn,
        ["WeightedCapacity"] = Weight?.ToString(CultureInfo.InvariantCulture),
    };
}
