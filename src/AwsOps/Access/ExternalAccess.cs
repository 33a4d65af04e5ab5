using Amazon.AccessAnalyzer.Model;
using AwsOps.Common;
using AwsOps.Engine.Policy.Analysis;

namespace AwsOps;

/// <summary>Where a finding about external access is from.</summary>
public enum ExternalAccessSource
{
    /// <summary>IAM Access Analyzer.</summary>
    AccessAnalyzer,

    /// <summary>This module's policy engine, from the resources' policies.</summary>
    Engine,
}

/// <summary>Somebody from outside the account who can use one of its resources.</summary>
public sealed class ExternalAccess : AwsResource
{
    internal ExternalAccess(AwsConnection aws, FindingSummary finding)
        : base(aws, finding.ResourceOwnerAccount)
    {
        Source = ExternalAccessSource.AccessAnalyzer;
        FindingId = finding.Id;
        ResourceType = finding.ResourceType.Value;
        Resource = finding.Resource;
        Principal = string.Join(", ", (finding.Principal ?? []).OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Value == "*" ? "*" : $"{pair.Key} {pair.Value}"));
        IsPublic = finding.IsPublic == true;
        Action = (string[])[.. finding.Action ?? []];
        Condition = (string[])[.. (finding.Condition ?? []).OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key} {pair.Value}")];
        UpdatedTime = finding.UpdatedAt?.ToUniversalTime();
    }

    internal ExternalAccess(AwsConnection aws, string account, string resourceType, string resource, ExternalGrant grant)
        : base(aws, account)
    {
        Source = ExternalAccessSource.Engine;
        ResourceType = resourceType;
        Resource = resource;

        // As Access Analyzer writes them: an account by its id.
        Principal = grant.Principal == "*" ? "*" : $"{grant.PrincipalType} {(grant.Principal.EndsWith(":root", StringComparison.Ordinal) ? Arns.Account(grant.Principal) : grant.Principal)}";
        IsPublic = grant.IsPublic;
        Action = (string[])[.. grant.Actions];
        Condition = (string[])[.. grant.Conditions];
        UpdatedTime = aws.UtcNow;
    }

    /// <summary>AccessAnalyzer, or Engine when there is no analyzer.</summary>
    public ExternalAccessSource Source { get; }

    /// <summary>Type of the resource as CloudFormation names it, e.g. AWS::S3::Bucket.</summary>
    public string ResourceType { get; }

    /// <summary>ARN of the resource.</summary>
    public string Resource { get; }

    /// <summary>Who can use it: an account, a user or role, a federated identity; * for anybody.</summary>
    public string Principal { get; }

    /// <summary>True when it is anybody at all.</summary>
    public bool IsPublic { get; }

    /// <summary>What they can do; an action with Not: before it is one of those they can't.</summary>
    public IReadOnlyList<string> Action { get; }

    /// <summary>What must be true of their requests.</summary>
    public IReadOnlyList<string> Condition { get; }

    /// <summary>Id of the finding; null for one of the engine's.</summary>
    public string? FindingId { get; }

    /// <summary>When it was found or last confirmed, UTC.</summary>
    public DateTime? UpdatedTime { get; }
}
