using System.Text.RegularExpressions;

namespace AwsOps.Engine.Policy.Analysis;

/// <summary>Variables where they are plain text, and wildcards where they are.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html"/>
internal static partial class VariableRule
{
    internal static IEnumerable<PolicyFinding> Check(LintContext context)
    {
        bool isOld = context.Policy.Version != PolicyDocument.CurrentVersion;
        foreach (Statement statement in context.Policy.Statements)
        {
            foreach (PolicyText value in statement.Resource?.Values ?? [])
            {
                if (value.Text.Contains("${", StringComparison.Ordinal) && (isOld || EarlyVariable().IsMatch(value.Text)))
                {
                    yield return Literal(statement, value, isOld ? "the policy's Version is older than variables" : "variables work only behind the fifth colon of an ARN");
                }
            }

            foreach (ConditionTest test in statement.Conditions)
            {
                foreach (PolicyText value in test.Values.Where(value => value.Text.Contains("${", StringComparison.Ordinal) && (isOld || !test.Operator.TakesVariables)))
                {
                    yield return Literal(statement, value, isOld ? "the policy's Version is older than variables" : $"{test.OperatorName.Text} takes no variables");
                }

                foreach (PolicyText value in test.Values.Where(value => test.Operator.Type == ConditionType.String && Wildcard().IsMatch(value.Text)))
                {
                    yield return new("WildcardIsLiteral", FindingSeverity.Medium, value.Position, $"{test.OperatorName.Text} compares '{value.Text}' character by character: its wildcard is none.",
                        $"Use {test.OperatorName.Text.Replace("Equals", "Like", StringComparison.OrdinalIgnoreCase)}.", statement);
                }
            }
        }
    }

    private static PolicyFinding Literal(Statement statement, PolicyText value, string why) =>
        new("VariableIsLiteral", FindingSeverity.Medium, value.Position, $"'{value.Text}' is taken as it is written: {why}.", "Write the value, or use a variable where one works.", statement);

    [GeneratedRegex(@"^([^:]*:){0,4}[^:]*\$\{")]
    private static partial Regex EarlyVariable();

    // A wildcard that is not one of the fixed variables ${*} and ${?}.
    [GeneratedRegex(@"(?<!\$\{)[*?]")]
    private static partial Regex Wildcard();
}
