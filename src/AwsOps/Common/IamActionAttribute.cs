namespace AwsOps.Common;

/// <summary>
/// The IAM actions that a cmdlet needs, all its paths together. Help lists them, AccessDenied advice and the runbook policy
/// generator read them, and a test compares them with the calls that the sandbox recorded.
/// </summary>
/// <param name="actions">Actions as <c>service:Operation</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class IamActionAttribute(params string[] actions) : Attribute
{
    /// <summary>Actions as <c>service:Operation</c>.</summary>
    public IReadOnlyList<string> Actions { get; } = actions;
}
