using System.Text.Json;
using System.Text.RegularExpressions;

namespace AwsOps.ActionTable;

/// <summary>Reads the package's files: one JSON document of each sort for each service.</summary>
internal sealed partial class PackageReader(string folder)
{
    internal string Version => Read("package.json").GetProperty("version").GetString()!;

    internal IReadOnlyList<string> Services { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(folder, "data", "actions"), "*.json")
            .Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];

    internal IReadOnlySet<string> ResourceControlServices() => Strings(Read("data/rcpSupportedServices.json")).ToHashSet();

    internal string NameOf(string service) =>
        Read("data/serviceNames.json").TryGetProperty(service, out JsonElement name) ? name.GetString()! : service;

    internal IReadOnlyList<ActionRow> Actions(string service) =>
        [.. Rows("actions", service).Select(Action).OrderBy(row => row.Name, StringComparer.Ordinal)];

    internal IReadOnlyList<ResourceRow> Resources(string service) =>
        [.. Rows("resourceTypes", service)
            .Select(row => new ResourceRow(Text(row, "key"), Text(row, "arn"), row.TryGetProperty("conditionKeys", out JsonElement keys) ? [.. Strings(keys)] : []))
            .OrderBy(row => row.Name, StringComparer.Ordinal)];

    internal IReadOnlyList<KeyRow> Keys(string service) =>
        [.. Rows("conditionKeys", service).Select(row => new KeyRow(Text(row, "key"), Text(row, "type"))).OrderBy(row => row.Name, StringComparer.Ordinal)];

    /// <summary>The global condition keys stand in the package's code, not among its data.</summary>
    internal IReadOnlyList<KeyRow> GlobalKeys() =>
        [.. GlobalKey().Matches(File.ReadAllText(Path.Combine(folder, "dist", "esm", "globalConditionKeys.js")))
            .Select(match => new KeyRow(match.Groups["key"].Value.Replace("/tag-key", "/${TagKey}", StringComparison.Ordinal), match.Groups["type"].Value))
            .DistinctBy(row => row.Name).OrderBy(row => row.Name, StringComparer.Ordinal)];

    private static ActionRow Action(JsonElement row)
    {
        List<ActionResourceRow> resources = [];
        SortedSet<string> keys = new(Strings(row.GetProperty("conditionKeys")), StringComparer.Ordinal);
        SortedSet<string> dependents = new(Strings(row.GetProperty("dependentActions")), StringComparer.Ordinal);
        foreach (JsonElement resource in row.GetProperty("resourceTypes").EnumerateArray())
        {
            resources.Add(new(Text(resource, "name"), resource.GetProperty("required").GetBoolean()));
            keys.UnionWith(Strings(resource.GetProperty("conditionKeys")));
            dependents.UnionWith(Strings(resource.GetProperty("dependentActions")));
        }

        return new(Text(row, "name"), Text(row, "accessLevel"), resources, [.. keys], [.. dependents]);
    }

    private IEnumerable<JsonElement> Rows(string sort, string service)
    {
        string path = $"data/{sort}/{service}.json";
        return File.Exists(Path.Combine(folder, path)) ? Read(path).EnumerateObject().Select(property => property.Value) : [];
    }

    private JsonElement Read(string path) => Read(folder, path);

    private static JsonElement Read(string folder, string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, path)));
        return document.RootElement.Clone();
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static IEnumerable<string> Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString()!);

    [GeneratedRegex(@"key: '(?<key>[^']+)',\s*category: '[^']*',\s*type: '(?<type>[^']+)'")]
    private static partial Regex GlobalKey();
}

internal sealed record ActionRow(
    string Name, string AccessLevel, IReadOnlyList<ActionResourceRow> Resources, IReadOnlyList<string> Keys, IReadOnlyList<string> Dependents);

internal sealed record ActionResourceRow(string Name, bool IsRequired);

internal sealed record ResourceRow(string Name, string Arn, IReadOnlyList<string> Keys);

internal sealed record KeyRow(string Name, string Type);
