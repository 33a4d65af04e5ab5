using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Removes the warm pools of Auto Scaling groups, with the instances in them. The groups' own instances stay.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 6; Set-ScalingWarmPool shop; Remove-ScalingWarmPool shop</code>
/// <para>Removes a pool by its group's name.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 6; Set-ScalingWarmPool shop; Get-ScalingGroup | Where-Object WarmPoolState | Remove-ScalingWarmPool -PassThru</code>
/// <para>Removes all pools of the region, and returns their groups.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html">Warm pools</seealso>
[Cmdlet(VerbsCommon.Remove, "ScalingWarmPool", SupportsShouldProcess = true)]
[OutputType(typeof(ScalingGroup))]
[IamAction("autoscaling:DeleteWarmPool", "autoscaling:DescribeAutoScalingGroups")]
public sealed class RemoveScalingWarmPoolCommand : ScalingGroupChangeCmdlet
{
    /// <inheritdoc/>
    private protected override async Task ChangeAsync(ScalingGroups groups, ScalingGroup group)
    {
        if (group.WarmPoolState is null)
        {
            throw new AwsOpsException("WarmPoolNotFound", ErrorCategory.ObjectNotFound, $"Scaling group '{group.ScalingGroupName}' has no warm pool.", "Set-ScalingWarmPool makes one.");
        }

        if (group.WarmPoolStatus == "PendingDelete")
        {
            Changes.Warning($"The warm pool of scaling group '{group.ScalingGroupName}' is being removed already: {group.WarmPoolSize} instance(s) are left.");
            return;
        }

        await groups.RemoveWarmPoolAsync(group);
    }
}
