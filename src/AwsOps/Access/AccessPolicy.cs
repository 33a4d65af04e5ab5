using Amazon.IdentityManagement.Model;
using AwsOps.Access;
using AwsOps.Common;

namespace AwsOps;

/// <summary>Where a policy lives.</summary>
public enum AccessPolicyType
{
    /// <summary>Inside one user, group or role.</summary>
    Inline,

    /// <summary>A managed policy of the account.</summary>
    Customer,

    /// <summary>A managed policy of AWS's own.</summary>
    Aws,
}

/// <summary>Who carries a policy.</summary>
public sealed class AccessPolicyHolder
{
    internal AccessPolicyHolder(Identity identity) => Identity = identity;

    /// <summary>User, Group or Role.</summary>
    public string Kind => Identity.Kind.ToString();

    /// <summary>Name.</summary>
    public string Name => Identity.Name;

    internal Identity Identity { get; }

    /// <inheritdoc/>
    public override string ToString() => Identity.ToString();
}

/// <summary>A policy of users, groups and roles, with its document and with those who carry it.</summary>
public sealed class AccessPolicy : AwsResource
{
    internal AccessPolicy(AwsConnection aws, Identity owner, string name, string document)
        : base(aws)
    {
        PolicyName = name;
        PolicyType = AccessPolicyType.Inline;
        Document = document;
        AttachedTo = [new AccessPolicyHolder(owner)];
        BoundaryOf = [];
        Version = [];
    }

    internal AccessPolicy(AwsConnection aws, ManagedPolicy policy, string document, IEnumerable<string> versions, IEnumerable<AccessPolicyHolder> attachedTo, IEnumerable<AccessPolicyHolder> boundaryOf)
        : base(aws)
    {
        PolicyName = policy.PolicyName;
        PolicyArn = policy.Arn;
        PolicyType = Arns.Account(policy.Arn) == "aws" ? AccessPolicyType.Aws : AccessPolicyType.Customer;
        Path = policy.Path;
        Description = policy.Description;
        Document = document;
        VersionId = policy.DefaultVersionId;
        Version = (string[])[.. versions];
        AttachedTo = (AccessPolicyHolder[])[.. attachedTo];
        BoundaryOf = (AccessPolicyHolder[])[.. boundaryOf];
        CreatedTime = policy.CreateDate?.ToUniversalTime();
        UpdatedTime = policy.UpdateDate?.ToUniversalTime();
        Tag = Tags.From(policy.Tags, static tag => tag.Key, static tag => tag.Value);
    }

    /// <summary>Name.</summary>
    public string PolicyName { get; }

    /// <summary>Inline, Customer or Aws.</summary>
    public AccessPolicyType PolicyType { get; }

    /// <summary>ARN; null for an inline policy, which has none.</summary>
    public string? PolicyArn { get; }

    /// <summary>Path; null for an inline policy.</summary>
    public string? Path { get; }

    /// <summary>Description; null for none.</summary>
    public string? Description { get; }

    /// <summary>The document in force, JSON as IAM keeps it.</summary>
    public string Document { get; }

    /// <summary>The version in force, e.g. v3; null for an inline policy.</summary>
    public string? VersionId { get; }

    /// <summary>All versions that are kept.</summary>
    public IReadOnlyList<string> Version { get; }

    /// <summary>Users, groups and roles that carry it.</summary>
    public IReadOnlyList<AccessPolicyHolder> AttachedTo { get; }

    /// <summary>Users and roles that it bounds.</summary>
    public IReadOnlyList<AccessPolicyHolder> BoundaryOf { get; }

    /// <summary>When it was made, UTC; null for an inline policy.</summary>
    public DateTime? CreatedTime { get; }

    /// <summary>When the version in force changed last, UTC; null for an inline policy.</summary>
    public DateTime? UpdatedTime { get; }
}
