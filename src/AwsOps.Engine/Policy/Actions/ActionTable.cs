using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using AwsOps.Engine.Policy.Matching;

namespace AwsOps.Engine.Policy.Actions;

/// <summary>
/// What AWS's Service Authorization Reference says of every action. Read from the assembly when first asked, a service at a time.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html"/>
public sealed class ActionTable
{
    private static readonly Lazy<ActionTable> Loaded = new(Load);

    private readonly Dictionary<string, Service> _services;

    private ActionTable(string source, IReadOnlyList<ServiceConditionKey> globalKeys, IEnumerable<Service> services)
    {
        Source = source;
        GlobalKeys = globalKeys;
        _services = services.ToDictionary(service => service.Prefix, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The table.</summary>
    public static ActionTable Default => Loaded.Value;

    /// <summary>Where the data is from, with its version.</summary>
    public string Source { get; }

    /// <summary>The services.</summary>
    public IReadOnlyCollection<Service> Services => _services.Values;

    /// <summary>The condition keys that every service has.</summary>
    /// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"/>
    public IReadOnlyList<ServiceConditionKey> GlobalKeys { get; }

    /// <summary>Finds a service.</summary>
    /// <param name="prefix">The prefix of its actions, in any case.</param>
    /// <param name="service">The service.</param>
    public bool TryGetService(string prefix, [NotNullWhen(true)] out Service? service) => _services.TryGetValue(prefix, out service);

    /// <summary>Finds an action.</summary>
    /// <param name="action">The action, such as <c>s3:GetObject</c>, in any case.</param>
    /// <param name="result">What is known of it.</param>
    public bool TryGetAction(string action, [NotNullWhen(true)] out ServiceAction? result)
    {
        ArgumentNullException.ThrowIfNull(action);
        result = null;
        int colon = action.IndexOf(':');
        return colon > 0 && TryGetService(action[..colon], out Service? service) && service.Actions.TryGetValue(action[(colon + 1)..], out result);
    }

    /// <summary>Lists the actions that a pattern of a policy covers.</summary>
    /// <param name="pattern">The pattern, such as <c>s3:Get*</c>.</param>
    public IEnumerable<ServiceAction> Expand(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        string lower = pattern.ToLowerInvariant();
        int colon = lower.IndexOf(':');
        string prefix = colon < 0 ? lower : lower[..colon];
        if (prefix.AsSpan().ContainsAny('*', '?'))
        {
            Glob glob = new(lower);
            return Services.SelectMany(service => service.Actions.Values).Where(action => glob.IsMatch(action.FullName.ToLowerInvariant()));
        }

        if (colon < 0 || !TryGetService(prefix, out Service? one))
        {
            return [];
        }

        Glob name = new(lower[(colon + 1)..]);
        return one.Actions.Values.Where(action => name.IsMatch(action.Name.ToLowerInvariant()));
    }

    private static ActionTable Load()
    {
        using Stream file = typeof(ActionTable).Assembly.GetManifestResourceStream("ActionTable.txt.br")!;
        using BrotliStream brotli = new(file, CompressionMode.Decompress);
        using StreamReader reader = new(brotli);
        string[] sections = reader.ReadToEnd().Split("\ns\t");
        string[] head = sections[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new(
            head[0].Replace('\t', ' '),
            [.. head.Skip(1).Select(line => line.Split('\t')).Select(fields => new ServiceConditionKey(fields[1], fields[2]))],
            sections.Skip(1).Select(section => new Service("s\t" + section)));
    }
}
