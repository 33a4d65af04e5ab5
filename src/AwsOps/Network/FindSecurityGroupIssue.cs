using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.FlowLogs;
using AwsOps.Engine.Network;
using AwsOps.Network.Inventories;

namespace AwsOps.Network;

/// <summary>Reviews security groups: groups that nothing uses, stale references, duplicate and shadowed rules, and with flow logs rules that are wider than their use.</summary>
/// <remarks>
/// <para>Every finding has a reason and a fix. Findings about rules bind to Revoke-SecurityGroupAccess, those about groups to Remove-SecurityGroup; choose by Issue before you pipe. All duplicate and shadowed rules that are reported can be revoked together without closing anything.</para>
/// <para>Flow logs come from files, a log group or a bucket (-FlowLogPath, -LogGroupName, -S3Uri); every finding about use says how many records of which time it rests on. A rule counts as unused only if flow logs show every interface of its group. A rule that is wider than its use brings no id along, since revoking it would cut its users: its fix opens what they use first.</para>
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
[IamAction("ec2:DescribeLaunchTemplateVersions", Of = [typeof(FlowLogSource), typeof(LiveNetwork)])]
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

    /// <summary>CloudWatch Logs log group with flow log records; files, log group and bucket exclude each other.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LogGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? LogGroupName { get; set; }

    /// <summary>Bucket with flow log files, with an optional prefix: s3://bucket/prefix.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? S3Uri { get; set; }

    /// <summary>Columns of the records. Without it: a file's header line, the format of the log group's flow logs, else AWS's default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FlowLogFieldCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Format { get; set; }

    /// <summary>Only flows that began from this time on.</summary>
    [Parameter]
    public DateTime? Start { get; set; }

    /// <summary>Only flows that began before this time.</summary>
    [Parameter]
    public DateTime? End { get; set; }

    private FlowLogPlace Place => new(this, StopToken) { PathParameter = nameof(FlowLogPath), Path = FlowLogPath, LogGroupName = LogGroupName, S3Uri = S3Uri, Format = Format, Start = Start, End = End };

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
        Place.Check(optional: true);
        if (IsOffline && Place.NeedsAccount)
        {
            throw new AwsOpsException("SourceNeedsAccount", ErrorCategory.InvalidArgument, "With -Path there is no account to read a log group or bucket of.", "Give -FlowLogPath with files of records, or leave -Path out.");
        }

        FlowsSeen? flows = null;
        foreach (var (aws, wanted) in _asked)
        {
            if (Place.IsGiven && (flows is null || Place.NeedsAccount))
            {
                flows = await Place.FlowsAsync(aws, "a rule that they show no use of may be used.");
            }

            _inTemplates = null;
            var inventory = await InventoryAsync(aws, whole: true);
            var groups = GroupsOf(inventory);
            var there = groups.SelectMany(static group => (string[])[group.GroupId, group.GroupName]).ToHashSet(StringComparer.Ordinal);
            foreach (var name in (wanted ?? []).Where(name => !there.Contains(name)))
            {
                WriteError(ErrorRecords.From(AwsOpsException.NotFound("Security group", name, aws?.Where ?? "the saved answers", "Get-SecurityGroup lists those that are."), name, this));
            }

            foreach (var finding in Analyzed(() => GroupReview.Analyze(inventory, new() { NamedElsewhere = _inTemplates, Flows = flows?.Flows, Window = flows?.Window }))
                .Where(finding => wanted is null || wanted.Contains(finding.Group.GroupId) || wanted.Contains(finding.Group.GroupName))
                .OrderByDescending(static finding => finding.Severity))
            {
                WriteObject(new SecurityGroupFinding(finding, aws?.Region, flows));
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
