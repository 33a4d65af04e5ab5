using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Shows Auto Scaling groups with their instances.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait; Get-ScalingGroup</code>
/// <para>Shows all groups of the region.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait; (Get-ScalingGroup shop).Instance</code>
/// <para>Shows the instances of a group.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "ScalingGroup")]
[OutputType(typeof(ScalingGroup))]
[IamAction("autoscaling:DescribeAutoScalingGroups")]
public sealed class GetScalingGroupCommand : AwsCmdlet
{
    /// <summary>Names of groups, or patterns such as shop-*. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ScalingGroupName { get; set; } = [];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(AwsConnection aws)
    {
        var groups = new ScalingGroups(aws, Changes);
        return WriteNamedAsync(ScalingGroupName, (names, missing) => groups.GetAsync(names, missing, StopToken), static group => [group.ScalingGroupName], groups.NotFound);
    }
}
