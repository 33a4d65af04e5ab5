using System.Collections;

namespace AwsOps.Sandbox.Kernel;

/// <summary>Copies a request without its secrets, with the text CloudTrail puts in their place.</summary>
internal static class SecretMask
{
    private const string Hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

    public static Struct Apply(Shape? shape, Struct value) => shape is { SensitiveInside: true } ? Copy(shape, value) : value;

    private static Struct Copy(Shape shape, Struct value)
    {
        var copy = new Struct();
        foreach (var (name, member) in value)
        {
            var memberShape = shape.Type == ShapeType.Map ? shape.Value.Shape : shape.FindMember(name)?.Shape;
            copy.Add(name, memberShape is null ? member : Masked(memberShape, member!));
        }

        return copy;
    }

    private static object Masked(Shape shape, object value) => value switch
    {
        _ when shape.Sensitive => Hidden,
        Struct members => Copy(shape, members),
        IEnumerable items when value is not string and not byte[] => items.Cast<object?>().Select(item => item is null ? null : Masked(shape.Element.Shape, item)).ToList(),
        _ => value,
    };
}
