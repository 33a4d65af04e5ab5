using System.Management.Automation;
using Amazon.AutoScaling.Model;
using AwsOps.Common;
using AwsOps.Network;

namespace AwsOps.Scaling;

/// <summary>Makes an Auto Scaling group: instances from a launch template, spread over zones, replaced when they fail.</summary>
/// <remarks>
/// <para>Everything that can be checked is checked before anything is made: sizes, template, subnets (all of one VPC), instance types, target groups.</para>
/// <para>With -InstanceType the group mixes types and, by -OnDemandBase and -OnDemandPercentage, on-demand and Spot instances.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup -ScalingGroupName shop -MinSize 2 -MaxSize 10 -Wait</code>
/// <para>Makes a template and a group of two instances from it, and waits until both serve.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate batch -InstanceType m6i.large | New-ScalingGroup batch -MinSize 0 -MaxSize 20 -DesiredCapacity 4 -InstanceType m6i.large, m5.large, c6i.xlarge -OnDemandBase 1 -OnDemandPercentage 25</code>
/// <para>Makes a group of three types: one on-demand instance, and a quarter of the rest.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-auto-scaling-groups.html">Create Auto Scaling groups</seealso>
[Cmdlet(VerbsCommon.New, "ScalingGroup", SupportsShouldProcess = true)]
[OutputType(typeof(ScalingGroup))]
[IamAction(
    "autoscaling:CreateAutoScalingGroup",
    "autoscaling:CreateOrUpdateTags",
    "autoscaling:DescribeAutoScalingGroups",
    "ec2:DescribeInstanceTypeOfferings",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "ec2:RunInstances",
    "elasticloadbalancing:DescribeTargetGroups",
    "iam:CreateServiceLinkedRole",
    "iam:PassRole")]
public sealed class NewScalingGroupCommand : ScalingGroupSettingsCmdlet
{
    /// <summary>Name of the group.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateFormat("^[^:]{1,255}$", "-ScalingGroupName '{0}': 1 to 255 characters, without a colon.")]
    public string ScalingGroupName { get; set; } = null!;

    /// <summary>Launch template of the instances; New-LaunchTemplate makes one.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LaunchTemplateNameCompleter))]
    [ValidateNotNullOrEmpty]
    public override string? LaunchTemplateName { get; set; }

    /// <summary>Fewest instances.</summary>
    [Parameter(Mandatory = true)]
    [ValidateRange(0, 10000)]
    public int MinSize { get; set; }

    /// <summary>Most instances.</summary>
    [Parameter(Mandatory = true)]
    [ValidateRange(0, 10000)]
    public int MaxSize { get; set; }

    /// <summary>Target groups to register the instances with; New-LoadBalancer makes one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateFormat("^arn:[^:]+:elasticloadbalancing:.+:targetgroup/.+$", "-TargetGroupArn '{0}' is not the ARN of a target group; New-LoadBalancer returns one.")]
    public string[] TargetGroupArn { get; set; } = [];

    /// <inheritdoc/>
    private protected override object? ErrorTarget => ScalingGroupName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        ScalingGroupSizes.Check(MinSize, MaxSize, DesiredCapacity);
        var tags = Tags.Of(Tag);
        var groups = new ScalingGroups(aws, Changes);
        if (await groups.FindAsync(ScalingGroupName, StopToken) is not null)
        {
            throw AwsOpsException.Exists("Scaling group", ScalingGroupName, aws.Where, "Change it with Set-ScalingGroup, or choose another name.");
        }

        var place = new ScalingGroupPlace(aws, Changes);
        var version = LaunchTemplateVersion ?? "$Latest";
        var template = await place.TemplateAsync(LaunchTemplateName!, version, StopToken);
        if (InstanceType is not null)
        {
            await InstanceTypes.CheckAsync(aws, InstanceType, StopToken);
        }

        var subnets = await new Vpcs(aws).SubnetsAsync(SubnetId, StopToken);
        await place.CheckSecurityGroupsAsync(template, version, subnets[0].VpcId, StopToken);
        await place.CheckTargetGroupsAsync(TargetGroupArn, subnets[0].VpcId, StopToken);
        var request = Request(version, [.. subnets.Select(static subnet => subnet.SubnetId)], tags);
        if (await groups.NewAsync(request, StopToken) is { } group)
        {
            WriteObject(Wait ? await groups.WaitSteadyAsync(ScalingGroupName, TimeSpan.FromSeconds(TimeoutSeconds), StopToken) : group);
        }
    }

    private CreateAutoScalingGroupRequest Request(string version, List<string> subnets, IReadOnlyList<(string Key, string Value)> tags)
    {
        var template = new LaunchTemplateSpecification { LaunchTemplateName = LaunchTemplateName, Version = version };
        return new CreateAutoScalingGroupRequest
        {
            AutoScalingGroupName = ScalingGroupName,
            MinSize = MinSize,
            MaxSize = MaxSize,
            DesiredCapacity = DesiredCapacity ?? MinSize,
            LaunchTemplate = AsksForMix ? null : template,
            MixedInstancesPolicy = AsksForMix ? MixedInstances.Policy(template, InstanceType ?? [], OnDemandBase, OnDemandPercentage, SpotAllocationStrategy) : null,
            VPCZoneIdentifier = string.Join(',', subnets),
            TargetGroupARNs = TargetGroupArn.Length == 0 ? null : [.. TargetGroupArn],
            HealthCheckType = HealthCheckType ?? (TargetGroupArn.Length > 0 ? "ELB" : null),
            HealthCheckGracePeriod = HealthCheckGracePeriod,
            CapacityRebalance = CapacityRebalance,
            DefaultInstanceWarmup = DefaultWarmup,
            DefaultCooldown = DefaultCooldown,
            TerminationPolicies = TerminationPolicy is null ? null : [.. TerminationPolicy],
            MaxInstanceLifetime = MaxInstanceLifetimeDays is > 0 ? MaxInstanceLifetimeDays * 86400 : null,
            Tags = tags.Count == 0 ? null : ScalingGroups.AutoScalingTags(ScalingGroupName, tags),
        };
    }
}
