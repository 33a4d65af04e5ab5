using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>The users, groups, roles and policies of an account with what hangs on them, from one paged call.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html</remarks>
internal sealed class AccountListing
{
    private AccountListing()
    {
    }

    /// <summary>Users, when asked for.</summary>
    public List<UserDetail> Users { get; } = [];

    /// <summary>Groups, when asked for.</summary>
    public List<GroupDetail> Groups { get; } = [];

    /// <summary>Roles, when asked for.</summary>
    public List<RoleDetail> Roles { get; } = [];

    /// <summary>Managed policies, when asked for.</summary>
    public List<ManagedPolicyDetail> Policies { get; } = [];

    /// <summary>Reads an account.</summary>
    /// <param name="aws">The connection.</param>
    /// <param name="kinds">User, Group, Role, LocalManagedPolicy, AWSManagedPolicy (of AWS's own only those in use).</param>
    /// <param name="stop">Ctrl-C.</param>
    public static async Task<AccountListing> ReadAsync(AwsConnection aws, IEnumerable<string> kinds, CancellationToken stop)
    {
        var details = new AccountListing();
        List<string> filter = [.. kinds];
        await Pager.AllAsync<object>(
            async (token, cancel) =>
            {
                var page = await aws.Iam.GetAccountAuthorizationDetailsAsync(new GetAccountAuthorizationDetailsRequest { Filter = filter, Marker = token, MaxItems = 1000 }, cancel);
                details.Users.AddRange(page.UserDetailList ?? []);
                details.Groups.AddRange(page.GroupDetailList ?? []);
                details.Roles.AddRange(page.RoleDetailList ?? []);
                details.Policies.AddRange(page.Policies ?? []);
                return ([], page.IsTruncated == true ? page.Marker : null);
            },
            stop);
        return details;
    }

    /// <summary>Everybody who carries policies, with the ARNs of the managed ones, the inline ones and the boundary.</summary>
    public IEnumerable<(Identity Identity, IEnumerable<string> Attached, IEnumerable<PolicyDetail> Inline, string? Boundary)> Carriers() =>
        Users.Select(static user => (new Identity(IdentityKind.User, user.UserName), Arns(user.AttachedManagedPolicies), Inline(user.UserPolicyList), user.PermissionsBoundary?.PermissionsBoundaryArn))
            .Concat(Groups.Select(static group => (new Identity(IdentityKind.Group, group.GroupName), Arns(group.AttachedManagedPolicies), Inline(group.GroupPolicyList), (string?)null)))
            .Concat(Roles.Select(static role => (new Identity(IdentityKind.Role, role.RoleName), Arns(role.AttachedManagedPolicies), Inline(role.RolePolicyList), role.PermissionsBoundary?.PermissionsBoundaryArn)));

    private static IEnumerable<string> Arns(List<AttachedPolicyType>? policies) => (policies ?? []).Select(static policy => policy.PolicyArn);

    private static IEnumerable<PolicyDetail> Inline(List<PolicyDetail>? policies) => policies ?? [];
}
