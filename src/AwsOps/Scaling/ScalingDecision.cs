using AwsOps.Engine.Scaling;

namespace AwsOps;

/// <summary>Why a scaling group scaled, or did not, in a stretch of time.</summary>
public sealed class ScalingDecision
{
    internal ScalingDecision(string group, DecisionSpan span, string? cause = null, string? explanation = null)
    {
        var deciding = span.Cause is ReplayCause.Policy or ReplayCause.None && cause is null ? span.Deciding : default;
        ScalingGroupName = group;
        From = span.From;
        To = span.To;
        DesiredBefore = span.DesiredBefore;
        DesiredAfter = span.DesiredAfter;
        Cause = cause ?? span.Cause.ToString();
        Reason = Name(span);
        ScalingPolicyName = deciding.Policy;
        Metric = deciding.Policy is null || double.IsNaN(deciding.Metric) ? null : deciding.Metric;
        Target = deciding.Policy is null || double.IsNaN(deciding.Target) ? null : deciding.Target;
        var rules = ScalingRuleCatalog.Explain(span.Rules);
        Rule = (string[])[.. rules.Select(static rule => rule.Id)];
        Source = (string[])[.. rules.Select(static rule => rule.Source).Distinct()];
        Explanation = explanation ?? span.Explanation;
    }

    /// <summary>Group it is about.</summary>
    public string ScalingGroupName { get; }

    /// <summary>Its first minute, UTC.</summary>
    public DateTime From { get; }

    /// <summary>End of its last minute, UTC.</summary>
    public DateTime To { get; }

    /// <summary>ScaledOut, ScaledIn, or Held.</summary>
    public string Outcome => DesiredAfter > DesiredBefore ? "ScaledOut" : DesiredAfter < DesiredBefore ? "ScaledIn" : "Held";

    /// <summary>What changed the capacity: Policy, Schedule, Predictive, User, Replacement…; None when nothing did.</summary>
    public string Cause { get; }

    /// <summary>Why it was left as it was: AtMaximum, CoveredByWarming, RoundingGivesNoChange, AnotherPolicyNotReady, Suspended…; None when it changed.</summary>
    public string Reason { get; }

    /// <summary>Policy that decided; null when none did.</summary>
    public string? ScalingPolicyName { get; }

    /// <summary>Desired capacity before.</summary>
    public int DesiredBefore { get; }

    /// <summary>Desired capacity after.</summary>
    public int DesiredAfter { get; }

    /// <summary>The policy's metric at the beginning; null when there was none.</summary>
    public double? Metric { get; }

    /// <summary>What the metric was held against: the target, or the alarm's threshold.</summary>
    public double? Target { get; }

    /// <summary>Ids of the rules behind it; docs/scaling-model.md explains them.</summary>
    public IReadOnlyList<string> Rule { get; }

    /// <summary>Pages of AWS that the rules come from.</summary>
    public IReadOnlyList<string> Source { get; }

    /// <summary>In a sentence, with the numbers.</summary>
    public string Explanation { get; }

    internal static IReadOnlyList<string> Ids(ScalingRules rules) => (string[])[.. ScalingRuleCatalog.Explain(rules).Select(static rule => rule.Id)];

    private static string Name(DecisionSpan span) => span.Hold != HoldReason.AtLimit ? span.Hold.ToString()
        : span.Deciding.Unbounded < span.Group.Desired ? "AtMinimum" : "AtMaximum";
}
