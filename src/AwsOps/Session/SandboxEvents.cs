using System.Collections;
using AwsOps.Sandbox.Kernel;

namespace AwsOps;

/// <summary>An API call that the sandbox answered.</summary>
public sealed class SandboxCall
{
    internal SandboxCall(TrailEvent call)
    {
        Time = call.Time;
        Action = call.Action;
        EventName = call.Operation;
        EventSource = call.EventSource;
        Region = call.Region;
        AccountId = call.Account;
        Principal = call.Principal;
        Invocation = call.Invocation;
        UserAgent = call.UserAgent;
        ReadOnly = call.ReadOnly;
        ErrorCode = call.ErrorCode;
        ErrorMessage = call.ErrorMessage;
        DeniedBy = call.DeniedBy;
        RequestId = call.RequestId;
        Parameter = Table(call.Parameters);
    }

    /// <summary>Simulated time, UTC.</summary>
    public DateTime Time { get; }

    /// <summary>IAM action, e.g. autoscaling:CreateAutoScalingGroup.</summary>
    public string Action { get; }

    /// <summary>Operation.</summary>
    public string EventName { get; }

    /// <summary>Service, as CloudTrail names it.</summary>
    public string EventSource { get; }

    /// <summary>Region code.</summary>
    public string Region { get; }

    /// <summary>Account id.</summary>
    public string AccountId { get; }

    /// <summary>ARN of who called.</summary>
    public string Principal { get; }

    /// <summary>Cmdlet of this module that called; null for other programs.</summary>
    public string? Invocation { get; }

    /// <summary>User agent of the client.</summary>
    public string? UserAgent { get; }

    /// <summary>True when the call changes nothing.</summary>
    public bool ReadOnly { get; }

    /// <summary>Error code; null when it succeeded.</summary>
    public string? ErrorCode { get; }

    /// <summary>Error message; null when it succeeded.</summary>
    public string? ErrorMessage { get; }

    /// <summary>Why access was denied, with the deciding statement and its place in the policy; null when it was not.</summary>
    public string? DeniedBy { get; }

    /// <summary>Request id.</summary>
    public string RequestId { get; }

    /// <summary>The request's members; secrets are masked.</summary>
    public IDictionary Parameter { get; }

    private static Hashtable Table(Struct values)
    {
        var table = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in values)
        {
            table[name] = Plain(value);
        }

        return table;
    }

    private static object? Plain(object? value) => value switch
    {
        Struct inner => Table(inner),
        string text => text,
        IEnumerable<object?> list => list.Select(Plain).ToArray(),
        _ => value,
    };
}

/// <summary>A mail or other message that SNS would have delivered.</summary>
public sealed class SandboxMail
{
    internal SandboxMail(Mail mail)
    {
        Time = mail.Time;
        Protocol = mail.Protocol;
        To = mail.To;
        Subject = mail.Subject;
        Body = mail.Body;
        TopicArn = mail.TopicArn;
    }

    /// <summary>Simulated time, UTC.</summary>
    public DateTime Time { get; }

    /// <summary>email, email-json, sms, https…</summary>
    public string Protocol { get; }

    /// <summary>Address, number or URL.</summary>
    public string To { get; }

    /// <summary>Subject line.</summary>
    public string Subject { get; }

    /// <summary>Text.</summary>
    public string Body { get; }

    /// <summary>Topic it came from.</summary>
    public string TopicArn { get; }
}
