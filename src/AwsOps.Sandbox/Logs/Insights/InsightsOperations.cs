using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Logs.Insights;

/// <summary>Queries of one account in one region.</summary>
internal sealed class InsightsState(Scope scope)
{
    /// <summary>Queries by id.</summary>
    public Dictionary<string, Query> Queries { get; } = new(StringComparer.Ordinal);

    public Scope Scope { get; } = scope;
}

/// <summary>A query and when it is done.</summary>
internal sealed record Query(string Id, string Text, string LogGroup, DateTime Created, QueryRun Run)
{
    public bool Cancelled { get; set; }

    /// <summary>How often the result was asked for: the first time the query still runs.</summary>
    public int Asked { get; set; }

    public string Status => Cancelled ? "Cancelled" : Asked > 1 ? "Complete" : "Running";
}

/// <summary>CloudWatch Logs Insights. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AnalyzingLogData.html</summary>
internal static class InsightsOperations
{
    public static void Register(ServiceSimulator service)
    {
        service.On("StartQuery", Start);
        service.On("GetQueryResults", Results);
        service.On("StopQuery", Stop);
        service.On("DescribeQueries", Describe);
    }

    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
    private static Struct? Start(Call call, Struct request)
    {
        List<string> names = [.. request.Strings("logGroupNames"), .. request.Strings("logGroupIdentifiers")];
        if (request.String("logGroupName") is { } one)
        {
            names.Add(one);
        }

        var given = (request.Has("logGroupName") ? 1 : 0) + (request.Has("logGroupNames") ? 1 : 0) + (request.Has("logGroupIdentifiers") ? 1 : 0);
        if (given != 1)
        {
            throw LogErrors.Invalid("Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be given.");
        }

        if (request.String("queryLanguage") is { } language and not "CWLI")
        {
            throw LogErrors.Invalid($"The sandbox runs queries in the Logs Insights language (CWLI), not in {language}.");
        }

        var (start, end) = (request.Long("startTime")!.Value, request.Long("endTime")!.Value);
        if (start > end)
        {
            throw LogErrors.Invalid("End time should not be before start time");
        }

        var logs = call.Scope.Get<LogsState>();
        var groups = names.ConvertAll(logs.Get);
        var events = groups.SelectMany(group => group.Streams.Values.SelectMany(stream => stream.Events.Select(e => (e, stream.Name, $"{call.Account}:{group.Name}"))))
            .Where(item => item.e.Timestamp >= start * 1000 && item.e.Timestamp < (end + 1) * 1000)
            .OrderByDescending(static item => item.e.Timestamp);
        var id = Guid.Parse(call.Ids.Hex(32)).ToString();
        call.Scope.Get<InsightsState>().Queries[id] = new Query(id, request.String("queryString")!, groups[0].Name, call.Now, QueryRun.Of(request.String("queryString")!, events, request.Int("limit")));
        return new Struct { ["queryId"] = id };
    }

    private static Struct? Results(Call call, Struct request)
    {
        var query = Find(call, request);
        query.Asked++;
        var done = query.Status == "Complete";
        return new Struct
        {
            ["results"] = (done ? query.Run.Results : []).ConvertAll(static row => (object)row.ConvertAll(static item => new Struct { ["field"] = item.Field, ["value"] = item.Value })),
            ["statistics"] = new Struct { ["recordsMatched"] = (double)query.Run.Matched, ["recordsScanned"] = (double)query.Run.Scanned, ["bytesScanned"] = (double)query.Run.Bytes },
            ["status"] = query.Status,
            ["queryLanguage"] = "CWLI",
        };
    }

    private static Struct? Stop(Call call, Struct request)
    {
        var query = Find(call, request);
        if (query.Asked > 1)
        {
            throw LogErrors.Invalid("Provided query is not in running state and thus cannot be stopped.");
        }

        query.Cancelled = true;
        return new Struct { ["success"] = true };
    }

    private static Struct? Describe(Call call, Struct request)
    {
        var group = request.String("logGroupName");
        var status = request.String("status");
        var found = call.Scope.Get<InsightsState>().Queries.Values.Where(q => (group is null || q.LogGroup == group) && (status is null || q.Status == status)).OrderByDescending(static q => q.Created).ToList();
        var (items, next) = Page.Of(found, request.String("nextToken"), request.Int("maxResults") ?? 1000, LogGroupOperations.BadToken);
        return new Struct
        {
            ["queries"] = items.Select(static q => new Struct { ["queryId"] = q.Id, ["queryString"] = q.Text, ["status"] = q.Status, ["createTime"] = LogTime.Of(q.Created), ["logGroupName"] = q.LogGroup }).ToList(),
            ["nextToken"] = next,
        };
    }

    private static Query Find(Call call, Struct request) => call.Scope.Get<InsightsState>().Queries.GetValueOrDefault(request.String("queryId")!)
        ?? throw LogErrors.NotFound("The specified query does not exist.");
}
