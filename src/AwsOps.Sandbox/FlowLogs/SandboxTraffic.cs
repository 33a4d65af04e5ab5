using AwsOps.Engine.Network;
using AwsOps.Sandbox.Ec2;
using AwsOps.Sandbox.Kernel;

namespace AwsOps.Sandbox.FlowLogs;

/// <summary>Test traffic: who calls whom, and how often.</summary>
public sealed record TrafficSettings
{
    /// <summary>Caller: an instance (i-…), an interface (eni-…), or an address; one that no interface has is on the internet.</summary>
    public required string From { get; init; }

    /// <summary>
    /// Receiver: any of the same, a VPC endpoint (vpce-…), or a service (s3, dynamodb, com.amazonaws.eu-west-1.ssm), which is reached by
    /// what leads there: its endpoint, or its public addresses.
    /// </summary>
    public required string To { get; init; }

    /// <summary>Protocol number; TCP by default.</summary>
    public int Protocol { get; init; } = IpProtocols.Tcp;

    /// <summary>Port of the receiver, for TCP and UDP.</summary>
    public int Port { get; init; }

    /// <summary>IPv4 or IPv6; null for that of the addresses given, else IPv4.</summary>
    public IpFamily? Family { get; init; }

    /// <summary>Calls; each has a port of its own on the caller's side.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Bytes of each call.</summary>
    public long BytesPerCall { get; init; } = 2_000;

    /// <summary>Bytes of each answer.</summary>
    public long BytesPerAnswer { get; init; } = 20_000;

    /// <summary>Throws when something is wrong with the settings; the message names it.</summary>
    /// <exception cref="ArgumentException">A setting is not valid.</exception>
    public TrafficSettings Validated()
    {
        if (IpProtocols.HasPorts(Protocol) && Port is < 1 or > 65_535)
        {
            throw new ArgumentException($"Port {Port} is not valid: {IpProtocols.Name(Protocol)} needs a port from 1 to 65535.");
        }

        if (Family is { } family && Protocol == (family == IpFamily.IPv4 ? IpProtocols.IcmpV6 : IpProtocols.Icmp))
        {
            throw new ArgumentException($"Protocol {IpProtocols.Name(Protocol)} is not one of {family}; give {(family == IpFamily.IPv4 ? "icmp" : "icmpv6")}.");
        }

        if (Count is < 1 or > 100_000 || BytesPerCall < 0 || BytesPerAnswer < 0)
        {
            throw new ArgumentException("Count is from 1 to 100,000, and bytes are 0 or more.");
        }

        return this;
    }
}

/// <summary>What became of test traffic.</summary>
/// <param name="From">Caller as given.</param>
/// <param name="To">Receiver as given.</param>
/// <param name="Answered">The call arrived and its answer came back.</param>
/// <param name="Reason">What decided.</param>
/// <param name="Accepted">Records that interfaces on the way make of each call: ACCEPT.</param>
/// <param name="Rejected">And REJECT.</param>
/// <param name="Watched">A flow log watches an interface on the way, so that records will come.</param>
/// <param name="Interfaces">Ids of the interfaces at the ends, the caller's first.</param>
public sealed record TrafficOutcome(string From, string To, bool Answered, string Reason, int Accepted, int Rejected, bool Watched, IReadOnlyList<string> Interfaces);

/// <summary>Sends test traffic through the simulated network. What its interfaces see goes to their flow logs.</summary>
public static class SandboxTraffic
{
    /// <summary>Sends calls within the current minute of virtual time.</summary>
    /// <param name="cloud">The sandbox.</param>
    /// <param name="region">Region.</param>
    /// <param name="settings">The calls.</param>
    /// <param name="account">Account; null is the sandbox's first.</param>
    /// <exception cref="ArgumentException">A setting is not valid, or neither end is in the sandbox.</exception>
    public static TrafficOutcome Send(SandboxCloud cloud, string region, TrafficSettings settings, string? account = null)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validated();
        lock (cloud.Gate)
        {
            var scope = cloud.Scope(account ?? cloud.Options.Account, region);
            var ec2 = scope.Get<Ec2State>();
            var (from, to) = TrafficEnds.Resolve(ec2, settings);
            var port = IpProtocols.HasPorts(settings.Protocol) ? settings.Port : settings.Protocol == IpProtocols.Icmp ? 8 << 8 : settings.Protocol == IpProtocols.IcmpV6 ? 128 << 8 : 0;
            var judged = new TrafficJudge(ec2).Judge(from, to, settings.Protocol, port, FirstPort);
            var recorder = scope.Get<FlowRecorder>();
            for (var i = 0; i < settings.Count; i++)
            {
                Record(recorder, judged, settings.Protocol, settings.Port, FirstPort + (i % 25_000), settings.BytesPerCall, settings.BytesPerAnswer, scope.Clock.UtcNow, scope.Clock.UtcNow);
            }

            return new(
                settings.From,
                settings.To,
                judged.Answered,
                judged.Reason,
                judged.Seen.Count(static s => s.Accepted),
                judged.Seen.Count(static s => !s.Accepted),
                judged.Seen.Any(s => recorder.IsWatched(s.Interface)),
                [.. new[] { from.Interface, to.Interface }.OfType<Ec2.NetworkInterface>().Select(static i => i.Id)]);
        }
    }

    /// <summary>First of the ports that callers use; Linux takes them from 32768 to 60999.</summary>
    internal const int FirstPort = 32_768;

    /// <summary>Records what a call and its answer are to the interfaces on the way. A refused call is tried three times: SYN alone, 40 bytes each.</summary>
    internal static void Record(FlowRecorder recorder, TrafficVerdict verdict, int protocol, int port, int sourcePort, long callBytes, long answerBytes, DateTime first, DateTime last)
    {
        if (!IpProtocols.HasPorts(protocol))
        {
            (port, sourcePort) = (0, 0);
        }

        foreach (var seen in verdict.Seen)
        {
            var bytes = !verdict.Answered && protocol == IpProtocols.Tcp ? 120 : seen.IsReply ? answerBytes : callBytes;
            var packets = !verdict.Answered && protocol == IpProtocols.Tcp ? 3 : Math.Max(1, (bytes + 1459) / 1460);
            recorder.Add(seen, protocol, seen.IsReply ? port : sourcePort, seen.IsReply ? sourcePort : port, packets, bytes, first, last);
        }
    }

}
