namespace AwsOps.Engine.Network;

/// <summary>A security group with its rules.</summary>
public sealed record SecurityGroup
{
    /// <summary>The id, sg-….</summary>
    public required string GroupId { get; init; }

    /// <summary>The name.</summary>
    public string GroupName { get; init; } = string.Empty;

    /// <summary>The VPC.</summary>
    public string? VpcId { get; init; }

    /// <summary>The owning account.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The region, where the answers tell it.</summary>
    public string? Region { get; init; }

    /// <summary>The rules of both directions.</summary>
    public IReadOnlyList<SecurityGroupRule> Rules { get; init; } = [];

    /// <summary>The rules of one direction.</summary>
    /// <param name="egress">Whether outbound.</param>
    public IEnumerable<SecurityGroupRule> RulesOf(bool egress) => Rules.Where(r => r.IsEgress == egress);
}
