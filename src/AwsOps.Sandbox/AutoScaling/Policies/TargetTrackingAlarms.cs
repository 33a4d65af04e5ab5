using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.CloudWatch;
using AwsOps.Sandbox.CloudWatch.Alarms;

namespace AwsOps.Sandbox.AutoScaling.Policies;

/// <summary>
/// The two alarms of a target tracking policy (TT1, TT2); with scale-in disabled there is only the high one.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
/// </summary>
internal static class TargetTrackingAlarms
{
    public static void Put(AutoScalingState state, ScalingGroup group, ScalingPolicy policy)
    {
        Remove(state, policy);
        var high = TargetTracking.HighAlarm(group.Name, policy.TargetValue, Id(state), Options(state, group, policy));
        PutAlarm(state, group, policy, high);
        policy.OwnAlarms.Add(high.Name);
        if (!policy.DisableScaleIn)
        {
            var low = TargetTracking.LowAlarm(group.Name, policy.TargetValue, group.Desired, Id(state), Options(state, group, policy));
            PutAlarm(state, group, policy, low);
            policy.OwnAlarms.Add(low.Name);
        }
    }

    /// <summary>Brings low thresholds in line with the capacity, as AWS does when it changes (TT2).</summary>
    public static void Refresh(AutoScalingState state, ScalingGroup group)
    {
        var alarms = state.Scope.Get<CloudWatchState>().Alarms;
        foreach (var policy in group.Policies.Where(static p => p.OwnAlarms.Count == 2))
        {
            var options = Options(state, group, policy);
            var threshold = TargetTracking.LowThreshold(policy.TargetValue, group.Desired, options);
            if (alarms.Find(policy.OwnAlarms[1]) is MetricAlarm low && low.Settings.Threshold != threshold)
            {
                PutAlarm(state, group, policy, new TargetTrackingAlarm(low.Name, low.Settings with { Threshold = threshold }));
            }
        }
    }

    public static void Remove(AutoScalingState state, ScalingPolicy policy)
    {
        var alarms = state.Scope.Get<CloudWatchState>().Alarms;
        foreach (var alarm in policy.OwnAlarms.Select(alarms.Find).OfType<Alarm>())
        {
            alarms.Remove(alarm);
        }

        policy.OwnAlarms.Clear();
    }

    /// <summary>The cadence: a minute, or five with basic monitoring (TT11).</summary>
    public static TargetTrackingOptions Options(AutoScalingState state, ScalingGroup group, ScalingPolicy policy) =>
        TargetTrackingMetric.IsBasic(state, group, policy.Tracking!) ? TargetTrackingOptions.Default with { PeriodSeconds = 300 } : TargetTrackingOptions.Default;

    private static void PutAlarm(AutoScalingState state, ScalingGroup group, ScalingPolicy policy, TargetTrackingAlarm alarm)
    {
        var request = TargetTrackingMetric.Members(group, policy.Tracking!);
        request["AlarmName"] = alarm.Name;
        request["AlarmDescription"] = $"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {policy.Arn}.";
        request["AlarmActions"] = new List<string> { policy.Arn };
        request["EvaluationPeriods"] = (long)alarm.Settings.EvaluationPeriods;
        request["Threshold"] = alarm.Settings.Threshold;
        request["ComparisonOperator"] = alarm.Settings.Comparison.ToString();
        if (!request.Has("Metrics") && !request.Has("Period"))
        {
            request["Period"] = (long)alarm.Settings.PeriodSeconds;
        }

        PutMetricAlarm.Put(state.Scope.Get<CloudWatchState>().Alarms, request);
    }

    private static Guid Id(AutoScalingState state) => Guid.Parse(state.Scope.Ids.Uuid());
}
