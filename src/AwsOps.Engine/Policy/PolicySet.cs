namespace AwsOps.Engine.Policy;

/// <summary>The policies that apply to a request, layer by layer.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"/>
public sealed class PolicySet
{
    /// <summary>The policies attached to the user and its groups, or to the role; for a federated user, those of the user who federated.</summary>
    public IReadOnlyList<PolicyDocument> Identity { get; init; } = [];

    /// <summary>
    /// The policies attached to the resource: a bucket policy, a key policy, a role's trust policy.
    /// An empty list says that there is none, null that nobody looked: then, if context keys may be unknown, so is the answer
    /// wherever such a policy must allow (across accounts, for KMS keys, and to assume roles).
    /// </summary>
    public IReadOnlyList<PolicyDocument>? Resource { get; init; }

    /// <summary>The permissions boundary of the user or role; null where it has none.</summary>
    public PolicyDocument? Boundary { get; init; }

    /// <summary>The policies passed when the session was made; null where none were.</summary>
    public IReadOnlyList<PolicyDocument>? Session { get; init; }

    /// <summary>
    /// The service control policies over the principal's account: one list for the organization's root, one for each
    /// organizational unit on the way down, one for the account. No lists: no organization, or its management account.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<PolicyDocument>> ServiceControl { get; init; } = [];

    /// <summary>The resource control policies over the resource's account, level by level as for <see cref="ServiceControl"/>.</summary>
    public IReadOnlyList<IReadOnlyList<PolicyDocument>> ResourceControl { get; init; } = [];
}
