using System.Collections;
using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Monitoring;

/// <summary>Makes an SNS topic, and subscribes mail addresses to it.</summary>
/// <remarks><para>Each address gets a mail and must confirm; until then no message is delivered to it. When a step fails, the topic is taken back.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; New-NotificationTopic alarms -Email ops@example.com</code>
/// <para>Makes a topic whose messages go to an address.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-NotificationTopic alarms -Tag @{ team = 'web' } -WhatIf</code>
/// <para>Says what would be made.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "NotificationTopic", SupportsShouldProcess = true)]
[OutputType(typeof(NotificationTopic))]
[IamAction("sns:CreateTopic", "sns:DeleteTopic", "sns:ListSubscriptions", "sns:ListTopics", "sns:Subscribe", "sns:TagResource")]
public sealed class NewNotificationTopicCommand : AwsCmdlet
{
    /// <summary>Name of the topic.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateFormat("^[A-Za-z0-9_-]{1,256}$", "-TopicName '{0}': 1 to 256 letters, digits, _ and - are allowed.")]
    public string TopicName { get; set; } = null!;

    /// <summary>Addresses that get its messages.</summary>
    [Parameter(Position = 1)]
    [ValidateFormat(@"^[^@\s]+@[^@\s]+\.[^@\s]+$", "-Email '{0}' is not a mail address; it looks like ops@example.com.")]
    public string[] Email { get; set; } = [];

    /// <summary>Tags of the topic.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <inheritdoc/>
    private protected override object? ErrorTarget => TopicName;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var tags = Tags.Of(Tag);
        var topics = new NotificationTopics(aws, Changes);
        if (await topics.FindAsync(TopicName, StopToken) is not null)
        {
            throw AwsOpsException.Exists("Topic", TopicName, aws.Where, "Choose another name.");
        }

        if (await MakeAsync(topics, tags) && await topics.FindAsync(TopicName, StopToken) is { } topic)
        {
            WriteObject(topic);
        }
    }

    private async Task<bool> MakeAsync(NotificationTopics topics, IReadOnlyList<(string Key, string Value)> tags)
    {
        var rollback = new Rollback(Changes);
        try
        {
            return await topics.EnsureAsync(TopicName, Email, tags, rollback, StopToken) is not null;
        }
        catch (Exception exception)
        {
            throw await rollback.AfterAsync(exception);
        }
    }
}
