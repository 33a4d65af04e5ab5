namespace AwsOps;

/// <summary>An IAM role: who may take it, and which policies it carries.</summary>
public sealed class AccessRole : AwsResource
{
    internal AccessRole(Common.AwsConnection aws, Amazon.IdentityManagement.Model.Role role, IEnumerable<string> policyArns, IEnumerable<string> inlineNames, string? instanceProfile)
        : base(aws, Common.Arns.Account(role.Arn))
    {
        RoleName = role.RoleName;
        RoleId = role.RoleId;
        Arn = role.Arn;
        Path = role.Path;
        Description = role.Description;
        TrustPolicy = role.AssumeRolePolicyDocument is { } document ? Uri.UnescapeDataString(document) : null;
        TrustedPrincipal = Access.TrustPolicies.Principals(TrustPolicy);
        PolicyArn = (string[])[.. policyArns];
        InlinePolicyName = (string[])[.. inlineNames];
        InstanceProfileName = instanceProfile;
        PermissionsBoundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
        MaxSessionSeconds = role.MaxSessionDuration ?? 3600;
        CreatedTime = role.CreateDate?.ToUniversalTime();
        LastUsedTime = role.RoleLastUsed?.LastUsedDate?.ToUniversalTime();
        Tag = Common.Tags.From(role.Tags, static tag => tag.Key, static tag => tag.Value);
    }

    /// <summary>Name of the role.</summary>
    public string RoleName { get; }

    /// <summary>Unique id, <c>AROA…</c>.</summary>
    public string RoleId { get; }

    /// <summary>ARN of the role.</summary>
    public string Arn { get; }

    /// <summary>Path, / unless given.</summary>
    public string Path { get; }

    /// <summary>Description; null for none.</summary>
    public string? Description { get; }

    /// <summary>Who may take it: services, accounts, ARNs.</summary>
    public IReadOnlyList<string> TrustedPrincipal { get; }

    /// <summary>The trust policy, JSON; null when not read.</summary>
    public string? TrustPolicy { get; }

    /// <summary>Managed policies it carries.</summary>
    public IReadOnlyList<string> PolicyArn { get; }

    /// <summary>Names of its inline policies.</summary>
    public IReadOnlyList<string> InlinePolicyName { get; }

    /// <summary>Instance profile that hands it to instances; null for none.</summary>
    public string? InstanceProfileName { get; }

    /// <summary>Policy that limits what it can ever do; null for none.</summary>
    public string? PermissionsBoundary { get; }

    /// <summary>Longest session in seconds.</summary>
    public int MaxSessionSeconds { get; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime? CreatedTime { get; }

    /// <summary>When it was last used, UTC; null when AWS knows of no use.</summary>
    public DateTime? LastUsedTime { get; }
}
