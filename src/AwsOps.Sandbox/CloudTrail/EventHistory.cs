using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudTrail;

/// <summary>
/// The last 90 days of management events: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html.
/// Calls can be looked up at once; AWS takes minutes to deliver them.
/// </summary>
internal static class EventHistory
{
    private const int PageSize = 50;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public static Struct Lookup(Call call, Struct input)
    {
        var (start, end) = (input.Time("StartTime"), input.Time("EndTime"));
        if (start > end)
        {
            throw new AwsError("InvalidTimeRangeException", "The start time is after the end time.");
        }

        if (input.Structs("LookupAttributes") is { Count: > 1 } attributes)
        {
            throw new AwsError("InvalidLookupAttributesException", $"Only one lookup attribute is allowed; {attributes.Count} were given.");
        }

        if (input.String("EventCategory") == "insight")
        {
            return new Struct { ["Events"] = new List<object?>() };
        }

        var attribute = input.Structs("LookupAttributes").FirstOrDefault();
        var events = call.Cloud.Trail.Snapshot().Reverse()
            .Where(item => item.Account == call.Account && TrailRecord.RegionOf(item) == call.Region && TrailRecord.IsManagement(item))
            .Where(item => item.Time >= call.Now - Kept && !(item.Time < start) && !(item.Time > end))
            .Where(item => attribute is null || Matches(call.Cloud, item, attribute.String("AttributeKey")!, attribute.String("AttributeValue")!))
            .ToList();
        var (page, next) = Page.Of(events, input.String("NextToken"), input.Int("MaxResults") ?? PageSize, static () => new AwsError("InvalidNextTokenException", "The token is invalid."));
        return new Struct { ["Events"] = page.Select(item => Render(call.Cloud, item)).ToList<object?>(), ["NextToken"] = next };
    }

    private static bool Matches(SandboxCloud cloud, TrailEvent item, string key, string value) => key switch
    {
        "EventId" => item.EventId == value,
        "EventName" => item.Operation == value,
        "ReadOnly" => item.ReadOnly == (value == "true"),
        "Username" => TrailRecord.UserName(item.Caller) == value,
        "EventSource" => item.EventSource == value,
        "AccessKeyId" => item.Caller.AccessKeyId == value,
        "ResourceName" => TrailRecord.Resources(cloud, item).Any(resource => resource == value || resource[(resource.LastIndexOfAny(['/', ':']) + 1)..] == value),
        _ => TrailRecord.Resources(cloud, item).Any(resource => TrailRecord.TypeOf(resource) == value),
    };

    private static Struct Render(SandboxCloud cloud, TrailEvent item) => new()
    {
        ["EventId"] = item.EventId,
        ["EventName"] = item.Operation,
        ["ReadOnly"] = item.ReadOnly ? "true" : "false",
        ["AccessKeyId"] = item.Caller.AccessKeyId.Length == 0 ? null : item.Caller.AccessKeyId,
        ["EventTime"] = item.Time,
        ["EventSource"] = item.EventSource,
        ["Username"] = TrailRecord.UserName(item.Caller),
        ["Resources"] = TrailRecord.Resources(cloud, item).Select(static arn => new Struct { ["ResourceType"] = TrailRecord.TypeOf(arn), ["ResourceName"] = arn }).ToList<object?>(),
        ["CloudTrailEvent"] = TrailRecord.Write(cloud, item),
    };
}
