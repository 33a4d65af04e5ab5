namespace AwsOps.Engine.Policy;

/// <summary>A decision with what every layer contributed to it.</summary>
/// <param name="Request">The question.</param>
/// <param name="Decision">The answer.</param>
/// <param name="Layers">The layers, in the order in which AWS looks at them.</param>
/// <param name="MissingKeys">The condition keys that statements asked for and the request did not give.</param>
public sealed record AccessExplanation(
    AccessRequest Request, AccessDecision Decision, IReadOnlyList<LayerFinding> Layers, IReadOnlyList<string> MissingKeys)
{
    /// <summary>The decision in a sentence.</summary>
    public string Reason
    {
        get
        {
            string what = $"{Request.Principal} may{(Decision.Outcome == AccessOutcome.Allowed ? "" : " not")} {Request.Action} on {Request.Resource}";
            LayerFinding? finding = Layers.FirstOrDefault(layer => layer.Layer == Decision.Layer);
            return Decision.Outcome == AccessOutcome.Unknown
                ? $"Whether {Request.Principal} may {Request.Action} on {Request.Resource} depends on {(MissingKeys.Count == 0 ? "policies that were not given" : string.Join(", ", MissingKeys))}."
                : $"{what}: {finding?.Reason ?? "the account's root user has full access."}";
        }
    }
}

/// <summary>What one layer says of a request.</summary>
public enum LayerVerdict
{
    /// <summary>The layer has nothing to say over this request.</summary>
    NotApplicable,

    /// <summary>A statement allows.</summary>
    Allows,

    /// <summary>No statement allows.</summary>
    DoesNotAllow,

    /// <summary>A statement denies.</summary>
    Denies,

    /// <summary>It depends on a missing context key, or on policies nobody gave.</summary>
    Unknown,
}

/// <summary>What one layer says of a request, and why.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Verdict">What it says.</param>
/// <param name="Statement">The statement by which it says so, if any.</param>
/// <param name="Reason">The same in a sentence.</param>
public sealed record LayerFinding(PolicyLayer Layer, LayerVerdict Verdict, Statement? Statement, string Reason);
