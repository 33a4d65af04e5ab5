using AwsOps.Engine.Policy;

namespace AwsOps.Engine.Tests.Policy;

/// <summary>The names that the tests share, and short ways to ask.</summary>
internal static class Ask
{
    internal const string Account = "111122223333";
    internal const string OtherAccount = "444455556666";
    internal const string User = "arn:aws:iam::111122223333:user/alice";
    internal const string Role = "arn:aws:iam::111122223333:role/app";
    internal const string Session = "arn:aws:sts::111122223333:assumed-role/app/run-1";
    internal const string FederatedUser = "arn:aws:sts::111122223333:federated-user/guest";
    internal const string Root = "arn:aws:iam::111122223333:root";
    internal const string Stranger = "arn:aws:iam::444455556666:user/mallory";
    internal const string Queue = "arn:aws:sqs:eu-west-1:111122223333:orders";

    internal static readonly PolicyDocument AllowAll = Doc("""{"Effect":"Allow","Action":"*","Resource":"*"}""");
    internal static readonly PolicyDocument AllowNothing = Doc("""{"Effect":"Deny","Action":"none:None","Resource":"*"}""");
    internal static readonly PolicyDocument DenyAll = Doc("""{"Effect":"Deny","Action":"*","Resource":"*"}""");

    /// <summary>A policy of the current version from its statements.</summary>
    internal static PolicyDocument Doc(params string[] statements) =>
        PolicyDocument.Parse($$"""{"Version":"2012-10-17","Statement":[{{string.Join(",", statements)}}]}""");

    /// <summary>A resource policy that allows everything to the principal given as JSON.</summary>
    internal static PolicyDocument Grant(string principal, string action = "*") =>
        Doc($$"""{"Effect":"Allow","Principal":{{principal}},"Action":"{{action}}","Resource":"*"}""");

    internal static AccessRequest Request(
        string principal = User, string action = "sqs:SendMessage", string resource = Queue, RequestContext? context = null, string? issuer = null) =>
        new(RequestPrincipal.Parse(principal, issuer), action, resource, context);

    /// <summary>Whether one statement of an identity policy, given as JSON without its braces, allows the request.</summary>
    internal static bool Allows(string statement, AccessRequest request) =>
        AccessEvaluator.Evaluate(request, new PolicySet { Identity = [Doc("{" + statement + "}")] }).IsAllowed;

    /// <summary>Whether a condition, given as JSON, holds in a context.</summary>
    internal static bool Holds(string condition, RequestContext context) =>
        Allows($"\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{condition}", Request(context: context));
}
