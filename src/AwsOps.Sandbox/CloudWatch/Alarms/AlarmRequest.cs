using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>What PutMetricAlarm and PutCompositeAlarm have in common.</summary>
internal static class AlarmRequest
{
    /// <summary>The alarm of a name, if there is one; an alarm of the other kind has taken the name.</summary>
    public static T? Existing<T>(AlarmBook book, string name)
        where T : Alarm => !book.TryGet(name, out var old) ? null : old as T
            ?? throw CloudWatchErrors.Validation($"Alarm with name {name} already exists and is a {old.Type}.");

    /// <summary>Overwrites what the request can say; what it leaves out goes back to the default, as AWS does. Tags only count for a new alarm.</summary>
    public static void Apply(Alarm alarm, Struct request, bool isNew)
    {
        alarm.Description = request.String("AlarmDescription");
        alarm.ActionsEnabled = request.Bool("ActionsEnabled") ?? true;
        alarm.OkActions = request.Strings("OKActions");
        alarm.AlarmActions = request.Strings("AlarmActions");
        alarm.InsufficientDataActions = request.Strings("InsufficientDataActions");
        foreach (var tag in isNew ? request.Structs("Tags") : [])
        {
            alarm.Tags[tag.String("Key")!] = tag.String("Value")!;
        }
    }

    /// <summary>Actions must be ARNs of this region that the alarm can have.</summary>
    public static void CheckActions(AlarmBook book, Struct request, MetricId? metric)
    {
        var region = book.ArnOf(string.Empty).Split(':')[3];
        var isComposite = request.Has("AlarmRule");
        foreach (var action in request.Strings("OKActions").Concat(request.Strings("AlarmActions")).Concat(request.Strings("InsufficientDataActions")))
        {
            var parts = action.Split(':');
            if (parts.Length < 6 || parts[0] != "arn")
            {
                throw CloudWatchErrors.Validation($"Invalid arn syntax: {action}");
            }

            if (parts[3].Length > 0 && parts[3] != region)
            {
                throw CloudWatchErrors.Validation($"Invalid region {parts[3]} specified. Only {region} is supported.");
            }

            var isEc2 = AlarmActions.Ec2Action(action) is not null;
            if (isComposite && (isEc2 || AlarmActions.IsScalingPolicy(action)))
            {
                throw CloudWatchErrors.Validation($"Composite alarms cannot perform EC2 actions or Auto Scaling actions: {action}");
            }

            // CW3: EC2 actions need the instance to act on.
            if (isEc2 && metric?.Dimension("InstanceId") is null)
            {
                throw CloudWatchErrors.Validation($"The EC2 action {action} needs an alarm on one metric with the dimension InstanceId.");
            }
        }
    }
}
