using AwsOps.Engine.FlowLogs;
using AwsOps.Engine.Network;

namespace AwsOps;

/// <summary>What Protect-SecurityGroup did to a group, or under -WhatIf would do.</summary>
public sealed class SecurityGroupProtection : AwsResource
{
    internal SecurityGroupProtection(Common.AwsConnection aws, SecurityGroup group, ClosePlan plan, bool applied, IEnumerable<BrokenReach> reachable, IEnumerable<FlowSeen> seen, FlowsSeen? flows = null)
        : base(aws, group.AccountId)
    {
        Plan = plan;
        SecurityGroupId = group.SecurityGroupId;
        SecurityGroupName = group.SecurityGroupName;
        VpcId = group.VpcId;
        Applied = applied;
        Removed = (string[])[.. plan.Revoke.Select(static rule => rule.ToString())];
        Added = (string[])[.. plan.Authorize.Select(static rule => rule.ToString())];
        Unresolved = (string[])[.. plan.Unresolved.Select(static rule => rule.ToString())];
        BrokenFlow = (BrokenFlow[])[.. reachable.Select(static reach => new BrokenFlow(reach)), .. seen.Select(static flow => new BrokenFlow(flow))];
        FlowLogEvidence = flows is null ? null : new(flows);
    }

    /// <summary>Id of the group.</summary>
    public string SecurityGroupId { get; }

    /// <summary>Name of the group.</summary>
    public string SecurityGroupName { get; }

    /// <summary>VPC of the group.</summary>
    public string VpcId { get; }

    /// <summary>True when it was done; false under -WhatIf, and when there was nothing to do.</summary>
    public bool Applied { get; }

    /// <summary>Rules that went.</summary>
    public IReadOnlyList<string> Removed { get; }

    /// <summary>Rules that came instead: the parts of the old ones that did not offend.</summary>
    public IReadOnlyList<string> Added { get; }

    /// <summary>Rules left as they are because it is not known what their prefix list holds.</summary>
    public IReadOnlyList<string> Unresolved { get; }

    /// <summary>What would break, under -WhatIf: what is reachable, and what flow logs show.</summary>
    public IReadOnlyList<BrokenFlow> BrokenFlow { get; }

    /// <summary>How many records of which time the flow logs' part of <see cref="BrokenFlow"/> rests on; null without flow logs.</summary>
    public FlowLogEvidence? FlowLogEvidence { get; }

    /// <summary>The edits, for their undoing.</summary>
    internal ClosePlan Plan { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{SecurityGroupId}: {Removed.Count} rule(s) out, {Added.Count} in";
}

/// <summary>Traffic that gets through now, and would not after a closing.</summary>
public sealed class BrokenFlow
{
    internal BrokenFlow(BrokenReach reach)
    {
        NetworkInterfaceId = reach.Interface.NetworkInterfaceId;
        InstanceId = reach.Interface.InstanceId;
        LoadBalancerName = reach.LoadBalancer?.Name;
        Service = reach.Services.ToString();
        Source = AddressRanges.Internet.Only(reach.Sources.First().Family).IsSubsetOf(reach.Sources)
            ? (string[])["internet"]
            : (string[])[.. reach.Sources.ToCidrs().Select(static cidr => cidr.ToString())];
    }

    internal BrokenFlow(FlowSeen flow)
    {
        NetworkInterfaceId = flow.InterfaceId;
        Service = IpProtocols.HasPorts(flow.Protocol) ? new ServiceRange(flow.Protocol, flow.DestinationPort, flow.DestinationPort).ToString() : new ServiceRange(flow.Protocol, 0, 65535).ToString();
        Source = (string[])[flow.Source.ToString()];
        Seen = true;
        Bytes = flow.Bytes;
        LastSeen = flow.LastSeen == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(flow.LastSeen).UtcDateTime;
    }

    /// <summary>The interface that it arrives at; null when the flow log does not say.</summary>
    public string? NetworkInterfaceId { get; }

    /// <summary>The instance of that interface; null when there is none.</summary>
    public string? InstanceId { get; }

    /// <summary>The load balancer that it comes through; null when it comes straight.</summary>
    public string? LoadBalancerName { get; }

    /// <summary>Protocol and ports, such as <c>tcp 22</c>.</summary>
    public string Service { get; }

    /// <summary>Where it comes from: ranges, an address, or internet.</summary>
    public IReadOnlyList<string> Source { get; }

    /// <summary>True when flow logs show it; false when it merely could come.</summary>
    public bool Seen { get; }

    /// <summary>Bytes that the flow logs show; null for what merely could come.</summary>
    public long? Bytes { get; }

    /// <summary>When it was seen last, UTC; null when that is not known.</summary>
    public DateTime? LastSeen { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Service} from {(Source.Count > 3 ? $"{Source[0]} and {Source.Count - 1} more" : string.Join(", ", Source))}{(LoadBalancerName is null ? string.Empty : " through " + LoadBalancerName)} to {InstanceId ?? NetworkInterfaceId ?? "the group"}{(Seen ? ", seen" : string.Empty)}";
}
