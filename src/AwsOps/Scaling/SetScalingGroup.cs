using System.Globalization;
using System.Management.Automation;
using Amazon.AutoScaling.Model;
using AwsOps.Common;
using AwsOps.Network;

namespace AwsOps.Scaling;

/// <summary>Brings Auto Scaling groups to given settings. What is not given stays; run twice, the second run changes nothing.</summary>
/// <remarks><para>-WhatIf says from what to what each setting would change. A size that contradicts the others is an error before anything is changed.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | Set-ScalingGroup -MinSize 4 -DesiredCapacity 6 -PassThru</code>
/// <para>Makes a group larger.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10; Get-ScalingGroup | Set-ScalingGroup -DefaultWarmup 120 -WhatIf</code>
/// <para>Says what would change in every group.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "ScalingGroup", SupportsShouldProcess = true)]
[OutputType(typeof(ScalingGroup))]
[IamAction(
    "autoscaling:CreateOrUpdateTags",
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:UpdateAutoScalingGroup",
    "ec2:DescribeInstanceTypeOfferings",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribeSubnets",
    "ec2:RunInstances",
    "iam:PassRole")]
public sealed class SetScalingGroupCommand : ScalingGroupSettingsCmdlet
{
    /// <summary>Names of the groups.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ScalingGroupName { get; set; } = [];

    /// <summary>Launch template of the instances launched from now on.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LaunchTemplateNameCompleter))]
    [ValidateNotNullOrEmpty]
    public override string? LaunchTemplateName { get; set; }

    /// <summary>Fewest instances.</summary>
    [Parameter]
    [ValidateRange(0, 10000)]
    public int? MinSize { get; set; }

    /// <summary>Most instances.</summary>
    [Parameter]
    [ValidateRange(0, 10000)]
    public int? MaxSize { get; set; }

    /// <summary>Returns the groups as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var groups = new ScalingGroups(aws, Changes);
        var found = new List<ScalingGroup>();
        await foreach (var group in groups.GetAsync(ScalingGroupName, name => WriteError(ErrorRecords.From(groups.NotFound(name), name, this)), StopToken))
        {
            found.Add(group);
        }

        foreach (var group in found)
        {
            await ForItemAsync(group.ScalingGroupName, () => SetAsync(aws, groups, group));
        }
    }

    private async Task SetAsync(AwsConnection aws, ScalingGroups groups, ScalingGroup group)
    {
        ScalingGroupSizes.Check(MinSize ?? group.MinSize, MaxSize ?? group.MaxSize, DesiredCapacity);
        var request = new UpdateAutoScalingGroupRequest { AutoScalingGroupName = group.ScalingGroupName };
        var differences = new List<string>();
        Differ("minimum", MinSize, group.MinSize, value => request.MinSize = value, differences);
        Differ("maximum", MaxSize, group.MaxSize, value => request.MaxSize = value, differences);
        Differ("desired capacity", DesiredCapacity, group.DesiredCapacity, value => request.DesiredCapacity = value, differences);
        Differ("health check grace", HealthCheckGracePeriod, group.HealthCheckGracePeriod, value => request.HealthCheckGracePeriod = value, differences);
        Differ("default warm-up", DefaultWarmup, group.DefaultWarmup, value => request.DefaultInstanceWarmup = value, differences);
        Differ("default cooldown", DefaultCooldown, group.DefaultCooldown, value => request.DefaultCooldown = value, differences);
        Differ("instance lifetime (days)", MaxInstanceLifetimeDays, group.MaxInstanceLifetimeDays ?? 0, value => request.MaxInstanceLifetime = value * 86400, differences);
        if (HealthCheckType is not null && HealthCheckType != group.HealthCheckType)
        {
            request.HealthCheckType = HealthCheckType;
            differences.Add($"health check from {group.HealthCheckType} to {HealthCheckType}");
        }

        if (TerminationPolicy is not null && !TerminationPolicy.SequenceEqual(group.TerminationPolicy, StringComparer.Ordinal))
        {
            request.TerminationPolicies = [.. TerminationPolicy];
            differences.Add($"termination policy from {string.Join('+', group.TerminationPolicy)} to {string.Join('+', TerminationPolicy)}");
        }

        await SetSubnetsAsync(aws, group, request, differences);
        await SetTemplateAsync(aws, group, request, differences);
        var changed = differences.Count > 0 && await groups.UpdateAsync(request, group, differences);

        var tags = Tags.Of(Tag).Where(tag => !tag.Value.Equals(group.Tag[tag.Key])).ToList();
        if (tags.Count > 0)
        {
            await groups.TagAsync(group.ScalingGroupName, tags);
        }

        if (differences.Count + tags.Count == 0)
        {
            WriteVerbose($"Scaling group {group.ScalingGroupName} is so already.");
        }

        var now = Wait && changed ? await groups.WaitSteadyAsync(group.ScalingGroupName, TimeSpan.FromSeconds(TimeoutSeconds), StopToken) : null;
        if (PassThru)
        {
            WriteObject(now ?? await groups.RequireAsync(group.ScalingGroupName, StopToken));
        }
    }

    private async Task SetSubnetsAsync(AwsConnection aws, ScalingGroup group, UpdateAutoScalingGroupRequest request, List<string> differences)
    {
        if (SubnetId is null || SubnetId.ToHashSet(StringComparer.Ordinal).SetEquals(group.SubnetId))
        {
            return;
        }

        await new Vpcs(aws).SubnetsAsync(SubnetId, StopToken);
        request.VPCZoneIdentifier = string.Join(',', SubnetId);
        differences.Add($"subnets from {string.Join('+', group.SubnetId)} to {string.Join('+', SubnetId)}");
    }

    private async Task SetTemplateAsync(AwsConnection aws, ScalingGroup group, UpdateAutoScalingGroupRequest request, List<string> differences)
    {
        var name = LaunchTemplateName ?? group.LaunchTemplateName;
        var version = LaunchTemplateVersion ?? (LaunchTemplateName is null ? group.LaunchTemplateVersion : "$Latest");
        var sameTypes = InstanceType is null || InstanceType.SequenceEqual(group.InstanceType, StringComparer.Ordinal);
        var sameMix = sameTypes && (OnDemandBase ?? group.OnDemandBase) == group.OnDemandBase && (OnDemandPercentage ?? group.OnDemandPercentage) == group.OnDemandPercentage && (SpotAllocationStrategy ?? group.SpotAllocationStrategy) == group.SpotAllocationStrategy;
        if (name == group.LaunchTemplateName && version == group.LaunchTemplateVersion && sameMix)
        {
            return;
        }

        if (name is null)
        {
            throw AwsOpsException.BadArgument(nameof(LaunchTemplateName), null, $"group '{group.ScalingGroupName}' has no launch template;", "give one.");
        }

        if (LaunchTemplateName is not null)
        {
            var templates = new LaunchTemplates(aws, Changes);
            await foreach (var _ in templates.GetAsync([LaunchTemplateName], missing => throw templates.NotFound(missing), StopToken))
            {
                // There it is.
            }
        }

        if (InstanceType is not null)
        {
            await InstanceTypes.CheckAsync(aws, InstanceType, StopToken);
        }

        var template = new LaunchTemplateSpecification { LaunchTemplateName = name, Version = version };
        var wasMixed = group.OnDemandBase is not null || group.OnDemandPercentage is not null || group.InstanceType.Count > 0;
        if (AsksForMix || wasMixed)
        {
            var types = InstanceType ?? [.. group.InstanceType];
            request.MixedInstancesPolicy = MixedInstances.Policy(template, types, OnDemandBase ?? group.OnDemandBase, OnDemandPercentage ?? group.OnDemandPercentage, SpotAllocationStrategy ?? group.SpotAllocationStrategy);
            differences.Add($"template from {group.LaunchTemplateName} {group.LaunchTemplateVersion} to {name} {version}, types {string.Join('+', types)}, on-demand {OnDemandBase ?? group.OnDemandBase} + {OnDemandPercentage ?? group.OnDemandPercentage} %");
        }
        else
        {
            request.LaunchTemplate = template;
            differences.Add($"template from {group.LaunchTemplateName} {group.LaunchTemplateVersion} to {name} {version}");
        }
    }

    private static void Differ(string name, int? wanted, int? current, Action<int> set, List<string> differences)
    {
        if (wanted is { } value && value != current)
        {
            set(value);
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"{name} from {current?.ToString(CultureInfo.InvariantCulture) ?? "unset"} to {value}"));
        }
    }
}
