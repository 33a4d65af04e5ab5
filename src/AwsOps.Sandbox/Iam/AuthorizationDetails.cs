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

    private static Struct Render(IamState iam, Role role) => new()
    {
        ["Path"] = role.Path,
        ["RoleName"] = role.Name,
        ["RoleId"] = role.Id,
        ["Arn"] = role.Arn,
        ["CreateDate"] = role.Created,
        ["AssumeRolePolicyDocument"] = IamText.Encode(role.Trust),
        ["InstanceProfileList"] = iam.InstanceProfiles.Values.Where(profile => profile.Role == role).Select(InstanceProfileOperations.Render).ToList<object?>(),
        ["RolePolicyList"] = role.Inline.Select(static policy => new Struct { ["PolicyName"] = policy.Key, ["PolicyDocument"] = IamText.Encode(policy.Value) }).ToList<object?>(),
        ["AttachedManagedPolicies"] = role.Attached.Select(iam.Policy).Select(static policy => new Struct { ["PolicyName"] = policy.Name, ["PolicyArn"] = policy.Arn }).ToList<object?>(),
        ["PermissionsBoundary"] = RoleOperations.Boundary(role),
        ["Tags"] = IamText.Tags(role.Tags),
        ["RoleLastUsed"] = RoleOperations.LastUsed(role),
    };
}
