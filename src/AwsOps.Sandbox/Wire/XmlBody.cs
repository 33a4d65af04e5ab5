using System.Collections;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>XML bodies by the model, for query, EC2 and REST-XML (https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings).</summary>
internal static class XmlBody
{
    private const string InstanceNamespace = "http://www.w3.org/2001/XMLSchema-instance";

    private static readonly XmlWriterSettings WriterSettings = new() { Encoding = new UTF8Encoding(false), CheckCharacters = false, OmitXmlDeclaration = false };

    private static readonly XmlReaderSettings ReaderSettings = new() { DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = false };

    public static byte[] Document(Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, WriterSettings))
        {
            write(writer);
        }

        return stream.ToArray();
    }

    /// <summary>Writes the members that belong into the body.</summary>
    public static void WriteMembers(XmlWriter writer, Shape shape, Struct value)
    {
        foreach (var member in shape.Members)
        {
            if (member.Location is null && !member.XmlAttribute && value[member.Name] is { } item)
            {
                Write(writer, member, item);
            }
        }
    }

    /// <summary>Writes a value as an element of its own.</summary>
    public static void WriteElement(XmlWriter writer, string name, Shape shape, object value)
    {
        writer.WriteStartElement(name);
        switch (shape.Type)
        {
            case ShapeType.Structure:
                foreach (var attribute in shape.Members.Where(static member => member.XmlAttribute))
                {
                    if (((Struct)value).String(attribute.Name) is { } text)
                    {
                        var parts = attribute.WireName.Split(':');
                        writer.WriteAttributeString(parts[0], parts[1], InstanceNamespace, text);
                    }
                }

                WriteMembers(writer, shape, (Struct)value);
                break;
            case ShapeType.List:
                foreach (var item in (IEnumerable)value)
                {
                    WriteElement(writer, shape.Element.LocationName ?? "member", shape.Element.Shape, item!);
                }

                break;
            case ShapeType.Map:
                foreach (var entry in (Struct)value)
                {
                    WriteEntry(writer, "entry", shape, entry);
                }

                break;
            default:
                writer.WriteString(Scalars.Format(shape, value, Timestamps.Iso8601));
                break;
        }

        writer.WriteEndElement();
    }

    public static Struct Read(Shape shape, byte[] body)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body), ReaderSettings);
            return ReadStructure(shape, XDocument.Load(reader).Root!);
        }
        catch (XmlException)
        {
            throw Malformed();
        }
    }

    private static void Write(XmlWriter writer, Member member, object value)
    {
        if (!member.IsFlattened)
        {
            WriteElement(writer, member.WireName, member.Shape, value);
        }
        else if (member.Shape.Type == ShapeType.Map)
        {
            foreach (var entry in (Struct)value)
            {
                WriteEntry(writer, member.WireName, member.Shape, entry);
            }
        }
        else
        {
            foreach (var item in (IEnumerable)value)
            {
                WriteElement(writer, member.Shape.Element.LocationName ?? member.WireName, member.Shape.Element.Shape, item!);
            }
        }
    }

    private static void WriteEntry(XmlWriter writer, string name, Shape map, KeyValuePair<string, object?> entry)
    {
        writer.WriteStartElement(name);
        writer.WriteElementString(map.Key.LocationName ?? "key", entry.Key);
        WriteElement(writer, map.Value.LocationName ?? "value", map.Value.Shape, entry.Value!);
        writer.WriteEndElement();
    }

    private static Struct ReadStructure(Shape shape, XElement element)
    {
        var result = new Struct();
        foreach (var member in shape.Members)
        {
            if (member.Location is null && ReadMember(member, element) is { } value)
            {
                result.Add(member.Name, value);
            }
        }

        return result;
    }

    private static object? ReadMember(Member member, XElement parent)
    {
        if (member.XmlAttribute)
        {
            return parent.Attribute(XName.Get(member.WireName.Split(':')[^1], InstanceNamespace))?.Value;
        }

        var name = member is { IsFlattened: true, Shape: { Type: ShapeType.List, Element.LocationName: { } elementName } } ? elementName : member.WireName;
        var elements = parent.Elements().Where(element => element.Name.LocalName == name).ToList();
        if (elements.Count == 0)
        {
            return null;
        }

        return member switch
        {
            { IsFlattened: true, Shape.Type: ShapeType.List } => elements.Select(element => ReadValue(member.Shape.Element.Shape, element)).ToList(),
            { IsFlattened: true, Shape.Type: ShapeType.Map } => ReadEntries(member.Shape, elements),
            _ => ReadValue(member.Shape, elements[0]),
        };
    }

    private static object? ReadValue(Shape shape, XElement element) => shape.Type switch
    {
        ShapeType.Structure => ReadStructure(shape, element),
        ShapeType.List => element.Elements().Select(item => ReadValue(shape.Element.Shape, item)).ToList(),
        ShapeType.Map => ReadEntries(shape, element.Elements()),
        _ => Scalars.Parse(shape, element.Value) ?? throw Malformed(),
    };

    private static Struct ReadEntries(Shape map, IEnumerable<XElement> entries)
    {
        var result = new Struct();
        foreach (var entry in entries)
        {
            var parts = entry.Elements().ToDictionary(static part => part.Name.LocalName, StringComparer.Ordinal);
            if (parts.TryGetValue(map.Key.LocationName ?? "key", out var key) && parts.TryGetValue(map.Value.LocationName ?? "value", out var value))
            {
                result[key.Value] = ReadValue(map.Value.Shape, value);
            }
        }

        return result;
    }

    private static AwsError Malformed() =>
        new("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");
}
