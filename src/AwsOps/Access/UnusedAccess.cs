using AwsOps.Common;

namespace AwsOps;

/// <summary>What is not used.</summary>
public enum UnusedAccessKind
{
    /// <summary>A user, with everything it has.</summary>
    User,

    /// <summary>A role.</summary>
    Role,

    /// <summary>A console password.</summary>
    Password,

    /// <summary>An active access key.</summary>
    AccessKey,

    /// <summary>A service that policies allow.</summary>
    Service,

    /// <summary>An action that policies allow, of a service that is used.</summary>
    Action,
}

/// <summary>Access that nobody uses.</summary>
public sealed class UnusedAccess : AwsResource
{
    internal UnusedAccess(AwsConnection aws, UnusedAccessKind kind, string principalArn, string item, DateTime? lastUsed, DateTime? since, string recommendation)
        : base(aws, Arns.Account(principalArn))
    {
        Kind = kind;
        PrincipalArn = principalArn;
        PrincipalName = principalArn[(principalArn.LastIndexOf('/') + 1)..];
        var resource = Arns.Resource(principalArn);
        UserName = resource?.StartsWith("user/", StringComparison.Ordinal) == true ? PrincipalName : null;
        RoleName = resource?.StartsWith("role/", StringComparison.Ordinal) == true ? PrincipalName : null;
        Item = item;
        LastUsedTime = lastUsed;
        DaysUnused = (lastUsed ?? since) is { } time ? Math.Max(0, (int)(aws.UtcNow - time).TotalDays) : null;
        Recommendation = recommendation;
    }

    /// <summary>User, Role, Password, AccessKey, Service or Action.</summary>
    public UnusedAccessKind Kind { get; }

    /// <summary>Name of the user or role.</summary>
    public string PrincipalName { get; }

    /// <summary>ARN of the user or role.</summary>
    public string PrincipalArn { get; }

    /// <summary>Name of the user; null for a role.</summary>
    public string? UserName { get; }

    /// <summary>Name of the role; null for a user.</summary>
    public string? RoleName { get; }

    /// <summary>What of it is not used: a key's id, a service, an action…</summary>
    public string Item { get; }

    /// <summary>Id of the key; null when this is about none.</summary>
    public string? AccessKeyId { get; internal init; }

    /// <summary>When it was last used, UTC; null when not within the time that AWS keeps.</summary>
    public DateTime? LastUsedTime { get; }

    /// <summary>Days since it was last used, or since it could first have been, at most what AWS keeps.</summary>
    public int? DaysUnused { get; }

    /// <summary>What to do about it.</summary>
    public string Recommendation { get; }
}
