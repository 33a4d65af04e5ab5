using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.CloudWatch.Alarms;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Policies;

/// <summary>
/// Lets the Engine's rules decide when an alarm invokes a policy, or a user does, and sets the desired capacity.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scale-based-on-demand.html
/// </summary>
internal static class PolicyExecution
{
    /// <summary>An alarm in ALARM invokes a policy; once a minute while it stays there (TT4).</summary>
    /// <returns>False when there is no such policy.</returns>
    public static bool Invoke(AutoScalingState state, string policyArn, MetricAlarm alarm)
    {
        foreach (var group in state.Groups)
        {
            if (group.Policies.Find(p => p.Arn == policyArn) is { } policy)
            {
                if (policy.Enabled && !group.IsSuspended("AlarmNotification") && !group.IsDeleting)
                {
                    Decide(state, group, policy, alarm);
                }

                return true;
            }
        }

        return false;
    }

    /// <summary>ExecutePolicy.</summary>
    public static void Execute(AutoScalingState state, ScalingGroup group, ScalingPolicy policy, Struct request)
    {
        if (policy.Type is not (ScalingPolicy.Simple or ScalingPolicy.Step))
        {
            throw AutoScalingErrors.Validation($"Policies of type {policy.Type} cannot be executed by a request.");
        }

        PolicyProposal proposal;
        if (policy.Type == ScalingPolicy.Step)
        {
            if (request.Double("MetricValue") is not { } metric || request.Double("BreachThreshold") is not { } threshold)
            {
                throw AutoScalingErrors.Validation("MetricValue and BreachThreshold are required to execute a policy of type StepScaling.");
            }

            proposal = StepScaling.Decide(StepSettings(policy, threshold), metric, group.CapacityAt(state.Now));
        }
        else
        {
            if (request.Bool("HonorCooldown") == true && InCooldown(state, group))
            {
                throw AutoScalingErrors.ActivityInProgress($"Scaling activity in progress for policy {policy.Name}: the cooldown has not ended, and HonorCooldown is set.");
            }

            proposal = SimpleScaling.Decide(SimpleSettings(policy), group.CapacityAt(state.Now), activityInProgress: false, double.PositiveInfinity);
        }

        Apply(state, group, policy, proposal.Capacity, $"a user request executed policy {policy.Name}");
    }

    /// <summary>Whether an activity or the default cooldown after it is still on.</summary>
    public static bool InCooldown(AutoScalingState state, ScalingGroup group) =>
        IsActive(group) || (group.LastActivityEnd is { } end && state.Now < end.AddSeconds(group.SimpleActivity?.CooldownSeconds ?? group.DefaultCooldown));

    private static void Decide(AutoScalingState state, ScalingGroup group, ScalingPolicy policy, MetricAlarm alarm)
    {
        PolicyProposal[] proposals = policy.Type switch
        {
            // TT8: scale-in needs every target tracking policy's consent, so all of them are asked.
            ScalingPolicy.TargetTracking => [.. group.Policies.Where(static p => p.Type == ScalingPolicy.TargetTracking && p.Enabled).Select(p => Track(state, group, p))],
            ScalingPolicy.Step => [StepScaling.Decide(StepSettings(policy, alarm.Settings.Threshold), Latest(state, alarm), group.CapacityAt(state.Now))],
            ScalingPolicy.Simple => [DecideSimple(state, group, policy)],
            _ => [],
        };
        var decision = PolicyArbiter.Combine(group.CapacityAt(state.Now), proposals);
        // Another policy's larger capacity is set by that policy's own alarm.
        if (decision.IsChange && decision.Deciding.Policy == policy.Name)
        {
            var desired = PredictiveScaling.Floor(decision.Desired, group.Desired, group.PredictedCapacity ?? 0, group.MaxSize);
            Apply(state, group, policy, desired, $"a monitor alarm {alarm.Name} in state ALARM triggered policy {policy.Name}");
        }
    }

    private static void Apply(AutoScalingState state, ScalingGroup group, ScalingPolicy policy, int desired, string what)
    {
        if (desired == group.Desired)
        {
            return;
        }

        if (desired < group.Desired)
        {
            group.LastScaleIn = state.Now;
        }

        if (policy.Type == ScalingPolicy.Simple)
        {
            group.SimpleActivity = (state.Now, policy.Cooldown ?? group.DefaultCooldown);
        }

        state.Capacity.SetDesired(group, desired, what, policy.Type is ScalingPolicy.Step or ScalingPolicy.TargetTracking ? policy.WarmupSeconds(group) : null);
        TargetTrackingAlarms.Refresh(state, group);
    }

    private static PolicyProposal Track(AutoScalingState state, ScalingGroup group, ScalingPolicy policy)
    {
        var alarms = state.Scope.Get<CloudWatchState>().Alarms;
        var high = (MetricAlarm?)alarms.Find(policy.OwnAlarms[0]);
        var low = policy.OwnAlarms.Count > 1 ? (MetricAlarm?)alarms.Find(policy.OwnAlarms[1]) : null;
        var input = new TargetTrackingInput(
            policy.Name,
            policy.TargetValue,
            high is null ? double.NaN : Latest(state, high),
            high?.State ?? AlarmState.InsufficientData,
            low?.State ?? AlarmState.InsufficientData,
            policy.DisableScaleIn,
            group.LastScaleIn is { } last ? (state.Now - last).TotalSeconds : double.PositiveInfinity);
        return TargetTracking.Decide(input, group.CapacityAt(state.Now), TargetTrackingAlarms.Options(state, group, policy));
    }

    private static PolicyProposal DecideSimple(AutoScalingState state, ScalingGroup group, ScalingPolicy policy)
    {
        var since = group.SimpleActivity is var (decided, _)
            ? (state.Now - (group.LastActivityEnd > decided ? group.LastActivityEnd.Value : decided)).TotalSeconds
            : double.PositiveInfinity;
        return SimpleScaling.Decide(
            SimpleSettings(policy), group.CapacityAt(state.Now), IsActive(group), since, group.SimpleActivity?.CooldownSeconds ?? group.DefaultCooldown);
    }

    private static StepScalingSettings StepSettings(ScalingPolicy policy, double threshold) => new()
    {
        Policy = policy.Name,
        AdjustmentType = policy.AdjustmentType,
        Steps = policy.Steps,
        MinAdjustmentMagnitude = policy.MinAdjustmentMagnitude,
        Threshold = threshold,
    };

    private static SimpleScalingSettings SimpleSettings(ScalingPolicy policy) =>
        new(policy.Name, policy.AdjustmentType, policy.Request.Int("ScalingAdjustment")!.Value, policy.MinAdjustmentMagnitude, policy.Cooldown);

    private static bool IsActive(ScalingGroup group) =>
        (group.Reconciliation is not null && group.Causes.Count > 0) || group.Instances.Exists(static i => i.Activity is { IsOver: false })
        || group.WarmPool?.Instances.Exists(static i => i.IsReturning) == true;

    /// <summary>The alarm's most recent datapoint; NaN when its evaluation range has none.</summary>
    private static double Latest(AutoScalingState state, MetricAlarm alarm)
    {
        var window = alarm.Window(state.Scope.Get<CloudWatchState>().Metrics, state.Now);
        return Array.FindLast(window, static p => !p.IsMissing) is { SampleCount: > 0 } point ? point.Value : double.NaN;
    }
}
