namespace AwsOps.Sandbox.Iam;

/// <summary>What policies can be attached to: a user, a group or a role.</summary>
internal abstract class PolicyHolder(string account, string kind, string name, string path, string id, DateTime created)
{
    public string Account { get; } = account;

    /// <summary><c>user</c>, <c>group</c> or <c>role</c>, as ARNs have it.</summary>
    public string Kind { get; } = kind;

    public string Name { get; set; } = name;

    public string Path { get; set; } = path;

    public string Id { get; } = id;

    public DateTime Created { get; } = created;

    public string Arn => $"arn:aws:iam::{Account}:{Kind}{Path}{Name}";

    /// <summary>ARNs of managed policies.</summary>
    public SortedSet<string> Attached { get; } = new(StringComparer.Ordinal);

    /// <summary>Inline policies by name.</summary>
    public SortedDictionary<string, string> Inline { get; } = new(StringComparer.Ordinal);

    /// <summary>ARN of the managed policy that bounds it; groups have none.</summary>
    public string? PermissionsBoundary { get; set; }

    /// <summary>Tags; groups have none.</summary>
    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);
}

/// <summary>A role.</summary>
internal sealed class Role(string account, string name, string path, string id, DateTime created, string trust)
    : PolicyHolder(account, "role", name, path, id, created)
{
    public string Trust { get; set; } = trust;

    public string? Description { get; set; }

    public int MaxSession { get; set; } = 3600;

    public DateTime? LastUsed { get; set; }

    public string? LastUsedRegion { get; set; }

    /// <summary>True for a role that only its service may change.</summary>
    public bool IsServiceLinked => Path.StartsWith("/aws-service-role/", StringComparison.Ordinal);
}

/// <summary>A group of users.</summary>
internal sealed class Group(string account, string name, string path, string id, DateTime created)
    : PolicyHolder(account, "group", name, path, id, created);

/// <summary>A user.</summary>
internal sealed class User(string account, string name, string path, string id, DateTime created)
    : PolicyHolder(account, "user", name, path, id, created)
{
    /// <summary>The groups it is in, by name.</summary>
    public List<Group> Groups { get; } = [];

    /// <summary>Access keys, oldest first.</summary>
    public List<AccessKey> Keys { get; } = [];

    /// <summary>The password for the console, if it has one.</summary>
    public LoginProfile? Login { get; set; }

    /// <summary>The MFA devices that are enabled for it.</summary>
    public List<MfaDevice> MfaDevices { get; } = [];
}

/// <summary>An access key. Its secret is in the cloud's credentials alone.</summary>
internal sealed class AccessKey(string id, DateTime created)
{
    public string Id { get; } = id;

    public DateTime Created { get; } = created;

    /// <summary>When it was made, or its status last changed.</summary>
    public DateTime Changed { get; set; } = created;

    public bool IsActive { get; set; } = true;

    /// <summary>When a call was last signed with it, in what region, for what service.</summary>
    public (DateTime Time, string Region, string Service)? LastUsed { get; set; }
}

/// <summary>A user's password. It is kept as a hash: nobody signs in to the sandbox, but old ones can be told from new ones.</summary>
internal sealed class LoginProfile(DateTime created)
{
    public DateTime Created { get; } = created;

    public DateTime Changed { get; set; } = created;

    public bool ResetRequired { get; set; }

    /// <summary>Hashes of this password and those before it, newest first.</summary>
    public List<string> History { get; } = [];
}
