using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Scaling.Rehearsal;

namespace AwsOps.Scaling;

/// <summary>Says why a scaling group scaled, or did not, between two times: from its history or from a replay.</summary>
/// <remarks>
/// <para>Of a group in the account it reads activities, the history of alarms and their metrics, and asks the same rules that Test-ScalingPolicy replays what they say of each minute. AWS tells what was done; why nothing was done follows from the rules: the group at its maximum, instances that warm up, rounding, another policy that is not ready, a suspended process, missing data, a cooldown. Each answer has the ids of its rules and the pages they come from.</para>
/// <para>Sizes and policies are taken as they are now; what was different in the window is not known. Activities go back six weeks, alarms 30 days, metrics by the minute 15 days.</para>
/// </remarks>
/// <example>
/// <code>Test-ScalingPolicy -MinSize 2 -MaxSize 6 -TargetCpu 50 -CapacityPerInstance 100 -Baseline 90 -Peak 900 | Get-ScalingDecision</code>
/// <para>Why a replayed group did not keep up.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 4 -Wait; $null = $group | New-ScalingPolicy -TargetCpu 50; $group | Set-SandboxLoad -RequestsPerSecond 500 -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 20; Get-ScalingDecision shop</code>
/// <para>Why a group of the account (here of the sandbox) did what it did in the last hour.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-verify-scaling-activity.html">Verify a scaling activity</seealso>
[Cmdlet(VerbsCommon.Get, "ScalingDecision")]
[OutputType(typeof(ScalingDecision))]
[IamAction("autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "autoscaling:DescribeScalingActivities", "autoscaling:DescribeScheduledActions", "cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData")]
public sealed class GetScalingDecisionCommand : AwsCmdlet
{
    /// <summary>Group of the account.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScalingGroupNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ScalingGroupName { get; set; }

    /// <summary>Replay from Test-ScalingPolicy, instead of a group of the account.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public ScalingRehearsal? Replay { get; set; }

    /// <summary>From when. A time without a zone is UTC. Without it: of a group the last hour, of a replay its start.</summary>
    [Parameter]
    public DateTime? From { get; set; }

    /// <summary>Until when. A time without a zone is UTC. Without it: of a group now, of a replay its end.</summary>
    [Parameter]
    public DateTime? To { get; set; }

    /// <summary>Only where the group scaled, or only where it did not.</summary>
    [Parameter]
    [ValidateSet("ScaledOut", "ScaledIn", "Held")]
    public string[] Outcome { get; set; } = [];

    /// <inheritdoc/>
    private protected override object? ErrorTarget => Replay?.ScalingGroupName ?? ScalingGroupName;

    /// <summary>A replay needs no account.</summary>
    private protected override bool IsOffline => Replay is not null || ScalingGroupName is null;

    private protected override Task ProcessOfflineAsync()
    {
        if (Replay is null)
        {
            throw new AwsOpsException("NoGroup", ErrorCategory.InvalidArgument, "There is nothing to explain.", "Name a group with -ScalingGroupName, or hand over a replay from Test-ScalingPolicy.");
        }

        var (from, to) = Window(Replay.StartTime, Replay.EndTime);
        if (Replay.Minutes.Count == 0)
        {
            throw AwsOpsException.BadArgument(nameof(Replay), Replay.ScalingGroupName, "it kept no decisions:", "run Test-ScalingPolicy without -SummaryOnly.");
        }

        Write(Replay.Decisions.Where(decision => decision.To > from && decision.From < to));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        var now = aws.UtcNow;
        var (from, to) = Window(now.AddHours(-1), now);
        if (to > now)
        {
            to = now;
        }

        var group = await GroupDescription.ReadAsync(aws, ScalingGroupName!, StopToken);
        if (group.Group.CreatedTime?.ToUniversalTime() is { } created && created > from)
        {
            from = created < to ? created : from;
        }

        var history = await GroupHistory.ReadAsync(aws, group, from, to, StopToken);
        if (history.Weights.Note is { } note)
        {
            WriteWarning(note);
        }

        Write(HistoryDecisions.Of(group, history));
    }

    private (DateTime From, DateTime To) Window(DateTime from, DateTime to)
    {
        var (first, last) = (From is { } begin ? RehearsalCmdlet.Utc(begin) : from, To is { } end ? RehearsalCmdlet.Utc(end) : to);
        return first < last ? (first, last) : throw AwsOpsException.BadArgument(nameof(From), first.ToString("u", System.Globalization.CultureInfo.InvariantCulture), "it must be before", $"-To ({last:u}).");
    }

    private void Write(IEnumerable<ScalingDecision> decisions) =>
        WriteObject(decisions.Where(decision => Outcome.Length == 0 || Outcome.Contains(decision.Outcome, StringComparer.OrdinalIgnoreCase)), enumerateCollection: true);
}
