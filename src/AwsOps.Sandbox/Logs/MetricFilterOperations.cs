using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Logs.Patterns;

namespace AwsOps.Sandbox.Logs;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html</summary>
internal static class MetricFilterOperations
{
    private const int MaxFilters = 100;

    public static void Register(ServiceSimulator service)
    {
        service.On("PutMetricFilter", Put);
        service.On("DescribeMetricFilters", Describe);
        service.On("DeleteMetricFilter", Delete);
        service.On("TestMetricFilter", Test);
    }

    private static Struct? Put(Call call, Struct request)
    {
        var group = Group(call, request);
        var name = request.String("filterName")!;
        var pattern = LogPattern.Parse(request.String("filterPattern"));
        if (request.Structs("metricTransformations").Any(static t => t.Has("defaultValue") && t.Child("dimensions")?.Any() == true))
        {
            throw LogErrors.Invalid("Invalid metric transformation: dimensions and default value are mutually exclusive properties.");
        }

        if (!group.Filters.ContainsKey(name) && group.Filters.Count >= MaxFilters)
        {
            throw new AwsError("LimitExceededException", "Resource limit exceeded.");
        }

        group.Filters[name] = new MetricFilter(name, group.Name, pattern, request, LogTime.Of(call.Now));
        return null;
    }

    private static Struct? Describe(Call call, Struct request)
    {
        var state = call.Scope.Get<LogsState>();
        var (prefix, metric, space) = (request.String("filterNamePrefix"), request.String("metricName"), request.String("metricNamespace"));
        var groups = request.Has("logGroupName") ? [Group(call, request)] : state.Groups.Values.ToList();
        var filters = groups.SelectMany(static g => g.Filters.Values)
            .Where(f => (prefix is null || f.Name.StartsWith(prefix, StringComparison.Ordinal))
                && f.Transformations.Any(t => (metric ?? t.String("metricName")) == t.String("metricName") && (space ?? t.String("metricNamespace")) == t.String("metricNamespace")))
            .ToList();
        var (items, next) = Page.Of(filters, request.String("nextToken"), request.Int("limit") ?? 50, LogGroupOperations.BadToken);
        return new Struct { ["metricFilters"] = items.Select(static f => f.Describe()).ToList(), ["nextToken"] = next };
    }

    private static Struct? Delete(Call call, Struct request) => Group(call, request).Filters.Remove(request.String("filterName")!)
        ? null
        : throw LogErrors.NotFound("The specified metric filter does not exist.");

    private static Struct? Test(Call call, Struct request)
    {
        var pattern = LogPattern.Parse(request.String("filterPattern"));
        var matches = new List<Struct>();
        var number = 0L;
        foreach (var message in request.Strings("logEventMessages"))
        {
            number++;
            if (pattern.Match(message) is { } fields)
            {
                var values = new Struct();
                foreach (var (name, value) in fields)
                {
                    values[name] = value;
                }

                matches.Add(new Struct { ["eventNumber"] = number, ["eventMessage"] = message, ["extractedValues"] = values });
            }
        }

        return new Struct { ["matches"] = matches };
    }

    private static LogGroup Group(Call call, Struct request) => call.Scope.Get<LogsState>().Get(request.String("logGroupName"));
}
