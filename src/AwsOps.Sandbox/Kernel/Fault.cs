namespace AwsOps.Sandbox.Kernel;

/// <summary>What an injected fault does.</summary>
public enum FaultKind
{
    /// <summary>Answers with the service's own throttling error.</summary>
    Throttle,

    /// <summary>Answers with an internal error, HTTP 500.</summary>
    InternalError,

    /// <summary>Answers that the service is unavailable, HTTP 503.</summary>
    Unavailable,

    /// <summary>Answers that the caller isn't authorized.</summary>
    AccessDenied,

    /// <summary>Answers after a delay.</summary>
    Latency,

    /// <summary>Breaks the connection before the call is carried out.</summary>
    DropRequest,

    /// <summary>Carries the call out, then breaks the connection instead of answering.</summary>
    DropResponse,
}

/// <summary>A rule that makes calls fail.</summary>
public sealed record FaultRule
{
    /// <summary>What happens.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>Service model name, with <c>*</c> and <c>?</c> as wildcards; ignoring case.</summary>
    public string Service { get; init; } = "*";

    /// <summary>Operation, with <c>*</c> and <c>?</c> as wildcards; ignoring case.</summary>
    public string Operation { get; init; } = "*";

    /// <summary>Strikes calls that change something only.</summary>
    public bool MutatingOnly { get; init; }

    /// <summary>How many matching calls pass before the first is struck.</summary>
    public int After { get; init; }

    /// <summary>How many calls it strikes; null for no end.</summary>
    public int? Count { get; init; }

    /// <summary>Probability from 0 to 1 that a matching call is struck. Drawn from the sandbox's seed, so a run repeats.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Real time by which the answer is late; for <see cref="FaultKind.Latency"/>, or on top of another kind.</summary>
    public TimeSpan Latency { get; init; }
}
