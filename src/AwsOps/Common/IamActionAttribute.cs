using System.Reflection;

namespace AwsOps.Common;

/// <summary>
/// The IAM actions that a cmdlet needs, all its paths together. Help lists them, AccessDenied advice and the runbook policy
/// generator read them, and a test compares them with the calls that the sandbox recorded.
/// </summary>
/// <remarks>A class that makes calls for several cmdlets declares its actions itself, and the cmdlets name the class in <see cref="Of"/>.</remarks>
/// <param name="actions">Actions as <c>service:Operation</c>, sorted.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class IamActionAttribute(params string[] actions) : Attribute
{
    private readonly IReadOnlyList<string> _own = actions;

    /// <summary>Classes whose declared actions are needed too.</summary>
    public Type[] Of { get; init; } = [];

    /// <summary>All actions as <c>service:Operation</c>, sorted, each once.</summary>
    public IReadOnlyList<string> Actions => Of.Length == 0 ? _own : [.. Of.SelectMany(Declared).Concat(_own).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IReadOnlyList<string> Declared(Type type) =>
        type.GetCustomAttribute<IamActionAttribute>()?.Actions ?? throw new InvalidOperationException($"{type.Name} declares no IAM actions.");
}
