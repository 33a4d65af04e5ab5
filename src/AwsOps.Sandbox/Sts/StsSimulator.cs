using AwsOps.Sandbox.Iam;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Sts;

/// <summary>AWS Security Token Service.</summary>
internal sealed class StsSimulator : ServiceSimulator
{
    public StsSimulator()
        : base("sts")
    {
        On("GetCallerIdentity", GetCallerIdentity);
        On("GetAccessKeyInfo", GetAccessKeyInfo);
        On("GetSessionToken", GetSessionToken);
        On("GetFederationToken", GetFederationToken);
        On("AssumeRole", RoleSessions.AssumeRole);
        On("AssumeRoleWithWebIdentity", RoleSessions.AssumeRoleWithWebIdentity);
    }

    /// <summary>Needs no permission (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).</summary>
    private static Struct GetCallerIdentity(Call call, Struct input) => new()
    {
        ["UserId"] = call.Caller.UserId,
        ["Account"] = call.Caller.Account,
        ["Arn"] = call.Caller.Arn,
    };

    private static Struct GetAccessKeyInfo(Call call, Struct input)
    {
        var id = input.String("AccessKeyId")!;
        return new Struct { ["Account"] = (call.Cloud.Credentials.Find(id) ?? throw IamErrors.Validation($"{id} is not a valid access key id.")).Caller.Account };
    }

    /// <summary>For users and root, not for sessions (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html).</summary>
    private static Struct GetSessionToken(Call call, Struct input)
    {
        if (call.Caller.Session is not null)
        {
            throw new AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403);
        }

        var limit = call.Caller.IsRoot ? 3_600 : 129_600;
        var session = new CallerSession(call.Caller.Arn, call.Caller.UserId, call.Now) { MfaAuthenticated = Mfa.Check(call, input) };
        var credential = TemporaryCredentials.Issue(call, call.Caller with { Session = session }, Math.Min(input.Int("DurationSeconds") ?? 43_200, limit));
        return new Struct { ["Credentials"] = credential };
    }

    /// <summary>What a federated user may is what its maker may and the policy passed allows (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html).</summary>
    private static Struct GetFederationToken(Call call, Struct input)
    {
        if (call.Caller.Session is not null)
        {
            throw new AwsError("AccessDenied", "Cannot call GetFederationToken with session credentials", 403);
        }

        var name = input.String("Name")!;
        var (policies, size) = SessionPolicies.Read(call, input);
        var session = new CallerSession(call.Caller.Arn, call.Caller.UserId, call.Now) { Policies = policies, Tags = SessionPolicies.Tags(input) };
        var caller = new Caller(call.Account, $"arn:aws:sts::{call.Account}:federated-user/{name}", $"{call.Account}:{name}", "") { Session = session };
        return new Struct
        {
            ["Credentials"] = TemporaryCredentials.Issue(call, caller, Math.Min(input.Int("DurationSeconds") ?? 43_200, call.Caller.IsRoot ? 3_600 : 129_600)),
            ["FederatedUser"] = new Struct { ["FederatedUserId"] = caller.UserId, ["Arn"] = caller.Arn },
            ["PackedPolicySize"] = size,
        };
    }
}
