using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Monitoring;

/// <summary>Shows CloudWatch alarms with their states.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-CpuAlarm; Get-MetricAlarm</code>
/// <para>Shows all alarms of the region.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-CpuAlarm; Get-MetricAlarm -State ALARM</code>
/// <para>Shows those that alarm now.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MetricAlarm")]
[OutputType(typeof(MetricAlarm))]
[IamAction("cloudwatch:DescribeAlarms")]
public sealed class GetMetricAlarmCommand : AwsCmdlet
{
    /// <summary>Names of alarms, or patterns such as shop-*. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AlarmNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] AlarmName { get; set; } = [];

    /// <summary>Only alarms in this state.</summary>
    [Parameter]
    [ValidateSet("OK", "ALARM", "INSUFFICIENT_DATA")]
    public string? State { get; set; }

    /// <inheritdoc/>
    private protected override Task ProcessAsync(AwsConnection aws)
    {
        var alarms = new MetricAlarms(aws, Changes);
        return WriteNamedAsync(AlarmName, (names, missing) => alarms.GetAsync(names, State, missing, StopToken), static alarm => [alarm.AlarmName], alarms.NotFound);
    }
}
