using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Scaling;
using AwsOps.Scaling.Rehearsal;

namespace AwsOps.Scaling;

/// <summary>Replays a load against a scaling group with its policies and schedules, before the load comes.</summary>
/// <remarks>
/// <para>The group comes from the account (its name, or Get-ScalingGroup), from saved JSON of the AWS CLI (-Path), or from parameters (-MinSize, -MaxSize, -TargetCpu…), which also change what a group has: what if its target were 40? The load is a trace (-TracePath), points from the pipeline, or a surge (-Baseline, -Peak).</para>
/// <para>What AWS documents is replayed as documented; what it does not publish, such as how long an alarm or a launch takes, is drawn from what was observed, by -Seed. So read the bands over -Runs seeds, not one run. docs/scaling-model.md tells which is which.</para>
/// </remarks>
/// <example>
/// <code>Test-ScalingPolicy -MinSize 2 -MaxSize 20 -TargetCpu 50 -CapacityPerInstance 100 -Baseline 90 -Peak 900 -RampMinutes 10</code>
/// <para>A sale that multiplies the load by ten within ten minutes, against a group that keeps the CPU at 50 %. No account is needed.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $null = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 2 -MaxSize 10 | New-ScalingPolicy -TargetCpu 50; (Get-ScalingGroup shop | Test-ScalingPolicy -CapacityPerInstance 100 -Baseline 90 -Peak 600 -MaxSize 20).Summary</code>
/// <para>What the group would do if its maximum were 20.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scale-based-on-demand.html">Dynamic scaling</seealso>
[Cmdlet(VerbsDiagnostic.Test, "ScalingPolicy")]
[OutputType(typeof(ScalingRehearsal))]
[IamAction("autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "autoscaling:DescribeScheduledActions", "cloudwatch:DescribeAlarms")]
public sealed class TestScalingPolicyCommand : RehearsalCmdlet
{
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

    /// <inheritdoc/>
    private protected override async Task RunAsync()
    {
        foreach (var plan in Plans())
        {
            var load = Load(Described.Count > 0 ? Aws.UtcNow : DateTime.UtcNow);
            WriteObject(await Task.Run(() => Replay(plan, load), StopToken));
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
            var first = minutes is null ? source.Minutes([]).First() : minutes[0];
            var settings = AtLoad(plan.Settings, first);
            var table = new List<ReplayMinute>(SummaryOnly ? 0 : minutes!.Length);
            var timeline = new DecisionTimeline();
            var summary = ScalingReplay.Run(settings, source.Start, minutes ?? Cancellable(source.Minutes(assumptions)), (ulong)Seed, SummaryOnly ? null : (in ReplayMinute minute) =>
            {
                table.Add(minute);
                timeline.Add(minute);
            });
            Changes.Progress("Replaying", $"{plan.Name}: bands over {Runs} seeds", 50);
            var bands = Runs > 1 ? ReplayBands.Run(settings, source.Start, minutes!, Runs, StopToken) : null;
            return new ScalingRehearsal(plan.Name, settings, source.Start, table, timeline.Spans, summary, bands, assumptions, Seed);
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
