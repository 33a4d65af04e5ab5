using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;

namespace AwsOps.Sandbox.Kernel;

/// <summary>An AWS API model, the trimmed copy the clients are generated from. Metadata is read at once, the rest on first use.</summary>
internal sealed class ServiceModel
{
    private const string ResourcePrefix = "Models/";

    private static readonly Lazy<FrozenDictionary<string, ServiceModel>> Loaded = new(Load);

    private readonly ConcurrentDictionary<string, Shape> _shapes = new(StringComparer.Ordinal);
    private readonly Lazy<JsonElement> _json;
    private readonly Lazy<FrozenDictionary<string, OperationModel>> _operations;

    private ServiceModel(string name)
    {
        Name = name;
        _json = new Lazy<JsonElement>(ReadAll);
        _operations = new Lazy<FrozenDictionary<string, OperationModel>>(() => _json.Value.GetProperty("operations").EnumerateObject()
            .ToFrozenDictionary(operation => operation.Name, operation => new OperationModel(this, operation.Name, operation.Value), StringComparer.Ordinal));

        var metadata = ReadMetadata();
        Protocol = metadata.Text("protocol")!;
        ApiVersion = metadata.Text("apiVersion")!;
        EndpointPrefix = metadata.Text("endpointPrefix")!;
        SigningName = metadata.Text("signingName") ?? EndpointPrefix;
        TargetPrefix = metadata.Text("targetPrefix");
        JsonVersion = metadata.Text("jsonVersion") ?? "1.1";
        XmlNamespace = metadata.Text("xmlNamespace");
        IamPrefix = metadata.Text("iamPrefix")!;
        EventSource = metadata.Text("eventSource")!;
        FullName = metadata.Text("serviceFullName")!;
        IsGlobal = metadata.Text("globalEndpoint") is not null && Name is not ("s3" or "sts");
        IsQueryCompatible = metadata.TryGetProperty("awsQueryCompatible", out _);
    }

    /// <summary>The models, by name.</summary>
    public static IReadOnlyDictionary<string, ServiceModel> All => Loaded.Value;

    public string Name { get; }

    public string Protocol { get; }

    public string ApiVersion { get; }

    public string EndpointPrefix { get; }

    public string SigningName { get; }

    public string? TargetPrefix { get; }

    public string JsonVersion { get; }

    public string? XmlNamespace { get; }

    public string IamPrefix { get; }

    public string EventSource { get; }

    public string FullName { get; }

    /// <summary>True for a service with one endpoint for all regions.</summary>
    public bool IsGlobal { get; }

    /// <summary>True when a JSON or CBOR answer also names the error code of the query protocol that the service spoke before.</summary>
    public bool IsQueryCompatible { get; }

    public IReadOnlyDictionary<string, OperationModel> Operations => _operations.Value;

    public static ServiceModel Get(string name) => All.TryGetValue(name, out var model)
        ? model
        : throw new ArgumentException($"No model is named '{name}'. There are: {string.Join(", ", All.Keys.Order(StringComparer.Ordinal))}.", nameof(name));

    public Shape Shape(string name) =>
        _shapes.GetOrAdd(name, static (key, model) => new Shape(model, key, model._json.Value.GetProperty("shapes").GetProperty(key)), this);

    public override string ToString() => Name;

    private static FrozenDictionary<string, ServiceModel> Load() => typeof(ServiceModel).Assembly.GetManifestResourceNames()
        .Where(static resource => resource.StartsWith(ResourcePrefix, StringComparison.Ordinal))
        .Select(static resource => Path.GetFileNameWithoutExtension(resource))
        .ToFrozenDictionary(static name => name, static name => new ServiceModel(name), StringComparer.Ordinal);

    private Stream Open() => typeof(ServiceModel).Assembly.GetManifestResourceStream($"{ResourcePrefix}{Name}.json")!;

    private JsonElement ReadAll()
    {
        using var stream = Open();
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    /// <summary>The metadata is the file's first property, so that routing needs no more than its head.</summary>
    private JsonElement ReadMetadata()
    {
        using var stream = Open();
        var head = new byte[4096];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var reader = new Utf8JsonReader(head.AsSpan(0, length), isFinalBlock: false, default);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("metadata"))
            {
                reader.Read();
                return JsonElement.ParseValue(ref reader);
            }
        }

        throw new InvalidOperationException($"Model {Name} does not start with its metadata.");
    }
}
