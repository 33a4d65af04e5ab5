using AwsOps.Engine.Policy.Evaluation;

namespace AwsOps.Engine.Policy.Matching;

/// <summary>Numbers, dates and Booleans: whatever is parsed, then ordered.</summary>
internal sealed class OrderMatcher<T> : ValueMatcher
    where T : struct, IComparable<T>
{
    private readonly T[] _values;
    private readonly ConditionComparison _comparison;
    private readonly ConditionValues.Parser<T> _parser;

    internal OrderMatcher(string[] values, ConditionComparison comparison, ConditionValues.Parser<T> parser)
    {
        _comparison = comparison;
        _parser = parser;
        _values = [.. values.Where(value => parser(value, out _)).Select(value => parser(value, out T parsed) ? parsed : default)];
    }

    internal override bool IsMatch(string value, in EvaluationContext context)
    {
        if (!_parser(value, out T actual))
        {
            return false;
        }

        foreach (T wanted in _values)
        {
            int order = actual.CompareTo(wanted);
            bool match = _comparison switch
            {
                ConditionComparison.LessThan => order < 0,
                ConditionComparison.LessThanEquals => order <= 0,
                ConditionComparison.GreaterThan => order > 0,
                ConditionComparison.GreaterThanEquals => order >= 0,
                _ => order == 0,
            };
            if (match)
            {
                return true;
            }
        }

        return false;
    }
}
