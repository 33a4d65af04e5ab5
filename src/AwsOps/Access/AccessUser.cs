using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps;

/// <summary>An IAM user: groups and policies.</summary>
public sealed class AccessUser : AwsResource
{
    internal AccessUser(AwsConnection aws, User user, IEnumerable<string> groups, IEnumerable<string> policyArns, IEnumerable<string> inlineNames)
        : base(aws, Arns.Account(user.Arn))
    {
        UserName = user.UserName;
        UserId = user.UserId;
        Arn = user.Arn;
        Path = user.Path;
        Group = (string[])[.. groups];
        PolicyArn = (string[])[.. policyArns];
        InlinePolicyName = (string[])[.. inlineNames];
        PermissionsBoundary = user.PermissionsBoundary?.PermissionsBoundaryArn;
        CreatedTime = user.CreateDate?.ToUniversalTime();
        PasswordLastUsedTime = user.PasswordLastUsed?.ToUniversalTime();
        Tag = Tags.From(user.Tags, static tag => tag.Key, static tag => tag.Value);
    }

    /// <summary>Name of the user.</summary>
    public string UserName { get; }

    /// <summary>Unique id, <c>AIDA…</c>.</summary>
    public string UserId { get; }

    /// <summary>ARN of the user.</summary>
    public string Arn { get; }

    /// <summary>Path, / unless given.</summary>
    public string Path { get; }

    /// <summary>Names of the groups it is a member of.</summary>
    public IReadOnlyList<string> Group { get; }

    /// <summary>Managed policies attached to the user itself.</summary>
    public IReadOnlyList<string> PolicyArn { get; }

    /// <summary>Names of its inline policies.</summary>
    public IReadOnlyList<string> InlinePolicyName { get; }

    /// <summary>Policy that limits what it can ever do; null for none.</summary>
    public string? PermissionsBoundary { get; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime? CreatedTime { get; }

    /// <summary>When somebody last signed in with its password, UTC; null when AWS knows of no time.</summary>
    public DateTime? PasswordLastUsedTime { get; }
}
