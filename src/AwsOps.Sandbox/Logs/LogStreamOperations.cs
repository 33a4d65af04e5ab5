using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Logs;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/Working-with-log-groups-and-streams.html</summary>
internal static class LogStreamOperations
{
    public static void Register(ServiceSimulator service)
    {
        service.On("CreateLogStream", Create);
        service.On("DescribeLogStreams", Describe);
        service.On("DeleteLogStream", Delete);
    }

    private static Struct? Create(Call call, Struct request)
    {
        var group = Group(call, request);
        var name = request.String("logStreamName")!;
        return group.Streams.TryAdd(name, new LogStream(name, $"{group.Arn}:log-stream:{name}", LogTime.Of(call.Now)))
            ? null
            : throw LogErrors.Exists("The specified log stream already exists");
    }

    private static Struct? Describe(Call call, Struct request)
    {
        var group = call.Scope.Get<LogsState>().Get(request.String("logGroupName") ?? request.String("logGroupIdentifier"));
        var (prefix, byTime) = (request.String("logStreamNamePrefix"), request.String("orderBy") == "LastEventTime");
        if (prefix is not null && byTime)
        {
            throw LogErrors.Invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }

        var streams = group.Streams.Values.Where(s => prefix is null || s.Name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        if (byTime)
        {
            streams = [.. streams.OrderBy(static s => s.LastEvent ?? long.MinValue)];
        }

        if (request.Bool("descending") == true)
        {
            streams.Reverse();
        }

        var (items, next) = Page.Of(streams, request.String("nextToken"), request.Int("limit") ?? 50, LogGroupOperations.BadToken);
        return new Struct { ["logStreams"] = items.Select(static s => s.Describe()).ToList(), ["nextToken"] = next };
    }

    private static Struct? Delete(Call call, Struct request)
    {
        var group = Group(call, request);
        group.Streams.Remove(group.Stream(request.String("logStreamName")!).Name);
        return null;
    }

    private static LogGroup Group(Call call, Struct request) => call.Scope.Get<LogsState>().Get(request.String("logGroupName"));
}
