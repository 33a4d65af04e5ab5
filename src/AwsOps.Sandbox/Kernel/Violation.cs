using System.Globalization;

namespace AwsOps.Sandbox.Kernel;

/// <summary>What a request member fails to satisfy.</summary>
internal enum ViolationKind
{
    Missing,
    Length,
    Range,
    Pattern,
    Enum,
    Element,
}

/// <summary>A member of a request that the model does not allow.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Path">The way to the member, list elements counted from 1.</param>
/// <param name="Value">What was given.</param>
/// <param name="Constraint">The constraint in the words of AWS's services.</param>
/// <param name="Shape">The shape that has the constraint.</param>
internal sealed record Violation(ViolationKind Kind, MemberPath Path, object? Value, string Constraint, Shape Shape)
{
    /// <summary>"Value 'x' at 'path' failed to satisfy constraint: …". A sensitive value is left out, as AWS leaves it out.</summary>
    public string Describe(string path) => Shape.Sensitive
        ? $"Value at '{path}' failed to satisfy constraint: {Constraint}"
        : $"Value {Text(Value)} at '{path}' failed to satisfy constraint: {Constraint}";

    private static string Text(object? value) => value is null ? "null" : $"'{Plain(value)}'";

    private static string Plain(object? value) => value switch
    {
        null => "null",
        string text => text,
        bool flag => flag ? "true" : "false",
        IEnumerable<object?> list => $"[{string.Join(", ", list.Select(Plain))}]",
        Struct members => $"{{{string.Join(", ", members.Select(member => $"{member.Key}={Plain(member.Value)}"))}}}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

/// <summary>The way from a request to one of its members.</summary>
/// <param name="Parent">The way to the one that holds it.</param>
/// <param name="Member">The member; null for an element or value.</param>
/// <param name="Index">Number from 1 for an element, key for a map's value.</param>
internal sealed record MemberPath(MemberPath? Parent, Member? Member, string? Index)
{
    /// <summary>As most services write it: <c>tags.1.member.key</c>.</summary>
    public string CamelCase()
    {
        var name = Member is null ? $"{Index}.member" : char.ToLowerInvariant(Member.Name[0]) + Member.Name[1..];
        return Parent is null ? name : $"{Parent.CamelCase()}.{name}";
    }

    /// <summary>As EC2 writes it, the name of the query parameter: <c>IpPermissions.1.FromPort</c>.</summary>
    public string Parameter()
    {
        var name = Member is null ? Index! : Ec2Names.Of(Member);
        return Parent is null ? name : $"{Parent.Parameter()}.{name}";
    }

    /// <summary>As the model spells it.</summary>
    public string ModelName()
    {
        var name = Member is null ? Index! : Member.Name;
        return Parent is null ? name : $"{Parent.ModelName()}.{name}";
    }
}
