using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Policy.Writing;

/// <summary>A policy that allows what was done, and the proof of it.</summary>
public sealed class LeastPrivilegePolicy
{
    private const string Nobody = "000000000000";

    // Stands for the key and trust policies that would be needed too: they leave the decision to the identity's policies.
    private static readonly PolicyDocument Delegation = PolicyDocument.Parse(
        $$$"""{"Statement":{"Effect":"Allow","Principal":{"AWS":"{{{Nobody}}}"},"Action":"*","Resource":"*"}}""");

    private readonly IReadOnlyCollection<Requirement> _requirements;

    internal LeastPrivilegePolicy(
        IReadOnlyList<string> texts, IReadOnlyList<AllowStatement> statements, IReadOnlyCollection<Requirement> requirements, IReadOnlyCollection<string> notes)
    {
        Texts = texts;
        Documents = [.. texts.Select((text, index) => PolicyDocument.Parse(text, texts.Count == 1 ? "generated policy" : $"generated policy {index + 1}"))];
        Statements = statements;
        _requirements = requirements;
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

    internal IReadOnlyList<string> FindMissing(IReadOnlyList<PolicyDocument> documents)
    {
        PolicySet policies = new() { Identity = documents, Resource = [Delegation] };
        RequestPrincipal anybody = RequestPrincipal.Parse($"arn:aws:iam::{Nobody}:user/replay");
        return [.. _requirements
            .Where(requirement => !AccessEvaluator.Evaluate(Replay(requirement, anybody), policies).IsAllowed)
            .Select(requirement => $"{requirement.Action} on {requirement.Resource}")];
    }

    /// <summary>The owner of the resource is taken to be the principal's account: the question is what the identity's policy allows.</summary>
    private static AccessRequest Replay(Requirement requirement, RequestPrincipal principal)
    {
        RequestContext context = [];
        foreach ((string key, string value) in requirement.ConditionPairs())
        {
            context.Add(key, value);
        }

        return new(principal, requirement.Action, requirement.Resource, context, principal.AccountId);
    }
}
