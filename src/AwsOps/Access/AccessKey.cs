using System.Globalization;
using System.Security;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps;

/// <summary>An access key of an IAM user. The secret is there once, when the key is made.</summary>
public sealed class AccessKey : AwsResource
{
    internal AccessKey(AwsConnection aws, AccessKeyMetadata key, AccessKeyLastUsed? lastUsed, string? secret = null)
        : base(aws)
    {
        AccessKeyId = key.AccessKeyId;
        UserName = key.UserName;
        Status = key.Status.Value;
        CreatedTime = key.CreateDate?.ToUniversalTime();
        AgeDays = CreatedTime is { } created ? Math.Max(0, (int)(aws.UtcNow - created).TotalDays) : null;
        LastUsedTime = lastUsed?.LastUsedDate?.ToUniversalTime();
        LastUsedService = Known(lastUsed?.ServiceName);
        LastUsedRegion = Known(lastUsed?.Region);
        SecretAccessKey = Secrets.Secure(secret);
    }

    /// <summary>Id of the key, <c>AKIA…</c>; no secret.</summary>
    public string AccessKeyId { get; }

    /// <summary>User it belongs to.</summary>
    public string UserName { get; }

    /// <summary>Active or Inactive.</summary>
    public string Status { get; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime? CreatedTime { get; }

    /// <summary>Days since it was made.</summary>
    public int? AgeDays { get; }

    /// <summary>When it was last used, UTC; null when AWS knows of no use.</summary>
    public DateTime? LastUsedTime { get; }

    /// <summary>Service it was last used for; null when AWS knows of no use.</summary>
    public string? LastUsedService { get; }

    /// <summary>Region it was last used in; null when AWS knows of no use.</summary>
    public string? LastUsedRegion { get; }

    /// <summary>The secret, only on a key just made; AWS never tells it again.</summary>
    public SecureString? SecretAccessKey { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{AccessKeyId} of user {UserName} ({Status}, {AgeDays} days old)");

    // "N/A" stands for none: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html
    private static string? Known(string? value) => value is null or "N/A" ? null : value;
}
