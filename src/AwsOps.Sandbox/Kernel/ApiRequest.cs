namespace AwsOps.Sandbox.Kernel;

/// <summary>A call to be answered.</summary>
/// <param name="Service">Name of the service's model, e.g. <c>autoscaling</c>.</param>
/// <param name="Operation">Operation name.</param>
/// <param name="Input">The request's members.</param>
public sealed record ApiRequest(string Service, string Operation, Struct Input)
{
    /// <summary>Region code.</summary>
    public required string Region { get; init; }

    /// <summary>Who calls; null for the root of the sandbox's first account.</summary>
    public Caller? Caller { get; init; }

    /// <summary>Address that the call comes from; null for that of the options.</summary>
    public string? SourceIp { get; init; }

    /// <summary>User agent of the client.</summary>
    public string? UserAgent { get; init; }
}

/// <summary>What a call is answered with.</summary>
/// <param name="RequestId">Id of the call.</param>
/// <param name="Output">The response's members; empty for an error.</param>
/// <param name="Error">The error, or null.</param>
public sealed record ApiAnswer(string RequestId, Struct Output, AwsError? Error)
{
    /// <summary>How long an injected fault holds the answer back, in real time.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>True when an injected fault breaks the connection instead of answering.</summary>
    public bool Dropped { get; init; }
}
