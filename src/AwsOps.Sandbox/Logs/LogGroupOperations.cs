using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Logs;

/// <summary>Log groups: create, describe, delete, retention, tags.</summary>
internal static class LogGroupOperations
{
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    private static readonly int[] Retentions =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    public static void Register(ServiceSimulator service)
    {
        service.On("CreateLogGroup", Create);
        service.On("DescribeLogGroups", Describe);
        service.On("DeleteLogGroup", Delete);
        service.On("PutRetentionPolicy", PutRetention);
        service.On("DeleteRetentionPolicy", DeleteRetention);
        service.On("TagResource", Tag);
        service.On("UntagResource", Untag);
        service.On("ListTagsForResource", ListTags);
    }

    private static Struct? Create(Call call, Struct request)
    {
        var state = State(call);
        var name = request.String("logGroupName")!;
        if (name.StartsWith("aws/", StringComparison.Ordinal))
        {
            throw LogErrors.Invalid("Log groups starting with AWS/ are reserved for AWS.");
        }

        var group = new LogGroup(name, state.ArnOf(name), LogTime.Of(call.Now))
        {
            KmsKeyId = request.String("kmsKeyId"),
            Class = request.String("logGroupClass") ?? "STANDARD",
            DeletionProtected = request.Bool("deletionProtectionEnabled") ?? false,
        };
        if (!state.Groups.TryAdd(name, group))
        {
            throw LogErrors.Exists("The specified log group already exists");
        }

        foreach (var (key, value) in request.Child("tags") ?? [])
        {
            group.Tags[key] = (string)value!;
        }

        return null;
    }

    private static Struct? Describe(Call call, Struct request)
    {
        var (prefix, pattern) = (request.String("logGroupNamePrefix"), request.String("logGroupNamePattern"));
        if (prefix is not null && pattern is not null)
        {
            throw LogErrors.Invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }

        var ids = request.Strings("logGroupIdentifiers");
        var state = State(call);
        var groups = state.Groups.Values.Where(g => (prefix is null || g.Name.StartsWith(prefix, StringComparison.Ordinal))
            && (pattern is null || g.Name.Contains(pattern, StringComparison.OrdinalIgnoreCase))
            && (ids.Count == 0 || ids.Contains(g.Name) || ids.Contains(g.Arn))
            && (request.String("logGroupClass") ?? g.Class) == g.Class).ToList();
        foreach (var group in groups)
        {
            group.Expire(call.Now);
        }

        var (items, next) = Page.Of(groups, request.String("nextToken"), request.Int("limit") ?? 50, BadToken);
        return new Struct { ["logGroups"] = items.Select(static g => g.Describe()).ToList(), ["nextToken"] = next };
    }

    private static Struct? Delete(Call call, Struct request)
    {
        var state = State(call);
        var group = state.Get(request.String("logGroupName"));
        if (group.DeletionProtected)
        {
            throw new AwsError("ValidationException", $"The log group {group.Name} has deletion protection; turn it off first.");
        }

        state.Groups.Remove(group.Name);
        return null;
    }

    private static Struct? PutRetention(Call call, Struct request)
    {
        var days = request.Int("retentionInDays")!.Value;
        State(call).Get(request.String("logGroupName")).RetentionInDays = Retentions.Contains(days)
            ? days
            : throw LogErrors.Invalid($"1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", Retentions)}]");
        return null;
    }

    private static Struct? DeleteRetention(Call call, Struct request)
    {
        State(call).Get(request.String("logGroupName")).RetentionInDays = null;
        return null;
    }

    private static Struct? Tag(Call call, Struct request)
    {
        var group = State(call).Get(request.String("resourceArn"));
        foreach (var (key, value) in request.Child("tags") ?? [])
        {
            group.Tags[key] = (string)value!;
        }

        return null;
    }

    private static Struct? Untag(Call call, Struct request)
    {
        var group = State(call).Get(request.String("resourceArn"));
        foreach (var key in request.Strings("tagKeys"))
        {
            group.Tags.Remove(key);
        }

        return null;
    }

    private static Struct? ListTags(Call call, Struct request)
    {
        var tags = new Struct();
        foreach (var (key, value) in State(call).Get(request.String("resourceArn")).Tags)
        {
            tags[key] = value;
        }

        return new Struct { ["tags"] = tags };
    }

    public static AwsError BadToken() => LogErrors.Invalid("The specified nextToken is invalid.");

    private static LogsState State(Call call) => call.Scope.Get<LogsState>();
}
