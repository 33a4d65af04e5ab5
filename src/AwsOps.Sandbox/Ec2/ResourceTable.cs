using System.Collections;
using System.Diagnostics.CodeAnalysis;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ec2;

/// <summary>A table whatever its type.</summary>
internal interface IResourceTable
{
    string Prefix { get; }

    string OwnerId { set; }

    IEnumerable<Ec2Resource> All { get; }

    Ec2Resource? Find(string id);

    AwsError NotFound(string id);
}

/// <summary>The resources of one type, in the order of their making, with EC2's errors for an id that is not there.</summary>
/// <param name="prefix">Prefix of the ids, e.g. <c>vpc</c>.</param>
/// <param name="code">Error code of an absent id.</param>
/// <param name="message">Its message; <c>{0}</c> is the id.</param>
/// <param name="malformed">Error code of a text that is no id of this type, where EC2 tells the two apart.</param>
internal sealed class ResourceTable<T>(string prefix, string code, string message, string? malformed = null) : IReadOnlyCollection<T>, IResourceTable
    where T : Ec2Resource
{
    private readonly Dictionary<string, T> _byId = new(StringComparer.Ordinal);
    private readonly List<T> _ordered = [];

    public int Count => _ordered.Count;

    public string Prefix => prefix;

    /// <summary>Account that owns what is added.</summary>
    public string OwnerId { get; set; } = string.Empty;

    IEnumerable<Ec2Resource> IResourceTable.All => _ordered;

    public Ec2Resource? Find(string id) => _byId.GetValueOrDefault(id);

    public T Add(T resource)
    {
        resource.OwnerId = OwnerId;
        _byId.Add(resource.Id, resource);
        _ordered.Add(resource);
        return resource;
    }

    public void Remove(T resource)
    {
        _byId.Remove(resource.Id);
        _ordered.Remove(resource);
    }

    public bool TryGet(string? id, [NotNullWhen(true)] out T? resource)
    {
        resource = id is null ? null : _byId.GetValueOrDefault(id);
        return resource is not null;
    }

    /// <summary>The resource, or the error EC2 answers.</summary>
    public T Get(string? id) => TryGet(id, out var resource) ? resource : throw NotFound(id ?? string.Empty);

    public AwsError NotFound(string id) => malformed is not null && !id.StartsWith(prefix + "-", StringComparison.Ordinal)
        ? new AwsError(malformed, $"Invalid id: \"{id}\" (expecting \"{prefix}-...\")")
        : new AwsError(code, string.Format(System.Globalization.CultureInfo.InvariantCulture, message, id));

    public IEnumerator<T> GetEnumerator() => _ordered.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
