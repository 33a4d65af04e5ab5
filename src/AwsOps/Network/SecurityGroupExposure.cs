using AwsOps.Engine.Network;

namespace AwsOps;

/// <summary>Whether somebody gets through.</summary>
public enum NetworkVerdict
{
    /// <summary>No packet arrives.</summary>
    Closed,

    /// <summary>Whether a packet arrives depends on something that is not known.</summary>
    Unknown,

    /// <summary>A packet arrives, and no reply to it comes back.</summary>
    ReplyBlocked,

    /// <summary>A packet arrives, and it can be answered.</summary>
    Exposed,
}

/// <summary>How much harm something invites.</summary>
public enum RiskSeverity
{
    /// <summary>Worth knowing.</summary>
    Informational,

    /// <summary>Usual for a public service.</summary>
    Low,

    /// <summary>An open service whose purpose the port does not tell.</summary>
    Medium,

    /// <summary>A service that should not face strangers, or a wide range of ports.</summary>
    High,

    /// <summary>Administration, a database, or everything.</summary>
    Critical,
}

/// <summary>Ports of a security group that somebody of those asked about may reach.</summary>
public sealed class SecurityGroupExposure
{
    internal SecurityGroupExposure(Exposure exposure, GroupReach? reach, string? region, NetworkInventory? inventory)
    {
        Exposure = exposure;
        Inventory = inventory;
        SecurityGroupId = exposure.Group.GroupId;
        SecurityGroupName = exposure.Group.GroupName;
        VpcId = exposure.Group.VpcId;
        Region = region ?? exposure.Group.Region;
        AccountId = exposure.Group.OwnerId;
        Verdict = (NetworkVerdict)(reach?.Verdict ?? exposure.Verdict);
        Severity = Verdict == NetworkVerdict.Closed ? RiskSeverity.Informational : (RiskSeverity)exposure.Severity;
        Protocol = exposure.Protocol;
        Port = exposure.PortText;
        Family = exposure.Family.ToString();
        Source = (string[])[.. exposure.RuleSources.ToCidrs().Select(static cidr => cidr.ToString())];
        Rule = (string[])[.. exposure.Rules.Select(static rule => rule.ToString())];
        SecurityGroupRuleId = (string[])[.. exposure.Rules.Select(static rule => rule.RuleId).OfType<string>()];
        Missing = reach?.Missing ?? exposure.Missing;
        Witness = (reach?.Path?.Witness ?? exposure.Witness).ToString();
        BlockedBy = reach?.BlockedBy?.ToString() ?? (reach is { Verdict: Engine.Network.Verdict.Closed } ? "no network interface has the group" : null);
        Reason = Verdict == NetworkVerdict.Closed ? $"{exposure.Reason}; not reachable: {BlockedBy}" : exposure.Reason;
        NetworkInterfaceId = (string[])[.. (reach?.Interfaces ?? []).Concat((reach?.LoadBalancers ?? []).Select(static way => way.Interface).OfType<NetworkInterface>()).Select(static card => card.NetworkInterfaceId).Distinct()];
        InstanceId = (string[])[.. (reach?.Interfaces ?? []).Concat((reach?.LoadBalancers ?? []).Select(static way => way.Interface).OfType<NetworkInterface>()).Select(static card => card.InstanceId).OfType<string>().Distinct()];
        LoadBalancerName = (string[])[.. (reach?.LoadBalancers ?? []).Select(static way => way.LoadBalancer.Name).Distinct()];
    }

    /// <summary>Id of the group, <c>sg-…</c>.</summary>
    public string SecurityGroupId { get; }

    /// <summary>Name of the group; empty when the answers don't tell it.</summary>
    public string SecurityGroupName { get; }

    /// <summary>VPC of the group; null when the answers don't tell it.</summary>
    public string? VpcId { get; }

    /// <summary>Region of the group; null when saved answers don't tell it.</summary>
    public string? Region { get; }

    /// <summary>Account of the group; null when the answers don't tell it.</summary>
    public string? AccountId { get; }

    /// <summary>The answer. Without -Effective what the rules say; with it, what arrives.</summary>
    public NetworkVerdict Verdict { get; }

    /// <summary>How much harm it invites.</summary>
    public RiskSeverity Severity { get; }

    /// <summary>Why it has that severity.</summary>
    public string Reason { get; }

    /// <summary>tcp, udp, icmp, icmpv6, a number, <c>all</c>, or <c>other</c> for several protocols without ports.</summary>
    public string Protocol { get; }

    /// <summary>Ports, or ICMP types and codes, or <c>all</c>.</summary>
    public string Port { get; }

    /// <summary>The ranges that the rules together let in, as short as they can be written.</summary>
    public IReadOnlyList<string> Source { get; }

    /// <summary>IPv4 or IPv6.</summary>
    public string Family { get; }

    /// <summary>The rules that together make it.</summary>
    public IReadOnlyList<string> Rule { get; }

    /// <summary>Ids of those rules, where the answers tell them.</summary>
    public IReadOnlyList<string> SecurityGroupRuleId { get; }

    /// <summary>Instances that are reached, with -Effective.</summary>
    public IReadOnlyList<string> InstanceId { get; }

    /// <summary>Load balancers that are reached, or that lead to the group's instances, with -Effective.</summary>
    public IReadOnlyList<string> LoadBalancerName { get; }

    /// <summary>Network interfaces that are reached, with -Effective.</summary>
    public IReadOnlyList<string> NetworkInterfaceId { get; }

    /// <summary>A packet that proves it.</summary>
    public string Witness { get; }

    /// <summary>What stops the packet or its reply, with -Effective; null when nothing does.</summary>
    public string? BlockedBy { get; }

    /// <summary>What would have to be known to turn Unknown into an answer.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>The exposure as the engine reasons about it.</summary>
    internal Exposure Exposure { get; }

    /// <summary>The network it was found in; null when only groups were looked at.</summary>
    internal NetworkInventory? Inventory { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{SecurityGroupId} {Protocol} {Port} from {string.Join(", ", Source)}: {Verdict}";
}
