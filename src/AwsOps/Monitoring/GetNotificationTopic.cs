using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Monitoring;

/// <summary>Shows SNS topics and who gets their messages.</summary>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-NotificationTopic alarms -Email ops@example.com; Get-NotificationTopic</code>
/// <para>Shows all topics of the region.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-NotificationTopic alarms -Email ops@example.com; (Get-NotificationTopic alarms).Subscriber</code>
/// <para>Shows who has confirmed.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "NotificationTopic")]
[OutputType(typeof(NotificationTopic))]
[IamAction("sns:ListSubscriptions", "sns:ListTopics")]
public sealed class GetNotificationTopicCommand : AwsCmdlet
{
    /// <summary>Names or ARNs of topics, or patterns such as shop-*. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TopicNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] TopicName { get; set; } = [];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(AwsConnection aws)
    {
        var topics = new NotificationTopics(aws, Changes);
        return WriteNamedAsync(TopicName, (names, missing) => topics.GetAsync(names, missing, StopToken), static topic => [topic.TopicName, topic.TopicArn], topics.NotFound);
    }
}
