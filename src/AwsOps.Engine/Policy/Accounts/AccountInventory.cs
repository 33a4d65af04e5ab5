namespace AwsOps.Engine.Policy.Accounts;

/// <summary>The users, groups, roles and managed policies of an account, as <c>GetAccountAuthorizationDetails</c> lists them.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html"/>
public sealed class AccountInventory
{
    /// <summary>The users.</summary>
    public IList<UserDetails> Users { get; } = [];

    /// <summary>The groups.</summary>
    public IList<GroupDetails> Groups { get; } = [];

    /// <summary>The roles.</summary>
    public IList<RoleDetails> Roles { get; } = [];

    /// <summary>The managed policies.</summary>
    public IList<NamedPolicy> Policies { get; } = [];
}

/// <summary>A policy by its name, or a managed one by its ARN.</summary>
/// <param name="Name">The name, or the ARN.</param>
/// <param name="Text">The document, as JSON; of a managed policy, its default version's.</param>
public sealed record NamedPolicy(string Name, string Text);

/// <summary>What users, groups and roles have in common.</summary>
/// <param name="Arn">The ARN.</param>
/// <param name="Name">The name.</param>
public abstract record IdentityDetails(string Arn, string Name)
{
    /// <summary>The inline policies.</summary>
    public IReadOnlyList<NamedPolicy> Inline { get; init; } = [];

    /// <summary>The ARNs of the managed policies attached.</summary>
    public IReadOnlyList<string> Attached { get; init; } = [];
}

/// <summary>A user.</summary>
/// <param name="Arn">The ARN.</param>
/// <param name="Name">The name.</param>
public sealed record UserDetails(string Arn, string Name) : IdentityDetails(Arn, Name)
{
    /// <summary>The names of its groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The ARN of the policy that is its boundary.</summary>
    public string? Boundary { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>A group.</summary>
/// <param name="Arn">The ARN.</param>
/// <param name="Name">The name.</param>
public sealed record GroupDetails(string Arn, string Name) : IdentityDetails(Arn, Name);

/// <summary>A role.</summary>
/// <param name="Arn">The ARN.</param>
/// <param name="Name">The name.</param>
/// <param name="Trust">The trust policy, as JSON.</param>
public sealed record RoleDetails(string Arn, string Name, string Trust) : IdentityDetails(Arn, Name)
{
    /// <summary>The ARN of the policy that is its boundary.</summary>
    public string? Boundary { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The ARNs of the instance profiles that hand it to instances.</summary>
    public IReadOnlyList<string> InstanceProfiles { get; init; } = [];
}
