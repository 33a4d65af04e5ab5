using System.Text.Json;
using AwsOps.Engine.Policy.Actions;
using AwsOps.Engine.Policy.Containment;

namespace AwsOps.Engine.Policy.Writing;

/// <summary>A policy that allows what was done, and the proof of it.</summary>
public sealed class LeastPrivilegePolicy
{
    private readonly IReadOnlyCollection<Requirement> _requirements;
    private readonly RequestPrincipal _principal;
    private readonly PolicyDocument _delegation;
    private readonly Dictionary<string, RequestContext> _contexts = [];
    private readonly int _limit;

    internal LeastPrivilegePolicy(
        IReadOnlyList<string> texts, IReadOnlyList<AllowStatement> statements, IReadOnlyCollection<Requirement> requirements, IReadOnlyCollection<string> notes,
        int limit, RequestPrincipal? principal)
    {
        Texts = texts;
        Documents = [.. texts.Select((text, index) => PolicyDocument.Parse(text, texts.Count == 1 ? "generated policy" : $"generated policy {index + 1}"))];
        Statements = statements;
        _requirements = requirements;
        _limit = limit;
        _principal = principal ?? RequestPrincipal.Parse("arn:aws:iam::000000000000:user/replay");
        // Stands for the key and trust policies that would be needed too: they leave the decision to the identity's policies.
        _delegation = PolicyDocument.Parse($$$"""{"Statement":{"Effect":"Allow","Principal":{"AWS":"{{{_principal.AccountId}}}"},"Action":"*","Resource":"*"}}""");
        Notes = notes;
    }

    /// <summary>The policies as JSON; several, where one would be too long.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>The same, parsed.</summary>
    public IReadOnlyList<PolicyDocument> Documents { get; }

    /// <summary>The statements.</summary>
    public IReadOnlyList<AllowStatement> Statements { get; }

    /// <summary>What had to be assumed.</summary>
    public IReadOnlyCollection<string> Notes { get; }

    /// <summary>The Deny statements of the policies to be replaced that this one keeps, as they stand there.</summary>
    public IReadOnlyList<string> Denies { get; private init; } = [];

    /// <summary>The number of distinct things that must be allowed.</summary>
    public int RequirementCount => _requirements.Count;

    /// <summary>Replays every requirement through the evaluator.</summary>
    /// <returns>What the policy does not allow, as <c>action on resource</c>: nothing, or the policy is wrong.</returns>
    public IReadOnlyList<string> FindMissing() => FindMissing(Documents);

    /// <summary>
    /// Looks for something that could be taken out: an action on a resource that no requirement needs.
    /// </summary>
    /// <returns>What is superfluous, as <c>action on resource</c>.</returns>
    public IReadOnlyList<string> FindSuperfluous()
    {
        HashSet<(string Action, string Resource)> needed = [.. _requirements.Select(requirement => (requirement.Action, requirement.Resource))];
        return [.. Statements.SelectMany(statement => statement.Actions.SelectMany(action => statement.Resources
            .Where(resource => !needed.Any(pair => pair.Action == action && (pair.Resource == resource || (resource.EndsWith('*') && Patterns.Covers(resource, pair.Resource)))))
            .Select(resource => $"{action} on {resource}")))];
    }

    /// <summary>Names the actions that other policies allow on some resource and this one nowhere.</summary>
    /// <param name="current">The policies to be replaced.</param>
    public IReadOnlyList<string> FindLostActions(IEnumerable<PolicyDocument> current)
    {
        ArgumentNullException.ThrowIfNull(current);
        HashSet<string> kept = [.. Statements.SelectMany(statement => statement.Actions)];
        Statement[] statements = [.. current.SelectMany(document => document.Statements)];
        Statement[] allows = [.. statements.Where(statement => statement.Effect == Effect.Allow)];
        Statement[] denies = [.. statements.Where(statement => statement.Effect == Effect.Deny && statement.Conditions.Count == 0
            && statement.Resource is { IsNegated: false } resource && resource.Values.Any(value => value.Text == "*"))];
        return [.. ActionTable.Default.Services.SelectMany(service => service.Actions.Values)
            .Select(action => action.FullName)
            .Where(action => !kept.Contains(action) && allows.Any(statement => statement.Action.Covers(action)) && !denies.Any(statement => statement.Action.Covers(action)))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// Keeps of the policies to be replaced those Denies without which this policy would allow something that they deny.
    /// </summary>
    /// <param name="current">The policies to be replaced.</param>
    public LeastPrivilegePolicy WithDeniesOf(IReadOnlyList<PolicyDocument> current)
    {
        ArgumentNullException.ThrowIfNull(current);
        HashSet<Statement> kept = [];
        LeastPrivilegePolicy policy = this;
        // Each round ends with one Deny more, or with none that is missing.
        while (policy.Documents.Count > 0 && PolicyContainment.Check(policy.Documents, current, _principal) is { Witnesses: [{ Refusal: { IsExplicit: true, Statement: { } deny } }] } && kept.Add(deny))
        {
            string[] denies = [.. kept.Select(TextOf)];
            policy = new(LeastPrivilegeBuilder.Split(Statements, denies, _limit), Statements, _requirements, Notes, _limit, _principal) { Denies = denies };
        }

        return policy;
    }

    /// <summary>Proves what the policy promises.</summary>
    /// <param name="current">The policies to be replaced; null where there are none to compare with.</param>
    public LeastPrivilegeProof Prove(IReadOnlyList<PolicyDocument>? current)
    {
        ContainmentResult? containment = current is null || Documents.Count == 0 ? null : PolicyContainment.Check(Documents, current, _principal, maximumWitnesses: 20);
        return new(FindMissing(), FindSuperfluous(), containment, current is null ? [] : FindLostActions(current));
    }

    internal IReadOnlyList<string> FindMissing(IReadOnlyList<PolicyDocument> documents)
    {
        PolicyDocument[] allowing = [.. documents.Where(document => document.Statements.Any(statement => statement.Effect == Effect.Allow))];
        PolicySet policies = new() { Identity = allowing, Resource = [_delegation] };
        return [.. _requirements.Where(requirement => !IsAllowed(requirement, policies)).Select(requirement => $"{requirement.Action} on {requirement.Resource}")];
    }

    /// <summary>
    /// Whether the request is allowed under its conditions, and denied under none that is known. The owner of the resource is
    /// taken to be the principal's account: the question is what the identity's policy allows.
    /// </summary>
    private bool IsAllowed(Requirement requirement, PolicySet policies)
    {
        AccessRequest request = new(_principal, requirement.Action, requirement.RequestedResource, ContextFor(requirement.Conditions), _principal.AccountId) { MissingKeys = MissingKeys.Unknown };
        AccessDecision decision = AccessEvaluator.Evaluate(request, policies);
        // The Denies that were kept may ask for keys that the record does not show; they denied nothing then.
        return decision.IsAllowed || (Denies.Count > 0 && decision is { Outcome: AccessOutcome.Unknown, IsExplicit: true });
    }

    /// <summary>A context in which a condition holds.</summary>
    private RequestContext ContextFor(string conditions)
    {
        if (!_contexts.TryGetValue(conditions, out RequestContext? context))
        {
            PolicyDocument holder = PolicyDocument.Parse(PolicyWriter.Write([new(["*"], ["*"], ConditionLine.Split(conditions))]));
            context = ConditionContexts.Of(holder.Statements[0].Conditions, _principal).FirstOrDefault(candidate =>
                AccessEvaluator.Evaluate(new(_principal, "service:Action", "*", candidate, _principal.AccountId), new() { Identity = [holder] }).IsAllowed, []);
            _contexts.Add(conditions, context);
        }

        return context;
    }

    /// <summary>A statement as it stands in its policy.</summary>
    private static string TextOf(Statement statement)
    {
        using JsonDocument document = JsonDocument.Parse(statement.Document.Text);
        JsonElement statements = document.RootElement.GetProperty("Statement");
        return (statements.ValueKind == JsonValueKind.Array ? statements[statement.Index] : statements).GetRawText();
    }
}

/// <summary>What was found of a policy's promises.</summary>
/// <param name="Missing">What was recorded and is not allowed, as <c>action on resource</c>: nothing, or the policy is wrong.</param>
/// <param name="Superfluous">What could be taken out without losing a recorded access: nothing.</param>
/// <param name="Containment">The comparison with the policies to be replaced; null where there are none.</param>
/// <param name="LostActions">Actions that those allow on some resource and this policy nowhere.</param>
public sealed record LeastPrivilegeProof(
    IReadOnlyList<string> Missing, IReadOnlyList<string> Superfluous, ContainmentResult? Containment, IReadOnlyList<string> LostActions)
{
    /// <summary>What is allowed now and was not before.</summary>
    public IReadOnlyList<string> NotAllowedBefore => [.. Containment?.Witnesses.Select(witness => witness.ToString()) ?? []];

    /// <summary>Whether all promises hold, and for certain.</summary>
    public bool IsProven => Missing.Count == 0 && Superfluous.Count == 0 && Containment is null or { IsContained: true };
}
