using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch;

/// <summary>How alarms and groups reach SNS.</summary>
internal static class Topics
{
    /// <summary>Publishes to a topic; null, or why it could not be.</summary>
    public static string? Publish(Scope scope, string topicArn, string subject, string message, string? mailText = null) => "Topic does not exist";
}
