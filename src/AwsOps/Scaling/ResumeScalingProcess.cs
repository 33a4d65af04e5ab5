using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Resumes suspended processes of Auto Scaling groups: those named, or all. Run twice, the second run changes nothing.</summary>
/// <remarks>
/// <para>What happens at once: with Launch and Terminate the group goes to its desired capacity; with ReplaceUnhealthy what was marked unhealthy is replaced; with AlarmNotification policies act on alarms that are in breach. What does not: instances launched while AddToLoadBalancer was suspended are not registered, and scheduled actions that were missed do not run.</para>
/// <para>Processes that AWS suspended itself, because launches failed for a day, are resumed alike.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10; Suspend-ScalingProcess shop All; Resume-ScalingProcess shop -PassThru</code>
/// <para>Resumes all that is suspended.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10; Suspend-ScalingProcess shop Launch, Terminate, AZRebalance; Get-ScalingGroup | Resume-ScalingProcess -Process Launch</code>
/// <para>Lets a group grow again, and not yet shrink.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html">Suspend and resume processes</seealso>
[Cmdlet(VerbsLifecycle.Resume, "ScalingProcess", SupportsShouldProcess = true)]
[OutputType(typeof(ScalingGroup))]
[IamAction("autoscaling:DescribeAutoScalingGroups", "autoscaling:ResumeProcesses")]
public sealed class ResumeScalingProcessCommand : ScalingGroupChangeCmdlet
{
    /// <summary>Processes to resume. Without it all that are suspended.</summary>
    [Parameter(Position = 1)]
    [ValidateSet("Launch", "Terminate", "AddToLoadBalancer", "AlarmNotification", "AZRebalance", "HealthCheck", "InstanceRefresh", "ReplaceUnhealthy", "ScheduledActions", "All")]
    public string[] Process { get; set; } = ["All"];

    /// <inheritdoc/>
    private protected override async Task ChangeAsync(ScalingGroups groups, ScalingGroup group)
    {
        var wanted = ScalingProcess.Named(Process).Intersect(group.SuspendedProcess, StringComparer.Ordinal).ToList();
        if (wanted.Count == 0)
        {
            WriteVerbose($"Scaling group {group.ScalingGroupName} is so already.");
        }
        else if (await groups.ResumeAsync(group, wanted) && ScalingProcess.GrowsPastMaximum(group.SuspendedProcess.Except(wanted, StringComparer.Ordinal)))
        {
            WriteWarning($"Terminate of scaling group {group.ScalingGroupName} is still suspended and AZRebalance is not: rebalancing can take the group up to 10 % above its maximum of {group.MaxSize}. Resume Terminate too.");
        }
    }
}
