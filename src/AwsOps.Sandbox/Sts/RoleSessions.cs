using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Access;
using AwsOps.Sandbox.Iam;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Sts;

/// <summary>Sessions of roles. The engine asks the role's trust policy, whether or not the sandbox enforces anything else.</summary>
internal static class RoleSessions
{
    private const int ChainedLimit = 3_600;

    /// <summary>https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html</summary>
    public static Struct AssumeRole(Call call, Struct input)
    {
        var arn = input.String("RoleArn")!;
        var role = Find(call.Cloud, arn) ?? throw Denied(call, "sts:AssumeRole", arn, null);
        var mfa = Mfa.Check(call, input);
        var transitive = Transitive(call.Caller);
        var tags = SessionPolicies.Tags(input);
        foreach (var (key, value) in transitive)
        {
            if (!tags.TryAdd(key, value))
            {
                throw IamErrors.Validation($"The transitive tag {key} of the session cannot be set anew.");
            }
        }

        var source = input.String("SourceIdentity");
        if (call.Caller.Session?.SourceIdentity is { } old)
        {
            source = source is null || source == old ? old : throw Denied(call, "sts:SetSourceIdentity", arn, null);
        }

        Trust(call, input, role, mfa, tags, source);
        var seconds = Duration(input, role, isChained: call.Caller.Session is { } chained && chained.IssuerArn != call.Caller.Arn);
        var (policies, size) = SessionPolicies.Read(call, input);
        var session = new CallerSession(role.Arn, role.Id, call.Now)
        {
            MfaAuthenticated = mfa,
            Policies = policies,
            Tags = tags,
            TransitiveTagKeys = [.. input.Strings("TransitiveTagKeys"), .. transitive.Keys],
            SourceIdentity = source,
        };
        var answer = Answer(call, input, role, session, seconds, size);
        answer["SourceIdentity"] = source;
        return answer;
    }

    /// <summary>
    /// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html. The token's claims count; its
    /// signature is not checked, since the provider's keys are out of reach.
    /// </summary>
    public static Struct AssumeRoleWithWebIdentity(Call call, Struct input)
    {
        var arn = input.String("RoleArn")!;
        var token = WebToken.Read(input.String("WebIdentityToken")!);
        var role = Find(call.Cloud, arn) ?? throw NotTrusted();
        var provider = call.Cloud.Iam(role.Account).OidcProviders.Values.FirstOrDefault(item => item.Url == token.Issuer)
            ?? throw new AwsError("InvalidIdentityToken", $"No OpenIDConnect provider found in your account for https://{token.Issuer}");
        if (!provider.ClientIds.Contains(token.Audience, StringComparer.Ordinal))
        {
            throw new AwsError("InvalidIdentityToken", "Incorrect token audience");
        }

        if (token.Expiration <= call.Now)
        {
            throw new AwsError("ExpiredTokenException", $"Token expired: current date/time {call.Now:O} must be before the expiration date/time {token.Expiration:O}");
        }

        var request = new AccessRequest(
            RequestPrincipal.Federated(provider.Arn),
            "sts:AssumeRoleWithWebIdentity",
            role.Arn,
            new RequestContext
            {
                [$"{token.Issuer}:aud"] = [token.Audience],
                [$"{token.Issuer}:sub"] = [token.Subject],
                ["sts:RoleSessionName"] = [input.String("RoleSessionName")!],
                ["aws:SourceIp"] = [call.SourceIp],
            },
            role.Account);
        if (!AccessEvaluator.Evaluate(request, new PolicySet { Resource = [TrustOf(role)] }).IsAllowed)
        {
            throw NotTrusted();
        }

        var (policies, size) = SessionPolicies.Read(call, input);
        var session = new CallerSession(role.Arn, role.Id, call.Now) { Policies = policies, Provider = provider.Arn };
        var answer = Answer(call, input, role, session, Duration(input, role, isChained: false), size);
        answer["SubjectFromWebIdentityToken"] = token.Subject;
        answer["Provider"] = provider.Arn;
        answer["Audience"] = token.Audience;
        return answer;
    }

    private static AwsError NotTrusted() => new("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403);

    private static Role? Find(SandboxCloud cloud, string arn) =>
        Arn.TryParse(arn, out var parsed) && RequestAccount(parsed) is { } account ? cloud.Iam(account).Roles.Values.FirstOrDefault(role => role.Arn == arn) : null;

    private static string? RequestAccount(Arn arn) => arn.Service == "iam" && arn.AccountId.Length == 12 ? arn.AccountId : null;

    private static PolicyDocument TrustOf(Role role) => Rights.Parse(role.Trust, $"the trust policy of role {role.Name}");

    private static Dictionary<string, string> Transitive(Caller caller) => caller.Session is { } session
        ? session.Tags.Where(tag => session.TransitiveTagKeys.Contains(tag.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(StringComparer.OrdinalIgnoreCase)
        : [];

    private static int Duration(Struct input, Role role, bool isChained)
    {
        var seconds = input.Int("DurationSeconds") ?? 3_600;
        if (isChained && seconds > ChainedLimit)
        {
            throw IamErrors.Validation("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
        }

        return seconds <= role.MaxSession ? seconds : throw IamErrors.Validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }

    private static void Trust(Call call, Struct input, Role role, DateTime? mfa, Dictionary<string, string> tags, string? source)
    {
        var rights = Rights.Of(call.Cloud, call.Caller);
        if (!call.Cloud.Options.EnforceIam)
        {
            rights = rights.AsAdministrator();
        }

        var trust = TrustOf(role);
        var policies = new PolicySet { Identity = rights.Policies.Identity, Boundary = rights.Policies.Boundary, Session = rights.Policies.Session, Resource = [trust] };
        var keys = RequestKeys.Of(call, rights);
        keys["sts:RoleSessionName"] = [input.String("RoleSessionName")!];
        RequestKeys.AddTags(keys, tags);
        if (input.String("ExternalId") is { } external)
        {
            keys["sts:ExternalId"] = [external];
        }

        if (source is not null)
        {
            keys["sts:SourceIdentity"] = [source];
        }

        // A code that comes with the request counts for it: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
        if (mfa is not null)
        {
            keys["aws:MultiFactorAuthPresent"] = ["true"];
            keys["aws:MultiFactorAuthAge"] = ["0"];
        }

        foreach (var (key, value) in role.Tags)
        {
            keys["aws:ResourceTag/" + key] = [value];
            keys["iam:ResourceTag/" + key] = [value];
        }

        string[] actions = ["sts:AssumeRole", .. tags.Count > 0 ? ["sts:TagSession"] : Array.Empty<string>(), .. source is null ? Array.Empty<string>() : ["sts:SetSourceIdentity"]];
        foreach (var action in actions)
        {
            var request = new AccessRequest(rights.Principal, action, role.Arn, keys, role.Account);

            // Tags and a source identity need the trust policy's word as assuming does, in the same account too.
            var explanation = AccessEvaluator.Explain(request, policies);
            var isTrusted = explanation.Layers.Any(static layer => layer is { Layer: PolicyLayer.Resource, Verdict: LayerVerdict.Allows });
            if ((!isTrusted || !explanation.Decision.IsAllowed) && !PlaysService(call, role, trust))
            {
                throw Denied(call, action, role.Arn, explanation);
            }
        }
    }

    /// <summary>
    /// The root of the sandbox's own account plays the service that a role is for, so that an instance's or a function's role
    /// can be rehearsed. Ours, not AWS's behaviour: a role that trusts users or accounts is asked as anywhere.
    /// </summary>
    private static bool PlaysService(Call call, Role role, PolicyDocument trust) =>
        call.Caller.IsRoot && call.Caller.Account == role.Account && call.Account == call.Cloud.Options.Account
        && trust.Statements.All(static statement => statement.Effect == Effect.Allow && statement.Principal is { IsNegated: false } principal && principal.Values.All(static value => value.Type is "Service" or "Federated"));

    private static AwsError Denied(Call call, string action, string arn, AccessExplanation? explanation) => new(
        "AccessDenied", $"User: {call.Caller.Arn} is not authorized to perform: {action} on resource: {arn}", 403)
    {
        Reason = explanation?.Reason,
    };

    private static Struct Answer(Call call, Struct input, Role role, CallerSession session, int seconds, long? size)
    {
        var name = input.String("RoleSessionName")!;
        var caller = new Caller(role.Account, $"arn:aws:sts::{role.Account}:assumed-role/{role.Name}/{name}", $"{role.Id}:{name}", "") { Session = session };
        return new Struct
        {
            ["Credentials"] = TemporaryCredentials.Issue(call, caller, seconds),
            ["AssumedRoleUser"] = new Struct { ["AssumedRoleId"] = caller.UserId, ["Arn"] = caller.Arn },
            ["PackedPolicySize"] = size,
        };
    }
}
