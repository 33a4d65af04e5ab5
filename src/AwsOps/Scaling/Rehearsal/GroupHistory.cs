using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.AutoScaling.Model;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using AwsOps.Common;
using AwsOps.Engine.Scaling;
using CloudWatchAlarm = Amazon.CloudWatch.Model.MetricAlarm;
using MetricDataQuery = Amazon.CloudWatch.Model.MetricDataQuery;
using MetricStat = Amazon.CloudWatch.Model.MetricStat;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>A change of the desired capacity, as the causes of activities tell it.</summary>
/// <param name="Time">When it was decided, UTC.</param>
/// <param name="Before">The desired capacity before.</param>
/// <param name="After">The desired capacity after.</param>
/// <param name="Text">The cause in AWS's words.</param>
/// <param name="Policy">The policy that did it; null when none did.</param>
/// <param name="Alarm">The alarm that called the policy; null when none did.</param>
/// <param name="Started">When the first activity for it began, UTC.</param>
internal sealed record CapacityChange(DateTime Time, int Before, int After, string Text, string? Policy, string? Alarm, DateTime Started)
{
    /// <summary>Who did it.</summary>
    public string Cause => Policy is not null ? "Policy"
        : Text.Contains("scheduled action", StringComparison.Ordinal) ? "Schedule"
        : Text.Contains("predict", StringComparison.OrdinalIgnoreCase) ? "Predictive"
        : Text.Contains("user request", StringComparison.Ordinal) ? "User" : "Other";
}

/// <summary>An instance that came into service, or left it.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="IsLaunch">Whether it came.</param>
/// <param name="IsWarm">Whether it came from the warm pool, or went there.</param>
/// <param name="Start">When its activity began, UTC.</param>
/// <param name="End">When it ended, UTC; null while it is under way.</param>
/// <param name="Policy">The policy behind it, if any.</param>
internal sealed record InstanceChange(string InstanceId, bool IsLaunch, bool IsWarm, DateTime Start, DateTime? End, string? Policy);

/// <summary>What a group, its alarms and their metrics did in a window of time.</summary>
internal sealed partial class GroupHistory
{
    // What began before the window still warms up or terminates in it.
    private static readonly TimeSpan Lead = TimeSpan.FromHours(1);

    private readonly Dictionary<string, List<(DateTime Time, AlarmState Old, AlarmState New)>> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedList<DateTime, double>> _metrics = new(StringComparer.Ordinal);
    private readonly List<string> _inServiceNow;
    private readonly int _desiredNow;

    private GroupHistory(DateTime from, DateTime to, AutoScalingGroup group)
    {
        (From, To, _desiredNow) = (from, to, group.DesiredCapacity ?? 0);
        _inServiceNow = [.. (group.Instances ?? []).Where(static instance => instance.LifecycleState?.Value == "InService").Select(static instance => instance.InstanceId)];
        Weights = new InstanceWeights(group);
    }

    /// <summary>The window's begin, UTC.</summary>
    public DateTime From { get; }

    /// <summary>The window's end, UTC.</summary>
    public DateTime To { get; }

    /// <summary>Changes of the desired capacity since an hour before the window, the oldest first.</summary>
    public List<CapacityChange> Changes { get; } = [];

    /// <summary>What instances weigh.</summary>
    public InstanceWeights Weights { get; }

    /// <summary>Launches and terminations since an hour before the window, the oldest first; what a warm pool gives and takes back too.</summary>
    public List<InstanceChange> Instances { get; } = [];

    /// <summary>Seconds from the end of the last datapoint to the alarm's new state, of each change to ALARM in the window.</summary>
    public List<double> AlarmLags { get; } = [];

    /// <summary>Reads the history of a group.</summary>
    public static async Task<GroupHistory> ReadAsync(AwsConnection aws, GroupDescription group, DateTime from, DateTime to, CancellationToken stop)
    {
        var history = new GroupHistory(from, to, group.Group);
        await history.ReadActivitiesAsync(aws, group.Group.AutoScalingGroupName, stop);
        foreach (var alarm in group.Alarms)
        {
            await history.ReadStatesAsync(aws, alarm, stop);
        }

        var load = LoadMetric(group.Alarms);
        await history.ReadMetricsAsync(aws, load is null || group.Alarms.Contains(load) ? group.Alarms : [.. group.Alarms, load], stop);
        await history.ReadMathAsync(aws, group.Alarms, stop);
        return history;
    }

    /// <summary>
    /// The metric that tells a group's load, as an alarm on it: requests per target or CPU that an alarm watches, or that goes into the metric math of one, or all requests of a
    /// load balancer; null when no alarm has any.
    /// </summary>
    public static CloudWatchAlarm? LoadMetric(IReadOnlyList<CloudWatchAlarm> alarms)
    {
        // An alarm of metric math has one metric for each of its queries that are not expressions.
        var parts = alarms.SelectMany(static alarm => alarm.Metrics ?? []).Select(static query => query.MetricStat).Where(static stat => stat?.Metric is not null).Select(static stat => new CloudWatchAlarm
        {
            AlarmName = $"{stat.Metric.MetricName} of metric math",
            Namespace = stat.Metric.Namespace,
            MetricName = stat.Metric.MetricName,
            Dimensions = stat.Metric.Dimensions,
            Period = stat.Period ?? 60,
            Statistic = stat.Stat,
            EvaluationPeriods = 1,
        }).ToList();
        return Find(alarms, "RequestCountPerTarget") ?? Find(alarms, "CPUUtilization") ?? Find(parts, "RequestCountPerTarget")
            ?? Find([.. parts.Where(static part => part.Dimensions?.Exists(static dimension => dimension.Name == "AutoScalingGroupName") == true)], "CPUUtilization") ?? Find(parts, "RequestCount");

        static CloudWatchAlarm? Find(IReadOnlyList<CloudWatchAlarm> among, string name) => among.FirstOrDefault(alarm => alarm.MetricName == name);
    }

    /// <summary>The desired capacity at a time.</summary>
    public int DesiredAt(DateTime time) => Changes.LastOrDefault(change => change.Time <= time) is { } last ? last.After
        : Changes.FirstOrDefault() is { } first ? first.Before : _desiredNow;

    /// <summary>Instances in service at a time: those now, less those that came since, with those that went since.</summary>
    public int InServiceAt(DateTime time) => _inServiceNow.Count
        - Instances.Count(change => change.IsLaunch && change.End > time)
        + Instances.Count(change => !change.IsLaunch && change.Start > time);

    /// <summary>What each instance in service at a time weighed.</summary>
    public List<double> WeightsInServiceAt(DateTime time)
    {
        // An instance of a warm pool can come and go several times.
        var there = _inServiceNow.ToDictionary(static id => id, static _ => 1, StringComparer.Ordinal);
        foreach (var change in Instances)
        {
            var after = change.IsLaunch ? change.End > time ? -1 : 0 : change.Start > time ? 1 : 0;
            if (after != 0)
            {
                there[change.InstanceId] = there.GetValueOrDefault(change.InstanceId) + after;
            }
        }

        return [.. there.Where(static item => item.Value > 0).Select(item => Weights.Of(item.Key))];
    }

    /// <summary>The state of an alarm at a time.</summary>
    public AlarmState StateAt(CloudWatchAlarm alarm, DateTime time)
    {
        var states = _states.GetValueOrDefault(alarm.AlarmName) ?? [];
        var next = states.FindIndex(state => state.Time > time);
        return next > 0 ? states[next - 1].New : next == 0 ? states[0].Old : states.Count > 0 ? states[^1].New : State(alarm.StateValue?.Value);
    }

    /// <summary>The newest value of an alarm's metric that had been published at a time, within its evaluation range; NaN for none.</summary>
    public double MetricAt(CloudWatchAlarm alarm, DateTime time)
    {
        var settings = ReplayPlan.Alarm(alarm);
        var oldest = time.AddSeconds(-(double)settings.PeriodSeconds * settings.EvaluationRange);
        if (_metrics.GetValueOrDefault(alarm.AlarmName) is { } points)
        {
            for (var i = points.Count - 1; i >= 0 && points.Keys[i] >= oldest; i--)
            {
                if (points.Keys[i].AddSeconds(settings.PeriodSeconds) <= time)
                {
                    return points.Values[i];
                }
            }
        }

        return double.NaN;
    }

    private async Task ReadActivitiesAsync(AwsConnection aws, string group, CancellationToken stop)
    {
        var activities = Pager.PagesAsync<Activity>(
            async (token, cancel) =>
            {
                var page = await aws.AutoScaling.DescribeScalingActivitiesAsync(new DescribeScalingActivitiesRequest { AutoScalingGroupName = group, NextToken = token, MaxRecords = 100 }, cancel);
                return (page.Activities, page.NextToken);
            },
            stop);
        await foreach (var activity in activities)
        {
            var start = activity.StartTime?.ToUniversalTime() ?? default;
            if (start < From - Lead)
            {
                break;
            }

            var changes = Parse(activity.Cause ?? string.Empty, start).ToList();
            Changes.AddRange(changes);
            if (activity.StatusCode?.Value is not ("Failed" or "Cancelled") && Read(activity, start, changes.LastOrDefault()?.Policy) is { } instance)
            {
                Instances.Add(instance);
                Weights.Add(instance.InstanceId);
            }
        }

        Instances.Reverse();
        // Every activity of a change repeats its cause.
        var distinct = Changes.GroupBy(static change => (change.Time, change.Before, change.After)).Select(static same => same.MinBy(static change => change.Started)!)
            .OrderBy(static change => change.Time).ThenBy(static change => change.Started).ToList();
        Changes.Clear();
        Changes.AddRange(distinct);
    }

    // What is launched into a warm pool, or terminated there, never was in service.
    private static InstanceChange? Read(Activity activity, DateTime start, string? policy)
    {
        var (what, id) = (activity.Description ?? string.Empty, Instance().Match(activity.Description ?? string.Empty).Value);
        var isFrom = what.StartsWith("Launching a new EC2 instance from warm pool: ", StringComparison.Ordinal);
        var isTo = !what.StartsWith("Launching", StringComparison.Ordinal) && what.Contains("to the warm pool", StringComparison.Ordinal);
        var isLaunch = isFrom || what.StartsWith("Launching a new EC2 instance: ", StringComparison.Ordinal);
        var isEnd = isTo || (what.StartsWith("Terminating EC2 instance: ", StringComparison.Ordinal) && activity.Cause?.Contains("out of the warm pool", StringComparison.Ordinal) != true);
        return isLaunch || isEnd ? new InstanceChange(id, isLaunch, isFrom || isTo, start, activity.EndTime?.ToUniversalTime(), policy) : null;
    }

    private static IEnumerable<CapacityChange> Parse(string cause, DateTime started)
    {
        foreach (Match match in Change().Matches(cause))
        {
            var text = match.Groups["what"].Value;
            var policy = Triggered().Match(text);
            yield return new CapacityChange(
                DateTime.Parse(match.Groups["time"].Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal),
                int.Parse(match.Groups["from"].Value, CultureInfo.InvariantCulture),
                int.Parse(match.Groups["to"].Value, CultureInfo.InvariantCulture),
                text,
                policy.Success ? policy.Groups["policy"].Value : null,
                policy.Success ? policy.Groups["alarm"].Value : null,
                started);
        }
    }

    private async Task ReadStatesAsync(AwsConnection aws, CloudWatchAlarm alarm, CancellationToken stop)
    {
        var states = new List<(DateTime, AlarmState, AlarmState)>();
        var items = Pager.PagesAsync<AlarmHistoryItem>(
            async (token, cancel) =>
            {
                var page = await aws.CloudWatch.DescribeAlarmHistoryAsync(
                    new DescribeAlarmHistoryRequest { AlarmName = alarm.AlarmName, HistoryItemType = HistoryItemType.StateUpdate, StartDate = From - Lead, NextToken = token, MaxRecords = 100, ScanBy = ScanBy.TimestampAscending }, cancel);
                return (page.AlarmHistoryItems, page.NextToken);
            },
            stop);
        await foreach (var item in items)
        {
            if (item.Timestamp is { } time && Update().Match(item.HistorySummary ?? string.Empty) is { Success: true } update)
            {
                states.Add((time.ToUniversalTime(), State(update.Groups[1].Value), State(update.Groups[2].Value)));
                if (update.Groups[2].Value == "ALARM" && LastDatapointEnd(item.HistoryData) is { } end)
                {
                    AlarmLags.Add((time.ToUniversalTime() - end).TotalSeconds);
                }
            }
        }

        states.Sort(static (a, b) => a.Item1.CompareTo(b.Item1));
        _states[alarm.AlarmName] = states;
    }

    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html: stateReasonData has the start of the oldest datapoint
    private static DateTime? LastDatapointEnd(string? data)
    {
        try
        {
            using var document = JsonDocument.Parse(data ?? "{}");
            if (!document.RootElement.TryGetProperty("newState", out var state) || !state.TryGetProperty("stateReasonData", out var reason) || reason.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            return reason.TryGetProperty("startDate", out var start) && reason.TryGetProperty("period", out var period) && reason.TryGetProperty("recentDatapoints", out var points)
                && DateTime.TryParse(start.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var oldest)
                ? oldest.AddSeconds(period.GetDouble() * points.GetArrayLength()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task ReadMetricsAsync(AwsConnection aws, IReadOnlyList<CloudWatchAlarm> alarms, CancellationToken stop)
    {
        // The two alarms of a target tracking policy share their metric.
        var queries = alarms.Where(static alarm => alarm.MetricName is not null).GroupBy(Key).Select(static (same, index) => (Alarms: same.ToList(), Query: Query(same.First(), index))).ToList();
        for (var skip = 0; skip < queries.Count; skip += 500)
        {
            var part = queries.Skip(skip).Take(500).ToList();
            var range = part.Max(static item => ReplayPlan.Alarm(item.Alarms[0]) is var settings ? settings.PeriodSeconds * settings.EvaluationRange : 0);
            var results = Pager.PagesAsync<MetricDataResult>(
                async (token, cancel) =>
                {
                    var page = await aws.CloudWatch.GetMetricDataAsync(new GetMetricDataRequest { MetricDataQueries = [.. part.Select(static item => item.Query)], StartTime = From.AddSeconds(-range), EndTime = To, NextToken = token, ScanBy = ScanBy.TimestampAscending }, cancel);
                    return (page.MetricDataResults, page.NextToken);
                },
                stop);
            await foreach (var result in results)
            {
                foreach (var alarm in part.First(item => item.Query.Id == result.Id).Alarms)
                {
                    var points = _metrics.TryGetValue(alarm.AlarmName, out var known) ? known : _metrics[alarm.AlarmName] = [];
                    for (var i = 0; i < (result.Timestamps?.Count ?? 0); i++)
                    {
                        points[result.Timestamps![i].ToUniversalTime()] = result.Values[i];
                    }
                }
            }
        }
    }

    // An alarm on metric math has its own ids, so each has a request of its own; CloudWatch works the expression out.
    private async Task ReadMathAsync(AwsConnection aws, IReadOnlyList<CloudWatchAlarm> alarms, CancellationToken stop)
    {
        foreach (var alarm in alarms.Where(static alarm => alarm.Metrics is { Count: > 0 }))
        {
            var settings = ReplayPlan.Alarm(alarm);
            var points = _metrics.TryGetValue(alarm.AlarmName, out var known) ? known : _metrics[alarm.AlarmName] = [];
            var results = Pager.PagesAsync<MetricDataResult>(
                async (token, cancel) =>
                {
                    var page = await aws.CloudWatch.GetMetricDataAsync(new GetMetricDataRequest { MetricDataQueries = alarm.Metrics, StartTime = From.AddSeconds(-(double)settings.PeriodSeconds * settings.EvaluationRange), EndTime = To, NextToken = token, ScanBy = ScanBy.TimestampAscending }, cancel);
                    return (page.MetricDataResults, page.NextToken);
                },
                stop);
            await foreach (var result in results)
            {
                for (var i = 0; i < (result.Timestamps?.Count ?? 0); i++)
                {
                    points[result.Timestamps![i].ToUniversalTime()] = result.Values[i];
                }
            }
        }
    }

    private static string Key(CloudWatchAlarm alarm) =>
        $"{alarm.Namespace}|{alarm.MetricName}|{alarm.Period}|{alarm.Statistic?.Value ?? alarm.ExtendedStatistic}|{string.Join(',', (alarm.Dimensions ?? []).Select(static dimension => dimension.Name + "=" + dimension.Value).Order(StringComparer.Ordinal))}";

    private static MetricDataQuery Query(CloudWatchAlarm alarm, int index) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"m{index}"),
        MetricStat = new MetricStat
        {
            Metric = new Amazon.CloudWatch.Model.Metric { Namespace = alarm.Namespace, MetricName = alarm.MetricName, Dimensions = alarm.Dimensions },
            Period = alarm.Period ?? 60,
            Stat = alarm.Statistic?.Value ?? alarm.ExtendedStatistic ?? "Average",
        },
    };

    private static AlarmState State(string? value) => value switch { "ALARM" => AlarmState.Alarm, "OK" => AlarmState.Ok, _ => AlarmState.InsufficientData };

    [GeneratedRegex(@"At (?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (?<what>(?:(?!  At \d{4}-).)*?) changing the desired capacity from (?<from>\d+) to (?<to>\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Change();

    [GeneratedRegex("(?:a monitor alarm (?<alarm>.+?) in state ALARM triggered|a user request executed) policy (?<policy>.+?)(?: changing|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Triggered();

    [GeneratedRegex("i-[0-9a-f]+", RegexOptions.CultureInvariant)]
    private static partial Regex Instance();

    [GeneratedRegex("updated from ([A-Z_]+) to ([A-Z_]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Update();
}
