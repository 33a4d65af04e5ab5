using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>Managed policies and their versions.</summary>
internal static class PolicyOperations
{
    public static void Register(IamSimulator simulator)
    {
        simulator.Op("CreatePolicy", Create);
        simulator.Op("GetPolicy", static (iam, input) => new Struct { ["Policy"] = Render(iam, Find(iam, input), whole: true) });
        simulator.Op("ListPolicies", List);
        simulator.Op("DeletePolicy", Delete);
        simulator.Op("CreatePolicyVersion", CreateVersion);
        simulator.Op("GetPolicyVersion", static (iam, input) =>
        {
            var policy = Find(iam, input);
            return new Struct { ["PolicyVersion"] = Render(policy, Version(policy, input), withDocument: true) };
        });
        simulator.Op("ListPolicyVersions", static (iam, input) =>
        {
            var policy = Find(iam, input);
            return IamText.Page(policy.Versions, input, "Versions", version => Render(policy, version, withDocument: false));
        });
        simulator.Op("SetDefaultPolicyVersion", static (iam, input) =>
        {
            var policy = Own(iam, input);
            policy.SetDefault(Version(policy, input), iam.Now);
            return null;
        });
        simulator.Op("DeletePolicyVersion", DeleteVersion);
        simulator.Op("ListEntitiesForPolicy", ListEntities);
        simulator.Op("TagPolicy", static (iam, input) =>
        {
            IamText.SetTags(Own(iam, input).Tags, input);
            return null;
        });
        simulator.Op("UntagPolicy", static (iam, input) => IamText.RemoveTags(Own(iam, input).Tags, input));
        simulator.Op("ListPolicyTags", static (iam, input) => IamText.PageTags(Find(iam, input).Tags, input));
    }

    public static Struct Render(ManagedPolicy policy, PolicyVersion version, bool withDocument) => new()
    {
        ["VersionId"] = version.Id,
        ["IsDefaultVersion"] = version == policy.Default,
        ["CreateDate"] = version.Created,
        ["Document"] = withDocument ? IamText.Encode(version.Document) : null,
    };

    public static Struct Render(IamState iam, ManagedPolicy policy, bool whole) => new()
    {
        ["PolicyName"] = policy.Name,
        ["PolicyId"] = policy.Id,
        ["Arn"] = policy.Arn,
        ["Path"] = policy.Path,
        ["DefaultVersionId"] = policy.Default.Id,
        ["AttachmentCount"] = (long)iam.Attachments(policy.Arn),
        ["PermissionsBoundaryUsageCount"] = (long)iam.Boundaries(policy.Arn),
        ["IsAttachable"] = true,
        ["CreateDate"] = policy.Created,
        ["UpdateDate"] = policy.Updated,
        ["Description"] = whole ? policy.Description : null,
        ["Tags"] = whole ? IamText.Tags(policy.Tags) : null,
    };

    private static ManagedPolicy Find(IamState iam, Struct input)
    {
        var arn = input.String("PolicyArn")!;
        return iam.Policies.GetValueOrDefault(arn) ?? throw IamErrors.NoEntity($"Policy {arn} was not found.");
    }

    private static ManagedPolicy Own(IamState iam, Struct input)
    {
        var policy = Find(iam, input);
        return policy.IsAws ? throw new AwsError("AccessDenied", $"AWS managed policy {policy.Arn} can't be changed.", 403) : policy;
    }

    private static PolicyVersion Version(ManagedPolicy policy, Struct input)
    {
        var id = input.String("VersionId")!;
        return policy.Versions.Find(version => version.Id == id) ?? throw IamErrors.NoEntity($"Policy {policy.Arn} version {id} does not exist or is not attachable.");
    }

    private static string CheckDocument(Struct input)
    {
        var document = IamText.Check(input.String("PolicyDocument")!, PolicyKind.Identity);
        return IamText.Size(document) <= Quotas.PolicySize
            ? document
            : throw IamErrors.Quota("PolicySize", Quotas.PolicySize);
    }

    private static Struct Create(IamState iam, Struct input)
    {
        var name = input.String("PolicyName")!;
        var path = IamText.Path(input);
        var document = CheckDocument(input);
        if (iam.Policies.Values.Any(policy => !policy.IsAws && policy.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw IamErrors.Exists($"A policy called {name} already exists. Duplicate names are not allowed.");
        }

        if (iam.Policies.Values.Count(static policy => !policy.IsAws) >= Quotas.Policies)
        {
            throw IamErrors.Quota("PoliciesPerAccount", Quotas.Policies);
        }

        var made = new ManagedPolicy($"arn:aws:iam::{iam.Account}:policy{path}{name}", name, path, iam.Ids.Upper("ANPA", 21), iam.Now) { Description = input.String("Description") };
        made.Add(document, asDefault: true, iam.Now);
        IamText.SetTags(made.Tags, input);
        iam.Policies.Add(made.Arn, made);
        return new Struct { ["Policy"] = Render(iam, made, whole: true) };
    }

    private static Struct List(IamState iam, Struct input)
    {
        var scope = input.String("Scope") ?? "All";
        var prefix = input.String("PathPrefix") ?? "/";
        var policies = iam.Policies.Values.Where(policy =>
            (scope == "All" || (scope == "AWS") == policy.IsAws)
            && (input.Bool("OnlyAttached") != true || iam.Attachments(policy.Arn) > 0)
            && (input.String("PolicyUsageFilter") != "PermissionsBoundary" || iam.Boundaries(policy.Arn) > 0)
            && policy.Path.StartsWith(prefix, StringComparison.Ordinal));
        return IamText.Page([.. policies], input, "Policies", policy => Render(iam, policy, whole: false));
    }

    /// <summary>One page runs through groups, users and roles (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html).</summary>
    private static Struct ListEntities(IamState iam, Struct input)
    {
        var policy = Find(iam, input);
        var prefix = input.String("PathPrefix") ?? "/";
        var kind = input.String("EntityFilter");
        var usage = input.String("PolicyUsageFilter");
        var holders = iam.Holders.Where(holder =>
            (kind is null or "LocalManagedPolicy" or "AWSManagedPolicy" || kind.Equals(holder.Kind, StringComparison.OrdinalIgnoreCase))
            && ((usage != "PermissionsBoundary" && holder.Attached.Contains(policy.Arn)) || (usage != "PermissionsPolicy" && holder.PermissionsBoundary == policy.Arn))
            && holder.Path.StartsWith(prefix, StringComparison.Ordinal));
        var answer = IamText.Page([.. holders], input, "", static holder => holder);
        var page = answer.List("").Cast<PolicyHolder>().ToList();
        answer.Remove("");
        foreach (var (member, name, own) in new[] { ("PolicyGroups", "Group", "group"), ("PolicyUsers", "User", "user"), ("PolicyRoles", "Role", "role") })
        {
            answer[member] = page.Where(holder => holder.Kind == own).Select(holder => new Struct { [name + "Name"] = holder.Name, [name + "Id"] = holder.Id }).ToList<object?>();
        }

        return answer;
    }

    private static Struct? Delete(IamState iam, Struct input)
    {
        var policy = Own(iam, input);
        if (iam.Attachments(policy.Arn) + iam.Boundaries(policy.Arn) > 0)
        {
            throw IamErrors.Conflict("Cannot delete a policy attached to entities.");
        }

        if (policy.Versions.Count > 1)
        {
            throw IamErrors.Conflict("This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.");
        }

        iam.Policies.Remove(policy.Arn);
        return null;
    }

    private static Struct CreateVersion(IamState iam, Struct input)
    {
        var policy = Own(iam, input);
        var document = CheckDocument(input);
        if (policy.Versions.Count >= Quotas.PolicyVersions)
        {
            throw IamErrors.Limit($"A managed policy can have up to {Quotas.PolicyVersions} versions. Before you create a new version, you must delete an existing version.");
        }

        var version = policy.Add(document, input.Bool("SetAsDefault") == true, iam.Now);
        return new Struct { ["PolicyVersion"] = Render(policy, version, withDocument: false) };
    }

    private static Struct? DeleteVersion(IamState iam, Struct input)
    {
        var policy = Own(iam, input);
        var version = Version(policy, input);
        if (version == policy.Default)
        {
            throw IamErrors.Conflict("Cannot delete the default version of a policy.");
        }

        policy.Versions.Remove(version);
        return null;
    }
}
