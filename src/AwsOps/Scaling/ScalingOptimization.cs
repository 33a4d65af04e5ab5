using System.Collections;
using System.Globalization;
using AwsOps.Engine.Scaling;

namespace AwsOps;

/// <summary>What a search for cheaper scaling settings found, and the parameters that bring them to a group.</summary>
public sealed class ScalingOptimization
{
    internal ScalingOptimization(Scaling.Rehearsal.ReplayPlan plan, OptimizerResult result, ReplaySettings today, double limit, IReadOnlyList<string> assumptions)
    {
        var tracked = today.Policies.OfType<TargetTrackingPolicy>().FirstOrDefault(static policy => policy.IsEnabled);
        var group = plan.Name;
        ScalingGroupName = group;
        Price = plan.Prices;
        Best = new ScalingCandidate(result.Best, plan);
        Tried = (ScalingCandidate[])[.. result.Tried.Select(candidate => new ScalingCandidate(candidate, plan))];
        Pareto = (ScalingCandidate[])[.. result.Pareto.Select(candidate => new ScalingCandidate(candidate, plan))];
        Today = new RehearsalSummary(result.Baseline, plan);
        HeldBackToday = result.BaselineHoldout is { } before ? new RehearsalBands(before, before.Runs[0], plan) : null;
        HeldBackBest = result.BestHoldout is { } after ? new RehearsalBands(after, after.Runs[0], plan) : null;
        IsLimitMet = result.IsLimitMet;
        IsLimitMetOnHeldBack = result.IsLimitMetOnHoldout;
        MaxBreachMinutes = limit;
        SavingPercent = 100 * result.Saving;
        Assumption = [.. assumptions];
        GroupParameter = new Hashtable(StringComparer.OrdinalIgnoreCase) { ["ScalingGroupName"] = group, ["MinSize"] = result.Best.Parameters.MinSize };
        (PolicyParameter, AlarmParameter) = Policies(group, result.Best, tracked);
        WarmPoolParameter = result.Best.Settings.WarmPool is { } pool && today.WarmPool is null ? Pool(group, pool) : Table(null);
        ScheduleParameter = (Hashtable[])[.. Schedules(group, result.Best)];
    }

    /// <summary>Group it is for.</summary>
    public string ScalingGroupName { get; }

    /// <summary>The cheapest candidate within the limit; when none is, the one with the fewest minutes of breach.</summary>
    public ScalingCandidate Best { get; }

    /// <summary>Today's settings on the part of the load that the search saw.</summary>
    public RehearsalSummary Today { get; }

    /// <summary>Minutes of breach a day that were allowed.</summary>
    public double MaxBreachMinutes { get; }

    /// <summary>Whether the best keeps to the limit on the part of the load that the search saw.</summary>
    public bool IsLimitMet { get; }

    /// <summary>Whether it keeps to the limit on the part that was held back, in the median of its seeds; null when nothing was.</summary>
    public bool? IsLimitMetOnHeldBack { get; }

    /// <summary>Share of today's cost that is saved, in percent, on the part that was held back; below 0 when it costs more.</summary>
    public double SavingPercent { get; }

    /// <summary>Today's settings on the part that was held back; null when nothing was.</summary>
    public RehearsalBands? HeldBackToday { get; }

    /// <summary>The best candidate on the part that was held back; null when nothing was.</summary>
    public RehearsalBands? HeldBackBest { get; }

    /// <summary>Every candidate, in the order in which they were tried.</summary>
    public IReadOnlyList<ScalingCandidate> Tried { get; }

    /// <summary>Candidates that no other beats in both cost and minutes of breach, the cheapest first.</summary>
    public IReadOnlyList<ScalingCandidate> Pareto { get; }

    /// <summary>Parameters of Set-ScalingGroup.</summary>
    public IDictionary GroupParameter { get; }

    /// <summary>Parameters of Set-ScalingWarmPool, when the best has a warm pool and the group has none; else an empty table.</summary>
    public IDictionary WarmPoolParameter { get; }

    /// <summary>Parameters of New-ScalingPolicy, one table for each policy.</summary>
    public IReadOnlyList<Hashtable> PolicyParameter { get; }

    /// <summary>Parameters of New-CpuAlarm for the policy in the same place of <see cref="PolicyParameter"/>; an empty table for one that makes its own alarms.</summary>
    public IReadOnlyList<Hashtable> AlarmParameter { get; }

    /// <summary>Parameters of New-ScalingSchedule, one table for each action; empty when today's schedules stay.</summary>
    public IReadOnlyList<Hashtable> ScheduleParameter { get; }

    /// <summary>Prices that were looked up, with their source and since when they count; empty when they were given or the cost is in instance-hours.</summary>
    public IReadOnlyList<InstancePrice> Price { get; }

    /// <summary>What was assumed.</summary>
    public IReadOnlyList<string> Assumption { get; }

    private static (Hashtable[] Policies, Hashtable[] Alarms) Policies(string group, Candidate best, TargetTrackingPolicy? tracked)
    {
        var target = Math.Round(best.Parameters.Target, 2);
        var policies = new List<Hashtable>
        {
            Table(group, (tracked?.Metric == ScalingMetric.RequestCountPerTarget ? "TargetRequestsPerInstance" : "TargetCpu", target), ("WarmupSeconds", best.Parameters.WarmupSeconds)),
        };
        var alarms = new List<Hashtable> { Table(null) };
        if (tracked is { DisableScaleIn: true })
        {
            policies[0]["DisableScaleIn"] = true;
        }

        if (best.Settings.Policies.OfType<StepPolicy>().FirstOrDefault(policy => best.Parameters.BoostPercent > 0 && policy.Name == "surge-step") is { } boost)
        {
            policies.Add(Table(group, ("ScalingPolicyName", boost.Name), ("Step", new[] { new Hashtable { ["Lower"] = 0.0, ["Adjustment"] = boost.Steps[0].Adjustment } }), ("AdjustmentType", boost.AdjustmentType.ToString()), ("MinAdjustmentMagnitude", boost.MinAdjustmentMagnitude), ("WarmupSeconds", best.Parameters.WarmupSeconds)));
            alarms.Add(Table(null, ("Threshold", Math.Round(boost.Alarm.Threshold, 2)), ("Minutes", boost.Alarm.EvaluationPeriods)));
        }

        return ([.. policies], [.. alarms]);
    }

    private static IEnumerable<Hashtable> Schedules(string group, Candidate best) => best.Parameters.ScheduleShare <= 0 ? []
        : best.Settings.Schedules.Select(action => Table(group, ("ScalingScheduleName", action.Name), ("Recurrence", action.Recurrence!.Text), ("MinSize", action.MinSize!.Value)));

    private static Hashtable Pool(string group, ReplayWarmPool pool)
    {
        var table = Table(group);
        if (pool.State != WarmPoolState.Stopped)
        {
            table["State"] = pool.State.ToString();
        }

        if (pool.ReuseOnScaleIn)
        {
            table["ReuseOnScaleIn"] = true;
        }

        return table;
    }

    private static Hashtable Table(string? group, params (string Key, object Value)[] items)
    {
        var table = new Hashtable(StringComparer.OrdinalIgnoreCase);
        if (group is not null)
        {
            table["ScalingGroupName"] = group;
        }

        foreach (var (key, value) in items)
        {
            table[key] = value;
        }

        return table;
    }
}

/// <summary>Settings that a search tried, and what they come to on the part of the load that it saw.</summary>
public sealed class ScalingCandidate
{
    internal ScalingCandidate(Candidate candidate, Scaling.Rehearsal.ReplayPlan plan)
    {
        var parameters = candidate.Parameters;
        Target = parameters.Target;
        MinSize = parameters.MinSize;
        WarmupSeconds = parameters.WarmupSeconds;
        BoostPercent = parameters.BoostPercent;
        ScheduleMinimum = parameters.ScheduleShare > 0 ? candidate.Settings.Schedules.Select(static action => action.MinSize ?? 0).DefaultIfEmpty(0).Max() : 0;
        HasWarmPool = parameters.HasWarmPool;
        BreachMinutes = candidate.Training.BreachMinutes;
        RequestsLost = candidate.Training.RequestsLost;
        InstanceHours = candidate.Training.InstanceHours;
        Cost = plan.IsCostKnown ? candidate.Training.Cost : null;
    }

    /// <summary>Target of the target tracking policy.</summary>
    public double Target { get; }

    /// <summary>Fewest instances.</summary>
    public int MinSize { get; }

    /// <summary>The policy's warm-up.</summary>
    public int WarmupSeconds { get; }

    /// <summary>Percent that a step policy adds when the metric is far above the target; 0 for no step policy.</summary>
    public int BoostPercent { get; }

    /// <summary>Fewest instances in the busy hours, by a daily schedule; 0 for no schedule.</summary>
    public int ScheduleMinimum { get; }

    /// <summary>Whether there is a warm pool.</summary>
    public bool HasWarmPool { get; }

    /// <summary>Minutes with the load above the limit of what serves.</summary>
    public double BreachMinutes { get; }

    /// <summary>Requests lost.</summary>
    public double RequestsLost { get; }

    /// <summary>Instance-hours.</summary>
    public double InstanceHours { get; }

    /// <summary>Cost; null when a price could not be looked up.</summary>
    public double? Cost { get; }

    /// <summary>The settings in words.</summary>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"target {Target:0.##}, minimum {MinSize}, warm-up {WarmupSeconds} s{(BoostPercent > 0 ? $", step +{BoostPercent} %" : "")}{(ScheduleMinimum > 0 ? $", busy hours {ScheduleMinimum}" : "")}{(HasWarmPool ? ", warm pool" : "")}");

    /// <inheritdoc/>
    public override string ToString() => Description;
}
