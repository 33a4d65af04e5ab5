using System.Text.Json.Nodes;

namespace AwsOps.SdkGenerator.Model;

/// <summary>A type of a model.</summary>
internal sealed class Shape
{
    private readonly ServiceModel _model;
    private readonly JsonObject _json;
    private IReadOnlyList<Member>? _members;

    public Shape(ServiceModel model, string name, JsonObject json)
    {
        _model = model;
        _json = json;
        Name = name;
        Type = (string)json["type"]!;
        if (json.ContainsKey("eventstream") || json.ContainsKey("document") || json.ContainsKey("streaming"))
        {
            throw new ModelException($"{model.Service.Model}: {name} is a stream or a document, which the generator does not know");
        }
    }

    public string Name { get; }

    public string Type { get; }

    public bool IsEnum => Type == "string" && _json.ContainsKey("enum");

    public bool IsException => _json.ContainsKey("exception");

    public bool IsFlattened => (bool?)_json["flattened"] ?? false;

    public IEnumerable<string> EnumValues => _json["enum"]!.AsArray().Select(static value => (string)value!);

    /// <summary>Code of an error on the wire.</summary>
    public string ErrorCode => (string?)_json["error"]?["code"] ?? Name;

    /// <summary>Whether an error may be tried again, and if so whether as a throttled call.</summary>
    public bool? RetryThrottled => _json["retryable"] is { } retryable ? (bool?)retryable["throttling"] ?? false : null;

    /// <summary>Type of a list's elements.</summary>
    public Shape Element => _model.Shape((string)_json["member"]!["shape"]!);

    /// <summary>Name of a list's elements on the wire, where it is not the protocol's own.</summary>
    public string? ElementName => (string?)_json["member"]!["locationName"];

    public Shape Value => _model.Shape((string)_json["value"]!["shape"]!);

    public string KeyName => (string?)_json["key"]!["locationName"] ?? "key";

    public string ValueName => (string?)_json["value"]!["locationName"] ?? "value";

    public string? TimestampFormat => (string?)_json["timestampFormat"];

    public IReadOnlySet<string> Required => _json["required"]?.AsArray().Select(static name => (string)name!).ToHashSet(StringComparer.Ordinal) ?? [];

    /// <summary>Members, in the order in which the official clients write them.</summary>
    public IReadOnlyList<Member> Members => _members ??=
    [
        .. (_json["members"]?.AsObject() ?? [])
            .Select(pair => new Member(_model, this, pair.Key, pair.Value!.AsObject()))

            // The message is every exception's already.
            .Where(member => !(IsException && member.Name.Equals("message", StringComparison.OrdinalIgnoreCase)))
            .OrderBy(static member => member.Property, StringComparer.Ordinal),
    ];

    public string ClassName => _model.Service.Classes.GetValueOrDefault(Name) ?? (IsException ? Naming.Exception(Name) : Naming.Upper(Name));
}
