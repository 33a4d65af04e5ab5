using AwsOps.Engine.Policy.Actions;
using AwsOps.Engine.Policy.Evaluation;

namespace AwsOps.Engine.Policy.Writing;

/// <summary>The policies that somebody has, to take from them what a smaller one shall keep.</summary>
/// <param name="documents">The policies of the user, its groups, or the role.</param>
/// <param name="principal">The user or role.</param>
public sealed class CurrentPolicies(IReadOnlyList<PolicyDocument> documents, RequestPrincipal principal)
{
    private readonly PolicyDocument[] _allows = [.. documents.Where(document => document.Statements.Any(statement => statement.Effect == Effect.Allow))];

    /// <summary>Adds to an access the condition of the statement that allowed it, resource by resource.</summary>
    /// <param name="access">The access.</param>
    public IEnumerable<ObservedAccess> KeepConditions(ObservedAccess access)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (access.Resources.Count <= 1)
        {
            yield return access with { Condition = ConditionOf(access.Action, access.Resources.FirstOrDefault("*")) };
            yield break;
        }

        foreach (IGrouping<string, (string Resource, IReadOnlyList<ConditionLine> Condition)> alike in access.Resources
            .Select(resource => (Resource: resource, Condition: ConditionOf(access.Action, resource))).GroupBy(pair => ConditionLine.Join(pair.Condition)))
        {
            yield return access with { Resources = [.. alike.Select(pair => pair.Resource)], Condition = alike.First().Condition };
        }
    }

    /// <summary>What the policies allow of an action, as the accesses that stand for it: for records that do not name resources.</summary>
    /// <param name="action">The action.</param>
    public IEnumerable<ObservedAccess> Grants(string action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return from statement in _allows.SelectMany(document => document.Statements)
               where statement.Effect == Effect.Allow && statement.Action.Covers(action)
               select new ObservedAccess(action, statement.Resource is { IsNegated: false } resource ? [.. resource.Values.Select(value => value.Text)] : [])
               {
                   AccountId = principal.AccountId,
                   Condition = ConditionLine.Of(statement),
               };
    }

    /// <summary>The actions of a service that the policies allow on something.</summary>
    /// <param name="service">The service's prefix.</param>
    public IEnumerable<string> ActionsOf(string service) => ActionTable.Default.TryGetService(service, out Service? known)
        ? known.Actions.Values.Select(action => action.FullName).Where(action => Grants(action).Any())
        : [];

    private IReadOnlyList<ConditionLine> ConditionOf(string action, string resource)
    {
        AccessRequest request = new(principal, action, resource, null, principal.AccountId) { MissingKeys = MissingKeys.Unknown };
        LayerResult result = LayerResult.AllowsOf(_allows, new(request));
        return result.AllowBy is { Conditions.Count: > 0 } statement ? ConditionLine.Of(statement) : [];
    }
}
