namespace AwsOps.Sandbox.Ec2;

/// <summary>Anything in EC2 that has an id and tags.</summary>
internal abstract class Ec2Resource(string id)
{
    public string Id { get; } = id;

    /// <summary>The type as tag specifications spell it, e.g. <c>security-group</c>.</summary>
    public abstract string ResourceType { get; }

    /// <summary>Account that owns it.</summary>
    public string OwnerId { get; set; } = string.Empty;

    /// <summary>In the order of keys, so that answers are repeatable.</summary>
    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>The Name tag, or null.</summary>
    public string? Name => Tags.GetValueOrDefault("Name");
}
