using System.Text.RegularExpressions;
using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Policy.Writing;

/// <summary>Finds what must be allowed for an access to succeed.</summary>
internal sealed partial class RequirementFinder
{
    /// <summary>
    /// The service that takes over a role, where it is not the one whose API is called. "iam:PassedToService": the service
    /// principal of the service to which a role can be passed.
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
    /// </summary>
    private static readonly Dictionary<string, string> PassedTo = new(StringComparer.OrdinalIgnoreCase)
    {
        ["autoscaling"] = "ec2.amazonaws.com",
        ["ec2"] = "ec2.amazonaws.com",
        ["lambda"] = "lambda.amazonaws.com",
        ["ecs"] = "ecs-tasks.amazonaws.com",
        ["backup"] = "backup.amazonaws.com",
        ["cloudformation"] = "cloudformation.amazonaws.com",
        ["states"] = "states.amazonaws.com",
        ["events"] = "events.amazonaws.com",
        ["scheduler"] = "scheduler.amazonaws.com",
        ["glue"] = "glue.amazonaws.com",
        ["sagemaker"] = "sagemaker.amazonaws.com",
        ["codebuild"] = "codebuild.amazonaws.com",
        ["codepipeline"] = "codepipeline.amazonaws.com",
        ["codedeploy"] = "codedeploy.amazonaws.com",
        ["ssm"] = "ssm.amazonaws.com",
        ["cloudtrail"] = "cloudtrail.amazonaws.com",
        ["config"] = "config.amazonaws.com",
        ["eks"] = "eks.amazonaws.com",
        ["firehose"] = "firehose.amazonaws.com",
        ["datapipeline"] = "datapipeline.amazonaws.com",
        ["monitoring"] = "monitoring.rds.amazonaws.com",
        ["rds"] = "rds.amazonaws.com",
        ["access-analyzer"] = "access-analyzer.amazonaws.com",
    };

    private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);

    internal IReadOnlyCollection<string> Notes => _notes;

    internal IEnumerable<Requirement> Find(ObservedAccess access)
    {
        string conditions = ConditionLine.Join(access.Conditions.Select(pair => new ConditionLine("StringEquals", pair.Key, pair.Value)).Concat(access.Condition));
        string[] resources = [.. access.Resources.Where(resource => resource.Length > 0 && resource != "*")];
        ActionTable.Default.TryGetAction(access.Action, out ServiceAction? known);
        string action = known?.FullName ?? access.Action;
        if (known is null)
        {
            _notes.Add($"AWS's reference has no action '{access.Action}': it is taken as it is.");
        }

        string[] fitting = known is null ? resources : [.. resources.Where(resource => known.Resources.Any(type => type.Type.CanBe(resource)))];
        foreach (string resource in fitting)
        {
            yield return new(action, resource, conditions);
        }

        foreach (string resource in Unnamed(known, action, fitting, access))
        {
            yield return new(action, resource, conditions);
        }

        foreach (string role in access.PassedRoles)
        {
            yield return PassRole(action, role);
        }
    }

    /// <summary>The resources that the action works on and the record does not name.</summary>
    private IEnumerable<string> Unnamed(ServiceAction? known, string action, string[] named, ObservedAccess access)
    {
        if (known is not { HasResources: true })
        {
            return named.Length > 0 ? [] : ["*"];
        }

        ServiceResource[] missing = [.. known.Resources.Where(type => type.IsRequired && !named.Any(type.Type.CanBe)).Select(type => type.Type)];
        if (missing.Length == 0)
        {
            return named.Length > 0 ? [] : ["*"];
        }

        string[] patterns = [.. missing.Select(type => Fill(type.Arn, access))];
        _notes.Add($"The records of {action} do not name its {string.Join(" and ", missing.Select(type => type.Name))}: {string.Join(", ", patterns)} stands for it.");
        return patterns;
    }

    private static Requirement PassRole(string action, string role)
    {
        string prefix = action[..action.IndexOf(':')];
        return new("iam:PassRole", role, PassedTo.TryGetValue(prefix, out string? service)
            ? ConditionLine.Join([new("StringEquals", "iam:PassedToService", service)])
            : "");
    }

    private static string Fill(string arn, ObservedAccess access) => Placeholder().Replace(arn, match => match.Value switch
    {
        "${Partition}" => "aws",
        "${Region}" => access.Region ?? "*",
        "${Account}" => access.AccountId ?? "*",
        _ => "*",
    });

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Placeholder();
}
