using AwsOps.Sandbox.AutoScaling;
using AwsOps.Sandbox.AutoScaling.Policies;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch.Alarms;

/// <summary>
/// What alarms do: mail through SNS, scaling policies, EC2 actions.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-actions
/// </summary>
internal static class AlarmActions
{
    /// <summary>Runs the actions of the state an alarm has gone to.</summary>
    public static void Run(Scope scope, AlarmBook book, Alarm alarm, AlarmChange change)
    {
        if (!alarm.ActionsEnabled)
        {
            return;
        }

        foreach (var action in alarm.ActionsOf(change.New))
        {
            book.History.Action(alarm, action, Run(scope, alarm, change, action));
        }
    }

    /// <summary>Scaling actions are repeated every minute while the alarm stays in ALARM (TT4).</summary>
    public static void Repeat(Scope scope, MetricAlarm alarm)
    {
        if (!alarm.ActionsEnabled)
        {
            return;
        }

        foreach (var action in alarm.AlarmActions.Where(IsScalingPolicy))
        {
            PolicyExecution.Invoke(scope.Get<AutoScalingState>(), action, alarm);
        }
    }

    public static bool IsScalingPolicy(string arn) =>
        arn.Contains(":autoscaling:", StringComparison.Ordinal) && arn.Contains(":scalingPolicy:", StringComparison.Ordinal);

    /// <summary>The EC2 action an ARN means (stop, terminate, reboot, recover), or null.</summary>
    public static string? Ec2Action(string arn)
    {
        // arn:aws:automate:eu-west-1:ec2:stop, or the older arn:aws:swf:eu-west-1:111122223333:action/actions/AWS_EC2.InstanceId.Stop/1.0
        var parts = arn.Split(':');
        var action = parts is [_, _, "automate", _, "ec2", var name]
            ? name
            : parts is [_, _, "swf", _, _, var path, ..] && path.Split('.') is [.., "InstanceId", var verb] ? verb.Split('/')[0].ToLowerInvariant() : null;
        return action is "stop" or "terminate" or "reboot" or "recover" ? action : null;
    }

    private static string? Run(Scope scope, Alarm alarm, AlarmChange change, string action)
    {
        if (action.Contains(":sns:", StringComparison.Ordinal))
        {
            var (subject, text, json) = (AlarmMail.Subject(scope, alarm), AlarmMail.Text(scope, alarm, change), AlarmMail.Json(scope, alarm, change));
            return Topics.Publish(scope, action, subject, json, text);
        }

        if (IsScalingPolicy(action))
        {
            return alarm is MetricAlarm metric && PolicyExecution.Invoke(scope.Get<AutoScalingState>(), action, metric) ? null : "No scaling policy found for alarm action " + action;
        }

        return Ec2Action(action) is { } verb ? RunEc2(scope, (MetricAlarm)alarm, verb) : "This sandbox does not simulate this kind of action";
    }

    private static string? RunEc2(Scope scope, MetricAlarm alarm, string verb)
    {
        var ec2 = scope.Get<Ec2State>();
        var id = alarm.Metric!.Dimension("InstanceId")!;
        try
        {
            switch (verb)
            {
                case "stop":
                    ec2.StopInstance(id);
                    break;
                case "terminate":
                    ec2.TerminateInstance(id);
                    break;
                default:
                    // A reboot or a recovery brings the instance back as it was: its status checks pass again.
                    ec2.SetStatusCheck(ec2.Instances.Get(id).Id, StatusCheck.Ok);
                    break;
            }

            return null;
        }
        catch (AwsError error)
        {
            return error.Message;
        }
    }
}
