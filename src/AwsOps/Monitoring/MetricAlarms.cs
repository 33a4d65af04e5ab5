using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using AwsOps.Common;

namespace AwsOps.Monitoring;

/// <summary>Reads and changes CloudWatch alarms.</summary>
internal sealed class MetricAlarms(AwsConnection aws, IChanges changes)
{
    /// <summary>All metric alarms, or the named ones. A missing name is reported through <paramref name="missing"/>.</summary>
    public async IAsyncEnumerable<MetricAlarm> GetAsync(IReadOnlyList<string> names, string? state, Action<string> missing, [EnumeratorCancellation] CancellationToken stop)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);

        // 100 names a call: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
        foreach (var chunk in names.Count == 0 ? (IEnumerable<string[]?>)[null] : names.Distinct(StringComparer.Ordinal).Chunk(100))
        {
            var alarms = Pager.PagesAsync<Amazon.CloudWatch.Model.MetricAlarm>(
                async (token, cancel) =>
                {
                    var page = await aws.CloudWatch.DescribeAlarmsAsync(new DescribeAlarmsRequest { AlarmNames = chunk is null ? null : [.. chunk], AlarmTypes = ["MetricAlarm"], StateValue = state is null ? null : StateValue.FindValue(state), NextToken = token, MaxRecords = 100 }, cancel);
                    return (page.MetricAlarms, page.NextToken);
                },
                stop);
            await foreach (var alarm in alarms)
            {
                found.Add(alarm.AlarmName);
                yield return new MetricAlarm(aws, alarm);
            }
        }

        foreach (var name in state is null ? names.Where(name => !found.Contains(name)) : [])
        {
            missing(name);
        }
    }

    /// <summary>The error for an alarm that is not there.</summary>
    public AwsOpsException NotFound(string name) => AwsOpsException.NotFound("Alarm", name, aws.Where, "Get-MetricAlarm lists those that are.");

    /// <summary>An error when an alarm of that name exists; PutMetricAlarm would overwrite it.</summary>
    public async Task RequireAbsentAsync(string name, CancellationToken stop)
    {
        await foreach (var alarm in GetAsync([name], null, static _ => { }, stop))
        {
            throw AwsOpsException.Exists("Alarm", alarm.AlarmName, aws.Where, "Choose another -AlarmName, or remove it with Remove-MetricAlarm.");
        }
    }

    /// <summary>Makes an alarm.</summary>
    /// <returns>The alarm; null when it was not made.</returns>
    public async Task<MetricAlarm?> NewAsync(PutMetricAlarmRequest request, CancellationToken stop)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"Create on {request.MetricName} above {request.Threshold} for {request.EvaluationPeriods} x {request.Period} s, calling {(request.AlarmActions is { Count: > 0 } actions ? string.Join(", ", actions) : "nobody")}");
        if (!await changes.ApplyAsync(new Change(what, $"Alarm {request.AlarmName}"), cancel => aws.CloudWatch.PutMetricAlarmAsync(request, cancel)))
        {
            return null;
        }

        MetricAlarm? made = null;
        await foreach (var alarm in GetAsync([request.AlarmName], null, name => throw NotFound(name), stop))
        {
            made = alarm;
        }

        return made;
    }

    /// <summary>Removes an alarm.</summary>
    public Task<bool> RemoveAsync(MetricAlarm alarm) => changes.ApplyAsync(
        new Change($"Remove (now {alarm.State})", $"Alarm {alarm.AlarmName}"),
        cancel => aws.CloudWatch.DeleteAlarmsAsync(new DeleteAlarmsRequest { AlarmNames = [alarm.AlarmName] }, cancel));
}
