using AwsOps.Engine.Scaling;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.AutoScaling.Policies;

/// <summary>
/// What PutScalingPolicy may say for each type of policy.
/// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html
/// </summary>
internal static class PolicyRequest
{
    private static readonly Dictionary<string, string[]> Members = new(StringComparer.Ordinal)
    {
        [ScalingPolicy.Simple] = ["AdjustmentType", "ScalingAdjustment", "Cooldown", "MinAdjustmentMagnitude", "MinAdjustmentStep"],
        [ScalingPolicy.Step] = ["AdjustmentType", "StepAdjustments", "MetricAggregationType", "EstimatedInstanceWarmup", "MinAdjustmentMagnitude", "MinAdjustmentStep"],
        [ScalingPolicy.TargetTracking] = ["TargetTrackingConfiguration", "EstimatedInstanceWarmup"],
        [ScalingPolicy.Predictive] = ["PredictiveScalingConfiguration"],
    };

    public static void Check(Struct request, string type)
    {
        if (!Members.TryGetValue(type, out var allowed))
        {
            throw AutoScalingErrors.Validation($"PolicyType '{type}' is not valid: use {string.Join(", ", Members.Keys)}.");
        }

        var foreign = Members.Values.SelectMany(static m => m).Except(allowed).FirstOrDefault(m => request.Has(m) && request[m] is not IReadOnlyCollection<object> { Count: 0 });
        if (foreign is not null)
        {
            throw AutoScalingErrors.Validation($"{foreign} is not valid for a policy of type {type}: use {string.Join(", ", allowed)}.");
        }

        if (allowed.Take(type == ScalingPolicy.TargetTracking ? 1 : 2).FirstOrDefault(m => !request.Has(m)) is { } missing && missing is not "Cooldown")
        {
            throw AutoScalingErrors.Validation($"{missing} is required for a policy of type {type}.");
        }

        if (type is ScalingPolicy.Simple or ScalingPolicy.Step)
        {
            CheckAdjustment(request, type);
        }
    }

    private static void CheckAdjustment(Struct request, string type)
    {
        var text = request.String("AdjustmentType")!;
        if (!Enum.TryParse<AdjustmentType>(text, out var adjustment) || !Enum.IsDefined(adjustment))
        {
            throw AutoScalingErrors.Validation($"AdjustmentType '{text}' is not valid: use {string.Join(", ", Enum.GetNames<AdjustmentType>())}.");
        }

        var magnitude = request.Int("MinAdjustmentMagnitude") ?? request.Int("MinAdjustmentStep") ?? 0;
        if (type == ScalingPolicy.Simple)
        {
            if (magnitude != 0 && adjustment != AdjustmentType.PercentChangeInCapacity)
            {
                throw AutoScalingErrors.Validation("MinAdjustmentMagnitude is only for AdjustmentType PercentChangeInCapacity.");
            }

            return;
        }

        var steps = request.Structs("StepAdjustments").Select(static s => new StepAdjustment(
            s.Double("MetricIntervalLowerBound"), s.Double("MetricIntervalUpperBound"), s.Int("ScalingAdjustment")!.Value)).ToList();
        if (StepScaling.FindProblem(adjustment, steps, magnitude) is { } problem)
        {
            throw AutoScalingErrors.Validation(problem);
        }
    }
}
