using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html</summary>
internal static class PutCompositeAlarm
{
    public static void Register(ServiceSimulator service) => service.On("PutCompositeAlarm", Handle);

    private static Struct? Handle(Call call, Struct request)
    {
        var book = call.Scope.Get<CloudWatchState>().Alarms;
        var name = request.String("AlarmName")!;
        var rule = AlarmRule.Parse(request.String("AlarmRule")!);
        var missing = rule.Alarms.Append(request.String("ActionsSuppressor")).OfType<string>().Where(a => book.Find(a) is null).ToList();
        if (missing.Count > 0)
        {
            throw CloudWatchErrors.Validation($"Could not save the composite alarm as alarms [{string.Join(", ", missing)}] in the alarm rule do not exist");
        }

        AlarmRequest.CheckActions(book, request, null);
        var (wait, extension) = (request.Int("ActionsSuppressorWaitPeriod"), request.Int("ActionsSuppressorExtensionPeriod"));
        if (request.Has("ActionsSuppressor") && (wait is null || extension is null))
        {
            throw CloudWatchErrors.Validation("ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod are required with ActionsSuppressor.");
        }

        var old = AlarmRequest.Existing<CompositeAlarm>(book, name);
        var alarm = old ?? new CompositeAlarm(name, book.ArnOf(name)) { Rule = rule };
        alarm.Rule = rule;
        (alarm.Suppressor, alarm.SuppressorWaitSeconds, alarm.SuppressorExtensionSeconds) = (request.String("ActionsSuppressor"), wait ?? 0, extension ?? 0);
        AlarmRequest.Apply(alarm, request, isNew: old is null);
        book.Put(alarm);
        return null;
    }
}
