using System.Buffers;
using AwsOps.Engine.Policy.Evaluation;

namespace AwsOps.Engine.Policy.Matching;

/// <summary>Strings, with or without wildcards and variables.</summary>
internal sealed class StringMatcher : ValueMatcher
{
    private readonly Template[] _templates;
    private readonly bool _ignoreCase;

    internal StringMatcher(string[] values, ConditionType type, bool hasVariables)
    {
        _ignoreCase = type == ConditionType.StringIgnoreCase;
        _templates = [.. values.Select(value => new Template(value, hasVariables, type == ConditionType.StringLike))];
        Variables = [.. _templates.SelectMany(template => template.Variables)];
    }

    internal override PolicyVariable[] Variables { get; }

    internal override bool IsMatch(string value, in EvaluationContext context)
    {
        foreach (Template template in _templates)
        {
            if (IsMatch(template, value, context))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsMatch(Template template, string value, in EvaluationContext context)
    {
        if (template.Static is { } pattern)
        {
            return IsMatch(pattern, value);
        }

        if (template.Expand(context, out int length) is not { } buffer)
        {
            return false;
        }

        bool match = IsMatch(buffer.AsSpan(0, length), value);
        ArrayPool<char>.Shared.Return(buffer);
        return match;
    }

    // Only StringLike has marks in its patterns; without them the wildcard match is equality.
    private bool IsMatch(ReadOnlySpan<char> pattern, string value) => _ignoreCase
        ? pattern.Equals(value, StringComparison.OrdinalIgnoreCase)
        : Wildcards.IsMatch(pattern, value);
}
