using System.Globalization;
using System.Text.Json.Nodes;
using AwsOps.Sandbox.AutoScaling.Instances;
using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.CloudWatch.Alarms;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Notifications;

/// <summary>
/// Notifications of launches and terminations through SNS.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-sns-notifications.html
/// </summary>
internal static class GroupNotifications
{
    private const string Test = "autoscaling:TEST_NOTIFICATION";

    private static readonly string[] Types =
    [
        "autoscaling:EC2_INSTANCE_LAUNCH", "autoscaling:EC2_INSTANCE_LAUNCH_ERROR", "autoscaling:EC2_INSTANCE_TERMINATE",
        "autoscaling:EC2_INSTANCE_TERMINATE_ERROR", Test,
    ];

    public static void Register(ServiceSimulator service)
    {
        service.On("PutNotificationConfiguration", Put);
        service.On("DescribeNotificationConfigurations", Describe);
        service.On("DeleteNotificationConfiguration", Delete);
        service.On("DescribeAutoScalingNotificationTypes", static (_, _) => new Struct { ["AutoScalingNotificationTypes"] = Types.ToList() });
    }

    /// <summary>Tells the group's topics of the end of an activity.</summary>
    public static void Send(AutoScalingState state, Activity activity, string type, GroupInstance? instance)
    {
        foreach (var (topic, types) in activity.Group.Notifications)
        {
            if (types.Contains(type))
            {
                Publish(state, topic, Subject(activity.Group.Name, type), Message(state, activity, type, instance));
            }
        }
    }

    /// <summary>Publishes JSON to a topic.</summary>
    public static void Publish(AutoScalingState state, string topic, string subject, JsonObject message) =>
        Topics.Publish(state.Scope, topic, subject, message.ToJsonString(Json.Relaxed));

    private static string Subject(string group, string type) => type switch
    {
        "autoscaling:EC2_INSTANCE_LAUNCH" => $"Auto Scaling: launch for group \"{group}\"",
        "autoscaling:EC2_INSTANCE_TERMINATE" => $"Auto Scaling: termination for group \"{group}\"",
        Test => $"Auto Scaling: test notification for group \"{group}\"",
        _ => $"Auto Scaling: failed launch for group \"{group}\"",
    };

    private static JsonObject Message(AutoScalingState state, Activity activity, string type, GroupInstance? instance) => new()
    {
        ["Progress"] = activity.Progress,
        ["AccountId"] = state.Scope.Account,
        ["Description"] = activity.Description,
        ["RequestId"] = activity.Id,
        ["EndTime"] = Iso(activity.EndTime ?? state.Now),
        ["AutoScalingGroupARN"] = activity.Group.Arn,
        ["ActivityId"] = activity.Id,
        ["StartTime"] = Iso(activity.StartTime),
        ["Service"] = "AWS Auto Scaling",
        ["Time"] = Iso(state.Now),
        ["EC2InstanceId"] = instance?.Id,
        ["StatusCode"] = "InProgress",
        ["StatusMessage"] = activity.StatusMessage ?? string.Empty,
        ["Details"] = JsonNode.Parse(activity.Details),
        ["AutoScalingGroupName"] = activity.Group.Name,
        ["Cause"] = activity.Cause,
        ["Event"] = type,
    };

    private static Struct? Put(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var group = state.Get(request.String("AutoScalingGroupName")!);
        var (topic, types) = (request.String("TopicARN")!, request.Strings("NotificationTypes"));
        if (types.FirstOrDefault(static t => !Types.Contains(t)) is { } unknown)
        {
            throw AutoScalingErrors.Validation($"NotificationTypes: '{unknown}' is not one of {string.Join(", ", Types)}.");
        }

        var failure = Topics.Publish(state.Scope, topic, Subject(group.Name, Test), new JsonObject
        {
            ["AccountId"] = state.Scope.Account,
            ["RequestId"] = call.RequestId,
            ["AutoScalingGroupARN"] = group.Arn,
            ["AutoScalingGroupName"] = group.Name,
            ["Service"] = "AWS Auto Scaling",
            ["Event"] = Test,
            ["Time"] = Iso(call.Now),
        }.ToJsonString(Json.Relaxed));
        if (failure is not null)
        {
            throw AutoScalingErrors.Validation($"Unable to publish test message to notification target {topic}. Please check your target configuration and try to put lifecycle hook again. Error: {failure}");
        }

        group.Notifications[topic] = new SortedSet<string>(types, StringComparer.Ordinal);
        return null;
    }

    private static Struct? Describe(Call call, Struct request)
    {
        var state = call.Scope.Get<AutoScalingState>();
        var names = request.Strings("AutoScalingGroupNames");
        var all = (names.Count > 0 ? names.Select(state.Get) : state.Groups)
            .SelectMany(static g => g.Notifications.SelectMany(n => n.Value.Select(t => new Struct
            {
                ["AutoScalingGroupName"] = g.Name,
                ["TopicARN"] = n.Key,
                ["NotificationType"] = t,
            }))).ToList();
        var (items, next) = Page.Of(all, request.String("NextToken"), Math.Clamp(request.Int("MaxRecords") ?? 50, 1, 100), AutoScalingErrors.InvalidToken);
        return new Struct { ["NotificationConfigurations"] = items, ["NextToken"] = next };
    }

    private static Struct? Delete(Call call, Struct request)
    {
        call.Scope.Get<AutoScalingState>().Get(request.String("AutoScalingGroupName")!).Notifications.Remove(request.String("TopicARN")!);
        return null;
    }

    private static string Iso(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
