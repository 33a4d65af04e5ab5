using AwsOps.Engine.Policy;
using CsCheck;
using static AwsOps.Engine.Tests.Policy.PolicyGenerators;

namespace AwsOps.Engine.Tests.Policy;

public class EvaluationProperties
{
    [Fact]
    public void The_engine_agrees_with_a_naive_reading_of_the_guide() =>
        Gen.Select(Request, Policies).Sample(
            (request, policies) => AccessEvaluator.Evaluate(request, policies).IsAllowed == NaiveEvaluator.IsAllowed(request, policies),
            iter: 4_000, print: Print);

    [Fact]
    public void A_deny_that_applies_wins() =>
        Gen.Select(Request, Policies).Sample(
            (request, policies) =>
            {
                AccessDecision decision = AccessEvaluator.Evaluate(request, With(policies, [.. policies.Identity, Ask.DenyAll]));
                return decision is { Outcome: AccessOutcome.Denied, IsExplicit: true };
            },
            iter: 3_000, print: Print);

    [Fact]
    public void Adding_a_deny_never_allows() =>
        Gen.Select(Request, Policies, IdentityStatement).Sample(
            (request, policies, statement) =>
            {
                string deny = statement.Replace("\"Allow\"", "\"Deny\"", StringComparison.Ordinal);
                bool after = AccessEvaluator.Evaluate(request, With(policies, [.. policies.Identity, Ask.Doc(deny)])).IsAllowed;
                return !after || AccessEvaluator.Evaluate(request, policies).IsAllowed;
            },
            iter: 3_000);

    [Fact]
    public void The_order_of_statements_and_policies_never_matters() =>
        Gen.Select(Request, IdentityStatement.Array[1, 6], Gen.Int).Sample(
            (request, statements, seed) =>
            {
                string[] shuffled = [.. statements];
                new Random(seed).Shuffle(shuffled);
                bool together = AccessEvaluator.Evaluate(request, new() { Identity = [Ask.Doc(statements)], Resource = [] }).IsAllowed;
                bool reordered = AccessEvaluator.Evaluate(request, new() { Identity = [Ask.Doc(shuffled)], Resource = [] }).IsAllowed;
                bool apart = AccessEvaluator.Evaluate(request, new() { Identity = [.. shuffled.Select(statement => Ask.Doc(statement))], Resource = [] }).IsAllowed;
                return together == reordered && together == apart;
            },
            iter: 3_000);

    /// <summary>What is decided without a key stays so, whatever value the key turns out to have.</summary>
    [Fact]
    public void An_answer_that_does_not_depend_on_missing_keys_is_right_for_every_value_of_them() =>
        Gen.Select(Request, Policies).Sample(
            (full, policies) =>
            {
                AccessRequest open = new(full.Principal, full.Action, full.Resource, null, full.ResourceAccountId) { MissingKeys = MissingKeys.Unknown };
                AccessOutcome outcome = AccessEvaluator.Evaluate(open, policies).Outcome;
                return outcome == AccessOutcome.Unknown || outcome == AccessEvaluator.Evaluate(full, policies).Outcome;
            },
            iter: 3_000);

    [Fact]
    public void Explain_decides_as_evaluate_does() =>
        Gen.Select(Request, Policies).Sample(
            (request, policies) => AccessEvaluator.Explain(request, policies).Decision == AccessEvaluator.Evaluate(request, policies), iter: 3_000);

    private static PolicySet With(PolicySet policies, IReadOnlyList<PolicyDocument> identity) => new()
    {
        Identity = identity,
        Resource = policies.Resource,
        Boundary = policies.Boundary,
        Session = policies.Session,
        ServiceControl = policies.ServiceControl,
    };

    private static string Print((AccessRequest Request, PolicySet Policies) sample) =>
        $"{AccessEvaluator.Explain(sample.Request, sample.Policies).Reason}\ncontext {string.Join(';', sample.Request.Context.Select(pair => pair.Key + "=" + string.Join(',', pair.Value)))}\n"
        + $"identity {string.Join('\n', sample.Policies.Identity.Select(document => document.Text))}\nresource {string.Join('\n', sample.Policies.Resource!.Select(document => document.Text))}\n"
        + $"boundary {sample.Policies.Boundary?.Text}\nsession {sample.Policies.Session?[0].Text}\nscp {string.Join('\n', sample.Policies.ServiceControl.Select(level => string.Join(" | ", level.Select(document => document.Text))))}";
}
