using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html</summary>
internal static class DescribeAlarms
{
    public static void Register(ServiceSimulator service)
    {
        service.On("DescribeAlarms", Alarms);
        service.On("DescribeAlarmsForMetric", ForMetric);
        service.On("DescribeAlarmHistory", History);
    }

    private static Struct? Alarms(Call call, Struct request)
    {
        var book = Book(call);
        var (names, prefix) = (request.Strings("AlarmNames"), request.String("AlarmNamePrefix"));
        if (names.Count > 0 && prefix is not null)
        {
            throw CloudWatchErrors.Validation("AlarmNames and AlarmNamePrefix cannot be specified in the same request.");
        }

        var types = Types(request);
        var (state, action) = (request.String("StateValue"), request.String("ActionPrefix"));
        var alarms = Related(book, request).Where(a => types.Contains(a.Type)
            && (names.Count == 0 || names.Contains(a.Name))
            && (prefix is null || a.Name.StartsWith(prefix, StringComparison.Ordinal))
            && (state is null || a.State.ToAws() == state)
            && (action is null || a.AllActions.Any(x => x.StartsWith(action, StringComparison.Ordinal)))).ToList();
        var (items, next) = Page.Of(alarms, request.String("NextToken"), Math.Clamp(request.Int("MaxRecords") ?? 50, 1, 100), CloudWatchErrors.InvalidToken);
        return new Struct
        {
            ["MetricAlarms"] = items.OfType<MetricAlarm>().Select(static a => a.Describe()).ToList(),
            ["CompositeAlarms"] = items.OfType<CompositeAlarm>().Select(static a => a.Describe()).ToList(),
            ["NextToken"] = next,
        };
    }

    // "If you omit this parameter, only metric alarms are returned, even if composite alarms exist in the account."
    private static IReadOnlyList<string> Types(Struct request) => request.Strings("AlarmTypes") is { Count: > 0 } types
        ? types
        : request.Has("ChildrenOfAlarmName") || request.Has("ParentsOfAlarmName") ? ["MetricAlarm", "CompositeAlarm"] : ["MetricAlarm"];

    private static IEnumerable<Alarm> Related(AlarmBook book, Struct request)
    {
        if (request.String("ChildrenOfAlarmName") is { } parent)
        {
            return book.Find(parent) is CompositeAlarm composite ? composite.Rule.Alarms.Select(book.Find).OfType<Alarm>().Distinct() : [];
        }

        return request.String("ParentsOfAlarmName") is { } child
            ? book.All.OfType<CompositeAlarm>().Where(c => c.Rule.Alarms.Any(a => book.Find(a)?.Name == child || a == child))
            : book.All;
    }

    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html
    private static Struct? ForMetric(Call call, Struct request)
    {
        var metric = MetricId.Of(request);
        var statistic = request.String("Statistic") ?? request.String("ExtendedStatistic");
        var alarms = Book(call).All.OfType<MetricAlarm>().Where(a => Uses(a, metric)
            && (statistic is null || a.Settings.Statistic == statistic)
            && (request.Int("Period") ?? a.Settings.PeriodSeconds) == a.Settings.PeriodSeconds
            && (request.String("Unit") ?? a.Unit) == a.Unit);
        return new Struct { ["MetricAlarms"] = alarms.Select(static a => a.Describe()).ToList() };
    }

    private static bool Uses(MetricAlarm alarm, MetricId metric) => alarm.Metric is not null
        ? alarm.Metric.Equals(metric)
        : alarm.Queries!.Ids.Any(id => alarm.Queries[id].Child("MetricStat")?.Child("Metric") is { } m && MetricId.Of(m).Equals(metric));

    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
    private static Struct? History(Call call, Struct request)
    {
        var types = Types(request);
        var (name, itemType) = (request.String("AlarmName"), request.String("HistoryItemType"));
        var (from, to) = (request.Time("StartDate") ?? DateTime.MinValue, request.Time("EndDate") ?? DateTime.MaxValue);
        var items = Book(call).History.Items.Where(i => types.Contains(i.AlarmType)
            && (name is null || i.AlarmName == name) && (itemType is null || i.ItemType == itemType)
            && i.Timestamp >= from && i.Timestamp <= to);
        var ordered = (request.String("ScanBy") == "TimestampAscending" ? items : items.Reverse()).ToList();
        var (page, next) = Page.Of(ordered, request.String("NextToken"), Math.Clamp(request.Int("MaxRecords") ?? 100, 1, 100), CloudWatchErrors.InvalidToken);
        return new Struct { ["AlarmHistoryItems"] = page.Select(static i => i.Describe()).ToList(), ["NextToken"] = next };
    }

    private static AlarmBook Book(Call call) => call.Scope.Get<CloudWatchState>().Alarms;
}
