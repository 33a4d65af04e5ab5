using System.Text.Json.Nodes;

namespace AwsOps.SdkGenerator.Model;

/// <summary>A member of a structure.</summary>
internal sealed class Member
{
    private readonly ServiceModel _model;
    private readonly Shape _owner;
    private readonly JsonObject _json;

    public Member(ServiceModel model, Shape owner, string name, JsonObject json)
    {
        _model = model;
        _owner = owner;
        _json = json;
        Name = name;
        Property = model.Service.Properties.GetValueOrDefault(Key) ?? Naming.Upper(name);
        if (Property == owner.ClassName)
        {
            throw new ModelException($"{model.Service.Model}: {Key} would be a property of its class's name; name it in \"properties\"");
        }

        if (json.ContainsKey("jsonvalue") || json.ContainsKey("xmlAttribute") || Location is not (null or "uri" or "querystring" or "header"))
        {
            throw new ModelException($"{model.Service.Model}: {Key} is bound in a way that the generator does not know");
        }
    }

    public string Name { get; }

    public string Property { get; }

    public Shape Shape => _model.Shape((string)_json["shape"]!);

    /// <summary>Where it travels when not in the body: uri, querystring or header.</summary>
    public string? Location => (string?)_json["location"];

    /// <summary>Name in the place where it travels.</summary>
    public string WireName => (string?)_json["locationName"] ?? Name;

    public bool IsFlattened => ((bool?)_json["flattened"] ?? false) || Shape.IsFlattened;

    public bool IsIdempotencyToken => (bool?)_json["idempotencyToken"] ?? false;

    public bool IsEpochMilliseconds => _model.Service.EpochMilliseconds.Contains(Key);

    private string Key => _owner.Name + "." + Name;
}
