using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>Instance profiles: how an instance gets its role.</summary>
internal static class InstanceProfileOperations
{
    public static void Register(IamSimulator simulator)
    {
        simulator.Op("CreateInstanceProfile", Create);
        simulator.Op("GetInstanceProfile", static (iam, input) => new Struct { ["InstanceProfile"] = Render(iam.Profile(input.String("InstanceProfileName")!)) });
        simulator.Op("DeleteInstanceProfile", Delete);
        simulator.Op("ListInstanceProfiles", static (iam, input) =>
        {
            var prefix = input.String("PathPrefix") ?? "/";
            return IamText.Page([.. iam.InstanceProfiles.Values.Where(profile => profile.Path.StartsWith(prefix, StringComparison.Ordinal))], input, "InstanceProfiles", Render);
        });
        simulator.Op("ListInstanceProfilesForRole", static (iam, input) =>
        {
            var role = iam.Role(input.String("RoleName")!);
            return IamText.Page([.. iam.InstanceProfiles.Values.Where(profile => profile.Role == role)], input, "InstanceProfiles", Render);
        });
        simulator.Op("AddRoleToInstanceProfile", AddRole);
        simulator.Op("RemoveRoleFromInstanceProfile", RemoveRole);
        simulator.Op("TagInstanceProfile", static (iam, input) =>
        {
            IamText.SetTags(iam.Profile(input.String("InstanceProfileName")!).Tags, input);
            return null;
        });
        simulator.Op("UntagInstanceProfile", static (iam, input) => IamText.RemoveTags(iam.Profile(input.String("InstanceProfileName")!).Tags, input));
        simulator.Op("ListInstanceProfileTags", static (iam, input) => IamText.PageTags(iam.Profile(input.String("InstanceProfileName")!).Tags, input));
    }

    public static Struct Render(InstanceProfile profile) => new()
    {
        ["Path"] = profile.Path,
        ["InstanceProfileName"] = profile.Name,
        ["InstanceProfileId"] = profile.Id,
        ["Arn"] = profile.Arn,
        ["CreateDate"] = profile.Created,
        ["Roles"] = profile.Role is null ? [] : new List<object?> { RoleOperations.Render(profile.Role, whole: false) },
        ["Tags"] = IamText.Tags(profile.Tags),
    };

    private static Struct Create(IamState iam, Struct input)
    {
        var name = input.String("InstanceProfileName")!;
        var path = IamText.Path(input);
        if (iam.InstanceProfiles.ContainsKey(name))
        {
            throw IamErrors.Exists($"Instance Profile {name} already exists.");
        }

        if (iam.InstanceProfiles.Count >= Quotas.InstanceProfiles)
        {
            throw IamErrors.Quota("InstanceProfilesPerAccount", Quotas.InstanceProfiles);
        }

        var profile = new InstanceProfile(name, path, $"arn:aws:iam::{iam.Account}:instance-profile{path}{name}", iam.Ids.Upper("AIPA", 21), iam.Now);
        IamText.SetTags(profile.Tags, input);
        iam.InstanceProfiles.Add(name, profile);
        return new Struct { ["InstanceProfile"] = Render(profile) };
    }

    private static Struct? Delete(IamState iam, Struct input)
    {
        var profile = iam.Profile(input.String("InstanceProfileName")!);
        if (profile.Role is not null)
        {
            throw IamErrors.Conflict("Cannot delete entity, must remove roles from instance profile first.");
        }

        iam.InstanceProfiles.Remove(profile.Name);
        return null;
    }

    /// <summary>One role at most: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html</summary>
    private static Struct? AddRole(IamState iam, Struct input)
    {
        var profile = iam.Profile(input.String("InstanceProfileName")!);
        var role = iam.Role(input.String("RoleName")!);
        if (profile.Role is not null)
        {
            throw IamErrors.Limit("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
        }

        profile.Role = role;
        return null;
    }

    private static Struct? RemoveRole(IamState iam, Struct input)
    {
        var profile = iam.Profile(input.String("InstanceProfileName")!);
        var role = iam.Role(input.String("RoleName")!);
        if (profile.Role != role)
        {
            throw IamErrors.NoEntity($"Role {role.Name} in instance profile {profile.Name} cannot be found.");
        }

        profile.Role = null;
        return null;
    }
}
