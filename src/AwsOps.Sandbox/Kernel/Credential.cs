namespace AwsOps.Sandbox.Kernel;

/// <summary>Credentials that the sandbox knows.</summary>
/// <param name="AccessKeyId">Access key id.</param>
/// <param name="SecretAccessKey">Secret.</param>
/// <param name="Caller">Whom they stand for.</param>
public sealed record Credential(string AccessKeyId, string SecretAccessKey, Caller Caller)
{
    /// <summary>Session token; null for long-term credentials.</summary>
    public string? SessionToken { get; init; }

    /// <summary>When a session ends, on the sandbox's clock; null for long-term credentials.</summary>
    public DateTime? Expiration { get; init; }

    /// <summary>False for an access key set to Inactive.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>True for credentials of a session.</summary>
    public bool IsTemporary => SessionToken is not null;
}
