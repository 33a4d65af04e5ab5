using System.Globalization;
using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Logs.Patterns;

namespace AwsOps.Sandbox.Logs;

/// <summary>Putting, reading and searching log events.</summary>
internal static class LogEventOperations
{
    private const int MaxEvents = 10_000;

    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
    private const int MaxBatchBytes = 1_048_576;

    public static void Register(ServiceSimulator service)
    {
        service.On("PutLogEvents", Put);
        service.On("GetLogEvents", Get);
        service.On("FilterLogEvents", Filter);
    }

    private static Struct? Put(Call call, Struct request)
    {
        var state = call.Scope.Get<LogsState>();
        var group = state.Get(request.String("logGroupName"));
        var stream = group.Stream(request.String("logStreamName")!);
        var events = request.Structs("logEvents").Select(static e => (Time: e.Long("timestamp")!.Value, Message: e.String("message")!)).ToList();
        if (events.Zip(events.Skip(1)).Any(static p => p.First.Time > p.Second.Time))
        {
            throw LogErrors.Invalid("Log events in a single PutLogEvents request must be in chronological order.");
        }

        if (events.Count > 0 && events[^1].Time - events[0].Time > TimeSpan.FromDays(1).TotalMilliseconds)
        {
            throw LogErrors.Invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
        }

        var bytes = events.Sum(static e => (long)System.Text.Encoding.UTF8.GetByteCount(e.Message) + 26);
        if (bytes > MaxBatchBytes)
        {
            throw LogErrors.Invalid($"Upload too large: {bytes} bytes exceeds limit of {MaxBatchBytes}");
        }

        // Older than 14 days or than the retention, or more than 2 hours ahead: refused, the rest is kept.
        var (now, oldest) = (LogTime.Of(call.Now), LogTime.Of(call.Now.AddDays(-14)));
        var expired = group.RetentionInDays is { } days ? LogTime.Of(call.Now.AddDays(-days)) : long.MinValue;
        var future = now + (long)TimeSpan.FromHours(2).TotalMilliseconds;
        foreach (var (time, message) in events.Where(e => e.Time >= oldest && e.Time >= expired && e.Time <= future))
        {
            state.Write(group, stream, time, message);
        }

        var (tooOld, gone, tooNew) = (events.Count(e => e.Time < oldest), events.Count(e => e.Time < expired), events.FindIndex(e => e.Time > future));
        return new Struct
        {
            ["nextSequenceToken"] = call.Ids.Hex(56),
            ["rejectedLogEventsInfo"] = tooOld + gone == 0 && tooNew < 0 ? null : new Struct
            {
                ["tooOldLogEventEndIndex"] = tooOld > 0 ? (long)tooOld : null,
                ["expiredLogEventEndIndex"] = gone > 0 ? (long)gone : null,
                ["tooNewLogEventStartIndex"] = tooNew >= 0 ? (long)tooNew : null,
            },
        };
    }

    // Tokens name the event they stand at, so that a reader who follows a stream sees each event once.
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
    private static Struct? Get(Call call, Struct request)
    {
        var group = Group(call, request);
        var stream = group.Stream(request.String("logStreamName")!);
        var (start, end) = (request.Long("startTime") ?? long.MinValue, request.Long("endTime") ?? long.MaxValue);
        var events = stream.Events.Where(e => e.Timestamp >= start && e.Timestamp < end).ToList();
        var (from, to) = Range(request, events, request.Int("limit") ?? MaxEvents);
        return new Struct
        {
            ["events"] = events[from..to].ConvertAll(static e => new Struct { ["timestamp"] = e.Timestamp, ["message"] = e.Message, ["ingestionTime"] = e.Ingestion }),
            ["nextForwardToken"] = to > 0 ? Token('f', events[to - 1]) : request.String("nextToken") ?? Token('f', null),
            ["nextBackwardToken"] = from < events.Count ? Token('b', events[from]) : request.String("nextToken") ?? Token('b', null),
        };
    }

    private static (int From, int To) Range(Struct request, List<LogEvent> events, int limit)
    {
        if (request.String("nextToken") is not { } token)
        {
            return request.Bool("startFromHead") == true ? (0, Math.Min(limit, events.Count)) : (Math.Max(0, events.Count - limit), events.Count);
        }

        if (token.Length != 58 || token[..2] is not ("f/" or "b/")
            || !long.TryParse(token.AsSpan(2, 20), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            || !long.TryParse(token.AsSpan(22), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw LogGroupOperations.BadToken();
        }

        var before = events.Count(e => (e.Timestamp, e.Number).CompareTo((time, number)) < 0);
        if (token[0] == 'b')
        {
            return (Math.Max(0, before - limit), before);
        }

        var seen = events.Count(e => (e.Timestamp, e.Number).CompareTo((time, number)) <= 0);
        return (seen, Math.Min(events.Count, seen + limit));
    }

    private static string Token(char direction, LogEvent? at) =>
        string.Create(CultureInfo.InvariantCulture, $"{direction}/{at?.Timestamp ?? 0:D20}{at?.Number ?? 0:D36}");

    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
    private static Struct? Filter(Call call, Struct request)
    {
        var group = Group(call, request);
        var (names, prefix) = (request.Strings("logStreamNames"), request.String("logStreamNamePrefix"));
        if (names.Count > 0 && prefix is not null)
        {
            throw LogErrors.Invalid("Both logStreamNames and logStreamNamePrefix cannot be specified.");
        }

        var pattern = LogPattern.Parse(request.String("filterPattern"));
        var (start, end) = (request.Long("startTime") ?? long.MinValue, request.Long("endTime") ?? long.MaxValue);
        var streams = names.Count > 0 ? names.Select(group.Stream) : group.Streams.Values.Where(s => prefix is null || s.Name.StartsWith(prefix, StringComparison.Ordinal));
        var found = streams.SelectMany(static s => s.Events.Select(e => (Stream: s, Event: e)))
            .Where(x => x.Event.Timestamp >= start && x.Event.Timestamp <= end && pattern.Match(x.Event.Message) is not null)
            .OrderBy(static x => x.Event.Timestamp).ThenBy(static x => x.Event.Number).ToList();
        var (items, next) = Page.Of(found, request.String("nextToken"), request.Int("limit") ?? MaxEvents, LogGroupOperations.BadToken);
        return new Struct
        {
            ["events"] = items.Select(static x => new Struct
            {
                ["logStreamName"] = x.Stream.Name,
                ["timestamp"] = x.Event.Timestamp,
                ["message"] = x.Event.Message,
                ["ingestionTime"] = x.Event.Ingestion,
                ["eventId"] = x.Event.Number.ToString("D56", CultureInfo.InvariantCulture),
            }).ToList(),
            // Always empty since 2019, as the page says.
            ["searchedLogStreams"] = new List<Struct>(),
            ["nextToken"] = next,
        };
    }

    private static LogGroup Group(Call call, Struct request) =>
        call.Scope.Get<LogsState>().Get(request.String("logGroupName") ?? request.String("logGroupIdentifier"));
}
