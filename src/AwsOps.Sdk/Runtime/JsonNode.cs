using System.Text.Json;

namespace AwsOps.Sdk.Runtime;

/// <summary>A value in a JSON response.</summary>
internal sealed class JsonNode(JsonElement element) : ResponseNode
{
    public override string? Text => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => null,
    };

    public override ResponseNode? this[string name] =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonNode(value)
            : null;

    public override ResponseNode? Flattened(string name) => this[name];

    public override IEnumerable<ResponseNode> Items(string? member)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var item in element.EnumerateArray())
        {
            yield return new JsonNode(item);
        }
    }

    public override IEnumerable<KeyValuePair<string, ResponseNode>> Entries(MapNames names)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var member in element.EnumerateObject())
        {
            yield return new(member.Name, new JsonNode(member.Value));
        }
    }
}
