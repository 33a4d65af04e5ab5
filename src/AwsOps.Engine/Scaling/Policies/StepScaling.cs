using System.Globalization;

namespace AwsOps.Engine.Scaling;

/// <summary>One step: its bounds relative to the alarm's threshold, and what it changes.</summary>
/// <param name="LowerBound">Difference to the threshold at which the step begins; null is minus infinity.</param>
/// <param name="UpperBound">Difference to the threshold at which it ends; null is infinity.</param>
/// <param name="Adjustment">Units, percent, or the exact capacity.</param>
public readonly record struct StepAdjustment(double? LowerBound, double? UpperBound, int Adjustment)
{
    /// <summary>Whether the step holds a metric that is <paramref name="difference"/> above (or, negative, below) the threshold.</summary>
    public bool Holds(double difference)
    {
        // At or above the threshold: lower inclusive, upper exclusive. Below it: lower exclusive, upper inclusive. (ST1)
        var lower = LowerBound ?? double.NegativeInfinity;
        var upper = UpperBound ?? double.PositiveInfinity;
        return IsAbove(difference, lower, upper)
            ? difference >= lower && difference < upper
            : difference > lower && difference <= upper;
    }

    // On the threshold itself both readings meet: a step that begins there is of a scale-out, one that ends there of a scale-in.
    private static bool IsAbove(double difference, double lower, double upper) =>
        difference > 0 || (difference == 0 && lower >= 0 && upper > 0);
}

/// <summary>A step scaling policy.</summary>
public sealed record StepScalingSettings
{
    /// <summary>The policy's name.</summary>
    public required string Policy { get; init; }

    /// <summary>What adjustments mean.</summary>
    public AdjustmentType AdjustmentType { get; init; }

    /// <summary>The steps; 1 to 20.</summary>
    public required IReadOnlyList<StepAdjustment> Steps { get; init; }

    /// <summary>The least change of a percentage, in units; 0 for none.</summary>
    public int MinAdjustmentMagnitude { get; init; }

    /// <summary>The threshold of the alarm that invokes the policy.</summary>
    public required double Threshold { get; init; }
}

/// <summary>
/// Step scaling (ST1 to ST4). See https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html.
/// </summary>
public static class StepScaling
{
    /// <summary>How many steps a policy may have.</summary>
    public const int MaxSteps = 20;

    /// <summary>
    /// What is wrong with a set of steps, or null: gaps, overlaps, null bounds, number, signs, as in
    /// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_StepAdjustment.html. The text names the value and what would be right.
    /// </summary>
    public static string? FindProblem(AdjustmentType type, IReadOnlyList<StepAdjustment> steps, int minAdjustmentMagnitude = 0)
    {
        if (steps.Count is 0 or > MaxSteps)
        {
            return $"StepAdjustments has {steps.Count} steps: use 1 to {MaxSteps}.";
        }

        if (minAdjustmentMagnitude != 0 && type != AdjustmentType.PercentChangeInCapacity)
        {
            return $"MinAdjustmentMagnitude {minAdjustmentMagnitude} is only for PercentChangeInCapacity: leave it out with {type}.";
        }

        if (minAdjustmentMagnitude < 0)
        {
            return $"MinAdjustmentMagnitude {minAdjustmentMagnitude} is negative: use a number of units.";
        }

        foreach (var step in steps)
        {
            if (FindProblem(type, step) is { } problem)
            {
                return problem;
            }
        }

        return FindProblemBetween([.. steps.OrderBy(s => s.LowerBound ?? double.NegativeInfinity)]);
    }

    /// <summary>The index of the step that holds the metric, or −1.</summary>
    public static int Select(IReadOnlyList<StepAdjustment> steps, double metric, double threshold)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Holds(metric - threshold))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>What the policy asks for while its alarm is in ALARM with the aggregated <paramref name="metric"/>.</summary>
    public static PolicyProposal Decide(StepScalingSettings settings, double metric, in GroupCapacity group)
    {
        var index = double.IsNaN(metric) ? -1 : Select(settings.Steps, metric, settings.Threshold);
        if (index < 0)
        {
            return Hold(settings, group, metric, double.IsNaN(metric) ? HoldReason.InsufficientData : HoldReason.NoStep, double.NaN, ScalingRules.ST1);
        }

        var adjustment = settings.Steps[index].Adjustment;
        if (settings.AdjustmentType == AdjustmentType.ExactCapacity)
        {
            return Bound(settings, metric, group, adjustment, ScalingRules.ST1);
        }

        if (adjustment == 0)
        {
            return Hold(settings, group, metric, HoldReason.NoStep, group.Desired, ScalingRules.ST1);
        }

        // "While scaling out, we do not consider instances that are warming up as part of the current capacity"; "while
        // scaling in, we consider instances that are terminating as part of the current capacity".
        var basis = adjustment > 0 ? group.Ready : group.Ready + group.Terminating;
        var wanted = CapacityAdjustment.Apply(settings.AdjustmentType, basis, adjustment, settings.MinAdjustmentMagnitude);
        var rules = ScalingRules.ST1
            | (settings.AdjustmentType == AdjustmentType.PercentChangeInCapacity ? ScalingRules.ST2 : ScalingRules.None)
            | (adjustment > 0 ? ScalingRules.ST3 : ScalingRules.ST4);
        if (adjustment > 0 && wanted <= group.Desired)
        {
            return Hold(settings, group, metric, HoldReason.CoveredByWarming, wanted, rules);
        }

        if (adjustment < 0 && group.Warming > 0)
        {
            return Hold(settings, group, metric, HoldReason.ScaleOutInProgress, wanted, rules);
        }

        if (adjustment < 0 && wanted >= group.Desired)
        {
            var isOverage = group.Terminating == 0;
            return Hold(settings, group, metric, isOverage ? HoldReason.CoveredByOverage : HoldReason.CoveredByTerminating, wanted, isOverage ? rules | ScalingRules.MI2 : rules);
        }

        return Bound(settings, metric, group, wanted, rules);
    }

    private static PolicyProposal Bound(StepScalingSettings settings, double metric, in GroupCapacity group, long wanted, ScalingRules rules)
    {
        var capacity = group.Clamp(wanted);
        if (capacity == group.Desired)
        {
            return Hold(settings, group, metric, wanted == group.Desired ? HoldReason.RoundingGivesNoChange : HoldReason.AtLimit, wanted, rules | (wanted == group.Desired ? 0 : ScalingRules.LIMITS));
        }

        if (capacity < group.Desired && group.Warming > 0)
        {
            return Hold(settings, group, metric, HoldReason.ScaleOutInProgress, wanted, rules | ScalingRules.ST4);
        }

        return new(settings.Policy, capacity > group.Desired ? ScalingDirection.Out : ScalingDirection.In, capacity, HoldReason.None,
            capacity == wanted ? rules : rules | ScalingRules.LIMITS, metric, settings.Threshold, wanted);
    }

    private static PolicyProposal Hold(StepScalingSettings settings, in GroupCapacity group, double metric, HoldReason reason, double raw, ScalingRules rules) =>
        new(settings.Policy, ScalingDirection.Hold, group.Desired, reason, rules, metric, settings.Threshold, raw);

    private static string? FindProblem(AdjustmentType type, StepAdjustment step)
    {
        if (step.LowerBound is null && step.UpperBound is null)
        {
            return "A step has neither a lower nor an upper bound: give it one of them.";
        }

        if (step is { LowerBound: { } low, UpperBound: { } high } && low >= high)
        {
            return $"Step {Text(step)}: the upper bound must be greater than the lower bound.";
        }

        return type == AdjustmentType.ExactCapacity && step.Adjustment < 0
            ? $"Step {Text(step)}: ExactCapacity {step.Adjustment} is negative: use 0 or more."
            : null;
    }

    private static string? FindProblemBetween(StepAdjustment[] steps)
    {
        for (var i = 1; i < steps.Length; i++)
        {
            var (before, after) = (steps[i - 1], steps[i]);
            if (after.LowerBound is null)
            {
                return $"Steps {Text(before)} and {Text(after)} both have no lower bound: only one may.";
            }

            if (before.UpperBound is null)
            {
                return after.UpperBound is null
                    ? $"Steps {Text(before)} and {Text(after)} both have no upper bound: only one may."
                    : $"Steps {Text(before)} and {Text(after)} overlap.";
            }

            if (after.LowerBound < before.UpperBound)
            {
                return $"Steps {Text(before)} and {Text(after)} overlap: start the second at {Number(before.UpperBound.Value)}.";
            }

            if (after.LowerBound > before.UpperBound)
            {
                return $"There is a gap between steps {Text(before)} and {Text(after)}: start the second at {Number(before.UpperBound.Value)}.";
            }
        }

        if (steps[0].LowerBound is < 0)
        {
            return $"Step {Text(steps[0])} has a negative lower bound, so one step must have no lower bound.";
        }

        return steps[^1].UpperBound is > 0
            ? $"Step {Text(steps[^1])} has a positive upper bound, so one step must have no upper bound."
            : null;
    }

    private static string Text(StepAdjustment step) =>
        $"[{(step.LowerBound is { } low ? Number(low) : "-infinity")}, {(step.UpperBound is { } high ? Number(high) : "infinity")})";

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
