using AwsOps.Engine.Policy.Evaluation;
using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy;

/// <summary>The <c>Resource</c> or <c>NotResource</c> of a statement.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html"/>
public sealed class ResourceElement
{
    private readonly ResourcePattern[] _patterns;

    internal ResourceElement(IReadOnlyList<PolicyText> values, bool isNegated, TextPosition position, bool hasVariables)
    {
        Values = values;
        IsNegated = isNegated;
        Position = position;
        _patterns = [.. values.Select(value => new ResourcePattern(value.Text, hasVariables))];
        Variables = [.. _patterns.SelectMany(pattern => pattern.Variables)];
    }

    /// <summary>The resource patterns as written.</summary>
    public IReadOnlyList<PolicyText> Values { get; }

    /// <summary>Whether this is <c>NotResource</c>: every resource but those listed.</summary>
    public bool IsNegated { get; }

    /// <summary>Where the element's name stands.</summary>
    public TextPosition Position { get; }

    /// <summary>The variables that must have a value for the statement to apply.</summary>
    internal PolicyVariable[] Variables { get; }

    /// <summary>The patterns with the request's values, their wildcards marked, but those that match nothing.</summary>
    internal IReadOnlyList<string> Expand(in EvaluationContext context)
    {
        List<string> patterns = [];
        foreach (ResourcePattern pattern in _patterns)
        {
            if (pattern.Expand(context) is { } text)
            {
                patterns.Add(text);
            }
        }

        return patterns;
    }

    internal bool Covers(string resource, in EvaluationContext context)
    {
        foreach (ResourcePattern pattern in _patterns)
        {
            if (pattern.IsMatch(resource, context))
            {
                return !IsNegated;
            }
        }

        return IsNegated;
    }
}
