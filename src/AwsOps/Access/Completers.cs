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
