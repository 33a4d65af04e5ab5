using Amazon.IdentityManagement.Model;
using AwsOps.Common;
using AwsOps.Engine.Policy.Accounts;

namespace AwsOps.Access;

/// <summary>Reads all users, groups, roles and policies of an account for the policy engine.</summary>
internal static class AccountReader
{
    public static async Task<AccountInventory> ReadAsync(AwsConnection aws, CancellationToken stop)
    {
        var details = await AccountListing.ReadAsync(aws, ["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"], stop);
        var inventory = new AccountInventory();
        foreach (var user in details.Users)
        {
            inventory.Users.Add(new UserDetails(user.Arn, user.UserName)
            {
                Inline = Inline(user.UserPolicyList),
                Attached = Attached(user.AttachedManagedPolicies),
                Groups = [.. user.GroupList ?? []],
                Boundary = user.PermissionsBoundary?.PermissionsBoundaryArn,
                Tags = TagsOf(user.Tags),
            });
        }

        foreach (var group in details.Groups)
        {
            inventory.Groups.Add(new GroupDetails(group.Arn, group.GroupName) { Inline = Inline(group.GroupPolicyList), Attached = Attached(group.AttachedManagedPolicies) });
        }

        foreach (var role in details.Roles)
        {
            inventory.Roles.Add(new RoleDetails(role.Arn, role.RoleName, PolicyTexts.Decode(role.AssumeRolePolicyDocument))
            {
                Inline = Inline(role.RolePolicyList),
                Attached = Attached(role.AttachedManagedPolicies),
                Boundary = role.PermissionsBoundary?.PermissionsBoundaryArn,
                Tags = TagsOf(role.Tags),
                InstanceProfiles = [.. (role.InstanceProfileList ?? []).Select(static profile => profile.Arn)],
            });
        }

        foreach (var policy in details.Policies)
        {
            if (policy.PolicyVersionList?.FirstOrDefault(static version => version.IsDefaultVersion == true) is { Document: { } document })
            {
                inventory.Policies.Add(new NamedPolicy(policy.Arn, PolicyTexts.Decode(document)));
            }
        }

        await CompleteAsync(aws, inventory, stop);
        return inventory;
    }

    /// <summary>A policy of AWS's own that is nothing but somebody's boundary is not among the details: it is asked for by its name.</summary>
    private static async Task CompleteAsync(AwsConnection aws, AccountInventory inventory, CancellationToken stop)
    {
        var known = inventory.Policies.Select(static policy => policy.Name).ToHashSet(StringComparer.Ordinal);
        var used = inventory.Users.Cast<IdentityDetails>().Concat(inventory.Groups).Concat(inventory.Roles).SelectMany(static identity => identity.Attached)
            .Concat(inventory.Users.Select(static user => user.Boundary)).Concat(inventory.Roles.Select(static role => role.Boundary));
        foreach (var arn in used.OfType<string>().Distinct(StringComparer.Ordinal).Where(arn => !known.Contains(arn)))
        {
            var policy = (await aws.Iam.GetPolicyAsync(new GetPolicyRequest { PolicyArn = arn }, stop)).Policy;
            var version = await aws.Iam.GetPolicyVersionAsync(new GetPolicyVersionRequest { PolicyArn = arn, VersionId = policy.DefaultVersionId }, stop);
            inventory.Policies.Add(new NamedPolicy(arn, PolicyTexts.Decode(version.PolicyVersion.Document)));
        }
    }

    private static IReadOnlyList<NamedPolicy> Inline(List<PolicyDetail>? policies) =>
        [.. (policies ?? []).Select(static policy => new NamedPolicy(policy.PolicyName, PolicyTexts.Decode(policy.PolicyDocument)))];

    private static IReadOnlyList<string> Attached(List<AttachedPolicyType>? policies) => [.. (policies ?? []).Select(static policy => policy.PolicyArn)];

    private static Dictionary<string, string> TagsOf(List<Tag>? tags) =>
        (tags ?? []).ToDictionary(static tag => tag.Key, static tag => tag.Value, StringComparer.Ordinal);
}
