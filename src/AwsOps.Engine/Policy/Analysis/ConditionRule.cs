using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Condition keys that do not exist or do not go with the actions, and operators that do not go with the keys.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"/>
internal static class ConditionRule
{
    internal static IEnumerable<PolicyFinding> Check(LintContext context) =>
        from statement in context.Policy.Statements
        from test in statement.Conditions
        from finding in CheckKey(context, statement, test).Concat(CheckQuantifier(statement, test)).Concat(CheckMfa(statement, test))
        select finding;

    private static IEnumerable<PolicyFinding> CheckKey(LintContext context, Statement statement, ConditionTest test)
    {
        string key = test.Key.Text;
        if (Find(key) is not { } known)
        {
            // The keys of an OpenID Connect provider begin with its host name.
            if (!key[..key.IndexOf(':')].Contains('.') && !key.StartsWith("saml:", StringComparison.OrdinalIgnoreCase))
            {
                string nearest = Spelling.Nearest(key, ActionTable.Default.GlobalKeys.Concat(KeysOf(key)).Select(candidate => candidate.Name));
                yield return new("UnknownConditionKey", FindingSeverity.Error, test.Key.Position, $"There is no condition key '{key}'.", $"Did you mean '{nearest}'?", statement);
            }

            yield break;
        }

        if (!Fits(test.Operator.Type, known.Type))
        {
            yield return new("OperatorMismatch", FindingSeverity.Medium, test.OperatorName.Position,
                $"{key} is of type {known.Type}, which {test.OperatorName.Text} does not compare.", $"Use an operator for {known.Type}.", statement);
        }

        IReadOnlyList<ServiceAction> actions = context.ListedActions(statement);
        bool isGlobal = ActionTable.Default.GlobalKeys.Any(candidate => candidate.Is(key));
        if (!isGlobal && !statement.Action.IsNegated && actions.Count > 0 && !actions.Any(action => HasKey(action, key)))
        {
            yield return new("ConditionKeyOfOtherAction", FindingSeverity.Medium, test.Key.Position,
                $"None of the statement's actions answers to {key}, so the key is always missing.", "Move the condition to a statement of the actions it belongs to.", statement);
        }
    }

    private static IEnumerable<PolicyFinding> CheckQuantifier(Statement statement, ConditionTest test)
    {
        if (Find(test.Key.Text) is not { } key || test.Operator.Type == ConditionType.Null)
        {
            yield break;
        }

        bool isQuantified = test.Operator.Quantifier != ConditionQuantifier.None;
        if (isQuantified && !key.IsMultivalued)
        {
            // "Do not use condition set operators with single-valued context keys … can lead to overly permissive policies."
            yield return new("SetOperatorOnSingleValue", FindingSeverity.Medium, test.OperatorName.Position,
                $"{test.Key.Text} has one value; {test.Operator.Quantifier} is for keys with several{(test.Operator.Quantifier == ConditionQuantifier.ForAllValues ? ", and is true where the key is missing" : "")}.",
                $"Use {test.OperatorName.Text[(test.OperatorName.Text.IndexOf(':') + 1)..]}.", statement);
        }
        else if (!isQuantified && key.IsMultivalued)
        {
            yield return new("MissingSetOperator", FindingSeverity.Medium, test.OperatorName.Position,
                $"{test.Key.Text} can have several values.", $"Use ForAllValues:{test.OperatorName.Text} or ForAnyValue:{test.OperatorName.Text}.", statement);
        }
        else if (statement.Effect == Effect.Allow && test.Operator.Quantifier == ConditionQuantifier.ForAllValues && !HasNullTest(statement, test.Key.Text))
        {
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
            yield return new("ForAllValuesAllowsMissingKey", FindingSeverity.Medium, test.OperatorName.Position,
                $"ForAllValues is true where {test.Key.Text} is missing, so the statement allows such requests.",
                $"Add \"Null\": {{\"{test.Key.Text}\": \"false\"}} to the condition.", statement);
        }
    }

    /// <summary>Requests with long-term keys have no aws:MultiFactorAuthPresent at all, which a plain Bool does not deny.</summary>
    /// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent"/>
    private static IEnumerable<PolicyFinding> CheckMfa(Statement statement, ConditionTest test)
    {
        if (statement.Effect == Effect.Deny && test.Key.Text.Equals("aws:MultiFactorAuthPresent", StringComparison.OrdinalIgnoreCase)
            && test.Operator is { Type: ConditionType.Bool, IfExists: false } && test.Values.Any(value => value.Text.Equals("false", StringComparison.OrdinalIgnoreCase)))
        {
            yield return new("MfaDenyMissesLongTermKeys", FindingSeverity.High, test.OperatorName.Position,
                "Requests with access keys have no aws:MultiFactorAuthPresent, so this Deny does not reach them.", "Use BoolIfExists.", statement);
        }
    }

    private static bool HasNullTest(Statement statement, string key) =>
        statement.Conditions.Any(test => test.Operator.Type == ConditionType.Null && test.Key.Text.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static bool HasKey(ServiceAction action, string key) =>
        action.ConditionKeys.Concat(action.Resources.SelectMany(resource => resource.Type.ConditionKeys)).Any(candidate => candidate.Is(key));

    private static ServiceConditionKey? Find(string key) =>
        ActionTable.Default.GlobalKeys.Concat(KeysOf(key)).FirstOrDefault(candidate => candidate.Is(key));

    private static IReadOnlyList<ServiceConditionKey> KeysOf(string key)
    {
        int colon = key.IndexOf(':');
        return ActionTable.Default.TryGetService(key[..colon], out Service? service) ? service.ConditionKeys : [];
    }

    private static bool Fits(ConditionType type, string keyType) => keyType.Replace("ArrayOf", "", StringComparison.Ordinal) switch
    {
        _ when type == ConditionType.Null => true,
        "Bool" => type is ConditionType.Bool or ConditionType.String or ConditionType.StringIgnoreCase or ConditionType.StringLike,
        "Numeric" => type is ConditionType.Numeric,
        // aws:EpochTime and the like are compared as numbers too.
        "Date" => type is ConditionType.Date or ConditionType.Numeric,
        "IPAddress" => type is ConditionType.IpAddress,
        "ARN" => type is ConditionType.Arn or ConditionType.String or ConditionType.StringLike or ConditionType.StringIgnoreCase,
        "String" => type is ConditionType.String or ConditionType.StringIgnoreCase or ConditionType.StringLike or ConditionType.Arn,
        _ => true,
    };
}
