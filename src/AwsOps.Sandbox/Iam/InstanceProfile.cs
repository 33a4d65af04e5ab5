namespace AwsOps.Sandbox.Iam;

/// <summary>An instance profile; it holds one role at most.</summary>
internal sealed class InstanceProfile(string name, string path, string arn, string id, DateTime created)
{
    public string Name { get; } = name;

    public string Path { get; } = path;

    public string Arn { get; } = arn;

    public string Id { get; } = id;

    public DateTime Created { get; } = created;

    public Role? Role { get; set; }

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);
}
