using System.Globalization;
using System.Net;
using System.Text.Json;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Sns;

/// <summary>Which messages a subscription wants: https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html</summary>
internal static class FilterPolicy
{
    /// <summary>Refuses what is no filter policy.</summary>
    public static void Check(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw SnsErrors.Invalid("FilterPolicy: must be a JSON object");
            }

            foreach (var member in json.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
                {
                    throw SnsErrors.Invalid($"FilterPolicy: \"{member.Name}\" must be an object or an array");
                }
            }
        }
        catch (JsonException)
        {
            throw SnsErrors.Invalid("FilterPolicy: failed to parse JSON.");
        }
    }

    /// <summary>Whether a subscription takes a message.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="message">The body.</param>
    /// <param name="attributes">The message's attributes, as Publish has them.</param>
    public static bool Accepts(Subscription subscription, string message, Struct? attributes)
    {
        if (subscription.Attributes.GetValueOrDefault("FilterPolicy") is not { Length: > 0 } text)
        {
            return true;
        }

        using var policy = JsonDocument.Parse(text);
        if (subscription.Attributes.GetValueOrDefault("FilterPolicyScope") != "MessageBody")
        {
            return Matches(policy.RootElement, name => Values(attributes?.Child(name)));
        }

        try
        {
            using var body = JsonDocument.Parse(message);
            return MatchesBody(policy.RootElement, body.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool MatchesBody(JsonElement policy, JsonElement body) => body.ValueKind == JsonValueKind.Object && policy.EnumerateObject().All(rule => rule.Name == "$or"
        ? rule.Value.EnumerateArray().Any(choice => MatchesBody(choice, body))
        : rule.Value.ValueKind == JsonValueKind.Object
            ? body.TryGetProperty(rule.Name, out var inner) && MatchesBody(rule.Value, inner)
            : Any(rule.Value, body.TryGetProperty(rule.Name, out var value) ? Values(value) : null));

    private static bool Matches(JsonElement policy, Func<string, List<object?>?> values) => policy.EnumerateObject().All(rule => rule.Name == "$or"
        ? rule.Value.EnumerateArray().Any(choice => Matches(choice, values))
        : Any(rule.Value, values(rule.Name)));

    private static bool Any(JsonElement conditions, List<object?>? values) => conditions.EnumerateArray().Any(condition => Holds(condition, values));

    private static bool Holds(JsonElement condition, List<object?>? values)
    {
        if (condition.ValueKind != JsonValueKind.Object)
        {
            var wanted = Scalar(condition);
            return values?.Exists(value => Equals(value, wanted)) == true;
        }

        var (name, operand) = (condition.EnumerateObject().First().Name, condition.EnumerateObject().First().Value);
        return name == "exists" ? operand.GetBoolean() == values is not null : values?.Exists(value => Holds(name, operand, value)) == true;
    }

    private static bool Holds(string name, JsonElement operand, object? value) => name switch
    {
        "prefix" => value is string text && text.StartsWith(operand.GetString()!, StringComparison.Ordinal),
        "suffix" => value is string text && text.EndsWith(operand.GetString()!, StringComparison.Ordinal),
        "equals-ignore-case" => value is string text && text.Equals(operand.GetString(), StringComparison.OrdinalIgnoreCase),
        "cidr" => value is string text && IPAddress.TryParse(text, out var address) && IPNetwork.TryParse(operand.GetString(), out var network) && network.Contains(address),
        "anything-but" => operand.ValueKind switch
        {
            JsonValueKind.Object => !Holds(operand.EnumerateObject().First().Name, operand.EnumerateObject().First().Value, value),
            JsonValueKind.Array => operand.EnumerateArray().All(item => !Equals(value, Scalar(item))),
            _ => !Equals(value, Scalar(operand)),
        },
        "numeric" => value is decimal number && InRange(operand, number),
        _ => false,
    };

    /// <summary><c>["&gt;", 0, "&lt;=", 10]</c></summary>
    private static bool InRange(JsonElement range, decimal number)
    {
        for (var i = 0; i + 1 < range.GetArrayLength(); i += 2)
        {
            var limit = range[i + 1].GetDecimal();
            var holds = range[i].GetString() switch
            {
                "=" => number == limit,
                "<" => number < limit,
                "<=" => number <= limit,
                ">" => number > limit,
                ">=" => number >= limit,
                _ => false,
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>An attribute's value or values; null where there is no such attribute.</summary>
    private static List<object?>? Values(Struct? attribute)
    {
        if (attribute?.String("StringValue") is not { } text)
        {
            return null;
        }

        switch (attribute.String("DataType"))
        {
            case "Number":
                return [decimal.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : text];
            case "String.Array":
                using (var json = JsonDocument.Parse(text))
                {
                    return Values(json.RootElement);
                }

            default:
                return [text];
        }
    }

    private static List<object?> Values(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Scalar)] : [Scalar(value)];

    private static object? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetDecimal(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
