using System.Buffers;
using AwsOps.Engine.Policy.Evaluation;

namespace AwsOps.Engine.Policy.Matching;

/// <summary>
/// ARNs: "each of the six colon-delimited components of the ARN is checked separately". A lone asterisk matches any value,
/// as it does wherever AWS takes an ARN.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN"/>
internal sealed class ArnMatcher : ValueMatcher
{
    private const int Components = 6;

    private readonly Template[] _templates;

    internal ArnMatcher(string[] values, bool hasVariables)
    {
        _templates = [.. values.Select(value => new Template(value, hasVariables, hasWildcards: true))];
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

    private static bool IsMatch(Template template, string value, in EvaluationContext context)
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

    private static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> value)
    {
        if (pattern is [Wildcards.Star])
        {
            return true;
        }

        for (int i = 1; i < Components; i++)
        {
            int end = pattern.IndexOf(':');
            int valueEnd = value.IndexOf(':');
            if (end < 0 || valueEnd < 0 || !Wildcards.IsMatch(pattern[..end], value[..valueEnd]))
            {
                return false;
            }

            pattern = pattern[(end + 1)..];
            value = value[(valueEnd + 1)..];
        }

        return Wildcards.IsMatch(pattern, value);
    }
}
