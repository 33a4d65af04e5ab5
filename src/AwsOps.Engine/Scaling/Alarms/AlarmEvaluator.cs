namespace AwsOps.Engine.Scaling;

/// <summary>The outcome of one evaluation. It holds no text; <see cref="AlarmReason"/> words it.</summary>
/// <param name="State">The state after the evaluation.</param>
/// <param name="Received">How many real datapoints the decision rests on, at most N.</param>
/// <param name="Breaching">How many of those breach.</param>
/// <param name="Filled">How many of N were missing and stood in for by the treatment.</param>
/// <param name="IsPremature">Whether it is the premature alarm: fewer than M breaching datapoints, the oldest at least M old, none within the threshold.</param>
/// <param name="IsRetained">Whether the state was kept as it was because there was nothing to decide it with.</param>
/// <param name="Rules">The rules that decided.</param>
public readonly record struct AlarmEvaluation(
    AlarmState State, int Received, int Breaching, int Filled, bool IsPremature, bool IsRetained, ScalingRules Rules);

/// <summary>
/// Decides the state of a metric alarm as CloudWatch documents it: M of N (CW1), an evaluation range that is longer than N,
/// missing data filled in only where real datapoints do not suffice and the premature alarm (CW2), percentiles over few
/// samples (CW3). See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html.
/// </summary>
public static class AlarmEvaluator
{
    /// <summary>Evaluates an alarm.</summary>
    /// <param name="settings">The alarm; assumed to be valid.</param>
    /// <param name="window">One datapoint per period, the oldest first, missing ones as NaN. Only the last
    /// <see cref="AlarmSettings.EvaluationRange"/> are looked at; a shorter window is as if earlier periods had no data.</param>
    /// <param name="current">The state before.</param>
    public static AlarmEvaluation Evaluate(AlarmSettings settings, ReadOnlySpan<AlarmDatapoint> window, AlarmState current)
    {
        var needed = settings.EvaluationPeriods;
        var required = settings.RequiredDatapoints;
        var range = Math.Min(window.Length, settings.EvaluationRange);
        int received = 0, breaching = 0, oldestBreach = 0;
        double samples = 0;
        for (var age = 1; age <= range && received < needed; age++)
        {
            ref readonly var point = ref window[^age];
            if (point.IsMissing)
            {
                continue;
            }

            received++;
            samples += point.SampleCount;
            if (settings.Comparison.Breaches(point.Value, settings.Threshold))
            {
                breaching++;
                oldestBreach = age;
            }
        }

        if (settings.IgnoreLowSamples && received > 0
            && MetricStatistic.Percentile(settings.Statistic) is { } share && samples < MetricStatistic.SignificantSamples(share))
        {
            return new(current, received, breaching, needed - received, false, true, ScalingRules.CW3);
        }

        return Decide(settings.EffectiveMissingData, current, needed, required, received, breaching, oldestBreach);
    }

    private static AlarmEvaluation Decide(
        MissingDataTreatment treatment, AlarmState current, int needed, int required, int received, int breaching, int oldestBreach)
    {
        var filled = needed - received;
        if (filled == 0)
        {
            return new(breaching >= required ? AlarmState.Alarm : AlarmState.Ok, received, breaching, 0, false, false, ScalingRules.CW1);
        }

        var counted = treatment == MissingDataTreatment.Breaching ? breaching + filled : breaching;
        var isAlarm = counted >= required;
        var isDecided = isAlarm || treatment is MissingDataTreatment.Breaching or MissingDataTreatment.NotBreaching || received > breaching;
        if (isDecided)
        {
            return new(isAlarm ? AlarmState.Alarm : AlarmState.Ok, received, breaching, filled, false, false, ScalingRules.CW1 | ScalingRules.CW2);
        }

        // Only breaching datapoints, and fewer than M of them, or none at all.
        if (treatment == MissingDataTreatment.Ignore)
        {
            return new(current, received, breaching, filled, false, true, ScalingRules.CW2);
        }

        var isPremature = received > 0 && oldestBreach >= required;
        return new(isPremature ? AlarmState.Alarm : AlarmState.InsufficientData, received, breaching, filled, isPremature, false, ScalingRules.CW2);
    }
}
