using AwsOps.Engine.Policy.Evaluation;

namespace AwsOps.Engine.Policy.Matching;

/// <summary>The values of a condition, compiled for their operator. A value that is no number, date or address matches nothing.</summary>
internal abstract class ValueMatcher
{
    internal virtual PolicyVariable[] Variables => [];

    internal abstract bool IsMatch(string value, in EvaluationContext context);

    internal static ValueMatcher Create(ConditionOperator @operator, string[] values, bool hasVariables) => @operator.Type switch
    {
        ConditionType.String or ConditionType.StringIgnoreCase or ConditionType.StringLike =>
            new StringMatcher(values, @operator.Type, hasVariables),
        ConditionType.Arn => new ArnMatcher(values, hasVariables),
        ConditionType.Numeric => new OrderMatcher<decimal>(values, @operator.Comparison, ConditionValues.TryParseNumber),
        ConditionType.Date => new OrderMatcher<long>(values, @operator.Comparison, ConditionValues.TryParseDate),
        ConditionType.IpAddress => new AddressMatcher(values),
        ConditionType.Bool => new OrderMatcher<int>(values, ConditionComparison.Equal, ConditionValues.TryParseBool),
        ConditionType.Binary => new BinaryMatcher(values),
        _ => new BinaryMatcher([]),
    };
}
