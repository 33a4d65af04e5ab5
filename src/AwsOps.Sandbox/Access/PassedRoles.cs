using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Access;

/// <summary>
/// The roles that a request hands to a service, which its caller must be allowed to pass
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html).
/// </summary>
internal static class PassedRoles
{
    /// <summary>Members that carry a role's ARN, and the service that takes it.</summary>
    private static readonly Dictionary<string, (string Member, string Service)> Direct = new(StringComparer.Ordinal)
    {
        ["autoscaling:PutLifecycleHook"] = ("RoleARN", "autoscaling.amazonaws.com"),
        ["ec2:CreateFlowLogs"] = ("DeliverLogsPermissionArn", "vpc-flow-logs.amazonaws.com"),
        ["cloudtrail:CreateTrail"] = ("CloudWatchLogsRoleArn", "cloudtrail.amazonaws.com"),
        ["cloudtrail:UpdateTrail"] = ("CloudWatchLogsRoleArn", "cloudtrail.amazonaws.com"),
        ["rds:CreateDBInstance"] = ("MonitoringRoleArn", "monitoring.rds.amazonaws.com"),
        ["rds:ModifyDBInstance"] = ("MonitoringRoleArn", "monitoring.rds.amazonaws.com"),
        ["backup:StartBackupJob"] = ("IamRoleArn", "backup.amazonaws.com"),
        ["backup:StartRestoreJob"] = ("IamRoleArn", "backup.amazonaws.com"),
    };

    /// <summary>ARNs of roles, each with the service that it is passed to.</summary>
    public static IEnumerable<(string Role, string Service)> Of(OperationModel operation, Call call, Struct input)
    {
        const string Ec2 = "ec2.amazonaws.com";
        if (Direct.TryGetValue($"{operation.Service.Name}:{operation.Name}", out var direct))
        {
            return input.String(direct.Member) is { } arn ? [(arn, direct.Service)] : [];
        }

        var iam = call.Cloud.Iam(call.Account);
        switch (operation.Service.Name, operation.Name)
        {
            case ("iam", "AddRoleToInstanceProfile"):
                return iam.Roles.TryGetValue(input.String("RoleName")!, out var role) ? [(role.Arn, Ec2)] : [];
            case ("ec2", "RunInstances" or "AssociateIamInstanceProfile" or "ReplaceIamInstanceProfileAssociation"):
                return InProfile(iam, input.Child("IamInstanceProfile") ?? Template(call, input.Child("LaunchTemplate"))).Select(static arn => (arn, Ec2));
            case ("autoscaling", "CreateLaunchConfiguration"):
                return InProfile(iam, new Struct { ["Name"] = input.String("IamInstanceProfile") }).Select(static arn => (arn, Ec2));
            case ("autoscaling", "CreateAutoScalingGroup" or "UpdateAutoScalingGroup"):
                var template = input.Child("LaunchTemplate") ?? input.Child("MixedInstancesPolicy")?.Child("LaunchTemplate")?.Child("LaunchTemplateSpecification");
                return InProfile(iam, Template(call, template)).Select(static arn => (arn, Ec2));
            default:
                return [];
        }
    }

    /// <summary>The instance profile of a template's version; null where there is none, or no such template: then the call says so itself.</summary>
    private static Struct? Template(Call call, Struct? specification)
    {
        try
        {
            return specification is null ? null : call.Scope.Get<Ec2State>().ResolveLaunchTemplate(specification).Data.Child("IamInstanceProfile");
        }
        catch (AwsError)
        {
            return null;
        }
    }

    private static IEnumerable<string> InProfile(Iam.IamState iam, Struct? reference)
    {
        var name = reference?.String("Name") ?? reference?.String("Arn");
        return name is not null && iam.InstanceProfiles.TryGetValue(name[(name.LastIndexOf('/') + 1)..], out var profile) && profile.Role is { } role ? [role.Arn] : [];
    }
}
