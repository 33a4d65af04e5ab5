using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Shows scheduled actions of Auto Scaling groups.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 20 | New-ScalingSchedule workday -Recurrence '0 8 * * 1-5' -MinSize 6; Get-ScalingSchedule</code>
/// <para>Shows all scheduled actions of the region.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 20 | New-ScalingSchedule workday -Recurrence '0 8 * * 1-5' -MinSize 6; Get-ScalingGroup shop | Get-ScalingSchedule</code>
/// <para>Shows those of a group.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "ScalingSchedule")]
[OutputType(typeof(ScalingSchedule))]
[IamAction("autoscaling:DescribeScheduledActions")]
public sealed class GetScalingScheduleCommand : AwsCmdlet
{
    /// <summary>Group of the scheduled actions. Without it: all groups.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ScalingGroupName { get; set; }

    /// <summary>Names of scheduled actions, or patterns such as shop-*. Without it: all.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ScalingScheduleNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ScalingScheduleName { get; set; } = [];

    /// <inheritdoc/>
    private protected override object? ErrorTarget => ScalingGroupName;

    /// <inheritdoc/>
    private protected override Task ProcessAsync(AwsConnection aws)
    {
        var schedules = new ScalingSchedules(aws, Changes);
        return WriteNamedAsync(ScalingScheduleName, (names, missing) => schedules.GetAsync(ScalingGroupName, names, missing, StopToken), static schedule => [schedule.ScalingScheduleName], name => schedules.NotFound(name, ScalingGroupName));
    }
}
