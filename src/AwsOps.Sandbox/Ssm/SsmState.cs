using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Ssm;

/// <summary>Parameter Store of one account in one region.</summary>
internal sealed class SsmState(Scope scope)
{
    private readonly SortedDictionary<string, Parameter> _own = new(StringComparer.Ordinal);
    private Dictionary<string, Parameter>? _public;

    /// <summary>The account's own parameters, by name.</summary>
    public IDictionary<string, Parameter> Own => _own;

    /// <summary>A parameter of the account, or one that AWS publishes (<c>/aws/service/…</c>); null when there is neither.</summary>
    public Parameter? Find(string name) => _own.GetValueOrDefault(name) ?? Published.GetValueOrDefault(name);

    /// <summary>
    /// What AWS publishes: ids of the latest images.
    /// https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html
    /// </summary>
    public IReadOnlyDictionary<string, Parameter> Published => _public ??= MachineImages.In(scope.Region)
        .SelectMany(static image => image.Parameters.Select(name => new Parameter(name, image.Id, "String", image.CreationDate, "aws:ec2:image")))
        .ToDictionary(static p => p.Name, StringComparer.Ordinal);
}

/// <summary>A version of a parameter.</summary>
internal sealed record Parameter(string Name, string Value, string Type, DateTime LastModified, string DataType = "text")
{
    public long Version { get; init; } = 1;

    public string? Description { get; init; }

    public string? KeyId { get; init; }

    public string LastModifiedUser { get; init; } = string.Empty;
}
