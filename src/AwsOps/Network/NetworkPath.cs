using AwsOps.Engine.Network;

namespace AwsOps;

/// <summary>One way from a sender to a receiver, and whether packets get through.</summary>
public sealed class NetworkPath
{
    internal NetworkPath(PathQuery query, PathWay? way, Verdict verdict, string service, string? region)
    {
        From = query.From;
        To = query.To;
        Service = service;
        Family = (query.Family ?? IpFamily.IPv4).ToString();
        Region = region;
        Verdict = (NetworkVerdict)verdict;
        Sender = way?.From ?? query.From;
        Receiver = way?.To ?? query.To;
        Via = way?.Via ?? "nothing";
        Hop = (NetworkHop[])[.. (way?.Hops ?? []).Select(static (hop, index) => new NetworkHop(hop, index + 1))];
        Missing = way is { Verdict: Engine.Network.Verdict.Unknown } ? way.Missing : [];
        BlockedBy = verdict is Engine.Network.Verdict.Exposed or Engine.Network.Verdict.Unknown ? null
            : way is null ? $"the ends have no {Family} address in common"
            : way.Legs.Select(static leg => leg.BlockedBy).FirstOrDefault(static hop => hop is not null)?.ToString();
        Witness = way?.Legs.Select(static leg => leg.Witness).FirstOrDefault(static packet => packet is not null)?.ToString();
        AnsweredSourcePort = way?.Legs.Select(static leg => leg.AnsweredSourcePorts).FirstOrDefault(static ports => ports is not null)?.ToString();
    }

    /// <summary>The sender, as asked.</summary>
    public string From { get; }

    /// <summary>The receiver, as asked.</summary>
    public string To { get; }

    /// <summary>Protocol and ports, as asked.</summary>
    public string Service { get; }

    /// <summary>IPv4 or IPv6.</summary>
    public string Family { get; }

    /// <summary>Whether packets get through.</summary>
    public NetworkVerdict Verdict { get; }

    /// <summary>What the packets pass through: a gateway, a peering connection, the VPC, ….</summary>
    public string Via { get; }

    /// <summary>The sender's interface or addresses.</summary>
    public string Sender { get; }

    /// <summary>The receiver's interface or addresses.</summary>
    public string Receiver { get; }

    /// <summary>Everything on the way of the packet and of its reply, with what it says, up to what stops it.</summary>
    public IReadOnlyList<NetworkHop> Hop { get; }

    /// <summary>What stops the packet or its reply; null when nothing does.</summary>
    public string? BlockedBy { get; }

    /// <summary>A packet that proves the verdict; null when no packet gets anywhere.</summary>
    public string? Witness { get; }

    /// <summary>The source ports that are answered, where not all that clients use are; null otherwise.</summary>
    public string? AnsweredSourcePort { get; }

    /// <summary>What would have to be known to turn Unknown into an answer.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Region; null for saved answers.</summary>
    public string? Region { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{From} to {To}, {Service}: {Verdict}{(BlockedBy is null ? string.Empty : " by " + BlockedBy)}";
}

/// <summary>Something on a path, and what it says to the packet.</summary>
public sealed class NetworkHop
{
    internal NetworkHop(PathHop hop, int number)
    {
        Number = number;
        Direction = hop.IsReply ? "Reply" : "Forward";
        Kind = hop.Kind.ToString();
        Resource = hop.Resource;
        Verdict = hop.Verdict.ToString();
        Rule = hop.Rule;
    }

    /// <summary>Place on the way, from 1.</summary>
    public int Number { get; }

    /// <summary>Forward, or Reply.</summary>
    public string Direction { get; }

    /// <summary>What it is: SecurityGroup, NetworkAcl, RouteTable, InternetGateway, ….</summary>
    public string Kind { get; }

    /// <summary>Its id.</summary>
    public string Resource { get; }

    /// <summary>Allowed, Blocked, or Unknown.</summary>
    public string Verdict { get; }

    /// <summary>The rule, route or setting that decides; for Unknown what is missing.</summary>
    public string Rule { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Number}. {Kind} {Resource}{(Direction == "Reply" ? " (reply)" : string.Empty)}: {Verdict}, {Rule}";
}
