using System.Globalization;

namespace AwsOps.Engine.Scaling;

/// <summary>
/// What a policy sees of a group, in capacity units (instances, unless instance types have weights).
/// </summary>
/// <param name="Min">The minimum size.</param>
/// <param name="Max">The maximum size.</param>
/// <param name="Desired">The desired capacity.</param>
/// <param name="Ready">Capacity in service that has finished its warm-up.</param>
/// <param name="Warming">Capacity that is launching, or in service and still warming up.</param>
/// <param name="Terminating">Capacity that is leaving but not gone yet.</param>
public readonly record struct GroupCapacity(int Min, int Max, int Desired, int Ready, int Warming = 0, int Terminating = 0)
{
    /// <summary>Ready plus warming: what a simple policy calls the current capacity.</summary>
    public int Current => Ready + Warming;

    /// <summary>A settled group: everything desired is ready.</summary>
    public static GroupCapacity Settled(int min, int max, int desired) => new(min, max, desired, desired);

    /// <summary><paramref name="capacity"/> within minimum and maximum.</summary>
    public int Clamp(long capacity) => (int)Math.Clamp(capacity, Min, Math.Max(Min, Max));
}

/// <summary>What a policy wants.</summary>
public enum ScalingDirection
{
    /// <summary>To leave the capacity as it is.</summary>
    Hold,

    /// <summary>More capacity.</summary>
    Out,

    /// <summary>Less capacity.</summary>
    In,
}

/// <summary>Why capacity was left as it is.</summary>
public enum HoldReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>No alarm of the policy is in ALARM.</summary>
    WithinTarget,

    /// <summary>The metric is beyond the alarm's threshold, but not for as many datapoints as the alarm asks for (CW1).</summary>
    AlarmNotYet,

    /// <summary>The alarm has insufficient data (TT9).</summary>
    InsufficientData,

    /// <summary>The group is at its maximum (or, scaling in, its minimum) size.</summary>
    AtLimit,

    /// <summary>Warming instances already cover what would be added (TT6, ST3).</summary>
    CoveredByWarming,

    /// <summary>A scale-out is in progress, so scale-in waits (TT6, ST4).</summary>
    ScaleOutInProgress,

    /// <summary>Terminating instances already cover what would be removed (ST4).</summary>
    CoveredByTerminating,

    /// <summary>Rounding leaves the capacity as it is (TT3, ST2).</summary>
    RoundingGivesNoChange,

    /// <summary>The policy's scale-in is disabled.</summary>
    ScaleInDisabled,

    /// <summary>The pace of scale-in is not due yet (TT5).</summary>
    ScaleInPacing,

    /// <summary>The change is asked for, and its activity has not begun yet: in a group's history, never in a replay.</summary>
    ActivityNotYet,

    /// <summary>Another target tracking policy is not ready to scale in (TT8).</summary>
    AnotherPolicyNotReady,

    /// <summary>A scaling activity is in progress and the policy is simple (SI1).</summary>
    ActivityInProgress,

    /// <summary>The cooldown has not ended and the policy is simple (SI1).</summary>
    Cooldown,

    /// <summary>No step holds the metric (ST1), or the step's adjustment is 0.</summary>
    NoStep,

    /// <summary>A process that this needs is suspended.</summary>
    Suspended,

    /// <summary>The policy is disabled.</summary>
    PolicyDisabled,

    /// <summary>Weights leave the group above its desired capacity by more than the decrement (MI2).</summary>
    CoveredByOverage,
}

/// <summary>
/// What one policy proposes at one moment. Holds numbers only; <see cref="Describe"/> words them.
/// </summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Direction">What the policy wants.</param>
/// <param name="Capacity">The desired capacity that it proposes (the present one when it holds).</param>
/// <param name="Hold">Why it holds, if it does.</param>
/// <param name="Rules">The rules that this rests on.</param>
/// <param name="Metric">The metric's value, NaN when there was none.</param>
/// <param name="Target">The target or threshold that the metric was held against.</param>
/// <param name="Unbounded">The capacity before rounding and limits, in capacity units; NaN when none was worked out.</param>
/// <param name="IsTargetTracking">Whether it is a target tracking policy with scale-in enabled: all of those must be ready before any scales in.</param>
public readonly record struct PolicyProposal(
    string Policy, ScalingDirection Direction, int Capacity, HoldReason Hold, ScalingRules Rules,
    double Metric, double Target, double Unbounded, bool IsTargetTracking = false)
{
    /// <summary>One sentence that says what the policy did and why, with its numbers.</summary>
    public string Describe(in GroupCapacity group)
    {
        var figures = string.Create(CultureInfo.InvariantCulture, $"metric {Metric:0.###} against {Target:0.###}");
        var raw = double.IsNaN(Unbounded) ? "" : string.Create(CultureInfo.InvariantCulture, $", which asks for {Unbounded:0.##}");
        return Hold switch
        {
            HoldReason.None => $"{Policy}: {figures}{raw}; desired capacity {group.Desired} to {Capacity}.",
            HoldReason.WithinTarget => $"{Policy}: no alarm of the policy is in ALARM.",
            HoldReason.AlarmNotYet => $"{Policy}: {figures}, but not for as many datapoints as the alarm asks for.",
            HoldReason.InsufficientData => $"{Policy}: the alarm has insufficient data.",
            HoldReason.AtLimit => $"{Policy}: {figures}{raw}, but the group is at its {(Unbounded < group.Desired ? $"minimum size {group.Min}" : $"maximum size {group.Max}")}.",
            HoldReason.CoveredByWarming => $"{Policy}: {figures}{raw}, but {group.Warming} warming up already cover it (desired {group.Desired}).",
            HoldReason.ScaleOutInProgress => $"{Policy}: ready to scale in, but {group.Warming} are still launching or warming up.",
            HoldReason.CoveredByTerminating => $"{Policy}: {figures}{raw}; with {group.Terminating} still terminating nothing more is removed.",
            HoldReason.RoundingGivesNoChange => $"{Policy}: {figures}{raw}, which rounds to the {group.Desired} there are.",
            HoldReason.ScaleInDisabled => $"{Policy}: scale-in is disabled.",
            HoldReason.ScaleInPacing => $"{Policy}: ready to scale in, but the last scale-in is too recent.",
            HoldReason.ActivityNotYet => $"{Policy}: {figures}{raw}; desired capacity {group.Desired} to {Capacity} is due, and not seen yet.",
            HoldReason.AnotherPolicyNotReady => $"{Policy}: ready to scale in, but another target tracking policy is not.",
            HoldReason.ActivityInProgress => $"{Policy}: a scaling activity is in progress.",
            HoldReason.Cooldown => $"{Policy}: in its cooldown.",
            HoldReason.NoStep => $"{Policy}: {figures}; no step changes the capacity there.",
            HoldReason.Suspended => $"{Policy}: the AlarmNotification process is suspended.",
            HoldReason.PolicyDisabled => $"{Policy}: the policy is disabled.",
            _ => $"{Policy}: {figures}{raw}; the group already exceeds its desired capacity {group.Desired} by more than would be removed.",
        };
    }
}
