namespace AwsOps.Engine.Policy;

/// <summary>What a policy is attached to, which decides the elements it may have.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#access_policy-types"/>
public enum PolicyKind
{
    /// <summary>A policy of a user, group or role; a permissions boundary; a session policy.</summary>
    Identity,

    /// <summary>A policy of a resource, such as a bucket, key, queue or topic.</summary>
    Resource,

    /// <summary>The trust policy of a role.</summary>
    Trust,

    /// <summary>A service control policy.</summary>
    ServiceControl,

    /// <summary>A resource control policy.</summary>
    ResourceControl,
}
