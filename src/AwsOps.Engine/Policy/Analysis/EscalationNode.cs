namespace AwsOps.Engine.Policy.Analysis;

/// <summary>A user or role with the rights that it has, or has given itself.</summary>
internal sealed class EscalationNode
{
    private readonly Lazy<bool> _isAdministrator;
    private IReadOnlyList<(EscalationStep, EscalationNode)>? _edges;

    internal EscalationNode(AccountEntity entity, string key)
    {
        Entity = entity;
        Key = key;
        Probe = new(entity.Principal, entity.Policies, entity.Tags);
        _isAdministrator = new(() => Administrator.Check(Probe) == AccessOutcome.Allowed);
    }

    internal AccountEntity Entity { get; }

    /// <summary>Tells the states of an entity apart: its ARN, and what has been added.</summary>
    internal string Key { get; }

    internal Probe Probe { get; }

    internal bool IsAdministrator => _isAdministrator.Value;

    internal IReadOnlyList<(EscalationStep Step, EscalationNode To)> Edges(EscalationEdges edges) => _edges ??= [.. edges.Of(this)];

    /// <summary>The same principal, its identity policies with more of them.</summary>
    internal EscalationNode With(string what, params IReadOnlyList<PolicyDocument> more) =>
        new(Entity with { Policies = Copy(Entity.Policies, [.. Entity.Policies.Identity, .. more], Entity.Policies.Boundary) }, Mark(what));

    /// <summary>The same principal without its boundary.</summary>
    internal EscalationNode WithoutBoundary() =>
        new(Entity with { Policies = Copy(Entity.Policies, Entity.Policies.Identity, null), BoundaryArn = null }, Mark("no boundary"));

    private static PolicySet Copy(PolicySet policies, IReadOnlyList<PolicyDocument> identity, PolicyDocument? boundary) =>
        new() { Identity = identity, Boundary = boundary, Session = policies.Session, ServiceControl = policies.ServiceControl };

    private string Mark(string what)
    {
        string[] parts = Key.Split('\n');
        return string.Join('\n', parts.Skip(1).Append(what).Distinct().Order(StringComparer.Ordinal).Prepend(parts[0]));
    }
}
