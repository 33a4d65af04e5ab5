using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using AwsOps.Engine.Policy;

namespace AwsOps.Access;

/// <summary>Writes and reads trust policies: who may take a role.</summary>
internal static class TrustPolicies
{
    /// <summary>A policy that lets AWS services take the role.</summary>
    public static string ForServices(IEnumerable<string> services) => Document("Service", services, null);

    /// <summary>A policy that lets accounts take the role, with an external id when given, against the confused deputy.</summary>
    /// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html</remarks>
    public static string ForAccounts(IEnumerable<string> accounts, string? externalId) =>
        Document("AWS", accounts.Select(static account => $"arn:aws:iam::{account}:root"), externalId);

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

    /// <summary>The text, when AWS would save it as a policy; else an error that says line, column, and what would be right.</summary>
    /// <param name="what">What the text is, as the error names it.</param>
    /// <param name="parameter">The parameter it comes from.</param>
    /// <param name="text">The text.</param>
    /// <param name="kind">What it is to be attached to.</param>
    public static string Check(string what, string parameter, string text, PolicyKind kind)
    {
        var errors = PolicyDocument.TryParse(text, null, out var document, out var malformed) ? PolicyGrammar.Check(document, kind) : malformed;
        return errors is [var first, ..]
            ? throw new AwsOpsException("Invalid" + parameter, ErrorCategory.InvalidArgument, $"{what} is not a policy that AWS would take: {first}{(errors.Count == 1 ? string.Empty : $" ({errors.Count - 1} more)")}", "A policy looks like { \"Version\": \"2012-10-17\", \"Statement\": [ … ] }.")
            : text;
    }

    private static IEnumerable<JsonElement> Items(JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [element];

    private static IEnumerable<string> Names(JsonElement principal) => principal.ValueKind == JsonValueKind.Object
        ? principal.EnumerateObject().SelectMany(static kind => Items(kind.Value)).Select(static name => name.ToString())
        : [principal.ToString()];

    private static string Document(string kind, IEnumerable<string> principals, string? externalId)
    {
        var names = principals.ToList();
        var statement = new JsonObject
        {
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { [kind] = names.Count == 1 ? names[0] : new JsonArray([.. names.Select(static name => JsonValue.Create(name))]) },
            ["Action"] = "sts:AssumeRole",
        };
        if (externalId is not null)
        {
            statement["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["sts:ExternalId"] = externalId } };
        }

        return new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statement) }.ToJsonString();
    }
}
