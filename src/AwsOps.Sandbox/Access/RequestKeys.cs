using System.Globalization;
using AwsOps.Engine.Policy;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.Access;

/// <summary>
/// The global condition keys of a call (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
/// Those that follow from the principal's ARN the engine finds itself.
/// </summary>
internal static class RequestKeys
{
    public static RequestContext Of(Call call, Rights rights)
    {
        var now = call.Now;
        var caller = call.Caller;
        var keys = new RequestContext
        {
            ["aws:CurrentTime"] = [now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)],
            ["aws:EpochTime"] = [Seconds(now - DateTime.UnixEpoch)],
            ["aws:RequestedRegion"] = [call.Region],
            ["aws:SourceIp"] = [call.SourceIp],
            ["aws:SecureTransport"] = ["true"],
            ["aws:ViaAWSService"] = ["false"],
            ["aws:userid"] = [caller.UserId],
        };
        if (call.UserAgent is { } agent)
        {
            keys["aws:UserAgent"] = [agent];
        }

        // Long-term credentials have neither key: "This key is not present in requests made with long-term credentials."
        if (caller.Session is { } session)
        {
            keys["aws:MultiFactorAuthPresent"] = [session.MfaAuthenticated is null ? "false" : "true"];
            keys["aws:TokenIssueTime"] = [session.Issued.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)];
            if (session.MfaAuthenticated is { } mfa)
            {
                keys["aws:MultiFactorAuthAge"] = [Seconds(now - mfa)];
            }

            if (session.SourceIdentity is { } source)
            {
                keys["aws:SourceIdentity"] = [source];
            }

            if (session.Provider is { } provider)
            {
                keys["aws:FederatedProvider"] = [provider];
            }
        }

        foreach (var (key, value) in rights.Tags)
        {
            keys["aws:PrincipalTag/" + key] = [value];
        }

        return keys;
    }

    /// <summary>The tags of a request, as aws:RequestTag and aws:TagKeys.</summary>
    public static void AddTags(RequestContext keys, IReadOnlyCollection<KeyValuePair<string, string>> tags)
    {
        foreach (var (key, value) in tags)
        {
            keys["aws:RequestTag/" + key] = [value];
        }

        if (tags.Count > 0)
        {
            keys["aws:TagKeys"] = [.. tags.Select(static tag => tag.Key)];
        }
    }

    private static string Seconds(TimeSpan span) => ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
