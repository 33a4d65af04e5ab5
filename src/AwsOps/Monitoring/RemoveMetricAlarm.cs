using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Monitoring;

/// <summary>Removes CloudWatch alarms.</summary>
/// <remarks><para>The alarms of a target tracking policy go with the policy; removed alone, AWS makes them anew.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-CpuAlarm; Remove-MetricAlarm shop-cpu-above-80</code>
/// <para>Removes an alarm by name.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-CpuAlarm | Remove-MetricAlarm -PassThru</code>
/// <para>Removes an alarm from the pipeline and returns it.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "MetricAlarm", SupportsShouldProcess = true)]
[OutputType(typeof(MetricAlarm))]
[IamAction("cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms")]
public sealed class RemoveMetricAlarmCommand : AwsCmdlet
{
    /// <summary>Names of the alarms to remove.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AlarmNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] AlarmName { get; set; } = [];

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var alarms = new MetricAlarms(aws, Changes);
        var found = new List<MetricAlarm>();
        await foreach (var alarm in alarms.GetAsync(AlarmName, null, name => WriteError(ErrorRecords.From(alarms.NotFound(name), name, this)), StopToken))
        {
            found.Add(alarm);
        }

        foreach (var alarm in found)
        {
            await ForItemAsync(alarm.AlarmName, async () =>
            {
                if (await alarms.RemoveAsync(alarm) && PassThru)
                {
                    WriteObject(alarm);
                }
            });
        }
    }
}
