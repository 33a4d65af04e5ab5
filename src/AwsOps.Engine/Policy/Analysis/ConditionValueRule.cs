using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Values that their operator cannot read, and so never match.</summary>
internal static class ConditionValueRule
{
    internal static IEnumerable<PolicyFinding> Check(LintContext context) =>
        from statement in context.Policy.Statements
        from test in statement.Conditions
        from value in test.Values
        let right = WhatIsRight(test.Operator.Type, value.Text)
        where right is not null
        select new PolicyFinding("InvalidConditionValue", FindingSeverity.Error, value.Position,
            $"{test.OperatorName.Text} cannot read '{value.Text}', which therefore matches nothing.", $"Right would be {right}.", statement);

    private static string? WhatIsRight(ConditionType type, string value) => type switch
    {
        ConditionType.Numeric => ConditionValues.TryParseNumber(value, out _) ? null : "a number",
        ConditionType.Date => ConditionValues.TryParseDate(value, out _) ? null : "a date such as 2030-01-31T00:00:00Z, or seconds since 1970",
        ConditionType.Bool or ConditionType.Null => ConditionValues.TryParseBool(value, out _) ? null : "true or false",
        ConditionType.IpAddress => AddressRange.Parse(value) is null ? "an address or range such as 203.0.113.0/24 or 2001:db8::/32" : null,
        ConditionType.Arn => value.Contains('$') || value == "*" || value.Count(c => c == ':') >= 5 ? null : "an ARN of six components",
        _ => null,
    };
}
