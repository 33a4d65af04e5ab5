using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Removes Auto Scaling groups, with -Force their instances too.</summary>
/// <remarks><para>Without -Force a group that still has instances is an error, and nothing is removed. Its policies, schedules and alarms of target tracking go with it.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 0 -MaxSize 10; Remove-ScalingGroup shop -Confirm:$false</code>
/// <para>Removes an empty group.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait; Get-ScalingGroup shop | Remove-ScalingGroup -Force -Wait -Confirm:$false</code>
/// <para>Removes a group with its instances and waits until they are gone.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "ScalingGroup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ScalingGroup))]
[IamAction("autoscaling:DeleteAutoScalingGroup", "autoscaling:DescribeAutoScalingGroups")]
public sealed class RemoveScalingGroupCommand : AwsCmdlet
{
    /// <summary>Names of the groups to remove.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ScalingGroupName { get; set; } = [];

    /// <summary>Terminates the instances too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Waits until the group is gone.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long to wait at most.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSeconds { get; set; } = 900;

    /// <summary>Returns what was removed.</summary>
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
            await ForItemAsync(group.ScalingGroupName, () => RemoveAsync(groups, group));
        }
    }

    private async Task RemoveAsync(ScalingGroups groups, ScalingGroup group)
    {
        if (group.InstanceCount > 0 && !Force)
        {
            throw new AwsOpsException("ScalingGroupHasInstances", ErrorCategory.ResourceBusy, $"Scaling group '{group.ScalingGroupName}' still has {group.InstanceCount} instance(s).", "-Force terminates them with it; Set-ScalingGroup -MinSize 0 -DesiredCapacity 0 empties it first.");
        }

        if (!await groups.RemoveAsync(group, Force))
        {
            return;
        }

        if (Wait)
        {
            await groups.WaitGoneAsync(group.ScalingGroupName, TimeSpan.FromSeconds(TimeoutSeconds), StopToken);
        }

        if (PassThru)
        {
            WriteObject(group);
        }
    }
}
