using System.Text.RegularExpressions;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Sns;

/// <summary>Amazon SNS: topics, subscriptions, and what they deliver.</summary>
/// <remarks>https://docs.aws.amazon.com/sns/latest/api/welcome.html</remarks>
internal sealed partial class SnsSimulator : ServiceSimulator
{
    private const int PageSize = 100;

    private static readonly string[] Protocols = ["http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose"];

    public SnsSimulator()
        : base("sns")
    {
        On("CreateTopic", CreateTopic);
        On("DeleteTopic", DeleteTopic);
        On("ListTopics", ListTopics);
        On("GetTopicAttributes", GetTopicAttributes);
        On("SetTopicAttributes", SetTopicAttributes);
        On("Subscribe", Subscribe);
        On("ConfirmSubscription", ConfirmSubscription);
        On("Unsubscribe", Unsubscribe);
        On("ListSubscriptions", (call, input) => Page(State(call).Subscriptions, input));
        On("ListSubscriptionsByTopic", (call, input) => Page(State(call).Require(input.String("TopicArn")!).Subscriptions, input));
        On("GetSubscriptionAttributes", GetSubscriptionAttributes);
        On("SetSubscriptionAttributes", SetSubscriptionAttributes);
        On("Publish", Publish);
        On("AddPermission", static (call, input) =>
        {
            TopicPolicy.Add(State(call).Require(input.String("TopicArn")!), input);
            return null;
        });
        On("RemovePermission", static (call, input) =>
        {
            TopicPolicy.Remove(State(call).Require(input.String("TopicArn")!), input.String("Label")!);
            return null;
        });
        On("TagResource", TagResource);
        On("UntagResource", UntagResource);
        On("ListTagsForResource", ListTags);
    }

    private static SnsState State(Call call) => call.Scope.Get<SnsState>();

    private static Struct CreateTopic(Call call, Struct input)
    {
        var name = input.String("Name")!;
        if (!TopicName().IsMatch(name))
        {
            throw SnsErrors.Invalid("Topic Name");
        }

        var topic = State(call).Create(name);
        foreach (var (key, value) in input.Child("Attributes") ?? [])
        {
            Set(topic, key, (string)value!);
        }

        Tag(topic, input);
        return new Struct { ["TopicArn"] = topic.Arn };
    }

    /// <summary>Deleting what is not there succeeds: https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html</summary>
    private static Struct? DeleteTopic(Call call, Struct input)
    {
        State(call).Delete(input.String("TopicArn")!);
        return null;
    }

    private static Struct ListTopics(Call call, Struct input)
    {
        var (topics, next) = Kernel.Page.Of([.. State(call).Topics], input.String("NextToken"), PageSize, static () => SnsErrors.Invalid("NextToken"));
        return new Struct { ["Topics"] = topics.Select(static topic => new Struct { ["TopicArn"] = topic.Arn }).ToList<object?>(), ["NextToken"] = next };
    }

    private static Struct GetTopicAttributes(Call call, Struct input)
    {
        var topic = State(call).Require(input.String("TopicArn")!);
        var attributes = new Struct
        {
            ["TopicArn"] = topic.Arn,
            ["Owner"] = call.Account,
            ["SubscriptionsConfirmed"] = Count(topic, confirmed: true),
            ["SubscriptionsPending"] = Count(topic, confirmed: false),
            ["SubscriptionsDeleted"] = "0",
        };
        foreach (var (key, value) in topic.Attributes)
        {
            attributes[key] = value;
        }

        return new Struct { ["Attributes"] = attributes };
    }

    private static Struct? SetTopicAttributes(Call call, Struct input)
    {
        Set(State(call).Require(input.String("TopicArn")!), input.String("AttributeName")!, input.String("AttributeValue") ?? string.Empty);
        return null;
    }

    private static void Set(Topic topic, string name, string value) => topic.Attributes[name] = name == "Policy" ? TopicPolicy.Check(value) : value;

    private static void Set(Subscription subscription, string name, string value)
    {
        if (name == "FilterPolicy" && value.Length > 0)
        {
            FilterPolicy.Check(value);
        }

        subscription.Attributes[name] = value;
    }

    private static Struct Subscribe(Call call, Struct input)
    {
        var topic = State(call).Require(input.String("TopicArn")!);
        var protocol = input.String("Protocol")!;
        var endpoint = input.String("Endpoint") ?? throw SnsErrors.Invalid("Endpoint");
        if (!Protocols.Contains(protocol, StringComparer.Ordinal))
        {
            throw SnsErrors.Invalid("Amazon SNS does not support this protocol string: " + protocol);
        }

        if (protocol is "email" or "email-json" && !endpoint.Contains('@', StringComparison.Ordinal))
        {
            throw SnsErrors.Invalid("Email address");
        }

        if (input.Child("Attributes")?.String("FilterPolicy") is { } filter)
        {
            FilterPolicy.Check(filter);
        }

        var subscription = State(call).Subscribe(topic, protocol, endpoint);
        foreach (var (key, value) in input.Child("Attributes") ?? [])
        {
            subscription.Attributes[key] = (string)value!;
        }

        // https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html: the ARN of an unconfirmed one only when asked for.
        return new Struct { ["SubscriptionArn"] = subscription.Confirmed || input.Bool("ReturnSubscriptionArn") == true ? subscription.Arn : "pending confirmation" };
    }

    private static Struct ConfirmSubscription(Call call, Struct input)
    {
        var topic = State(call).Require(input.String("TopicArn")!);
        var subscription = topic.Subscriptions.Find(item => item.Token == input.String("Token")) ?? throw SnsErrors.Invalid("Token");
        subscription.Confirmed = true;
        return new Struct { ["SubscriptionArn"] = subscription.Arn };
    }

    private static Struct? Unsubscribe(Call call, Struct input)
    {
        var arn = input.String("SubscriptionArn")!;
        foreach (var topic in State(call).Topics)
        {
            topic.Subscriptions.RemoveAll(item => item.Arn == arn);
        }

        return null;
    }

    private static Struct GetSubscriptionAttributes(Call call, Struct input)
    {
        var subscription = Find(call, input);
        var attributes = new Struct
        {
            ["SubscriptionArn"] = subscription.Arn,
            ["TopicArn"] = subscription.TopicArn,
            ["Protocol"] = subscription.Protocol,
            ["Endpoint"] = subscription.Endpoint,
            ["Owner"] = call.Account,
            ["PendingConfirmation"] = subscription.Confirmed ? "false" : "true",
        };
        foreach (var (key, value) in subscription.Attributes)
        {
            attributes[key] = value;
        }

        return new Struct { ["Attributes"] = attributes };
    }

    private static Struct? SetSubscriptionAttributes(Call call, Struct input)
    {
        Set(Find(call, input), input.String("AttributeName")!, input.String("AttributeValue") ?? string.Empty);
        return null;
    }

    private static Struct Publish(Call call, Struct input)
    {
        if (input.String("PhoneNumber") is { } phone)
        {
            call.Cloud.Mailbox.Add(new Mail(call.Now, "sms", phone, string.Empty, input.String("Message")!, string.Empty));
            return new Struct { ["MessageId"] = call.Ids.Uuid() };
        }

        var arn = input.String("TopicArn") ?? input.String("TargetArn") ?? throw SnsErrors.Invalid("TopicArn or TargetArn Reason: no value for required parameter");
        return new Struct { ["MessageId"] = State(call).Publish(State(call).Require(arn), input.String("Subject"), input.String("Message")!, attributes: input.Child("MessageAttributes")) };
    }

    private static Struct? TagResource(Call call, Struct input)
    {
        Tag(State(call).Find(input.String("ResourceArn")!) ?? throw NoResource(), input);
        return null;
    }

    private static Struct? UntagResource(Call call, Struct input)
    {
        var topic = State(call).Find(input.String("ResourceArn")!) ?? throw NoResource();
        foreach (var key in input.Strings("TagKeys"))
        {
            topic.Tags.Remove(key);
        }

        return null;
    }

    private static Struct ListTags(Call call, Struct input)
    {
        var topic = State(call).Find(input.String("ResourceArn")!) ?? throw NoResource();
        return new Struct { ["Tags"] = topic.Tags.Select(static tag => new Struct { ["Key"] = tag.Key, ["Value"] = tag.Value }).ToList<object?>() };
    }

    private static AwsError NoResource() => new("ResourceNotFound", "Resource does not exist", 404);

    private static Subscription Find(Call call, Struct input) =>
        State(call).Subscriptions.FirstOrDefault(item => item.Arn == input.String("SubscriptionArn")) ?? throw SnsErrors.NoSubscription();

    private static string Count(Topic topic, bool confirmed) =>
        topic.Subscriptions.Count(item => item.Confirmed == confirmed).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void Tag(Topic topic, Struct input)
    {
        foreach (var tag in input.Structs("Tags"))
        {
            topic.Tags[tag.String("Key")!] = tag.String("Value")!;
        }
    }

    private static Struct Page(IEnumerable<Subscription> subscriptions, Struct input)
    {
        var (items, next) = Kernel.Page.Of([.. subscriptions], input.String("NextToken"), PageSize, static () => SnsErrors.Invalid("NextToken"));
        return new Struct
        {
            ["Subscriptions"] = items.Select(static item => new Struct
            {
                ["SubscriptionArn"] = item.Confirmed ? item.Arn : "PendingConfirmation",
                ["Owner"] = item.TopicArn.Split(':')[4],
                ["Protocol"] = item.Protocol,
                ["Endpoint"] = item.Endpoint,
                ["TopicArn"] = item.TopicArn,
            }).ToList<object?>(),
            ["NextToken"] = next,
        };
    }

    // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,256}$|^[A-Za-z0-9_-]{1,251}\.fifo$", RegexOptions.CultureInvariant)]
    private static partial Regex TopicName();
}
