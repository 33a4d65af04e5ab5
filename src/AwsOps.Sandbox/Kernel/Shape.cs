using System.Text.Json;
using System.Text.RegularExpressions;

namespace AwsOps.Sandbox.Kernel;

/// <summary>Kinds of values an AWS API model knows.</summary>
internal enum ShapeType
{
    Structure,
    List,
    Map,
    String,
    Integer,
    Long,
    Float,
    Double,
    Boolean,
    Timestamp,
    Blob,
}

/// <summary>A shape of an AWS API model: its type, its constraints and how it is written on the wire. Members resolve on first use.</summary>
internal sealed class Shape
{
    private readonly ServiceModel _model;
    private readonly JsonElement _json;
    private IReadOnlyList<Member>? _members;
    private Dictionary<string, Member>? _byName;
    private Regex? _regex;
    private bool? _sensitiveInside;

    public Shape(ServiceModel model, string name, JsonElement json)
    {
        _model = model;
        _json = json;
        Name = name;
        Type = json.GetProperty("type").GetString() switch
        {
            "structure" => ShapeType.Structure,
            "list" => ShapeType.List,
            "map" => ShapeType.Map,
            "string" or "character" => ShapeType.String,
            "integer" => ShapeType.Integer,
            "long" => ShapeType.Long,
            "float" => ShapeType.Float,
            "double" => ShapeType.Double,
            "boolean" => ShapeType.Boolean,
            "timestamp" => ShapeType.Timestamp,
            "blob" => ShapeType.Blob,
            var other => throw new InvalidOperationException($"Model {model.Name}: shape {name} has the unknown type '{other}'."),
        };
        Required = Texts("required");
        Enum = json.TryGetProperty("enum", out _) ? Texts("enum") : null;
        Pattern = json.Text("pattern");
        Min = Number("min");
        Max = Number("max");
        TimestampFormat = json.Text("timestampFormat");
        LocationName = json.Text("locationName");
        Payload = json.Text("payload");
        Flattened = json.Flag("flattened");
        Sensitive = json.Flag("sensitive");
        if (json.TryGetProperty("error", out var error))
        {
            ErrorCode = error.Text("code");
            ErrorStatus = error.TryGetProperty("httpStatusCode", out var status) ? status.GetInt32() : null;
        }
    }

    public string Name { get; }

    public ShapeType Type { get; }

    public IReadOnlyList<string> Required { get; }

    public IReadOnlyList<string>? Enum { get; }

    public string? Pattern { get; }

    public double? Min { get; }

    public double? Max { get; }

    public string? TimestampFormat { get; }

    public string? LocationName { get; }

    /// <summary>The member that is the whole HTTP body, in the REST protocols.</summary>
    public string? Payload { get; }

    public bool Flattened { get; }

    public bool Sensitive { get; }

    /// <summary>Code of an error shape on the wire, where it isn't the shape's name.</summary>
    public string? ErrorCode { get; }

    public int? ErrorStatus { get; }

    public bool IsScalar => Type is not (ShapeType.Structure or ShapeType.List or ShapeType.Map);

    /// <summary>Members of a structure in the model's order.</summary>
    public IReadOnlyList<Member> Members => _members ??= _json.TryGetProperty("members", out var members)
        ? [.. members.EnumerateObject().Select(member => new Member(_model, member.Name, member.Value))]
        : [];

    /// <summary>Element of a list.</summary>
    public Member Element => field ??= new Member(_model, "member", _json.GetProperty("member"));

    /// <summary>Key of a map.</summary>
    public Member Key => field ??= new Member(_model, "key", _json.GetProperty("key"));

    /// <summary>Value of a map.</summary>
    public Member Value => field ??= new Member(_model, "value", _json.GetProperty("value"));

    /// <summary>True when this shape or one that it holds is sensitive.</summary>
    public bool SensitiveInside => _sensitiveInside ??= FindSensitive([]);

    public Member? FindMember(string name) =>
        (_byName ??= Members.ToDictionary(member => member.Name, StringComparer.Ordinal)).GetValueOrDefault(name);

    /// <summary>True when the whole of <paramref name="text"/> matches the shape's pattern, as AWS's services check it.</summary>
    public bool MatchesPattern(string text) => (_regex ??= ModelPattern.Compile(Pattern!)).IsMatch(text);

    public override string ToString() => Name;

    private bool FindSensitive(HashSet<string> seen) => Sensitive || (seen.Add(Name) && Type switch
    {
        ShapeType.Structure => Members.Any(member => member.Shape.FindSensitive(seen)),
        ShapeType.List => Element.Shape.FindSensitive(seen),
        ShapeType.Map => Value.Shape.FindSensitive(seen),
        _ => false,
    });

    private string[] Texts(string name) =>
        _json.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];

    private double? Number(string name) => _json.TryGetProperty(name, out var number) ? number.GetDouble() : null;
}

/// <summary>A member of a structure, or the element, key or value of a collection.</summary>
internal sealed class Member
{
    private readonly ServiceModel _model;
    private readonly string _shape;

    public Member(ServiceModel model, string name, JsonElement json)
    {
        _model = model;
        _shape = json.Text("shape")!;
        Name = name;
        Location = json.Text("location");
        LocationName = json.Text("locationName");
        QueryName = json.Text("queryName");
        Flattened = json.Flag("flattened");
        XmlAttribute = json.Flag("xmlAttribute");
    }

    public string Name { get; }

    /// <summary>Where a REST protocol carries it: header, headers, querystring, uri, statusCode; null for the body.</summary>
    public string? Location { get; }

    public string? LocationName { get; }

    public string? QueryName { get; }

    public bool Flattened { get; }

    public bool XmlAttribute { get; }

    public Shape Shape => field ??= _model.Shape(_shape);

    /// <summary>Name on the wire.</summary>
    public string WireName => LocationName ?? Name;

    public bool IsFlattened => Flattened || Shape.Flattened;
}
