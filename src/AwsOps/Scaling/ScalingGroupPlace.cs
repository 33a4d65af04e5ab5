using System.Globalization;
using AwsOps.Common;
using AwsOps.Network;

namespace AwsOps.Scaling;

/// <summary>Checks that the launch template, subnets and target groups of a scaling group fit together, before anything is made or changed.</summary>
internal sealed class ScalingGroupPlace(AwsConnection aws, IChanges changes)
{
    /// <summary>The template, when it is there and has the version.</summary>
    /// <param name="name">Name of the template.</param>
    /// <param name="version">A number, $Latest or $Default.</param>
    /// <param name="stop">Ctrl-C.</param>
    public async Task<LaunchTemplate> TemplateAsync(string name, string version, CancellationToken stop)
    {
        var templates = new LaunchTemplates(aws, changes);
        LaunchTemplate? template = null;
        await foreach (var found in templates.GetAsync([name], static _ => { }, stop))
        {
            template = found;
        }

        if (template is null)
        {
            throw templates.NotFound(name);
        }

        return long.TryParse(version, CultureInfo.InvariantCulture, out var number) && number > template.LatestVersion
            ? throw AwsOpsException.BadArgument("LaunchTemplateVersion", version, $"template '{name}' has", $"versions up to {template.LatestVersion}.")
            : template;
    }

    /// <summary>An error when the template's security groups are of another VPC than the subnets: no instance could launch.</summary>
    /// <remarks>https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-in-vpc.html</remarks>
    /// <param name="template">The template with its newest version.</param>
    /// <param name="version">The version in use; security groups of one that is not shown are not known.</param>
    /// <param name="vpc">VPC of the subnets.</param>
    /// <param name="stop">Ctrl-C.</param>
    public async Task CheckSecurityGroupsAsync(LaunchTemplate template, string version, string vpc, CancellationToken stop)
    {
        var used = version switch { "$Latest" => template.LatestVersion, "$Default" => template.DefaultVersion, _ => long.Parse(version, CultureInfo.InvariantCulture) };
        if (template.SecurityGroupId.Count == 0 || used != template.Version)
        {
            return;
        }

        var groups = await new SecurityGroups(aws, changes).ListAsync(template.SecurityGroupId, null, stop);
        if (groups.Find(group => group.VpcId != vpc) is { } other)
        {
            throw AwsOpsException.BadArgument("SubnetId", vpc, $"the subnets are of {vpc}, and security group {other.GroupId} of launch template '{template.LaunchTemplateName}' is of {other.VpcId}.", $"Give subnets of {other.VpcId}, or another template.");
        }
    }

    /// <summary>An error when a target group is not there, takes no instances, or is of another VPC than the subnets.</summary>
    /// <param name="arns">ARNs of target groups.</param>
    /// <param name="vpc">VPC of the subnets.</param>
    /// <param name="stop">Ctrl-C.</param>
    public async Task CheckTargetGroupsAsync(IReadOnlyList<string> arns, string vpc, CancellationToken stop)
    {
        const string Parameter = "TargetGroupArn";
        if (arns.FirstOrDefault(arn => Arns.Region(arn) != aws.Region) is { } elsewhere)
        {
            throw AwsOpsException.BadArgument(Parameter, elsewhere, $"it is of {Arns.Region(elsewhere)}, and the scaling group of {aws.Region}.", $"Give a target group of {aws.Region}.");
        }

        if (arns.Count == 0)
        {
            return;
        }

        var found = await new TargetGroups(aws).FindAsync(arns, stop);
        foreach (var arn in arns)
        {
            var group = found.FirstOrDefault(target => target.TargetGroupArn == arn)
                ?? throw AwsOpsException.BadArgument(Parameter, arn, $"there is no such target group in {aws.Where};", "Get-LoadBalancer shows those of each load balancer.");
            if (group.TargetType?.Value is { } type and not "instance")
            {
                throw AwsOpsException.BadArgument(Parameter, arn, $"its targets are of type {type}, and a scaling group registers instances.", "Give a target group of type instance.");
            }

            if (group.VpcId != vpc)
            {
                throw AwsOpsException.BadArgument(Parameter, arn, $"it is of {group.VpcId}, and the subnets are of {vpc}.", $"Give subnets of {group.VpcId} with -SubnetId, or another target group.");
            }
        }
    }
}
