using System.Globalization;
using System.Management.Automation;
using AwsOps.Common;
using AwsOps.Engine.Scaling;
using AwsOps.Scaling.Rehearsal;

namespace AwsOps.Scaling;

/// <summary>Searches the cheapest scaling settings that keep a load within a limit: target, minimum, warm-up, steps, schedule, warm pool.</summary>
/// <remarks>
/// <para>Candidates are replayed as Test-ScalingPolicy does it, a grid first, then better neighbors of the best. The end of the load is held back: the search never sees it, and the gain over today's settings is measured on it, under several seeds. The same input gives the same result.</para>
/// <para>The result has the parameters of Set-ScalingGroup, New-ScalingPolicy, Set-ScalingWarmPool, New-CpuAlarm and New-ScalingSchedule as tables to splat. Nothing is changed by the search.</para>
/// </remarks>
/// <example>
/// <code>Optimize-ScalingPolicy -MinSize 4 -MaxSize 20 -TargetCpu 40 -CapacityPerInstance 100 -Baseline 90 -Peak 900 -MaxBreachMinutes 15 -HoldBackPercent 0 -MaxCandidates 60 -Runs 3</code>
/// <para>Settings for a sale that may be above the limit for a quarter of an hour a day.</para>
/// </example>
/// <example>
/// <code>Start-AwsOpsSandbox; $group = New-LaunchTemplate shop -InstanceType t3.small | New-ScalingGroup shop -MinSize 4 -MaxSize 20; $null = $group | New-ScalingPolicy -TargetCpu 30; $found = $group | Optimize-ScalingPolicy -CapacityPerInstance 100 -Baseline 90 -Peak 900 -MaxBreachMinutes 15 -MaxCandidates 60 -Runs 3; $policy = $found.PolicyParameter[0]; New-ScalingPolicy better @policy</code>
/// <para>Finds settings for a group of the account, and brings the policy to it.</para>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scale-based-on-demand.html">Dynamic scaling</seealso>
[Cmdlet(VerbsCommon.Optimize, "ScalingPolicy")]
[OutputType(typeof(ScalingOptimization))]
[IamAction("autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "autoscaling:DescribeScheduledActions", "cloudwatch:DescribeAlarms", Of = [typeof(GroupPrices), typeof(LoadHistory)])]
public sealed class OptimizeScalingPolicyCommand : RehearsalCmdlet
{
    /// <summary>Minutes a day, on average, in which the load may be above the limit of what serves.</summary>
    [Parameter]
    [ValidateRange(0.0, 1440.0)]
    public double MaxBreachMinutes { get; set; } = 5;

    /// <summary>Share of the load, its end, that is held back from the search, in percent.</summary>
    [Parameter]
    [ValidateRange(0.0, 90.0)]
    public double HoldBackPercent { get; set; } = 30;

    /// <summary>Most candidates to try.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int MaxCandidates { get; set; } = 500;

    /// <summary>Seeds that the bands on the held-back part are taken over.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Runs { get; set; } = ReplayBands.DefaultSeeds;

    /// <summary>Targets to try. Without it derived from the metric.</summary>
    [Parameter]
    [ValidateCount(1, 1000)]
    public double[] TryTarget { get; set; } = [];

    /// <summary>Minimum sizes to try. Without it derived from the load.</summary>
    [Parameter]
    [ValidateCount(1, 1000)]
    public int[] TryMinimum { get; set; } = [];

    /// <summary>Tries no daily schedules.</summary>
    [Parameter]
    public SwitchParameter NoSchedule { get; set; }

    /// <summary>Tries no step policy beside target tracking.</summary>
    [Parameter]
    public SwitchParameter NoStep { get; set; }

    /// <summary>Tries a warm pool too, with -WarmPoolState and -ReuseOnScaleIn where they are given.</summary>
    [Parameter]
    public SwitchParameter TryWarmPool { get; set; }

    /// <inheritdoc/>
    private protected override bool TriesWarmPool => TryWarmPool;

    /// <inheritdoc/>
    private protected override async Task RunAsync()
    {
        var options = new OptimizerOptions
        {
            BreachMinutesPerDay = MaxBreachMinutes,
            HoldoutShare = HoldBackPercent / 100,
            MaxCandidates = MaxCandidates,
            Seeds = Runs,
            Targets = TryTarget,
            Minimums = TryMinimum,
            TrySchedules = !NoSchedule,
            TryWarmPool = TryWarmPool,
            WarmPool = PoolOf(null),
        };
        foreach (var plan in Plans())
        {
            var load = Load(Described.Count > 0 ? Aws.UtcNow : DateTime.UtcNow);
            var known = await WithHistoryAsync(plan, load);
            var found = await Task.Run(() => Search(known, load, options), StopToken);
            WarnOfBreach(found);
            WriteObject(found);
        }
    }

    /// <summary>The best of candidates that all fail is no advice: an unattended run should not take it for one.</summary>
    private void WarnOfBreach(ScalingOptimization found)
    {
        if (!found.IsLimitMet)
        {
            Changes.Warning(string.Create(CultureInfo.InvariantCulture, $"{found.ScalingGroupName}: none of {found.Tried.Count} candidates keeps to -MaxBreachMinutes {MaxBreachMinutes} a day; Best has the fewest minutes of breach, {found.Best.BreachMinutes:0.#}. A higher -MaxSize, -TryMinimum or -TryWarmPool may help."));
        }
        else if (found.IsLimitMetOnHeldBack == false)
        {
            Changes.Warning($"{found.ScalingGroupName}: Best keeps to -MaxBreachMinutes on the part of the load that was searched, not on the part that was held back.");
        }
    }

    private ScalingOptimization Search(ReplayPlan plan, LoadSource source, OptimizerOptions options)
    {
        const string Activity = "Searching scaling settings";
        var tracked = plan.Settings.Policies.OfType<TargetTrackingPolicy>().FirstOrDefault(static policy => policy.IsEnabled)
            ?? throw new AwsOpsException("NoTargetTracking", ErrorCategory.InvalidArgument, $"Group '{plan.Name}' has no target tracking policy that could be varied.", "Give one with -TargetCpu or -TargetRequestsPerInstance.");
        var assumptions = new List<string>(plan.Assumptions);
        // A step policy is called by an alarm, and New-CpuAlarm makes those on the CPU.
        options = options with { TrySteps = !NoStep && tracked.Metric == ScalingMetric.CpuUtilization };
        try
        {
            if (TryWarmPool && plan.Settings.FindWarmPoolProblem() is { } problem)
            {
                throw new AwsOpsException("InvalidSettings", ErrorCategory.InvalidArgument, $"-TryWarmPool, group '{plan.Name}': {problem}", "Leave -TryWarmPool out.");
            }

            var minutes = source.Minutes(assumptions).ToArray();
            var settings = AtLoad(plan.Settings, minutes[0]);
            NotePeak(minutes, settings, assumptions);
            var result = ScalingOptimizer.Search(settings, source.Start, minutes, options, StopToken, (tried, best) => Changes.Progress(
                Activity, string.Create(CultureInfo.InvariantCulture, $"{plan.Name}: {tried} candidates tried, best so far {best.Training.Cost:0.##} with {best.Training.BreachMinutes:0.#} minutes of breach"), Math.Min(99, 100 * tried / MaxCandidates)));
            return new ScalingOptimization(plan, result, settings, MaxBreachMinutes, assumptions);
        }
        finally
        {
            Changes.Progress(Activity, plan.Name, 101);
        }
    }
}
