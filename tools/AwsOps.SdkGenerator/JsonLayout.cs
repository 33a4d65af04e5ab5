using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AwsOps.SdkGenerator;

/// <summary>
/// JSON that is small and still compares well line by line: what fits on a line stays on it, the rest has a line per child.
/// </summary>
internal static class JsonLayout
{
    private const int Width = 140;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonObject root)
    {
        var text = new StringBuilder();
        Append(text, root, 0, broken: true);
        return text.Append('\n').ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node, int depth, bool broken = false)
    {
        var line = node is null ? "null" : node.ToJsonString(Plain);
        if (!broken && line.Length + depth <= Width)
        {
            text.Append(line);
            return;
        }

        switch (node)
        {
            case JsonObject values:
                Children(text, depth, '{', '}', values, pair =>
                {
                    text.Append(JsonSerializer.Serialize(pair.Key, Plain)).Append(": ");
                    Append(text, pair.Value, depth + 1);
                });
                break;
            case JsonArray items:
                Children(text, depth, '[', ']', items, item => Append(text, item, depth + 1));
                break;
            default:
                text.Append(line);
                break;
        }
    }

    private static void Children<T>(StringBuilder text, int depth, char open, char close, IEnumerable<T> children, Action<T> append)
    {
        text.Append(open);
        var separator = "\n";
        foreach (var child in children)
        {
            text.Append(separator).Append(' ', depth + 1);
            append(child);
            separator = ",\n";
        }

        text.Append('\n').Append(' ', depth).Append(close);
    }
}
