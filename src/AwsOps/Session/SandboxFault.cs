using AwsOps.Sandbox.Kernel;

namespace AwsOps;

/// <summary>A fault that the sandbox injects.</summary>
public sealed class SandboxFault
{
    internal SandboxFault(int id, FaultRule rule, IDisposable handle)
    {
        FaultId = id;
        Kind = rule.Kind.ToString();
        Service = rule.Service;
        Operation = rule.Operation;
        Mutating = rule.MutatingOnly;
        After = rule.After;
        Count = rule.Count;
        Probability = rule.Probability;
        Handle = handle;
    }

    /// <summary>Number of the fault in this sandbox.</summary>
    public int FaultId { get; }

    /// <summary>Throttle, InternalError, Unavailable, AccessDenied, Latency, DropRequest or DropResponse.</summary>
    public string Kind { get; }

    /// <summary>Service it strikes, with wildcards.</summary>
    public string Service { get; }

    /// <summary>Operation it strikes, with wildcards.</summary>
    public string Operation { get; }

    /// <summary>True when it strikes calls that change something only.</summary>
    public bool Mutating { get; }

    /// <summary>How many matching calls pass first.</summary>
    public int After { get; }

    /// <summary>How many calls it strikes; null for no end.</summary>
    public int? Count { get; }

    /// <summary>Probability that a matching call is struck.</summary>
    public double Probability { get; }

    internal IDisposable Handle { get; }
}
