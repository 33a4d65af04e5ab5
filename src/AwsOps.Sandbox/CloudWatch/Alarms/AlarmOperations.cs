using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>State, deletion and tags of alarms.</summary>
internal static class AlarmOperations
{
    public static void Register(ServiceSimulator service)
    {
        service.On("SetAlarmState", SetState);
        service.On("DeleteAlarms", Delete);
        service.On("EnableAlarmActions", static (call, request) => Enable(call, request, true));
        service.On("DisableAlarmActions", static (call, request) => Enable(call, request, false));
        service.On("TagResource", Tag);
        service.On("UntagResource", Untag);
        service.On("ListTagsForResource", ListTags);
    }

    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
    private static Struct? SetState(Call call, Struct request)
    {
        var book = Book(call);
        var name = request.String("AlarmName")!;
        if (!book.TryGet(name, out var alarm))
        {
            throw new AwsError("ResourceNotFound", $"Alarm {name} does not exist", 404);
        }

        var data = request.String("StateReasonData");
        if (data is not null && !IsJson(data))
        {
            throw new AwsError("InvalidFormat", "StateReasonData is not valid JSON.");
        }

        var state = Enum.GetValues<AlarmState>().First(s => s.ToAws() == request.String("StateValue"));
        book.SetState(alarm, state, request.String("StateReason")!, data);
        return null;
    }

    // "If you specify an incorrect alarm name …, no alarms are deleted."
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
    private static Struct? Delete(Call call, Struct request)
    {
        var book = Book(call);
        var names = request.Strings("AlarmNames").Distinct().ToList();
        var missing = names.FindAll(n => !book.TryGet(n, out _));
        if (missing.Count > 0)
        {
            throw new AwsError("ResourceNotFound", $"The following alarms do not exist: {string.Join(", ", missing)}", 404);
        }

        var alarms = names.ConvertAll(n => book.Find(n)!);
        if (alarms.Count(static a => a is CompositeAlarm) > 1 || (alarms.Count > 1 && alarms.Exists(static a => a is CompositeAlarm)))
        {
            throw CloudWatchErrors.Validation("A composite alarm must be deleted by a request of its own.");
        }

        if (alarms.Find(a => book.All.OfType<CompositeAlarm>().Any(c => c != a && c.Rule.Alarms.Any(r => book.Find(r) == a))) is { } used)
        {
            throw CloudWatchErrors.Validation($"Cannot delete {used.Name} as there are composite alarm(s) depending on it.");
        }

        alarms.ForEach(book.Remove);
        return null;
    }

    private static Struct? Enable(Call call, Struct request, bool enabled)
    {
        var book = Book(call);
        foreach (var alarm in request.Strings("AlarmNames").Select(book.Find).OfType<Alarm>().Where(a => a.ActionsEnabled != enabled))
        {
            alarm.ActionsEnabled = enabled;
            alarm.ConfigurationUpdated = call.Now;
            book.History.Configuration(alarm, "updated");
        }

        return null;
    }

    private static Struct? Tag(Call call, Struct request)
    {
        var alarm = Resource(call, request);
        foreach (var tag in request.Structs("Tags"))
        {
            alarm.Tags[tag.String("Key")!] = tag.String("Value")!;
        }

        return [];
    }

    private static Struct? Untag(Call call, Struct request)
    {
        var alarm = Resource(call, request);
        foreach (var key in request.Strings("TagKeys"))
        {
            alarm.Tags.Remove(key);
        }

        return [];
    }

    private static Struct? ListTags(Call call, Struct request) => new()
    {
        ["Tags"] = Resource(call, request).Tags.Select(static t => new Struct { ["Key"] = t.Key, ["Value"] = t.Value }).ToList(),
    };

    private static Alarm Resource(Call call, Struct request)
    {
        var arn = request.String("ResourceARN")!;
        return arn.StartsWith("arn:", StringComparison.Ordinal) && Book(call).Find(arn) is { } alarm
            ? alarm
            : throw new AwsError("ResourceNotFoundException", $"{arn} does not exist", 404);
    }

    private static bool IsJson(string text)
    {
        try
        {
            System.Text.Json.JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static AlarmBook Book(Call call) => call.Scope.Get<CloudWatchState>().Alarms;
}
