using System.Globalization;

namespace AwsOps.Engine.Policy.Actions;

/// <summary>A service with its actions, resource types and condition keys.</summary>
public sealed class Service
{
    private readonly string _section;
    private readonly Lazy<Rows> _rows;

    internal Service(string section)
    {
        _section = section;
        int end = section.IndexOf('\n');
        string[] fields = (end < 0 ? section : section[..end]).Split('\t');
        (Prefix, Name, SupportsResourceControl) = (fields[1], fields[2], fields[3] == "r");
        _rows = new(Parse);
    }

    /// <summary>The prefix of its actions, such as <c>s3</c>.</summary>
    public string Prefix { get; }

    /// <summary>The service's name.</summary>
    public string Name { get; }

    /// <summary>Whether resource control policies reach its resources.</summary>
    public bool SupportsResourceControl { get; }

    /// <summary>Its actions, by name.</summary>
    public IReadOnlyDictionary<string, ServiceAction> Actions => _rows.Value.Actions;

    /// <summary>Its resource types.</summary>
    public IReadOnlyList<ServiceResource> Resources => _rows.Value.Resources;

    /// <summary>Its condition keys.</summary>
    public IReadOnlyList<ServiceConditionKey> ConditionKeys => _rows.Value.Keys;

    private Rows Parse()
    {
        List<ServiceConditionKey> keys = [];
        List<ServiceResource> resources = [];
        Dictionary<string, ServiceAction> actions = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in _section.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = line.Split('\t');
            switch (fields[0])
            {
                case "k":
                    keys.Add(new(fields[1], fields[2]));
                    break;
                case "r":
                    resources.Add(new(fields[1], fields[2], KeysOf(fields[3])));
                    break;
                case "a":
                    actions.Add(fields[1], new(Prefix, fields[1], Level(fields[2]), ResourcesOf(fields[3]), KeysOf(fields[4]), Split(fields[5])));
                    break;
                default:
                    break;
            }
        }

        return new(actions, resources, keys);

        ServiceConditionKey[] KeysOf(string numbers) => [.. Split(numbers).Select(number => keys[Number(number)])];

        ActionResource[] ResourcesOf(string numbers) =>
            [.. Split(numbers).Select(number => new ActionResource(resources[Number(number.TrimEnd('!'))], number.EndsWith('!')))];
    }

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static AccessLevel Level(string letter) => letter switch
    {
        "L" => AccessLevel.List,
        "R" => AccessLevel.Read,
        "T" => AccessLevel.Tagging,
        "P" => AccessLevel.PermissionsManagement,
        _ => AccessLevel.Write,
    };

    private sealed record Rows(Dictionary<string, ServiceAction> Actions, List<ServiceResource> Resources, List<ServiceConditionKey> Keys);
}
