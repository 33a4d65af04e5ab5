using System.Diagnostics.CodeAnalysis;

namespace AwsOps.Engine.Policy;

/// <summary>What a condition operator compares.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"/>
public enum ConditionType
{
    /// <summary>Strings, character by character.</summary>
    String,

    /// <summary>Strings, ignoring case.</summary>
    StringIgnoreCase,

    /// <summary>Strings with wildcards.</summary>
    StringLike,

    /// <summary>Numbers.</summary>
    Numeric,

    /// <summary>Moments, in ISO 8601 or seconds since 1970.</summary>
    Date,

    /// <summary>true or false.</summary>
    Bool,

    /// <summary>Bytes, written in base 64.</summary>
    Binary,

    /// <summary>Addresses against address ranges.</summary>
    IpAddress,

    /// <summary>ARNs, component by component.</summary>
    Arn,

    /// <summary>Whether the key is absent.</summary>
    Null,
}

/// <summary>How a condition operator compares.</summary>
public enum ConditionComparison
{
    /// <summary>Equality, or a match.</summary>
    Equal,

    /// <summary>The request's value is less.</summary>
    LessThan,

    /// <summary>The request's value is less or equal.</summary>
    LessThanEquals,

    /// <summary>The request's value is greater.</summary>
    GreaterThan,

    /// <summary>The request's value is greater or equal.</summary>
    GreaterThanEquals,
}

/// <summary>How the several values of a key count.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html"/>
public enum ConditionQuantifier
{
    /// <summary>The key has one value.</summary>
    None,

    /// <summary>Every value must match; true where there is no value.</summary>
    ForAllValues,

    /// <summary>One value must match; false where there is no value.</summary>
    ForAnyValue,
}

/// <summary>A condition operator such as <c>ForAnyValue:StringNotLikeIfExists</c>, taken apart.</summary>
/// <param name="Type">What it compares.</param>
/// <param name="Comparison">How.</param>
/// <param name="IsNegated">Whether the values must not match.</param>
/// <param name="Quantifier">How several values of the key count.</param>
/// <param name="IfExists">Whether a missing key satisfies it.</param>
public readonly record struct ConditionOperator(
    ConditionType Type, ConditionComparison Comparison, bool IsNegated, ConditionQuantifier Quantifier, bool IfExists)
{
    private const string IfExistsSuffix = "IfExists";

    private static readonly Dictionary<string, (ConditionType Type, ConditionComparison Comparison, bool IsNegated)> Names =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["StringEquals"] = (ConditionType.String, ConditionComparison.Equal, false),
            ["StringNotEquals"] = (ConditionType.String, ConditionComparison.Equal, true),
            ["StringEqualsIgnoreCase"] = (ConditionType.StringIgnoreCase, ConditionComparison.Equal, false),
            ["StringNotEqualsIgnoreCase"] = (ConditionType.StringIgnoreCase, ConditionComparison.Equal, true),
            ["StringLike"] = (ConditionType.StringLike, ConditionComparison.Equal, false),
            ["StringNotLike"] = (ConditionType.StringLike, ConditionComparison.Equal, true),
            ["NumericEquals"] = (ConditionType.Numeric, ConditionComparison.Equal, false),
            ["NumericNotEquals"] = (ConditionType.Numeric, ConditionComparison.Equal, true),
            ["NumericLessThan"] = (ConditionType.Numeric, ConditionComparison.LessThan, false),
            ["NumericLessThanEquals"] = (ConditionType.Numeric, ConditionComparison.LessThanEquals, false),
            ["NumericGreaterThan"] = (ConditionType.Numeric, ConditionComparison.GreaterThan, false),
            ["NumericGreaterThanEquals"] = (ConditionType.Numeric, ConditionComparison.GreaterThanEquals, false),
            ["DateEquals"] = (ConditionType.Date, ConditionComparison.Equal, false),
            ["DateNotEquals"] = (ConditionType.Date, ConditionComparison.Equal, true),
            ["DateLessThan"] = (ConditionType.Date, ConditionComparison.LessThan, false),
            ["DateLessThanEquals"] = (ConditionType.Date, ConditionComparison.LessThanEquals, false),
            ["DateGreaterThan"] = (ConditionType.Date, ConditionComparison.GreaterThan, false),
            ["DateGreaterThanEquals"] = (ConditionType.Date, ConditionComparison.GreaterThanEquals, false),
            ["Bool"] = (ConditionType.Bool, ConditionComparison.Equal, false),
            ["BinaryEquals"] = (ConditionType.Binary, ConditionComparison.Equal, false),
            ["IpAddress"] = (ConditionType.IpAddress, ConditionComparison.Equal, false),
            ["NotIpAddress"] = (ConditionType.IpAddress, ConditionComparison.Equal, true),
            // "The ArnEquals and ArnLike condition operators behave identically."
            ["ArnEquals"] = (ConditionType.Arn, ConditionComparison.Equal, false),
            ["ArnLike"] = (ConditionType.Arn, ConditionComparison.Equal, false),
            ["ArnNotEquals"] = (ConditionType.Arn, ConditionComparison.Equal, true),
            ["ArnNotLike"] = (ConditionType.Arn, ConditionComparison.Equal, true),
            ["Null"] = (ConditionType.Null, ConditionComparison.Equal, false),
        };

    /// <summary>Whether policy variables are replaced in the operator's values: "string operators or the ARN operators".</summary>
    public bool TakesVariables => Type is ConditionType.String or ConditionType.StringIgnoreCase or ConditionType.StringLike or ConditionType.Arn;

    /// <summary>Reads an operator's name.</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="result">What it means.</param>
    /// <returns>Whether AWS knows such an operator.</returns>
    public static bool TryParse([NotNullWhen(true)] string? name, out ConditionOperator result)
    {
        result = default;
        if (name is null)
        {
            return false;
        }

        int colon = name.IndexOf(':');
        ConditionQuantifier quantifier = ConditionQuantifier.None;
        if (colon >= 0 && (!Enum.TryParse(name.AsSpan(0, colon), ignoreCase: true, out quantifier) || quantifier == ConditionQuantifier.None
            || char.IsAsciiDigit(name[0])))
        {
            return false;
        }

        string plain = name[(colon + 1)..];
        bool ifExists = plain.EndsWith(IfExistsSuffix, StringComparison.OrdinalIgnoreCase);
        if (!Names.TryGetValue(ifExists ? plain[..^IfExistsSuffix.Length] : plain, out var known))
        {
            return false;
        }

        // "You can add IfExists to the end of any condition operator name except the Null condition."
        result = new(known.Type, known.Comparison, known.IsNegated, quantifier, ifExists);
        return known.Type != ConditionType.Null || !ifExists;
    }
}
