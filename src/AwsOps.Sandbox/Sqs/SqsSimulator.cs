using System.Globalization;
using System.Text.RegularExpressions;
using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Sqs;

/// <summary>The queues of an account in a region.</summary>
#pragma warning disable CS9113 // Scope.Get makes every state with its scope.
internal sealed class SqsState(Scope scope)
#pragma warning restore CS9113
{
    public SortedDictionary<string, Queue> Queues { get; } = new(StringComparer.Ordinal);
}

/// <summary>A queue: its settings. Messages have no simulated life.</summary>
internal sealed class Queue(string name, string arn, string url, DateTime created)
{
    public string Name { get; } = name;

    public string Arn { get; } = arn;

    public string Url { get; } = url;

    public DateTime Created { get; } = created;

    public DateTime Changed { get; set; } = created;

    public SortedDictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public string? Policy => Attributes.GetValueOrDefault("Policy") is { Length: > 0 } policy ? policy : null;
}

/// <summary>Amazon SQS, as far as queues and their policies go: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html</summary>
internal sealed partial class SqsSimulator : ServiceSimulator
{
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["VisibilityTimeout"] = "30",
        ["MaximumMessageSize"] = "1048576",
        ["MessageRetentionPeriod"] = "345600",
        ["DelaySeconds"] = "0",
        ["ReceiveMessageWaitTimeSeconds"] = "0",
        ["SqsManagedSseEnabled"] = "true",
    };

    public SqsSimulator()
        : base("sqs")
    {
        On("CreateQueue", Create);
        On("DeleteQueue", static (call, input) =>
        {
            call.Scope.Get<SqsState>().Queues.Remove(Find(call, input).Name);
            return null;
        });
        On("GetQueueUrl", static (call, input) => new Struct
        {
            ["QueueUrl"] = (call.Scope.Get<SqsState>().Queues.GetValueOrDefault(input.String("QueueName")!) ?? throw NoQueue()).Url,
        });
        On("ListQueues", static (call, input) =>
        {
            var prefix = input.String("QueueNamePrefix") ?? "";
            var queues = call.Scope.Get<SqsState>().Queues.Values.Where(queue => queue.Name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            var (page, next) = Page.Of(queues, input.String("NextToken"), input.Int("MaxResults") ?? 1_000, static () => new AwsError("InvalidParameterValue", "The NextToken is invalid."));
            return new Struct { ["QueueUrls"] = page.Select(static queue => queue.Url).ToList<object?>(), ["NextToken"] = next };
        });
        On("SetQueueAttributes", static (call, input) =>
        {
            var queue = Find(call, input);
            Set(queue, input.Child("Attributes") ?? []);
            queue.Changed = call.Now;
            return null;
        });
        On("GetQueueAttributes", Get);
    }

    private static AwsError NoQueue() => new("QueueDoesNotExist", "The specified queue does not exist.") { QueryCode = "AWS.SimpleQueueService.NonExistentQueue" };

    private static Queue Find(Call call, Struct input)
    {
        var url = input.String("QueueUrl")!;
        return call.Scope.Get<SqsState>().Queues.GetValueOrDefault(url[(url.LastIndexOf('/') + 1)..]) ?? throw NoQueue();
    }

    /// <summary>The same again with the same attributes is the same queue (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html).</summary>
    private static Struct Create(Call call, Struct input)
    {
        var name = input.String("QueueName")!;
        if (!QueueName().IsMatch(name))
        {
            throw new AwsError("InvalidParameterValue", "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }

        var attributes = input.Child("Attributes") ?? [];
        var queues = call.Scope.Get<SqsState>().Queues;
        if (queues.TryGetValue(name, out var old))
        {
            return attributes.All(attribute => old.Attributes.GetValueOrDefault(attribute.Key) == (string)attribute.Value!)
                ? new Struct { ["QueueUrl"] = old.Url }
                : throw new AwsError("QueueNameExists", "A queue already exists with the same name and a different value for an attribute") { QueryCode = "QueueAlreadyExists" };
        }

        var queue = new Queue(name, call.Arn("sqs", name), $"https://sqs.{call.Region}.amazonaws.com/{call.Account}/{name}", call.Now);
        foreach (var (attribute, value) in Defaults)
        {
            queue.Attributes[attribute] = value;
        }

        Set(queue, attributes);
        foreach (var (key, value) in input.Child("tags") ?? [])
        {
            queue.Tags[key] = (string)value!;
        }

        queues.Add(name, queue);
        return new Struct { ["QueueUrl"] = queue.Url };
    }

    private static void Set(Queue queue, Struct attributes)
    {
        foreach (var (name, value) in attributes)
        {
            var text = (string)value!;
            if (name == "Policy" && text.Length > 0 && (!PolicyDocument.TryParse(text, null, out var policy, out _) || PolicyGrammar.Check(policy, PolicyKind.Resource).Count > 0))
            {
                throw new AwsError("InvalidAttributeValue", "Invalid value for the parameter Policy.");
            }

            queue.Attributes[name] = text;
        }
    }

    private static Struct Get(Call call, Struct input)
    {
        var queue = Find(call, input);
        var all = new SortedDictionary<string, string>(queue.Attributes, StringComparer.Ordinal)
        {
            ["QueueArn"] = queue.Arn,
            ["CreatedTimestamp"] = Seconds(queue.Created),
            ["LastModifiedTimestamp"] = Seconds(queue.Changed),
            ["ApproximateNumberOfMessages"] = "0",
            ["ApproximateNumberOfMessagesDelayed"] = "0",
            ["ApproximateNumberOfMessagesNotVisible"] = "0",
        };
        if (queue.Policy is null)
        {
            all.Remove("Policy");
        }

        var wanted = input.Strings("AttributeNames");
        var shown = new Struct();
        foreach (var (name, value) in all.Where(attribute => wanted.Contains("All", StringComparer.Ordinal) || wanted.Contains(attribute.Key, StringComparer.Ordinal)))
        {
            shown[name] = value;
        }

        return new Struct { ["Attributes"] = shown.Count > 0 ? shown : null };
    }

    private static string Seconds(DateTime time) => ((long)(time - DateTime.UnixEpoch).TotalSeconds).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}\.fifo)$")]
    private static partial Regex QueueName();
}
