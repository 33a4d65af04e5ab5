using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>IAM of an account. It lives in the account's global scope.</summary>
internal sealed class IamState
{
    private readonly Scope _scope;

    public IamState(Scope scope)
    {
        _scope = scope;
        foreach (var (path, name, document) in AwsManagedPolicies.All)
        {
            var policy = new ManagedPolicy($"arn:aws:iam::aws:policy{path}{name}", name, path, AwsManagedPolicies.Id(name), AwsManagedPolicies.Created);
            policy.Add(document, asDefault: true, AwsManagedPolicies.Created);
            Policies.Add(policy.Arn, policy);
        }
    }

    /// <summary>Users by name; names differ by more than case.</summary>
    public SortedDictionary<string, User> Users { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Groups by name.</summary>
    public SortedDictionary<string, Group> Groups { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Roles by name.</summary>
    public SortedDictionary<string, Role> Roles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Instance profiles by name.</summary>
    public SortedDictionary<string, InstanceProfile> InstanceProfiles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Managed policies by ARN, AWS's own included.</summary>
    public SortedDictionary<string, ManagedPolicy> Policies { get; } = new(StringComparer.Ordinal);

    /// <summary>Virtual MFA devices by serial number.</summary>
    public SortedDictionary<string, MfaDevice> MfaDevices { get; } = new(StringComparer.Ordinal);

    /// <summary>OpenID Connect providers by ARN.</summary>
    public SortedDictionary<string, OidcProvider> OidcProviders { get; } = new(StringComparer.Ordinal);

    /// <summary>What passwords must be; null where the account has not said.</summary>
    public PasswordPolicy? PasswordPolicy { get; set; }

    /// <summary>The account's other name in the sign-in address.</summary>
    public string? Alias { get; set; }

    /// <summary>Deletions of service-linked roles by task id: why they failed, or null.</summary>
    public Dictionary<string, (DateTime Done, Struct? Reason)> Deletions { get; } = new(StringComparer.Ordinal);

    public DateTime Now => _scope.Clock.UtcNow;

    public SandboxIds Ids => _scope.Ids;

    public string Account => _scope.Account;

    public SandboxCloud Cloud => _scope.Cloud;

    /// <summary>Users, groups and roles.</summary>
    public IEnumerable<PolicyHolder> Holders => [.. Users.Values, .. Groups.Values, .. Roles.Values];

    public User User(string name) => Users.GetValueOrDefault(name) ?? throw IamErrors.NoEntity($"The user with name {name} cannot be found.");

    public Group Group(string name) => Groups.GetValueOrDefault(name) ?? throw IamErrors.NoEntity($"The group with name {name} cannot be found.");

    public Role Role(string name) => Roles.GetValueOrDefault(name) ?? throw IamErrors.NoEntity($"The role with name {name} cannot be found.");

    public InstanceProfile Profile(string name) => InstanceProfiles.GetValueOrDefault(name) ?? throw IamErrors.NoEntity($"Instance Profile {name} cannot be found.");

    public ManagedPolicy Policy(string arn) => Policies.GetValueOrDefault(arn) ?? throw IamErrors.NoEntity($"Policy {arn} does not exist or is not attachable.");

    /// <summary>The user, group or role with an ARN, or null.</summary>
    public PolicyHolder? FindHolder(string arn)
    {
        var name = arn[(arn.LastIndexOf('/') + 1)..];
        PolicyHolder? holder = arn.Split(':', 6) is not [_, _, "iam", _, _, var resource] ? null
            : resource.StartsWith("user/", StringComparison.Ordinal) ? Users.GetValueOrDefault(name)
            : resource.StartsWith("role/", StringComparison.Ordinal) ? Roles.GetValueOrDefault(name)
            : resource.StartsWith("group/", StringComparison.Ordinal) ? Groups.GetValueOrDefault(name)
            : null;
        return holder?.Arn == arn ? holder : null;
    }

    /// <summary>The latest credential report.</summary>
    public (DateTime Time, string Text)? Report { get; set; }

    /// <summary>Tasks that found out last use, by id.</summary>
    public Dictionary<string, LastAccessedJob> LastAccessedJobs { get; } = new(StringComparer.Ordinal);

    /// <summary>When who did what last.</summary>
    public AccessUsage Usage { get; } = new();

    /// <summary>How many users, groups and roles a managed policy is attached to.</summary>
    public int Attachments(string arn) => Holders.Count(holder => holder.Attached.Contains(arn));

    /// <summary>How many users and roles a managed policy bounds.</summary>
    public int Boundaries(string arn) => Holders.Count(holder => holder.PermissionsBoundary == arn);
}
