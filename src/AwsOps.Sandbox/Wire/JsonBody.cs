using System.Collections;
using System.Globalization;
using System.Text.Json;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>JSON bodies by the model (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).</summary>
internal static class JsonBody
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Document(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, WriterOptions))
        {
            write(writer);
        }

        return stream.ToArray();
    }

    public static void WriteMembers(Utf8JsonWriter writer, Shape shape, Struct value)
    {
        foreach (var member in shape.Members)
        {
            if (member.Location is null && value[member.Name] is { } item)
            {
                writer.WritePropertyName(member.WireName);
                Write(writer, member.Shape, item);
            }
        }
    }

    public static void Write(Utf8JsonWriter writer, Shape shape, object value)
    {
        switch (shape.Type)
        {
            case ShapeType.Structure:
                writer.WriteStartObject();
                WriteMembers(writer, shape, (Struct)value);
                writer.WriteEndObject();
                break;
            case ShapeType.Map:
                writer.WriteStartObject();
                foreach (var (key, item) in (Struct)value)
                {
                    writer.WritePropertyName(key);
                    Write(writer, shape.Value.Shape, item!);
                }

                writer.WriteEndObject();
                break;
            case ShapeType.List:
                writer.WriteStartArray();
                foreach (var item in (IEnumerable)value)
                {
                    Write(writer, shape.Element.Shape, item!);
                }

                writer.WriteEndArray();
                break;
            case ShapeType.Boolean:
                writer.WriteBooleanValue((bool)value);
                break;
            case ShapeType.Integer or ShapeType.Long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ShapeType.Float or ShapeType.Double when Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case ShapeType.Timestamp when (shape.TimestampFormat ?? Timestamps.UnixTimestamp) == Timestamps.UnixTimestamp:
                writer.WriteNumberValue(Timestamps.Seconds((DateTime)value));
                break;
            default:
                writer.WriteStringValue(Scalars.Format(shape, value, Timestamps.UnixTimestamp));
                break;
        }
    }

    /// <summary>Reads a body; nothing at all is an empty structure.</summary>
    public static Struct Read(Shape shape, byte[] body)
    {
        if (body.Length == 0)
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? ReadStructure(shape, document.RootElement)
                : throw Malformed("Start of structure or map found where not expected.");
        }
        catch (JsonException)
        {
            throw Malformed("The request body is not valid JSON.");
        }
    }

    private static Struct ReadStructure(Shape shape, JsonElement json)
    {
        var result = new Struct();
        foreach (var member in shape.Members)
        {
            if (member.Location is null && json.TryGetProperty(member.WireName, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                result.Add(member.Name, ReadValue(member.Shape, value));
            }
        }

        return result;
    }

    private static object? ReadValue(Shape shape, JsonElement json)
    {
        switch (shape.Type, json.ValueKind)
        {
            case (ShapeType.Structure, JsonValueKind.Object):
                return ReadStructure(shape, json);
            case (ShapeType.Map, JsonValueKind.Object):
                var map = new Struct();
                foreach (var property in json.EnumerateObject().Where(static property => property.Value.ValueKind != JsonValueKind.Null))
                {
                    map[property.Name] = ReadValue(shape.Value.Shape, property.Value);
                }

                return map;
            case (ShapeType.List, JsonValueKind.Array):
                return json.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? null : ReadValue(shape.Element.Shape, item)).ToList();
            case (ShapeType.Boolean, JsonValueKind.True or JsonValueKind.False):
                return json.GetBoolean();
            case (ShapeType.Integer or ShapeType.Long, JsonValueKind.Number) when json.TryGetInt64(out var whole):
                return whole;
            case (ShapeType.Integer or ShapeType.Long, JsonValueKind.Number) when json.GetDouble() is var real && real == Math.Floor(real) && Math.Abs(real) < 1L << 53:
                return (long)real;
            case (ShapeType.Float or ShapeType.Double, JsonValueKind.Number):
                return json.GetDouble();
            case (ShapeType.Timestamp, JsonValueKind.Number) when Timestamps.TryFromSeconds(json.GetDouble(), out var time):
                return time;
            case (ShapeType.String or ShapeType.Blob or ShapeType.Float or ShapeType.Double or ShapeType.Timestamp, JsonValueKind.String):
                return Scalars.Parse(shape, json.GetString()!) ?? throw Unconvertible(shape, json);
            default:
                throw Unconvertible(shape, json);
        }
    }

    private static AwsError Unconvertible(Shape shape, JsonElement json) =>
        Malformed($"{json.ValueKind.ToString().ToUpperInvariant()}_VALUE can not be converted to {shape.Type} ({shape.Name})");

    private static AwsError Malformed(string message) => new("SerializationException", message);
}
