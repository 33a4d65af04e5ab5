using AwsOps.Engine.FlowLogs;
using AwsOps.Engine.Network;

namespace AwsOps;

/// <summary>What can be wrong with a security group or a rule of it.</summary>
public enum SecurityGroupIssue
{
    /// <summary>Nothing uses the group.</summary>
    UnusedGroup,

    /// <summary>A rule names a group that no traffic can come from.</summary>
    StaleReference,

    /// <summary>Another rule allows the same.</summary>
    DuplicateRule,

    /// <summary>Other rules together allow all that the rule allows.</summary>
    ShadowedRule,

    /// <summary>No flow of the flow logs used the rule.</summary>
    UnusedRule,

    /// <summary>The flows of the flow logs used a part of what the rule allows.</summary>
    WiderThanUsed,
}

/// <summary>Something that Find-SecurityGroupIssue found.</summary>
public sealed class SecurityGroupFinding
{
    internal SecurityGroupFinding(GroupFinding finding, string? region, FlowsSeen? flows)
    {
        Issue = (SecurityGroupIssue)finding.Kind;
        Severity = (RiskSeverity)finding.Severity;
        SecurityGroupId = finding.Group.GroupId;
        SecurityGroupName = finding.Group.GroupName;
        VpcId = finding.Group.VpcId;
        AccountId = finding.Group.OwnerId;
        Region = region ?? finding.Group.Region;
        Rule = finding.Rule?.ToString();
        Reason = finding.Reason;
        FlowLogEvidence = flows is not null && Issue is SecurityGroupIssue.UnusedRule or SecurityGroupIssue.WiderThanUsed ? new(flows!) : null;
        Source = (string[])[.. finding.Users.ToCidrs().Take(50).Select(static cidr => cidr.ToString())];

        // To revoke a rule that is in use would cut its users: the fix is to open what they use first.
        SecurityGroupRuleId = finding.Rule?.RuleId is { } id && Issue != SecurityGroupIssue.WiderThanUsed ? (string[])[id] : [];
        Fix = Issue switch
        {
            SecurityGroupIssue.UnusedGroup => $"Remove-SecurityGroup {SecurityGroupId}",
            SecurityGroupIssue.WiderThanUsed => string.Join("; ", finding.Used.Parts.Select(part => $"Grant-SecurityGroupAccess {SecurityGroupId} {Service(part)} -From {string.Join(", ", Source)}").Append(Revoke(finding))),
            _ => Revoke(finding),
        };
    }

    /// <summary>What is wrong.</summary>
    public SecurityGroupIssue Issue { get; }

    /// <summary>How much it matters.</summary>
    public RiskSeverity Severity { get; }

    /// <summary>The group.</summary>
    public string SecurityGroupId { get; }

    /// <summary>Name of the group; empty when the answers don't tell it.</summary>
    public string SecurityGroupName { get; }

    /// <summary>VPC of the group; null when the answers don't tell it.</summary>
    public string? VpcId { get; }

    /// <summary>Region of the group; null when saved answers don't tell it.</summary>
    public string? Region { get; }

    /// <summary>Account of the group; null when the answers don't tell it.</summary>
    public string? AccountId { get; }

    /// <summary>The rule; null when it is the whole group.</summary>
    public string? Rule { get; }

    /// <summary>Id of the rule, for Revoke-SecurityGroupAccess; empty when it is the whole group, and when its users would be cut.</summary>
    public IReadOnlyList<string> SecurityGroupRuleId { get; }

    /// <summary>Why it is wrong.</summary>
    public string Reason { get; }

    /// <summary>How many records of which time a finding about use rests on; null for other findings.</summary>
    public FlowLogEvidence? FlowLogEvidence { get; }

    /// <summary>Who used a rule that is wider than its use: up to 50 ranges.</summary>
    public IReadOnlyList<string> Source { get; }

    /// <summary>What puts it right.</summary>
    public string Fix { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{SecurityGroupId} {Issue}{(Rule is null ? string.Empty : $" {Rule}")}: {Reason}";

    private static string Service(ServiceRange part) => IpProtocols.HasPorts(part.Protocol) ? $"-Protocol {IpProtocols.Name(part.Protocol)} -Port {part.PortText}" : $"-Protocol {IpProtocols.Name(part.Protocol)}";

    private static string Revoke(GroupFinding finding) => finding.Rule?.RuleId is { } id
        ? $"Revoke-SecurityGroupAccess -SecurityGroupRuleId {id}"
        : $"revoke '{finding.Rule}' of {finding.Group.GroupId}";
}
