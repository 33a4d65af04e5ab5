using System.Text.Json;
using System.Text.Json.Serialization;

namespace AwsOps.SdkGenerator;

/// <summary>services.json: which services there are, what their clients are called, which operations are wanted.</summary>
internal sealed class ServiceList
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public required IReadOnlyList<ServiceDescriptor> Services { get; init; }

    public static ServiceList Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<ServiceList>(stream, Format)!;
        }
        catch (JsonException error)
        {
            throw new ModelException($"{Path.GetFileName(path)} cannot be read: {error.Message}");
        }
    }
}

/// <summary>One service of services.json.</summary>
internal sealed class ServiceDescriptor
{
    /// <summary>File name of the trimmed model.</summary>
    public required string Model { get; init; }

    /// <summary>Folder of the full model in botocore's data directory.</summary>
    public required string Botocore { get; init; }

    /// <summary>"generated", or "official" where the package itself is used and the model is the sandbox's only.</summary>
    public required string Client { get; init; }

    /// <summary>Namespace of the client.</summary>
    public required string Namespace { get; init; }

    /// <summary>What the names of client, interface, configuration and base exception start with.</summary>
    public required string Prefix { get; init; }

    /// <summary>The official package.</summary>
    public required string Package { get; init; }

    /// <summary>Service prefix of its IAM actions.</summary>
    public required string IamPrefix { get; init; }

    /// <summary>Its eventSource in CloudTrail records.</summary>
    public required string EventSource { get; init; }

    /// <summary>The wire protocol to speak, one of those the model offers.</summary>
    public required string Protocol { get; init; }

    /// <summary>Shapes that the official client calls otherwise: shape to class.</summary>
    public Dictionary<string, string> Classes { get; init; } = [];

    /// <summary>Members that the official client calls otherwise: "Shape.member" to property.</summary>
    public Dictionary<string, string> Properties { get; init; } = [];

    /// <summary>Whole numbers that the official client shows as times: "Shape.member", in milliseconds since 1970.</summary>
    public HashSet<string> EpochMilliseconds { get; init; } = [];

    /// <summary>Operations wanted.</summary>
    public required IReadOnlyList<string> Operations { get; init; }

    public bool IsGenerated => Client == "generated";
}
