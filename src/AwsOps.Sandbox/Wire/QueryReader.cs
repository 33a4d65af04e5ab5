using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Wire;

/// <summary>
/// Reads query parameters by the model: awsQuery (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html) and ec2Query,
/// where names are raised and every list is flat (https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html).
/// </summary>
internal sealed class QueryReader(bool isEc2)
{
    public Struct Structure(Shape shape, QueryTree node)
    {
        var result = new Struct();
        foreach (var member in shape.Members)
        {
            if (Find(node, member) is { } child && Value(member.Shape, child, member.IsFlattened, member.Name) is { } value)
            {
                result.Add(member.Name, value);
            }
        }

        return result;
    }

    /// <summary>The parameter's name; a flat list goes by the name of its element, where that has one.</summary>
    public string NameOf(Member member) => isEc2
        ? Ec2Names.Of(member)
        : member is { IsFlattened: true, Shape: { Type: ShapeType.List, Element.LocationName: { } element } } ? element : member.WireName;

    private QueryTree? Find(QueryTree node, Member member) => node.Find(NameOf(member));

    private object? Value(Shape shape, QueryTree node, bool flat, string name)
    {
        switch (shape.Type)
        {
            case ShapeType.Structure:
                return Structure(shape, node);
            case ShapeType.List:
                return List(shape, node, flat || isEc2);
            case ShapeType.Map:
                return Map(shape, node, flat);
            default:
                if (node.Value is null)
                {
                    return null;
                }

                return Scalars.Parse(shape, node.Value) ?? throw Malformed(shape, node.Value, name);
        }
    }

    /// <summary>A list's name with an empty value is an empty list.</summary>
    private List<object?> List(Shape shape, QueryTree node, bool flat)
    {
        var element = shape.Element;
        var items = flat ? node : node.Find(element.LocationName ?? "member") ?? node.Find("member");
        return [.. (items?.Items() ?? []).Select(item => Value(element.Shape, item, element.Shape.Flattened, element.Name)).Where(static item => item is not null)];
    }

    private Struct Map(Shape shape, QueryTree node, bool flat)
    {
        var map = new Struct();
        foreach (var entry in ((flat ? node : node.Find("entry")) ?? node).Items())
        {
            if (entry.Find(shape.Key.LocationName ?? "key")?.Value is { } key
                && entry.Find(shape.Value.LocationName ?? "value") is { } value)
            {
                map[key] = Value(shape.Value.Shape, value, shape.Value.IsFlattened, key);
            }
        }

        return map;
    }

    private AwsError Malformed(Shape shape, string value, string name) => isEc2
        ? new AwsError("InvalidParameterValue", $"Invalid value '{value}' for {name}. It should be of type {shape.Type.ToString().ToLowerInvariant()}.")
        : new AwsError("MalformedInput", $"Value '{value}' for {name} could not be read as {shape.Type.ToString().ToLowerInvariant()}.");
}
