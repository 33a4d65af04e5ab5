using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy;

/// <summary>The <c>Action</c> or <c>NotAction</c> of a statement.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html"/>
public sealed class ActionElement
{
    private readonly Glob[] _patterns;

    internal ActionElement(IReadOnlyList<PolicyText> values, bool isNegated, TextPosition position)
    {
        Values = values;
        IsNegated = isNegated;
        Position = position;
        // "The prefix and the action name are case insensitive": both sides are compared in lower case.
        _patterns = [.. values.Select(value => new Glob(value.Text.ToLowerInvariant()))];
    }

    /// <summary>The action patterns as written.</summary>
    public IReadOnlyList<PolicyText> Values { get; }

    /// <summary>Whether this is <c>NotAction</c>: everything but the actions listed, in every service.</summary>
    public bool IsNegated { get; }

    /// <summary>Where the element's name stands.</summary>
    public TextPosition Position { get; }

    /// <summary>Whether an action is covered.</summary>
    /// <param name="action">The action, as <c>service:Name</c>, in any case.</param>
    public bool Covers(string action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return CoversLower(action.ToLowerInvariant());
    }

    internal bool CoversLower(string action)
    {
        foreach (Glob pattern in _patterns)
        {
            if (pattern.IsMatch(action))
            {
                return !IsNegated;
            }
        }

        return IsNegated;
    }
}
