using System.Globalization;
using System.Text.Json;

namespace AwsOps.Engine.Policy.Trail;

/// <summary>What is needed of a CloudTrail event to know which permissions it took.</summary>
/// <seealso href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html"/>
public sealed class TrailEvent
{
    private TrailEvent(string source, string name)
    {
        EventSource = source;
        EventName = name;
    }

    /// <summary>The service, such as <c>s3.amazonaws.com</c>.</summary>
    public string EventSource { get; }

    /// <summary>The event's name, such as <c>ListBuckets</c>.</summary>
    public string EventName { get; }

    /// <summary>When it happened, UTC.</summary>
    public DateTime? Time { get; private init; }

    /// <summary>The region that was called.</summary>
    public string? Region { get; private init; }

    /// <summary>The account that it happened in.</summary>
    public string? AccountId { get; private init; }

    /// <summary>The ARN of the caller: a user's, a session's.</summary>
    public string? CallerArn { get; private init; }

    /// <summary>For a session, the ARN of the role assumed.</summary>
    public string? IssuerArn { get; private init; }

    /// <summary>The error that the call ended with; null where it succeeded.</summary>
    public string? ErrorCode { get; private init; }

    /// <summary>The ARNs that the event lists as its resources.</summary>
    public IReadOnlyList<string> Resources { get; private init; } = [];

    /// <summary>The texts within the request's parameters, each with the names that lead to it, in lower case with dots.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; private init; } = [];

    /// <summary>Whether the caller lacked a permission.</summary>
    public bool IsDenied => ErrorCode is { } code && (code.Contains("AccessDenied", StringComparison.OrdinalIgnoreCase)
        || code.Contains("Unauthorized", StringComparison.OrdinalIgnoreCase) || code.Contains("AuthorizationError", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a user or role did it.</summary>
    /// <param name="arn">The ARN of the user or role.</param>
    public bool IsBy(string arn)
    {
        ArgumentNullException.ThrowIfNull(arn);
        return CallerArn == arn || IssuerArn == arn || IsSessionOf(arn);
    }

    /// <summary>Reads one event.</summary>
    /// <param name="json">The JSON text of the event, UTF-8.</param>
    /// <returns>Null where it lacks a source or a name.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static TrailEvent? Parse(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return From(document.RootElement);
    }

    /// <summary>Reads one event, as LookupEvents has it.</summary>
    /// <param name="json">The JSON text of the event.</param>
    /// <returns>Null where it lacks a source or a name.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static TrailEvent? Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return From(document.RootElement);
    }

    private static TrailEvent? From(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(root, "eventSource") is not { Length: > 0 } source || Text(root, "eventName") is not { Length: > 0 } name)
        {
            return null;
        }

        JsonElement identity = Member(root, "userIdentity");
        List<KeyValuePair<string, string>> parameters = [];
        Flatten(Member(root, "requestParameters"), "", parameters);
        return new(source, name)
        {
            Time = DateTime.TryParse(Text(root, "eventTime"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out DateTime time) ? time : null,
            Region = Text(root, "awsRegion"),
            AccountId = Text(root, "recipientAccountId") ?? Text(identity, "accountId"),
            CallerArn = Text(identity, "arn"),
            IssuerArn = Text(Member(Member(identity, "sessionContext"), "sessionIssuer"), "arn"),
            ErrorCode = Text(root, "errorCode"),
            Resources = Member(root, "resources") is { ValueKind: JsonValueKind.Array } resources
                ? [.. resources.EnumerateArray().Select(resource => Text(resource, "ARN") ?? Text(resource, "arn")).OfType<string>()]
                : [],
            Parameters = parameters,
        };
    }

    /// <summary>A session's ARN lacks the path of its role.</summary>
    private bool IsSessionOf(string arn) =>
        IssuerArn is null && Arn.TryParse(CallerArn, out Arn? session) && session.Service == "sts" && session.Resource.Split('/') is ["assumed-role", string role, ..]
            && Arn.TryParse(arn, out Arn? wanted) && wanted.AccountId == session.AccountId && wanted.Resource.StartsWith("role/", StringComparison.Ordinal)
            && wanted.Resource.EndsWith("/" + role, StringComparison.Ordinal);

    private static JsonElement Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) ? member : default;

    private static string? Text(JsonElement value, string name) => Member(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static void Flatten(JsonElement value, string path, List<KeyValuePair<string, string>> into)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    Flatten(property.Value, path.Length == 0 ? property.Name.ToLowerInvariant() : $"{path}.{property.Name.ToLowerInvariant()}", into);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Flatten(item, path, into);
                }

                break;
            case JsonValueKind.String:
                into.Add(new(path, value.GetString()!));
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                into.Add(new(path, value.GetRawText()));
                break;
            default:
                break;
        }
    }
}
