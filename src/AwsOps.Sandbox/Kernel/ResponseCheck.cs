using System.Collections;

namespace AwsOps.Sandbox.Kernel;

/// <summary>Holds what a simulator answers against the model. A difference is a fault of the sandbox, never of its user.</summary>
internal static class ResponseCheck
{
    public static void Check(OperationModel operation, Struct output)
    {
        if (operation.Output is { } shape)
        {
            CheckValue(operation, shape, output, shape.Name);
        }
        else if (output.Any())
        {
            throw Bug(operation, $"it has no response, but '{output.First().Key}' was returned");
        }
    }

    private static void CheckValue(OperationModel operation, Shape shape, object value, string path)
    {
        var matches = (shape.Type, value) switch
        {
            (ShapeType.Structure, Struct) => true,
            (ShapeType.Map, Struct) => true,
            (ShapeType.List, IEnumerable and not string and not Struct) => true,
            (ShapeType.String, string) => true,
            (ShapeType.Integer or ShapeType.Long, int or long) => true,
            (ShapeType.Float or ShapeType.Double, double or float or int or long) => true,
            (ShapeType.Boolean, bool) => true,
            (ShapeType.Timestamp, DateTime) => true,
            (ShapeType.Blob, byte[]) => true,
            _ => false,
        };
        if (!matches)
        {
            throw Bug(operation, $"{path} is a {shape.Type}, but a {value.GetType().Name} was returned");
        }

        switch (shape.Type)
        {
            case ShapeType.Structure:
                foreach (var (name, member) in (Struct)value)
                {
                    var model = shape.FindMember(name) ?? throw Bug(operation, $"{path} has no member '{name}'");
                    CheckValue(operation, model.Shape, member!, $"{path}.{name}");
                }

                break;
            case ShapeType.Map:
                foreach (var (key, member) in (Struct)value)
                {
                    CheckValue(operation, shape.Value.Shape, member!, $"{path}.{key}");
                }

                break;
            case ShapeType.List:
                foreach (var item in (IEnumerable)value)
                {
                    CheckValue(operation, shape.Element.Shape, item ?? throw Bug(operation, $"{path} holds a null"), path + "[]");
                }

                break;
        }
    }

    private static InvalidOperationException Bug(OperationModel operation, string what) =>
        new($"The simulator of {operation.Service.Name}:{operation.Name} is wrong: {what}.");
}
