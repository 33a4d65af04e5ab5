namespace AwsOps.Engine.Network;

/// <summary>What of an interface the internet, or whoever was asked about, reaches.</summary>
public sealed class InterfaceReach
{
    private readonly Func<PathResult> _path;
    private PathResult? _result;

    internal InterfaceReach(NetworkInterface item, Verdict verdict, TrafficBounds arriving, TrafficBounds answered, Func<PathResult> path)
    {
        Interface = item;
        Verdict = verdict;
        Arriving = arriving;
        Answered = answered;
        _path = path;
    }

    /// <summary>The interface.</summary>
    public NetworkInterface Interface { get; }

    /// <summary>The answer.</summary>
    public Verdict Verdict { get; }

    /// <summary>What certainly is reached and can answer.</summary>
    public TrafficSet Reachable => Answered.Certain;

    /// <summary>The way with every layer, the witness and what is missing; worked out when asked for.</summary>
    public PathResult Path => _result ??= _path();

    internal TrafficBounds Arriving { get; }

    internal TrafficBounds Answered { get; }

    /// <summary>Such as <c>eni-1 Exposed</c>.</summary>
    public override string ToString() => $"{Interface.NetworkInterfaceId} {Verdict}";
}
