using System.Globalization;
using System.Management.Automation;
using Amazon.AutoScaling.Model;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Brings the warm pool of Auto Scaling groups to given settings, and makes it when there is none. Run twice, the second run changes nothing.</summary>
/// <remarks>
/// <para>A warm pool holds instances that have booted already, stopped, running or hibernated beside the group; a scale-out takes them first. It holds the group's maximum, or -MaxPreparedCapacity, less the desired capacity, and never fewer than -MinSize. Stopped and hibernated ones cost their volumes only.</para>
/// <para>With -ReuseOnScaleIn a scale-in returns instances to the pool, out of the load balancer first. Hibernated instances need a launch template that says so (New-LaunchTemplate -Hibernation): those of the group that can't hibernate are stopped.</para>
/// <para>A group that launches Spot Instances or has weights can't have one. Without a lifecycle hook an instance may be stopped before it has finished booting. AWS tells what else is not possible, and nothing is changed then.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 6; Set-ScalingWarmPool shop -PassThru</code>
/// <para>A pool of stopped instances that takes the group to its maximum.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 6; Get-ScalingGroup shop | Set-ScalingWarmPool -State Running -MinSize 1 -MaxPreparedCapacity 4</code>
/// <para>At least one running instance, and not more than four in the group and the pool together.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small -Hibernation | New-ScalingGroup shop -MinSize 2 -MaxSize 6; Set-ScalingWarmPool shop -State Hibernated -ReuseOnScaleIn $true -PassThru</code>
/// <para>Instances wait with their memory on disk, and come back when the group scales in.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html">Warm pools</seealso>
[Cmdlet(VerbsCommon.Set, "ScalingWarmPool", SupportsShouldProcess = true)]
[OutputType(typeof(ScalingGroup))]
[IamAction("autoscaling:DescribeAutoScalingGroups", "autoscaling:PutWarmPool")]
public sealed class SetScalingWarmPoolCommand : ScalingGroupChangeCmdlet
{
    /// <summary>State of instances in the pool. A new pool holds them stopped.</summary>
    [Parameter]
    [ValidateSet("Stopped", "Running", "Hibernated")]
    public string? State { get; set; }

    /// <summary>Fewest instances in the pool.</summary>
    [Parameter]
    [ValidateRange(0, 100_000)]
    public int? MinSize { get; set; }

    /// <summary>Most instances in the group and the pool together; -1 for the group's maximum.</summary>
    [Parameter]
    [ValidateRange(-1, 100_000)]
    public int? MaxPreparedCapacity { get; set; }

    /// <summary>Whether a scale-in returns instances to the pool rather than terminating them.</summary>
    [Parameter]
    public bool? ReuseOnScaleIn { get; set; }

    /// <inheritdoc/>
    private protected override async Task ChangeAsync(ScalingGroups groups, ScalingGroup group)
    {
        var differences = Differences(group);
        if (differences.Count == 0)
        {
            WriteVerbose($"The warm pool of scaling group {group.ScalingGroupName} is so already.");
        }
        else
        {
            // What is not sent is set back by AWS, so what stays is sent too.
            // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutWarmPool.html
            await groups.SetWarmPoolAsync(
                group,
                new PutWarmPoolRequest
                {
                    AutoScalingGroupName = group.ScalingGroupName,
                    PoolState = State ?? group.WarmPoolState,
                    MinSize = MinSize ?? group.WarmPoolMinSize,
                    MaxGroupPreparedCapacity = MaxPreparedCapacity ?? group.WarmPoolMaxPreparedCapacity,
                    InstanceReusePolicy = (ReuseOnScaleIn ?? group.WarmPoolReuseOnScaleIn) is { } reuse ? new InstanceReusePolicy { ReuseOnScaleIn = reuse } : null,
                },
                differences);
        }
    }

    private List<string> Differences(ScalingGroup group)
    {
        List<string> differences = group.WarmPoolState is null ? ["a warm pool"] : [];
        Add("state", State, group.WarmPoolState);
        Add("minimum", MinSize, group.WarmPoolMinSize);
        Add("most prepared", MaxPreparedCapacity is -1 ? null : MaxPreparedCapacity, group.WarmPoolMaxPreparedCapacity, isGiven: MaxPreparedCapacity is not null);
        Add("reuse on scale-in", ReuseOnScaleIn, group.WarmPoolReuseOnScaleIn ?? (group.WarmPoolState is null ? null : false));
        return differences;

        void Add<T>(string what, T? wanted, T? current, bool isGiven = false)
        {
            if ((wanted is not null || isGiven) && !EqualityComparer<T>.Default.Equals(wanted, current))
            {
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"{what} from {current?.ToString() ?? "unset"} to {wanted?.ToString() ?? "the group's maximum"}"));
            }
        }
    }
}
