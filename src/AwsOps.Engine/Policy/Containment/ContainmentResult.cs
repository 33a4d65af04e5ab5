namespace AwsOps.Engine.Policy.Containment;

/// <summary>Whether everything that some policies allow is allowed by others.</summary>
/// <param name="Witnesses">Requests that the first allow and the others do not; none, if there is no such request.</param>
/// <param name="IsComplete">Whether every class of requests was tried. If not, the want of a witness is no proof.</param>
public sealed record ContainmentResult(IReadOnlyList<ContainmentWitness> Witnesses, bool IsComplete)
{
    /// <summary>Whether it is proven that everything is allowed by the others too.</summary>
    public bool IsContained => Witnesses.Count == 0 && IsComplete;
}

/// <summary>A request that tells two sets of policies apart.</summary>
/// <param name="Request">The request.</param>
/// <param name="AllowedBy">The statement that allows it.</param>
/// <param name="Refusal">What the other policies say of it.</param>
public sealed record ContainmentWitness(AccessRequest Request, Statement AllowedBy, AccessDecision Refusal)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string context = string.Join(", ", Request.Context.Where(pair => pair.Value.Count > 0).Select(pair => $"{pair.Key} = {string.Join(" and ", pair.Value)}"));
        return $"{Request.Action} on {Request.Resource}{(context.Length == 0 ? "" : $" with {context}")}";
    }
}
