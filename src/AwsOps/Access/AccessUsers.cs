using System.Runtime.CompilerServices;
using System.Security;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Reads and changes IAM users.</summary>
internal sealed class AccessUsers(AwsConnection aws, IChanges changes)
{
    private readonly IdentityPolicies _policies = new(aws, changes);

    /// <summary>All users of the account, without what hangs on them.</summary>
    public static Task<List<User>> ListAsync(AwsConnection aws, CancellationToken stop) => Pager.AllAsync<User>(
        async (token, cancel) =>
        {
            var page = await aws.Iam.ListUsersAsync(new ListUsersRequest { Marker = token }, cancel);
            return (page.Users, page.IsTruncated == true ? page.Marker : null);
        },
        stop);

    /// <summary>
    /// All users, or the named ones. All of them come from two paged calls: one has their groups and policies, the other the
    /// last use of their passwords. A missing name is reported through <paramref name="missing"/>.
    /// </summary>
    public async IAsyncEnumerable<AccessUser> GetAsync(IReadOnlyList<string> names, Action<string> missing, [EnumeratorCancellation] CancellationToken stop)
    {
        if (names.Count == 0)
        {
            var lastUsed = (await ListAsync(aws, stop)).ToDictionary(static user => user.UserName, static user => user.PasswordLastUsed, StringComparer.Ordinal);
            foreach (var detail in (await AccountListing.ReadAsync(aws, ["User"], stop)).Users)
            {
                yield return From(detail, lastUsed.GetValueOrDefault(detail.UserName));
            }

            yield break;
        }

        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (await FindAsync(name, stop) is { } user)
            {
                yield return user;
            }
            else
            {
                missing(name);
            }
        }
    }

    /// <summary>A user with groups and policies; null when there is none of that name.</summary>
    public async Task<AccessUser?> FindAsync(string name, CancellationToken stop)
    {
        User user;
        try
        {
            user = (await aws.Iam.GetUserAsync(new GetUserRequest { UserName = name }, stop)).User;
        }
        catch (NoSuchEntityException)
        {
            return null;
        }

        var identity = new Identity(IdentityKind.User, name);
        var groups = await Pager.AllAsync<Group>(
            async (token, cancel) =>
            {
                var page = await aws.Iam.ListGroupsForUserAsync(new ListGroupsForUserRequest { UserName = name, Marker = token }, cancel);
                return (page.Groups, page.IsTruncated == true ? page.Marker : null);
            },
            stop);
        return new AccessUser(aws, user, groups.Select(static group => group.GroupName), await _policies.AttachedAsync(identity, stop), await _policies.InlineNamesAsync(identity, stop));
    }

    /// <summary>The error for a user that is not there.</summary>
    public AwsOpsException NotFound(string name) => AwsOpsException.NotFound("User", name, aws.Where, "Get-AccessUser lists those that are.");

    /// <summary>Checks that a user is there.</summary>
    public async Task<User> RequireAsync(string name, CancellationToken stop)
    {
        try
        {
            return (await aws.Iam.GetUserAsync(new GetUserRequest { UserName = name }, stop)).User;
        }
        catch (NoSuchEntityException)
        {
            throw NotFound(name);
        }
    }

    /// <summary>Makes a user with all that was asked for; what was made is taken back when a later step fails.</summary>
    /// <returns>The user; null when it was not made.</returns>
    public async Task<AccessUser?> NewAsync(UserPlan plan, CancellationToken stop)
    {
        if (await FindAsync(plan.Name, stop) is not null)
        {
            throw AwsOpsException.Exists("User", plan.Name, aws.Where, "Choose another name, or remove it with Remove-AccessUser.");
        }

        var target = $"User {plan.Name}";
        var rollback = new Rollback(changes);
        try
        {
            var made = await changes.ApplyAsync(
                new Change("Create", target),
                cancel => aws.Iam.CreateUserAsync(
                    new CreateUserRequest
                    {
                        UserName = plan.Name,
                        Path = plan.Path,
                        PermissionsBoundary = plan.PermissionsBoundary,
                        Tags = plan.Tags.Count == 0 ? null : [.. plan.Tags.Select(static tag => new Tag { Key = tag.Key, Value = tag.Value })],
                    },
                    cancel));
            if (made)
            {
                rollback.Made($"user {plan.Name}", cancel => aws.Iam.DeleteUserAsync(new DeleteUserRequest { UserName = plan.Name }, cancel));
            }
            else if (!changes.IsWhatIf)
            {
                return null;
            }

            await _policies.EquipAsync(new Identity(IdentityKind.User, plan.Name), plan.PolicyArns, plan.InlinePolicies, rollback);
            foreach (var group in plan.Groups)
            {
                if (await changes.ApplyAsync(new Change($"Add user {plan.Name}", $"Group {group}"), cancel => aws.Iam.AddUserToGroupAsync(new AddUserToGroupRequest { GroupName = group, UserName = plan.Name }, cancel)))
                {
                    rollback.Made($"membership in group {group}", cancel => aws.Iam.RemoveUserFromGroupAsync(new RemoveUserFromGroupRequest { GroupName = group, UserName = plan.Name }, cancel));
                }
            }

            if (plan.Password is { } password)
            {
                await changes.ApplyAsync(
                    new Change($"Give a console password, {(plan.PasswordReset ? "to be changed at the first sign-in" : "to be kept")}", target),
                    cancel => aws.Iam.CreateLoginProfileAsync(new CreateLoginProfileRequest { UserName = plan.Name, Password = Secrets.Plain(password), PasswordResetRequired = plan.PasswordReset }, cancel));
            }

            return made ? await FindAsync(plan.Name, stop) ?? throw NotFound(plan.Name) : null;
        }
        catch (Exception exception)
        {
            throw await rollback.AfterAsync(exception);
        }
    }

    /// <summary>Removes a user with all that hangs on it, in the order that AWS's guide gives.</summary>
    /// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html</remarks>
    public async Task<bool> RemoveAsync(AccessUser user, CancellationToken stop)
    {
        var name = user.UserName;
        var identity = new Identity(IdentityKind.User, name);
        var removal = new Removal(changes, identity.ToString());
        if (await HasPasswordAsync(name, stop))
        {
            await removal.StepAsync("Remove the console password", cancel => aws.Iam.DeleteLoginProfileAsync(new DeleteLoginProfileRequest { UserName = name }, cancel));
        }

        foreach (var key in await AccessKeys.OfAsync(aws, name, stop))
        {
            await removal.StepAsync($"Remove access key {key.AccessKeyId} ({key.Status})", cancel => aws.Iam.DeleteAccessKeyAsync(new DeleteAccessKeyRequest { UserName = name, AccessKeyId = key.AccessKeyId }, cancel));
        }

        foreach (var device in await MfaDevices.OfAsync(aws, name, stop))
        {
            await MfaDevices.RemoveAsync(aws, device, removal);
        }

        await _policies.StripAsync(identity, user.PolicyArn, user.InlinePolicyName, removal);
        foreach (var group in user.Group)
        {
            await removal.StepAsync($"Take out of group {group}", cancel => aws.Iam.RemoveUserFromGroupAsync(new RemoveUserFromGroupRequest { GroupName = group, UserName = name }, cancel));
        }

        return await removal.FinishAsync(cancel => aws.Iam.DeleteUserAsync(new DeleteUserRequest { UserName = name }, cancel));
    }

    private async Task<bool> HasPasswordAsync(string name, CancellationToken stop)
    {
        try
        {
            await aws.Iam.GetLoginProfileAsync(new GetLoginProfileRequest { UserName = name }, stop);
            return true;
        }
        catch (NoSuchEntityException)
        {
            return false;
        }
    }

    private AccessUser From(UserDetail detail, DateTime? passwordLastUsed) => new(
        aws,
        new User { UserName = detail.UserName, UserId = detail.UserId, Arn = detail.Arn, Path = detail.Path, CreateDate = detail.CreateDate, PasswordLastUsed = passwordLastUsed, PermissionsBoundary = detail.PermissionsBoundary, Tags = detail.Tags },
        detail.GroupList ?? [],
        (detail.AttachedManagedPolicies ?? []).Select(static policy => policy.PolicyArn),
        (detail.UserPolicyList ?? []).Select(static policy => policy.PolicyName));
}

/// <summary>What a new user is to be.</summary>
internal sealed record UserPlan(string Name)
{
    /// <summary>Path, / unless given.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Managed policies.</summary>
    public IReadOnlyList<string> PolicyArns { get; init; } = [];

    /// <summary>Inline policies by name.</summary>
    public IReadOnlyList<(string Name, string Document)> InlinePolicies { get; init; } = [];

    /// <summary>Groups to join.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Policy that limits what the user can ever do; null for none.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>Console password; null for no console access.</summary>
    public SecureString? Password { get; init; }

    /// <summary>The password must be changed at the first sign-in.</summary>
    public bool PasswordReset { get; init; }

    /// <summary>Tags.</summary>
    public IReadOnlyList<(string Key, string Value)> Tags { get; init; } = [];
}
