using AwsOps.Engine.Network;
using AwsOps.Sandbox.FlowLogs;

namespace AwsOps;

/// <summary>What became of test traffic in the sandbox.</summary>
public sealed class SandboxTraffic
{
    internal SandboxTraffic(TrafficOutcome outcome, TrafficSettings settings)
    {
        From = outcome.From;
        To = outcome.To;
        Protocol = IpProtocols.Name(settings.Protocol);
        Port = settings.Port;
        Count = settings.Count;
        Answered = outcome.Answered;
        Reason = outcome.Reason;
        Accepted = outcome.Accepted;
        Rejected = outcome.Rejected;
        Recorded = outcome.Watched;
        NetworkInterfaceId = (string[])[.. outcome.Interfaces];
    }

    /// <summary>Caller.</summary>
    public string From { get; }

    /// <summary>Receiver.</summary>
    public string To { get; }

    /// <summary>Protocol.</summary>
    public string Protocol { get; }

    /// <summary>Port of the receiver; 0 for protocols without.</summary>
    public int Port { get; }

    /// <summary>Calls that were made.</summary>
    public int Count { get; }

    /// <summary>The calls arrived and the answers came back.</summary>
    public bool Answered { get; }

    /// <summary>What decided.</summary>
    public string Reason { get; }

    /// <summary>ACCEPT records that the interfaces on the way make of each call and its answer.</summary>
    public int Accepted { get; }

    /// <summary>REJECT records that they make.</summary>
    public int Rejected { get; }

    /// <summary>A flow log watches an interface on the way.</summary>
    public bool Recorded { get; }

    /// <summary>Interfaces at the ends, the caller's first.</summary>
    public IReadOnlyList<string> NetworkInterfaceId { get; }
}
