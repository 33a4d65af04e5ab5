using System.Text;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Analysis;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AccessAnalyzer;

/// <summary>Checks of policies, by the engine's linter: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-validation.html</summary>
internal static class PolicyCheckOperations
{
    private const string Reference = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";

    public static void Register(AnalyzerSimulator simulator)
    {
        simulator.On("ValidatePolicy", static (call, input) =>
        {
            var text = input.String("policyDocument")!;
            var kind = input.String("policyType") switch
            {
                "SERVICE_CONTROL_POLICY" => PolicyKind.ServiceControl,
                "RESOURCE_CONTROL_POLICY" => PolicyKind.ResourceControl,
                "RESOURCE_POLICY" when input.String("validatePolicyResourceType") == "AWS::IAM::AssumeRolePolicyDocument" => PolicyKind.Trust,
                "RESOURCE_POLICY" => PolicyKind.Resource,
                _ => PolicyKind.Identity,
            };
            return AnalyzerSimulator.Page(PolicyLinter.Lint(text, kind, call.Account), input, "findings", finding => Render(finding, text));
        });
        simulator.On("CheckNoPublicAccess", static (call, input) =>
        {
            var kind = input.String("resourceType") == "AWS::IAM::AssumeRolePolicyDocument" ? PolicyKind.Trust : PolicyKind.Resource;
            if (!PolicyDocument.TryParse(input.String("policyDocument")!, null, out var policy, out var errors))
            {
                throw new AwsError("InvalidParameterException", errors[0].Message);
            }

            var open = PolicyLinter.Lint(policy, kind, call.Account).Where(static finding => finding.Id is "PublicAccess" or "PublicAccessUnderConditions" or "AllowNotPrincipal").ToList();
            return new Struct
            {
                ["result"] = open.Count == 0 ? "PASS" : "FAIL",
                ["message"] = open.Count == 0 ? "The resource policy does not grant public access." : "The resource policy grants public access for the given resource type.",
                ["reasons"] = open.Select(static finding => new Struct { ["description"] = finding.Reason, ["statementIndex"] = (long?)finding.Statement?.Index, ["statementId"] = finding.Statement?.Sid?.Text }).ToList<object?>(),
            };
        });
    }

    private static Struct Render(PolicyFinding finding, string text)
    {
        var place = Position(finding.Position, text);
        return new Struct
        {
            ["findingDetails"] = $"{finding.Reason} {finding.Fix}",
            ["findingType"] = finding.Severity switch
            {
                FindingSeverity.Error => "ERROR",
                FindingSeverity.Critical or FindingSeverity.High => "SECURITY_WARNING",
                FindingSeverity.Medium => "WARNING",
                _ => "SUGGESTION",
            },
            ["issueCode"] = Code(finding.Id),
            ["learnMoreLink"] = Reference,
            ["locations"] = new List<object?> { new Struct { ["path"] = new List<object?>(), ["span"] = new Struct { ["start"] = place, ["end"] = place } } },
        };
    }

    /// <summary>The service counts lines from 1, columns and offsets from 0.</summary>
    private static Struct Position(TextPosition position, string text)
    {
        var offset = 0;
        for (var line = 1; line < position.Line; line++)
        {
            offset = text.IndexOf('\n', offset) + 1;
        }

        return new Struct { ["line"] = (long)position.Line, ["column"] = (long)position.Column - 1, ["offset"] = (long)offset + position.Column - 1 };
    }

    /// <summary>PassRoleStar: PASS_ROLE_STAR.</summary>
    private static string Code(string id)
    {
        var code = new StringBuilder();
        foreach (var c in id)
        {
            if (char.IsUpper(c) && code.Length > 0)
            {
                code.Append('_');
            }

            code.Append(char.ToUpperInvariant(c));
        }

        return code.ToString();
    }
}
