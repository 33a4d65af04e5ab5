namespace AwsOps;

/// <summary>An SNS topic and who gets its messages.</summary>
public sealed class NotificationTopic : AwsResource
{
    internal NotificationTopic(Common.AwsConnection aws, string arn, IEnumerable<NotificationSubscriber> subscribers)
        : base(aws, Common.Arns.Account(arn))
    {
        TopicArn = arn;
        TopicName = Common.Arns.Resource(arn) ?? arn;
        Subscriber = (NotificationSubscriber[])[.. subscribers];
    }

    /// <summary>Name of the topic.</summary>
    public string TopicName { get; }

    /// <summary>ARN; alarms call it.</summary>
    public string TopicArn { get; }

    /// <summary>Who gets its messages.</summary>
    public IReadOnlyList<NotificationSubscriber> Subscriber { get; }
}

/// <summary>One subscription of a topic.</summary>
/// <param name="Protocol">email, sms, https, sqs, lambda…</param>
/// <param name="Endpoint">Address, number, URL or ARN.</param>
/// <param name="Confirmed">False until the receiver confirmed.</param>
/// <param name="SubscriptionArn">ARN; null until it is confirmed.</param>
public sealed record NotificationSubscriber(string Protocol, string Endpoint, bool Confirmed, string? SubscriptionArn)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Protocol}:{Endpoint}{(Confirmed ? string.Empty : " (not confirmed)")}";
}
