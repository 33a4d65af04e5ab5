using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Network;
using AwsOps.Network.Inventories;

namespace AwsOps.Network;

/// <summary>Reviews security groups: groups that nothing uses, stale references, duplicate and shadowed rules, and with flow logs rules that are wider than their use.</summary>
/// <remarks>
/// <para>Every finding has a reason and a fix. Findings about rules bind to Revoke-SecurityGroupAccess, those about groups to Remove-SecurityGroup; choose by Issue before you pipe. All duplicate and shadowed rules that are reported can be revoked together without closing anything.</para>
/// <para>A rule counts as unused only if flow logs show every interface of its group. A rule that is wider than its use brings no id along, since revoking it would cut its users: its fix opens what they use first.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup forgotten; Find-SecurityGroupIssue | Where-Object Issue -eq UnusedGroup | Remove-SecurityGroup -WhatIf</code>
/// <para>Shows which groups could go because nothing uses them.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup web | Grant-SecurityGroupAccess -Port 443, 440-450 -From 10.0.0.0/8; Find-SecurityGroupIssue web | Where-Object Issue -eq ShadowedRule | Revoke-SecurityGroupAccess</code>
/// <para>Takes away rules that change nothing.</para>
/// </example>
[Cmdlet(VerbsCommon.Find, "SecurityGroupIssue")]
[OutputType(typeof(SecurityGroupFinding))]
[IamAction("ec2:DescribeLaunchTemplateVersions", Of = [typeof(LiveNetwork)])]
public sealed class FindSecurityGroupIssueCommand : NetworkAnalysisCmdlet
{
    private readonly List<(AwsConnection? Aws, HashSet<string>? Groups)> _asked = [];
    private HashSet<string>? _inTemplates;

    /// <summary>Groups, by id or name; objects of Get-SecurityGroup bring the id along. Without it: all of the region, or of the files.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SecurityGroupIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SecurityGroupId { get; set; } = [];

    /// <summary>Flow log files, plain or gzip, or folders of them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] FlowLogPath { get; set; } = [];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(AwsConnection aws)
    {
        Ask(aws);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    private protected override Task ProcessOfflineAsync()
    {
        Ask(null);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    private protected override async Task<NetworkAnswers> AnswersAsync(LiveNetwork network, bool whole)
    {
        var answers = await network.AllAsync();
        await network.AddLaunchTemplatesAsync(answers);
        _inTemplates = TemplateGroups(answers);
        return answers;
    }

    /// <inheritdoc/>
    private protected override async Task EndAsync()
    {
        var flows = FlowLogPath.Length == 0 ? null : FlowsOf.Files(this, FlowLogPath, StopToken);
        if (flows is { IsComplete: false })
        {
            Changes.Warning("The flow logs are not complete: a rule that they show no use of may be used.");
        }

        foreach (var (aws, wanted) in _asked)
        {
            _inTemplates = null;
            var inventory = await InventoryAsync(aws, whole: true);
            var groups = inventory.SecurityGroups ?? throw new AwsOpsException("AnswerMissing", ErrorCategory.ObjectNotFound, "There are no security groups among the answers.", "Save them too: aws ec2 describe-security-groups > describe-security-groups.json");
            foreach (var name in (wanted ?? []).Where(name => !groups.Any(group => group.GroupId == name || group.GroupName == name)))
            {
                WriteError(ErrorRecords.From(AwsOpsException.NotFound("Security group", name, aws?.Where ?? "the saved answers", "Get-SecurityGroup lists those that are."), name, this));
            }

            foreach (var finding in Analyzed(() => GroupReview.Analyze(inventory, new() { NamedElsewhere = _inTemplates, Flows = flows?.Flows }))
                .Where(finding => wanted is null || wanted.Contains(finding.Group.GroupId) || wanted.Contains(finding.Group.GroupName))
                .OrderByDescending(static finding => finding.Severity))
            {
                WriteObject(new SecurityGroupFinding(finding, aws?.Region));
            }
        }
    }

    /// <summary>The groups, by id or name, that launch templates name; null when those were not described.</summary>
    private static HashSet<string>? TemplateGroups(NetworkAnswers answers)
    {
        if (answers.LaunchTemplateVersions is not { } versions)
        {
            return null;
        }

        var data = versions.Select(static version => version.LaunchTemplateData).Where(static data => data is not null).ToList();
        var names = data.SelectMany(static one => one.SecurityGroups ?? []).ToHashSet(StringComparer.Ordinal);
        return data.SelectMany(static one => (one.SecurityGroupIds ?? []).Concat((one.NetworkInterfaces ?? []).SelectMany(static card => card.Groups ?? [])))
            .Concat((answers.SecurityGroups ?? []).Where(group => names.Contains(group.GroupName)).Select(static group => group.GroupId))
            .ToHashSet(StringComparer.Ordinal);
    }

    private void Ask(AwsConnection? aws)
    {
        var at = _asked.FindIndex(asked => asked.Aws == aws);
        if (at < 0)
        {
            _asked.Add((aws, SecurityGroupId.Length == 0 ? null : new(SecurityGroupId, StringComparer.Ordinal)));
        }
        else
        {
            _asked[at].Groups?.UnionWith(SecurityGroupId);
        }
    }
}
