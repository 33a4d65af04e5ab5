using AwsOps.Sandbox.Iam;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Sts;

/// <summary>Credentials of a session.</summary>
internal static class TemporaryCredentials
{
    private const int TokenLength = 356;

    /// <summary>Makes credentials that end after a while of the sandbox's time, and shows them.</summary>
    public static Struct Issue(Call call, Caller caller, int seconds)
    {
        var key = call.Ids.Upper("ASIA", 20);
        var credential = new Credential(key, call.Ids.Secret(), caller with { AccessKeyId = key })
        {
            SessionToken = call.Ids.Token(TokenLength),
            Expiration = call.Now.AddSeconds(seconds),
        };
        call.Cloud.Credentials.Add(credential);
        return new Struct
        {
            ["AccessKeyId"] = credential.AccessKeyId,
            ["SecretAccessKey"] = credential.SecretAccessKey,
            ["SessionToken"] = credential.SessionToken,
            ["Expiration"] = credential.Expiration,
        };
    }
}

/// <summary>The code of an MFA device in a request for a session.</summary>
internal static class Mfa
{
    /// <summary>When a code was given: now; null when none was. A device must be the caller's, and a code works once.</summary>
    public static DateTime? Check(Call call, Struct input)
    {
        if (input.String("SerialNumber") is not { } serial)
        {
            return input.String("TokenCode") is null ? null : throw IamErrors.Validation("A TokenCode needs the SerialNumber of its device.");
        }

        var device = call.Cloud.Iam(call.Caller.Account).MfaDevices.GetValueOrDefault(serial);
        if (device?.User is not { } user || (user.Arn != call.Caller.Arn && !call.Caller.IsRoot))
        {
            throw Refused("MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.");
        }

        return device.Accept(input.String("TokenCode") ?? throw Refused("MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."), call.Now)
            ? call.Now
            : throw Refused("MultiFactorAuthentication failed with invalid MFA one time pass code. ");
    }

    private static AwsError Refused(string message) => new("AccessDenied", message, 403);
}

/// <summary>Policies and tags passed to a session: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session</summary>
internal static class SessionPolicies
{
    private const int Limit = 2_048;
    private const int ManagedLimit = 10;
    private const int TagLimit = 50;

    /// <summary>The documents, null when none are passed, and how much of the limit they take, in per cent.</summary>
    public static (IReadOnlyList<string>? Policies, long? Size) Read(Call call, Struct input)
    {
        var iam = call.Cloud.Iam(call.Account);
        var arns = input.Structs("PolicyArns").Select(static item => item.String("arn")!).ToList();
        if (arns.Count > ManagedLimit)
        {
            throw IamErrors.Validation($"1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to {ManagedLimit}");
        }

        List<string> documents = [.. arns.Select(arn => iam.Policies.GetValueOrDefault(arn)?.Default.Document
            ?? throw IamErrors.Validation($"The specified policy ARN does not exist: {arn}"))];
        if (input.String("Policy") is { } inline)
        {
            documents.Insert(0, IamText.Check(inline, Engine.Policy.PolicyKind.Identity));
        }

        var packed = (input.String("Policy") is { } text ? IamText.Size(text) : 0) + arns.Sum(static arn => arn.Length);
        if (packed > Limit)
        {
            throw new AwsError("PackedPolicyTooLarge", $"Packed size of session tags consumes {packed * 100 / Limit}% of allotted space.");
        }

        return documents.Count == 0 ? (null, null) : (documents, packed * 100 / Limit);
    }

    public static Dictionary<string, string> Tags(Struct input)
    {
        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var tag in input.Structs("Tags"))
        {
            if (!tags.TryAdd(tag.String("Key")!, tag.String("Value")!))
            {
                throw IamErrors.Validation("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }

        return tags.Count <= TagLimit ? tags : throw IamErrors.Validation($"A session has at most {TagLimit} tags.");
    }
}
