using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Monitoring;

/// <summary>Removes SNS topics with their subscriptions.</summary>
/// <remarks><para>It asks first: subscribers of a topic made anew must confirm again. -Confirm:$false answers for unattended use. Alarms that call a removed topic tell nobody.</para></remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-NotificationTopic alarms -Email ops@example.com; Remove-NotificationTopic alarms -Confirm:$false</code>
/// <para>Removes a topic by name.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; New-NotificationTopic alarms | Remove-NotificationTopic -WhatIf</code>
/// <para>Says what would be removed.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html">Deleting a topic</seealso>
[Cmdlet(VerbsCommon.Remove, "NotificationTopic", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(NotificationTopic))]
[IamAction("sns:DeleteTopic", "sns:ListSubscriptions", "sns:ListTopics")]
public sealed class RemoveNotificationTopicCommand : AwsCmdlet
{
    /// <summary>Names or ARNs of the topics to remove.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TopicNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] TopicName { get; set; } = [];

    /// <summary>Returns what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var topics = new NotificationTopics(aws, Changes);
        await foreach (var topic in topics.GetAsync(TopicName, name => WriteError(ErrorRecords.From(topics.NotFound(name), name, this)), StopToken))
        {
            await ForItemAsync(topic.TopicName, async () =>
            {
                if (await topics.RemoveAsync(topic) && PassThru)
                {
                    WriteObject(topic);
                }
            });
        }
    }
}
