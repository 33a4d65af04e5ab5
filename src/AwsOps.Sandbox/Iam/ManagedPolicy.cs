namespace AwsOps.Sandbox.Iam;

/// <summary>A managed policy with up to five versions.</summary>
internal sealed class ManagedPolicy(string arn, string name, string path, string id, DateTime created)
{
    private int _next = 1;

    public string Arn { get; } = arn;

    public string Name { get; } = name;

    public string Path { get; } = path;

    public string Id { get; } = id;

    public DateTime Created { get; } = created;

    public DateTime Updated { get; private set; } = created;

    public string? Description { get; init; }

    public List<PolicyVersion> Versions { get; } = [];

    public PolicyVersion Default { get; private set; } = null!;

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public bool IsAws => Arn.StartsWith("arn:aws:iam::aws:", StringComparison.Ordinal);

    public PolicyVersion Add(string document, bool asDefault, DateTime now)
    {
        var version = new PolicyVersion($"v{_next++}", document, now);
        Versions.Insert(0, version);
        Updated = now;
        if (asDefault)
        {
            Default = version;
        }

        return version;
    }

    public void SetDefault(PolicyVersion version, DateTime now)
    {
        Default = version;
        Updated = now;
    }
}

/// <summary>One version of a managed policy.</summary>
internal sealed record PolicyVersion(string Id, string Document, DateTime Created);
