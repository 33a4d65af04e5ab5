using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.FlowLogs;
using AwsOps.Engine.Network;
using AwsOps.Network.Inventories;

namespace AwsOps.Network;

/// <summary>Closes exposures that Test-SecurityGroupExposure found: exactly them, and nothing else.</summary>
/// <remarks>
/// <para>Of a rule only the part that offends goes; the rest is written as rules of their own, with its description and tags. Private ranges, group references, other ports and -AllowFrom keep what they have; nothing is opened to anybody who had no access.</para>
/// <para>The new rules are made before the old ones go, and go again if that fails: a group is changed whole or not at all. Connections that stand already are not cut: security groups look at new ones.</para>
/// <para>-WhatIf says what is reachable through the rules today and would no longer be, and with flow logs (-FlowLogPath, -LogGroupName or -S3Uri) which flows of the past would be refused; FlowLogEvidence tells how many records of which time that rests on. The object that is returned takes it all back: Protect-SecurityGroup -Undo.</para>
/// </remarks>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup web | Grant-SecurityGroupAccess -Port 22, 443 -From 0.0.0.0/0; Test-SecurityGroupExposure -Port 22 | Protect-SecurityGroup -AllowFrom 203.0.113.0/24</code>
/// <para>Closes SSH to the internet but for one office; HTTPS stays open.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup web | Grant-SecurityGroupAccess -Port 22 -From 0.0.0.0/0; Test-SecurityGroupExposure | Where-Object Severity -eq Critical | Protect-SecurityGroup -WhatIf</code>
/// <para>Shows what would be changed, and who would notice.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-SecurityGroup web | Grant-SecurityGroupAccess -Port 22 -From 0.0.0.0/0; $done = Test-SecurityGroupExposure | Protect-SecurityGroup; Protect-SecurityGroup -Undo $done</code>
/// <para>Closes what is open, and takes that back.</para>
/// </example>
[Cmdlet(VerbsSecurity.Protect, "SecurityGroup", SupportsShouldProcess = true, DefaultParameterSetName = "Close")]
[OutputType(typeof(SecurityGroupProtection))]
[IamAction("ec2:AuthorizeSecurityGroupIngress", "ec2:CreateTags", "ec2:RevokeSecurityGroupIngress", Of = [typeof(FlowLogSource), typeof(LiveNetwork)])]
public sealed class ProtectSecurityGroupCommand : AwsCmdlet
{
    private readonly List<(AwsConnection Aws, string Group, List<Exposure> Exposures)> _asked = [];
    private readonly Dictionary<(AwsConnection Aws, string Group), List<Exposure>> _exposures = [];

    /// <summary>Exposures to close, of Test-SecurityGroupExposure.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Close")]
    public SecurityGroupExposure[] Exposure { get; set; } = [];

    /// <summary>Ranges, or ids of prefix lists, that keep the access they have.</summary>
    [Parameter(ParameterSetName = "Close")]
    [ArgumentCompleter(typeof(PrefixListIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] AllowFrom { get; set; } = [];

    /// <summary>Flow log files, plain or gzip, or folders of them: under -WhatIf the flows among them that would be refused are named.</summary>
    [Parameter(ParameterSetName = "Close")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] FlowLogPath { get; set; } = [];

    /// <summary>CloudWatch Logs log group with flow log records; files, log group and bucket exclude each other.</summary>
    [Parameter(ParameterSetName = "Close")]
    [ArgumentCompleter(typeof(LogGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? LogGroupName { get; set; }

    /// <summary>Bucket with flow log files, with an optional prefix: s3://bucket/prefix.</summary>
    [Parameter(ParameterSetName = "Close")]
    [ValidateNotNullOrEmpty]
    public string? S3Uri { get; set; }

    /// <summary>Columns of the records. Without it: a file's header line, the format of the log group's flow logs, else AWS's default.</summary>
    [Parameter(ParameterSetName = "Close")]
    [ArgumentCompleter(typeof(FlowLogFieldCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Format { get; set; }

    /// <summary>Only flows that began from this time on.</summary>
    [Parameter(ParameterSetName = "Close")]
    public DateTime? Start { get; set; }

    /// <summary>Only flows that began before this time.</summary>
    [Parameter(ParameterSetName = "Close")]
    public DateTime? End { get; set; }

    private FlowLogPlace Place => new(this, StopToken) { PathParameter = nameof(FlowLogPath), Path = FlowLogPath, LogGroupName = LogGroupName, S3Uri = S3Uri, Format = Format, Start = Start, End = End };

    /// <summary>What an earlier run returned: its edits are taken back.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Undo")]
    public SecurityGroupProtection[] Undo { get; set; } = [];

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        foreach (var exposure in Exposure)
        {
            if (!_exposures.TryGetValue((aws, exposure.SecurityGroupId), out var known))
            {
                _exposures.Add((aws, exposure.SecurityGroupId), known = []);
                _asked.Add((aws, exposure.SecurityGroupId, known));
            }

            known.Add(exposure.Exposure);
        }

        foreach (var done in Undo)
        {
            await ForItemAsync(done.SecurityGroupId, async () =>
            {
                var closing = new SecurityGroupClosing(aws, Changes, StopToken);
                var (group, plan) = await closing.UndoAsync(done);
                WriteObject(new SecurityGroupProtection(aws, group, plan, await closing.ApplyAsync(group, plan), [], []));
            });
        }
    }

    /// <inheritdoc/>
    private protected override async Task EndAsync()
    {
        Place.Check(optional: true);
        FlowsSeen? flows = null;
        foreach (var place in _asked.GroupBy(static asked => asked.Aws))
        {
            Use(place.Key);
            if (Place.IsGiven && Changes.IsWhatIf)
            {
                // Files are the same whatever the region; a log group or bucket is of the groups' region and account.
                flows = flows is null || Place.NeedsAccount ? await Place.FlowsAsync(place.Key, "flows that they do not show may break too.") : flows;
            }

            var network = new LiveNetwork(place.Key, Changes.Warning, StopToken);
            var closing = new SecurityGroupClosing(place.Key, Changes, StopToken);
            var (trusted, lists) = await TrustedAsync(closing, network);
            var inventory = Changes.IsWhatIf ? (await network.AllAsync()).ToInventory() : null;
            var group = await closing.GroupsAsync([.. place.Select(static asked => asked.Group)]);
            foreach (var (aws, name, exposures) in place)
            {
                await ForItemAsync(name, async () => await CloseAsync(aws, closing, await group(name), exposures, trusted, lists, network, inventory, flows));
            }
        }
    }

    private async Task CloseAsync(AwsConnection aws, SecurityGroupClosing closing, SecurityGroup group, List<Exposure> exposures, AddressSet trusted, List<TrustedPrefixList> lists, LiveNetwork network, NetworkInventory? inventory, FlowsSeen? flows)
    {
        var plan = await closing.PlanAsync(group, exposures, trusted, lists, network);
        foreach (var rule in plan.Unresolved)
        {
            Changes.Warning($"{group.SecurityGroupId}: the rule '{rule}' stays, because it is not known what it lets in.");
        }

        var (reachable, seen) = inventory is null ? ([], []) : SecurityGroupClosing.Impact(inventory, plan, flows?.Flows ?? []);
        var applied = await closing.ApplyAsync(group, plan);
        WriteObject(new SecurityGroupProtection(aws, group, plan, applied, reachable, seen, inventory is null ? null : flows));
    }

    private async Task<(AddressSet Ranges, List<TrustedPrefixList> Lists)> TrustedAsync(SecurityGroupClosing closing, LiveNetwork network)
    {
        var ranges = AddressSet.Empty;
        List<TrustedPrefixList> lists = [];
        foreach (var text in AllowFrom)
        {
            if (text.StartsWith("pl-", StringComparison.Ordinal))
            {
                lists.Add(await closing.TrustedListAsync(text, network));
                continue;
            }

            try
            {
                ranges = ranges.Union(AddressSet.Parse(text));
            }
            catch (FormatException exception)
            {
                throw new AwsOpsException("InvalidAllowFrom", ErrorCategory.InvalidArgument, $"-AllowFrom: {exception.Message}") { Target = text };
            }
        }

        return (ranges, lists);
    }
}
