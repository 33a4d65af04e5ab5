using System.Runtime.CompilerServices;
using Amazon.SimpleNotificationService.Model;
using AwsOps.Common;

namespace AwsOps.Monitoring;

/// <summary>Reads and changes SNS topics.</summary>
internal sealed class NotificationTopics(AwsConnection aws, IChanges changes)
{
    /// <summary>All topics, or those of given names or ARNs. Topics and subscriptions come from one paged list each, whatever their number.</summary>
    public async IAsyncEnumerable<NotificationTopic> GetAsync(IReadOnlyList<string> names, Action<string> missing, [EnumeratorCancellation] CancellationToken stop)
    {
        var topics = await Pager.AllAsync<Topic>(
            async (token, cancel) =>
            {
                var page = await aws.Sns.ListTopicsAsync(new ListTopicsRequest { NextToken = token }, cancel);
                return (page.Topics, page.NextToken);
            },
            stop);
        var subscriptions = (await Pager.AllAsync<Subscription>(
            async (token, cancel) =>
            {
                var page = await aws.Sns.ListSubscriptionsAsync(new ListSubscriptionsRequest { NextToken = token }, cancel);
                return (page.Subscriptions, page.NextToken);
            },
            stop)).ToLookup(static subscription => subscription.TopicArn, StringComparer.Ordinal);
        var wanted = topics.Select(static topic => topic.TopicArn)
            .Where(arn => names.Count == 0 || names.Contains(arn, StringComparer.Ordinal) || names.Contains(Arns.Resource(arn), StringComparer.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        foreach (var arn in wanted)
        {
            yield return new NotificationTopic(aws, arn, subscriptions[arn].Select(static item => new NotificationSubscriber(
                item.Protocol,
                item.Endpoint,
                item.SubscriptionArn.StartsWith("arn:", StringComparison.Ordinal),
                item.SubscriptionArn.StartsWith("arn:", StringComparison.Ordinal) ? item.SubscriptionArn : null)));
        }

        foreach (var name in names.Where(name => !wanted.Contains(name, StringComparer.Ordinal) && !wanted.Any(arn => Arns.Resource(arn) == name)))
        {
            missing(name);
        }
    }

    /// <summary>The error for a topic that is not there.</summary>
    public AwsOpsException NotFound(string name) => AwsOpsException.NotFound("Topic", name, aws.Where, "Get-NotificationTopic lists those that are.");

    /// <summary>The topic of a name; null when there is none.</summary>
    public async Task<NotificationTopic?> FindAsync(string name, CancellationToken stop)
    {
        await foreach (var topic in GetAsync([name], static _ => { }, stop))
        {
            return topic;
        }

        return null;
    }

    /// <summary>Removes a topic with its subscriptions. False when it was not removed.</summary>
    public Task<bool> RemoveAsync(NotificationTopic topic) => changes.ApplyAsync(
        new Change($"Remove with its {topic.Subscriber.Count} subscription(s)", $"Topic {topic.TopicName}"),
        cancel => aws.Sns.DeleteTopicAsync(new DeleteTopicRequest { TopicArn = topic.TopicArn }, cancel));

    /// <summary>Makes a topic and subscribes addresses to it; both do nothing where it is so already.</summary>
    /// <param name="name">Name of the topic.</param>
    /// <param name="emails">Addresses.</param>
    /// <param name="tags">Tags of a topic that is made.</param>
    /// <param name="rollback">Gets what was made; whoever calls takes it back after a failure.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <returns>ARN of the topic; null when it was not made.</returns>
    public async Task<string?> EnsureAsync(string name, IReadOnlyList<string> emails, IReadOnlyList<(string Key, string Value)> tags, Rollback rollback, CancellationToken stop)
    {
        var existing = await FindAsync(name, stop);
        var arn = existing?.TopicArn;
        if (arn is null)
        {
            var made = await changes.CallAsync(
                new Change("Create", $"Topic {name}"),
                cancel => aws.Sns.CreateTopicAsync(new CreateTopicRequest { Name = name, Tags = tags.Count == 0 ? null : [.. tags.Select(static tag => new Tag { Key = tag.Key, Value = tag.Value })] }, cancel));
            arn = made?.TopicArn;
            if (arn is not null)
            {
                // Its subscriptions go with it: https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html
                rollback.Made($"topic {arn}", cancel => aws.Sns.DeleteTopicAsync(new DeleteTopicRequest { TopicArn = arn }, cancel));
            }
            else if (!changes.IsWhatIf)
            {
                return null;
            }
        }

        foreach (var email in emails.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (existing?.Subscriber.Any(subscriber => subscriber.Protocol == "email" && subscriber.Endpoint.Equals(email, StringComparison.OrdinalIgnoreCase)) == true)
            {
                continue;
            }

            var subscribed = await changes.ApplyAsync(
                new Change($"Subscribe {email}", $"Topic {name}"),
                cancel => aws.Sns.SubscribeAsync(new SubscribeRequest { TopicArn = arn, Protocol = "email", Endpoint = email }, cancel));
            if (subscribed)
            {
                changes.Verbose($"{email} gets a mail and must confirm; until then no message is delivered.");
                if (existing is not null)
                {
                    // https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html
                    rollback.MadeForGood($"subscription of {email} to topic {name}", "AWS takes back no subscription that waits for its confirmation; unconfirmed it ends after 48 hours");
                }
            }
        }

        return arn;
    }
}
