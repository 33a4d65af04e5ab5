namespace AwsOps.Engine.Scaling;

/// <summary>A simple scaling policy.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="AdjustmentType">What the adjustment means.</param>
/// <param name="Adjustment">Units, percent, or the exact capacity.</param>
/// <param name="MinAdjustmentMagnitude">The least change of a percentage, in units; 0 for none.</param>
/// <param name="CooldownSeconds">The policy's own cooldown; null is the group's default.</param>
public sealed record SimpleScalingSettings(
    string Policy, AdjustmentType AdjustmentType, int Adjustment, int MinAdjustmentMagnitude = 0, int? CooldownSeconds = null);

/// <summary>
/// Simple scaling (SI1): one adjustment, then wait for the activity and the cooldown. See
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/Cooldown.html.
/// </summary>
public static class SimpleScaling
{
    /// <summary>The default cooldown of a group, in seconds.</summary>
    public const int DefaultCooldownSeconds = 300;

    /// <summary>What the policy asks for while its alarm is in ALARM.</summary>
    /// <param name="settings">The policy.</param>
    /// <param name="group">The group.</param>
    /// <param name="activityInProgress">Whether a scaling activity or a health replacement is going on.</param>
    /// <param name="secondsSinceActivity">Time since the last simple scaling activity ended (its last instance launched or gone); infinity when there was none.</param>
    /// <param name="cooldownSeconds">The cooldown of that activity: its policy's, else the group's default.</param>
    public static PolicyProposal Decide(
        SimpleScalingSettings settings, in GroupCapacity group, bool activityInProgress, double secondsSinceActivity, int cooldownSeconds = DefaultCooldownSeconds)
    {
        if (activityInProgress)
        {
            return Hold(settings, group, HoldReason.ActivityInProgress, double.NaN, ScalingRules.SI1);
        }

        if (secondsSinceActivity < cooldownSeconds)
        {
            return Hold(settings, group, HoldReason.Cooldown, double.NaN, ScalingRules.SI1);
        }

        var wanted = CapacityAdjustment.Apply(settings.AdjustmentType, group.Current, settings.Adjustment, settings.MinAdjustmentMagnitude);
        var rules = ScalingRules.SI1 | (settings.AdjustmentType == AdjustmentType.PercentChangeInCapacity ? ScalingRules.ST2 : ScalingRules.None);
        if (settings.AdjustmentType != AdjustmentType.ExactCapacity && settings.Adjustment < 0 && wanted >= group.Desired)
        {
            return Hold(settings, group, HoldReason.CoveredByOverage, wanted, rules | ScalingRules.MI2);
        }

        if (settings.AdjustmentType != AdjustmentType.ExactCapacity && settings.Adjustment > 0 && wanted <= group.Desired)
        {
            // Instances that could not be launched yet are already desired.
            return Hold(settings, group, HoldReason.CoveredByWarming, wanted, rules);
        }

        var capacity = group.Clamp(wanted);
        if (capacity == group.Desired)
        {
            return Hold(settings, group, wanted == capacity ? HoldReason.RoundingGivesNoChange : HoldReason.AtLimit, wanted, rules | (wanted == capacity ? 0 : ScalingRules.LIMITS));
        }

        return new(settings.Policy, capacity > group.Desired ? ScalingDirection.Out : ScalingDirection.In, capacity, HoldReason.None,
            capacity == wanted ? rules : rules | ScalingRules.LIMITS, double.NaN, double.NaN, wanted);
    }

    private static PolicyProposal Hold(SimpleScalingSettings settings, in GroupCapacity group, HoldReason reason, double raw, ScalingRules rules) =>
        new(settings.Policy, ScalingDirection.Hold, group.Desired, reason, rules, double.NaN, double.NaN, raw);
}
