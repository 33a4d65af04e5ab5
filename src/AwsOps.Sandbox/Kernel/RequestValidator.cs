using System.Globalization;
using System.Text;

namespace AwsOps.Sandbox.Kernel;

/// <summary>Holds a request against the model: required members, types, enums, lengths, ranges, patterns.</summary>
internal sealed class RequestValidator
{
    private readonly List<Violation> _violations = [];
    private readonly OperationModel _operation;

    private RequestValidator(OperationModel operation) => _operation = operation;

    /// <summary>All that is wrong with <paramref name="input"/>, in the model's order.</summary>
    public static IReadOnlyList<Violation> Check(OperationModel operation, Struct input)
    {
        if (operation.Input is not { } shape)
        {
            return [];
        }

        var validator = new RequestValidator(operation);
        validator.CheckStructure(shape, input, null);
        return validator._violations;
    }

    private void CheckStructure(Shape shape, Struct value, MemberPath? path)
    {
        foreach (var name in shape.Required)
        {
            if (value[name] is null && shape.FindMember(name) is { } member)
            {
                Add(ViolationKind.Missing, new MemberPath(path, member, null), null, "Member must not be null", member.Shape);
            }
        }

        foreach (var (name, member) in value)
        {
            var model = shape.FindMember(name)
                ?? throw new ArgumentException($"{_operation.Service.Name}:{_operation.Name} has no member '{name}' in {shape.Name}. It has: {string.Join(", ", shape.Members.Select(m => m.Name))}.");
            CheckValue(model.Shape, member!, new MemberPath(path, model, null));
        }
    }

    private void CheckValue(Shape shape, object value, MemberPath path)
    {
        switch (shape.Type)
        {
            case ShapeType.Structure:
                CheckStructure(shape, Expect<Struct>(shape, value, path), path);
                break;
            case ShapeType.List:
                CheckList(shape, value, path);
                break;
            case ShapeType.Map:
                CheckMap(shape, Expect<Struct>(shape, value, path), path);
                break;
            case ShapeType.String:
                foreach (var (kind, constraint) in TextConstraints(shape, Expect<string>(shape, value, path)))
                {
                    Add(kind, path, value, constraint, shape);
                }

                break;
            case ShapeType.Blob:
                CheckLength(shape, Expect<byte[]>(shape, value, path).Length, value, path);
                break;
            case ShapeType.Boolean:
                Expect<bool>(shape, value, path);
                break;
            case ShapeType.Timestamp:
                Expect<DateTime>(shape, value, path);
                break;
            default:
                CheckNumber(shape, value, path);
                break;
        }
    }

    private void CheckList(Shape shape, object value, MemberPath path)
    {
        var items = value is string or not System.Collections.IEnumerable
            ? throw Mismatch(shape, value, path)
            : ((System.Collections.IEnumerable)value).Cast<object?>().ToList();
        CheckLength(shape, items.Count, items, path);
        var element = shape.Element.Shape;
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not { } item)
            {
                continue;
            }

            // A scalar element that fails is reported on its list, with all the element's constraints, as AWS does.
            if (element.Type == ShapeType.String)
            {
                if (TextConstraints(element, Expect<string>(element, item, path)).Any())
                {
                    Add(ViolationKind.Element, path, items, $"Member must satisfy constraint: [{AllConstraints(element)}]", element);
                    return;
                }
            }
            else
            {
                CheckValue(element, item, new MemberPath(path, null, (i + 1).ToString(CultureInfo.InvariantCulture)));
            }
        }
    }

    private void CheckMap(Shape shape, Struct map, MemberPath path)
    {
        CheckLength(shape, map.Count, map, path);
        foreach (var (key, value) in map)
        {
            if (TextConstraints(shape.Key.Shape, key).Any())
            {
                Add(ViolationKind.Element, path, map, $"Map keys must satisfy constraint: [{AllConstraints(shape.Key.Shape)}]", shape);
                return;
            }

            CheckValue(shape.Value.Shape, value!, new MemberPath(path, null, key));
        }
    }

    private void CheckNumber(Shape shape, object value, MemberPath path)
    {
        var number = value switch
        {
            long whole => whole,
            int whole => whole,
            double real => real,
            float real => real,
            decimal real => (double)real,
            _ => throw Mismatch(shape, value, path),
        };
        if (number < shape.Min)
        {
            Add(ViolationKind.Range, path, value, AtLeast("value", shape.Min.Value), shape);
        }
        else if (number > shape.Max)
        {
            Add(ViolationKind.Range, path, value, AtMost("value", shape.Max.Value), shape);
        }
    }

    private void CheckLength(Shape shape, int length, object value, MemberPath path)
    {
        if (length < shape.Min)
        {
            Add(ViolationKind.Length, path, value, AtLeast("length", shape.Min.Value), shape);
        }
        else if (length > shape.Max)
        {
            Add(ViolationKind.Length, path, value, AtMost("length", shape.Max.Value), shape);
        }
    }

    private static IEnumerable<(ViolationKind Kind, string Constraint)> TextConstraints(Shape shape, string text)
    {
        if (shape.Min is not null || shape.Max is not null)
        {
            // AWS counts characters as its users see them, not UTF-16 units.
            var length = text.Length;
            if (length > shape.Max || length < shape.Min)
            {
                length = text.EnumerateRunes().Count();
            }

            if (length < shape.Min)
            {
                yield return (ViolationKind.Length, AtLeast("length", shape.Min.Value));
            }
            else if (length > shape.Max)
            {
                yield return (ViolationKind.Length, AtMost("length", shape.Max.Value));
            }
        }

        if (shape.Pattern is not null && !shape.MatchesPattern(text))
        {
            yield return (ViolationKind.Pattern, $"Member must satisfy regular expression pattern: {shape.Pattern}");
        }

        if (shape.Enum is not null && !IsOpen(shape) && !shape.Enum.Contains(text))
        {
            yield return (ViolationKind.Enum, $"Member must satisfy enum value set: [{string.Join(", ", shape.Enum)}]");
        }
    }

    /// <summary>New instance types appear weekly; EC2's simulator knows which there are and answers an unknown one in its own words.</summary>
    private static bool IsOpen(Shape shape) => shape.Name == "InstanceType";

    private static string AllConstraints(Shape shape)
    {
        var text = new StringBuilder();
        void Append(string constraint) => text.Append(text.Length == 0 ? "" : ", ").Append(constraint);
        if (shape.Max is { } max)
        {
            Append(AtMost("length", max));
        }

        if (shape.Min is { } min)
        {
            Append(AtLeast("length", min));
        }

        if (shape.Pattern is not null)
        {
            Append($"Member must satisfy regular expression pattern: {shape.Pattern}");
        }

        if (shape.Enum is not null)
        {
            Append($"Member must satisfy enum value set: [{string.Join(", ", shape.Enum)}]");
        }

        return text.ToString();
    }

    private static string AtLeast(string what, double limit) =>
        string.Create(CultureInfo.InvariantCulture, $"Member must have {what} greater than or equal to {limit}");

    private static string AtMost(string what, double limit) =>
        string.Create(CultureInfo.InvariantCulture, $"Member must have {what} less than or equal to {limit}");

    private T Expect<T>(Shape shape, object value, MemberPath path) => value is T typed ? typed : throw Mismatch(shape, value, path);

    /// <summary>The wire readers give each member the model's type, so only a caller in this process can get here.</summary>
    private ArgumentException Mismatch(Shape shape, object value, MemberPath path) =>
        new($"{_operation.Service.Name}:{_operation.Name}: {path.ModelName()} is a {shape.Type} ({shape.Name}), but a {value.GetType().Name} was given.");

    private void Add(ViolationKind kind, MemberPath path, object? value, string constraint, Shape shape) =>
        _violations.Add(new Violation(kind, path, value, constraint, shape));
}
