namespace AwsOps.Access;

/// <summary>What policies can be attached to.</summary>
internal enum IdentityKind
{
    User,
    Group,
    Role,
}

/// <summary>A user, group or role by name.</summary>
internal sealed record Identity(IdentityKind Kind, string Name)
{
    /// <summary>Those named, users first.</summary>
    public static IReadOnlyList<Identity> Of(IEnumerable<string> users, IEnumerable<string> groups, IEnumerable<string> roles) =>
    [
        .. users.Select(static name => new Identity(IdentityKind.User, name)),
        .. groups.Select(static name => new Identity(IdentityKind.Group, name)),
        .. roles.Select(static name => new Identity(IdentityKind.Role, name)),
    ];

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}";
}
