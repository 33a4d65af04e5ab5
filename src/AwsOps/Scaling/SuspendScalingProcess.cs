using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Suspends processes of Auto Scaling groups, e.g. while somebody looks for a fault. Run twice, the second run changes nothing.</summary>
/// <remarks>
/// <para>Launch: no instance is added, neither by policies, schedules, rebalancing nor to a warm pool; unhealthy ones are terminated and not replaced until it is resumed. Nothing can be attached or leave standby, and an instance refresh replaces nothing.</para>
/// <para>Terminate: no instance in service is removed (one that still launches can be), unhealthy ones stay, and an instance refresh replaces nothing. A trap: AZRebalance still launches to even out zones and can't terminate in exchange, so that the group can grow up to 10 % above its maximum and stay so. Suspend AZRebalance too.</para>
/// <para>AddToLoadBalancer: new instances are not registered, and resuming does not make up for it: register those by hand. AlarmNotification: policies do not act on alarms; resumed, those whose alarms are in breach do at once. ScheduledActions: what falls due meanwhile is lost.</para>
/// <para>HealthCheck: EC2's and the load balancer's verdicts are not taken; one set by hand still is. ReplaceUnhealthy: unhealthy instances are marked and stay until it is resumed. AZRebalance: zones are not evened out afterwards; a scale-out still goes to the zone with the fewest. InstanceRefresh: a refresh under way waits.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10; Suspend-ScalingProcess shop AlarmNotification, ScheduledActions -PassThru</code>
/// <para>The group keeps its size whatever alarms and schedules say.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10; Get-ScalingGroup shop-*, shop | Suspend-ScalingProcess -Process HealthCheck, ReplaceUnhealthy; Resume-ScalingProcess shop</code>
/// <para>Instances can be rebooted without being replaced; then everything goes on.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html">Suspend and resume processes</seealso>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-how-suspending-processes-affects-other-processes.html">How suspended processes affect others</seealso>
[Cmdlet(VerbsLifecycle.Suspend, "ScalingProcess", SupportsShouldProcess = true)]
[OutputType(typeof(ScalingGroup))]
[IamAction("autoscaling:DescribeAutoScalingGroups", "autoscaling:SuspendProcesses")]
public sealed class SuspendScalingProcessCommand : ScalingGroupChangeCmdlet
{
    /// <summary>Processes to suspend, or All.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet("Launch", "Terminate", "AddToLoadBalancer", "AlarmNotification", "AZRebalance", "HealthCheck", "InstanceRefresh", "ReplaceUnhealthy", "ScheduledActions", "All")]
    public string[] Process { get; set; } = [];

    /// <inheritdoc/>
    private protected override async Task ChangeAsync(ScalingGroups groups, ScalingGroup group)
    {
        var wanted = ScalingProcess.Named(Process).Except(group.SuspendedProcess, StringComparer.Ordinal).ToList();
        if (wanted.Count == 0)
        {
            WriteVerbose($"Scaling group {group.ScalingGroupName} is so already.");
        }
        else if (await groups.SuspendAsync(group, wanted) && ScalingProcess.GrowsPastMaximum([.. group.SuspendedProcess, .. wanted]))
        {
            WriteWarning($"Terminate of scaling group {group.ScalingGroupName} is suspended and AZRebalance is not: rebalancing can take the group up to 10 % above its maximum of {group.MaxSize}. Suspend AZRebalance too.");
        }
    }
}
