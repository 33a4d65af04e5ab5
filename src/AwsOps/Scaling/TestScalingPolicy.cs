using System.Globalization;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Scaling;
using AwsOps.Scaling.Rehearsal;

namespace AwsOps.Scaling;

/// <summary>Replays a load against a scaling group with its policies and schedules, before the load comes.</summary>
/// <remarks>
/// <para>The group comes from the account (its name, or Get-ScalingGroup), from saved JSON of the AWS CLI (-Path), or from parameters (-MinSize, -MaxSize, -TargetCpu…), which also change what a group has: what if its target were 40? The load is a trace (-TracePath), points from the pipeline, or a surge (-Baseline, -Peak).</para>
/// <para>What AWS documents is replayed as documented; what it does not publish, such as how long an alarm or a launch takes, is drawn from what was observed, by -Seed. So read the bands over -Runs seeds, not one run. docs/scaling-model.md tells which is which.</para>
/// <para>What a group of the account costs is looked up as Get-InstancePrice does, unless -PricePerHour is given; the result says which price, from where and since when. When it can't be looked up there is one warning and no cost. Nothing is looked up for -Path or a group of parameters.</para>
/// <para>-Compare replays a window of a group's own history instead and sets both side by side, change by change. Its Fit has the lags and thresholds that were found; hand it to the next replay with -Fit.</para>
/// </remarks>
/// <example>
/// <code>Test-ScalingPolicy -MinSize 2 -MaxSize 20 -TargetCpu 50 -CapacityPerInstance 100 -Baseline 90 -Peak 900 -RampMinutes 10</code>
/// <para>A sale that multiplies the load by ten within ten minutes, against a group that keeps the CPU at 50 %. No account is needed.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-ScalingPolicy -TargetCpu 50; (Get-ScalingGroup shop | Test-ScalingPolicy -CapacityPerInstance 100 -Baseline 90 -Peak 600 -MaxSize 20).Summary</code>
/// <para>What the group would do if its maximum were 20.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 -Wait; $null = $group | New-ScalingPolicy -TargetCpu 50; $group | Set-SandboxLoad -Curve @{ Minutes = 0; RequestsPerSecond = 90 }, @{ Minutes = 15; RequestsPerSecond = 90 }, @{ Minutes = 17; RequestsPerSecond = 380 } -CapacityPerInstance 100; Step-AwsOpsSandbox -Minutes 60; (Test-ScalingPolicy shop -Compare -From (Get-AwsOpsSandbox).Now.AddHours(-1)).Difference</code>
/// <para>Where the model and what the group really did differ.</para>
/// </example>
/// <example>
/// <code>(Test-ScalingPolicy -MinSize 8 -MaxSize 40 -TargetCpu 50 -Baseline 200 -Peak 900 -OnDemandBase 4 -OnDemandPercentage 0 -Override @{ InstanceType = 'm5.large'; Weight = 2; Capacity = 100; PricePerHour = 0.107; SpotPricePerHour = 0.04 }, @{ InstanceType = 'm5.xlarge'; Weight = 4; PricePerHour = 0.214; SpotPricePerHour = 0.07 } -Incident @{ Minute = 40; Kind = 'SpotInterruption'; Instances = 3 }).Summary.InstanceTypes</code>
/// <para>Two instance types of different weight, most of it Spot, three of which are taken back at the peak: hours and cost of each type.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scale-based-on-demand.html">Dynamic scaling</seealso>
[Cmdlet(VerbsDiagnostic.Test, "ScalingPolicy")]
[OutputType(typeof(ScalingRehearsal), typeof(ScalingComparison))]
[IamAction("autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "autoscaling:DescribeScalingActivities", "autoscaling:DescribeScheduledActions", "cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", Of = [typeof(GroupPrices), typeof(LoadHistory)])]
public sealed class TestScalingPolicyCommand : RehearsalCmdlet
{
    private readonly Dictionary<string, GroupHistory> _histories = new(StringComparer.Ordinal);

    /// <summary>Which draw of the timings is replayed in detail. The same seed gives the same replay on every machine.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Seed { get; set; }

    /// <summary>Seeds that the bands are taken over; 1 for no bands.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Runs { get; set; } = ReplayBands.DefaultSeeds;

    /// <summary>Keeps no minutes and decisions, for long traces: with -Runs 1 memory does not grow with the trace.</summary>
    [Parameter]
    public SwitchParameter SummaryOnly { get; set; }

    /// <summary>Replays the group's own history and compares. The load is what its metrics tell.</summary>
    [Parameter]
    public SwitchParameter Compare { get; set; }

    /// <summary>Begin of the history to compare with. A time without a zone is UTC. Without it six hours before the end.</summary>
    [Parameter]
    public DateTime? From { get; set; }

    /// <summary>End of the history to compare with. A time without a zone is UTC. Without it now.</summary>
    [Parameter]
    public DateTime? To { get; set; }

    private protected override bool NeedsPrices => !Compare;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(AwsConnection aws)
    {
        await base.ProcessAsync(aws);
        if (Compare && !_histories.ContainsKey(ScalingGroupName!))
        {
            var to = To is { } end && Utc(end) < aws.UtcNow ? Utc(end) : aws.UtcNow;
            var from = From is { } begin ? Utc(begin) : to.AddHours(-6);
            if (from >= to)
            {
                throw AwsOpsException.BadArgument(nameof(From), from.ToString("u", CultureInfo.InvariantCulture), "it must be before", $"-To ({to:u}).");
            }

            _histories.Add(ScalingGroupName!, await GroupHistory.ReadAsync(aws, Described.Last(), from, to, StopToken));
        }
    }

    /// <inheritdoc/>
    private protected override async Task RunAsync()
    {
        if (Compare)
        {
            await CompareAsync();
            return;
        }

        foreach (var plan in Plans())
        {
            var load = Load(Described.Count > 0 ? Aws.UtcNow : DateTime.UtcNow);
            var known = await WithHistoryAsync(plan, load);
            WriteObject(await Task.Run(() => Replay(known, load), StopToken));
        }
    }

    private async Task CompareAsync()
    {
        if (TracePath is not null || Peak is not null || Path.Length > 0 || (Described.Count == 0 && _histories.Count == 0 && ScalingGroupName is null))
        {
            throw AwsOpsException.BadArgument(nameof(Compare), true, "it replays what a group of the account went through;", "name the group, and give neither -Path nor a load.");
        }

        foreach (var (plan, described) in Plans(defaultCapacity: 100).Zip(Described))
        {
            if (_histories.TryGetValue(plan.Name, out var history))
            {
                WriteObject(await Task.Run(() => new HistoryFit(described, history, plan).Compare(Seed, StopToken), StopToken));
            }
        }
    }

    private ScalingRehearsal Replay(ReplayPlan plan, LoadSource source)
    {
        var assumptions = new List<string>(plan.Assumptions);
        Changes.Progress("Replaying", plan.Name, -1);
        try
        {
            var isKept = !source.IsStream || Runs > 1 || !SummaryOnly;
            var minutes = isKept ? Cancellable(source.Minutes(assumptions)).ToArray() : null;
            var settings = AtLoad(plan.Settings, minutes is null ? source.Minutes([]).First() : minutes[0]);
            NotePeak(minutes, settings, assumptions);
            var table = new List<ReplayMinute>(SummaryOnly ? 0 : minutes!.Length);
            var timeline = new DecisionTimeline();
            var summary = ScalingReplay.Run(settings, source.Start, minutes ?? Cancellable(source.Minutes(assumptions)), (ulong)Seed, SummaryOnly ? null : (in ReplayMinute minute) =>
            {
                table.Add(minute);
                timeline.Add(minute);
            });
            Changes.Progress("Replaying", $"{plan.Name}: bands over {Runs} seeds", 50);
            var bands = Runs > 1 ? ReplayBands.Run(settings, source.Start, minutes!, Runs, StopToken) : null;
            return new ScalingRehearsal(plan, settings, source.Start, table, timeline.Spans, summary, bands, assumptions, Seed);
        }
        finally
        {
            Changes.Progress("Replaying", plan.Name, 101);
        }
    }

    private IEnumerable<double> Cancellable(IEnumerable<double> minutes)
    {
        var count = 0;
        foreach (var minute in minutes)
        {
            if ((++count & 0xFFF) == 0)
            {
                StopToken.ThrowIfCancellationRequested();
            }

            yield return minute;
        }
    }
}
