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

    /// <summary>Roles by name; names differ by more than case.</summary>
    public SortedDictionary<string, Role> Roles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Instance profiles by name.</summary>
    public SortedDictionary<string, InstanceProfile> InstanceProfiles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Managed policies by ARN, AWS's own included.</summary>
    public SortedDictionary<string, ManagedPolicy> Policies { get; } = new(StringComparer.Ordinal);

    public DateTime Now => _scope.Clock.UtcNow;

    public SandboxIds Ids => _scope.Ids;

    public string Account => _scope.Account;

    public Role Role(string name) => Roles.GetValueOrDefault(name) ?? throw IamErrors.NoEntity($"The role with name {name} cannot be found.");

    public InstanceProfile Profile(string name) => InstanceProfiles.GetValueOrDefault(name) ?? throw IamErrors.NoEntity($"Instance Profile {name} cannot be found.");

    public ManagedPolicy Policy(string arn) => Policies.GetValueOrDefault(arn) ?? throw IamErrors.NoEntity($"Policy {arn} does not exist or is not attachable.");

    /// <summary>How many roles a managed policy is attached to.</summary>
    public int Attachments(string arn) => Roles.Values.Count(role => role.Attached.Contains(arn));

    /// <summary>How many roles a managed policy bounds.</summary>
    public int Boundaries(string arn) => Roles.Values.Count(role => role.PermissionsBoundary == arn);
}

/// <summary>A role.</summary>
internal sealed class Role(string name, string path, string arn, string id, DateTime created, string trust)
{
    public string Name { get; } = name;

    public string Path { get; } = path;

    public string Arn { get; } = arn;

    public string Id { get; } = id;

    public DateTime Created { get; } = created;

    public string Trust { get; set; } = trust;

    public string? Description { get; set; }

    public int MaxSession { get; set; } = 3600;

    public string? PermissionsBoundary { get; set; }

    public SortedSet<string> Attached { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> Inline { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public DateTime? LastUsed { get; set; }

    public string? LastUsedRegion { get; set; }
}

/// <summary>An instance profile; it holds one role at most.</summary>
internal sealed class InstanceProfile(string name, string path, string arn, string id, DateTime created)
{
    public string Name { get; } = name;

    public string Path { get; } = path;

    public string Arn { get; } = arn;

    public string Id { get; } = id;

    public DateTime Created { get; } = created;

    public Role? Role { get; set; }

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);
}

/// <summary>A managed policy with up to five versions.</summary>
internal sealed class ManagedPolicy(string arn, string name, string path, string id, DateTime created)
{
    private int _next = 1;

    public string Arn { get; } = arn;

    public string Name { get; } = name;

    public string Path { get; } = path;

    public string Id { get; } = id;

    public DateTime Created { get; } = created;

    public DateTime Updated { get; private set; } = created;

    public string? Description { get; init; }

    public List<PolicyVersion> Versions { get; } = [];

    public PolicyVersion Default { get; private set; } = null!;

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public bool IsAws => Arn.StartsWith("arn:aws:iam::aws:", StringComparison.Ordinal);

    public PolicyVersion Add(string document, bool asDefault, DateTime now)
    {
        var version = new PolicyVersion($"v{_next++}", document, now);
        Versions.Insert(0, version);
        Updated = now;
        if (asDefault)
        {
            Default = version;
        }

        return version;
    }

    public void SetDefault(PolicyVersion version, DateTime now)
    {
        Default = version;
        Updated = now;
    }
}

/// <summary>One version of a managed policy.</summary>
internal sealed record PolicyVersion(string Id, string Document, DateTime Created);
