using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>The whole of IAM in one paged answer: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html</summary>
internal static class AuthorizationDetails
{
    public static void Register(IamSimulator simulator) => simulator.Op("GetAccountAuthorizationDetails", Get);

    private static Struct Get(IamState iam, Struct input)
    {
        var filter = input.Strings("Filter");
        bool Wanted(string kind) => filter.Count == 0 || filter.Contains(kind, StringComparer.Ordinal);
        var entries = new List<(string Member, Struct Entry)>();
        if (Wanted("User"))
        {
            entries.AddRange(iam.Users.Values.Select(user => ("UserDetailList", Render(iam, user))));
        }

        if (Wanted("Group"))
        {
            entries.AddRange(iam.Groups.Values.Select(group => ("GroupDetailList", Render(iam, group))));
        }

        if (Wanted("Role"))
        {
            entries.AddRange(iam.Roles.Values.Select(role => ("RoleDetailList", Render(iam, role))));
        }

        foreach (var policy in iam.Policies.Values.Where(policy => policy.IsAws ? iam.Attachments(policy.Arn) > 0 && Wanted("AWSManagedPolicy") : Wanted("LocalManagedPolicy")))
        {
            var shown = PolicyOperations.Render(iam, policy, whole: true);
            shown.Remove("Tags");
            shown["PolicyVersionList"] = policy.Versions.Select(version => PolicyOperations.Render(policy, version, withDocument: true)).ToList<object?>();
            entries.Add(("Policies", shown));
        }

        var (page, next) = Page.Of(entries, input.String("Marker"), input.Int("MaxItems") ?? 100, static () => new AwsError("InvalidInput", "Invalid Marker"));
        var answer = new Struct
        {
            ["UserDetailList"] = new List<object?>(),
            ["GroupDetailList"] = new List<object?>(),
            ["RoleDetailList"] = new List<object?>(),
            ["Policies"] = new List<object?>(),
            ["IsTruncated"] = next is not null,
            ["Marker"] = next,
        };
        foreach (var (member, entry) in page)
        {
            ((List<object?>)answer[member]!).Add(entry);
        }

        return answer;
    }

    private static Struct Render(IamState iam, User user) => new()
    {
        ["Path"] = user.Path,
        ["UserName"] = user.Name,
        ["UserId"] = user.Id,
        ["Arn"] = user.Arn,
        ["CreateDate"] = user.Created,
        ["UserPolicyList"] = HolderOperations.Inline(user),
        ["GroupList"] = user.Groups.Select(static group => group.Name).ToList<object?>(),
        ["AttachedManagedPolicies"] = HolderOperations.Attached(iam, user),
        ["PermissionsBoundary"] = HolderOperations.Boundary(user),
        ["Tags"] = IamText.Tags(user.Tags),
    };

    private static Struct Render(IamState iam, Group group) => new()
    {
        ["Path"] = group.Path,
        ["GroupName"] = group.Name,
        ["GroupId"] = group.Id,
        ["Arn"] = group.Arn,
        ["CreateDate"] = group.Created,
        ["GroupPolicyList"] = HolderOperations.Inline(group),
        ["AttachedManagedPolicies"] = HolderOperations.Attached(iam, group),
    };

    private static Struct Render(IamState iam, Role role) => new()
    {
        ["Path"] = role.Path,
        ["RoleName"] = role.Name,
        ["RoleId"] = role.Id,
        ["Arn"] = role.Arn,
        ["CreateDate"] = role.Created,
        ["AssumeRolePolicyDocument"] = IamText.Encode(role.Trust),
        ["InstanceProfileList"] = iam.InstanceProfiles.Values.Where(profile => profile.Role == role).Select(InstanceProfileOperations.Render).ToList<object?>(),
        ["RolePolicyList"] = HolderOperations.Inline(role),
        ["AttachedManagedPolicies"] = HolderOperations.Attached(iam, role),
        ["PermissionsBoundary"] = HolderOperations.Boundary(role),
        ["Tags"] = IamText.Tags(role.Tags),
        ["RoleLastUsed"] = RoleOperations.LastUsed(role),
    };
}
