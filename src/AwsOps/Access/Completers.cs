using Amazon.IdentityManagement.Model;
using AwsOps.Common;

namespace AwsOps.Access;

/// <summary>Completes names of IAM roles.</summary>
public sealed class RoleNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var roles = await Pager.AllAsync<Role>(
            async (token, cancel) =>
            {
                var page = await aws.Iam.ListRolesAsync(new ListRolesRequest { Marker = token }, cancel);
                return (page.Roles, page.IsTruncated == true ? page.Marker : null);
            },
            stop);
        return [.. roles.Select(static role => (role.RoleName, role.Description ?? role.Arn))];
    }
}

/// <summary>Completes principals of services that take roles.</summary>
public sealed class ServicePrincipalCompleter : Completer
{
    private protected override IReadOnlyList<(string Value, string Tip)> Candidates(System.Collections.IDictionary bound) =>
    [
        ("ec2.amazonaws.com", "Instances"),
        ("lambda.amazonaws.com", "Functions"),
        ("ecs-tasks.amazonaws.com", "Container tasks"),
        ("backup.amazonaws.com", "AWS Backup"),
        ("vpc-flow-logs.amazonaws.com", "VPC Flow Logs"),
        ("autoscaling.amazonaws.com", "Lifecycle hooks and notifications"),
    ];
}

/// <summary>Completes OIDC providers: those that the account knows, and those that pipelines come from.</summary>
public sealed class OidcProviderCompleter : AwsCompleter
{
    private static readonly (string, string)[] Common =
    [
        ("token.actions.githubusercontent.com", "GitHub Actions; the subject is repo:owner/name:…"),
        ("gitlab.com", "GitLab; the subject is project_path:group/project:…"),
        ("app.terraform.io", "HCP Terraform; the subject is organization:…:project:…"),
    ];

    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop) =>
        [.. (await OidcProviders.ListAsync(aws, stop)).Select(static arn => (arn, "known to the account")), .. Common];
}

/// <summary>Completes names of IAM users.</summary>
public sealed class UserNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop) =>
        [.. (await AccessUsers.ListAsync(aws, stop)).Select(static user => (user.UserName, user.Arn))];
}

/// <summary>Completes names of IAM groups.</summary>
public sealed class GroupNameCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var groups = await Pager.AllAsync<Group>(
            async (token, cancel) =>
            {
                var page = await aws.Iam.ListGroupsAsync(new ListGroupsRequest { Marker = token }, cancel);
                return (page.Groups, page.IsTruncated == true ? page.Marker : null);
            },
            stop);
        return [.. groups.Select(static group => (group.GroupName, group.Arn))];
    }
}

/// <summary>Completes names of managed policies: the account's own, and AWS's most used.</summary>
public sealed class PolicyNameCompleter : AwsCompleter
{
    private static readonly (string, string)[] Common =
    [
        ("AdministratorAccess", "AWS's own: everything"),
        ("AmazonSSMManagedInstanceCore", "AWS's own: Session Manager on instances"),
        ("CloudWatchAgentServerPolicy", "AWS's own: metrics and logs from instances"),
        ("IAMUserChangePassword", "AWS's own: one's own password"),
        ("PowerUserAccess", "AWS's own: everything but IAM"),
        ("ReadOnlyAccess", "AWS's own: read everything"),
        ("SecurityAudit", "AWS's own: read the settings that matter for security"),
        ("ViewOnlyAccess", "AWS's own: list everything, read no data"),
    ];

    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop)
    {
        var policies = new List<(string, string)>(Common);
        await foreach (var policy in ManagedPolicies.OwnAsync(aws, stop))
        {
            policies.Add((policy.PolicyName, policy.Arn));
        }

        return policies;
    }
}

/// <summary>Completes virtual MFA devices.</summary>
public sealed class MfaSerialNumberCompleter : AwsCompleter
{
    private protected override async Task<IReadOnlyList<(string Value, string Tip)>> ListAsync(AwsConnection aws, CancellationToken stop) =>
        [.. (await MfaDevices.VirtualAsync(aws, stop)).Select(static device => (device.SerialNumber, device.UserName ?? "not in use"))];
}
