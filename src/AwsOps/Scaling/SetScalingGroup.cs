using System.Globalization;
using System.Management.Automation;
using Amazon.AutoScaling.Model;
using AwsOps.Common;
using AwsOps.Network;

namespace AwsOps.Scaling;

/// <summary>Brings Auto Scaling groups to given settings. What is not given stays; run twice, the second run changes nothing.</summary>
/// <remarks>
/// <para>-WhatIf says from what to what each setting would change. Sizes, templates, subnets and target groups that contradict each other are an error before anything is changed.</para>
/// <para>Settings, target groups and tags take a call each. When one fails, the error says what was done before; a second run does the rest.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | Set-ScalingGroup -MinSize 4 -DesiredCapacity 6 -PassThru</code>
/// <para>Makes a group larger.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10; Get-ScalingGroup | Set-ScalingGroup -DefaultWarmup 120 -WhatIf</code>
/// <para>Says what would change in every group.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $balancer = New-LoadBalancer shop -WarningAction Ignore; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | Set-ScalingGroup -TargetGroupArn $balancer.TargetGroupArn -HealthCheckType ELB</code>
/// <para>Puts a group behind a load balancer; -TargetGroupArn @() takes it out again.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "ScalingGroup", SupportsShouldProcess = true)]
[OutputType(typeof(ScalingGroup))]
[IamAction(
    "autoscaling:AttachLoadBalancerTargetGroups",
    "autoscaling:CreateOrUpdateTags",
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DetachLoadBalancerTargetGroups",
    "autoscaling:UpdateAutoScalingGroup",
    "ec2:DescribeInstanceTypeOfferings",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:RunInstances",
    "elasticloadbalancing:DescribeTargetGroups",
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

    /// <summary>All target groups to register the instances with; @() for none.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [ValidateFormat("^arn:[^:]+:elasticloadbalancing:.+:targetgroup/.+$", "-TargetGroupArn '{0}' is not the ARN of a target group; New-LoadBalancer returns one.")]
    public string[]? TargetGroupArn { get; set; }

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
            await ForItemAsync(group.ScalingGroupName, () => SetAsync(aws, group));
        }
    }

    private async Task SetAsync(AwsConnection aws, ScalingGroup group)
    {
        ScalingGroupSizes.Check(MinSize ?? group.MinSize, MaxSize ?? group.MaxSize, DesiredCapacity, MinSize is null, MaxSize is null);
        var tags = Tags.Of(Tag).Where(tag => !tag.Value.Equals(group.Tag[tag.Key])).ToList();
        var request = new UpdateAutoScalingGroupRequest { AutoScalingGroupName = group.ScalingGroupName };
        var differences = new List<string>();
        Differ("minimum", MinSize, group.MinSize, value => request.MinSize = value, differences);
        Differ("maximum", MaxSize, group.MaxSize, value => request.MaxSize = value, differences);
        Differ("desired capacity", DesiredCapacity, group.DesiredCapacity, value => request.DesiredCapacity = value, differences);
        Differ("health check grace", HealthCheckGracePeriod, group.HealthCheckGracePeriod, value => request.HealthCheckGracePeriod = value, differences);
        Differ("default warm-up", DefaultWarmup, group.DefaultWarmup, value => request.DefaultInstanceWarmup = value, differences);
        Differ("default cooldown", DefaultCooldown, group.DefaultCooldown, value => request.DefaultCooldown = value, differences);
        Differ("instance lifetime (days)", MaxInstanceLifetimeDays, group.MaxInstanceLifetimeDays ?? 0, value => request.MaxInstanceLifetime = value * 86400, differences);
        if (CapacityRebalance is { } rebalance && rebalance != group.CapacityRebalance)
        {
            request.CapacityRebalance = rebalance;
            differences.Add($"capacity rebalancing from {group.CapacityRebalance} to {rebalance}");
        }

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

        SetTemplate(group, request, differences);
        SetSubnets(group, request, differences);
        await CheckAsync(aws, group, request);

        var groups = new ScalingGroups(aws, Changes);
        var isSo = differences.Count == 0 && tags.Count == 0;
        var changed = differences.Count > 0 && await groups.UpdateAsync(request, group, differences);
        if (TargetGroupArn is not null && !TargetGroupArn.ToHashSet(StringComparer.Ordinal).SetEquals(group.TargetGroupArn))
        {
            isSo = false;
            changed |= await groups.SetTargetGroupsAsync(group, TargetGroupArn);
        }

        if (tags.Count > 0)
        {
            await groups.TagAsync(group.ScalingGroupName, tags);
        }

        if (isSo)
        {
            WriteVerbose($"Scaling group {group.ScalingGroupName} is so already.");
        }

        var now = Wait && changed ? await groups.WaitSteadyAsync(group.ScalingGroupName, TimeSpan.FromSeconds(TimeoutSeconds), StopToken) : null;
        if (PassThru)
        {
            WriteObject(now ?? await groups.RequireAsync(group.ScalingGroupName, StopToken));
        }
    }

    private void SetSubnets(ScalingGroup group, UpdateAutoScalingGroupRequest request, List<string> differences)
    {
        if (SubnetId is not null && !SubnetId.ToHashSet(StringComparer.Ordinal).SetEquals(group.SubnetId))
        {
            request.VPCZoneIdentifier = string.Join(',', SubnetId.Distinct(StringComparer.Ordinal));
            differences.Add($"subnets from {string.Join('+', group.SubnetId)} to {string.Join('+', SubnetId)}");
        }
    }

    private void SetTemplate(ScalingGroup group, UpdateAutoScalingGroupRequest request, List<string> differences)
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
            throw new AwsOpsException("LaunchTemplateMissing", ErrorCategory.InvalidArgument, $"Scaling group '{group.ScalingGroupName}' has no launch template to take this from.", "Give -LaunchTemplateName.");
        }

        var template = new LaunchTemplateSpecification { LaunchTemplateName = name, Version = version };
        var wasMixed = group.OnDemandBase is not null || group.OnDemandPercentage is not null || group.InstanceType.Count > 0;
        if (AsksForMix || wasMixed)
        {
            var types = InstanceType ?? [.. group.InstanceType];
            var strategy = SpotAllocationStrategy ?? group.SpotAllocationStrategy;
            request.MixedInstancesPolicy = MixedInstances.Policy(template, types, OnDemandBase ?? group.OnDemandBase, OnDemandPercentage ?? group.OnDemandPercentage, strategy);
            Differ("on-demand base", OnDemandBase, group.OnDemandBase, static _ => { }, differences);
            Differ("on-demand percentage", OnDemandPercentage, group.OnDemandPercentage, static _ => { }, differences);
            if (!sameTypes)
            {
                differences.Add($"instance types from {(group.InstanceType.Count == 0 ? "the template's" : string.Join('+', group.InstanceType))} to {string.Join('+', types)}");
            }

            if (strategy != group.SpotAllocationStrategy)
            {
                differences.Add($"Spot allocation from {group.SpotAllocationStrategy ?? "unset"} to {strategy}");
            }
        }
        else
        {
            request.LaunchTemplate = template;
        }

        if (name != group.LaunchTemplateName || version != group.LaunchTemplateVersion)
        {
            differences.Add($"template from {group.LaunchTemplateName ?? "none"} {group.LaunchTemplateVersion} to {name} {version}");
        }
    }

    /// <summary>All that can be checked of what is new, before the first change.</summary>
    private async Task CheckAsync(AwsConnection aws, ScalingGroup group, UpdateAutoScalingGroupRequest request)
    {
        var place = new ScalingGroupPlace(aws, Changes);
        var specification = request.LaunchTemplate ?? request.MixedInstancesPolicy?.LaunchTemplate.LaunchTemplateSpecification;
        var template = specification is null ? null : await place.TemplateAsync(specification.LaunchTemplateName, specification.Version, StopToken);
        if (InstanceType is not null && request.MixedInstancesPolicy is not null)
        {
            await InstanceTypes.CheckAsync(aws, InstanceType, StopToken);
        }

        var movesTargets = TargetGroupArn?.Except(group.TargetGroupArn, StringComparer.Ordinal).Any() is true;
        if (template is null && request.VPCZoneIdentifier is null && !movesTargets)
        {
            return;
        }

        var subnets = await new Vpcs(aws).SubnetsAsync(request.VPCZoneIdentifier is null ? group.SubnetId : SubnetId, StopToken);
        var vpc = subnets[0].VpcId;
        if (request.VPCZoneIdentifier is not null && template is null && group.LaunchTemplateName is not null)
        {
            template = await place.TemplateAsync(group.LaunchTemplateName, group.LaunchTemplateVersion ?? "$Default", StopToken);
        }

        if (template is not null)
        {
            await place.CheckSecurityGroupsAsync(template, specification?.Version ?? group.LaunchTemplateVersion ?? "$Default", vpc, StopToken);
        }

        await place.CheckTargetGroupsAsync(TargetGroupArn ?? group.TargetGroupArn, vpc, StopToken);
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
