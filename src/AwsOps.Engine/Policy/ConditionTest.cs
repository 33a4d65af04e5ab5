using AwsOps.Engine.Policy.Evaluation;
using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy;

/// <summary>One line of a <c>Condition</c>: an operator, a key and the values for it.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html"/>
public sealed class ConditionTest
{
    private readonly ContextKey _key;
    private readonly ValueMatcher _matcher;
    private readonly bool _hasVariables;

    internal ConditionTest(PolicyText operatorName, ConditionOperator @operator, PolicyText key, IReadOnlyList<PolicyText> values, bool hasVariables)
    {
        OperatorName = operatorName;
        Operator = @operator;
        Key = key;
        Values = values;
        _key = new(key.Text);
        _hasVariables = hasVariables;
        _matcher = ValueMatcher.Create(@operator, [.. values.Select(value => value.Text)], hasVariables);
    }

    /// <summary>The operator as written.</summary>
    public PolicyText OperatorName { get; }

    /// <summary>What the operator means.</summary>
    public ConditionOperator Operator { get; }

    /// <summary>The condition key as written.</summary>
    public PolicyText Key { get; }

    /// <summary>The values, of which one must match (or, for a negated operator, none).</summary>
    public IReadOnlyList<PolicyText> Values { get; }

    internal ContextKey ContextKey => _key;

    /// <summary>The variables within the values.</summary>
    internal PolicyVariable[] Variables => _matcher.Variables;

    /// <summary>The values with the request's variables, wildcards marked where the operator has them.</summary>
    internal IReadOnlyList<string> Texts(in EvaluationContext context)
    {
        bool hasWildcards = Operator.Type is ConditionType.StringLike or ConditionType.Arn;
        List<string> texts = [];
        foreach (PolicyText value in Values)
        {
            if (new Template(value.Text, _hasVariables && Operator.TakesVariables, hasWildcards).Write(context) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    internal Truth Evaluate(in EvaluationContext context)
    {
        string[]? values = context.Find(_key, out bool isUnknown);
        if (Operator.Type == ConditionType.Null)
        {
            return EvaluateNull(values, isUnknown);
        }

        if (values is null && Operator.IfExists)
        {
            return isUnknown ? Truth.Unknown : Truth.True;
        }

        // "If AWS cannot resolve a variable, this might cause the entire statement to be invalid."
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
        Truth variables = context.HasValues(_matcher.Variables);
        if (variables == Truth.False)
        {
            return Truth.False;
        }

        if (values is null)
        {
            return isUnknown ? Truth.Unknown : Truths.And(variables, EvaluateMissing());
        }

        return variables == Truth.Unknown ? Truth.Unknown : Truths.From(EvaluatePresent(values, context));
    }

    private Truth EvaluateNull(string[]? values, bool isUnknown)
    {
        if (isUnknown)
        {
            return Truth.Unknown;
        }

        bool isAbsent = values is null;
        foreach (PolicyText value in Values)
        {
            if (bool.TryParse(value.Text, out bool wanted) && wanted == isAbsent)
            {
                return Truth.True;
            }
        }

        return Truth.False;
    }

    /// <summary>
    /// "If the key that you specify in a policy condition is not present in the request context, the values do not match
    /// and the condition is false. If the policy condition requires that the key is not matched … the condition is true."
    /// </summary>
    private Truth EvaluateMissing() => Operator.Quantifier switch
    {
        ConditionQuantifier.ForAllValues => Truth.True,
        ConditionQuantifier.ForAnyValue => Truth.False,
        _ => Truths.From(Operator.IsNegated),
    };

    private bool EvaluatePresent(string[] values, in EvaluationContext context)
    {
        if (Operator.Quantifier == ConditionQuantifier.None)
        {
            return Operator.IsNegated != MatchesAny(values, context, wanted: true);
        }

        // "If the key values in the request resolve to an empty data set (for example, an empty string)": the set has no members.
        bool isEmpty = values is [""];
        return Operator.Quantifier == ConditionQuantifier.ForAllValues
            ? isEmpty || !MatchesAny(values, context, wanted: Operator.IsNegated)
            : !isEmpty && MatchesAny(values, context, wanted: !Operator.IsNegated);
    }

    /// <summary>Whether for any value of the request it comes out as wanted whether one of the policy's values matches it.</summary>
    private bool MatchesAny(string[] values, in EvaluationContext context, bool wanted)
    {
        foreach (string value in values)
        {
            if (_matcher.IsMatch(value, context) == wanted)
            {
                return true;
            }
        }

        return false;
    }
}
