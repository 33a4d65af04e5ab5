using AwsOps.Engine.Policy.Actions;

namespace AwsOps.Engine.Policy.Analysis;

/// <summary>
/// Asks whether somebody can do something to anything at all: it tries the action on resources of its types that the
/// policies themselves suggest, with every key that the asker does not give unknown.
/// </summary>
internal sealed class Probe
{
    // The question is what the identity may do; key policies and trust policies are asked about where they are known.
    private readonly PolicySet _policies;
    private readonly RequestPrincipal _principal;
    private readonly Statement[] _allows;

    private readonly (string Key, string? Value)[] _tags;

    internal Probe(RequestPrincipal principal, PolicySet policies, IReadOnlyDictionary<string, string>? tags = null)
    {
        _principal = principal;
        _tags = [.. (tags ?? new Dictionary<string, string>()).Select(tag => ($"aws:PrincipalTag/{tag.Key}", (string?)tag.Value))];
        PolicyDocument delegation = PolicyDocument.Parse(
            $$$"""{"Statement":{"Effect":"Allow","Principal":{"AWS":"{{{principal.AccountId}}}"},"Action":"*","Resource":"*"}}""");
        _policies = new()
        {
            Identity = policies.Identity,
            Boundary = policies.Boundary,
            Session = policies.Session,
            ServiceControl = policies.ServiceControl,
            Resource = [delegation],
        };
        _allows = [.. policies.Identity.SelectMany(document => document.Statements).Where(statement => statement.Effect == Effect.Allow)];
    }

    internal RequestPrincipal Principal => _principal;

    /// <summary>Whether any statement speaks of the action; if not, there is no use in asking further.</summary>
    internal bool Mentions(string action) => Array.Exists(_allows, statement => statement.Action.Covers(action));

    /// <summary>Tries an action on one resource.</summary>
    internal ProbeResult On(string action, string resource, params (string Key, string? Value)[] context)
    {
        RequestContext keys = [];
        foreach ((string key, string? value) in context.Concat(_tags))
        {
            keys[key] = value is null ? [] : [value];
        }

        AccessRequest request = new(_principal, action, resource, keys, _principal.AccountId) { MissingKeys = MissingKeys.Unknown };
        AccessDecision decision = AccessEvaluator.Evaluate(request, _policies);
        IReadOnlyList<string> missing = decision.Outcome == AccessOutcome.Unknown ? AccessEvaluator.Explain(request, _policies).MissingKeys : [];
        return new(decision.Outcome, action, resource, decision.Statement, missing);
    }

    /// <summary>Tries an action on whatever it may be allowed on.</summary>
    /// <param name="action">The action.</param>
    /// <param name="accept">Which resources count; null for all.</param>
    /// <param name="context">The keys that are known; null for one that is known to be absent.</param>
    internal ProbeResult OnAnything(string action, Predicate<string>? accept = null, params (string Key, string? Value)[] context)
    {
        ProbeResult best = new(AccessOutcome.Denied, action, "*", null, []);
        if (!Mentions(action))
        {
            return best;
        }

        foreach (string candidate in Candidates(action).Where(candidate => accept?.Invoke(candidate) ?? true))
        {
            ProbeResult result = On(action, candidate, context);
            best = result.Outcome > best.Outcome ? result : best;
            if (best.Outcome == AccessOutcome.Allowed)
            {
                break;
            }
        }

        return best;
    }

    /// <summary>A resource of the action's first type that nothing but a wildcard can mean.</summary>
    internal string Generic(string action) => Types(action)[0] is { } type ? ArnPatterns.FindCommon(type, "*") ?? "*" : "*";

    private IEnumerable<string> Candidates(string action)
    {
        string[] types = Types(action);
        IEnumerable<string> suggested = from statement in _allows
                                        where statement.Action.Covers(action) && statement.Resource is { IsNegated: false }
                                        from value in statement.Resource!.Values
                                        from type in types
                                        let common = ArnPatterns.FindCommon(Resolve(value.Text), type)
                                        where common is not null
                                        select common;
        return types.Select(type => ArnPatterns.FindCommon(type, "*")!).Concat(suggested).Distinct();
    }

    private string Resolve(string pattern) => Placeholders.ToPattern(
        _principal.Kind == PrincipalKind.User ? pattern.Replace("${aws:username}", _principal.Name, StringComparison.OrdinalIgnoreCase) : pattern);

    private string[] Types(string action) =>
        ActionTable.Default.TryGetAction(action, out ServiceAction? known) && known.HasResources
            ? [.. known.Resources.Select(resource => Placeholders.ToPattern(resource.Type.Arn
                .Replace("${Partition}", "aws", StringComparison.Ordinal).Replace("${Account}", _principal.AccountId, StringComparison.Ordinal)))]
            : ["*"];
}

/// <summary>What came of a probe.</summary>
internal sealed record ProbeResult(AccessOutcome Outcome, string Action, string Resource, Statement? Statement, IReadOnlyList<string> MissingKeys)
{
    internal bool IsPossible => Outcome != AccessOutcome.Denied;

    internal bool IsCertain => Outcome == AccessOutcome.Allowed;
}
