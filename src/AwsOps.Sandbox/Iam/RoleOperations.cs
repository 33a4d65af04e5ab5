using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>Roles and their policies.</summary>
internal static class RoleOperations
{
    public static void Register(IamSimulator simulator)
    {
        simulator.Op("CreateRole", Create);
        simulator.Op("GetRole", static (iam, input) => new Struct { ["Role"] = Render(iam.Role(input.String("RoleName")!), whole: true) });
        simulator.Op("ListRoles", static (iam, input) => IamText.Page(HolderOperations.InPath(iam.Roles.Values, input), input, "Roles", static role => Render(role, whole: false)));
        simulator.Op("DeleteRole", Delete);
        simulator.Op("UpdateRole", Update);
        simulator.Op("UpdateRoleDescription", static (iam, input) =>
        {
            var role = iam.Role(input.String("RoleName")!);
            role.Description = input.String("Description");
            return new Struct { ["Role"] = Render(role, whole: true) };
        });
        simulator.Op("UpdateAssumeRolePolicy", static (iam, input) =>
        {
            Own(iam, input).Trust = CheckTrust(input.String("PolicyDocument")!);
            return null;
        });
    }

    /// <summary>A role as IAM shows it; lists leave out boundary, tags and last use.</summary>
    public static Struct Render(Role role, bool whole)
    {
        var shown = new Struct
        {
            ["Path"] = role.Path,
            ["RoleName"] = role.Name,
            ["RoleId"] = role.Id,
            ["Arn"] = role.Arn,
            ["CreateDate"] = role.Created,
            ["AssumeRolePolicyDocument"] = IamText.Encode(role.Trust),
            ["Description"] = role.Description,
            ["MaxSessionDuration"] = (long)role.MaxSession,
        };
        if (whole)
        {
            shown["PermissionsBoundary"] = HolderOperations.Boundary(role);
            shown["Tags"] = IamText.Tags(role.Tags);
            shown["RoleLastUsed"] = LastUsed(role);
        }

        return shown;
    }

    public static Struct LastUsed(Role role) => role.LastUsed is { } time ? new Struct { ["LastUsedDate"] = time, ["Region"] = role.LastUsedRegion } : [];

    private static Role Own(IamState iam, Struct input) =>
        iam.Role(input.String("RoleName")!) is { IsServiceLinked: false } role ? role : throw IamErrors.Unmodifiable(iam.Role(input.String("RoleName")!));

    private static string CheckTrust(string document)
    {
        IamText.Check(document, PolicyKind.Trust);
        return IamText.Size(document) <= Quotas.TrustSize
            ? document
            : throw IamErrors.Quota("ACLSizePerRole", Quotas.TrustSize);
    }

    private static Struct Create(IamState iam, Struct input)
    {
        var name = input.String("RoleName")!;
        var path = IamText.Path(input);
        var trust = CheckTrust(input.String("AssumeRolePolicyDocument")!);
        if (iam.Roles.ContainsKey(name))
        {
            throw IamErrors.Exists($"Role with name {name} already exists.");
        }

        if (path.StartsWith("/aws-service-role/", StringComparison.Ordinal))
        {
            throw IamErrors.Validation("The specified value for path is invalid: /aws-service-role/ is kept for service-linked roles.");
        }

        if (iam.Roles.Count >= Quotas.Roles)
        {
            throw IamErrors.Quota("RolesPerAccount", Quotas.Roles);
        }

        var boundary = input.String("PermissionsBoundary") is { } arn ? iam.Policy(arn).Arn : null;
        var role = new Role(iam.Account, name, path, iam.Ids.Upper("AROA", 21), iam.Now, trust)
        {
            Description = input.String("Description"),
            MaxSession = input.Int("MaxSessionDuration") ?? 3600,
            PermissionsBoundary = boundary,
        };
        IamText.SetTags(role.Tags, input);
        iam.Roles.Add(name, role);
        return new Struct { ["Role"] = Render(role, whole: true) };
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html: nothing may hang on it.</summary>
    private static Struct? Delete(IamState iam, Struct input)
    {
        var role = Own(iam, input);
        if (iam.InstanceProfiles.Values.Any(profile => profile.Role == role))
        {
            throw IamErrors.Conflict("Cannot delete entity, must remove roles from instance profile first.");
        }

        HolderOperations.CheckBare(role);
        iam.Roles.Remove(role.Name);
        return null;
    }

    private static Struct? Update(IamState iam, Struct input)
    {
        var role = iam.Role(input.String("RoleName")!);
        role.Description = input.String("Description") ?? role.Description;
        role.MaxSession = input.Int("MaxSessionDuration") ?? role.MaxSession;
        return null;
    }
}
