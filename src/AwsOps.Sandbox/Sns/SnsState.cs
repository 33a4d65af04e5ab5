using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Sns;

/// <summary>Topics and subscriptions of an account in a region.</summary>
internal sealed class SnsState(Scope scope)
{
    /// <summary>
    /// How long a person takes to click the link in a confirmation mail. Nobody is there to click in a sandbox; without
    /// this no alarm mail could be rehearsed. An assumption of ours, not AWS's behaviour.
    /// </summary>
    private static readonly TimeSpan ConfirmationDelay = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<string, Topic> _topics = new(StringComparer.Ordinal);

    /// <summary>Topics by ARN.</summary>
    public IReadOnlyCollection<Topic> Topics => _topics.Values;

    /// <summary>All subscriptions, in the order of their making.</summary>
    public IEnumerable<Subscription> Subscriptions => _topics.Values.SelectMany(static topic => topic.Subscriptions);

    public Topic? Find(string arn) => _topics.GetValueOrDefault(arn);

    public Topic Require(string arn) => Find(arn) ?? throw SnsErrors.NoTopic();

    public Topic Create(string name)
    {
        var arn = $"arn:aws:sns:{scope.Region}:{scope.Account}:{name}";
        if (!_topics.TryGetValue(arn, out var topic))
        {
            _topics.Add(arn, topic = new Topic(arn, name));
            topic.Attributes["Policy"] = TopicPolicy.Default(arn, scope.Account);
        }

        return topic;
    }

    public void Delete(string arn) => _topics.Remove(arn);

    /// <summary>Subscribes an endpoint; the same endpoint again is the same subscription.</summary>
    public Subscription Subscribe(Topic topic, string protocol, string endpoint)
    {
        var known = topic.Subscriptions.Find(item => item.Protocol == protocol && item.Endpoint == endpoint);
        if (known is not null)
        {
            return known;
        }

        var needsConfirmation = protocol is "email" or "email-json" or "http" or "https";
        var subscription = new Subscription($"{topic.Arn}:{scope.Ids.Uuid()}", topic.Arn, protocol, endpoint, scope.Ids.Hex(64)) { Confirmed = !needsConfirmation };
        topic.Subscriptions.Add(subscription);
        if (needsConfirmation)
        {
            scope.Cloud.Mailbox.Add(new Mail(
                scope.Clock.UtcNow,
                protocol,
                endpoint,
                "AWS Notification - Subscription Confirmation",
                $"You have chosen to subscribe to the topic:\n{topic.Arn}\n\nTo confirm this subscription, confirm the token {subscription.Token}.",
                topic.Arn));
            scope.Clock.After(ConfirmationDelay, () => subscription.Confirmed = true);
        }

        return subscription;
    }

    /// <summary>Delivers a message to the confirmed subscribers whose filters take it; its id.</summary>
    public string Publish(Topic topic, string? subject, string message, string? mailText = null, Struct? attributes = null)
    {
        var id = scope.Ids.Uuid();
        foreach (var subscription in topic.Subscriptions.Where(item => item.Confirmed && FilterPolicy.Accepts(item, message, attributes)))
        {
            var text = subscription.Protocol == "email" ? mailText ?? message : message;
            scope.Cloud.Mailbox.Add(new Mail(scope.Clock.UtcNow, subscription.Protocol, subscription.Endpoint, subject ?? "AWS Notification Message", text, topic.Arn));
        }

        return id;
    }
}

/// <summary>A topic.</summary>
internal sealed class Topic(string arn, string name)
{
    public string Arn { get; } = arn;

    public string Name { get; } = name;

    public SortedDictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public List<Subscription> Subscriptions { get; } = [];
}

/// <summary>A subscription.</summary>
internal sealed class Subscription(string arn, string topicArn, string protocol, string endpoint, string token)
{
    public string Arn { get; } = arn;

    public string TopicArn { get; } = topicArn;

    public string Protocol { get; } = protocol;

    public string Endpoint { get; } = endpoint;

    public string Token { get; } = token;

    public bool Confirmed { get; set; }

    public SortedDictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);
}

/// <summary>Errors of SNS.</summary>
internal static class SnsErrors
{
    public static AwsError NoTopic() => new("NotFound", "Topic does not exist", 404);

    public static AwsError NoSubscription() => new("NotFound", "Subscription does not exist", 404);

    public static AwsError Invalid(string what) => new("InvalidParameter", $"Invalid parameter: {what}");
}
