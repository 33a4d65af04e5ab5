using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Policy.Evaluation;

/// <summary>Which layers have a say over which principals and requests.</summary>
internal static class Scope
{
    /// <summary>
    /// SCPs apply to the principals of member accounts, the root user included, but not to service-linked roles.
    /// (The management account has none: its caller passes none.)
    /// </summary>
    /// <seealso href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html"/>
    internal static bool IsUnderServiceControl(RequestPrincipal principal) =>
        principal.AccountId.Length > 0 && !principal.IsServiceLinkedRole;

    /// <summary>RCPs reach the resources of some services; they limit neither service-linked roles nor <c>kms:RetireGrant</c>.</summary>
    /// <seealso href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html"/>
    /// <seealso href="https://docs.aws.amazon.com/kms/latest/developerguide/resource-control-policies.html"/>
    internal static bool IsUnderResourceControl(AccessRequest request) =>
        !request.Principal.IsServiceLinkedRole && request.ActionLower != "kms:retiregrant"
            && ActionTable.Default.TryGetService(request.Action[..request.Action.IndexOf(':')], out Service? service) && service.SupportsResourceControl;

    /// <summary>Whether the principal has identity-based policies at all, or the root user's rights instead.</summary>
    internal static bool HasIdentity(RequestPrincipal principal) => principal.AccountId.Length > 0;

    /// <summary>"All requests are implicitly denied with the exception of the AWS account root user, which has full access."</summary>
    internal static bool IsRoot(RequestPrincipal principal) =>
        principal.Kind == PrincipalKind.Root || (principal.Kind == PrincipalKind.FederatedUser && principal.Issuer?.Kind == PrincipalKind.Root);

    /// <summary>A boundary belongs to a user or role; "you cannot apply a permissions boundary to a service-linked role".</summary>
    internal static bool HasBoundary(RequestPrincipal principal) =>
        HasIdentity(principal) && !IsRoot(principal) && !principal.IsServiceLinkedRole;

    /// <summary>Whether nothing but the resource's own policy can let the request in.</summary>
    internal static bool NeedsResourcePolicy(AccessRequest request) => !request.IsSameAccount || RequiresResourcePolicy(request);

    /// <summary>
    /// "IAM role trust policies and KMS key policies are exceptions to this logic, because they must explicitly allow
    /// access for principals."
    /// </summary>
    private static bool RequiresResourcePolicy(AccessRequest request)
    {
        if (request.ActionLower.StartsWith("kms:", StringComparison.Ordinal))
        {
            return request.Resource.Contains(":key/", StringComparison.Ordinal);
        }

        // sts:AssumeRole, sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity
        return request.ActionLower.StartsWith("sts:assumerole", StringComparison.Ordinal);
    }
}
