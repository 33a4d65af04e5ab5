using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Reads and changes IAM roles.</summary>
internal sealed partial class AccessRoles(AwsConnection aws, IChanges changes)
{
    private const string Kind = "Role";

    private readonly IdentityPolicies _policies = new(aws, changes);

    /// <summary>
    /// All roles, or the named ones. Names are looked up one by one (IAM has no call for several); all of them come from one
    /// paged call with their policies and profiles. A missing name is reported through <paramref name="missing"/>.
    /// </summary>
    public async IAsyncEnumerable<AccessRole> GetAsync(IReadOnlyList<string> names, Action<string> missing, [EnumeratorCancellation] CancellationToken stop)
    {
        if (names.Count == 0)
        {
            // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
            var details = Pager.PagesAsync<RoleDetail>(
                async (token, cancel) =>
                {
                    var page = await aws.Iam.GetAccountAuthorizationDetailsAsync(new GetAccountAuthorizationDetailsRequest { Filter = ["Role"], Marker = token }, cancel);
                    return (page.RoleDetailList, page.IsTruncated == true ? page.Marker : null);
                },
                stop);
            await foreach (var detail in details)
            {
                yield return From(detail);
            }

            yield break;
        }

        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (await FindAsync(name, stop) is { } role)
            {
                yield return role;
            }
            else
            {
                missing(name);
            }
        }
    }

    /// <summary>A role with its policies and profile; null when there is none of that name.</summary>
    public async Task<AccessRole?> FindAsync(string name, CancellationToken stop)
    {
        if (!Name().IsMatch(name))
        {
            // IAM would answer that the name is malformed: there is no such role.
            return null;
        }

        Role role;
        try
        {
            role = (await aws.Iam.GetRoleAsync(new GetRoleRequest { RoleName = name }, stop)).Role;
        }
        catch (NoSuchEntityException)
        {
            return null;
        }

        var identity = new Identity(IdentityKind.Role, name);
        var attached = await _policies.AttachedAsync(identity, stop);
        var inline = await _policies.InlineNamesAsync(identity, stop);
        var profiles = await Pager.AllAsync<InstanceProfile>(
            async (token, cancel) =>
            {
                var page = await aws.Iam.ListInstanceProfilesForRoleAsync(new ListInstanceProfilesForRoleRequest { RoleName = name, Marker = token }, cancel);
                return (page.InstanceProfiles, page.IsTruncated == true ? page.Marker : null);
            },
            stop);
        return new AccessRole(aws, role, attached, inline, profiles.FirstOrDefault()?.InstanceProfileName);
    }

    /// <summary>The error for a role that is not there.</summary>
    public AwsOpsException NotFound(string name) => AwsOpsException.NotFound(Kind, name, aws.Where, "Get-AccessRole lists those that are.");

    /// <summary>Makes a role with its policies and profile; what was made is undone when a later step fails.</summary>
    /// <returns>The role; null when it was not made.</returns>
    public async Task<AccessRole?> NewAsync(RolePlan plan, CancellationToken stop)
    {
        if (await FindAsync(plan.Name, stop) is not null)
        {
            throw AwsOpsException.Exists(Kind, plan.Name, aws.Where, "Choose another name, or remove it with Remove-AccessRole.");
        }

        var rollback = new Rollback(changes);
        try
        {
            if (plan.Oidc is { } oidc)
            {
                await new OidcProviders(aws, changes).EnsureAsync(oidc.ProviderArn, oidc.Audience, oidc.Create, rollback, stop);
            }

            var made = await changes.ApplyAsync(
                new Change($"Create, to be taken by {string.Join(", ", TrustPolicies.Principals(plan.TrustPolicy))}", $"{Kind} {plan.Name}"),
                cancel => aws.Iam.CreateRoleAsync(
                    new CreateRoleRequest
                    {
                        RoleName = plan.Name,
                        Path = plan.Path,
                        Description = plan.Description,
                        AssumeRolePolicyDocument = plan.TrustPolicy,
                        PermissionsBoundary = plan.PermissionsBoundary,
                        MaxSessionDuration = plan.MaxSessionSeconds,
                        Tags = plan.Tags.Count == 0 ? null : [.. plan.Tags.Select(static tag => new Tag { Key = tag.Key, Value = tag.Value })],
                    },
                    cancel));
            if (made)
            {
                rollback.Made($"role {plan.Name}", cancel => aws.Iam.DeleteRoleAsync(new DeleteRoleRequest { RoleName = plan.Name }, cancel));
            }
            else if (!changes.IsWhatIf)
            {
                await rollback.DeclinedAsync();
                return null;
            }

            await _policies.EquipAsync(new Identity(IdentityKind.Role, plan.Name), plan.PolicyArns, plan.InlinePolicies, rollback);
            if (plan.InstanceProfile)
            {
                await MakeProfileAsync(plan, rollback);
            }

            return made ? await FindAsync(plan.Name, stop) ?? throw NotFound(plan.Name) : null;
        }
        catch (Exception exception)
        {
            throw await rollback.AfterAsync(exception);
        }
    }

    /// <summary>Removes a role with all that hangs on it. AWS refuses while anything does.</summary>
    /// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage_delete.html</remarks>
    public async Task<bool> RemoveAsync(AccessRole role, CancellationToken stop)
    {
        var name = role.RoleName;
        var removal = new Removal(changes, $"{Kind} {name}");
        var profiles = (await aws.Iam.ListInstanceProfilesForRoleAsync(new ListInstanceProfilesForRoleRequest { RoleName = name }, stop)).InstanceProfiles ?? [];
        if (!profiles.Exists(profile => profile.InstanceProfileName == name) && await EmptyProfileAsync(name, stop) is { } emptied)
        {
            // A removal that failed in the middle took the role out of it.
            profiles.Add(emptied);
        }

        foreach (var profile in profiles)
        {
            var profileName = profile.InstanceProfileName;
            if (profile.Roles is { Count: > 0 })
            {
                await removal.StepAsync($"Take out of instance profile {profileName}", cancel => aws.Iam.RemoveRoleFromInstanceProfileAsync(new RemoveRoleFromInstanceProfileRequest { RoleName = name, InstanceProfileName = profileName }, cancel));
            }

            if (profileName == name)
            {
                // New-AccessRole made it, and only for this role.
                await removal.StepAsync($"Remove instance profile {profileName}", cancel => aws.Iam.DeleteInstanceProfileAsync(new DeleteInstanceProfileRequest { InstanceProfileName = profileName }, cancel));
            }
        }

        await _policies.StripAsync(new Identity(IdentityKind.Role, name), role.PolicyArn, role.InlinePolicyName, removal);
        return await removal.FinishAsync(cancel => aws.Iam.DeleteRoleAsync(new DeleteRoleRequest { RoleName = name }, cancel));
    }

    private async Task MakeProfileAsync(RolePlan plan, Rollback rollback)
    {
        if (await changes.ApplyAsync(new Change("Create", $"Instance profile {plan.Name}"), cancel => aws.Iam.CreateInstanceProfileAsync(new CreateInstanceProfileRequest { InstanceProfileName = plan.Name, Path = plan.Path }, cancel)))
        {
            rollback.Made($"instance profile {plan.Name}", cancel => aws.Iam.DeleteInstanceProfileAsync(new DeleteInstanceProfileRequest { InstanceProfileName = plan.Name }, cancel));
        }

        if (await changes.ApplyAsync(new Change($"Add role {plan.Name}", $"Instance profile {plan.Name}"), cancel => aws.Iam.AddRoleToInstanceProfileAsync(new AddRoleToInstanceProfileRequest { InstanceProfileName = plan.Name, RoleName = plan.Name }, cancel)))
        {
            rollback.Made($"role in instance profile {plan.Name}", cancel => aws.Iam.RemoveRoleFromInstanceProfileAsync(new RemoveRoleFromInstanceProfileRequest { InstanceProfileName = plan.Name, RoleName = plan.Name }, cancel));
        }
    }

    /// <summary>The instance profile of a name when no role is in it; null otherwise.</summary>
    private async Task<InstanceProfile?> EmptyProfileAsync(string name, CancellationToken stop)
    {
        try
        {
            return (await aws.Iam.GetInstanceProfileAsync(new GetInstanceProfileRequest { InstanceProfileName = name }, stop)).InstanceProfile is { Roles: null or [] } profile ? profile : null;
        }
        catch (NoSuchEntityException)
        {
            return null;
        }
    }

    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
    [GeneratedRegex(@"^[a-zA-Z0-9_+=,.@-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    private AccessRole From(RoleDetail detail) => new(
        aws,
        new Role { RoleName = detail.RoleName, RoleId = detail.RoleId, Arn = detail.Arn, Path = detail.Path, AssumeRolePolicyDocument = detail.AssumeRolePolicyDocument, CreateDate = detail.CreateDate, PermissionsBoundary = detail.PermissionsBoundary, RoleLastUsed = detail.RoleLastUsed, Tags = detail.Tags },
        (detail.AttachedManagedPolicies ?? []).Select(static policy => policy.PolicyArn),
        (detail.RolePolicyList ?? []).Select(static policy => policy.PolicyName),
        detail.InstanceProfileList?.FirstOrDefault()?.InstanceProfileName);
}

/// <summary>What a new role is to be.</summary>
internal sealed record RolePlan(string Name, string TrustPolicy)
{
    /// <summary>Path, / unless given.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Description; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Managed policies.</summary>
    public IReadOnlyList<string> PolicyArns { get; init; } = [];

    /// <summary>Inline policies by name.</summary>
    public IReadOnlyList<(string Name, string Document)> InlinePolicies { get; init; } = [];

    /// <summary>Policy that limits what the role can ever do; null for none.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>The OIDC provider it trusts, and whether to make it; null for none.</summary>
    public (string ProviderArn, string Audience, bool Create)? Oidc { get; init; }

    /// <summary>Longest session in seconds; null for AWS's default of an hour.</summary>
    public int? MaxSessionSeconds { get; init; }

    /// <summary>With an instance profile of the same name.</summary>
    public bool InstanceProfile { get; init; }

    /// <summary>Tags.</summary>
    public IReadOnlyList<(string Key, string Value)> Tags { get; init; } = [];
}
