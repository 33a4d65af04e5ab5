using System.Collections.Frozen;

namespace AwsOps.Sandbox.Kernel;

/// <summary>
/// The operations that the models have and no simulator handles, with the reason, read from NotSimulated.txt:
/// <c>service:Operation reason</c> a line, or <c>service:* reason</c> for a service without any simulator.
/// </summary>
internal static class NotSimulated
{
    private static readonly Lazy<FrozenDictionary<string, string>> Reasons = new(Load);

    public static IReadOnlyDictionary<string, string> All => Reasons.Value;

    public static AwsError Error(OperationModel operation)
    {
        var service = operation.Service.Name;
        var reason = All.GetValueOrDefault($"{service}:{operation.Name}") ?? All.GetValueOrDefault($"{service}:*") ?? "it has no simulator";
        return new AwsError("NotSimulated", $"The AwsOps sandbox does not simulate {service}:{operation.Name}: {reason}.", 501);
    }

    /// <summary>An operation of AWS that the trimmed models don't have.</summary>
    public static AwsError Unmodelled(string service, string operation) =>
        new("NotSimulated", $"The AwsOps sandbox does not simulate {service}:{operation}: its models don't have it.", 501);

    /// <summary>A service, or a version of one, that has no model.</summary>
    public static AwsError UnknownService(string signingName, string? version) => new(
        "NotSimulated",
        $"The AwsOps sandbox does not simulate {signingName}{(version is null ? "" : $" (API version {version})")}. It knows: {string.Join(", ", ServiceModel.All.Keys.Order(StringComparer.Ordinal))}.",
        501);

    private static FrozenDictionary<string, string> Load()
    {
        using var stream = typeof(NotSimulated).Assembly.GetManifestResourceStream("NotSimulated.txt")!;
        using var reader = new StreamReader(stream);
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                var space = line.IndexOf(' ');
                reasons.Add(line[..space], line[(space + 1)..].Trim());
            }
        }

        return reasons.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
