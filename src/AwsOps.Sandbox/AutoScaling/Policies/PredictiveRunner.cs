using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.AutoScaling.Groups;
using AwsOps.Sandbox.CloudWatch;

namespace AwsOps.Sandbox.AutoScaling.Policies;

/// <summary>
/// Puts each hour's forecast capacity in place as the clock goes, ahead of the hour (PR1).
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-predictive-scaling.html
/// </summary>
internal static class PredictiveRunner
{
    private const int DefaultBuffer = 300;

    /// <summary>Forecasts, and applies the forecast of the present hour if the policy scales.</summary>
    public static void Start(AutoScalingState state, ScalingGroup group, ScalingPolicy policy)
    {
        Stop(group, policy);
        policy.Forecast ??= new();
        Run(state, group, policy, MetricStore.Floor(state.Now, 3600));
    }

    /// <summary>The policy no longer holds capacity for its forecast.</summary>
    public static void Stop(ScalingGroup group, ScalingPolicy policy)
    {
        policy.Forecast?.Timer?.Dispose();
        if (policy.IsPredictiveScaling || !group.Policies.Exists(static p => p.IsPredictiveScaling))
        {
            group.PredictedCapacity = null;
        }
    }

    private static void Run(AutoScalingState state, ScalingGroup group, ScalingPolicy policy, DateTime hour)
    {
        if (group.IsGone || PredictiveMetric.LoadId(group, policy.Prediction!) is not { } metric)
        {
            return;
        }

        policy.Forecast!.Refresh(state, metric);
        if (policy.IsPredictiveScaling && policy.Enabled && !group.IsDeleting)
        {
            Apply(state, group, policy, hour);
        }

        var next = hour.AddHours(1);
        policy.Forecast.Timer = state.Scope.Clock.At(next.AddSeconds(-(policy.Prediction!.Int("SchedulingBufferTime") ?? DefaultBuffer)), () => Run(state, group, policy, next));
    }

    private static void Apply(AutoScalingState state, ScalingGroup group, ScalingPolicy policy, DateTime hour)
    {
        var capacity = policy.Forecast!.CapacityOf(hour, policy.PredictionTarget, group);
        group.PredictedCapacity = capacity > 0 ? capacity : null;
        group.MaxSize = PredictiveScaling.EffectiveMax(group.MaxSize, capacity, policy.Prediction!.Int("MaxCapacityBuffer"));
        if (capacity > 0 && PredictiveScaling.Desired(group.Desired, capacity, group.MinSize, group.MaxSize) is var desired && desired > group.Desired)
        {
            state.Capacity.SetDesired(group, desired, $"predictive scaling policy {policy.Name} forecast a capacity of {capacity} for {hour:yyyy-MM-ddTHH:mm:ssZ}");
            TargetTrackingAlarms.Refresh(state, group);
        }
    }
}
