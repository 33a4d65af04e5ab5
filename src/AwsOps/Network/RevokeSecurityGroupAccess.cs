using System.Management.Automation;
using AwsOps.Common;

namespace AwsOps.Network;

/// <summary>Takes rules away from a security group: exactly those named, nothing wider or narrower.</summary>
/// <remarks>
/// <para>Rules are named as Grant-SecurityGroupAccess names them, or by their ids, or come from the pipeline. A rule that is not there is an error that shows those that are.</para>
/// <para>Connections that stand already are not cut: security groups look at new ones.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup web | Grant-SecurityGroupAccess -Port 22 -From 203.0.113.0/24; Revoke-SecurityGroupAccess web -Port 22 -From 203.0.113.0/24</code>
/// <para>Takes a rule away by what it says.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup web | Grant-SecurityGroupAccess -Port 22, 80 -From 203.0.113.0/24; (Get-SecurityGroup web).Rule | Where-Object Port -eq 22 | Revoke-SecurityGroupAccess -PassThru</code>
/// <para>Takes away the rules that a condition chooses.</para>
/// </example>
[Cmdlet(VerbsSecurity.Revoke, "SecurityGroupAccess", SupportsShouldProcess = true)]
[OutputType(typeof(SecurityGroupRule))]
[IamAction("ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups", "ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress")]
public sealed class RevokeSecurityGroupAccessCommand : SecurityGroupAccessCmdlet
{
    /// <summary>Groups to take the rules from, by id or name.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SecurityGroupIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SecurityGroupId { get; set; } = [];

    /// <summary>Ids of the rules to take away; rules from the pipeline bring them along.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateFormat("^sgr-[0-9a-f]{8,17}$", "-SecurityGroupRuleId '{0}' is not the id of a rule; it looks like sgr-0123456789abcdef0.")]
    public string[] SecurityGroupRuleId { get; set; } = [];

    /// <summary>Returns the rules that were taken away.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var groups = new SecurityGroups(aws, Changes);
        if (SecurityGroupRuleId.Length > 0)
        {
            if (NamesTraffic)
            {
                throw new AwsOpsException("RuleNamedTwice", ErrorCategory.InvalidArgument, "-SecurityGroupRuleId names the rules; -Port and -From would name them again.", "Give one or the other.");
            }

            await RevokeAsync(groups, await groups.GetRulesAsync(SecurityGroupRuleId, id => WriteError(ErrorRecords.From(AwsOpsException.NotFound("Security group rule", id, aws.Where, "(Get-SecurityGroup NAME).Rule shows the rules of a group with their ids."), id, this)), StopToken));
            return;
        }

        if (SecurityGroupId.Length == 0)
        {
            throw new AwsOpsException("NothingNamed", ErrorCategory.InvalidArgument, "No security group is named.", "Give -SecurityGroupId, or -SecurityGroupRuleId.");
        }

        foreach (var name in SecurityGroupId)
        {
            await ForItemAsync(name, async () =>
            {
                var group = await groups.RequireAsync(name, null, StopToken);
                await RevokeAsync(groups, Matching(group, await RulesAsync(groups, group)), group);
            });
        }
    }

    private List<SecurityGroupRule> Matching(SecurityGroup group, IReadOnlyList<AccessRule> wanted)
    {
        List<SecurityGroupRule> found = [];
        foreach (var one in wanted)
        {
            if (group.Rule.FirstOrDefault(rule => one.Semantics.IsDuplicateOf(rule.Semantics)) is { } rule)
            {
                found.Add(rule);
                continue;
            }

            List<SecurityGroupRule> others = [.. group.Rule.Where(rule => rule.Direction == TrafficDirection.Outbound == one.Egress)];
            var exist = others.Count == 0 ? "It has no rule of that direction." : $"It has: {string.Join("; ", others.Take(8))}{(others.Count > 8 ? "; …" : string.Empty)}.";
            WriteError(ErrorRecords.From(new AwsOpsException("SecurityGroupRuleNotFound", ErrorCategory.ObjectNotFound, $"Security group '{group.SecurityGroupName}' ({group.SecurityGroupId}) has no rule {one}.", exist) { Target = group.SecurityGroupId }, group.SecurityGroupId, this));
        }

        return found;
    }

    private async Task RevokeAsync(SecurityGroups groups, IReadOnlyList<SecurityGroupRule> rules, SecurityGroup? group = null)
    {
        foreach (var part in rules.GroupBy(static rule => (rule.SecurityGroupId, rule.Direction)))
        {
            await ForItemAsync(part.Key.SecurityGroupId, async () =>
            {
                if (await groups.RevokeAsync([.. part], group) && PassThru)
                {
                    WriteObject(part, enumerateCollection: true);
                }
            });
        }
    }
}
