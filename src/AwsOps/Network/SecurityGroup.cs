using Ec2 = Amazon.EC2.Model;

namespace AwsOps;

/// <summary>A security group: what may reach the interfaces it is attached to, and what they may reach.</summary>
public sealed class SecurityGroup : AwsResource
{
    internal SecurityGroup(Common.AwsConnection aws, Ec2.SecurityGroup group, IEnumerable<Ec2.SecurityGroupRule> rules)
        : base(aws, group.OwnerId)
    {
        SecurityGroupId = group.GroupId;
        SecurityGroupName = group.GroupName;
        VpcId = group.VpcId;
        Description = group.Description ?? string.Empty;
        Rule = (SecurityGroupRule[])[.. rules.Select(rule => new SecurityGroupRule(aws, rule))
            .OrderBy(static rule => rule.Direction)
            .ThenBy(static rule => rule.Protocol, StringComparer.Ordinal)
            .ThenBy(static rule => rule.FromPort)
            .ThenBy(static rule => rule.ToPort)
            .ThenBy(static rule => rule.Source, StringComparer.Ordinal)];
        Tag = Common.Tags.From(group.Tags, static tag => tag.Key, static tag => tag.Value);
    }

    /// <summary>Id of the group, <c>sg-…</c>.</summary>
    public string SecurityGroupId { get; }

    /// <summary>Name of the group; one of its kind in the VPC.</summary>
    public string SecurityGroupName { get; }

    /// <summary>VPC of the group.</summary>
    public string VpcId { get; }

    /// <summary>Description of the group; it can't be changed.</summary>
    public string Description { get; }

    /// <summary>The rules, inbound ones first.</summary>
    public IReadOnlyList<SecurityGroupRule> Rule { get; }

    /// <inheritdoc/>
    public override string ToString() => SecurityGroupId;
}
