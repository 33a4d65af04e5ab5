namespace AwsOps.Engine.Policy.Analysis;

/// <summary>A user or role of an account, with everything that decides its rights.</summary>
/// <param name="Principal">The user or role.</param>
/// <param name="Policies">Its identity policies (those of its groups included), boundary and SCPs.</param>
public sealed record AccountEntity(RequestPrincipal Principal, PolicySet Policies)
{
    /// <summary>For a role, whom it trusts.</summary>
    public PolicyDocument? Trust { get; init; }

    /// <summary>The customer managed policies that it has, directly or through groups: whoever can write them can give it rights.</summary>
    public IReadOnlyList<string> PolicyArns { get; init; } = [];

    /// <summary>The groups that a user belongs to.</summary>
    public IReadOnlyList<string> GroupArns { get; init; } = [];

    /// <summary>The managed policy that is its boundary.</summary>
    public string? BoundaryArn { get; init; }

    /// <summary>Its tags, which conditions on aws:PrincipalTag and aws:ResourceTag see.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Policies that it has and that nobody gave: with them its rights would be others.</summary>
    public IReadOnlyList<string> MissingPolicies { get; init; } = [];

    /// <summary>The ARN.</summary>
    public string Arn => Principal.Arn!;
}

/// <summary>A group with the policies it gives to its members.</summary>
/// <param name="Arn">The group's ARN.</param>
/// <param name="Policies">Its policies.</param>
public sealed record AccountGroup(string Arn, IReadOnlyList<PolicyDocument> Policies);

/// <summary>Something that runs with a role: a Lambda function, an instance, a build project.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="RoleArn">The role that it runs with.</param>
public sealed record AccountWorkload(string Arn, string RoleArn);

/// <summary>One step of an escalation.</summary>
/// <param name="From">Who takes it.</param>
/// <param name="To">Whose rights it gives; the same principal, where it gives that one more rights.</param>
/// <param name="Method">The method's stable name.</param>
/// <param name="Actions">The actions it takes, each with its resource.</param>
/// <param name="Statement">The statement that allows the first of them.</param>
/// <param name="MissingKeys">The condition keys on which it depends; none, if it is sure to work.</param>
public sealed record EscalationStep(
    string From, string To, string Method, IReadOnlyList<string> Actions, Statement? Statement, IReadOnlyList<string> MissingKeys)
{
    /// <summary>What would take the step away.</summary>
    public string Fix => Method switch
    {
        "AssumeRole" => $"Name in the trust policy of {To} who needs it, or leave it out of the Resource of sts:AssumeRole.",
        "UpdateAssumeRolePolicy" => "Grant iam:UpdateAssumeRolePolicy on named roles that are no stronger than its owner.",
        "DeleteUserPermissionsBoundary" or "DeleteRolePermissionsBoundary" => "Deny the removal of permissions boundaries.",
        _ when Method.StartsWith("PassRole", StringComparison.Ordinal) => $"Leave {To} out of the Resource of iam:PassRole, and name the services in a condition on iam:PassedToService.",
        _ when From == To => $"Take {Actions[0][..Actions[0].IndexOf(' ')]} away, or demand a permissions boundary with a condition on iam:PermissionsBoundary.",
        _ => $"Take {Actions[0][..Actions[0].IndexOf(' ')]} away for {To}.",
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{From} {(From == To ? "gives itself more rights" : $"becomes {To}")} ({Method}: {string.Join(", ", Actions)})";
}

/// <summary>A chain of steps from a principal to the rights of an administrator.</summary>
/// <param name="Start">Who can go it.</param>
/// <param name="Steps">The steps.</param>
public sealed record EscalationPath(string Start, IReadOnlyList<EscalationStep> Steps)
{
    /// <summary>Where it ends.</summary>
    public string End => Steps[^1].To;

    /// <summary>Whether it depends on context keys that are not known.</summary>
    public bool IsConditional => Steps.Any(step => step.MissingKeys.Count > 0);
}
