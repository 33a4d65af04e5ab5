using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AwsOps.Engine.Policy;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps.Access;

/// <summary>Writes and reads trust policies: who may take a role.</summary>
internal static class TrustPolicies
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A policy that lets AWS services take the role.</summary>
    public static string ForServices(IEnumerable<string> services) => Document("Service", services, "sts:AssumeRole", []);

    /// <summary>A policy that lets accounts take the role: with an external id when given, against the confused deputy; with MFA when asked for.</summary>
    /// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html, https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html</remarks>
    public static string ForAccounts(string partition, IEnumerable<string> accounts, string? externalId, bool mfa)
    {
        var conditions = new List<(string, string, IReadOnlyList<string>)>();
        if (externalId is not null)
        {
            conditions.Add(("StringEquals", "sts:ExternalId", [externalId]));
        }

        if (mfa)
        {
            conditions.Add(("Bool", "aws:MultiFactorAuthPresent", ["true"]));
        }

        return Document("AWS", accounts.Select(account => $"arn:{partition}:iam::{account}:root"), "sts:AssumeRole", conditions);
    }

    /// <summary>
    /// A policy that lets identities of an OIDC provider take the role: for one audience, and for the subjects named. An error
    /// when strangers could come in, as they could from a provider that everybody has an account with (GitHub, GitLab…).
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html</remarks>
    public static string ForOidc(string providerArn, string audience, IReadOnlyList<string> subjects, string account)
    {
        var provider = providerArn[(providerArn.IndexOf("oidc-provider/", StringComparison.Ordinal) + "oidc-provider/".Length)..];
        var conditions = new List<(string, string, IReadOnlyList<string>)> { ("StringEquals", provider + ":aud", [audience]) };
        if (subjects.Count > 0)
        {
            var pattern = subjects.Any(static subject => subject.AsSpan().ContainsAny('*', '?'));
            conditions.Add((pattern ? "StringLike" : "StringEquals", provider + ":sub", subjects));
        }

        var policy = Document("Federated", [providerArn], "sts:AssumeRoleWithWebIdentity", conditions);
        var open = PolicyLinter.Lint(policy, PolicyKind.Trust, account).FirstOrDefault(static finding => finding.Severity == FindingSeverity.Critical);
        return open is null
            ? policy
            : throw AwsOpsException.BadArgument("OidcSubject", string.Join(", ", subjects), open.Reason, $"Name whose identities may come in, e.g. {Example(provider)}.");
    }

    /// <summary>Principals that a trust policy names; empty when there is none to read.</summary>
    public static IReadOnlyList<string> Principals(string? policy)
    {
        if (policy is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(policy);
        if (!document.RootElement.TryGetProperty("Statement", out var statements))
        {
            return [];
        }

        return [.. Items(statements)
            .Where(static statement => statement.TryGetProperty("Principal", out _))
            .SelectMany(static statement => Names(statement.GetProperty("Principal")))
            .Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<JsonElement> Items(JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [element];

    private static IEnumerable<string> Names(JsonElement principal) => principal.ValueKind == JsonValueKind.Object
        ? principal.EnumerateObject().SelectMany(static kind => Items(kind.Value)).Select(static name => name.ToString())
        : [principal.ToString()];

    private static string Example(string provider) => provider switch
    {
        "token.actions.githubusercontent.com" => "repo:my-organisation/my-repository:ref:refs/heads/main",
        "gitlab.com" => "project_path:my-group/my-project:ref_type:branch:ref:main",
        _ => "the sub claim of the tokens it issues",
    };

    private static JsonNode List(IReadOnlyList<string> values) => values.Count == 1 ? JsonValue.Create(values[0]) : new JsonArray([.. values.Select(static value => JsonValue.Create(value))]);

    private static string Document(string kind, IEnumerable<string> principals, string action, IReadOnlyList<(string Operator, string Key, IReadOnlyList<string> Values)> conditions)
    {
        var statement = new JsonObject
        {
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { [kind] = List([.. principals]) },
            ["Action"] = action,
        };
        if (conditions.Count > 0)
        {
            statement["Condition"] = new JsonObject(conditions.GroupBy(static condition => condition.Operator).Select(static group =>
                KeyValuePair.Create<string, JsonNode?>(group.Key, new JsonObject(group.Select(static condition => KeyValuePair.Create<string, JsonNode?>(condition.Key, List(condition.Values)))))));
        }

        return new JsonObject { ["Version"] = PolicyDocument.CurrentVersion, ["Statement"] = new JsonArray(statement) }.ToJsonString(Plain);
    }
}
