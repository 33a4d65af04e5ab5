using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>Roles and their policies.</summary>
internal static class RoleOperations
{
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    private const int AttachedLimit = 10;
    private const int InlineSizeLimit = 10_240;
    private const int TrustSizeLimit = 2_048;

    public static void Register(IamSimulator simulator)
    {
        simulator.Op("CreateRole", Create);
        simulator.Op("GetRole", static (iam, input) => new Struct { ["Role"] = Render(iam.Role(input.String("RoleName")!), whole: true) });
        simulator.Op("ListRoles", static (iam, input) => IamText.Page(InPath(iam.Roles.Values, input), input, "Roles", static role => Render(role, whole: false)));
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
            iam.Role(input.String("RoleName")!).Trust = CheckTrust(input.String("PolicyDocument")!);
            return null;
        });
        simulator.Op("AttachRolePolicy", Attach);
        simulator.Op("DetachRolePolicy", Detach);
        simulator.Op("ListAttachedRolePolicies", static (iam, input) =>
            IamText.Page([.. iam.Role(input.String("RoleName")!).Attached.Select(iam.Policy)], input, "AttachedPolicies", static policy => new Struct { ["PolicyName"] = policy.Name, ["PolicyArn"] = policy.Arn }));
        simulator.Op("PutRolePolicy", Put);
        simulator.Op("GetRolePolicy", GetInline);
        simulator.Op("DeleteRolePolicy", DeleteInline);
        simulator.Op("ListRolePolicies", static (iam, input) =>
            IamText.Page([.. iam.Role(input.String("RoleName")!).Inline.Keys], input, "PolicyNames", static name => name));
        simulator.Op("PutRolePermissionsBoundary", static (iam, input) =>
        {
            iam.Role(input.String("RoleName")!).PermissionsBoundary = iam.Policy(input.String("PermissionsBoundary")!).Arn;
            return null;
        });
        simulator.Op("DeleteRolePermissionsBoundary", static (iam, input) =>
        {
            iam.Role(input.String("RoleName")!).PermissionsBoundary = null;
            return null;
        });
        simulator.Op("TagRole", static (iam, input) =>
        {
            IamText.SetTags(iam.Role(input.String("RoleName")!).Tags, input);
            return null;
        });
        simulator.Op("UntagRole", static (iam, input) => IamText.RemoveTags(iam.Role(input.String("RoleName")!).Tags, input));
        simulator.Op("ListRoleTags", static (iam, input) =>
            IamText.Page([.. iam.Role(input.String("RoleName")!).Tags], input, "Tags", static tag => new Struct { ["Key"] = tag.Key, ["Value"] = tag.Value }));
        simulator.Op("CreateServiceLinkedRole", CreateServiceLinked);
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
            shown["PermissionsBoundary"] = Boundary(role);
            shown["Tags"] = IamText.Tags(role.Tags);
            shown["RoleLastUsed"] = LastUsed(role);
        }

        return shown;
    }

    public static Struct? Boundary(Role role) => role.PermissionsBoundary is { } arn
        ? new Struct { ["PermissionsBoundaryType"] = "Policy", ["PermissionsBoundaryArn"] = arn }
        : null;

    public static Struct LastUsed(Role role) => role.LastUsed is { } time ? new Struct { ["LastUsedDate"] = time, ["Region"] = role.LastUsedRegion } : [];

    private static List<Role> InPath(IEnumerable<Role> roles, Struct input)
    {
        var prefix = input.String("PathPrefix") ?? "/";
        return [.. roles.Where(role => role.Path.StartsWith(prefix, StringComparison.Ordinal))];
    }

    private static string CheckTrust(string document)
    {
        IamText.Check(document, PolicyKind.Trust);
        return document.Count(static c => !char.IsWhiteSpace(c)) <= TrustSizeLimit
            ? document
            : throw IamErrors.Limit($"Cannot exceed quota for ACLSizePerRole: {TrustSizeLimit}");
    }

    private static Struct Create(IamState iam, Struct input)
    {
        var name = input.String("RoleName")!;
        var path = input.String("Path") ?? "/";
        var trust = CheckTrust(input.String("AssumeRolePolicyDocument")!);
        if (iam.Roles.ContainsKey(name))
        {
            throw IamErrors.Exists($"Role with name {name} already exists.");
        }

        var boundary = input.String("PermissionsBoundary") is { } arn ? iam.Policy(arn).Arn : null;
        var role = new Role(name, path, $"arn:aws:iam::{iam.Account}:role{path}{name}", iam.Ids.Upper("AROA", 21), iam.Now, trust)
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
        var role = iam.Role(input.String("RoleName")!);
        if (iam.InstanceProfiles.Values.Any(profile => profile.Role == role))
        {
            throw IamErrors.Conflict("Cannot delete entity, must remove roles from instance profile first.");
        }

        if (role.Attached.Count > 0)
        {
            throw IamErrors.Conflict("Cannot delete entity, must detach all policies first.");
        }

        if (role.Inline.Count > 0)
        {
            throw IamErrors.Conflict("Cannot delete entity, must delete policies first.");
        }

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

    private static Struct? Attach(IamState iam, Struct input)
    {
        var role = iam.Role(input.String("RoleName")!);
        var policy = iam.Policy(input.String("PolicyArn")!);
        if (role.Attached.Add(policy.Arn) && role.Attached.Count > AttachedLimit)
        {
            role.Attached.Remove(policy.Arn);
            throw IamErrors.Limit($"Cannot exceed quota for PoliciesPerRole: {AttachedLimit}");
        }

        return null;
    }

    private static Struct? Detach(IamState iam, Struct input)
    {
        var arn = input.String("PolicyArn")!;
        return iam.Role(input.String("RoleName")!).Attached.Remove(arn) ? null : throw IamErrors.NoEntity($"Policy {arn} was not found.");
    }

    private static Struct? Put(IamState iam, Struct input)
    {
        var role = iam.Role(input.String("RoleName")!);
        var name = input.String("PolicyName")!;
        var document = IamText.Check(input.String("PolicyDocument")!, PolicyKind.Identity);
        var others = role.Inline.Where(policy => policy.Key != name).Sum(static policy => policy.Value.Count(static c => !char.IsWhiteSpace(c)));
        if (others + document.Count(static c => !char.IsWhiteSpace(c)) > InlineSizeLimit)
        {
            throw IamErrors.Limit($"Maximum policy size of {InlineSizeLimit} bytes exceeded for role {role.Name}");
        }

        role.Inline[name] = document;
        return null;
    }

    private static Struct GetInline(IamState iam, Struct input)
    {
        var role = iam.Role(input.String("RoleName")!);
        var name = input.String("PolicyName")!;
        return role.Inline.TryGetValue(name, out var document)
            ? new Struct { ["RoleName"] = role.Name, ["PolicyName"] = name, ["PolicyDocument"] = IamText.Encode(document) }
            : throw IamErrors.NoEntity($"The role policy with name {name} cannot be found.");
    }

    private static Struct? DeleteInline(IamState iam, Struct input)
    {
        var name = input.String("PolicyName")!;
        return iam.Role(input.String("RoleName")!).Inline.Remove(name) ? null : throw IamErrors.NoEntity($"The role policy with name {name} cannot be found.");
    }

    private static Struct CreateServiceLinked(IamState iam, Struct input)
    {
        var service = input.String("AWSServiceName")!;
        var name = "AWSServiceRoleFor" + service switch
        {
            "autoscaling.amazonaws.com" => "AutoScaling",
            "elasticloadbalancing.amazonaws.com" => "ElasticLoadBalancing",
            "rds.amazonaws.com" => "RDS",
            "backup.amazonaws.com" => "Backup",
            _ => string.Concat(service.Split('.')[0].Split('-').Select(static part => char.ToUpperInvariant(part[0]) + part[1..])),
        };
        if (input.String("CustomSuffix") is { } suffix)
        {
            name += "_" + suffix;
        }

        if (iam.Roles.ContainsKey(name))
        {
            throw new AwsError("InvalidInput", $"Service role name {name} has been taken in this account, please try a different suffix.");
        }

        var path = $"/aws-service-role/{service}/";
        var trust = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"{{service}}"},"Action":"sts:AssumeRole"}]}""";
        var role = new Role(name, path, $"arn:aws:iam::{iam.Account}:role{path}{name}", iam.Ids.Upper("AROA", 21), iam.Now, trust) { Description = input.String("Description") };
        iam.Roles.Add(name, role);
        return new Struct { ["Role"] = Render(role, whole: false) };
    }
}
