using System.Text.Json.Nodes;

namespace AwsOps.SdkGenerator.Model;

/// <summary>An operation of a service.</summary>
internal sealed class Operation
{
    private readonly ServiceModel _model;
    private readonly JsonObject _json;

    public Operation(ServiceModel model, string name, JsonObject json)
    {
        _model = model;
        _json = json;
        Name = name;
        foreach (var unknown in new[] { "endpoint", "httpChecksum", "httpChecksumRequired", "endpointoperation", "unsignedpayload" })
        {
            if (json.ContainsKey(unknown))
            {
                throw new ModelException($"{model.Service.Model}: {name} uses \"{unknown}\", which the generator does not know");
            }
        }

        if (Path.Contains('?', StringComparison.Ordinal) || Path.Contains("+}", StringComparison.Ordinal))
        {
            throw new ModelException($"{model.Service.Model}: {name} has the path {Path}; neither a query string nor a greedy label is known to the generator");
        }
    }

    public string Name { get; }

    public string Request => Name + "Request";

    public string Response => Name + "Response";

    public string Method => (string)_json["http"]!["method"]!;

    public string Path => (string)_json["http"]!["requestUri"]!;

    public Shape? Input => Reference("input");

    public Shape? Output => Reference("output");

    public string? ResultWrapper => (string?)_json["output"]?["resultWrapper"];

    public bool IsAnonymous => (string?)_json["authtype"] == "none";

    public bool IsCompressed => _json.ContainsKey("requestcompression");

    public IEnumerable<Shape> Errors => (_json["errors"]?.AsArray() ?? []).Select(error => _model.Shape((string)error!["shape"]!));

    private Shape? Reference(string key) => (string?)_json[key]?["shape"] is { } name ? _model.Shape(name) : null;
}
