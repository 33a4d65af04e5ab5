using System.Text.Json;
using System.Text.Json.Nodes;

namespace AwsOps.SdkGenerator.Model;

/// <summary>A trimmed API model, with the names that the client gives to what is in it.</summary>
internal sealed class ServiceModel
{
    private readonly JsonObject _shapes;
    private readonly Dictionary<string, Shape> _read = new(StringComparer.Ordinal);

    private ServiceModel(ServiceDescriptor service, JsonObject root)
    {
        Service = service;
        Root = root;
        Metadata = root["metadata"]!.AsObject();
        _shapes = root["shapes"]!.AsObject();
        Operations = [.. root["operations"]!.AsObject().Select(pair => new Operation(this, pair.Key, pair.Value!.AsObject()))];
    }

    public ServiceDescriptor Service { get; }

    public JsonObject Root { get; }

    public JsonObject Metadata { get; }

    public IReadOnlyList<Operation> Operations { get; }

    public bool IsQuery => Service.Protocol == "query";

    public bool IsRest => Service.Protocol == "rest-json";

    public string ServiceId => (string)Metadata["serviceId"]!;

    public string ApiVersion => (string)Metadata["apiVersion"]!;

    public static ServiceModel Load(ServiceDescriptor service, string path)
    {
        if (!File.Exists(path))
        {
            throw new ModelException($"{service.Model}: {path} does not exist; run the trim command");
        }

        try
        {
            using var stream = File.OpenRead(path);
            return new ServiceModel(service, JsonNode.Parse(stream)!.AsObject());
        }
        catch (JsonException error)
        {
            throw new ModelException($"{service.Model}: {Path.GetFileName(path)} is not JSON: {error.Message}");
        }
    }

    public Shape Shape(string name)
    {
        if (!_read.TryGetValue(name, out var shape))
        {
            shape = new Shape(this, name, _shapes[name]?.AsObject() ?? throw new ModelException($"{Service.Model}: there is no shape {name}"));
            _read.Add(name, shape);
        }

        return shape;
    }

    /// <summary>Every enumeration.</summary>
    public IEnumerable<Shape> Enums() => _shapes.Select(pair => Shape(pair.Key)).Where(static shape => shape.IsEnum);

    /// <summary>Every exception, one for each class.</summary>
    public IEnumerable<Shape> Exceptions() =>
        _shapes.Select(pair => Shape(pair.Key)).Where(static shape => shape.IsException).DistinctBy(static shape => shape.ClassName);

    /// <summary>
    /// The structures that get a class of their own. An operation's input and output do not, unless something else holds them too.
    /// </summary>
    public IReadOnlyCollection<Shape> Structures()
    {
        var found = new SortedDictionary<string, Shape>(StringComparer.Ordinal);
        foreach (var top in Operations.SelectMany(static operation => new[] { operation.Input, operation.Output }).OfType<Shape>().Concat(Exceptions()))
        {
            foreach (var member in top.Members)
            {
                Reach(member.Shape);
            }
        }

        return found.Values;

        void Reach(Shape shape)
        {
            switch (shape.Type)
            {
                case "structure" when found.TryAdd(shape.Name, shape):
                    foreach (var member in shape.Members)
                    {
                        Reach(member.Shape);
                    }

                    break;
                case "list":
                    Reach(shape.Element);
                    break;
                case "map":
                    Reach(shape.Value);
                    break;
                default:
                    break;
            }
        }
    }
}
