namespace AwsOps.Engine.Network;

/// <summary>A question about a path.</summary>
public sealed record PathQuery
{
    /// <summary>
    /// Who sends: an instance (i-…), an interface (eni-…), the members of a group (sg-…), an address, a range, or
    /// <c>internet</c>.
    /// </summary>
    public required string From { get; init; }

    /// <summary>
    /// Who receives: any of the same, a load balancer (name or ARN), or a service (<c>s3</c>, <c>dynamodb</c>, or a name
    /// such as com.amazonaws.eu-west-1.ssm).
    /// </summary>
    public required string To { get; init; }

    /// <summary>Only ways of this family; both by default.</summary>
    public IpFamily? Family { get; init; }

    /// <summary>The services asked about; all by default.</summary>
    public ServiceSet Services { get; init; } = ServiceSet.All;

    /// <summary>The source ports that the sender uses; those of ordinary clients by default.</summary>
    public PortSet SourcePorts { get; init; } = PortSet.Ephemeral;
}

/// <summary>One way from the sender to the receiver.</summary>
/// <param name="From">The sender's end.</param>
/// <param name="To">The receiver's end.</param>
/// <param name="Via">How the way leads.</param>
/// <param name="Legs">The parts of the way; more than one where something between begins a connection of its own.</param>
public sealed record PathWay(string From, string To, string Via, IReadOnlyList<PathResult> Legs)
{
    /// <summary>The verdict of the whole way.</summary>
    public Verdict Verdict { get; init; } = Legs.Count == 0 ? Verdict.Unknown
        : Legs.Any(static l => l.Verdict == Verdict.Closed) ? Verdict.Closed
        : Legs.Any(static l => l.Verdict == Verdict.Unknown) ? Verdict.Unknown
        : Legs.Any(static l => l.Verdict == Verdict.ReplyBlocked) ? Verdict.ReplyBlocked
        : Verdict.Exposed;

    /// <summary>What would have to be known to turn Unknown into an answer.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [.. Legs.SelectMany(static l => l.Missing).Distinct()];

    /// <summary>Every layer of every leg, in order.</summary>
    public IEnumerable<PathHop> Hops => Legs.SelectMany(static l => l.Hops);
}

/// <summary>The answer to a question about a path.</summary>
/// <param name="Query">The question.</param>
/// <param name="Verdict">The answer: that of the best way.</param>
/// <param name="Ways">Every way that was tried, the best one first.</param>
public sealed record PathAnswer(PathQuery Query, Verdict Verdict, IReadOnlyList<PathWay> Ways)
{
    /// <summary>The best way: that with the verdict.</summary>
    public PathWay? Best => Ways.Count > 0 ? Ways[0] : null;

    /// <summary>What would have to be known to turn Unknown into an answer.</summary>
    public IReadOnlyList<string> Missing { get; init; } =
        Verdict == Verdict.Unknown ? [.. Ways.Where(static w => w.Verdict == Verdict.Unknown).SelectMany(static w => w.Missing).Distinct()] : [];
}
