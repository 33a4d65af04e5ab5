using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AccessAnalyzer;

/// <summary>Filters of findings: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-filter-keys.html</summary>
internal static class FindingFilter
{
    public static bool Matches(Finding finding, Struct? filter) => (filter ?? []).All(pair => Matches(Values(finding, pair.Key), (Struct)pair.Value!));

    private static bool Matches(string[] values, Struct criterion) =>
        (!criterion.Has("eq") || criterion.Strings("eq").Intersect(values, StringComparer.Ordinal).Any())
        && (!criterion.Has("neq") || !criterion.Strings("neq").Intersect(values, StringComparer.Ordinal).Any())
        && (!criterion.Has("contains") || criterion.Strings("contains").Any(part => values.Any(value => value.Contains(part, StringComparison.Ordinal))))
        && (criterion.Bool("exists") is not { } exists || exists == values.Length > 0);

    private static string[] Values(Finding finding, string key) => key switch
    {
        "id" => [finding.Id],
        "status" => [finding.Status],
        "resource" => [finding.Resource],
        "resourceType" => [finding.ResourceType],
        "resourceOwnerAccount" => [finding.Owner],
        "findingType" => ["ExternalAccess"],
        "isPublic" => [finding.IsPublic ? "true" : "false"],
        "error" => [],
        _ when key.StartsWith("principal.", StringComparison.Ordinal) => key[10..] == finding.Principal.Type ? [finding.Principal.Value] : [],
        _ when key.StartsWith("condition.", StringComparison.Ordinal) => [.. finding.Conditions.Where(condition => condition.Key.Equals(key[10..], StringComparison.OrdinalIgnoreCase)).Select(static condition => condition.Value)],
        _ => throw AnalyzerErrors.Invalid($"{key} is no filter key."),
    };
}
