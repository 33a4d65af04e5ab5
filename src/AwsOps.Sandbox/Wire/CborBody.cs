using System.Collections;
using System.Globalization;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>CBOR bodies by the model.</summary>
internal static class CborBody
{
    public static Struct Read(Shape shape, byte[] body)
    {
        if (body.Length == 0)
        {
            return [];
        }

        try
        {
            return new CborReader(body).Read() is Dictionary<string, object?> map ? ReadStructure(shape, map) : throw Malformed("The request body is not a map.");
        }
        catch (Exception failure) when (failure is InvalidDataException or OverflowException)
        {
            throw Malformed(failure.Message);
        }
    }

    public static void Write(CborWriter writer, Shape shape, object value)
    {
        switch (shape.Type)
        {
            case ShapeType.Structure:
                var members = shape.Members.Where(member => ((Struct)value).Has(member.Name)).ToList();
                writer.Map(members.Count);
                foreach (var member in members)
                {
                    writer.Text(member.Name);
                    Write(writer, member.Shape, ((Struct)value)[member.Name]!);
                }

                break;
            case ShapeType.Map:
                writer.Map(((Struct)value).Count());
                foreach (var (key, item) in (Struct)value)
                {
                    writer.Text(key);
                    Write(writer, shape.Value.Shape, item!);
                }

                break;
            case ShapeType.List:
                var items = ((IEnumerable)value).Cast<object>().ToList();
                writer.List(items.Count);
                foreach (var item in items)
                {
                    Write(writer, shape.Element.Shape, item);
                }

                break;
            case ShapeType.Boolean:
                writer.Boolean((bool)value);
                break;
            case ShapeType.Integer or ShapeType.Long:
                writer.Integer(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ShapeType.Float or ShapeType.Double:
                writer.Double(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case ShapeType.Timestamp:
                writer.Time((DateTime)value);
                break;
            case ShapeType.Blob:
                writer.Bytes((byte[])value);
                break;
            default:
                writer.Text((string)value);
                break;
        }
    }

    private static Struct ReadStructure(Shape shape, Dictionary<string, object?> map)
    {
        var result = new Struct();
        foreach (var member in shape.Members)
        {
            if (map.GetValueOrDefault(member.Name) is { } value)
            {
                result.Add(member.Name, ReadValue(member.Shape, value));
            }
        }

        return result;
    }

    private static object ReadValue(Shape shape, object value)
    {
        switch (shape.Type, value)
        {
            case (ShapeType.Structure, Dictionary<string, object?> map):
                return ReadStructure(shape, map);
            case (ShapeType.Map, Dictionary<string, object?> map):
                var entries = new Struct();
                foreach (var (key, item) in map.Where(static entry => entry.Value is not null))
                {
                    entries[key] = ReadValue(shape.Value.Shape, item!);
                }

                return entries;
            case (ShapeType.List, List<object?> list):
                return list.Select(item => item is null ? null : ReadValue(shape.Element.Shape, item)).ToList();
            case (ShapeType.String, string) or (ShapeType.Boolean, bool) or (ShapeType.Blob, byte[]) or (ShapeType.Timestamp, DateTime)
                or (ShapeType.Integer or ShapeType.Long, long) or (ShapeType.Float or ShapeType.Double, double):
                return value;
            case (ShapeType.Float or ShapeType.Double, long whole):
                return (double)whole;
            case (ShapeType.Integer or ShapeType.Long, double real) when real == Math.Floor(real) && Math.Abs(real) < 1L << 53:
                return (long)real;
            default:
                throw Malformed($"A {value.GetType().Name} can not be converted to {shape.Type} ({shape.Name})");
        }
    }

    private static AwsError Malformed(string message) => new("SerializationException", message);
}
