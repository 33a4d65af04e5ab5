namespace AwsOps.Engine.Policy.Writing;

/// <summary>Something that was done, or is wished for, and that a policy shall allow.</summary>
/// <param name="Action">The IAM action, such as <c>s3:GetObject</c>; <see cref="EventActions"/> finds it for a CloudTrail event.</param>
/// <param name="Resources">The ARNs that it was done to; none, or <c>*</c>, where the record does not say.</param>
public sealed record ObservedAccess(string Action, params IReadOnlyList<string> Resources)
{
    /// <summary>The account it was done in, to fill in the ARNs of resources that the record does not name.</summary>
    public string? AccountId { get; init; }

    /// <summary>The region it was done in, for the same purpose.</summary>
    public string? Region { get; init; }

    /// <summary>Condition keys that the policy shall insist on, with the value the request had.</summary>
    public IReadOnlyDictionary<string, string> Conditions { get; init; } = new Dictionary<string, string>();

    /// <summary>The condition of the statement that allowed it, which the policy shall keep.</summary>
    public IReadOnlyList<ConditionLine> Condition { get; init; } = [];

    /// <summary>Roles that the request handed to the service; their passing is an action of its own, which CloudTrail never records.</summary>
    /// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"/>
    public IReadOnlyList<string> PassedRoles { get; init; } = [];
}
