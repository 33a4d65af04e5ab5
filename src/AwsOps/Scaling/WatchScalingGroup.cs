using System.Globalization;
using System.Management.Automation;
using Amazon.CloudWatch.Model;
using AwsOps.Common;

namespace AwsOps.Scaling;

/// <summary>Watches a scaling group: looks at it again and again, returns each look, and draws instances and CPU as bars.</summary>
/// <remarks><para>It ends after -Minutes, or with Ctrl-C. In a sandbox watching lets its time pass. The bars go to the host only; the objects go down the pipeline.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | Watch-ScalingGroup -Minutes 5 -NoChart</code>
/// <para>Watches a new group for five minutes.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | Watch-ScalingGroup -IntervalSeconds 60 -Minutes 3 | ForEach-Object InService</code>
/// <para>Returns how many instances serve, minute by minute.</para>
/// </example>
[Cmdlet(VerbsCommon.Watch, "ScalingGroup")]
[OutputType(typeof(ScalingSample))]
[IamAction("autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "cloudwatch:DescribeAlarms", "cloudwatch:GetMetricStatistics")]
public sealed class WatchScalingGroupCommand : AwsCmdlet
{
    /// <summary>Group to watch.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ScalingGroupName { get; set; } = null!;

    /// <summary>Seconds between looks.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int IntervalSeconds { get; set; } = 15;

    /// <summary>Ends after so many minutes. Without it: with Ctrl-C, in a sandbox after 30.</summary>
    [Parameter]
    [ValidateRange(0.1, 100_000.0)]
    public double? Minutes { get; set; }

    /// <summary>Objects only, no bars.</summary>
    [Parameter]
    public SwitchParameter NoChart { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => ScalingGroupName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var groups = new ScalingGroups(aws, Changes);
        var end = Minutes is { } minutes ? aws.UtcNow.AddMinutes(minutes) : aws.Sandbox is null ? DateTime.MaxValue : aws.UtcNow.AddMinutes(30);
        var interval = TimeSpan.FromSeconds(IntervalSeconds);
        while (true)
        {
            var group = await groups.RequireAsync(ScalingGroupName, StopToken);
            var sample = new ScalingSample(aws, group, aws.UtcNow, await CpuAsync(aws), await AlarmsAsync(aws));
            if (!NoChart)
            {
                Host.UI.WriteLine(Bar(sample, group.MaxSize));
            }

            WriteObject(sample);
            if (aws.UtcNow + interval > end)
            {
                return;
            }

            await aws.DelayAsync(interval, StopToken);
        }
    }

    private static string Bar(ScalingSample sample, int max)
    {
        const int width = 40;
        var scale = Math.Max(1, max) / (double)width;
        var serving = (int)Math.Round(sample.InService / scale);
        var wanted = Math.Max(serving, (int)Math.Round(sample.DesiredCapacity / scale));
        return string.Create(CultureInfo.InvariantCulture, $"{sample.Time:HH:mm:ss} {new string('█', serving)}{new string('░', wanted - serving)}{new string(' ', Math.Max(0, width - wanted))} {sample.InService,4}/{sample.DesiredCapacity,-4} CPU {(sample.CpuPercent is { } cpu ? cpu.ToString("0.0", CultureInfo.InvariantCulture) + " %" : "-"),7} {sample.AlarmState}");
    }

    private async Task<double?> CpuAsync(AwsConnection aws)
    {
        var now = aws.UtcNow;
        var answer = await aws.CloudWatch.GetMetricStatisticsAsync(
            new GetMetricStatisticsRequest
            {
                Namespace = "AWS/EC2",
                MetricName = "CPUUtilization",
                Dimensions = [new Dimension { Name = "AutoScalingGroupName", Value = ScalingGroupName }],
                StartTime = now.AddMinutes(-10),
                EndTime = now,
                Period = 60,
                Statistics = ["Average"],
            },
            StopToken);
        return (answer.Datapoints ?? []).OrderBy(static point => point.Timestamp).LastOrDefault()?.Average;
    }

    private async Task<string> AlarmsAsync(AwsConnection aws)
    {
        var names = new List<string>();
        await foreach (var policy in new ScalingPolicies(aws, Changes).GetAsync(ScalingGroupName, [], static _ => { }, StopToken))
        {
            names.AddRange(policy.AlarmName);
        }

        if (names.Count == 0)
        {
            return string.Empty;
        }

        var alarms = new List<string>();
        await foreach (var alarm in new Monitoring.MetricAlarms(aws, Changes).GetAsync(names, "ALARM", static _ => { }, StopToken))
        {
            alarms.Add(alarm.AlarmName);
        }

        return string.Join(", ", alarms);
    }
}
