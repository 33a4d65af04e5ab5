using Amazon.AutoScaling.Model;

namespace AwsOps;

/// <summary>An Auto Scaling group: how many instances there are, may be and should be, and where they come from.</summary>
public sealed class ScalingGroup : AwsResource
{
    internal ScalingGroup(Common.AwsConnection aws, AutoScalingGroup group)
        : base(aws, Common.Arns.Account(group.AutoScalingGroupARN))
    {
        var mixed = group.MixedInstancesPolicy?.LaunchTemplate;
        var template = group.LaunchTemplate ?? mixed?.LaunchTemplateSpecification;
        ScalingGroupName = group.AutoScalingGroupName;
        Arn = group.AutoScalingGroupARN;
        MinSize = group.MinSize ?? 0;
        MaxSize = group.MaxSize ?? 0;
        DesiredCapacity = group.DesiredCapacity ?? 0;
        Instance = (ScalingInstance[])[.. (group.Instances ?? []).Select(static instance => new ScalingInstance(instance)).OrderBy(static instance => instance.Zone, StringComparer.Ordinal).ThenBy(static instance => instance.InstanceId, StringComparer.Ordinal)];
        InService = Instance.Count(static instance => instance.LifecycleState == "InService");
        LaunchTemplateName = template?.LaunchTemplateName;
        LaunchTemplateVersion = template?.Version;
        InstanceType = (string[])[.. (mixed?.Overrides ?? []).Select(static item => item.InstanceType).Where(static type => type is not null)];
        OnDemandBase = group.MixedInstancesPolicy?.InstancesDistribution?.OnDemandBaseCapacity;
        OnDemandPercentage = group.MixedInstancesPolicy?.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity;
        SpotAllocationStrategy = group.MixedInstancesPolicy?.InstancesDistribution?.SpotAllocationStrategy;
        CapacityRebalance = group.CapacityRebalance ?? false;
        SubnetId = (group.VPCZoneIdentifier ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Zone = (string[])[.. group.AvailabilityZones ?? []];
        TargetGroupArn = (string[])[.. group.TargetGroupARNs ?? []];
        HealthCheckType = group.HealthCheckType;
        HealthCheckGracePeriod = group.HealthCheckGracePeriod ?? 0;
        DefaultCooldown = group.DefaultCooldown ?? 0;
        DefaultWarmup = group.DefaultInstanceWarmup;
        PredictedCapacity = group.PredictedCapacity;
        TerminationPolicy = (string[])[.. group.TerminationPolicies ?? []];
        SuspendedProcess = (string[])[.. (group.SuspendedProcesses ?? []).Select(static process => process.ProcessName)];
        WarmPoolState = group.WarmPoolConfiguration is { } pool ? pool.PoolState?.Value ?? "Stopped" : null;
        WarmPoolStatus = group.WarmPoolConfiguration?.Status?.Value;
        WarmPoolSize = group.WarmPoolConfiguration is null ? null : group.WarmPoolSize ?? 0;
        WarmPoolMinSize = group.WarmPoolConfiguration is null ? null : group.WarmPoolConfiguration.MinSize ?? 0;
        WarmPoolMaxPreparedCapacity = group.WarmPoolConfiguration?.MaxGroupPreparedCapacity is { } prepared and >= 0 ? prepared : null;
        WarmPoolReuseOnScaleIn = group.WarmPoolConfiguration?.InstanceReusePolicy?.ReuseOnScaleIn;
        MaxInstanceLifetimeDays = group.MaxInstanceLifetime is { } seconds and > 0 ? seconds / 86400 : null;
        Status = group.Status;
        CreatedTime = group.CreatedTime?.ToUniversalTime();
        Tag = Common.Tags.From(group.Tags, static tag => tag.Key, static tag => tag.Value);
    }

    /// <summary>Name of the group.</summary>
    public string ScalingGroupName { get; }

    /// <summary>ARN of the group.</summary>
    public string Arn { get; }

    /// <summary>Fewest instances.</summary>
    public int MinSize { get; }

    /// <summary>Most instances.</summary>
    public int MaxSize { get; }

    /// <summary>Instances there should be now.</summary>
    public int DesiredCapacity { get; }

    /// <summary>Instances that serve now.</summary>
    public int InService { get; }

    /// <summary>Instances in any state.</summary>
    public int InstanceCount => Instance.Count;

    /// <summary>The instances, by zone.</summary>
    public IReadOnlyList<ScalingInstance> Instance { get; }

    /// <summary>Launch template; null for a group on a launch configuration.</summary>
    public string? LaunchTemplateName { get; }

    /// <summary>Version of the template: a number, $Latest or $Default.</summary>
    public string? LaunchTemplateVersion { get; }

    /// <summary>Instance types of a mixed group; empty when the template's type is used.</summary>
    public IReadOnlyList<string> InstanceType { get; }

    /// <summary>On-demand instances before any Spot; null for a group that is not mixed.</summary>
    public int? OnDemandBase { get; }

    /// <summary>Percentage of on-demand above the base; null for a group that is not mixed.</summary>
    public int? OnDemandPercentage { get; }

    /// <summary>How Spot pools are chosen; null for a group that is not mixed.</summary>
    public string? SpotAllocationStrategy { get; }

    /// <summary>Subnets of its instances.</summary>
    public IReadOnlyList<string> SubnetId { get; }

    /// <summary>Zones of its instances.</summary>
    public IReadOnlyList<string> Zone { get; }

    /// <summary>Target groups its instances are registered with.</summary>
    public IReadOnlyList<string> TargetGroupArn { get; }

    /// <summary>Who judges health: EC2, or the load balancer too (ELB).</summary>
    public string HealthCheckType { get; }

    /// <summary>Seconds before the health of a new instance counts.</summary>
    public int HealthCheckGracePeriod { get; }

    /// <summary>Seconds between simple scalings.</summary>
    public int DefaultCooldown { get; }

    /// <summary>Seconds until a new instance's metrics count; null when not set, and then the cooldown counts.</summary>
    public int? DefaultWarmup { get; }

    /// <summary>What predictive scaling forecast for this hour; null without such a policy.</summary>
    public int? PredictedCapacity { get; }

    /// <summary>Which instance goes first when the group shrinks.</summary>
    public IReadOnlyList<string> TerminationPolicy { get; }

    /// <summary>Processes that are suspended.</summary>
    public IReadOnlyList<string> SuspendedProcess { get; }

    /// <summary>Whether Spot Instances that EC2 is likely to interrupt are replaced before.</summary>
    public bool CapacityRebalance { get; }

    /// <summary>State of instances in the warm pool: Stopped, Running or Hibernated; null for a group without one.</summary>
    public string? WarmPoolState { get; }

    /// <summary>PendingDelete while the warm pool is being removed; otherwise null.</summary>
    public string? WarmPoolStatus { get; }

    /// <summary>Instances in the warm pool; null for a group without one.</summary>
    public int? WarmPoolSize { get; }

    /// <summary>Fewest instances in the warm pool; null for a group without one.</summary>
    public int? WarmPoolMinSize { get; }

    /// <summary>Most instances in the group and the warm pool together; null for the group's maximum.</summary>
    public int? WarmPoolMaxPreparedCapacity { get; }

    /// <summary>Whether a scale-in returns instances to the warm pool; null when that is not set.</summary>
    public bool? WarmPoolReuseOnScaleIn { get; }

    /// <summary>Days after which an instance is replaced; null for never.</summary>
    public int? MaxInstanceLifetimeDays { get; }

    /// <summary>Set while the group is being deleted; null otherwise.</summary>
    public string? Status { get; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime? CreatedTime { get; }
}

/// <summary>An instance of a scaling group.</summary>
public sealed class ScalingInstance
{
    internal ScalingInstance(Instance instance)
    {
        InstanceId = instance.InstanceId;
        InstanceType = instance.InstanceType;
        Zone = instance.AvailabilityZone;
        LifecycleState = instance.LifecycleState?.Value ?? string.Empty;
        Health = instance.HealthStatus;
        ProtectedFromScaleIn = instance.ProtectedFromScaleIn ?? false;
        LaunchTemplateVersion = instance.LaunchTemplate?.Version;
    }

    /// <summary>Instance id.</summary>
    public string InstanceId { get; }

    /// <summary>Instance type.</summary>
    public string? InstanceType { get; }

    /// <summary>Availability Zone.</summary>
    public string Zone { get; }

    /// <summary>State in the group: Pending, InService, Terminating…</summary>
    public string LifecycleState { get; }

    /// <summary>Healthy or Unhealthy.</summary>
    public string? Health { get; }

    /// <summary>True when scaling in spares it.</summary>
    public bool ProtectedFromScaleIn { get; }

    /// <summary>Version of the launch template it was made from.</summary>
    public string? LaunchTemplateVersion { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{InstanceId} {LifecycleState}";
}
