using System.Management.Automation;
using System.Runtime.CompilerServices;
using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Reads and changes IAM groups.</summary>
internal sealed class AccessGroups(AwsConnection aws, IChanges changes)
{
    private const string Kind = "Group";

    private readonly IdentityPolicies _policies = new(aws, changes);

    /// <summary>
    /// All groups, or the named ones. All of them come from one paged call with members and policies. A missing name is
    /// reported through <paramref name="missing"/>.
    /// </summary>
    public async IAsyncEnumerable<AccessGroup> GetAsync(IReadOnlyList<string> names, Action<string> missing, [EnumeratorCancellation] CancellationToken stop)
    {
        if (names.Count == 0)
        {
            var details = await AccountListing.ReadAsync(aws, ["Group", "User"], stop);
            var members = details.Users.SelectMany(static user => (user.GroupList ?? []).Select(group => (group, user.UserName))).ToLookup(static pair => pair.group, static pair => pair.UserName, StringComparer.Ordinal);
            foreach (var detail in details.Groups)
            {
                yield return new AccessGroup(
                    aws,
                    new Group { GroupName = detail.GroupName, GroupId = detail.GroupId, Arn = detail.Arn, Path = detail.Path, CreateDate = detail.CreateDate },
                    members[detail.GroupName],
                    (detail.AttachedManagedPolicies ?? []).Select(static policy => policy.PolicyArn),
                    (detail.GroupPolicyList ?? []).Select(static policy => policy.PolicyName));
            }

            yield break;
        }

        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (await FindAsync(name, stop) is { } group)
            {
                yield return group;
            }
            else
            {
                missing(name);
            }
        }
    }

    /// <summary>A group with members and policies; null when there is none of that name.</summary>
    public async Task<AccessGroup?> FindAsync(string name, CancellationToken stop)
    {
        if (await MembersAsync(name, stop) is not { } found)
        {
            return null;
        }

        var identity = new Identity(IdentityKind.Group, name);
        return new AccessGroup(aws, found.Group, found.Members, await _policies.AttachedAsync(identity, stop), await _policies.InlineNamesAsync(identity, stop));
    }

    /// <summary>A group and the names of its members; null when there is none of that name.</summary>
    public async Task<(Group Group, IReadOnlyList<string> Members)?> MembersAsync(string name, CancellationToken stop)
    {
        Group? group = null;
        try
        {
            var members = await Pager.AllAsync<User>(
                async (token, cancel) =>
                {
                    var page = await aws.Iam.GetGroupAsync(new GetGroupRequest { GroupName = name, Marker = token }, cancel);
                    group ??= page.Group;
                    return (page.Users, page.IsTruncated == true ? page.Marker : null);
                },
                stop);
            return (group!, [.. members.Select(static user => user.UserName)]);
        }
        catch (NoSuchEntityException)
        {
            return null;
        }
    }

    /// <summary>Checks that groups are there.</summary>
    public async Task RequireAsync(IEnumerable<string> names, CancellationToken stop)
    {
        foreach (var name in names)
        {
            _ = await MembersAsync(name, stop) ?? throw NotFound(name);
        }
    }

    /// <summary>The error for a group that is not there.</summary>
    public AwsOpsException NotFound(string name) => AwsOpsException.NotFound(Kind, name, aws.Where, "Get-AccessGroup lists those that are.");

    /// <summary>Makes a group with its policies; what was made is taken back when a later step fails.</summary>
    /// <returns>The group; null when it was not made.</returns>
    public async Task<AccessGroup?> NewAsync(string name, string path, IReadOnlyList<string> policyArns, IReadOnlyList<(string Name, string Document)> inline, CancellationToken stop)
    {
        if (await MembersAsync(name, stop) is not null)
        {
            throw AwsOpsException.Exists(Kind, name, aws.Where, "Choose another name, or remove it with Remove-AccessGroup.");
        }

        var rollback = new Rollback(changes);
        try
        {
            var made = await changes.ApplyAsync(new Change("Create", $"{Kind} {name}"), cancel => aws.Iam.CreateGroupAsync(new CreateGroupRequest { GroupName = name, Path = path }, cancel));
            if (made)
            {
                rollback.Made($"group {name}", cancel => aws.Iam.DeleteGroupAsync(new DeleteGroupRequest { GroupName = name }, cancel));
            }
            else if (!changes.IsWhatIf)
            {
                return null;
            }

            await _policies.EquipAsync(new Identity(IdentityKind.Group, name), policyArns, inline, rollback);
            return made ? await FindAsync(name, stop) ?? throw NotFound(name) : null;
        }
        catch (Exception exception)
        {
            throw await rollback.AfterAsync(exception);
        }
    }

    /// <summary>Removes a group with its policies; members leave it first when <paramref name="force"/> says so.</summary>
    /// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups_manage_delete.html</remarks>
    public async Task<bool> RemoveAsync(AccessGroup group, bool force)
    {
        var name = group.GroupName;
        if (group.Member.Count > 0 && !force)
        {
            throw new AwsOpsException("GroupInUse", ErrorCategory.ResourceBusy, $"Group '{name}' has members: {string.Join(", ", group.Member)}. Nothing was removed.", "-Force takes them out first; they lose what the group allows.") { Target = name };
        }

        var removal = new Removal(changes, $"{Kind} {name}");
        foreach (var user in group.Member)
        {
            await removal.StepAsync($"Take out user {user}", cancel => aws.Iam.RemoveUserFromGroupAsync(new RemoveUserFromGroupRequest { GroupName = name, UserName = user }, cancel));
        }

        await _policies.StripAsync(new Identity(IdentityKind.Group, name), group.PolicyArn, group.InlinePolicyName, removal);
        return await removal.FinishAsync(cancel => aws.Iam.DeleteGroupAsync(new DeleteGroupRequest { GroupName = name }, cancel));
    }
}
