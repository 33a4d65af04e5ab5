using AwsOps.Engine.Policy.Evaluation;

namespace AwsOps.Engine.Policy;

/// <summary>
/// Decides requests as AWS does. Keys that the context lacks are absent, or unknown where the request says so; then the
/// answer is sound but cautious: two statements that only together cover every case still come out as unknown.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"/>
public static class AccessEvaluator
{
    /// <summary>Decides a request. Allocates nothing in the common case.</summary>
    /// <param name="request">Who wants to do what.</param>
    /// <param name="policies">The policies that apply.</param>
    public static AccessDecision Evaluate(AccessRequest request, PolicySet policies)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(policies);
        return Layers.Of(new EvaluationContext(request), policies).Decide(request);
    }

    /// <summary>Decides a request, and says what every layer had to say of it.</summary>
    /// <param name="request">Who wants to do what.</param>
    /// <param name="policies">The policies that apply.</param>
    public static AccessExplanation Explain(AccessRequest request, PolicySet policies)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(policies);
        SortedSet<string> missing = new(StringComparer.OrdinalIgnoreCase);
        Layers layers = Layers.Of(new EvaluationContext(request, missing), policies, all: true);
        return new(request, layers.Decide(request), Explainer.Describe(request, policies, layers), [.. missing]);
    }
}
