using System.Globalization;
using System.Text.Json;

namespace AwsOps.Sandbox.Logs.Patterns;

/// <summary><c>{ $.status = 500 &amp;&amp; $.user.name = "a*" }</c>: conditions on a message that is a JSON object.</summary>
internal sealed class JsonPattern : LogPattern
{
    private readonly Func<Func<string, FieldValue>, bool> _test;
    private readonly IReadOnlyList<string> _fields;

    public JsonPattern(string text)
    {
        if (!text.EndsWith('}'))
        {
            throw Invalid(text, "'}' is missing");
        }

        (_test, _fields) = Condition.Parse(text, text[1..^1]);
        if (_fields.FirstOrDefault(static f => !f.StartsWith('$')) is { } other)
        {
            throw Invalid(text, $"a property selector begins with $: '{other}'");
        }
    }

    public override IReadOnlyDictionary<string, string>? Match(string message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !_test(f => Select(root, f)))
            {
                return null;
            }

            return _fields.Distinct().Select(f => (Field: f, Value: Select(root, f))).Where(static f => f.Value.Text is not null)
                .ToDictionary(static f => f.Field, static f => f.Value.Text!, StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // $.a.b[0]['c d']
    private static FieldValue Select(JsonElement element, string selector)
    {
        var rest = selector.AsSpan(1);
        while (rest.Length > 0)
        {
            var bracket = rest[0] == '[';
            var end = bracket ? rest.IndexOf(']') : rest[1..].IndexOfAny('.', '[') is >= 0 and var next ? next + 1 : rest.Length;
            if (end < 0)
            {
                return default;
            }

            var key = rest[1..end].Trim("'\"").ToString();
            rest = rest[(bracket ? end + 1 : end)..];
            if (element.ValueKind == JsonValueKind.Array && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < element.GetArrayLength())
            {
                element = element[index];
            }
            else if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(key, out element))
            {
                return default;
            }
        }

        return element.ValueKind switch
        {
            JsonValueKind.Null => new FieldValue(true, null),
            JsonValueKind.True => new FieldValue(true, "true", true),
            JsonValueKind.False => new FieldValue(true, "false", false),
            JsonValueKind.String => new FieldValue(true, element.GetString()),
            _ => new FieldValue(true, element.GetRawText()),
        };
    }
}
