using AwsOps.Engine.FlowLogs;

namespace AwsOps.Engine.Network;

/// <summary>Traffic that is reachable now and would not be after a closing.</summary>
/// <param name="Interface">The interface that it arrives at.</param>
/// <param name="Sources">Where it comes from.</param>
/// <param name="Services">The protocol and ports.</param>
/// <param name="LoadBalancer">The load balancer that it comes through; null if it comes straight.</param>
public sealed record BrokenReach(NetworkInterface Interface, AddressSet Sources, ServiceSet Services, NetworkLoadBalancer? LoadBalancer = null);

/// <summary>Tells before a group is closed who would notice.</summary>
public static class ClosureImpact
{
    /// <summary>
    /// What strangers reach now and would no longer. What another group of an interface lets in too does not break.
    /// </summary>
    /// <param name="inventory">The network.</param>
    /// <param name="plan">The edits.</param>
    public static IReadOnlyList<BrokenReach> Reachable(NetworkInventory inventory, ClosePlan plan)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(plan);

        // Where nothing has the group, nothing is reached through it: the network need not be gone through for it.
        if (inventory.NetworkInterfaces?.Any(item => item.GroupIds.Contains(plan.Before.GroupId)) != true)
        {
            return [];
        }

        var options = new ReachOptions { From = plan.Removed.Addresses };
        var (before, after) = (EffectiveExposures.Analyze(With(inventory, plan.Before), options), EffectiveExposures.Analyze(With(inventory, plan.After), options));
        List<BrokenReach> broken = [];
        foreach (var (was, now) in before.Interfaces.Zip(after.Interfaces).Where(p => p.First.Interface.GroupIds.Contains(plan.Before.GroupId)))
        {
            broken.AddRange(was.Reachable.Subtract(now.Reachable).Rows().Select(row => new BrokenReach(was.Interface, row.Addresses, row.Services)));
        }

        var still = after.LoadBalancers.Where(static l => l.Verdict == Verdict.Exposed).Select(Key).ToHashSet();
        broken.AddRange(before.LoadBalancers
            .Where(l => l.Verdict == Verdict.Exposed && l.Interface is not null && l.Target is not null && !still.Contains(Key(l)))
            .Select(static l => new BrokenReach(l.Interface!, l.Clients, ServiceSet.Of(IpProtocols.All, PortSet.Of(l.Target!.Port)), l.LoadBalancer)));
        return broken;
    }

    /// <summary>The flows of flow logs that were let in by what goes, and that no other rule or group of the interface lets in.</summary>
    /// <param name="inventory">The network.</param>
    /// <param name="plan">The edits.</param>
    /// <param name="flows">What flow logs show.</param>
    public static IReadOnlyList<FlowSeen> Seen(NetworkInventory inventory, ClosePlan plan, IEnumerable<FlowSeen> flows)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(flows);
        List<FlowSeen> removed = [.. flows.Where(flow => flow.Action != FlowAction.Reject && FlowMembers.IsAmong(plan.Removed, flow))];
        if (removed.Count == 0)
        {
            return [];
        }

        var after = new NetworkModel(With(inventory, plan.After));
        var members = new FlowMembers(after.Interfaces);
        return [.. removed.Where(flow =>
            members.Of(flow) is { } item
            && item.GroupIds.Contains(plan.Before.GroupId)
            && !FlowMembers.IsAmong(after.Allowed(item.GroupIds, egress: false, stranger: false).Possible, flow))];
    }

    private static (string, string?, LoadBalancerTarget?, string?) Key(LoadBalancerReach reach) => (reach.LoadBalancer.Arn, reach.Listener?.Arn, reach.Target, reach.Interface?.NetworkInterfaceId);

    private static NetworkInventory With(NetworkInventory inventory, SecurityGroup group) =>
        inventory with { SecurityGroups = [.. (inventory.SecurityGroups ?? []).Where(g => g.GroupId != group.GroupId), group] };
}
