using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Removes scheduled actions of Auto Scaling groups.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 20 | New-ScalingSchedule workday -Recurrence '0 8 * * 1-5' -MinSize 6; Remove-ScalingSchedule shop workday</code>
/// <para>Removes one by name.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 20 | New-ScalingSchedule workday -Recurrence '0 8 * * 1-5' -MinSize 6; Get-ScalingSchedule shop | Remove-ScalingSchedule -PassThru</code>
/// <para>Removes all of a group and returns them.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "ScalingSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(ScalingSchedule))]
[IamAction("autoscaling:DeleteScheduledAction", "autoscaling:DescribeScheduledActions")]
public sealed class RemoveScalingScheduleCommand : AwsCmdlet
{
    /// <summary>Group of the scheduled actions.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ScalingGroupName { get; set; } = null!;

    /// <summary>Names of the scheduled actions to remove.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingScheduleNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ScalingScheduleName { get; set; } = [];

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => ScalingGroupName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var schedules = new ScalingSchedules(aws, Changes);
        var found = new List<ScalingSchedule>();
        await foreach (var schedule in schedules.GetAsync(ScalingGroupName, ScalingScheduleName, name => WriteError(ErrorRecords.From(schedules.NotFound(name, ScalingGroupName), name, this)), StopToken))
        {
            found.Add(schedule);
        }

        foreach (var schedule in found)
        {
            await ForItemAsync(schedule.ScalingScheduleName, async () =>
            {
                if (await schedules.RemoveAsync(schedule) && PassThru)
                {
                    WriteObject(schedule);
                }
            });
        }
    }
}
