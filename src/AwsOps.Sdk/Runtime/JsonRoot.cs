using System.Text.Json;

namespace AwsOps.Sdk.Runtime;

/// <summary>
/// A whole JSON response. It is parsed when a member is asked for: an operation that answers nothing may have an empty body, or
/// any other.
/// </summary>
internal sealed class JsonRoot(Stream stream, int maxDepth) : ResponseNode, IDisposable
{
    private JsonDocument? _document;

    public override string? Text => Root.Text;

    private JsonNode Root => new((_document ??= Parse()).RootElement);

    public override ResponseNode? this[string name] => Root[name];

    public override ResponseNode? Flattened(string name) => Root.Flattened(name);

    public override IEnumerable<ResponseNode> Items(string? member) => Root.Items(member);

    public override IEnumerable<KeyValuePair<string, ResponseNode>> Entries(MapNames names) => Root.Entries(names);

    public void Dispose() => _document?.Dispose();

    private JsonDocument Parse()
    {
        var copy = new MemoryStream();
        stream.CopyTo(copy);
        return JsonDocument.Parse(copy.GetBuffer().AsMemory(0, (int)copy.Length), new JsonDocumentOptions { MaxDepth = maxDepth });
    }
}
