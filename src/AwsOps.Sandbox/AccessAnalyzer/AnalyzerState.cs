using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AccessAnalyzer;

/// <summary>The analyzers of an account in a region.</summary>
#pragma warning disable CS9113 // Scope.Get makes every state with its scope.
internal sealed class AnalyzerState(Scope scope)
#pragma warning restore CS9113
{
    public SortedDictionary<string, Analyzer> Analyzers { get; } = new(StringComparer.Ordinal);

    public Analyzer Named(string name) => Analyzers.GetValueOrDefault(name) ?? throw AnalyzerErrors.NotFound("analyzer", name);

    public Analyzer WithArn(string arn) => Analyzers.Values.FirstOrDefault(analyzer => analyzer.Arn == arn) ?? throw AnalyzerErrors.NotFound("analyzer", arn);
}

/// <summary>An analyzer of external access, with the account as its zone of trust.</summary>
internal sealed class Analyzer(string name, string arn, DateTime created)
{
    public string Name { get; } = name;

    public string Arn { get; } = arn;

    public DateTime Created { get; } = created;

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, ArchiveRule> Rules { get; } = new(StringComparer.Ordinal);

    /// <summary>What was found so far, by what it is about.</summary>
    public Dictionary<string, Finding> Findings { get; } = new(StringComparer.Ordinal);
}

/// <summary>New findings that fit it are archived at once.</summary>
internal sealed record ArchiveRule(string Name, Struct Filter, DateTime Created, DateTime Updated);

/// <summary>Somebody from outside can use a resource.</summary>
internal sealed class Finding(string id, string resource, string resourceType, string owner, DateTime created)
{
    public string Id { get; } = id;

    public string Resource { get; } = resource;

    public string ResourceType { get; } = resourceType;

    public string Owner { get; } = owner;

    public DateTime Created { get; } = created;

    public DateTime Updated { get; set; } = created;

    public string Status { get; set; } = "ACTIVE";

    public required (string Type, string Value) Principal { get; init; }

    public required bool IsPublic { get; init; }

    public required IReadOnlyList<string> Actions { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Conditions { get; init; }

    /// <summary><c>POLICY</c> or <c>BUCKET_ACL</c>.</summary>
    public required string Source { get; init; }
}

/// <summary>Errors of Access Analyzer.</summary>
internal static class AnalyzerErrors
{
    public static AwsError NotFound(string type, string id) => new("ResourceNotFoundException", $"The {type} {id} does not exist.", 404) { Detail = new Struct { ["resourceId"] = id, ["resourceType"] = type } };

    public static AwsError Conflict(string type, string id) => new("ConflictException", $"The {type} {id} exists already.", 409) { Detail = new Struct { ["resourceId"] = id, ["resourceType"] = type } };

    public static AwsError Invalid(string message) => new("ValidationException", message, 400) { Detail = new Struct { ["reason"] = "other" } };
}
