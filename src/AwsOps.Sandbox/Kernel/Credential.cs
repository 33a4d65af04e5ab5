namespace AwsOps.Sandbox.Kernel;

/// <summary>Credentials that the sandbox knows.</summary>
/// <param name="AccessKeyId">Access key id.</param>
/// <param name="SecretAccessKey">Secret.</param>
/// <param name="Caller">Whom they stand for.</param>
public sealed record Credential(string AccessKeyId, string SecretAccessKey, Caller Caller)
{
    /// <summary>Session token; null for long-term credentials.</summary>
    public string? SessionToken { get; init; }

    /// <summary>When a session ends, on the host's clock; null for long-term credentials.</summary>
    public DateTime? Expiration { get; init; }

    /// <summary>False for an access key set to Inactive.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>True when an MFA code was given for the session.</summary>
    public bool MfaAuthenticated { get; init; }

    /// <summary>ARN of the role of a role session; null for others.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Session policies, as JSON.</summary>
    public IReadOnlyList<string> SessionPolicies { get; init; } = [];

    /// <summary>Session tags, which conditions see as <c>aws:PrincipalTag</c>.</summary>
    public IReadOnlyDictionary<string, string> SessionTags { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>True for credentials of a session.</summary>
    public bool IsTemporary => SessionToken is not null;
}
