using Amazon.IdentityManagement.Model;
using AwsOps.Common;
using AwsOps.Engine.Policy.Accounts;

namespace AwsOps.Access;

/// <summary>Reads all users, groups, roles and policies of an account with one paged call.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html</remarks>
internal static class AccountReader
{
    public static async Task<AccountDetails> ReadAsync(AwsConnection aws, CancellationToken stop)
    {
        var details = new AccountDetails();
        string? marker = null;
        do
        {
            var page = await aws.Iam.GetAccountAuthorizationDetailsAsync(new GetAccountAuthorizationDetailsRequest { Marker = marker, MaxItems = 1000 }, stop);
            foreach (var user in page.UserDetailList ?? [])
            {
                details.Users.Add(new UserDetails(user.Arn, user.UserName)
                {
                    Inline = Inline(user.UserPolicyList),
                    Attached = Attached(user.AttachedManagedPolicies),
                    Groups = [.. user.GroupList ?? []],
                    Boundary = user.PermissionsBoundary?.PermissionsBoundaryArn,
                    Tags = TagsOf(user.Tags),
                });
            }

            foreach (var group in page.GroupDetailList ?? [])
            {
                details.Groups.Add(new GroupDetails(group.Arn, group.GroupName) { Inline = Inline(group.GroupPolicyList), Attached = Attached(group.AttachedManagedPolicies) });
            }

            foreach (var role in page.RoleDetailList ?? [])
            {
                details.Roles.Add(new RoleDetails(role.Arn, role.RoleName, Decode(role.AssumeRolePolicyDocument))
                {
                    Inline = Inline(role.RolePolicyList),
                    Attached = Attached(role.AttachedManagedPolicies),
                    Boundary = role.PermissionsBoundary?.PermissionsBoundaryArn,
                    Tags = TagsOf(role.Tags),
                    InstanceProfiles = [.. (role.InstanceProfileList ?? []).Select(static profile => profile.Arn)],
                });
            }

            foreach (var policy in page.Policies ?? [])
            {
                if (policy.PolicyVersionList?.FirstOrDefault(static version => version.IsDefaultVersion == true) is { Document: { } document })
                {
                    details.Policies.Add(new NamedPolicy(policy.Arn, Decode(document)));
                }
            }

            marker = page.IsTruncated == true && page.Marker != marker ? page.Marker : null;
        }
        while (marker is not null);

        return details;
    }

    /// <summary>"The JSON is returned URL-encoded": a policy as people write it.</summary>
    public static string Decode(string document) => document.StartsWith('%') ? Uri.UnescapeDataString(document) : document;

    private static IReadOnlyList<NamedPolicy> Inline(List<PolicyDetail>? policies) =>
        [.. (policies ?? []).Select(static policy => new NamedPolicy(policy.PolicyName, Decode(policy.PolicyDocument)))];

    private static IReadOnlyList<string> Attached(List<AttachedPolicyType>? policies) => [.. (policies ?? []).Select(static policy => policy.PolicyArn)];

    private static Dictionary<string, string> TagsOf(List<Tag>? tags) =>
        (tags ?? []).ToDictionary(static tag => tag.Key, static tag => tag.Value, StringComparer.Ordinal);
}
