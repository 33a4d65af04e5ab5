namespace AwsOps.Engine.Network;

/// <summary>An answer of three values, and the fourth that only a path through stateless filters can have.</summary>
public enum Verdict
{
    /// <summary>No packet arrives.</summary>
    Closed,

    /// <summary>Whether a packet arrives depends on something that was not given.</summary>
    Unknown,

    /// <summary>A packet arrives, and no reply to it can come back.</summary>
    ReplyBlocked,

    /// <summary>A packet arrives, and it can be answered.</summary>
    Exposed,
}

/// <summary>Services of a security group that somebody of those asked about may reach.</summary>
public sealed class Exposure
{
    private readonly double _share;

    internal Exposure(SecurityGroup group, Verdict verdict, ServiceSet services, AddressSet ruleSources, AddressSet sources, double share, IReadOnlyList<SecurityGroupRule> rules)
    {
        Group = group;
        Verdict = verdict;
        Services = services;
        RuleSources = ruleSources;
        Sources = sources;
        Rules = rules;
        _share = share;
        Severity = ExposureRating.Rate(services, share);
    }

    /// <summary>The group.</summary>
    public SecurityGroup Group { get; }

    /// <summary>Exposed, or Unknown where a prefix list or the members of a group are not known.</summary>
    public Verdict Verdict { get; }

    /// <summary>The protocol and its ports: an interval of one protocol, several whole protocols, or all traffic.</summary>
    public ServiceSet Services { get; }

    /// <summary>tcp, udp, icmp, icmpv6, a number, <c>all</c>, or <c>other</c> for several protocols without ports.</summary>
    public string Protocol => Services.Parts is [var part]
        ? part.Protocol == IpProtocols.All ? "all" : IpProtocols.Name(part.Protocol)
        : "other";

    /// <summary>The ports, or ICMP types and codes, or <c>all</c>.</summary>
    public string PortText => Services.Parts is [var part] ? part.PortText : "all";

    /// <summary>The family.</summary>
    public IpFamily Family => Sources.V4.IsEmpty ? IpFamily.IPv6 : IpFamily.IPv4;

    /// <summary>Those of the addresses asked about that are let in; for an Unknown verdict those that may be.</summary>
    public AddressSet Sources { get; }

    /// <summary>All that the rules behind the exposure let in, as short as it can be written: 0.0.0.0/0 for the world.</summary>
    public AddressSet RuleSources { get; }

    /// <summary>The rules that together make the exposure.</summary>
    public IReadOnlyList<SecurityGroupRule> Rules { get; }

    /// <summary>How much harm it invites.</summary>
    public Severity Severity { get; }

    /// <summary>Why it has that severity.</summary>
    public string Reason => ExposureRating.Explain(Services, _share, Sources.Size);

    /// <summary>What would have to be known, for an Unknown verdict.</summary>
    public IReadOnlyList<string> Missing { get; internal init; } = [];

    /// <summary>A packet that the group lets in (or, if Unknown, may let in), to the most sensitive of the services.</summary>
    public Packet Witness
    {
        get
        {
            var key = PortRisk.WorstOf(Services)?.Key ?? Services.Keys.Ranges[0].Lo;
            return new(Sources.First(), (int)(key >> 16), (int)(key & 0xFFFF));
        }
    }

    /// <summary>The exposed traffic as a set.</summary>
    public TrafficSet Traffic => TrafficSet.Of(Sources, Services);

    /// <summary>Such as <c>sg-1 Exposed tcp 22 from 0.0.0.0/0 (Critical)</c>.</summary>
    public override string ToString() => $"{Group.GroupId} {Verdict} {Services} from {RuleSources} ({Severity})";
}
