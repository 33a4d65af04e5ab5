using AwsOps.Engine.Policy.Actions;
using AwsOps.Engine.Policy.Evaluation;

namespace AwsOps.Engine.Policy.Containment;

/// <summary>
/// Compares policies of identities: is everything that some allow allowed by others? Requests fall into finitely many classes
/// that the statements tell apart; one of each is put to the evaluator, so that a difference comes with a request that shows it.
/// </summary>
/// <remarks>
/// The actions are those of the action table, those that the policies spell out, and one that no service has yet. Resources
/// are such as the action can have. Keys that follow from the principal have its values.
/// </remarks>
public static class PolicyContainment
{
    private const int MaximumContexts = 4_096;
    private const string ActionToCome = "service-to-come:DoAnything";

    /// <summary>Looks for requests that the one allow and the other do not.</summary>
    /// <param name="inner">The policies that should allow no more.</param>
    /// <param name="outer">The policies to compare with.</param>
    /// <param name="principal">Whose policies they are; left out, a user of nobody's account.</param>
    /// <param name="maximumWitnesses">After how many witnesses to stop; each is of another class of actions.</param>
    public static ContainmentResult Check(
        IReadOnlyList<PolicyDocument> inner, IReadOnlyList<PolicyDocument> outer, RequestPrincipal? principal = null, int maximumWitnesses = 1)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(outer);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumWitnesses, 1);
        Comparison comparison = new(inner, outer, principal ?? RequestPrincipal.Parse("arn:aws:iam::000000000000:user/somebody"));
        List<ContainmentWitness> witnesses = [];
        foreach (string action in comparison.Actions())
        {
            if (comparison.FindWitness(action) is { } witness)
            {
                witnesses.Add(witness);
                if (witnesses.Count >= maximumWitnesses)
                {
                    break;
                }
            }
        }

        return new(witnesses, comparison.IsComplete);
    }

    private sealed class Comparison
    {
        private readonly Statement[] _statements;
        private readonly Statement[] _innerAllows;
        private readonly PolicySet _inner;
        private readonly PolicySet _outer;
        private readonly RequestPrincipal _principal;
        private readonly Dictionary<string, IReadOnlyList<string[]>> _keyClasses = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, IReadOnlyList<string>> _resources = [];
        private readonly Dictionary<string, string> _types = [];

        // A pattern of a resource spells its service out, or is a lone asterisk.
        private readonly HashSet<string> _resourceServices;

        internal Comparison(IReadOnlyList<PolicyDocument> inner, IReadOnlyList<PolicyDocument> outer, RequestPrincipal principal)
        {
            // What key and trust policies would have to allow is left to the identity's policies.
            PolicyDocument delegation = PolicyDocument.Parse(
                $$$"""{"Statement":{"Effect":"Allow","Principal":{"AWS":"{{{principal.AccountId}}}"},"Action":"*","Resource":"*"}}""");
            _inner = new() { Identity = inner, Resource = [delegation] };
            _outer = new() { Identity = outer, Resource = [delegation] };
            _principal = principal;
            _statements = [.. inner.Concat(outer).SelectMany(document => document.Statements)];
            _resourceServices = [.. _statements.SelectMany(statement => statement.Resource?.Values ?? []).Select(value => value.Text.Split(':')).Where(parts => parts.Length > 2).Select(parts => parts[2])];
            _innerAllows = [.. inner.SelectMany(document => document.Statements).Where(statement => statement.Effect == Effect.Allow)];
        }

        internal bool IsComplete { get; private set; } = true;

        /// <summary>One action of each class: covered by the same statements, and of types of resources that they tell alike.</summary>
        internal IEnumerable<string> Actions()
        {
            IEnumerable<string> spelled = _statements.SelectMany(statement => statement.Action.Values)
                .Select(value => value.Text).Where(text => !text.AsSpan().ContainsAny('*', '?') && text.IndexOf(':') > 0);
            HashSet<string> seen = [];
            return ActionTable.Default.Services.SelectMany(service => service.Actions.Values).Select(action => action.FullName)
                .Concat(spelled).Append(ActionToCome)
                .Where(action => seen.Add(Signature(action)));
        }

        internal ContainmentWitness? FindWitness(string action)
        {
            string lower = action.ToLowerInvariant();
            if (!Array.Exists(_innerAllows, statement => statement.Action.CoversLower(lower)))
            {
                return null;
            }

            Statement[] statements = [.. _statements.Where(statement => statement.Action.CoversLower(lower))];
            bool hasVariables = statements.Any(statement => statement.Resource is { Variables.Length: > 0 });
            IReadOnlyList<string>? resources = null;
            foreach (RequestContext context in Contexts(statements))
            {
                resources = hasVariables || resources is null ? Resources(action, statements, context) : resources;
                foreach (string resource in resources)
                {
                    AccessRequest request = new(_principal, action, resource, context, _principal.AccountId);
                    AccessDecision allowed = AccessEvaluator.Evaluate(request, _inner);
                    if (allowed.IsAllowed && AccessEvaluator.Evaluate(request, _outer) is { IsAllowed: false } refusal)
                    {
                        return new(request, allowed.Statement!, refusal);
                    }
                }
            }

            return null;
        }

        private string Signature(string action)
        {
            string lower = action.ToLowerInvariant();
            string covered = string.Concat(_statements.Select(statement => statement.Action.CoversLower(lower) ? '1' : '0'));
            string[] types = Types(action, out bool any);
            return string.Join(' ', types.Select(TypeSignature).Distinct().Order(StringComparer.Ordinal).Prepend(covered).Append(any ? "*" : ""));
        }

        /// <summary>How the policies tell a type of resources: most do not tell it from others of its service, or from all others.</summary>
        private string TypeSignature(string arn)
        {
            if (!_types.TryGetValue(arn, out string? signature))
            {
                string service = arn.Split(':') is [_, _, string name, ..] ? name : "";
                signature = _resourceServices.Contains(service) || service.Contains('$') ? arn : "-";
                _types.Add(arn, signature);
            }

            return signature;
        }

        /// <summary>The ARNs that the action can have; <paramref name="any"/> says whether <c>*</c> is one.</summary>
        private static string[] Types(string action, out bool any)
        {
            if (!ActionTable.Default.TryGetAction(action, out ServiceAction? known))
            {
                any = true;
                return [];
            }

            any = !known.Resources.Any(type => type.IsRequired);
            return [.. known.Resources.Select(type => type.Type.Arn).Distinct()];
        }

        private IReadOnlyList<string> Resources(string action, Statement[] statements, RequestContext context)
        {
            string[] types = Types(action, out bool any);
            EvaluationContext evaluation = new(new AccessRequest(_principal, action, "*", context, _principal.AccountId));
            List<string> patterns = [];
            foreach (Statement statement in statements)
            {
                patterns.AddRange(statement.Resource?.Expand(evaluation) ?? []);
            }

            string key = string.Join('\n', [.. types, any ? "*" : "", .. patterns.Distinct()]);
            if (_resources.TryGetValue(key, out IReadOnlyList<string>? known))
            {
                return known;
            }

            List<string> found = any ? ["*"] : [];
            if (types.Length > 0 || !ActionTable.Default.TryGetAction(action, out _))
            {
                PatternPlace[][] places = [.. types.Select(PatternPlace.Type), .. patterns.Distinct().Select(PatternPlace.Resource)];
                found.AddRange(PatternClasses.Find(places, types.Length, out bool isComplete));
                IsComplete &= isComplete;
            }

            _resources.Add(key, found);
            return found;
        }

        private IEnumerable<RequestContext> Contexts(Statement[] statements)
        {
            string[] keys = [.. statements.SelectMany(KeysOf).Distinct(StringComparer.OrdinalIgnoreCase)];
            IReadOnlyList<string[]>[] classes = [.. keys.Select(Classes)];
            long count = classes.Aggregate(1L, (product, values) => Math.Min(product * values.Count, long.MaxValue / 1_000_000));
            IsComplete &= count <= MaximumContexts;
            return ConditionContexts.Product(keys, classes).Take(MaximumContexts);
        }

        /// <summary>The keys that the statement's conditions and variables ask for, but those that follow from the principal.</summary>
        private static IEnumerable<string> KeysOf(Statement statement) =>
            statement.Conditions.SelectMany(test => test.Variables.Select(variable => variable.Key).Append(test.ContextKey))
                .Concat((statement.Resource?.Variables ?? []).Select(variable => variable.Key))
                .Where(key => key.Derived == Matching.DerivedKey.None).Select(key => key.Name);

        private IReadOnlyList<string[]> Classes(string key)
        {
            if (!_keyClasses.TryGetValue(key, out IReadOnlyList<string[]>? classes))
            {
                ConditionTest[] tests = [.. _statements.SelectMany(statement => statement.Conditions).Where(test => test.Key.Text.Equals(key, StringComparison.OrdinalIgnoreCase))];
                // A variable within a condition on another key stands for one value: not every combination is tried.
                IsComplete &= tests.All(test => test.Variables.All(variable => variable.Key.Derived != Matching.DerivedKey.None));
                classes = KeyClasses.Of(key, tests, new(new AccessRequest(_principal, ActionToCome, "*", Assumed(tests), _principal.AccountId)), out bool isComplete);
                IsComplete &= isComplete;
                _keyClasses.Add(key, classes);
            }

            return classes;
        }

        // The first value that the class of a free text has.
        private static RequestContext Assumed(IEnumerable<ConditionTest> tests)
        {
            RequestContext context = [];
            foreach (string name in tests.SelectMany(test => test.Variables).Select(variable => variable.Key.Name))
            {
                context[name] = ["x"];
            }

            return context;
        }
    }
}
