using AwsOps.SdkGenerator.Model;

namespace AwsOps.SdkGenerator.Code;

/// <summary>C# types of shapes, and the expressions that write and read them.</summary>
internal sealed class Values(ServiceModel model)
{
    /// <summary>Type of a property.</summary>
    public string Property(Member member) => member.IsEpochMilliseconds ? "System.DateTime?" : Property(member.Shape);

    /// <summary>Initial value of a property, with its semicolon; empty for none.</summary>
    public string Initializer(Member member) => member.Shape.Type switch
    {
        "list" => $" = ResponseValues.NewList<{Element(member.Shape.Element)}>();",
        "map" => $" = ResponseValues.NewMap<{Element(member.Shape.Value)}>();",
        _ => "",
    };

    /// <summary>Type of what a paginator gives for a list or map member.</summary>
    public string Item(Member member) => member.Shape.Type switch
    {
        "list" => Element(member.Shape.Element),
        "map" => $"KeyValuePair<string, {Element(member.Shape.Value)}>",
        _ => throw new ModelException($"{model.Service.Model}: {member.Name} is paginated but is no collection"),
    };

    /// <summary>The statement that writes a member to the body.</summary>
    public string Write(Member member)
    {
        var name = Source.Quote(member.WireName);
        if (member.IsEpochMilliseconds)
        {
            return $"w.Write({name}, {member.Property}, TimeFormat.EpochMilliseconds);";
        }

        return member.IsIdempotencyToken ? $"w.WriteToken({name}, {member.Property});" : Write(member.Shape, name, member.Property, member.IsFlattened) + ";";
    }

    /// <summary>The expression that reads a member of node n.</summary>
    public string Read(Member member)
    {
        var name = Source.Quote(member.WireName);
        var flattened = member.IsFlattened && member.Shape.Type is ("list" or "map");
        var node = flattened ? $"n.Flattened({name})" : $"n[{name}]";
        return member.IsEpochMilliseconds ? node + ".AsEpochMilliseconds()" : Read(member.Shape, node, flattened, inCollection: false);
    }

    private string Read(Shape shape, string node, bool flattened, bool inCollection)
    {
        var scalar = shape.Type switch
        {
            "integer" => "AsInt()",
            "long" => "AsLong()",
            "double" or "float" => "AsDouble()",
            "boolean" => "AsBool()",
            "timestamp" => "AsTime()",
            _ => null,
        };
        if (scalar is not null)
        {
            return $"{node}.{scalar}{(inCollection ? ".GetValueOrDefault()" : "")}";
        }

        return shape.Type switch
        {
            "string" => node + ".AsString()",
            "blob" => node + ".AsBlob()",
            "structure" => inCollection ? $"{Reader(shape)}({node})" : $"{node}.As({Reader(shape)})",
            "list" => shape.Element.Type == "string"
                ? $"{node}.AsStrings({ElementName(shape, flattened)})"
                : $"{node}.AsList({ElementName(shape, flattened)}, {ReadElement(shape.Element)})",
            "map" => shape.Value.Type == "string"
                ? $"{node}.AsStringMap({MapNames(shape, flattened)})"
                : $"{node}.AsMap({MapNames(shape, flattened)}, {ReadElement(shape.Value)})",
            _ => throw Unknown(shape),
        };
    }

    private string ReadElement(Shape shape) =>
        shape.Type == "structure" ? Reader(shape) : $"static n => {Read(shape, "n", flattened: false, inCollection: true)}";

    // In full: a class may have a property of the same name.
    private string Reader(Shape shape) => $"{model.Service.Namespace}.Model.{shape.ClassName}.Read";

    private static string ElementName(Shape list, bool flattened) => flattened ? "null" : Source.Quote(list.ElementName ?? "member");

    private static string MapNames(Shape map, bool flattened) => (flattened, map.KeyName, map.ValueName) switch
    {
        (false, "key", "value") => "MapNames.Default",
        (true, var key, var value) => $"new MapNames(null, {Source.Quote(key)}, {Source.Quote(value)})",
        (false, var key, var value) => $"new MapNames(\"entry\", {Source.Quote(key)}, {Source.Quote(value)})",
    };

    private static ModelException Unknown(Shape shape) => new($"shape {shape.Name} is of type {shape.Type}, which the generator does not know");

    private string Property(Shape shape) => shape.Type switch
    {
        "string" when shape.IsEnum => $"{model.Service.Namespace}.{shape.ClassName}",
        "integer" => "int?",
        "long" => "long?",
        "double" or "float" => "double?",
        "boolean" => "bool?",
        "timestamp" => "System.DateTime?",
        _ => Element(shape),
    };

    private string Element(Shape shape) => shape.Type switch
    {
        "string" => "string",
        "integer" => "int",
        "long" => "long",
        "double" or "float" => "double",
        "boolean" => "bool",
        "timestamp" => "System.DateTime",
        "blob" => "System.IO.MemoryStream",
        "structure" => shape.ClassName,
        "list" => $"List<{Element(shape.Element)}>",
        "map" => $"Dictionary<string, {Element(shape.Value)}>",
        _ => throw Unknown(shape),
    };

    private string Write(Shape shape, string name, string value, bool flattened, string last = "") => shape.Type switch
    {
        "timestamp" => $"w.Write({name}, {value}, TimeFormat.{TimeFormat(shape)})",
        "list" => shape.Element.Type is "structure" or "string"
            ? $"w.WriteList({name}, {ElementName(shape, flattened)}, {value}{last})"
            : $"w.WriteList({name}, {ElementName(shape, flattened)}, {value}, {WriteElement(shape.Element)}{last})",
        "map" => shape.Value.Type == "string"
            ? $"w.WriteMap({name}, {MapNames(shape, flattened)}, {value}{last})"
            : $"w.WriteMap({name}, {MapNames(shape, flattened)}, {value}, {WriteElement(shape.Value)}{last})",
        _ => $"w.Write({name}, {value})",
    };

    private string WriteElement(Shape shape) => $"static (w, name, value) => {Write(shape, "name", "value", flattened: false, ", isElement: true")}";

    private string TimeFormat(Shape shape) => shape.TimestampFormat switch
    {
        null => model.IsQuery ? "Iso8601" : "Epoch",
        "iso8601" => "Iso8601",
        "unixTimestamp" => "Epoch",
        var other => throw new ModelException($"{model.Service.Model}: {shape.Name} has the timestamp format {other}, which the generator does not know"),
    };
}
