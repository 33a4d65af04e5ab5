using System.Management.Automation;
using System.Text.Json.Nodes;
using Amazon.IdentityManagement.Model;
using AwsOps.Access;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>The role that the flow logs service takes to deliver to CloudWatch Logs.</summary>
/// <remarks>https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html</remarks>
internal sealed class FlowLogRole(AwsConnection aws, IChanges changes)
{
    private const string Service = "vpc-flow-logs.amazonaws.com";
    private const string PolicyName = "deliver-flow-logs";

    /// <summary>ARN of the role, made when the plan says so; an error when it can't deliver.</summary>
    public async Task<string> EnsureAsync(FlowLogRolePlan plan, string logGroupName, Rollback rollback, CancellationToken stop)
    {
        if (await FindAsync(plan.Name, stop) is { } role)
        {
            var principals = TrustPolicies.Principals(Uri.UnescapeDataString(role.AssumeRolePolicyDocument ?? "{}"));
            return principals.Contains(Service)
                ? role.Arn
                : throw new AwsOpsException("FlowLogRoleNotTrusting", ErrorCategory.InvalidArgument, $"Role '{plan.Name}' does not let {Service} take it; who may is {string.Join(", ", principals)}.", "Give another role, or -CreateRole with a -RoleName that is free.") { Target = plan.Name };
        }

        if (!plan.Create)
        {
            throw AwsOpsException.NotFound("Role", plan.Name, aws.Where, "-CreateRole makes it.");
        }

        var account = await aws.GetAccountIdAsync(stop);
        var made = await changes.CallAsync(
            new Change($"Create, to be taken by {Service}", $"Role {plan.Name}"),
            cancel => aws.Iam.CreateRoleAsync(new CreateRoleRequest { RoleName = plan.Name, AssumeRolePolicyDocument = Trust(account, aws.Region), Description = "Delivers VPC flow logs to CloudWatch Logs." }, cancel));
        if (made is null)
        {
            return $"arn:{Arns.Partition(aws.Region)}:iam::{account}:role/{plan.Name}";
        }

        rollback.Made($"role {plan.Name}", cancel => aws.Iam.DeleteRoleAsync(new DeleteRoleRequest { RoleName = plan.Name }, cancel));
        if (await changes.ApplyAsync(
            new Change($"Put inline policy {PolicyName}", $"Role {plan.Name}"),
            cancel => aws.Iam.PutRolePolicyAsync(new PutRolePolicyRequest { RoleName = plan.Name, PolicyName = PolicyName, PolicyDocument = Permissions(account, aws.Region, logGroupName) }, cancel)))
        {
            rollback.Made($"inline policy {PolicyName} of role {plan.Name}", cancel => aws.Iam.DeleteRolePolicyAsync(new DeleteRolePolicyRequest { RoleName = plan.Name, PolicyName = PolicyName }, cancel));
        }

        return made.Role.Arn;
    }

    private async Task<Role?> FindAsync(string name, CancellationToken stop)
    {
        try
        {
            return (await aws.Iam.GetRoleAsync(new GetRoleRequest { RoleName = name }, stop)).Role;
        }
        catch (NoSuchEntityException)
        {
            return null;
        }
    }

    /// <summary>The service for this account's flow logs only, against the confused deputy.</summary>
    private static string Trust(string account, string region) => Document(new JsonObject
    {
        ["Effect"] = "Allow",
        ["Principal"] = new JsonObject { ["Service"] = Service },
        ["Action"] = "sts:AssumeRole",
        ["Condition"] = new JsonObject
        {
            ["StringEquals"] = new JsonObject { ["aws:SourceAccount"] = account },
            ["ArnLike"] = new JsonObject { ["aws:SourceArn"] = $"arn:{Arns.Partition(region)}:ec2:{region}:{account}:vpc-flow-log/*" },
        },
    });

    /// <summary>What AWS's page lists, for this log group alone; listing has no narrower resource.</summary>
    private static string Permissions(string account, string region, string logGroupName)
    {
        var group = $"arn:{Arns.Partition(region)}:logs:{region}:{account}:log-group:{logGroupName}";
        return Document(
            new JsonObject { ["Effect"] = "Allow", ["Action"] = new JsonArray("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"), ["Resource"] = new JsonArray(group, group + ":*") },
            new JsonObject { ["Effect"] = "Allow", ["Action"] = new JsonArray("logs:DescribeLogGroups", "logs:DescribeLogStreams"), ["Resource"] = "*" });
    }

    private static string Document(params JsonNode[] statements) => new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statements) }.ToJsonString();
}

/// <summary>Which role delivers.</summary>
/// <param name="Name">Name of the role.</param>
/// <param name="Create">Make it when it is not there.</param>
internal sealed record FlowLogRolePlan(string Name, bool Create);
