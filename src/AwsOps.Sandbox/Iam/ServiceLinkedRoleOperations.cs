using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Iam;

/// <summary>Service-linked roles: https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html</summary>
internal static class ServiceLinkedRoleOperations
{
    private static readonly TimeSpan DeletionTime = TimeSpan.FromSeconds(30);

    public static void Register(IamSimulator simulator)
    {
        simulator.Op("CreateServiceLinkedRole", Create);
        simulator.Op("DeleteServiceLinkedRole", Delete);
        simulator.Op("GetServiceLinkedRoleDeletionStatus", Status);
    }

    /// <summary>Makes the role of a service that makes it by itself.</summary>
    public static void Ensure(IamState iam, string service)
    {
        if (!iam.Roles.ContainsKey(Name(service)))
        {
            Create(iam, new Struct { ["AWSServiceName"] = service });
        }
    }

    private static string Name(string service) => "AWSServiceRoleFor" + service switch
    {
        "autoscaling.amazonaws.com" => "AutoScaling",
        "elasticloadbalancing.amazonaws.com" => "ElasticLoadBalancing",
        "access-analyzer.amazonaws.com" => "AccessAnalyzer",
        "rds.amazonaws.com" => "RDS",
        "backup.amazonaws.com" => "Backup",
        _ => string.Concat(service.Split('.')[0].Split('-').Select(static part => char.ToUpperInvariant(part[0]) + part[1..])),
    };

    private static Struct Create(IamState iam, Struct input)
    {
        var service = input.String("AWSServiceName")!;
        var name = Name(service);
        if (input.String("CustomSuffix") is { } suffix)
        {
            name += "_" + suffix;
        }

        if (iam.Roles.ContainsKey(name))
        {
            throw IamErrors.Invalid($"Service role name {name} has been taken in this account, please try a different suffix.");
        }

        var trust = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"{{service}}"},"Action":"sts:AssumeRole"}]}""";
        var role = new Role(iam.Account, name, $"/aws-service-role/{service}/", iam.Ids.Upper("AROA", 21), iam.Now, trust) { Description = input.String("Description") };
        iam.Roles.Add(name, role);
        return new Struct { ["Role"] = RoleOperations.Render(role, whole: false) };
    }

    /// <summary>A task: it fails while the service uses the role, and says with what (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceLinkedRole.html).</summary>
    private static Struct Delete(IamState iam, Struct input)
    {
        var role = iam.Role(input.String("RoleName")!);
        if (!role.IsServiceLinked)
        {
            throw IamErrors.NoEntity($"The service-linked role with name {role.Name} cannot be found.");
        }

        var task = $"task{role.Path}{role.Name}/{iam.Ids.Uuid()}";
        var usage = Usage(iam, role);
        var reason = usage.Count == 0 ? null : new Struct
        {
            ["Reason"] = "The role is used by resources of its service.",
            ["RoleUsageList"] = usage.Select(static use => new Struct { ["Region"] = use.Region, ["Resources"] = new List<object?> { use.Arn } }).ToList<object?>(),
        };
        iam.Deletions.Add(task, (iam.Now + DeletionTime, reason));
        if (reason is null)
        {
            iam.Roles.Remove(role.Name);
        }

        return new Struct { ["DeletionTaskId"] = task };
    }

    private static Struct Status(IamState iam, Struct input)
    {
        var task = input.String("DeletionTaskId")!;
        if (!iam.Deletions.TryGetValue(task, out var deletion))
        {
            throw IamErrors.NoEntity($"The deletion task with id {task} cannot be found.");
        }

        return new Struct
        {
            ["Status"] = iam.Now < deletion.Done ? "IN_PROGRESS" : deletion.Reason is null ? "SUCCEEDED" : "FAILED",
            ["Reason"] = iam.Now < deletion.Done ? null : deletion.Reason,
        };
    }

    private static List<(string Region, string Arn)> Usage(IamState iam, Role role) => role.Path.Contains("/autoscaling.amazonaws.com/", StringComparison.Ordinal)
        ? [.. iam.Cloud.ScopesOf(iam.Account).SelectMany(static scope => scope.Get<AutoScaling.AutoScalingState>().Groups.Select(group => (scope.Region, group.Arn)))]
        : [];
}
