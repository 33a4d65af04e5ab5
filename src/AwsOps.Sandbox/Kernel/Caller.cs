namespace AwsOps.Sandbox.Kernel;

/// <summary>The principal behind a call.</summary>
/// <param name="Account">Account id of the principal.</param>
/// <param name="Arn">ARN: user, assumed-role session, federated user, or the account's root.</param>
/// <param name="UserId">IAM unique id (for a role session <c>AROA…:session</c>).</param>
/// <param name="AccessKeyId">The access key that signed.</param>
public sealed record Caller(string Account, string Arn, string UserId, string AccessKeyId)
{
    /// <summary>What temporary credentials bring with them; null for long-term ones.</summary>
    public CallerSession? Session { get; init; }

    /// <summary>True for the account's root, which IAM policies do not limit.</summary>
    public bool IsRoot => Arn.EndsWith(":root", StringComparison.Ordinal);

    /// <summary>ARN of the user, role or root that has the rights: a session's issuer, else the caller itself.</summary>
    public string EntityArn => Session?.IssuerArn ?? Arn;
}

/// <summary>What temporary credentials bring with them.</summary>
/// <param name="IssuerArn">ARN of the role assumed, or of the user or root that asked for them.</param>
/// <param name="IssuerId">Its unique id.</param>
/// <param name="Issued">When they were made, UTC.</param>
public sealed record CallerSession(string IssuerArn, string IssuerId, DateTime Issued)
{
    /// <summary>When an MFA code was given for them; null when none was.</summary>
    public DateTime? MfaAuthenticated { get; init; }

    /// <summary>Session policies, as JSON; null when none were passed.</summary>
    public IReadOnlyList<string>? Policies { get; init; }

    /// <summary>Session tags, which conditions see as <c>aws:PrincipalTag</c>.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>The tags that a session of another role assumed with this one takes along.</summary>
    public IReadOnlyList<string> TransitiveTagKeys { get; init; } = [];

    /// <summary>Who is behind the session, as the caller of AssumeRole said.</summary>
    public string? SourceIdentity { get; init; }

    /// <summary>ARN of the identity provider, for a session of a web identity.</summary>
    public string? Provider { get; init; }
}
