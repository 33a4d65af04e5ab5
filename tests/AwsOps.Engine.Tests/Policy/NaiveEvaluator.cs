using AwsOps.Engine.Policy;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>
/// The evaluation logic a second time, straight from the guide's prose and without any precompilation: recursive wildcards
/// over the text as written, every statement looked at. It shares nothing with the engine but the parsed text.
/// </summary>
internal static class NaiveEvaluator
{
    internal static bool IsAllowed(AccessRequest request, PolicySet policies)
    {
        bool isAccount = request.Principal.AccountId.Length > 0;
        bool scp = isAccount && policies.ServiceControl.Count > 0;
        List<PolicyDocument> all =
        [
            .. policies.ResourceControl.SelectMany(level => level),
            .. scp ? policies.ServiceControl.SelectMany(level => level) : [],
            .. isAccount ? policies.Identity : [],
            .. policies.Boundary is { } boundary ? [boundary] : Array.Empty<PolicyDocument>(),
            .. policies.Session ?? [],
        ];
        if (all.Any(document => Any(document, Effect.Deny, request)) || policies.Resource!.Any(document => Names(document, Effect.Deny, request, _ => true)))
        {
            return false;
        }

        if (scp && !policies.ServiceControl.All(level => level.Any(document => Any(document, Effect.Allow, request))))
        {
            return false;
        }

        bool identity = policies.Identity.Any(document => Any(document, Effect.Allow, request));
        bool limits = (policies.Boundary is null || Any(policies.Boundary, Effect.Allow, request))
            && (policies.Session is null || policies.Session.Any(document => Any(document, Effect.Allow, request)));
        bool Granted(Predicate<string> who) => policies.Resource!.Any(document => Names(document, Effect.Allow, request, who));
        string arn = request.Principal.Arn!;
        if (request.Principal.AccountId != request.ResourceAccountId)
        {
            return identity && limits && Granted(_ => true);
        }

        bool direct = Granted(who => who == "*" || who == arn);
        bool asRole = request.Principal.Kind == PrincipalKind.RoleSession && Granted(who => who.Contains(":role/", StringComparison.Ordinal));
        return direct || (asRole && limits) || (identity && limits);
    }

    private static bool Any(PolicyDocument document, Effect effect, AccessRequest request) =>
        document.Statements.Any(statement => statement.Effect == effect && Matches(statement, request));

    private static bool Names(PolicyDocument document, Effect effect, AccessRequest request, Predicate<string> who) =>
        document.Statements.Any(statement => statement.Effect == effect
            && statement.Principal!.Values.Any(principal => who(principal.Value) && Is(principal.Value, request.Principal))
            && Matches(statement, request));

    private static bool Is(string value, RequestPrincipal principal) =>
        value == "*" || value == principal.Arn || value == principal.AccountId || value == principal.Issuer?.Arn;

    private static bool Matches(Statement statement, AccessRequest request) =>
        statement.Action.Values.Any(value => Glob(value.Text.ToUpperInvariant(), request.Action.ToUpperInvariant())) != statement.Action.IsNegated
        && statement.Resource!.Values.Any(value => Glob(Expand(value.Text, request), request.Resource)) != statement.Resource.IsNegated
        && statement.Conditions.All(test => Holds(test, request))
        && !(statement.Resource.Values.Any(value => value.Text.Contains("${", StringComparison.Ordinal)) && request.Principal.Kind != PrincipalKind.User);

    private static string Expand(string text, AccessRequest request) => text.Replace("${aws:username}", request.Principal.Name, StringComparison.Ordinal);

    private static bool Holds(ConditionTest test, AccessRequest request)
    {
        IReadOnlyList<string> values = request.Context[test.Key.Text];
        string name = test.OperatorName.Text;
        if (name == "Null")
        {
            return (test.Values[0].Text == "true") == (values.Count == 0);
        }

        bool all = name.StartsWith("ForAllValues:", StringComparison.Ordinal);
        bool any = name.StartsWith("ForAnyValue:", StringComparison.Ordinal);
        bool negated = name.Contains("Not", StringComparison.Ordinal);
        if (values.Count == 0)
        {
            return name.EndsWith("IfExists", StringComparison.Ordinal) || all || (negated && !any);
        }

        bool One(string value) => test.Values.Any(wanted =>
            name.Contains("Like", StringComparison.Ordinal) ? Glob(wanted.Text, value) : wanted.Text == value);
        return all ? values.All(value => One(value) != negated)
            : any ? values.Any(value => One(value) != negated)
            : values.Any(One) != negated;
    }

    private static bool Glob(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text) => pattern switch
    {
        [] => text.IsEmpty,
        ['*', .. var rest] => Glob(rest, text) || (!text.IsEmpty && Glob(pattern, text[1..])),
        ['?', .. var rest] => !text.IsEmpty && Glob(rest, text[1..]),
        [char c, .. var rest] => !text.IsEmpty && text[0] == c && Glob(rest, text[1..]),
    };
}
