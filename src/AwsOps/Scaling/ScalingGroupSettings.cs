using System.Collections;
using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>The parameters that New-ScalingGroup and Set-ScalingGroup share.</summary>
public abstract class ScalingGroupSettingsCmdlet : AwsCmdlet
{
    private protected ScalingGroupSettingsCmdlet()
    {
    }

    /// <summary>Launch template of the instances; New-LaunchTemplate makes one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LaunchTemplateNameCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual string? LaunchTemplateName { get; set; }

    /// <summary>Version of the launch template: a number, $Latest or $Default.</summary>
    [Parameter]
    [ValidateFormat(@"^(\$Latest|\$Default|[1-9][0-9]*)$", "-LaunchTemplateVersion '{0}': give a number, '$Latest' or '$Default' (in single quotes).")]
    public string? LaunchTemplateVersion { get; set; }

    /// <summary>Subnets to launch in. Without it a new group takes the default VPC's, one in each zone.</summary>
    [Parameter]
    [ValidateFormat("^subnet-[0-9a-f]{8,17}$", "-SubnetId '{0}' is not the id of a subnet; it looks like subnet-0123456789abcdef0.")]
    public string[]? SubnetId { get; set; }

    /// <summary>Instances there should be now, between minimum and maximum. A new group starts with the minimum.</summary>
    [Parameter]
    [ValidateRange(0, 10000)]
    public int? DesiredCapacity { get; set; }

    /// <summary>Several instance types, in order of preference, instead of the template's one. Spot finds capacity more easily among many.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(InstanceTypeCompleter))]
    [ValidateCount(1, 40)]
    public string[]? InstanceType { get; set; }

    /// <summary>On-demand instances before any Spot instance.</summary>
    [Parameter]
    [ValidateRange(0, 10000)]
    public int? OnDemandBase { get; set; }

    /// <summary>Percentage of on-demand instances above the base; the rest is Spot.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int? OnDemandPercentage { get; set; }

    /// <summary>How Spot pools are chosen.</summary>
    [Parameter]
    [ValidateSet("price-capacity-optimized", "capacity-optimized", "capacity-optimized-prioritized", "lowest-price")]
    public string? SpotAllocationStrategy { get; set; }

    /// <summary>Capacity Rebalancing: whether Spot Instances that EC2 is likely to interrupt are replaced before; the group can exceed its maximum meanwhile.</summary>
    [Parameter]
    public bool? CapacityRebalance { get; set; }

    /// <summary>Who judges health: EC2, or the load balancer too (ELB). A new group with target groups takes ELB.</summary>
    [Parameter]
    [ValidateSet("EC2", "ELB")]
    public string? HealthCheckType { get; set; }

    /// <summary>Seconds before the health of a new instance counts.</summary>
    [Parameter]
    [ValidateRange(0, 172800)]
    public int? HealthCheckGracePeriod { get; set; }

    /// <summary>Seconds until a new instance's metrics count. Scaling policies use it.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    public int? DefaultWarmup { get; set; }

    /// <summary>Seconds between simple scalings.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    public int? DefaultCooldown { get; set; }

    /// <summary>Which instance goes first when the group shrinks, in order.</summary>
    [Parameter]
    [ValidateSet("Default", "AllocationStrategy", "ClosestToNextInstanceHour", "NewestInstance", "OldestInstance", "OldestLaunchConfiguration", "OldestLaunchTemplate")]
    public string[]? TerminationPolicy { get; set; }

    /// <summary>Days after which an instance is replaced; 0 for never.</summary>
    [Parameter]
    [ValidateRange(0, 365)]
    public int? MaxInstanceLifetimeDays { get; set; }

    /// <summary>Tags of the group, copied to its instances.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <summary>Waits until as many instances serve as should.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long to wait at most.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSeconds { get; set; } = 900;

    /// <summary>True when any parameter asks for a mixed group.</summary>
    private protected bool AsksForMix => InstanceType is not null || OnDemandBase is not null || OnDemandPercentage is not null || SpotAllocationStrategy is not null;
}
