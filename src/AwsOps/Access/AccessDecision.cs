using AwsOps.Engine.Policy;

namespace AwsOps;

/// <summary>Whether somebody may do something, and why.</summary>
public sealed class AccessDecision
{
    internal AccessDecision(AccessExplanation explanation, string principal, IReadOnlyList<string> missingPolicies)
    {
        var decision = explanation.Decision;
        Principal = principal;
        Action = explanation.Request.Action;
        Resource = explanation.Request.Resource;
        var isUnknown = decision.Outcome == AccessOutcome.Unknown || (missingPolicies.Count > 0 && decision is not { Outcome: AccessOutcome.Denied, IsExplicit: true });
        Decision = isUnknown ? "Unknown"
            : decision.Outcome == AccessOutcome.Allowed ? "Allowed"
            : decision.IsExplicit ? "ExplicitDeny" : "ImplicitDeny";
        Layer = decision.Layer.ToString();
        PolicyName = decision.Statement?.Document.Name;
        Statement = decision.Statement?.Label.Trim('\'');
        Line = decision.Statement?.Position.Line;
        Column = decision.Statement?.Position.Column;
        Reason = isUnknown && missingPolicies.Count > 0
            ? $"It depends on policies that were not given: {string.Join(", ", missingPolicies)}."
            : explanation.Reason;
        MissingContextKey = isUnknown ? explanation.MissingKeys : [];
        LayerResult = [.. explanation.Layers.Select(static layer => new AccessLayerResult(layer))];
    }

    /// <summary>Who asks.</summary>
    public string Principal { get; }

    /// <summary>What is to be done.</summary>
    public string Action { get; }

    /// <summary>What it is to be done to.</summary>
    public string Resource { get; }

    /// <summary>Allowed, ImplicitDeny (nothing allows it), ExplicitDeny (a Deny), or Unknown (it depends on what was not given).</summary>
    public string Decision { get; }

    /// <summary>True only for Allowed.</summary>
    public bool IsAllowed => Decision == "Allowed";

    /// <summary>The layer that decided: Identity, Resource, Boundary, Session, ServiceControl, ResourceControl.</summary>
    public string Layer { get; }

    /// <summary>Policy whose statement decided; null where no statement did.</summary>
    public string? PolicyName { get; }

    /// <summary>Sid or number of the statement that decided; null where none did.</summary>
    public string? Statement { get; }

    /// <summary>Line of the statement in its policy, from 1.</summary>
    public int? Line { get; }

    /// <summary>Column of the statement in its policy, from 1.</summary>
    public int? Column { get; }

    /// <summary>The decision in a sentence.</summary>
    public string Reason { get; }

    /// <summary>Condition keys on which it depends and that -Context did not give; empty for a decision that is certain.</summary>
    public IReadOnlyList<string> MissingContextKey { get; }

    /// <summary>What each layer says, in the order in which AWS looks at them.</summary>
    public IReadOnlyList<AccessLayerResult> LayerResult { get; }
}

/// <summary>What one kind of policies says of a question.</summary>
public sealed class AccessLayerResult
{
    internal AccessLayerResult(LayerFinding finding)
    {
        Layer = finding.Layer.ToString();
        Verdict = finding.Verdict.ToString();
        PolicyName = finding.Statement?.Document.Name;
        Statement = finding.Statement?.Label.Trim('\'');
        Line = finding.Statement?.Position.Line;
        Column = finding.Statement?.Position.Column;
        Reason = finding.Reason;
    }

    /// <summary>The layer.</summary>
    public string Layer { get; }

    /// <summary>Allows, DoesNotAllow, Denies, NotApplicable or Unknown.</summary>
    public string Verdict { get; }

    /// <summary>Policy whose statement says so; null where none does.</summary>
    public string? PolicyName { get; }

    /// <summary>Sid or number of the statement.</summary>
    public string? Statement { get; }

    /// <summary>Line of the statement in its policy, from 1.</summary>
    public int? Line { get; }

    /// <summary>Column of the statement in its policy, from 1.</summary>
    public int? Column { get; }

    /// <summary>The same in a sentence.</summary>
    public string Reason { get; }
}
