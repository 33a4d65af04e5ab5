namespace AwsOps.Engine.Policy;

/// <summary>The answer to an <see cref="AccessRequest"/>.</summary>
public enum AccessOutcome
{
    /// <summary>The request is denied.</summary>
    Denied,

    /// <summary>It depends on a context key that the request does not give.</summary>
    Unknown,

    /// <summary>The request is allowed.</summary>
    Allowed,
}

/// <summary>The kinds of policies, in the order in which AWS looks at them.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html"/>
public enum PolicyLayer
{
    /// <summary>No policy: the root user's own rights.</summary>
    None,

    /// <summary>Resource control policies of the organization.</summary>
    ResourceControl,

    /// <summary>Service control policies of the organization.</summary>
    ServiceControl,

    /// <summary>The resource's own policy.</summary>
    Resource,

    /// <summary>Policies of the user, its groups, or the role.</summary>
    Identity,

    /// <summary>The permissions boundary.</summary>
    Boundary,

    /// <summary>The session's policies.</summary>
    Session,
}

/// <summary>What became of a request, and which policy decided it.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="Layer">The layer that decided: the one that denied, or whose Allow let the request through.</param>
/// <param name="IsExplicit">Whether a Deny statement decided, rather than the want of an Allow.</param>
/// <param name="Statement">The deciding statement; null for an implicit deny and for the root user's rights.</param>
public readonly record struct AccessDecision(AccessOutcome Outcome, PolicyLayer Layer, bool IsExplicit, Statement? Statement)
{
    /// <summary>Whether the request is allowed for certain.</summary>
    public bool IsAllowed => Outcome == AccessOutcome.Allowed;
}
