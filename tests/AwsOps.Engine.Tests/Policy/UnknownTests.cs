using AwsOps.Engine.Policy;
using static AwsOps.Engine.Tests.Policy.Ask;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>What is answered where the context lacks a key and the caller does not say that it is absent.</summary>
public class UnknownTests
{
    private const string NeedsMfa = """{"Sid":"Mfa","Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}""";

    private static AccessRequest Open(RequestContext? context = null, string resource = Queue, string action = "sqs:SendMessage", string principal = User) =>
        new(RequestPrincipal.Parse(principal), action, resource, context) { MissingKeys = MissingKeys.Unknown };

    private static AccessOutcome Decide(AccessRequest request, params PolicyDocument[] identity) =>
        AccessEvaluator.Evaluate(request, new() { Identity = identity }).Outcome;

    [Fact]
    public void A_missing_key_that_matters_makes_the_answer_unknown()
    {
        Assert.Equal(AccessOutcome.Unknown, Decide(Open(), Doc(NeedsMfa)));
        Assert.Equal(AccessOutcome.Denied, Decide(Request(), Doc(NeedsMfa)));
        Assert.Equal(AccessOutcome.Allowed, Decide(Open(new() { ["aws:MultiFactorAuthPresent"] = ["true"] }), Doc(NeedsMfa)));
    }

    [Fact]
    public void An_empty_list_says_that_the_key_is_absent() =>
        Assert.Equal(AccessOutcome.Denied, Decide(Open(new() { ["aws:MultiFactorAuthPresent"] = [] }), Doc(NeedsMfa)));

    [Fact]
    public void A_missing_key_that_does_not_matter_changes_nothing()
    {
        Assert.Equal(AccessOutcome.Allowed, Decide(Open(), Doc(NeedsMfa), AllowAll));
        Assert.Equal(AccessOutcome.Denied, Decide(Open(), Doc(NeedsMfa), DenyAll));
        Assert.Equal(AccessOutcome.Denied, Decide(Open(), Doc("""{"Effect":"Allow","Action":"ec2:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}""")));
    }

    [Fact]
    public void A_deny_that_may_apply_makes_an_allow_unknown()
    {
        PolicyDocument deny = Doc("""{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}""");
        AccessDecision decision = AccessEvaluator.Evaluate(Open(), new() { Identity = [AllowAll, deny] });
        Assert.Equal(new(AccessOutcome.Unknown, PolicyLayer.Identity, true, deny.Statements[0]), decision);
        Assert.Equal(AccessOutcome.Denied, Decide(Open(), deny));
    }

    [Fact]
    public void An_unresolved_variable_is_unknown_too()
    {
        PolicyDocument own = Doc("""{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:PrincipalTag/team}"}""");
        AccessRequest request = Open(resource: "arn:aws:s3:::red", action: "s3:ListBucket");
        Assert.Equal(AccessOutcome.Unknown, Decide(request, own));
    }

    [Fact]
    public void Keys_that_follow_from_the_principal_are_known()
    {
        PolicyDocument byUser = Doc("""{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"alice"}}}""");
        Assert.Equal(AccessOutcome.Allowed, Decide(Open(), byUser));
        Assert.Equal(AccessOutcome.Denied, Decide(Open(principal: Session), byUser));
    }

    [Fact]
    public void A_policy_of_the_resource_that_nobody_gave_is_unknown_where_it_must_allow()
    {
        PolicySet notGiven = new() { Identity = [AllowAll] };
        PolicySet none = new() { Identity = [AllowAll], Resource = [] };
        Assert.Equal(AccessOutcome.Unknown, AccessEvaluator.Evaluate(Open(principal: Stranger), notGiven).Outcome);
        Assert.Equal(AccessOutcome.Denied, AccessEvaluator.Evaluate(Open(principal: Stranger), none).Outcome);
        Assert.Equal(AccessOutcome.Denied, AccessEvaluator.Evaluate(Request(Stranger), notGiven).Outcome);
        Assert.Equal(AccessOutcome.Allowed, AccessEvaluator.Evaluate(Open(), notGiven).Outcome);
    }

    [Fact]
    public void The_explanation_names_the_layer_the_statement_and_the_missing_keys()
    {
        AccessExplanation explanation = AccessEvaluator.Explain(Open(), new()
        {
            Identity = [PolicyDocument.Parse($$"""{"Version":"2012-10-17","Statement":{{NeedsMfa}}}""", "team-policy")],
            Boundary = AllowNothing,
            Session = null,
        });
        Assert.Equal(AccessOutcome.Denied, explanation.Decision.Outcome);
        Assert.Equal(PolicyLayer.Boundary, explanation.Decision.Layer);
        Assert.Equal(["aws:MultiFactorAuthPresent"], explanation.MissingKeys);
        Assert.Equal(6, explanation.Layers.Count);
        LayerFinding identity = explanation.Layers.Single(layer => layer.Layer == PolicyLayer.Identity);
        Assert.Equal(LayerVerdict.Unknown, identity.Verdict);
        Assert.Contains("'Mfa' of team-policy (line 1, column 37)", identity.Reason, StringComparison.Ordinal);
        Assert.Equal($"{User} may not sqs:SendMessage on {Queue}: No permissions boundary allows it.", explanation.Reason);
    }

    [Fact]
    public void The_common_path_allocates_nothing()
    {
        PolicySet policies = new() { Identity = [AllowAll, Doc(NeedsMfa)], Boundary = AllowAll, ServiceControl = [[AllowAll]], Resource = [Grant("\"*\"")] };
        AccessRequest request = Request(context: new() { ["aws:MultiFactorAuthPresent"] = ["true"] });
        _ = AccessEvaluator.Evaluate(request, policies);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            _ = AccessEvaluator.Evaluate(request, policies);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
