namespace AwsOps.Engine.Scaling;

/// <summary>A policy of a replay with its alarms: evaluates them and says what the policy proposes.</summary>
internal abstract class ReplayPolicyState(ReplayPolicy policy)
{
    public string Name => policy.Name;

    public ScalingMetric Metric => policy.Metric;

    /// <summary>Its metric math, if it scales on any.</summary>
    public ReplayMathSeries? Formula { get; private set; }

    public int? WarmupSeconds => policy.WarmupSeconds;

    public abstract AlarmState High { get; }

    public abstract AlarmState Low { get; }

    public abstract int StepsNeeded { get; }

    /// <summary>Whether an alarm of the policy is evaluated when <paramref name="published"/> steps have been published.</summary>
    public abstract bool IsDue(long published, int stepSeconds);

    public abstract void Evaluate(MetricRing ring, int back);

    public abstract PolicyProposal Propose(in GroupCapacity group, in ReplayHistory history);

    public static ReplayPolicyState? Create(ReplayPolicy policy, ReplaySettings settings, int stepSeconds, int scaleInGap)
    {
        // An alarm on metric math gets one value for each of its periods.
        var step = policy.MetricMath?.PeriodSeconds ?? stepSeconds;
        ReplayPolicyState? state = policy switch
        {
            TargetTrackingPolicy tracking => new TrackingState(tracking, settings, step, scaleInGap),
            StepPolicy steps => new StepState(steps, settings, step),
            SimplePolicy simple => new SimpleState(simple, settings, step),
            _ => null,
        };
        if (state is not null && policy.MetricMath is { } math)
        {
            state.Formula = new ReplayMathSeries(math, stepSeconds, state.StepsNeeded);
        }

        return state;
    }

    private static bool IsBasic(ReplayPolicy policy, ReplaySettings settings) =>
        settings.Load.IsBasicMonitoring && policy.Metric == ScalingMetric.CpuUtilization;

    private static bool IsSum(ReplayPolicy policy) => policy.Metric == ScalingMetric.RequestCountPerTarget;

    private sealed class TrackingState : ReplayPolicyState
    {
        private readonly TargetTrackingPolicy _policy;
        private readonly TargetTrackingOptions _options;
        private readonly ReplayAlarm _high;
        private readonly ReplayAlarm _low;
        private readonly ScalingRules _basic;

        public TrackingState(TargetTrackingPolicy policy, ReplaySettings settings, int stepSeconds, int scaleInGap)
            : base(policy)
        {
            _policy = policy;
            var isBasic = IsBasic(policy, settings);
            _basic = isBasic ? ScalingRules.TT11 : ScalingRules.None;
            _options = policy.Options with
            {
                ScaleInGapSeconds = scaleInGap,
                PeriodSeconds = isBasic ? Math.Max(300, policy.Options.PeriodSeconds) : policy.Options.PeriodSeconds,
            };
            var isSum = IsSum(policy);
            var statistic = isSum ? "Sum" : "Average";
            _high = new(TargetTracking.HighAlarm("", policy.TargetValue, Guid.Empty, _options, statistic).Settings, stepSeconds, isSum, isBasic);
            _low = new(TargetTracking.LowAlarm("", policy.TargetValue, settings.DesiredCapacity ?? settings.MinSize, Guid.Empty, _options, statistic).Settings, stepSeconds, isSum, isBasic);
        }

        public override AlarmState High => _high.State;

        public override AlarmState Low => _low.State;

        public override int StepsNeeded => Math.Max(_high.StepsNeeded, _low.StepsNeeded);

        public override bool IsDue(long published, int stepSeconds) => _high.IsDue(published, stepSeconds);

        public override void Evaluate(MetricRing ring, int back)
        {
            _high.Evaluate(ring, back);
            _low.Evaluate(ring, back);
        }

        public override PolicyProposal Propose(in GroupCapacity group, in ReplayHistory history)
        {
            var input = new TargetTrackingInput(
                _policy.Name, _policy.TargetValue, _high.Latest, _high.State, _low.State, _policy.DisableScaleIn, history.SinceScaleIn);
            var proposal = TargetTracking.Decide(input, group, _options);
            // AWS sets the low threshold anew as the capacity changes (TT2), in force from the next evaluation.
            _low.SetThreshold(TargetTracking.LowThreshold(_policy.TargetValue, group.Desired, _options));
            var rules = proposal.Rules | _basic | (_high.IsRepeated || _low.IsRepeated ? ScalingRules.TT4 : 0)
                | (_policy.Metric == ScalingMetric.CpuUtilization && _high.Latest >= 99.9 ? ScalingRules.TT10 : 0);
            return proposal with { Rules = rules };
        }
    }

    private sealed class StepState(StepPolicy policy, ReplaySettings settings, int stepSeconds) : ReplayPolicyState(policy)
    {
        private readonly ReplayAlarm _alarm = new(policy.Alarm, stepSeconds, IsSum(policy), IsBasic(policy, settings) && policy.Alarm.PeriodSeconds % 300 == 0);
        private readonly StepScalingSettings _settings = new()
        {
            Policy = policy.Name,
            AdjustmentType = policy.AdjustmentType,
            Steps = policy.Steps,
            MinAdjustmentMagnitude = policy.MinAdjustmentMagnitude,
            Threshold = policy.Alarm.Threshold,
        };

        private readonly bool _isOut = policy.Steps.Any(s => s.Adjustment > 0) && policy.Alarm.Comparison <= AlarmComparison.GreaterThanOrEqualToThreshold;

        public override AlarmState High => _isOut ? _alarm.State : AlarmState.Ok;

        public override AlarmState Low => _isOut ? AlarmState.Ok : _alarm.State;

        public override int StepsNeeded => _alarm.StepsNeeded;

        public override bool IsDue(long published, int stepSeconds) => _alarm.IsDue(published, stepSeconds);

        public override void Evaluate(MetricRing ring, int back) => _alarm.Evaluate(ring, back);

        public override PolicyProposal Propose(in GroupCapacity group, in ReplayHistory history)
        {
            if (_alarm.State != AlarmState.Alarm)
            {
                return Idle(_settings.Policy, group, _alarm);
            }

            var proposal = StepScaling.Decide(_settings, _alarm.Latest, group);
            return _alarm.IsRepeated ? proposal with { Rules = proposal.Rules | ScalingRules.TT4 } : proposal;
        }
    }

    private sealed class SimpleState(SimplePolicy policy, ReplaySettings settings, int stepSeconds) : ReplayPolicyState(policy)
    {
        private readonly ReplayAlarm _alarm = new(policy.Alarm, stepSeconds, IsSum(policy), IsBasic(policy, settings) && policy.Alarm.PeriodSeconds % 300 == 0);
        private readonly SimpleScalingSettings _settings = new(policy.Name, policy.AdjustmentType, policy.Adjustment, policy.MinAdjustmentMagnitude, policy.CooldownSeconds ?? settings.DefaultCooldown);

        public override AlarmState High => policy.Adjustment > 0 ? _alarm.State : AlarmState.Ok;

        public override AlarmState Low => policy.Adjustment > 0 ? AlarmState.Ok : _alarm.State;

        public override int StepsNeeded => _alarm.StepsNeeded;

        public int Cooldown => _settings.CooldownSeconds!.Value;

        public override bool IsDue(long published, int stepSeconds) => _alarm.IsDue(published, stepSeconds);

        public override void Evaluate(MetricRing ring, int back) => _alarm.Evaluate(ring, back);

        public override PolicyProposal Propose(in GroupCapacity group, in ReplayHistory history)
        {
            if (_alarm.State != AlarmState.Alarm)
            {
                return Idle(_settings.Policy, group, _alarm);
            }

            var proposal = SimpleScaling.Decide(_settings, group, history.IsActivityInProgress, history.SinceSimpleActivity, history.SimpleCooldown);
            return proposal with { Metric = _alarm.Latest, Target = _alarm.Settings.Threshold };
        }
    }

    /// <summary>The cooldown that a change by this policy starts, or null when it is not a simple policy.</summary>
    public int? SimpleCooldown => (this as SimpleState)?.Cooldown;

    private static PolicyProposal Idle(string policy, in GroupCapacity group, ReplayAlarm alarm)
    {
        var hold = alarm.State == AlarmState.InsufficientData ? HoldReason.InsufficientData
            : alarm.Settings.Comparison.Breaches(alarm.Latest, alarm.Settings.Threshold) ? HoldReason.AlarmNotYet : HoldReason.WithinTarget;
        return new(policy, ScalingDirection.Hold, group.Desired, hold, ScalingRules.CW1, alarm.Latest, alarm.Settings.Threshold, double.NaN);
    }
}

/// <summary>What a policy needs to know of what came before.</summary>
internal readonly record struct ReplayHistory(double SinceScaleIn, bool IsActivityInProgress, double SinceSimpleActivity, int SimpleCooldown);
