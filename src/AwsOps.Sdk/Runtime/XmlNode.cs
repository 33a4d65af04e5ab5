using System.Xml;

namespace AwsOps.Sdk.Runtime;

/// <summary>An element of an XML response. Namespaces play no part: AWS's differ between services and emulators.</summary>
internal sealed class XmlNode : ResponseNode
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,

        // AWS answers with control characters where a resource's name has them.
        CheckCharacters = false,
        CloseInput = false,
    };

    // Far beyond what any service nests, and far from the end of the stack.
    private const int Deepest = 200;

    private readonly List<XmlNode> _children = [];
    private string? _text;

    private XmlNode(string name) => Name = name;

    public string Name { get; }

    public override string? Text => _children.Count > 0 ? null : _text ?? "";

    public override ResponseNode? this[string name] => Child(name);

    /// <summary>Reads a document.</summary>
    public static XmlNode Parse(Stream stream)
    {
        using var reader = XmlReader.Create(stream, Settings);
        reader.MoveToContent();
        return ReadElement(reader);
    }

    public XmlNode? Child(string name)
    {
        foreach (var child in _children)
        {
            if (child.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return child;
            }
        }

        return null;
    }

    public override ResponseNode? Flattened(string name)
    {
        var list = new XmlNode(name);
        list._children.AddRange(_children.Where(child => child.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));
        return list._children.Count == 0 ? null : list;
    }

    public override IEnumerable<ResponseNode> Items(string? member) =>
        member is null ? _children : _children.Where(child => child.Name.Equals(member, StringComparison.OrdinalIgnoreCase));

    public override IEnumerable<KeyValuePair<string, ResponseNode>> Entries(MapNames names)
    {
        foreach (var entry in Items(names.Entry))
        {
            if (entry[names.Key]?.Text is { } key && entry[names.Value] is { } value)
            {
                yield return new(key, value);
            }
        }
    }

    private static XmlNode ReadElement(XmlReader reader)
    {
        var node = new XmlNode(reader.LocalName);
        if (reader.IsEmptyElement)
        {
            return node;
        }

        if (reader.Depth > Deepest)
        {
            throw new XmlException($"The response nests more than {Deepest} elements.");
        }

        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    node._children.Add(ReadElement(reader));
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    node._text += reader.Value;
                    break;
                default:
                    break;
            }
        }

        return node;
    }
}
