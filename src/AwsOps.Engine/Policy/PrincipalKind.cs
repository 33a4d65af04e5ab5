namespace AwsOps.Engine.Policy;

/// <summary>The sorts of principals that make requests.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"/>
public enum PrincipalKind
{
    /// <summary>An unsigned request.</summary>
    Anonymous,

    /// <summary>The account's root user.</summary>
    Root,

    /// <summary>An IAM user.</summary>
    User,

    /// <summary>A role, its session's name left open.</summary>
    Role,

    /// <summary>A session of a role.</summary>
    RoleSession,

    /// <summary>A session of GetFederationToken.</summary>
    FederatedUser,

    /// <summary>An AWS service.</summary>
    Service,

    /// <summary>An identity that a SAML or OIDC provider vouches for.</summary>
    Federated,
}
