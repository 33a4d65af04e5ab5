using System.Text;
using System.Text.Json;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Analysis;
using AwsOps.Engine.Policy.Containment;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AccessAnalyzer;

/// <summary>Checks of policies, by the engine's linter and its comparison of policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-validation.html</summary>
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
        simulator.On("CheckNoNewAccess", static (_, input) => Compare(
            input,
            [Parse(input.String("newPolicyDocument")!)],
            [Parse(input.String("existingPolicyDocument")!)],
            "The modified permissions do not grant new access compared to your existing policy.",
            "The modified permissions grant new access compared to your existing policy.",
            "New access"));
        simulator.On("CheckAccessNotGranted", static (_, input) => Compare(
            input,
            [Parse(input.String("policyDocument")!)],
            [Without(input)],
            "The policy document does not grant access to perform the listed actions or resources.",
            "The policy document grants access to perform one or more of the listed actions or resources.",
            "One or more of the listed actions or resources"));
        simulator.On("CheckNoPublicAccess", static (call, input) =>
        {
            var kind = input.String("resourceType") == "AWS::IAM::AssumeRolePolicyDocument" ? PolicyKind.Trust : PolicyKind.Resource;
            var policy = Parse(input.String("policyDocument")!);
            var open = PolicyLinter.Lint(policy, kind, call.Account).Where(static finding => finding.Id is "PublicAccess" or "PublicAccessUnderConditions" or "AllowNotPrincipal").ToList();
            return new Struct
            {
                ["result"] = open.Count == 0 ? "PASS" : "FAIL",
                ["message"] = open.Count == 0 ? "The resource policy does not grant public access." : "The resource policy grants public access for the given resource type.",
                ["reasons"] = open.Select(static finding => new Struct { ["description"] = finding.Reason, ["statementIndex"] = (long?)finding.Statement?.Index, ["statementId"] = finding.Statement?.Sid?.Text }).ToList<object?>(),
            };
        });
    }

    private static PolicyDocument Parse(string text) => PolicyDocument.TryParse(text, null, out var policy, out var errors)
        ? policy
        : throw new AwsError("InvalidParameterException", $"The policy document is not valid: {errors[0].Message}");

    /// <summary>Everything but the access in question: a policy within it grants none of that.</summary>
    private static PolicyDocument Without(Struct input)
    {
        var access = input.Structs("access").FirstOrDefault() ?? [];
        IReadOnlyList<string> actions = access.Strings("actions") is { Count: > 0 } named ? named : ["*"];
        IReadOnlyList<string> resources = access.Strings("resources") is { Count: > 0 } given ? given : ["*"];
        if (actions[0] == "*" && resources[0] == "*")
        {
            throw AnalyzerErrors.Invalid("The access names neither actions nor resources.");
        }

        return Parse($$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":{{JsonSerializer.Serialize(actions)}},"Resource":{{JsonSerializer.Serialize(resources)}} }]}""");
    }

    private static Struct Compare(Struct input, IReadOnlyList<PolicyDocument> inner, IReadOnlyList<PolicyDocument> outer, string pass, string fail, string what)
    {
        if (input.String("policyType") != "IDENTITY_POLICY")
        {
            throw new AwsError("NotSimulated", "The AwsOps sandbox compares policies of identities, not of resources.", 501);
        }

        var result = PolicyContainment.Check(inner, outer, maximumWitnesses: 10);
        if (result.Witnesses.Count == 0 && !result.IsComplete)
        {
            throw new AwsError("UnprocessableEntityException", "The policies have too many conditions to be compared.", 422);
        }

        return new Struct
        {
            ["result"] = result.IsContained ? "PASS" : "FAIL",
            ["message"] = result.IsContained ? pass : fail,
            ["reasons"] = result.Witnesses.DistinctBy(static witness => witness.AllowedBy.Index).Select(witness => new Struct
            {
                ["description"] = $"{what} in the statement with index: {witness.AllowedBy.Index}: {witness}.",
                ["statementIndex"] = (long)witness.AllowedBy.Index,
                ["statementId"] = witness.AllowedBy.Sid?.Text,
            }).ToList<object?>(),
        };
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
