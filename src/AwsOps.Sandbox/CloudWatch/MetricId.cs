using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.CloudWatch;

/// <summary>What tells one metric from another: namespace, name and dimensions, whatever their order.</summary>
internal sealed class MetricId : IEquatable<MetricId>
{
    private readonly string _key;

    public MetricId(string metricNamespace, string name, IEnumerable<KeyValuePair<string, string>> dimensions)
    {
        Namespace = metricNamespace;
        Name = name;
        Dimensions = [.. dimensions.OrderBy(static d => d.Key, StringComparer.Ordinal)];
        _key = string.Join('\n', [metricNamespace, name, .. Dimensions.SelectMany(static d => new[] { d.Key, d.Value })]);
    }

    public MetricId(string metricNamespace, string name, params (string Name, string Value)[] dimensions)
        : this(metricNamespace, name, dimensions.Select(static d => KeyValuePair.Create(d.Name, d.Value)))
    {
    }

    public string Namespace { get; }

    public string Name { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Dimensions { get; }

    /// <summary>From members <c>Namespace</c>, <c>MetricName</c> and <c>Dimensions</c>.</summary>
    public static MetricId Of(Struct request, string? metricNamespace = null) => new(
        metricNamespace ?? request.String("Namespace") ?? string.Empty,
        request.String("MetricName") ?? string.Empty,
        request.Structs("Dimensions").Select(static d => KeyValuePair.Create(d.String("Name")!, d.String("Value") ?? string.Empty)));

    /// <summary>The value of a dimension, or null.</summary>
    public string? Dimension(string name) => Dimensions.FirstOrDefault(d => d.Key == name).Value;

    /// <summary>The members of the API's Metric shape.</summary>
    public Struct ToStruct() => new()
    {
        ["Namespace"] = Namespace,
        ["MetricName"] = Name,
        ["Dimensions"] = DimensionStructs(),
    };

    public List<Struct> DimensionStructs() => [.. Dimensions.Select(static d => new Struct { ["Name"] = d.Key, ["Value"] = d.Value })];

    public bool Equals(MetricId? other) => other is not null && _key == other._key;

    public override bool Equals(object? obj) => Equals(obj as MetricId);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _key.Replace('\n', '/');
}
