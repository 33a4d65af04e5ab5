using System.Globalization;
using AwsOps.Engine.Scaling;
using CloudWatchAlarm = Amazon.CloudWatch.Model.MetricAlarm;
using GroupPolicy = Amazon.AutoScaling.Model.ScalingPolicy;

namespace AwsOps.Scaling.Rehearsal;

/// <summary>
/// Why a group did what it did: for each minute of its history the state that its policies saw is put together, and the engine's rules
/// say what follows from it, the same rules that a replay and the sandbox follow.
/// </summary>
internal sealed class HistoryDecisions
{
    // A change that the rules ask for is seen within the lag of an alarm and of an activity.
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(3);

    private readonly GroupDescription _described;
    private readonly GroupHistory _history;
    private readonly ReplaySettings _settings;

    private HistoryDecisions(GroupDescription described, GroupHistory history)
    {
        (_described, _history) = (described, history);
        _settings = ReplayPlan.Of(described, new LoadModel { CapacityPerInstance = 1 }).Settings;
    }

    /// <summary>The decisions in the history's window, in order of time.</summary>
    public static IReadOnlyList<ScalingDecision> Of(GroupDescription described, GroupHistory history) => new HistoryDecisions(described, history).Decide();

    private List<ScalingDecision> Decide()
    {
        var timeline = new DecisionTimeline();
        var changes = new Dictionary<DateTime, CapacityChange>();
        var from = new DateTime(_history.From.Ticks - (_history.From.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc);
        for (var minute = from; minute < _history.To; minute = minute.AddMinutes(1))
        {
            var inMinute = _history.Changes.Where(change => change.Time >= minute && change.Time < minute.AddMinutes(1)).ToList();
            if (inMinute.Count == 0)
            {
                timeline.Add(Row(minute, null));
            }

            // Several changes in a minute are several decisions.
            foreach (var change in inMinute)
            {
                timeline.Add(Row(minute, change));
                changes[minute] = change;
            }
        }

        var name = _described.Group.AutoScalingGroupName;
        return [.. timeline.Spans.Select(span => span.Cause != ReplayCause.None && changes.TryGetValue(span.From, out var change)
            ? new ScalingDecision(name, span, change.Cause == "Policy" ? null : change.Cause, Tell(span, change))
            : new ScalingDecision(name, span))];
    }

    private static string Tell(DecisionSpan span, CapacityChange change) => string.Create(
        CultureInfo.InvariantCulture, $"{change.Time:HH:mm:ss} {change.Text}, desired capacity {change.Before} to {change.After}.{(change.Policy is not null && !double.IsNaN(span.Deciding.Metric) ? $" Metric {span.Deciding.Metric:0.###} against {span.Deciding.Target:0.###}." : "")}");

    private ReplayMinute Row(DateTime minute, CapacityChange? change)
    {
        var time = change?.Time ?? minute.AddMinutes(1).AddTicks(-1);
        var group = GroupAt(change is null ? time : time.AddTicks(-1));
        var proposals = _described.Policies.Select(policy => (Policy: policy, Proposal: Propose(policy, group, time))).Where(static item => item.Proposal is not null).ToList();
        var decision = PolicyArbiter.Combine(group, [.. proposals.Select(static item => item.Proposal!.Value)]);
        var (deciding, rules) = (decision.Deciding, decision.Rules);
        if (change is not null)
        {
            deciding = proposals.Find(item => item.Policy.PolicyName == change.Policy).Proposal ?? deciding;
            deciding = deciding with { Hold = HoldReason.None };
            rules = change.Cause switch
            {
                "Policy" => deciding.Rules == ScalingRules.None ? ScalingRules.TT1 : deciding.Rules | (proposals.Count > 1 ? ScalingRules.TT8 : 0),
                "Schedule" => ScalingRules.SC1,
                "Predictive" => ScalingRules.PR1,
                _ => ScalingRules.LIMITS,
            };
        }
        else if (decision.IsChange)
        {
            (deciding, rules) = Unseen(decision, time);
        }

        if (change is null && deciding.Hold is not (HoldReason.WithinTarget or HoldReason.AlarmNotYet or HoldReason.InsufficientData or HoldReason.None) && IsSuspended("AlarmNotification", time))
        {
            (deciding, rules) = (deciding with { Hold = HoldReason.Suspended }, ScalingRules.SUSPENDED);
        }

        return new ReplayMinute
        {
            Time = minute,
            Load = 0,
            Desired = change?.After ?? group.Desired,
            InService = _history.InServiceAt(time),
            Serving = 0,
            Warming = group.Warming,
            Pending = 0,
            Terminating = group.Terminating,
            Metric = deciding.Metric,
            HighAlarm = AlarmState.Ok,
            LowAlarm = AlarmState.Ok,
            Cause = change is null ? ReplayCause.None : change.Cause switch { "Schedule" => ReplayCause.Schedule, "Predictive" => ReplayCause.Predictive, _ => ReplayCause.Policy },
            Change = change is null ? 0 : change.After - change.Before,
            Decision = decision with { Deciding = deciding },
            Group = group,
            Rules = rules | (_settings.Load.IsBasicMonitoring ? ScalingRules.TT11 : ScalingRules.None),
            Lost = 0,
            BreachSeconds = 0,
        };
    }

    // The rules ask for a change that history does not have: it comes a little later, or AWS holds it back for a reason that it does not tell.
    private (PolicyProposal Deciding, ScalingRules Rules) Unseen(Engine.Scaling.ScalingDecision decision, DateTime time)
    {
        var hold = IsSuspended("AlarmNotification", time) ? HoldReason.Suspended
            : decision.Change < 0 && !_history.Changes.Exists(change => change.Time > time && change.Time <= time + Lag && change.After < change.Before) ? HoldReason.ScaleInPacing
            : HoldReason.ActivityNotYet;
        var rules = hold switch { HoldReason.Suspended => ScalingRules.SUSPENDED, HoldReason.ScaleInPacing => decision.Rules | ScalingRules.TT5, _ => decision.Rules };
        return (decision.Deciding with { Hold = hold, Direction = ScalingDirection.Hold }, rules);
    }

    private GroupCapacity GroupAt(DateTime time)
    {
        double warming = 0, pending = 0, terminating = 0;
        foreach (var change in _history.Instances.Where(change => change.Start <= time))
        {
            var units = _history.Weights.Of(change.InstanceId);
            var isUnderWay = change.End is not { } end || time < end;
            warming += change.IsLaunch && (isUnderWay || time < change.End!.Value.AddSeconds(WarmupOf(change))) ? units : 0;
            pending += change.IsLaunch && isUnderWay ? units : 0;
            // What returns to a warm pool does not terminate.
            terminating += !change.IsLaunch && !change.IsWarm && isUnderWay ? units : 0;
        }

        var ready = Math.Max(0, _history.WeightsInServiceAt(time).Sum() + pending - warming);
        return new GroupCapacity(_settings.MinSize, _settings.MaxSize, _history.DesiredAt(time), Round(ready), Round(warming), Round(terminating));
    }

    private static int Round(double units) => (int)Math.Round(units);

    private int WarmupOf(InstanceChange launch)
    {
        var policy = _described.Policies.FirstOrDefault(policy => policy.PolicyName == launch.Policy && policy.PolicyType is "TargetTrackingScaling" or "StepScaling");
        return InstanceWarmup.OfLaunch(policy is not null, policy?.EstimatedInstanceWarmup, _settings.DefaultInstanceWarmup, _settings.DefaultCooldown);
    }

    private PolicyProposal? Propose(GroupPolicy policy, in GroupCapacity group, DateTime time)
    {
        var alarms = _described.AlarmsOf(policy).ToList();
        if (!(policy.Enabled ?? true))
        {
            return new PolicyProposal(policy.PolicyName, ScalingDirection.Hold, group.Desired, HoldReason.PolicyDisabled, ScalingRules.SUSPENDED, double.NaN, double.NaN, double.NaN);
        }

        if (alarms.Count == 0)
        {
            return null;
        }

        if (policy.PolicyType == "TargetTrackingScaling")
        {
            return Track(policy, alarms, group, time);
        }

        var alarm = alarms[0];
        var (state, metric, settings) = (_history.StateAt(alarm, time), _history.MetricAt(alarm, time), ReplayPlan.Alarm(alarm));
        if (state != AlarmState.Alarm)
        {
            var hold = state == AlarmState.InsufficientData ? HoldReason.InsufficientData
                : settings.Comparison.Breaches(metric, settings.Threshold) ? HoldReason.AlarmNotYet : HoldReason.WithinTarget;
            return new PolicyProposal(policy.PolicyName, ScalingDirection.Hold, group.Desired, hold, ScalingRules.CW1, metric, settings.Threshold, double.NaN);
        }

        var type = Enum.TryParse<AdjustmentType>(policy.AdjustmentType, out var parsed) ? parsed : AdjustmentType.ChangeInCapacity;
        var magnitude = policy.MinAdjustmentMagnitude ?? policy.MinAdjustmentStep ?? 0;
        if (policy.PolicyType == "StepScaling")
        {
            var steps = (policy.StepAdjustments ?? []).Select(static step => new StepAdjustment(step.MetricIntervalLowerBound, step.MetricIntervalUpperBound, step.ScalingAdjustment ?? 0));
            return StepScaling.Decide(new StepScalingSettings { Policy = policy.PolicyName, AdjustmentType = type, Steps = [.. steps], MinAdjustmentMagnitude = magnitude, Threshold = settings.Threshold }, metric, group);
        }

        var isActive = _history.Instances.Exists(change => change.Start <= time && (change.End is not { } end || end > time));
        var last = _history.Changes.LastOrDefault(change => change.Time < time && IsSimple(change.Policy));
        var ended = last is null ? double.PositiveInfinity : (time - _history.Instances.Where(change => change.Start >= last.Time && change.End <= time).Select(static change => change.End!.Value).DefaultIfEmpty(last.Time).Max()).TotalSeconds;
        var cooldown = _described.Policies.FirstOrDefault(other => other.PolicyName == last?.Policy)?.Cooldown ?? _settings.DefaultCooldown;
        return SimpleScaling.Decide(new SimpleScalingSettings(policy.PolicyName, type, policy.ScalingAdjustment ?? 0, magnitude, policy.Cooldown), group, isActive, ended, cooldown) with { Metric = metric, Target = settings.Threshold };
    }

    private PolicyProposal Track(GroupPolicy policy, List<CloudWatchAlarm> alarms, in GroupCapacity group, DateTime time)
    {
        var high = alarms.Find(static alarm => alarm.ComparisonOperator?.Value.StartsWith("Greater", StringComparison.Ordinal) == true);
        var low = alarms.Find(static alarm => alarm.ComparisonOperator?.Value.StartsWith("Less", StringComparison.Ordinal) == true);
        var target = policy.TargetTrackingConfiguration?.TargetValue ?? 0;
        var lastIn = _history.Changes.LastOrDefault(change => change.Time < time && change.Policy is not null && change.After < change.Before);
        var input = new TargetTrackingInput(
            policy.PolicyName, target, high is null ? double.NaN : _history.MetricAt(high, time),
            high is null ? AlarmState.InsufficientData : _history.StateAt(high, time), low is null ? AlarmState.InsufficientData : _history.StateAt(low, time),
            policy.TargetTrackingConfiguration?.DisableScaleIn ?? false, lastIn is null ? double.PositiveInfinity : (time - lastIn.Time).TotalSeconds);
        var options = _settings.Policies.OfType<TargetTrackingPolicy>().FirstOrDefault(known => known.Name == policy.PolicyName)?.Options ?? TargetTrackingOptions.Default;
        return TargetTracking.Decide(input, group, options);
    }

    private bool IsSimple(string? policy) => policy is not null && _described.Policies.Any(other => other.PolicyName == policy && other.PolicyType is null or "SimpleScaling");

    private bool IsSuspended(string process, DateTime time) => (_described.Group.SuspendedProcesses ?? []).Exists(suspended =>
        suspended.ProcessName == process && !(SuspendedAt(suspended.SuspensionReason) > time));

    // "User suspended at 2024-03-01T10:00:00Z"
    private static DateTime? SuspendedAt(string? reason) =>
        reason?.IndexOf(" at ", StringComparison.Ordinal) is { } at and >= 0
        && DateTime.TryParse(reason[(at + 4)..], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
