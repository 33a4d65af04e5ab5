using AwsOps.Sandbox.Kernel;
using AwsOps.Sandbox.Sns;

namespace AwsOps.Sandbox.CloudWatch;

/// <summary>How alarms and groups reach SNS.</summary>
internal static class Topics
{
    /// <summary>Publishes to a topic; null, or why it could not be.</summary>
    public static string? Publish(Scope scope, string topicArn, string subject, string message, string? mailText = null)
    {
        var sns = scope.Get<SnsState>();
        if (sns.Find(topicArn) is not { } topic)
        {
            return "Topic does not exist";
        }

        sns.Publish(topic, subject, message, mailText);
        return null;
    }
}
